"""Rounds of thousands are opened and closed by a worker, once, whoever dies and however often it is asked."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from activities.models import CollectionRound, RoundItem, RoundWork
from activities.services import round_work, rounds
from activities.tasks import take_up_rounds, work_on_round
from nmirf.common.workflow import WorkflowError
from notifications.models import Notification
from recommendations.models import Assignment
from tests.races import at_once

from .round_making import lead, prepare

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("july")]


@pytest.fixture(autouse=True)
def every_round_is_large(settings, monkeypatch):
    settings.DEMO_MODE = True
    monkeypatch.setattr(round_work, "LARGE", 1)


@pytest.fixture
def row(people, officer):
    """A round that asks for two answers."""
    lead(people.ministry)
    lead(people.ministry)
    return prepare(officer)


def begin(row, officer):
    """The key of the work that opening the round leaves to a worker."""
    assert round_work.begin_opening(pk=row.pk, actor=officer) is False
    return RoundWork.objects.get(round=row).pk


def now(row):
    row.refresh_from_db()
    return row.state, row.items.count()


def age():
    RoundWork.objects.update(updated_at=timezone.now() - round_work.SILENCE * 2)


class KilledError(BaseException):
    """As SIGKILL: nothing is caught."""


def die(*_args, **_more):
    raise KilledError


def test_a_worker_opens_and_closes_it_once(
    client, officer, row, django_capture_on_commit_callbacks
):
    client.force_login(officer)
    page = row.get_absolute_url()
    with django_capture_on_commit_callbacks() as queued:
        answer = client.post(reverse("activities:round_open", args=[row.reference]), follow=True)
    assert "It is being done" in answer.text
    assert "Being opened" in answer.text
    assert reverse("activities:round_open", args=[row.reference]) not in answer.text
    assert len(queued) == 1
    assert now(row) == ("draft", 0)
    pk = row.work.pk
    work_on_round(pk)
    work_on_round(pk)
    assert now(row) == ("open", 2)
    assert "Being opened" not in client.get(page).text
    client.post(reverse("activities:round_close", args=[row.reference]))
    assert now(row) == ("open", 2)
    assert "Being closed" in client.get(page).text
    pk = RoundWork.objects.get().pk
    work_on_round(pk)
    work_on_round(pk)
    assert now(row) == ("closed", 2)
    assert not RoundWork.objects.exists()
    told = Notification.objects.filter(person=officer, path=page)
    assert told.filter(key__endswith="-done").count() == 2


def test_nobody_changes_it_meanwhile(officer, row):
    pk = begin(row, officer)
    for deed in (
        lambda: rounds.change_round(pk=row.pk, actor=officer, content={"title": "Another"}),
        lambda: rounds.discard_round(pk=row.pk, actor=officer),
        lambda: rounds.open_round(pk=row.pk, actor=officer),
        lambda: round_work.begin_opening(pk=row.pk, actor=officer),
    ):
        with pytest.raises(WorkflowError, match="being opened"):
            deed()
    work_on_round(pk)
    assert now(row) == ("open", 2)


def test_a_dead_worker_leaves_nothing_and_another_takes_it_up(
    officer, row, monkeypatch, django_capture_on_commit_callbacks
):
    pk = begin(row, officer)
    with monkeypatch.context() as dying:
        dying.setattr(rounds, "write_items", die)
        with pytest.raises(KilledError):
            work_on_round(pk)
    assert now(row) == ("draft", 0)
    assert take_up_rounds() == 0, "it was tried a moment ago"
    age()
    with django_capture_on_commit_callbacks() as queued:
        assert take_up_rounds() == 1
    assert len(queued) == 1
    work_on_round(pk)
    assert now(row) == ("open", 2)
    assert take_up_rounds() == 0


def test_a_round_that_takes_three_workers_with_it_is_left_alone_in_words(
    client, officer, row, monkeypatch
):
    pk = begin(row, officer)
    with monkeypatch.context() as dying:
        dying.setattr(rounds, "write_items", die)
        for _worker in range(round_work.MAX_ATTEMPTS):
            with pytest.raises(KilledError):
                work_on_round(pk)
            age()
    assert take_up_rounds() == 1
    assert not RoundWork.objects.exists()
    assert now(row) == ("draft", 0)
    told = Notification.objects.get(person=officer)
    assert "three times" in told.text
    client.force_login(officer)
    assert "Open the round" in client.get(row.get_absolute_url()).text
    work_on_round(begin(row, officer))
    assert now(row) == ("open", 2)


def test_an_error_of_ours_is_told_and_raised(officer, row, monkeypatch):
    pk = begin(row, officer)

    def break_down(*_args):
        raise RuntimeError("broken")

    monkeypatch.setattr(rounds, "write_items", break_down)
    with pytest.raises(RuntimeError):
        work_on_round(pk)
    assert now(row) == ("draft", 0)
    assert "Nothing was written" in Notification.objects.get(person=officer).text


def test_what_cannot_be_opened_any_more_is_not_and_the_officer_hears_why(officer, row):
    pk = begin(row, officer)
    Assignment.objects.all().delete()
    work_on_round(pk)
    assert now(row) == ("draft", 0)
    told = Notification.objects.get(person=officer)
    assert told.key.endswith("-not")
    assert "Nobody would owe anything" in told.text


def test_who_may_not_run_rounds_any_more_has_none_opened(officer, row):
    pk = begin(row, officer)
    officer.groups.clear()
    work_on_round(pk)
    assert now(row) == ("draft", 0)
    assert not RoundWork.objects.exists()
    with pytest.raises(PermissionDenied):
        round_work.begin_opening(pk=row.pk, actor=type(officer).objects.get(pk=officer.pk))


@pytest.mark.django_db(transaction=True)
def test_of_two_workers_one_opens_it(officer, row):
    pk = RoundWork.objects.create(round=row, deed="open", asked_by=officer).pk
    assert at_once(*[lambda: work_on_round(pk)] * 2) == []
    assert CollectionRound.objects.get(pk=row.pk).state == "open"
    assert RoundItem.objects.count() == 2
