"""The mark in the State's colour, as files of every form and size that browsers ask for."""

import io
from functools import lru_cache

from PIL import Image

from nmirf.common.sheets import to_png

SIZES = ("32", "180", "192", "512")
# The side of the drawing; see static/img/favicon.svg.
SIDE = 32


def svg(colour: str) -> bytes:
    """`colour` is #rrggbb."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {SIDE} {SIDE}">'
        f'<rect width="{SIDE}" height="{SIDE}" rx="6" fill="{colour}"/>'
        '<path d="M8 17.5l5.5 5.5L24.5 9.5" fill="none" stroke="#fff" stroke-width="4"/></svg>\n'
    ).encode()


@lru_cache(maxsize=16)
def png(colour: str, size: int) -> bytes:
    """A picture of `size` × `size` pixels."""
    return to_png(svg(colour).decode(), size / SIDE)


@lru_cache(maxsize=4)
def ico(colour: str) -> bytes:
    file = io.BytesIO()
    Image.open(io.BytesIO(png(colour, SIDE))).save(file, "ICO")
    return file.getvalue()
