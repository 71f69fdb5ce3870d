"""Words on a picture, in every script that the site's fonts know, right-to-left ones too.

A font shapes only its own scripts, so a line is cut into runs of one font each, and the runs are
set one after the other in the direction of the line. Source: UAX #9, of which lines of titles need
no more than this.
"""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import fontpkg_noto_sans
import fontpkg_noto_sans_arabic
from PIL import ImageDraw, ImageFont

LATIN = next(fontpkg_noto_sans.ROOT.glob("files/NotoSans[[]*.ttf"))
ARABIC = next(fontpkg_noto_sans_arabic.ROOT.glob("files/NotoSansArabic[[]*.ttf"))
REGULAR, BOLD = 400, 700
# Arabic with its supplements and presentation forms.
_ARABIC_RANGES = ((0x0600, 0x08FF), (0xFB50, 0xFDFF), (0xFE70, 0xFEFF))


@dataclass(frozen=True, slots=True)
class Style:
    size: int
    weight: int = REGULAR
    colour: str = "#000000"


@lru_cache(maxsize=32)
def _font(file: Path, size: int, weight: int) -> ImageFont.FreeTypeFont:
    font = ImageFont.truetype(str(file), size, layout_engine=ImageFont.Layout.RAQM)
    # The axes stand in the font's own order, and each has a name in bytes.
    wanted: dict[bytes, float] = {b"Weight": weight, b"Width": 100}
    font.set_variation_by_axes(
        [
            wanted.get(axis["name"] or b"", axis["default"] or 0)
            for axis in font.get_variation_axes()
        ]
    )
    return font


def _is_arabic(character: str) -> bool:
    return any(first <= ord(character) <= last for first, last in _ARABIC_RANGES)


def runs(line: str, *, rtl: bool) -> list[tuple[str, bool]]:
    """(text, whether it is Arabic) in the order of reading.

    Letters and figures have a direction of their own; what stands between two of one direction
    shares it, and everything else goes with the line.
    """
    own = [_is_arabic(one) if one.isalnum() or _is_arabic(one) else None for one in line]
    found: list[tuple[str, bool]] = []
    for place, character in enumerate(line):
        arabic = own[place]
        if arabic is None:
            before = next((one for one in reversed(own[:place]) if one is not None), rtl)
            after = next((one for one in own[place:] if one is not None), rtl)
            arabic = before if before == after else rtl
        if found and found[-1][1] == arabic:
            found[-1] = (found[-1][0] + character, arabic)
        else:
            found.append((character, arabic))
    return found


def width(text: str, style: Style, *, rtl: bool) -> float:
    return sum(_length(run, style, arabic) for run, arabic in runs(text, rtl=rtl))


def _length(run: str, style: Style, arabic: bool) -> float:
    return _of(style, arabic).getlength(run, direction="rtl" if arabic else "ltr")


def _of(style: Style, arabic: bool) -> ImageFont.FreeTypeFont:
    return _font(ARABIC if arabic else LATIN, style.size, style.weight)


def write(
    draw: ImageDraw.ImageDraw, at: tuple[float, float], text: str, style: Style, *, rtl: bool
) -> float:
    """One line whose baseline begins at `at`, on the right where `rtl`; gives back how long it is."""
    x, y = at
    for run, arabic in runs(text, rtl=rtl):
        length = _length(run, style, arabic)
        draw.text(
            (x - length if rtl else x, y),
            run,
            font=_of(style, arabic),
            fill=style.colour,
            anchor="ls",
            direction="rtl" if arabic else "ltr",
        )
        x += -length if rtl else length
    return abs(x - at[0])


def lines(text: str, style: Style, *, room: float, most: int, rtl: bool) -> list[str]:
    """`text` in at most so many lines of `room` pixels; what is left out is an ellipsis at the end."""
    found: list[str] = []
    rest = text.split()
    while rest and len(found) < most:
        taken = _fitting(rest, style, room, rtl)
        found.append(" ".join(rest[:taken]))
        rest = rest[taken:]
    if not found:
        return []
    found[-1] = found[-1] + ("…" if rest else "")
    return [_cut(line, style, room, rtl) for line in found]


def _fitting(words: list[str], style: Style, room: float, rtl: bool) -> int:
    """How many words fit on a line; one that is longer than the line takes one of its own."""
    for number in range(2, len(words) + 1):
        if width(" ".join(words[:number]), style, rtl=rtl) > room:
            return number - 1
    return len(words)


def _cut(line: str, style: Style, room: float, rtl: bool) -> str:
    while len(line) > 1 and width(line, style, rtl=rtl) > room:
        line = line.removesuffix("…")[:-1].rstrip() + "…"
    return line
