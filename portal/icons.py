"""The mark in the State's colour, as files of every form and size that browsers ask for."""

import io
from functools import lru_cache

from PIL import Image, ImageDraw

SIZES = ("32", "180", "192", "512")
# The drawing's own measures; see static/img/favicon.svg.
SIDE, RADIUS, STROKE = 32, 6, 4
CHECK = ((8, 17.5), (13.5, 23), (24.5, 9.5))
# Drawn larger and made smaller, so that edges are smooth.
FINER = 4


def svg(colour: str) -> bytes:
    """`colour` is #rrggbb."""
    steps = "L".join(f"{x} {y}" for x, y in CHECK)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {SIDE} {SIDE}">'
        f'<rect width="{SIDE}" height="{SIDE}" rx="{RADIUS}" fill="{colour}"/>'
        f'<path d="M{steps}" fill="none" stroke="#fff" stroke-width="{STROKE}"/></svg>\n'
    ).encode()


@lru_cache(maxsize=16)
def mark(colour: str, size: int) -> Image.Image:
    """A picture of `size` × `size` pixels."""
    unit = size * FINER / SIDE
    picture = Image.new("RGBA", (size * FINER, size * FINER))
    draw = ImageDraw.Draw(picture)
    draw.rounded_rectangle((0, 0, size * FINER - 1, size * FINER - 1), RADIUS * unit, fill=colour)
    points = [(x * unit, y * unit) for x, y in CHECK]
    draw.line(points, fill="#ffffff", width=round(STROKE * unit), joint="curve")
    return picture.resize((size, size), Image.Resampling.LANCZOS)


@lru_cache(maxsize=16)
def png(colour: str, size: int) -> bytes:
    return _saved(mark(colour, size), "PNG")


@lru_cache(maxsize=4)
def ico(colour: str) -> bytes:
    return _saved(mark(colour, 32), "ICO")


def _saved(picture: Image.Image, form: str) -> bytes:
    file = io.BytesIO()
    picture.save(file, form, optimize=form == "PNG")
    return file.getvalue()
