"""A picture that stands alone: an SVG with its words in it, and the same as PNG.

The words are text, so that they can be found, copied and read aloud. Where the font is missing the
viewer's own takes its place: room is left by the number of letters, not by measuring.
"""

import unicodedata
from html import escape
from xml.sax.saxutils import quoteattr

import fontpkg_noto_sans
import fontpkg_noto_sans_arabic
import regex
import resvg_py

from .charts import Stripe

INK, QUIET, LINE, PAPER, ACCENT = "#14213d", "#4a5872", "#d8dde6", "#ffffff", "#0b5fa5"
FAMILY = "Noto Sans, Noto Sans Arabic, system-ui, sans-serif"
FONTS = [
    str(next(fontpkg_noto_sans.ROOT.glob("files/NotoSans[[]*.ttf"))),
    str(next(fontpkg_noto_sans_arabic.ROOT.glob("files/NotoSansArabic[[]*.ttf"))),
]
WIDTH, EDGE = 800, 24
# Dots of a PNG for each unit of the picture: sharp on screens that have two for one.
ZOOM = 2
_ILLEGAL = regex.compile(r"[^\t\n\r\x20-\uD7FF\uE000-\uFFFD\U00010000-\U0010FFFF]")
# Right-to-left isolate and its end: a line begins at the right, whatever letter it begins with.
_RLI, _PDI = "\u2067", "\u2069"


def width_of(words: str, size: float) -> float:
    """About how wide the words are, in the unit of `size`."""
    letters = sum(
        0 if unicodedata.combining(c) else 1.75 if unicodedata.east_asian_width(c) in "WF" else 1
        for c in words
    )
    return 0.57 * size * letters


def folded(words: str, size: float, width: float, most: int = 0) -> list[str]:
    """The words in lines of at most `width`; beyond `most` lines the last ends with an ellipsis."""
    room = max(4, int(width / (0.57 * size)))
    lines = [""]
    for word in words.split():
        joined = f"{lines[-1]} {word}".strip()
        if len(joined) > room and lines[-1]:
            lines.append("")
            joined = word
        while len(joined) > room:
            lines[-1], joined = joined[:room], joined[room:]
            lines.append("")
        lines[-1] = joined
    if most and len(lines) > most:
        lines = [*lines[: most - 1], f"{lines[most - 1][: room - 1]}…"]
    return lines


class Sheet:
    """What is put on it at `x`, counted from where reading begins: mirrored for right-to-left."""

    def __init__(self, *, language: str, mirrored: bool) -> None:
        self.language, self.mirrored = language, mirrored
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
        weight: int = 400,
        turned: bool = False,
    ) -> None:
        """One line with its foot at `y`; anchor: start, middle or end. `turned` reads upwards."""
        said = escape(_ILLEGAL.sub("", str(words)), quote=False)
        if self.mirrored:
            x, anchor = WIDTH - x, {"start": "end", "end": "start"}.get(anchor, anchor)
            said = f"{_RLI}{said}{_PDI}"
        if turned:
            anchor = "start"
        place = f' transform="rotate(-90 {x:g} {y:g})"' if turned else ""
        bold = f' font-weight="{weight}"' if weight != 400 else ""
        self._parts.append(
            f'<text x="{x:g}" y="{y:g}" font-size="{size:g}" fill="{fill}"'
            f' text-anchor="{anchor}"{bold}{place}>{said}</text>'
        )

    def lines(
        self, words: str, *, size: float = 13, fill: str = INK, weight: int = 400, most: int = 0
    ) -> None:
        """A paragraph over the whole width, below what is there."""
        for line in folded(words, size, WIDTH - 2 * EDGE, most):
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
        left = WIDTH - x - width if self.mirrored else x
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
        left = WIDTH - x - width if self.mirrored else x
        dashed = f' stroke-dasharray="{dashes}"' if dashes else ""
        self._parts.append(
            f'<path d="M{left:.2f} {y:g}h{width:.2f}" stroke="{stroke}" stroke-width="{thick:.2f}"'
            f"{dashed}/>"
        )

    def raw(self, markup: str) -> None:
        """Markup of our own, in the picture's units, not mirrored."""
        self._parts.append(markup)

    def svg(self, *, title: str, description: str) -> str:
        """The whole picture; title and description are for those who do not see it."""
        height = round(self.height + EDGE)
        told = [escape(_ILLEGAL.sub("", words), quote=False) for words in (title, description)]
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height}"'
            f' viewBox="0 0 {WIDTH} {height}" role="img" aria-labelledby="t d"'
            f" xml:lang={quoteattr(self.language)} lang={quoteattr(self.language)}"
            f' font-family="{FAMILY}"><title id="t">{told[0]}</title><desc id="d">{told[1]}</desc>'
            f'<rect width="{WIDTH}" height="{height}" fill="{PAPER}"/>{"".join(self._parts)}</svg>'
        )


def to_png(svg: str) -> bytes:
    """The same picture in dots, with the fonts that the application ships and no others."""
    return bytes(
        resvg_py.svg_to_bytes(
            svg_string=svg,
            font_files=FONTS,
            skip_system_fonts=True,
            font_family="Noto Sans",
            zoom=ZOOM,
        )
    )
