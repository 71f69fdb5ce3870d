"""Tests are given for a load of the reference lists what a load leaves."""

import datetime as dt

import pytest
import time_machine
from django.db import connection

from mechanisms.models import State
from tests import factories as make
from tests import lists

pytestmark = pytest.mark.django_db
MOMENT = dt.datetime(2031, 5, 4, 3, 2, tzinfo=dt.UTC)


def counts():
    loads = (lists.mechanism_lists.load(), lists.term_lists.load())
    return {name: count for load in loads for name, count in load.items()}


@pytest.fixture
def given():
    """Rows for another moment than the one in which they were read."""
    lists.keep()
    with time_machine.travel(MOMENT, tick=False):
        lists.load_lists()


def test_a_load_after_it_finds_every_row_as_the_files_have_it(given):
    found = counts()
    assert sum(count.unchanged for count in found.values()) > 700
    assert [name for name, count in found.items() if count.created or count.updated] == []


@pytest.mark.parametrize("model", lists.LISTS)
def test_every_row_has_its_history_and_the_times_of_a_load(given, model):
    with connection.cursor() as cursor:
        [now] = cursor.execute("SELECT now()").fetchone()
    rows = {row["id"]: row for row in model._base_manager.values()}
    assert rows
    assert {row["created_at"] for row in rows.values()} == {MOMENT}
    assert {row["updated_at"] for row in rows.values()} == {MOMENT}
    events = model.pgh_event_model._base_manager.filter(created_at=MOMENT).values()
    assert {(event["pgh_label"], event["pgh_created_at"]) for event in events} == {("insert", now)}
    told = {
        event["pgh_obj_id"]: {name: event[name] for name in rows[event["id"]]} for event in events
    }
    assert told == rows


def test_what_follows_has_a_history_again(given):
    one = State.objects.earliest("pk")
    one.name = "Another"
    one.save()
    event = State.pgh_event_model.objects.filter(pgh_obj_id=one.pk).latest("pgh_id")
    assert (event.pgh_label, event.name) == ("update", "Another")


def test_loads_decide_about_rows_that_stand_already():
    state = make.StateFactory(iso3="FRA", iso2="FR", name="What a person wrote")
    lists.load_lists()
    assert State.objects.get(iso3="FRA") == state
    assert State.objects.count() > 190
