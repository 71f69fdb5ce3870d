"""Collection rounds on the desk, in reminders and in handovers."""

import datetime as dt
from types import SimpleNamespace

import pytest
import time_machine
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from focalpoints.models import Appointment
from notifications.choices import DutyKind
from notifications.models import ReminderRule, ReminderSent
from recommendations.models import Assignment
from reporting.desk import duties_of
from reporting.services.digests import send_digests
from reporting.services.handovers.collecting import collect
from tests import factories as make

pytestmark = pytest.mark.django_db

ON = dt.date(2026, 7, 6)


@pytest.fixture(autouse=True)
def july(settings):
    settings.DEMO_MODE = True
    with time_machine.travel(dt.datetime(2026, 7, 6, 9, tzinfo=dt.UTC), tick=False):
        yield


@pytest.fixture
def world():
    """A ministry with its focal point, and an open round for the first half of 2026."""
    ministry = make.InstitutionFactory(
        name="Ministry of Interior", slug="interior", membership="consultative"
    )
    return SimpleNamespace(
        ministry=ministry,
        focal_point=make.focal_point(ministry),
        officer=make.secretariat(),
        round=make.RoundFactory(
            title="First half of 2026",
            period_from=dt.date(2026, 1, 1),
            period_to=dt.date(2026, 6, 30),
            due_on=dt.date(2026, 7, 20),
            opened_at=timezone.now(),
        ),
    )


def owe(world, number=1, **facts):
    return [
        make.RoundItemFactory(round=world.round, institution=world.ministry, **facts)
        for _one in range(number)
    ]


def owed(user):
    return [duty for duty in duties_of(user, ON) if duty.kind == DutyKind.ROUND]


def test_few_items_stand_one_by_one_with_their_primary_act(world):
    (item,) = owe(world)
    (duty,) = owed(world.focal_point)
    assert duty.act_path.endswith(f"?recommendation={item.recommendation.reference}")
    assert duty.short_path == reverse("activities:due_nothing_new", args=[item.reference])
    assert duty.due_on == world.round.due_on
    assert owed(make.deputy(world.ministry)) == [duty]
    assert owed(make.authority(world.ministry)) == owed(make.focal_point()) == []


def test_many_items_share_one_line(world):
    owe(world, 4)
    (duty,) = owed(world.focal_point)
    assert duty.title == "First half of 2026: 4 answers still owed"
    assert duty.act_path == world.round.get_absolute_url()


def test_the_line_goes_when_it_is_answered_excused_or_closed(world):
    answered, excused, left = owe(world, 3)
    make.UpdateFactory(
        institution=world.ministry,
        on=[answered.recommendation],
        state="submitted",
        submitted_at=timezone.now(),
    )
    type(excused).objects.filter(pk=excused.pk).update(state="excused")
    assert [duty.subject for duty in owed(world.focal_point)] == [f"due:{left.reference}"]
    type(world.round).objects.filter(pk=world.round.pk).update(state="closed")
    assert owed(world.focal_point) == []


def test_a_round_that_is_prepared_stands_on_no_desk(world):
    owe(world)
    draft = make.RoundFactory(state="draft")
    make.RoundItemFactory(round=draft, institution=world.ministry)
    assert len(owed(world.focal_point)) == 1


def test_a_draft_that_is_open_is_gone_on_with_by_the_rounds_date(world):
    (item,) = owe(world)
    make.UpdateFactory(institution=world.ministry, on=[item.recommendation])
    (duty,) = duties_of(world.focal_point, ON)
    assert (duty.kind, duty.due_on) == (DutyKind.UPDATE, world.round.due_on)


def test_what_the_round_asks_for_is_not_asked_a_second_time_half_yearly(world):
    (item,) = owe(world)
    Assignment.objects.create(
        recommendation=item.recommendation,
        institution=world.ministry,
        state="accepted",
        proposed_by=world.officer,
        decided_at=timezone.now() - dt.timedelta(days=400),
    )
    assert [duty.kind for duty in duties_of(world.focal_point, ON)] == [DutyKind.ROUND]


def test_the_secretariat_sees_open_rounds_and_closes_those_that_are_over(client, world):
    owe(world)
    assert owed(world.officer) == []
    client.force_login(world.officer)
    page = client.get(reverse("reporting:desk")).content.decode()
    assert "Collection round: First half of 2026" in page
    type(world.round).objects.filter(pk=world.round.pk).update(due_on=dt.date(2026, 7, 1))
    (duty,) = owed(world.officer)
    assert (duty.act_path, duty.due_on) == (
        world.round.get_absolute_url(),
        dt.date(2026, 7, 8),
    )


def test_one_reminder_a_round_which_stops_with_the_answer(world):
    call_command("load_reference", verbosity=0)
    assert ReminderRule.objects.get(kind="round").offsets[0] == 14
    items = owe(world, 2)
    send_digests(on=ON)
    assert ReminderSent.objects.filter(person=world.focal_point).count() == 1
    for item in items:
        make.UpdateFactory(
            institution=world.ministry,
            on=[item.recommendation],
            state="submitted",
            submitted_at=timezone.now(),
        )
    send_digests(on=dt.date(2026, 7, 20))
    sent = ReminderSent.objects.filter(kind="round", person=world.focal_point)
    assert sent.count() == 1


def test_what_is_late_goes_up_the_line(world):
    call_command("load_reference", verbosity=0)
    authority = make.authority(world.ministry)
    owe(world)
    send_digests(on=world.round.due_on + dt.timedelta(days=14))
    assert ReminderSent.objects.filter(kind="round", person=authority, level="authority").exists()


def test_a_handover_names_what_is_owed(world):
    (item,) = owe(world)
    post = Appointment.objects.get(user=world.focal_point)
    found = [one for one in collect(post, ON) if one.kind == "round"]
    assert [(one.subject, one.due_on) for one in found] == [
        (f"due:{item.reference}", world.round.due_on)
    ]
    assert found[0].title == f"{item.recommendation.reference} · First half of 2026"


def test_the_desk_asks_no_more_for_many_items(client, world, django_assert_max_num_queries):
    client.force_login(world.focal_point)
    client.get(reverse("reporting:desk"))
    owe(world)
    with django_assert_max_num_queries(40) as few:
        client.get(reverse("reporting:desk"))
    owe(world, 20)
    with django_assert_max_num_queries(len(few)):
        client.get(reverse("reporting:desk"))
