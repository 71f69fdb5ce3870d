"""Rounds of thousands are opened and closed by a worker, once, however often it is asked to."""

import pytest
from django.urls import reverse

from activities.services import round_work
from activities.tasks import close_round, open_round
from notifications.models import Notification

from .round_making import lead, prepare

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("july")]


def test_a_worker_opens_and_closes_it_once(
    client,
    settings,
    monkeypatch,
    people,
    officer,
    django_capture_on_commit_callbacks,
):
    settings.DEMO_MODE = True
    monkeypatch.setattr(round_work, "LARGE", 1)
    lead(people.ministry)
    lead(people.ministry)
    row = prepare(officer)
    client.force_login(officer)
    with django_capture_on_commit_callbacks() as queued:
        answer = client.post(reverse("activities:round_open", args=[row.reference]), follow=True)
    assert "It is being done" in answer.text
    assert len(queued) == 1
    row.refresh_from_db()
    assert row.state == "draft"
    seen = row.updated_at.isoformat()
    open_round(row.pk, officer.pk, seen)
    open_round(row.pk, officer.pk, seen)
    row.refresh_from_db()
    assert (row.state, row.items.count()) == ("open", 2)
    client.post(reverse("activities:round_close", args=[row.reference]))
    row.refresh_from_db()
    assert row.state == "open"
    close_round(row.pk, officer.pk)
    close_round(row.pk, officer.pk)
    row.refresh_from_db()
    assert row.state == "closed"
    told = Notification.objects.filter(person=officer, path=row.get_absolute_url())
    assert told.filter(key__endswith="-done").count() == 2


def test_what_changed_meanwhile_is_not_opened_and_the_officer_hears_why(people, officer):
    lead(people.ministry)
    row = prepare(officer)
    seen = row.updated_at.isoformat()
    row.save()
    open_round(row.pk, officer.pk, seen)
    row.refresh_from_db()
    assert row.state == "draft"
    assert Notification.objects.get(person=officer).key.endswith("-not")
