"""A picture that stands alone: an SVG with its words in it, and the same as PNG.

The words are text, so that they can be found, copied and read aloud. Where the font is missing the
viewer's own takes its place, so an SVG leaves them more room than the font asks for.
"""

import unicodedata
from bisect import bisect_right
from functools import lru_cache
from html import escape
from xml.sax.saxutils import quoteattr

import fontpkg_noto_sans
import fontpkg_noto_sans_arabic
import regex
import resvg_py
from PIL import ImageFont

from .charts import Stripe

INK, QUIET, LINE, PAPER, ACCENT = "#14213d", "#4a5872", "#d8dde6", "#ffffff", "#0b5fa5"
FAMILY = "Noto Sans, Noto Sans Arabic, system-ui, sans-serif"
FONTS = [
    str(next(fontpkg_noto_sans.ROOT.glob("files/NotoSans[[]*.ttf"))),
    str(next(fontpkg_noto_sans_arabic.ROOT.glob("files/NotoSansArabic[[]*.ttf"))),
]
WIDTH, EDGE = 800, 24
REGULAR, BOLD = 400, 700
# Of both fonts, to one em: measured so, widths are exact.
UNITS = 1000
# How much wider than ours the font of a viewer may be.
SPARE = 1.15
# Dots of a PNG for each unit of the picture: sharp on screens that have two for one.
ZOOM = 2
_ILLEGAL = regex.compile(r"[^\t\n\r\x20-\uD7FF\uE000-\uFFFD\U00010000-\U0010FFFF]")
# Arabic with its supplements and presentation forms.
_ARABIC = regex.compile(r"([\u0600-\u08FF\uFB50-\uFDFF\uFE70-\uFEFF]+)")
# Right-to-left isolate and its end: a line begins at the right, whatever letter it begins with.
_RLI, _PDI = "\u2067", "\u2069"


def width_of(words: str, size: float, weight: int = REGULAR) -> float:
    """How wide one line is in the fonts that are shipped, letters joined, in the unit of `size`."""
    return size * sum(_ems(word, weight) for word in regex.split("( )", words))


@lru_cache(maxsize=2048)
def _ems(word: str, weight: int) -> float:
    # Every second piece is Arabic: a font joins the letters of its own script alone.
    units = sum(
        _font(FONTS[place % 2], weight).getlength(piece)
        for place, piece in enumerate(_ARABIC.split(word))
    )
    # No font of ours has these: a box here, a whole square where there is one.
    squares = sum(unicodedata.east_asian_width(letter) in "WF" for letter in word)
    return units / UNITS + squares / 2


@lru_cache(maxsize=8)
def _font(file: str, weight: int) -> ImageFont.FreeTypeFont:
    font = ImageFont.truetype(file, UNITS)
    # The axes stand in the font's own order, and each has a name in bytes.
    wanted: dict[bytes, float] = {b"Weight": weight, b"Width": 100}
    font.set_variation_by_axes(
        [
            wanted.get(axis["name"] or b"", axis["default"] or 0)
            for axis in font.get_variation_axes()
        ]
    )
    return font


def folded(
    words: str,
    size: float,
    width: float,
    most: int = 0,
    *,
    weight: int = REGULAR,
    spare: float = SPARE,
) -> list[str]:
    """The words in lines of at most `width`; beyond `most` lines the last ends with an ellipsis.

    `spare` is by how much another font may be wider: 1 where the picture becomes a PNG alone.
    """

    def wide(line: str) -> float:
        return width_of(line, size, weight) * spare

    def taken(line: str, end: str = "") -> int:
        """How many letters fit on a line with `end` behind them; one always does."""
        fitting = bisect_right(
            range(len(line) + 1), width, lo=1, key=lambda n: wide(line[:n] + end)
        )
        return max(1, fitting - 1)

    lines = [""]
    for word in words.split():
        rest = f"{lines[-1]} {word}".strip()
        if lines[-1] and wide(rest) > width:
            lines.append("")
            rest = word
        while wide(rest) > width and len(rest) > 1 and (not most or len(lines) <= most):
            number = taken(rest)
            lines[-1], rest = rest[:number], rest[number:]
            lines.append("")
        lines[-1] = rest
        if most and len(lines) > most:
            last = lines[most - 1]
            return [*lines[: most - 1], f"{last[: taken(last, '…')].rstrip()}…"]
    return lines


