"""Single values of an export: lists of labels, dates, ids, sessions and positions.

Functions raise ValueError with a message for a person when a value can't be what it should be.
"""

import datetime as dt
import math
import re
import uuid
from collections.abc import Iterable
from functools import lru_cache

from django.utils.translation import gettext as _

from nmirf.common.dates import is_plausible

from .text import clean_text, fold_label

_LINE = re.compile(r"\s*[\r\n\u2028\u2029]+\s*")
_DASH = re.compile(r"^(?:[-–•]+\s*)+")
_SEMICOLON = re.compile(r"\s*;\s*")
_BULLET = re.compile(r"\s+-\s+")
# Theme labels hold semicolons and dashes of their own: "… rights - general measures of …".
_THEME_BULLET = re.compile(r"\s+-\s+(?=[^\W\d_a-z])(?!General\b)")
_SDG = re.compile(r"(?:\s*[;,]|\s+-|\s*[;,]\s*-)\s+(?=\d{1,2}(?:\.\w{1,2})?\s+-\s)")


@lru_cache(maxsize=2048)
def clean_label(label: str) -> str:
    """One label without leading dash, entities and stray spaces; a dash alone is no label."""
    return _DASH.sub("", clean_text(label)).strip()


def distinct(labels: Iterable[str]) -> tuple[str, ...]:
    """Cleaned labels in order, without empty ones and those that differ in case alone."""
    found: dict[str, str] = {}
    for label in map(clean_label, labels):
        if label:
            found.setdefault(label.casefold(), label)
    return tuple(found.values())


@lru_cache(maxsize=2048)
def split_lines(cell: str) -> tuple[str, ...]:
    """Labels of a cell that holds one on each line."""
    return distinct(_LINE.split(cell))


@lru_cache(maxsize=2048)
def split_labels(cell: str) -> tuple[str, ...]:
    """Labels of a cell that may use new lines, "; " or " - "; duplicates dropped, order kept."""
    pieces = (piece for line in _lines(cell) for piece in _SEMICOLON.split(line))
    return distinct(part for piece in pieces for part in _BULLET.split(piece))


@lru_cache(maxsize=2048)
def split_themes(cell: str) -> tuple[str, ...]:
    """Theme labels of a cell; never split at ";", which is part of some of them."""
    lines = _lines(cell)
    return distinct(_THEME_BULLET.split(lines[0]) if len(lines) == 1 else lines)


@lru_cache(maxsize=2048)
def split_sdgs(cell: str) -> tuple[str, ...]:
    """SDG labels of a cell: "16 - PEACE …" for goals, "16.3 - Promote …" for targets."""
    return distinct(part for line in _lines(cell) for part in _SDG.split(line))


def _lines(cell: str) -> list[str]:
    return [clean_label(line) for line in _LINE.split(cell)]


# Excel counts days from here; the leap day that it invents in 1900 is thereby already paid for.
_EPOCH = dt.date(1899, 12, 30)
_ISO = re.compile(
    r"(\d{4}-\d{2}-\d{2})(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)?"
)
_NUMBERED = re.compile(r"(\d{1,2})([./-])(\d{1,2})\2(\d{4})")
_NAMED = re.compile(r"(\d{1,2})\s+([A-Za-z]{3,9})\.?\s+(\d{4})")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_SERIAL = re.compile(r"\d{4,6}(?:\.\d+)?")


@lru_cache(maxsize=4096)
def parse_date(value: str | float, *, day_first: bool = True) -> dt.date | None:
    """The day of an ISO date or instant, an Excel serial (number or text), or "31.12.2020".

    Days come before months, as the United Nations write them; without `day_first` "12/31/2020" is
    read instead of "31/12/2020". None for an empty value or a dash.
    """
    try:
        found = (
            _serial(value)
            if isinstance(value, int | float)
            else _written_date(value, day_first=day_first)
        )
    except (ValueError, OverflowError):
        raise ValueError(_("This is not a date.")) from None
    if found is not None and not is_plausible(found):
        raise ValueError(_("This date is out of range."))
    return found


def _serial(value: float) -> dt.date:
    return _EPOCH + dt.timedelta(days=math.floor(value))


def _written_date(value: str, *, day_first: bool) -> dt.date | None:
    text = clean_label(value)
    if not text:
        return None
    if found := _ISO.fullmatch(text):
        return dt.date.fromisoformat(found.group(1))
    if found := _NUMBERED.fullmatch(text):
        first, second, year = int(found[1]), int(found[3]), int(found[4])
        # Nobody writes "12.31.2020".
        if day_first or found[2] == ".":
            return dt.date(year, second, first)
        return dt.date(year, first, second)
    if found := _NAMED.fullmatch(text):
        return dt.date(int(found[3]), 1 + _MONTHS.index(found[2][:3].lower()), int(found[1]))
    if _SERIAL.fullmatch(text):
        return _serial(float(text))
    raise ValueError(text)


