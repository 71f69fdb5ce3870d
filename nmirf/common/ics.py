"""Lines of calendar files. Source: RFC 5545 (iCalendar), RFC 5546 (invitations)."""

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

# RFC 5545, 3.1: lines of at most 75 octets; a longer one goes on after a line end and a space.
MOST_OCTETS = 75
# RFC 5545, 3.1: a text has no control characters but the tab; line ends are written as \n.
_LINE_END = re.compile(r"\r\n|\r|\n")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_QUOTED = re.compile(r"[\x00-\x1f\x7f\"]")


def escaped(text: str) -> str:
    """A text as a value. Source: RFC 5545, 3.3.11."""
    for mark in ("\\", ";", ","):
        text = text.replace(mark, f"\\{mark}")
    return _CONTROL.sub("", _LINE_END.sub(r"\\n", text))


def quoted(text: str) -> str:
    """A text as a parameter, which can hold neither quotes nor control characters. Source: 3.2."""
    return f'"{_QUOTED.sub("", text)}"'


def instant(moment: dt.datetime) -> str:
    """A moment in UTC, which needs no table of time zones and means the same everywhere."""
    return f"{moment.astimezone(dt.UTC):%Y%m%dT%H%M%SZ}"


def folded(lines: Iterable[str]) -> str:
    """The file: each line folded, never in the middle of a character, and ended with CRLF."""
    return "".join(f"{part}\r\n" for whole in lines for part in _parts(whole))


def _parts(whole: str) -> Iterator[str]:
    part, octets = "", 0
    for character in whole:
        size = len(character.encode())
        if octets + size > MOST_OCTETS:
            yield part
            part, octets = " ", 1
        part += character
        octets += size
    yield part


@dataclass(frozen=True)
class Event:
    """A meeting as calendar programs know it; `uid` stays, `sequence` counts its changes."""

    uid: str
    sequence: int
    stamp: dt.datetime
    starts_at: dt.datetime
    ends_at: dt.datetime
    title: str
    place: str = ""
    description: str = ""
    url: str = ""
    is_cancelled: bool = False
    # (name, e-mail address): who calls the meeting, and who is asked to come.
    organizer: tuple[str, str] | None = None
    attendees: list[tuple[str, str]] = field(default_factory=list)


def event_file(event: Event, *, method: str) -> str:
    """A calendar with one event. `method` is PUBLISH, REQUEST or CANCEL. Source: RFC 5546, 3.2.

    A CANCEL of an event that is not cancelled takes it from its attendees alone: it takes place
    without them, and has no status (3.2.5).
    """
    return folded(
        [
            "BEGIN:VCALENDAR",
            "VERSION:2.0",
            "PRODID:-//NMIRF Tracker//Meetings//EN",
            f"METHOD:{method}",
            *_event(event, method),
            "END:VCALENDAR",
        ]
    )


def _event(event: Event, method: str) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{event.uid}"
    yield f"SEQUENCE:{event.sequence}"
    yield f"DTSTAMP:{instant(event.stamp)}"
    yield f"DTSTART:{instant(event.starts_at)}"
    yield f"DTEND:{instant(event.ends_at)}"
    yield f"SUMMARY:{escaped(event.title)}"
    if event.is_cancelled or method != "CANCEL":
        yield f"STATUS:{'CANCELLED' if event.is_cancelled else 'CONFIRMED'}"
    if event.place:
        yield f"LOCATION:{escaped(event.place)}"
    if event.description:
        yield f"DESCRIPTION:{escaped(event.description)}"
    if event.url:
        yield f"URL:{event.url}"
    if event.organizer:
        name, address = event.organizer
        yield f"ORGANIZER;CN={quoted(name)}:mailto:{address}"
    for name, address in event.attendees:
        # Answers are given on the page of the meeting, not to the mailbox of the organiser.
        more = ";PARTSTAT=NEEDS-ACTION;RSVP=FALSE" if method == "REQUEST" else ""
        yield f"ATTENDEE;CN={quoted(name)};ROLE=REQ-PARTICIPANT{more}:mailto:{address}"
    yield "END:VEVENT"
