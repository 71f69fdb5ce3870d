"""The picture that a shared page is shown with: the State, what it is, and where it stands."""

import hashlib
import io
from base64 import b64encode
from dataclasses import astuple, dataclass

from PIL import Image

from nmirf.common.markup import status_icon
from nmirf.common.sheets import BOLD, EDGE, REGULAR, Sheet, folded, to_png, width_of

from . import icons

# The measures that networks ask for; see ogp.me and the card of X.
WIDTH, HEIGHT = 1200, 630
MARGIN = 72
ROOM = WIDTH - 2 * MARGIN
BAND = 18
# The side of the sign, the height of a logo, and how wide that may be.
MARK, LOGO_WIDTH = 64, 300
ICON = 36
INK, QUIET = "#16202e", "#4a5568"
# Larger titles for short ones: (lines that it may take, size).
TITLES = ((3, 64), (4, 52), (6, 36))
# Changes where the drawing does, so that nobody keeps an old one.
EDITION = 2


@dataclass(frozen=True, slots=True)
class Card:
    """Words in the page's language; `colour` is #rrggbb; `rtl` the direction of the page, `title_rtl`
    that of the title, which may stand in another language. Without `status` there is none to show.
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


def draw(card: Card) -> bytes:
    """A PNG of 1200 × 630."""
    sheet = Sheet(language="", mirrored=card.rtl, width=WIDTH)
    sheet.rect(0, 0, WIDTH, BAND, card.colour)
    _head(sheet, card)
    _title(sheet, card)
    _foot(sheet, card)
    sheet.height = HEIGHT - EDGE
    drawn = Image.open(io.BytesIO(to_png(sheet.svg(title=card.title, description=""), 1)))
    file = io.BytesIO()
    # Few colours on white: a palette halves what travels.
    drawn.convert("RGB").quantize(64, dither=Image.Dither.NONE).save(file, "PNG")
    return file.getvalue()


def _line(words: str, size: int, room: float, weight: int = REGULAR) -> str:
    return folded(words, size, room, 1, weight=weight, spare=1)[0]


def _head(sheet: Sheet, card: Card) -> None:
    """Beside the State's logo, else the product's sign in the State's colour."""
    gap, top, side = 20, 60, float(MARK)
    if card.logo:
        side = _logo(sheet, card.logo, top)
    else:
        sign = icons.svg(card.colour).decode()
        sheet.drawing(MARGIN, top, side, MARK, f"{icons.SIDE} {icons.SIDE}", sign)
    x, room = MARGIN + side + gap, ROOM - side - gap
    sheet.text(x, top + 28, _line(card.site, 30, room, BOLD), size=30, fill=INK, weight=BOLD)
    sheet.text(x, top + 62, _line(card.state, 24, room), size=24, fill=QUIET)


def _logo(sheet: Sheet, logo: bytes, top: float) -> float:
    """How wide it is shown."""
    width, height = Image.open(io.BytesIO(logo), formats=("PNG",)).size
    scale = min(MARK / height, LOGO_WIDTH / width)
    image = (
        f'<image width="{width}" height="{height}"'
        f' href="data:image/png;base64,{b64encode(logo).decode()}"/>'
    )
    shown = (width * scale, height * scale)
    sheet.drawing(MARGIN, top, *shown, f"{width} {height}", image)
    return shown[0]


def _title(sheet: Sheet, card: Card) -> None:
    y = 208.0
    kind = _line(card.kind, 26, ROOM, BOLD)
    sheet.text(MARGIN, y, kind, size=26, fill=card.colour, weight=BOLD)
    for most, size in TITLES:
        lines = folded(card.title, size, ROOM, most + 1, weight=BOLD, spare=1)
        if len(lines) <= most:
            break
    else:
        lines = folded(card.title, size, ROOM, most, weight=BOLD, spare=1)
    # Below its line a letter of this script may reach deeper than one of another.
    height = size * (1.32 if card.title_rtl else 1.25)
    for place, line in enumerate(lines):
        foot = y + 20 + height * (place + 0.9)
        sheet.text(MARGIN, foot, line, size=size, fill=INK, weight=BOLD, rtl=card.title_rtl)


def _foot(sheet: Sheet, card: Card) -> None:
    x, y = float(MARGIN), HEIGHT - 56
    if card.status:
        sheet.drawing(x, y - 30, ICON, ICON, "16 16", status_icon(card.status_key))
        x += ICON + 14
        status = _line(card.status, 30, WIDTH - MARGIN - x, BOLD)
        sheet.text(x, y, status, size=30, fill=INK, weight=BOLD)
        x += width_of(status, 30, BOLD) + 28
    if card.note and x + width_of(card.note, 24) <= WIDTH - MARGIN:
        sheet.text(x, y, card.note, size=24, fill=QUIET)
