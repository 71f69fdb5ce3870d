"""Rights begin and end with the appointment, to the day, in open sessions too."""

import datetime as dt

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from guardian.shortcuts import get_perms

from accounts.models import User
from focalpoints import policies
from focalpoints.choices import Role
from focalpoints.models import Absence, Appointment, Invitation
from focalpoints.services import absences, appointments, rights
from nmirf.common.errors import DomainError
from tests import factories as make

TODAY = dt.date(2026, 6, 15)
pytestmark = pytest.mark.usefixtures("summer")


@pytest.fixture
def summer():
    with time_machine.travel(dt.datetime(2026, 6, 15, 9, tzinfo=dt.UTC), tick=False):
        yield


def appoint(officer, institution, role=Role.FOCAL_POINT, **facts):
    facts = {"user": make.UserFactory(), "starts_on": TODAY, "reason": "By decree."} | facts
    return appointments.appoint(actor=officer, institution=institution, role=role, **facts)


def rights_of(user):
    """Rights as a fresh request sees them."""
    return policies.standing(User.objects.get(pk=user.pk))


@pytest.mark.parametrize(
    ("role", "permission"),
    [
        (Role.FOCAL_POINT, "report_for"),
        (Role.DEPUTY, "report_for"),
        (Role.VALIDATING_AUTHORITY, "sign_for"),
        (Role.REPRESENTATIVE, "comment_for"),
    ],
)
def test_an_appointment_grants_its_permission_at_once(officer, institution, role, permission):
    row = appoint(officer, institution, role)
    assert get_perms(row.user, institution) == [permission]
    assert getattr(rights_of(row.user), permission) == {institution.pk}


def test_the_right_begins_on_the_first_day(officer, institution):
    row = appoint(officer, institution, starts_on=TODAY + dt.timedelta(days=1))
    assert not rights_of(row.user).report_for
    assert rights.apply_appointments() == rights.Applied(granted=0, revoked=0)
    assert not rights_of(row.user).report_for
    with time_machine.travel(dt.datetime(2026, 6, 16, 0, 0, 1, tzinfo=dt.UTC)):
        assert rights_of(row.user).report_for == {institution.pk}, "though no task has run"


def test_a_post_to_come_that_is_suspended_begins_with_no_right(officer, institution):
    row = appoint(officer, institution, starts_on=TODAY + dt.timedelta(days=1))
    appointments.suspend_appointment(pk=row.pk, actor=officer, suspended=True, reason="Inquiry.")
    assert get_perms(row.user, institution) == []
    with time_machine.travel(dt.datetime(2026, 6, 16, 0, 5, tzinfo=dt.UTC)):
        assert not rights_of(row.user).report_for


def test_the_right_ends_at_midnight_even_if_no_task_has_run(officer, institution):
    row = appoint(officer, institution, ends_on=TODAY)
    assert rights_of(row.user).report_for
    with time_machine.travel(dt.datetime(2026, 6, 16, 0, 0, 1, tzinfo=dt.UTC)):
        assert not rights_of(row.user).report_for
        assert rights.apply_appointments().revoked == 1
        assert get_perms(row.user, institution) == []


def test_ending_one_closes_an_open_session(client, settings, officer, institution):
    settings.DEMO_MODE = True
    row = appoint(officer, institution, starts_on=dt.date(2026, 1, 1))
    client.force_login(row.user)
    assert client.get("/workspace/assignments/").status_code == 200
    appointments.end_appointment(
        pk=row.pk, actor=officer, ends_on=TODAY - dt.timedelta(days=1), reason="Left."
    )
    assert client.get("/workspace/assignments/").status_code == 403


def test_suspension_takes_the_right_and_gives_it_back(officer, institution):
    row = appoint(officer, institution)
    appointments.suspend_appointment(pk=row.pk, actor=officer, suspended=True, reason="Inquiry.")
    assert not rights_of(row.user).report_for
    appointments.suspend_appointment(pk=row.pk, actor=officer, suspended=False, reason="Cleared.")
    assert rights_of(row.user).report_for


def test_a_second_round_changes_nothing(officer, institution):
    appoint(officer, institution)
    rights.apply_appointments()
    assert rights.apply_appointments() == rights.Applied(granted=0, revoked=0)


def test_two_appointments_hold_the_permission_until_both_end(officer, institution):
    person = make.UserFactory()
    first = appoint(officer, institution, user=person)
    principal = appoint(officer, institution)
    appoint(officer, institution, Role.DEPUTY, user=person, deputises=principal)
    yesterday = TODAY - dt.timedelta(days=1)
    Appointment.objects.filter(pk=first.pk).update(starts_on=yesterday)
    appointments.end_appointment(pk=first.pk, actor=officer, ends_on=yesterday, reason="Moved.")
    assert rights_of(person).report_for == {institution.pk}


