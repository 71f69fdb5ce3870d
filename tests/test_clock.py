"""What the clock starts, and that there is such a task."""

import datetime as dt

import pytest
from django.apps import apps

from nmirf.celery import app
from reporting.services import consultations
from reporting.tasks import forget_identities

app.autodiscover_tasks(force=True)


@pytest.mark.parametrize("entry", sorted(app.conf.beat_schedule))
def test_each_entry_of_the_schedule_names_a_task(entry):
    assert apps.ready
    assert app.conf.beat_schedule[entry]["task"] in app.tasks


def test_who_commented_is_forgotten_by_the_clock(db, monkeypatch):
    tasks = {entry["task"] for entry in app.conf.beat_schedule.values()}
    assert forget_identities.name in tasks
    asked = []
    monkeypatch.setattr(consultations, "forget_identities", lambda *, on: asked.append(on) or 0)
    forget_identities()
    assert [type(day) for day in asked] == [dt.date]
