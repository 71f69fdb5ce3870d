"""Counts on public pages say of how many they are, and of which day."""

import datetime as dt

import pytest
import time_machine
from django.template.loader import render_to_string

from activities.services import reference
from portal.prints import contents
from portal.reader import Reader
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def some():
    with time_machine.travel(dt.datetime(2026, 7, 1, 12, tzinfo=dt.UTC), tick=False):
        make.ActivityFactory(ends_on=dt.date(2026, 6, 20))
        make.ActivityFactory()
        make.ActivityFactory(publication="draft")
        yield


@pytest.mark.parametrize("view", ["list", "timeline", "quarters"])
def test_how_many_activities_are_delayed_is_said_with_number_and_day(client, some, view):
    text = client.get("/activities/", {"view": view}).content.decode()
    assert "1 of 2 is delayed." in text
    assert "Counted on 1 July 2026, as far as you may see them." in text


def test_the_sheet_says_of_how_many(client, some, rf):
    reader = Reader(client.get("/activities/").wsgi_request.user)
    context = contents.activities(rf.get("/").GET, reader, "timeline")
    sheet = render_to_string("portal/pdf/activities.html", context | {"language": "en"})
    assert "1 of 2 is delayed." in sheet


def test_how_far_indicators_are_is_said_with_number_and_day(client, some):
    reference.load()
    make.IndicatorFactory(unit=make.UnitFactory(code="percent"))
    make.IndicatorFactory(unit=make.UnitFactory(code="percent"), publication="draft")
    text = client.get("/indicators/").content.decode()
    assert "1 indicator, counted on 1 July 2026, as far as you may see it." in text
