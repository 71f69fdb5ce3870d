"""Addresses as codes that a telephone reads, as SVG paths; nothing is asked of anybody else."""

from dataclasses import dataclass
from functools import lru_cache

import qrcode


@dataclass(frozen=True, slots=True)
class Code:
    """`size` is the side of its square in modules; `path` draws the dark ones."""

    size: int
    path: str


@lru_cache(maxsize=256)
def qr_code(text: str, border: int = 3) -> Code:
    """The code of a text; each run of dark modules is one rectangle of the path."""
    code = qrcode.QRCode(border=border, error_correction=qrcode.ERROR_CORRECT_M)
    code.add_data(text)
    rows = code.get_matrix()
    return Code(len(rows), "".join(_runs(rows)))


def _runs(rows: list[list[bool]]) -> list[str]:
    found = []
    for y, row in enumerate(rows):
        start = None
        for x, is_dark in enumerate([*row, False]):
            if is_dark and start is None:
                start = x
            elif not is_dark and start is not None:
                found.append(f"M{start} {y}h{x - start}v1h-{x - start}z")
                start = None
    return found
