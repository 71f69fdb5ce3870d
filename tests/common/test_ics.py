"""Calendar files: whatever a meeting is called, a calendar program reads it back as it is."""

import datetime as dt
import re

from hypothesis import given
from hypothesis import strategies as st

from nmirf.common.ics import MOST_OCTETS, Event, escaped, event_file

UTC = dt.UTC
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=300)


def read(text):
    """{name: value} of one event's lines, unfolded and unescaped. Source: RFC 5545, 3.1, 3.3.11."""
    assert text.endswith("\r\n")
    lines = text.removesuffix("\r\n").split("\r\n")
    assert all(len(line.encode()) <= MOST_OCTETS for line in lines)
    assert not any(re.search(r"[\x00-\x08\x0a-\x1f\x7f]", line) for line in lines)
    whole = "\r\n".join(lines).replace("\r\n ", "").split("\r\n")
    found = {}
    for line in whole:
        name, colon, value = re.match(
            r"([A-Z-]+(?:;[A-Z-]+=(?:\"[^\"]*\"|[^;:]*))*)(:)(.*)", line, re.S
        ).groups()
        assert colon
        found.setdefault(name.split(";")[0], []).append(value)
    return found


def unescaped(value):
    return re.sub(r"\\(.)", lambda mark: "\n" if mark[1] in "nN" else mark[1], value, flags=re.S)


def as_kept(text):
    """What of a text a calendar can hold: line ends as one mark, no other control characters."""
    text = re.sub(r"\r\n|\r|\n", "\n", text)
    return re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]", "", text)


def event(**facts):
    facts = {
        "uid": "meeting-1@tracker.example",
        "sequence": 2,
        "stamp": dt.datetime(2026, 11, 2, 8, tzinfo=UTC),
        "starts_at": dt.datetime(2026, 11, 9, 9, tzinfo=UTC),
        "ends_at": dt.datetime(2026, 11, 9, 11, tzinfo=UTC),
        "title": "Plenary",
    } | facts
    return Event(**facts)


@given(title=TEXTS, place=TEXTS, name=TEXTS)
def test_any_text_is_read_back_as_it_was(title, place, name):
    made = event(title=title, place=place, attendees=[(name, "ada@example.org")])
    found = read(event_file(made, method="REQUEST"))
    assert unescaped(found["SUMMARY"][0]) == as_kept(title)
    assert unescaped(found.get("LOCATION", [""])[0]) == as_kept(place)
    assert found["ATTENDEE"] == ["mailto:ada@example.org"]
    assert found["METHOD"] == ["REQUEST"]
    assert found["SEQUENCE"] == ["2"]


@given(
    moment=st.datetimes(
        min_value=dt.datetime(1990, 1, 1),  # noqa: DTZ001 - a zone is drawn
        max_value=dt.datetime(2090, 1, 1),  # noqa: DTZ001 - a zone is drawn
        timezones=st.timezones(),
    )
)
def test_any_moment_in_any_zone_is_the_same_moment(moment):
    moment = moment.replace(microsecond=0)
    found = read(event_file(event(starts_at=moment), method="PUBLISH"))
    back = dt.datetime.strptime(found["DTSTART"][0], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    # Across zones Python holds an hour that comes twice to be equal to nothing.
    assert back == moment.astimezone(UTC)


def test_summer_time_is_no_hour_off():
    zone = dt.timezone(dt.timedelta(hours=2))
    found = read(
        event_file(event(starts_at=dt.datetime(2026, 7, 1, 9, tzinfo=zone)), method="REQUEST")
    )
    assert found["DTSTART"] == ["20260701T070000Z"]


def test_a_cancelled_one_says_so():
    found = read(event_file(event(is_cancelled=True), method="CANCEL"))
    assert (found["METHOD"], found["STATUS"]) == (["CANCEL"], ["CANCELLED"])


def test_marks_are_escaped():
    assert escaped("a;b,c\\d\r\ne") == "a\\;b\\,c\\\\d\\ne"
