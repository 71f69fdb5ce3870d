"""The calendar: what is due, where the date comes from, what was submitted."""

import datetime as dt

import pytest

from nmirf.common.dates import today
from portal.feeds import calendar_file
from tests import factories as make

SOON = today() + dt.timedelta(days=30)


@pytest.fixture
def printed(db):
    return make.ObligationFactory(
        title="Replies to the list of issues",
        mechanism=make.MechanismFactory(code="CRPD", short_name="CRPD"),
        due_on=SOON,
        due_source="document",
        due_document="CRPD/C/XMA/QPR/2",
    )


def test_a_date_says_where_it_comes_from(client, printed):
    page = client.get("/calendar/").text
    assert "printed in \u2068CRPD/C/XMA/QPR/2\u2069" in page
    assert "CRPD/C/XMA/QPR/2" in client.get(printed.get_absolute_url()).text


def test_coming_overdue_and_past_stand_apart(client, printed):
    make.ObligationFactory(title="Late report", due_on=today() - dt.timedelta(days=3))
    make.ObligationFactory(
        title="Fifth report",
        due_on=dt.date(2019, 4, 1),
        state="submitted",
        submitted_on=dt.date(2019, 3, 1),
        symbol="CRC/C/XMA/5",
    )
    context = client.get("/calendar/").context
    assert [line.title for line in context["late"]] == ["Late report"]
    assert [year.number for year in context["coming"]] == [SOON.year]
    [year] = context["past"]
    assert (year.number, year.months[0].first) == (2019, dt.date(2019, 4, 1))
    assert "submitted on 1 March 2019, \u2068CRC/C/XMA/5\u2069" in year.months[0].lines[0].note


def test_what_is_not_for_the_public_is_for_members_alone(client, settings, db):
    settings.DEMO_MODE = True
    row = make.ObligationFactory(title="Reply to a communication", is_public=False, due_on=SOON)
    for address in ("/calendar/", "/calendar.ics", "/"):
        assert row.title not in client.get(address).text
    assert client.get(row.get_absolute_url()).status_code == 404
    client.force_login(make.focal_point())
    assert row.title in client.get("/calendar/").text
    assert client.get(row.get_absolute_url()).status_code == 200
    for address in ("/calendar.ics", "/"):
        assert row.title not in client.get(address).text


def test_a_draft_recommendation_is_not_named_by_its_obligation(client, db):
    hidden = make.RecommendationFactory(publication="draft", published_at=None)
    row = make.ObligationFactory(recommendation=hidden)
    assert hidden.reference not in client.get(row.get_absolute_url()).text


@pytest.mark.parametrize("number", [1, 20])
def test_the_calendar_asks_the_same_of_the_database_whatever_its_length(
    client, number, db, django_assert_num_queries
):
    for index in range(number):
        make.ObligationFactory(due_on=SOON, mechanism=make.MechanismFactory(code=f"M{index}"))
        make.ObligationFactory(
            due_on=dt.date(2019, 1, 1), state="submitted", submitted_on=dt.date(2019, 1, 1)
        )
    client.get("/about/")
    with django_assert_num_queries(4):
        client.get("/calendar/")


# The file for calendar programs.


def test_the_feed_is_as_the_standard_wants_it(client, printed):
    response = client.get("/calendar.ics")
    assert response.headers["Content-Type"] == "text/calendar; charset=utf-8"
    text = response.content.decode()
    assert text.startswith("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n")
    assert f"\r\nDTSTART;VALUE=DATE:{SOON:%Y%m%d}\r\n" in text
    assert f"\r\nUID:obligation-{printed.slug}@" in text
    assert text.endswith("END:VCALENDAR\r\n")


def test_long_lines_are_folded_between_characters(db):
    row = make.ObligationFactory(title="Rapport, annexe ; é" * 12)
    text = calendar_file([row], name="Calendrier", host="example.org", site="https://example.org")
    lines = text.split("\r\n")
    assert all(len(line.encode()) <= 75 for line in lines)
    unfolded = text.replace("\r\n ", "")
    assert "SUMMARY:" + "Rapport\\, annexe \\; é" * 12 in unfolded