_UUID = re.compile(
    r"\{?(?:urn:uuid:)?([0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12})\}?|([0-9a-f]{32})"
)


def parse_uuid(value: str) -> str | None:
    """The id in its usual form, lower case with hyphens; None for an empty value or a dash."""
    text = value.strip().lower()
    found = _UUID.fullmatch(text) or _UUID.fullmatch(clean_label(text))
    if found is None:
        if not clean_label(text):
            return None
        raise ValueError(_("This is not a valid id (UUID)."))
    usual = found.group(1) or str(uuid.UUID(found.group(2)))
    if usual == _NIL:
        raise ValueError(_("This id is nought throughout: it names nothing."))
    return usual


_NIL = str(uuid.UUID(int=0))

_SESSION = re.compile(r"(?<!\d)(\d{1,3})(?!\d)")
_CYCLE = re.compile(r"cycle\s*(\d)(?!\d)|(?<!\d)(\d)(?:st|nd|rd|th)?\s*cycle", re.IGNORECASE)
_LAST_SESSIONS = (12, 26, 40, 54)


@lru_cache(maxsize=1024)
def parse_session(value: str) -> tuple[int | None, int | None]:
    """Session and cycle of "20th Session - Cycle 2", "34" or "Cycle 3"; None what isn't said."""
    text = clean_label(value)
    cycle = _CYCLE.search(text)
    rest = _CYCLE.sub(" ", text)
    session = _SESSION.search(rest)
    if text and session is None and cycle is None:
        raise ValueError(_("This is not a session of the UPR."))
    return (
        int(session.group(1)) if session else None,
        int(cycle.group(1) or cycle.group(2)) if cycle else None,
    )


@lru_cache(maxsize=256)
def parse_cycle(value: str) -> int | None:
    """The number of "Cycle 2" or "2"; None for an empty value."""
    text = clean_label(value)
    found = re.search(r"(?<!\d)\d(?!\d)", text)
    if text and found is None:
        raise ValueError(_("This is not a cycle of the UPR."))
    return int(found.group()) if found else None


_UPR = frozenset({"upr", "universal periodic review", "universal periodic review (upr)"})


@lru_cache(maxsize=256)
def is_upr(body: str) -> bool:
    """Whether the label of a body is that of the Universal Periodic Review."""
    return fold_label(body) in _UPR


def cycle_of_session(session: int) -> int | None:
    """The UPR cycle that a session belongs to: 1-12, 13-26, 27-40, 41-54; None after these."""
    if session < 1:
        return None
    return next((n for n, last in enumerate(_LAST_SESSIONS, 1) if session <= last), None)


_POSITIONS = {
    "supported": (
        *("supported", "accepted", "enjoys support", "enjoys the support"),
        *("acceptee", "appuyee", "soutenue", "aceptada", "apoyada"),
    ),
    "noted": (
        *("noted", "rejected", "not supported", "not accepted", "does not enjoy support"),
        *("notee", "prise en note", "il en est pris note", "rejetee", "tomada nota", "rechazada"),
        *("se toma nota", "anotada"),
    ),
    "supported_noted": (
        "supported/noted",
        "noted/supported",
        "partially supported",
        "partially accepted",
        "partly supported",
        "supported in part",
        "accepted in part",
        "supported in part/noted in part",
    ),
    "pending": ("pending", "under consideration", "under examination", "under review"),
    # Answers of the first cycle that take no position, and ways to say nothing.
    "": ("general response", "no response", "unclear response", "no clear position", "n/a", "none"),
}
_POSITION_OF = {label: code for code, labels in _POSITIONS.items() for label in labels}


@lru_cache(maxsize=1024)
def parse_position(labels: tuple[str, ...]) -> str:
    """supported, noted, supported_noted, pending or "" from the labels of one record.

    Source: vocabulary of UHRI; "accepted" and "rejected" are those of the first cycle.
    """
    codes = {_position(label) for label in labels} - {""}
    if len(codes) > 1:
        if not codes <= {"supported", "noted", "supported_noted"}:
            raise ValueError(_("These positions contradict each other."))
        return "supported_noted"
    return codes.pop() if codes else ""


def _position(label: str) -> str:
    folded = re.sub(r"\s*/\s*", "/", fold_label(label))
    if folded and folded not in _POSITION_OF:
        raise ValueError(_("This is not a known position on a recommendation."))
    return _POSITION_OF.get(folded, "")


@lru_cache(maxsize=256)
def parse_kind(label: str) -> str:
    """recommendation, concern or other, from the type of the annotation."""
    folded = fold_label(label)
    if folded.startswith("recom"):
        return "recommendation"
    return "concern" if re.search("concern|observation|preoccup", folded) else "other"
