"""A deputy goes from one focal point to the next: what hangs on the post stays with the person."""

import datetime as dt

import pytest
import time_machine
from django.urls import reverse

from focalpoints.choices import Role
from focalpoints.models import Absence, Appointment
from focalpoints.services import absences, appointments, confirmations, consents
from focalpoints.services.rights import apply_appointments
from focalpoints.services.succession import Succession
from nmirf.common.dates import today
from notifications.models import Notification
from reporting.desk import duties_of
from reporting.services.absences import tell_returns
from tests import factories as make

DAY = dt.timedelta(days=1)
LEFT = Succession(full_name="Luis Mota", email="luis.mota@example.org")


@pytest.fixture
def principal(institution):
    return make.AppointmentFactory(institution=institution, user__full_name="Ana Duarte")


@pytest.fixture
def deputy(institution, principal):
    return make.AppointmentFactory(
        institution=institution,
        role=Role.DEPUTY,
        deputises=principal,
        user__full_name="Bela Reis",
    )


@pytest.fixture
def first_day():
    """The day after the next one, on which the successor begins."""
    return today() + 2 * DAY


@pytest.fixture
def follow(officer, principal, deputy):
    """Ends the focal point's post tomorrow; Luis Mota follows, and the deputy's row is divided."""

    def act(follows=LEFT):
        appointments.end_appointment(
            pk=principal.pk,
            actor=officer,
            ends_on=today() + DAY,
            reason="Moves.",
            follows=follows,
        )
        return Appointment.objects.filter(user=deputy.user).order_by("starts_on").last()

    return act


def on(day):
    return time_machine.travel(dt.datetime.combine(day, dt.time(12), dt.UTC), tick=False)


def asked(person, question, day):
    return any(duty.path == question.get_absolute_url() for duty in duties_of(person, day))


def test_the_yearly_question_stays_on_the_desk_and_is_answered_once(
    as_, officer, principal, deputy, first_day, follow, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        confirmations.open_round(actor=officer, title="Confirmation", due_on=today() + 30 * DAY)
    question = deputy.confirmations.get()
    later = follow()
    assert asked(deputy.user, question, today())
    with on(first_day):
        apply_appointments()
        assert asked(deputy.user, question, first_day)
        page = as_(deputy.user).get(question.get_absolute_url()).text
        assert "Luis Mota" in page
        assert "Yes, still right" in page
        as_(deputy.user).post(f"{question.get_absolute_url()}right/")
        later.refresh_from_db()
        assert later.last_confirmed_on == first_day
        assert not asked(deputy.user, question, first_day)


def test_an_answer_before_that_day_is_for_the_days_after_it_too(
    as_, officer, deputy, first_day, follow, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        confirmations.open_round(actor=officer, title="Confirmation", due_on=today() + 30 * DAY)
    later = follow()
    as_(deputy.user).post(f"{deputy.confirmations.get().get_absolute_url()}right/")
    for row in (deputy, later):
        row.refresh_from_db()
        assert row.last_confirmed_on == today()


def test_leave_to_be_named_stands_and_is_taken_back_for_all_of_it(
    client, settings, deputy, first_day, follow
):
    settings.DEMO_MODE = True
    given = consents.give(actor=deputy.user, appointment_pk=deputy.pk)
    later = follow()
    assert later.consents.get().given_at == given.given_at
    for day in (today(), first_day):
        with on(day):
            assert "Bela Reis" in client.get("/institutions/health/").text
    consents.withdraw(actor=deputy.user, appointment_pk=deputy.pk)
    with on(first_day):
        assert "Bela Reis" not in client.get("/institutions/health/").text


def test_leave_that_is_given_in_between_holds_after_that_day(
    client, settings, deputy, first_day, follow
):
    settings.DEMO_MODE = True
    follow()
    consents.give(actor=deputy.user, appointment_pk=deputy.pk)
    with on(first_day):
        assert "Bela Reis" in client.get("/institutions/health/").text


def test_a_handover_is_written_on_by_the_one_who_began_it(as_, deputy, first_day, follow):
    handover = make.HandoverFactory(appointment=deputy, due_on=today() + 9 * DAY)
    later = follow()
    with on(first_day):
        apply_appointments()
        row = type(handover).objects.with_people(first_day).get(pk=handover.pk)
        assert (row.leaver_acts, row.writers) == (True, [deputy.user_id])
        start = reverse("reporting:handover_start", args=[later.reference])
        sent = {"due_on": (first_day + 9 * DAY).isoformat()}
        assert handover.get_absolute_url() in as_(deputy.user).post(start, sent).url
    assert type(handover).objects.count() == 1


def test_a_handover_waits_for_the_deputy_whom_it_names(institution, deputy, first_day, follow):
    other = make.AppointmentFactory(institution=institution, role=Role.DEPUTY, ends_on=today())
    third = make.AppointmentFactory(institution=institution, role=Role.DEPUTY)
    handover = make.handed(other, ["The registry"])
    handover.successor = deputy
    handover.save()
    follow()
    row = type(handover).objects.with_people(first_day).get(pk=handover.pk)
    assert row.followers == [deputy.user_id]
    assert third.user_id not in row.followers


def test_nobody_is_told_of_a_return_that_is_none(deputy, first_day, follow):
    away = absences.set_absence(
        appointment_pk=deputy.pk,
        actor=deputy.user,
        starts_on=today(),
        ends_on=first_day + DAY,
        note="The hospitals answer next week.",
    )
    later = follow()
    with on(first_day):
        assert tell_returns() == 0
        assert absences.announce_begun() == 1
    new = later.absences.get()
    assert (new.starts_on, new.ends_on, new.note) == (first_day, first_day + DAY, away.note)
    luis = Appointment.objects.get(user__email=LEFT.email).user
    assert Notification.objects.filter(person=luis, key=f"absence-{new.pk}-begins").exists()
    with on(first_day + 2 * DAY):
        assert tell_returns() == 1
    assert Notification.objects.filter(person=deputy.user, key__endswith="-return").count() == 1


def test_a_deputy_who_moves_up_while_away_is_still_away(deputy, first_day, follow):
    absences.set_absence(
        appointment_pk=deputy.pk, actor=deputy.user, starts_on=today(), ends_on=first_day + DAY
    )
    new = follow(Succession(deputy=deputy.pk))
    assert new.role == Role.FOCAL_POINT
    with on(first_day):
        assert tell_returns() == 0
    assert Absence.objects.get(appointment=new).starts_on == first_day