def test_overlapping_appointments_are_refused_in_words_and_by_the_database(officer, institution):
    row = appoint(officer, institution)
    with pytest.raises(DomainError, match="same post"):
        appoint(officer, institution, user=row.user, starts_on=dt.date(2027, 1, 1))
    with pytest.raises(IntegrityError):
        make.AppointmentFactory(user=row.user, institution=institution, role=Role.FOCAL_POINT)


def test_nobody_deputises_for_oneself(officer, institution):
    row = appoint(officer, institution)
    with pytest.raises(DomainError, match="oneself"):
        appoint(officer, institution, Role.DEPUTY, user=row.user, deputises=row)


def test_a_deputy_belongs_to_the_principals_institution(officer, institution):
    elsewhere = appoint(officer, make.InstitutionFactory())
    with pytest.raises(DomainError, match="same institution"):
        appoint(officer, institution, Role.DEPUTY, deputises=elsewhere)


def test_an_appointment_does_not_end_before_it_starts(officer, institution):
    with pytest.raises(DomainError, match="before it starts"):
        appoint(officer, institution, ends_on=TODAY - dt.timedelta(days=1))


@pytest.mark.parametrize("who", [make.focal_point, make.administrator, make.authority])
def test_only_the_secretariat_appoints(institution, who):
    with pytest.raises(PermissionDenied):
        appoint(who(), institution)


def test_an_absence_lies_within_the_appointment(officer, institution):
    row = appoint(officer, institution, ends_on=dt.date(2026, 12, 31))
    with pytest.raises(DomainError, match="outside the appointment"):
        absences.set_absence(
            appointment_pk=row.pk,
            actor=row.user,
            starts_on=dt.date(2026, 12, 30),
            ends_on=dt.date(2027, 1, 2),
        )


def test_absences_do_not_overlap(officer, institution):
    row = appoint(officer, institution)
    days = {"starts_on": TODAY, "ends_on": dt.date(2026, 6, 20)}
    absences.set_absence(appointment_pk=row.pk, actor=row.user, **days)
    with pytest.raises(DomainError, match="Another absence"):
        absences.set_absence(appointment_pk=row.pk, actor=officer, **days)


def test_coming_back_early_counts_from_today(officer, institution):
    row = appoint(officer, institution, starts_on=dt.date(2026, 1, 1))
    absence = absences.set_absence(
        appointment_pk=row.pk,
        actor=row.user,
        starts_on=dt.date(2026, 6, 10),
        ends_on=dt.date(2026, 6, 20),
    )
    absences.end_absence(pk=absence.pk, actor=row.user)
    absence.refresh_from_db()
    assert absence.ends_on == dt.date(2026, 6, 14)
    assert not Absence.objects.filter(ends_on__gte=TODAY).exists()


def test_appointing_by_address_appoints_whoever_has_an_account(
    client, settings, officer, institution
):
    settings.DEMO_MODE = True
    person = make.UserFactory(email="ana.duarte@example.org")
    client.force_login(officer)
    form = {
        "institution": institution.pk,
        "role": "focal_point",
        "full_name": "Ana Duarte",
        "email": "Ana.Duarte@example.org",
        "starts_on": "2026-06-15",
    }
    assert client.post("/workspace/people/appoint/", form).status_code == 302
    assert rights_of(person).report_for == {institution.pk}
    again = client.post("/workspace/people/appoint/", form | {"email": "ANA.duarte@example.org"})
    assert "same post" in again.text
    assert not Invitation.objects.exists()


def test_appointing_by_address_invites_whoever_has_none(client, settings, officer, institution):
    settings.DEMO_MODE = True
    client.force_login(officer)
    form = {
        "institution": institution.pk,
        "role": "focal_point",
        "full_name": "Ana Duarte",
        "email": "ana.duarte@example.org",
        "starts_on": "2026-06-15",
    }
    assert client.post("/workspace/people/appoint/", form).status_code == 302
    assert Invitation.objects.get().email == "ana.duarte@example.org"
    assert not User.objects.filter(email="ana.duarte@example.org").exists()


def test_a_colleague_sets_no_absence_for_another(client, settings, institution):
    settings.DEMO_MODE = True
    post = make.AppointmentFactory(institution=institution)
    client.force_login(make.deputy(institution))
    for sent in ({}, {"starts_on": "2030-01-01", "ends_on": "2030-01-02"}):
        response = client.post(f"/workspace/people/{post.reference}/absence/", sent)
        assert response.status_code == 403, sent
    assert not post.absences.exists()


def test_an_administrator_is_no_officer_whatever_the_groups(db):
    person = make.UserFactory(groups=["administrators", "secretariat", "consultation_officers"])
    held = rights_of(person)
    assert held.is_administrator
    assert not any([held.is_secretariat, held.is_consultation_officer, held.reads_internal])
