"""Milestones, money and days of an activity."""

import datetime as dt
from decimal import Decimal

import pytest
from django.utils.translation import override

from activities.delay import delay_of
from activities.models import Activity, BudgetLine, Milestone
from activities.money import sums
from activities.services import activities as services
from activities.services import parts
from nmirf.common.dates import today
from nmirf.common.errors import DomainError
from tests import factories as make
from tests.races import at_once


@pytest.fixture(autouse=True)
def _demo(settings):
    settings.DEMO_MODE = True


def path(activity, end=""):
    return f"/workspace/activities/{activity.slug}/{end}"


def test_a_milestone_is_added_done_taken_back_and_removed(at_desk, activity):
    desk = at_desk("focal_point")
    form = {"title": "Tender published", "due_on": "2026-03-31"}
    desk.post(path(activity, "milestones/new/"), form)
    row = Milestone.objects.get()
    desk.post(path(activity, f"milestones/{row.pk}/done/"), {"done_on": "2026-04-02"})
    row.refresh_from_db()
    assert row.done_on == dt.date(2026, 4, 2)
    assert row.events.order_by("pgh_id").last().pgh_context.metadata["reason"] == "Milestone done"
    desk.post(path(activity, f"milestones/{row.pk}/reopen/"))
    row.refresh_from_db()
    assert row.done_on is None
    desk.post(path(activity, f"milestones/{row.pk}/edit/"), form | {"title": "Tender closed"})
    assert Milestone.objects.get().title == "Tender closed"
    assert desk.get(path(activity, f"milestones/{row.pk}/remove/")).status_code == 200
    desk.post(path(activity, f"milestones/{row.pk}/remove/"))
    assert not Milestone.objects.exists()


def test_a_milestone_outside_the_dates_is_taken_with_a_warning(at_desk, activity):
    answer = at_desk("focal_point").post(
        path(activity, "milestones/new/"),
        {"title": "Evaluation", "due_on": "2027-02-01"},
        follow=True,
    )
    assert Milestone.objects.count() == 1
    assert "outside the dates of the activity" in answer.content.decode()


def test_nothing_is_done_ahead_of_its_day(at_desk, activity):
    row = activity.milestones.create(title="Tender", due_on="2026-03-31")
    tomorrow = (today() + dt.timedelta(days=1)).isoformat()
    answer = at_desk("focal_point").post(
        path(activity, f"milestones/{row.pk}/done/"), {"done_on": tomorrow}
    )
    assert answer.status_code == 422


MONEY = {"kind": "planned", "amount": "12.50", "currency": "eur", "year": "2026", "source": "Grant"}


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"amount": "-1"}, "amount"),
        ({"currency": "XYZ"}, "currency"),
        ({"year": "1815"}, "year"),
        ({"kind": "hoped_for"}, "kind"),
    ],
)
def test_money_that_cannot_be_is_named_at_its_field(at_desk, activity, change, field):
    answer = at_desk("focal_point").post(path(activity, "money/new/"), MONEY | change)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert not BudgetLine.objects.exists()


def test_money_is_entered_changed_and_removed(at_desk, activity):
    desk = at_desk("focal_point")
    desk.post(path(activity, "money/new/"), MONEY)
    line = BudgetLine.objects.get()
    assert (line.amount, line.currency) == (Decimal("12.50"), "EUR")
    desk.post(path(activity, f"money/{line.pk}/edit/"), MONEY | {"amount": "13"})
    line.refresh_from_db()
    assert line.amount == 13
    desk.post(path(activity, f"money/{line.pk}/remove/"))
    assert not BudgetLine.objects.exists()


def test_money_is_never_added_across_kinds_or_currencies(activity):
    for kind, amount, currency in (
        ("planned", 10, "EUR"),
        ("planned", 5, "EUR"),
        ("spent", 7, "EUR"),
        ("planned", 100, "USD"),
    ):
        activity.budget_lines.create(
            kind=kind, amount=amount, currency=currency, year=2026, source="Budget"
        )
    found = {row.currency: row for row in sums(activity.budget_lines.all())}
    assert (found["EUR"].planned, found["EUR"].committed, found["EUR"].spent) == (15, None, 7)
    assert (found["USD"].planned, found["USD"].spent) == (100, None)


