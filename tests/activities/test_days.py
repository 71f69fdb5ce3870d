"""Days at the ends of the calendar: refused where they are entered, and no page breaks over one."""

import datetime as dt
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError

from activities.forms.fields import DayField
from activities.forms.plans import FollowReviewForm
from activities.forms.rounds import RoundForm
from activities.models import Activity
from activities.services import activities, dividing, parts
from nmirf.common.dates import EARLIEST, LATEST
from nmirf.common.errors import DomainError
from portal.activities import cards, time_line
from tests import factories as make

pytestmark = pytest.mark.django_db
ENDS = (dt.date(9999, 12, 31), dt.date(26, 1, 1))


@pytest.fixture(autouse=True)
def _demo(settings):
    settings.DEMO_MODE = True


def test_a_field_takes_days_that_can_be_meant():
    field = DayField()
    for day in (EARLIEST, LATEST):
        assert field.clean(day.isoformat()) == day
    for text in ("1944-12-31", "2200-01-01", "9999-12-31", "0026-01-01"):
        with pytest.raises(ValidationError, match="out of range"):
            field.clean(text)


def test_the_form_of_an_activity_refuses_them_at_their_field(client, people):
    client.force_login(people.focal_point)
    typed = {"token": str(uuid4()), "title": "Without an end", "lead": people.ministry.pk}
    for starts_on, ends_on, field in (
        ("2026-01-01", "9999-12-31", "ends_on"),
        ("0026-01-01", "2026-12-31", "starts_on"),
    ):
        days = {"starts_on": starts_on, "ends_on": ends_on}
        answer = client.post("/workspace/activities/new/", typed | days)
        assert answer.status_code == 422
        assert "out of range" in str(answer.context["form"].errors[field])
    assert not Activity.objects.exists()


@pytest.mark.parametrize("form", [RoundForm, FollowReviewForm])
def test_every_day_that_is_planned_for_has_the_same_range(form):
    days = [
        field
        for name, field in form.base_fields.items()
        if name in ("period_from", "period_to", "due_on", "starts_on", "ends_on")
    ]
    assert len(days) >= 2
    assert all(isinstance(field, DayField) for field in days)


def test_whoever_calls_a_service_is_refused_too(people):
    row = make.ActivityFactory(lead=people.ministry)
    for day in ENDS:
        with pytest.raises(DomainError, match="out of range"):
            activities.change_activity(
                pk=row.pk, actor=people.secretariat, content={"starts_on": day, "ends_on": day}
            )
        content = {"title": "Tender", "due_on": day, "note": ""}
        with pytest.raises(DomainError, match="out of range"):
            parts.add_milestone(activity_pk=row.pk, actor=people.secretariat, content=content)


@pytest.mark.parametrize("due_on", [dt.date(2190, 1, 1), dt.date(9999, 12, 31)])
def test_a_copy_moves_no_milestone_out_of_the_calendar(people, due_on):
    source = make.ActivityFactory(lead=people.ministry, starts_on=dt.date(2026, 1, 1))
    source.milestones.create(title="Tender", due_on=due_on)
    content = {
        "title": "Copy",
        "lead": people.ministry,
        "starts_on": dt.date(2066, 1, 1),
        "ends_on": dt.date(2066, 12, 31),
    }
    with pytest.raises(DomainError, match="Tender"):
        dividing.copy_activity(
            pk=source.pk,
            actor=people.secretariat,
            content=content,
            with_links=False,
            with_milestones=True,
            token=uuid4(),
        )
    assert Activity.objects.count() == 1


def test_the_time_line_shows_what_was_entered_before(client):
    make.ActivityFactory(publication="published", ends_on=dt.date.max, title="Without an end")
    answer = client.get("/activities/?view=timeline")
    assert answer.status_code == 200
    assert "Without an end" in answer.text
    line = time_line(cards(Activity.objects.all()), dt.date(2026, 7, 1), mirrored=False)
    assert 2 < len(line.years) <= 21
    (strip,) = line.strips
    assert 0 <= strip.planned.x < strip.planned.end <= 100
