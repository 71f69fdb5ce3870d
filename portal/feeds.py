"""The calendar as a file that calendar programs subscribe to. Source: RFC 5545."""

import datetime as dt
from collections.abc import Iterable, Iterator

from reporting.models import Obligation

from .duties import source_words, state_words

# RFC 5545, 3.1: lines of at most 75 octets; a longer one goes on after a line end and a space.
MOST_OCTETS = 75


def calendar_file(rows: Iterable[Obligation], *, name: str, host: str, site: str) -> str:
    """One all-day event an obligation. `host` makes identifiers unique, `site` begins addresses."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//NMIRF Tracker//Calendar//EN",
        f"X-WR-CALNAME:{_escaped(name)}",
        *(part for row in rows for part in _event(row, host, site)),
        "END:VCALENDAR",
    ]
    return "".join(f"{folded}\r\n" for whole in lines for folded in _folded(whole))


def _event(row: Obligation, host: str, site: str) -> Iterator[str]:
    words = " · ".join(part for part in (state_words(row), source_words(row)) if part)
    next_day = row.due_on + dt.timedelta(days=1)
    yield "BEGIN:VEVENT"
    yield f"UID:obligation-{row.slug}@{host}"
    yield f"DTSTAMP:{row.updated_at.astimezone(dt.UTC):%Y%m%dT%H%M%SZ}"
    yield f"DTSTART;VALUE=DATE:{row.due_on:%Y%m%d}"
    yield f"DTEND;VALUE=DATE:{next_day:%Y%m%d}"
    yield f"SUMMARY:{_escaped(row.label)}"
    yield f"DESCRIPTION:{_escaped(words)}"
    yield f"URL:{site}{row.get_absolute_url()}"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def _escaped(text: str) -> str:
    """RFC 5545, 3.3.11."""
    for mark in ("\\", ";", ","):
        text = text.replace(mark, f"\\{mark}")
    return text.replace("\r\n", "\\n").replace("\n", "\\n")


def _folded(whole: str) -> Iterator[str]:
    """Never in the middle of a character."""
    part, octets = "", 0
    for character in whole:
        size = len(character.encode())
        if octets + size > MOST_OCTETS:
            yield part
            part, octets = " ", 1
        part += character
        octets += size
    yield part