class Sheet:
    """What is put on it at `x`, counted from where reading begins: mirrored for right-to-left."""

    def __init__(self, *, language: str, mirrored: bool, width: int = WIDTH) -> None:
        self.language, self.mirrored, self.width = language, mirrored, width
        self.height = float(EDGE)
        self._parts: list[str] = []

    def text(
        self,
        x: float,
        y: float,
        words: object,
        *,
        size: float = 13,
        fill: str = INK,
        anchor: str = "start",
        weight: int = REGULAR,
        turned: bool = False,
        rtl: bool | None = None,
    ) -> None:
        """One line with its foot at `y`; anchor: start, middle or end. `turned` reads upwards.

        `rtl` is the direction of words that have not the sheet's: they begin where theirs does.
        """
        said = escape(_ILLEGAL.sub("", str(words)), quote=False)
        if self.mirrored if rtl is None else rtl:
            x, anchor = self.width - x, {"start": "end", "end": "start"}.get(anchor, anchor)
            said = f"{_RLI}{said}{_PDI}"
        if turned:
            anchor = "start"
        place = f' transform="rotate(-90 {x:g} {y:g})"' if turned else ""
        bold = f' font-weight="{weight}"' if weight != REGULAR else ""
        self._parts.append(
            f'<text x="{x:g}" y="{y:g}" font-size="{size:g}" fill="{fill}"'
            f' text-anchor="{anchor}"{bold}{place}>{said}</text>'
        )

    def lines(
        self, words: str, *, size: float = 13, fill: str = INK, weight: int = REGULAR, most: int = 0
    ) -> None:
        """A paragraph over the whole width, below what is there."""
        for line in folded(words, size, self.width - 2 * EDGE, most, weight=weight):
            self.height += size * 1.45
            self.text(EDGE, self.height, line, size=size, fill=fill, weight=weight)

    def rect(
        self,
        x: float,
        y: float,
        width: float,
        height: float,
        fill: str,
        texture: tuple[Stripe, ...] = (),
        edge: str = "",
    ) -> None:
        left = self._left(x, width)
        stroke = f' stroke="{edge}"' if edge else ""
        self._parts.append(
            f'<rect x="{left:.2f}" y="{y:g}" width="{width:.2f}" height="{height:g}" fill="{fill}"'
            f"{stroke}/>"
        )
        for share, thick, dashes in texture:
            self.line(x, y + height * share, width, thick * height, "#ffffffb3", dashes)

    def line(
        self,
        x: float,
        y: float,
        width: float,
        thick: float = 1,
        stroke: str = LINE,
        dashes: str = "",
    ) -> None:
        """From `x` on, level."""
        left = self._left(x, width)
        dashed = f' stroke-dasharray="{dashes}"' if dashes else ""
        self._parts.append(
            f'<path d="M{left:.2f} {y:g}h{width:.2f}" stroke="{stroke}" stroke-width="{thick:.2f}"'
            f"{dashed}/>"
        )

    def drawing(
        self, x: float, y: float, width: float, height: float, units: str, markup: str
    ) -> None:
        """A picture of its own within the sheet, not mirrored; `units` are its measures: "16 16"."""
        self._parts.append(
            f'<svg x="{self._left(x, width):g}" y="{y:g}" width="{width:g}" height="{height:g}"'
            f' viewBox="0 0 {units}">{markup}</svg>'
        )

    def _left(self, x: float, width: float) -> float:
        return self.width - x - width if self.mirrored else x

    def raw(self, markup: str) -> None:
        """Markup of our own, in the picture's units, not mirrored."""
        self._parts.append(markup)

    def svg(self, *, title: str, description: str) -> str:
        """The whole picture; title and description are for those who do not see it."""
        height = round(self.height + EDGE)
        told = [escape(_ILLEGAL.sub("", words), quote=False) for words in (title, description)]
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{self.width}" height="{height}"'
            f' viewBox="0 0 {self.width} {height}" role="img" aria-labelledby="t d"'
            f" xml:lang={quoteattr(self.language)} lang={quoteattr(self.language)}"
            f' font-family="{FAMILY}"><title id="t">{told[0]}</title><desc id="d">{told[1]}</desc>'
            f'<rect width="{self.width}" height="{height}" fill="{PAPER}"/>{"".join(self._parts)}</svg>'
        )


def to_png(svg: str, zoom: float = ZOOM) -> bytes:
    """The same picture in dots, with the fonts that the application ships and no others."""
    return bytes(
        resvg_py.svg_to_bytes(
            svg_string=svg,
            font_files=FONTS,
            skip_system_fonts=True,
            font_family="Noto Sans",
            zoom=zoom,
        )
    )
