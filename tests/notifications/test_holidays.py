"""Public holidays: typed, taken from files, copied; and the State's own weekend."""

import datetime as dt
import string

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from nmirf.common.errors import DomainError
from notifications.models import Holiday, WorkingWeek
from notifications.parsers.holidays import HolidayFileError, read_holidays
from notifications.services.rules import working_days
from tests import factories as make

NEW_YEAR = dt.date(2027, 1, 1)
ICS = """BEGIN:VCALENDAR
VERSION:2.0
BEGIN:VEVENT
DTSTART;VALUE=DATE:20270101
DTEND;VALUE=DATE:20270103
SUMMARY:New Year\\, with a lon
 g name
END:VEVENT
BEGIN:VEVENT
DTSTART:20270501T000000Z
SUMMARY:Labour Day
RRULE:FREQ=YEARLY
END:VEVENT
BEGIN:VEVENT
DTSTART;VALUE=DATE:20270601
SUMMARY:Called off
STATUS:CANCELLED
END:VEVENT
END:VCALENDAR
"""


@pytest.fixture
def officer(client, db, settings):
    settings.DEMO_MODE = True
    found = make.secretariat()
    client.force_login(found)
    return found


def test_a_calendar_file_names_each_day_of_each_event():
    assert read_holidays(ICS.replace("\n", "\r\n").encode()) == {
        NEW_YEAR: "New Year, with a long name",
        dt.date(2027, 1, 2): "New Year, with a long name",
        dt.date(2027, 5, 1): "Labour Day",
    }


@pytest.mark.parametrize(
    "text",
    [
        "date,name\n2027-01-01,New Year\n",
        "2027-01-01;New Year\n",
        "\ufeffDatum;Name\r\n2027-01-01;New Year;and more\r\n\r\n",
        '20270101,"New\nYear"\n',
    ],
)
def test_tables_as_people_save_them(text):
    assert read_holidays(text.encode()) == {NEW_YEAR: "New Year"}


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "names no holiday"),
        (b"date,name\n", "names no holiday"),
        (b"2027-01-01,New Year\n2027-02-30,Never\n", "Row 2"),
        (b"2027-01-01,New Year\n2027-02-03,\n", "Row 2"),
        (b"\xff\xfe2", "UTF-8"),
        (b"x" * (512 * 1024 + 1), "too large"),
        (ICS.replace("20270103", "20280103").encode(), "longer than a month"),
    ],
)
def test_a_file_that_makes_no_sense_says_where(content, words):
    with pytest.raises(HolidayFileError, match=words):
        read_holidays(content)


@given(st.binary(max_size=600))
def test_no_bytes_break_the_parser(raw):
    try:
        found = read_holidays(raw)
    except DomainError:
        return
    assert all(name for name in found.values())


@given(st.text(st.sampled_from("BEGIN:VCALENDRVTSUMYX;=,\r\n 0127-\\"), max_size=300))
def test_no_calendar_breaks_the_parser(text):
    try:
        found = read_holidays(f"BEGIN:VCALENDAR\nBEGIN:VEVENT\n{text}\nEND:VEVENT".encode())
    except DomainError:
        return
    assert all(name and len(name) <= 300 for name in found.values())


NAMES = st.text(string.ascii_letters + string.digits + " éñ'", min_size=1, max_size=40).filter(
    lambda name: name.strip()
)


@given(st.dictionaries(st.dates(dt.date(2000, 1, 1), dt.date(2100, 1, 1)), NAMES, min_size=1))
def test_what_is_written_is_read(days):
    table = "".join(f'{day},"{name}"\n' for day, name in days.items())
    expected = {day: " ".join(name.split()) for day, name in sorted(days.items())}
    assert read_holidays(table.encode()) == expected


# The page.

PAGE = "notifications:holidays"


def test_a_day_is_added_and_removed(officer, client):
    response = client.post(reverse(PAGE), {"on": "2027-01-01", "name": "New Year"})
    assert response.headers["Location"].endswith("?year=2027")
    assert not working_days().is_working(NEW_YEAR)
    again = client.post(reverse(PAGE), {"on": "2027-01-01", "name": "Other"})
    assert again.status_code == 422
    assert "a public holiday already: " in again.content.decode()
    assert 'value="Other"' in again.content.decode()
    row = Holiday.objects.get()
    page = client.get(reverse("notifications:holiday_remove", args=[row.pk])).content.decode()
    assert "counts as a working day" in page
    client.post(reverse("notifications:holiday_remove", args=[row.pk]))
    assert working_days().is_working(NEW_YEAR)


def test_a_file_is_taken_over_and_known_days_keep_their_names(officer, client):
    Holiday.objects.create(on=NEW_YEAR, name="Our own name")
    file = SimpleUploadedFile("days.ics", ICS.encode())
    page = client.post(reverse("notifications:holidays_take"), {"file": file}, follow=True)
    assert "2 public holidays added; 1 were known." in page.content.decode()
    assert Holiday.objects.get(on=NEW_YEAR).name == "Our own name"


def test_a_bad_file_is_refused_in_words(officer, client):
    file = SimpleUploadedFile("days.csv", b"2027-01-01,New Year\nmaybe,sometime\n")
    page = client.post(reverse("notifications:holidays_take"), {"file": file})
    assert page.status_code == 422
    assert "Row 2" in page.content.decode()
    assert not Holiday.objects.exists()
    assert client.post(reverse("notifications:holidays_take")).status_code == 422


def test_a_year_is_copied_and_what_has_no_day_is_said(officer, client):
    for day, name in (("2028-01-01", "New Year"), ("2028-02-29", "Leap Day")):
        Holiday.objects.create(on=day, name=name, name_translations={"fr": f"fr {name}"})
    address = reverse("notifications:holidays_copy")
    text = client.post(address, {"year": "2028"}, follow=True).content.decode()
    assert "29 February 2028 has no such day" in text
    row = Holiday.objects.get(on="2029-01-01")
    assert row.name_translations == {"fr": "fr New Year"}
    client.post(address, {"year": "2028"})
    assert Holiday.objects.in_year(2029).count() == 1
    text = client.post(address, {"year": "2001"}, follow=True).content.decode()
    assert "no public holidays in 2001" in text


def test_the_weekend_is_the_states_own(officer, client):
    address = reverse("notifications:weekend")
    assert working_days().weekend == {5, 6}
    client.post(address, {"weekend": ["4", "5"]})
    assert working_days().weekend == {4, 5}
    all_days = client.post(address, {"weekend": list("0123456")})
    assert all_days.status_code == 422
    assert "one working day at least" in all_days.content.decode()
    client.post(address, {})
    assert working_days().weekend == set()
    assert WorkingWeek.objects.count() == 1


@pytest.mark.parametrize("weekend", [[0, 1, 2, 3, 4, 5, 6], [7]])
def test_the_database_keeps_a_working_day(db, weekend):
    with pytest.raises(IntegrityError):
        WorkingWeek.objects.create(weekend=weekend)


@pytest.mark.parametrize("year", ["abc", "0", "99999", "²", ""])
def test_a_year_that_makes_no_sense_is_this_one(officer, client, year):
    assert client.get(reverse(PAGE), {"year": year}).status_code == 200
