"""The picture that a shared page is shown with: the State, what it is, and where it stands."""

import hashlib
import io
import math
from dataclasses import astuple, dataclass

from PIL import Image, ImageDraw

from nmirf.common.charts import StatusLook

from . import icons
from .lettering import BOLD, Style, lines, width, write

# The measures that networks ask for; see ogp.me and the card of X.
WIDTH, HEIGHT = 1200, 630
MARGIN = 72
BAND = 18
# The side of the sign, the height of a logo, and how wide that may be.
MARK, LOGO_WIDTH = 64, 300
INK, QUIET = "#16202e", "#4a5568"
FINER = 4
# Larger titles for short ones: (lines that it may take, size).
TITLES = ((3, 64), (4, 52), (6, 40))
# Changes where the drawing does, so that nobody keeps an old one.
EDITION = 1


@dataclass(frozen=True, slots=True)
class Card:
    """Words in the page's language; `colour` is #rrggbb; `rtl` the direction of the page, `title_rtl`
    that of the title, which may stand in another language.
    """

    site: str
    state: str
    kind: str
    title: str
    colour: str
    rtl: bool
    title_rtl: bool
    status: str = ""
    status_key: str = ""
    note: str = ""
    logo: bytes = b""

    @property
    def mark(self) -> str:
        """Names the picture: the same words, the same name."""
        return hashlib.sha256(repr((EDITION, astuple(self))).encode()).hexdigest()[:32]


def draw(card: Card, look: StatusLook | None) -> bytes:
    """A PNG of 1200 × 630."""
    picture = Image.new("RGB", (WIDTH, HEIGHT), "#ffffff")
    brush = ImageDraw.Draw(picture)
    brush.rectangle((0, 0, WIDTH, BAND), fill=card.colour)
    _head(picture, brush, card)
    _title(brush, card)
    _foot(picture, brush, card, look)
    file = io.BytesIO()
    # Few colours on white: a palette halves what travels.
    picture.quantize(64, dither=Image.Dither.NONE).save(file, "PNG", optimize=True)
    return file.getvalue()


def _start(rtl: bool) -> int:
    return WIDTH - MARGIN if rtl else MARGIN


def _head(picture: Image.Image, brush: ImageDraw.ImageDraw, card: Card) -> None:
    gap, top, rtl = 20, 60, card.rtl
    mark = _mark(card)
    side = mark.width
    x = _start(rtl) - side if rtl else _start(rtl)
    picture.paste(mark, (x, top), mark)
    x = x - gap if rtl else x + side + gap
    room = WIDTH - 2 * MARGIN - side - gap
    name, place = Style(30, BOLD, INK), Style(24, colour=QUIET)
    for words, style, y in ((card.site, name, top + 28), (card.state, place, top + 62)):
        for line in lines(words, style, room=room, most=1, rtl=rtl):
            write(brush, (x, y), line, style, rtl=rtl)


def _mark(card: Card) -> Image.Image:
    """The State's logo, else the product's sign in the State's colour."""
    if not card.logo:
        return icons.mark(card.colour, MARK)
    logo = Image.open(io.BytesIO(card.logo), formats=("PNG",)).convert("RGBA")
    scale = min(MARK / logo.height, LOGO_WIDTH / logo.width)
    return logo.resize((max(1, round(logo.width * scale)), max(1, round(logo.height * scale))))


def _title(brush: ImageDraw.ImageDraw, card: Card) -> None:
    kind = Style(26, BOLD, card.colour)
    write(brush, (_start(card.rtl), 208), card.kind, kind, rtl=card.rtl)
    rtl, room = card.title_rtl, WIDTH - 2 * MARGIN
    for most, size in TITLES:
        style = Style(size, BOLD, INK)
        found = lines(card.title, style, room=room, most=most, rtl=rtl)
        if not found or not found[-1].endswith("…"):
            break
    # Below its line a letter of this script may reach deeper than one of another.
    height = size * (1.32 if rtl else 1.25)
    for place, line in enumerate(found):
        write(brush, (_start(rtl), 208 + 20 + height * (place + 0.9)), line, style, rtl=rtl)


def _foot(
    picture: Image.Image, brush: ImageDraw.ImageDraw, card: Card, look: StatusLook | None
) -> None:
    y, rtl = HEIGHT - 56, card.rtl
    x: float = _start(rtl)
    if look is not None:
        side = 36
        sign = _sign(look, side)
        picture.paste(sign, (round(x - side if rtl else x), y - 30), sign)
        step = side + 14
        x = x - step if rtl else x + step
        style = Style(30, BOLD, INK)
        x_word = write(brush, (x, y), card.status, style, rtl=rtl)
        x = x - x_word - 28 if rtl else x + x_word + 28
    quiet = Style(24, colour=QUIET)
    room = (x - MARGIN) if rtl else (WIDTH - MARGIN - x)
    if card.note and width(card.note, quiet, rtl=rtl) <= room:
        write(brush, (x, y), card.note, quiet, rtl=rtl)


# Of a full circle, from the top clockwise, how much of it is filled.
FILLED = {"quarter": 0.25, "half": 0.5, "most": 0.75, "nearly": 0.9}
# Lines inside the circle, in the measures of templates/components/status_icon.html (16 by 16).
STROKES: dict[str, tuple[tuple[tuple[float, float], ...], ...]] = {
    "full": (((4.7, 8.3), (6.9, 10.5), (11.3, 5.7)),),
    "dash": (((3.5, 8), (12.5, 8)),),
    "cross": (((5.5, 5.5), (10.5, 10.5)), ((10.5, 5.5), (5.5, 10.5))),
    "contrary": (((5.3, 5.3), (10.7, 10.7)), ((10.7, 5.3), (5.3, 10.7))),
    "superseded": (((5, 8), (10.5, 8)), ((8.4, 5.8), (10.7, 8), (8.4, 10.2))),
    "ongoing": (((4, 4.4), (4.6, 7.2), (7.4, 6.6)),),
    "question": (((6.2, 6.4), (8, 4.7), (9.6, 6.4), (8, 9.3)), ((8, 10.6), (8, 11.8))),
}
OCTAGON = ((5, 1), (11, 1), (15, 5), (15, 11), (11, 15), (5, 15), (1, 11), (1, 5))


def _sign(look: StatusLook, side: int) -> Image.Image:
    """The drawing of a status, as pages show it."""
    unit = side * FINER / 16
    picture = Image.new("RGBA", (side * FINER, side * FINER))
    brush = ImageDraw.Draw(picture)
    whole = (1 * unit, 1 * unit, 15 * unit, 15 * unit)
    stroke, is_filled = look.fill, look.shape in ("full", "contrary")
    if look.shape == "full":
        brush.ellipse(whole, fill=look.fill)
    elif look.shape == "contrary":
        brush.polygon([(x * unit, y * unit) for x, y in OCTAGON], fill=look.fill)
    elif look.shape != "dash":
        brush.ellipse(whole, outline=look.fill, width=round(1.6 * unit))
    if look.shape in FILLED:
        brush.pieslice(whole, -90, -90 + 360 * FILLED[look.shape], fill=look.fill)
    if look.shape == "ongoing":
        inner = (4.6 * unit, 4.6 * unit, 11.4 * unit, 11.4 * unit)
        brush.arc(inner, -90, 200, fill=look.fill, width=round(1.5 * unit))
    for line in STROKES.get(look.shape, ()):
        points = [(x * unit, y * unit) for x, y in line]
        brush.line(points, "#ffffff" if is_filled else stroke, math.ceil(1.7 * unit), "curve")
    return picture.resize((side, side), Image.Resampling.LANCZOS)
