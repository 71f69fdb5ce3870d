"""Two officers at once: one deed is done, the other is told."""

import datetime as dt

import pytest

from accounts.models import User
from focalpoints.choices import Role
from focalpoints.models import Absence, Appointment, ConfirmationRound, Invitation
from focalpoints.services import absences, appointments, confirmations, invitations
from focalpoints.services.checks import OutlastsError, Seen
from focalpoints.services.succession import Succession
from nmirf.common.dates import today
from nmirf.common.errors import DomainError
from tests import factories as make
from tests.races import at_once

pytestmark = pytest.mark.django_db(transaction=True)
DAY = dt.timedelta(days=1)


@pytest.mark.parametrize("has_account", [True, False])
def test_two_officers_appoint_the_same_person_at_once(has_account):
    email = "ana.duarte@example.org"
    if has_account:
        make.UserFactory(email=email)
    institution, officers = make.InstitutionFactory(), [make.secretariat(), make.secretariat()]

    def appointing(officer):
        return lambda: invitations.appoint_or_invite(
            actor=officer,
            full_name="Ana Duarte",
            email=email,
            language="",
            institution=institution,
            role=Role.FOCAL_POINT,
            starts_on=today(),
            ends_on=None,
        )

    errors = at_once(*(appointing(officer) for officer in officers))
    assert [type(error) for error in errors] == [DomainError], errors
    posts = Appointment.objects.filter(institution=institution, user__email=email)
    invited = Invitation.objects.filter(institution=institution, email=email)
    assert (posts.count(), invited.count()) == ((1, 0) if has_account else (0, 1))


def test_the_same_new_person_who_follows_at_two_institutions_at_once_has_one_account():
    officer = make.secretariat()
    leaving = [make.AppointmentFactory() for _number in range(2)]

    def ending(row):
        return lambda: appointments.end_appointment(
            pk=row.pk,
            actor=officer,
            ends_on=today(),
            reason="Leaves.",
            follows=Succession(full_name="Ana Duarte", email="ana.duarte@example.org"),
            seen=Seen(None),
        )

    assert at_once(*(ending(row) for row in leaving)) == []
    assert User.objects.filter(email="ana.duarte@example.org").count() == 1
    assert Appointment.objects.filter(user__email="ana.duarte@example.org").count() == 2


def test_ending_the_deputy_while_the_deputy_is_moved_up():
    institution, officer = make.InstitutionFactory(), make.secretariat()
    principal = make.AppointmentFactory(institution=institution)
    deputy = make.AppointmentFactory(institution=institution, role=Role.DEPUTY, deputises=principal)

    def move_up():
        appointments.end_appointment(
            pk=principal.pk,
            actor=officer,
            ends_on=today(),
            reason="Leaves.",
            follows=Succession(deputy=deputy.pk),
            seen=Seen(None),
        )

    def end_deputy():
        appointments.end_appointment(
            pk=deputy.pk,
            actor=officer,
            ends_on=today(),
            reason="Leaves too.",
            seen=Seen(None),
        )

    errors = at_once(move_up, end_deputy)
    # Whoever came second was told: never a focal point who has left, nor an ending done twice.
    assert len(errors) == 1, errors
    assert isinstance(errors[0], DomainError)
    principal.refresh_from_db()
    moved_up = Appointment.objects.filter(user=deputy.user, role=Role.FOCAL_POINT)
    assert moved_up.exists() == (principal.ends_on is not None)


def test_two_endings_with_two_successors_make_one():
    institution, officer = make.InstitutionFactory(), make.secretariat()
    principal = make.AppointmentFactory(institution=institution)

    def ending(number):
        return lambda: appointments.end_appointment(
            pk=principal.pk,
            actor=officer,
            ends_on=today(),
            reason="Leaves.",
            follows=Succession(full_name=f"Person {number}", email=f"next{number}@example.org"),
            seen=Seen(None),
        )

    errors = at_once(ending(1), ending(2))
    assert len(errors) == 1
    assert isinstance(errors[0], DomainError)
    assert Appointment.objects.filter(starts_on=today() + DAY).count() == 1


def test_two_rounds_opened_at_once_are_one():
    officer = make.secretariat()
    post = make.AppointmentFactory()

    def opening():
        confirmations.open_round(actor=officer, title="Confirmation", due_on=today() + 30 * DAY)

    errors = at_once(opening, opening)
    assert [type(error) for error in errors] == [DomainError]
    assert ConfirmationRound.objects.get().confirmations.get().appointment == post


def test_an_absence_that_is_extended_while_the_post_ends_does_not_outlast_it():
    officer, post = make.secretariat(), make.AppointmentFactory()
    absence = Absence.objects.create(appointment=post, starts_on=today(), ends_on=today() + 5 * DAY)

    def extend():
        absences.change_absence(pk=absence.pk, actor=officer, ends_on=today() + 20 * DAY)

    def end():
        appointments.end_appointment(
            pk=post.pk, actor=officer, ends_on=today() + 2 * DAY, reason="Leaves.", seen=Seen(None)
        )

    errors = at_once(extend, end)
    assert all(isinstance(error, OutlastsError) for error in errors), errors
    absence.refresh_from_db()
    assert absence.ends_on == today() + 2 * DAY
