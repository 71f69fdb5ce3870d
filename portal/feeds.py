"""The calendar as a file that calendar programs subscribe to. Source: RFC 5545."""

import datetime as dt
from collections.abc import Iterable, Iterator

from nmirf.common.ics import escaped, folded, instant
from reporting.models import Obligation

from .duties import source_words, state_words


def calendar_file(rows: Iterable[Obligation], *, name: str, host: str, site: str) -> str:
    """One all-day event an obligation. `host` makes identifiers unique, `site` begins addresses."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//NMIRF Tracker//Calendar//EN",
        f"X-WR-CALNAME:{escaped(name)}",
        *(part for row in rows for part in _event(row, host, site)),
        "END:VCALENDAR",
    ]
    return folded(lines)


def _event(row: Obligation, host: str, site: str) -> Iterator[str]:
    words = " · ".join(part for part in (state_words(row), source_words(row)) if part)
    next_day = row.due_on + dt.timedelta(days=1)
    yield "BEGIN:VEVENT"
    yield f"UID:obligation-{row.slug}@{host}"
    yield f"DTSTAMP:{instant(row.updated_at)}"
    yield f"DTSTART;VALUE=DATE:{row.due_on:%Y%m%d}"
    yield f"DTEND;VALUE=DATE:{next_day:%Y%m%d}"
    yield f"SUMMARY:{escaped(row.label)}"
    yield f"DESCRIPTION:{escaped(words)}"
    yield f"URL:{site}{row.get_absolute_url()}"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"