def test_parts_of_another_activity_are_not_there(at_desk, people, activity):
    other = make.ActivityFactory(lead=people.ministry)
    row = other.milestones.create(title="Tender", due_on="2026-03-31")
    assert (
        at_desk("focal_point").get(path(activity, f"milestones/{row.pk}/edit/")).status_code == 404
    )


def test_real_days_follow_from_the_status(people, activity):
    def set_to(status, on=None):
        return services.set_status(
            pk=activity.pk, actor=people.focal_point, status=status, reason="So it is.", on=on
        )

    assert set_to("in_progress", dt.date(2026, 2, 1)).started_on == dt.date(2026, 2, 1)
    with pytest.raises(DomainError, match="before the day on which it started"):
        set_to("completed", dt.date(2026, 1, 1))
    done = set_to("completed", dt.date(2026, 9, 1))
    assert (done.started_on, done.ended_on) == (dt.date(2026, 2, 1), dt.date(2026, 9, 1))
    assert set_to("in_progress").ended_on is None
    assert set_to("planned").started_on is None
    assert set_to("cancelled").ended_on is None
    with pytest.raises(DomainError, match="lies ahead"):
        set_to("in_progress", today() + dt.timedelta(days=1))
    assert activity.steps.count() == 5


def test_an_activity_completed_without_a_start_has_one(people, activity):
    done = services.set_status(
        pk=activity.pk,
        actor=people.focal_point,
        status="completed",
        reason="Done.",
        on=dt.date(2025, 6, 1),
    )
    assert done.started_on == done.ended_on == dt.date(2025, 6, 1)


def test_delay_is_worked_out_from_the_dates(people):
    on = dt.date(2026, 6, 1)
    late = make.ActivityFactory(ends_on=dt.date(2026, 5, 22))
    step = make.ActivityFactory(ends_on=dt.date(2026, 12, 31))
    step.milestones.create(title="Tender", due_on="2026-05-31")
    punctual = make.ActivityFactory(ends_on=on)
    punctual.milestones.create(title="Tender", due_on="2026-05-31", done_on="2026-05-30")
    over = make.ActivityFactory(
        ends_on=dt.date(2026, 5, 1),
        status="completed",
        started_on=dt.date(2025, 1, 1),
        ended_on=dt.date(2026, 5, 4),
    )
    make.ActivityFactory(ends_on=dt.date(2026, 5, 1), status="cancelled")
    assert set(Activity.objects.delayed(on)) == {late, step}
    found = {row: delay_of(row, on, row.overdue) for row in Activity.objects.with_delay(on)}
    with override("en"):
        assert found[late].words == ["10 days late"]
        assert found[step].words == ["1 milestone overdue"]
        assert found[over].words == ["completed 3 days late"]
    assert {row for row, delay in found.items() if delay} == {late, step}
    assert not found[punctual].words


LINE = {
    "kind": "planned",
    "amount": "250000",
    "currency": "EUR",
    "year": "2026",
    "source": "State budget",
}


@pytest.mark.parametrize(
    ("end", "form", "model"),
    [
        ("milestones/new/", {"title": "Tender published", "due_on": "2026-03-31"}, Milestone),
        ("money/new/", LINE, BudgetLine),
    ],
)
def test_what_is_sent_twice_is_there_once(at_desk, activity, end, form, model):
    desk = at_desk("focal_point")
    assert desk.post(path(activity, end), form).status_code == 302
    again = desk.post(path(activity, end), form)
    assert again.status_code == 422
    assert "nothing was doubled" in again.content.decode()
    assert model.objects.count() == 1
    other = desk.post(path(activity, end), form | {"note": "For the second district."})
    assert other.status_code == 302
    assert model.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_money_sent_twice_at_once_is_there_once(people, activity):
    content = LINE | {"amount": Decimal(250000), "year": 2026, "funder": None, "note": ""}

    def add():
        parts.add_line(activity_pk=activity.pk, actor=people.focal_point, content=content)

    assert [type(error) for error in at_once(add, add, add)] == [DomainError] * 2
    assert BudgetLine.objects.count() == 1
