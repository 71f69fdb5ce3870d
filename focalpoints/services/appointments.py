"""Appointments: rights start and end with them, in the same transaction."""

import datetime as dt

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from focalpoints import policies
from focalpoints.choices import Role, Standing
from focalpoints.models import Appointment, Institution
from nmirf.common.dates import today
from nmirf.common.decisions import require
from nmirf.common.errors import DomainError
from nmirf.common.history import because

from .rights import apply_to


@transaction.atomic
def appoint(
    *,
    actor: User,
    user: User,
    institution: Institution,
    role: Role,
    starts_on: dt.date,
    ends_on: dt.date | None = None,
    deputises: Appointment | None = None,
    portfolio: str = "",
) -> Appointment:
    """Give a person a post. Raises PermissionDenied, and DomainError as `begin`."""
    require(policies.can_appoint(actor))
    return begin(
        user=user,
        institution=institution,
        role=role,
        starts_on=starts_on,
        ends_on=ends_on,
        deputises=deputises,
        portfolio=portfolio,
    )


def begin(
    *,
    user: User,
    institution: Institution,
    role: Role,
    starts_on: dt.date,
    ends_on: dt.date | None = None,
    deputises: Appointment | None = None,
    portfolio: str = "",
) -> Appointment:
    """A post begins: its right starts on the first day and ends after the last.

    For deeds that have asked who may, inside their transaction. Raises DomainError where the
    dates overlap with the same post, where a deputy would deputise for somebody else's
    institution or for oneself, where the institution is not an approved one, or where the account
    is closed.
    """
    # Locked, so that an account which is just being erased gets no post.
    if not User.objects.select_for_update(no_key=True).get(pk=user.pk).is_active:
        raise DomainError(_("The account with this address is closed."))
    if institution.standing != Standing.APPROVED:
        raise DomainError(_("This institution is not approved."))
    if institution.dissolved_on is not None and (
        ends_on is None or ends_on > institution.dissolved_on
    ):
        raise DomainError(_("This institution exists no longer."))
    if ends_on is not None and ends_on < starts_on:
        raise DomainError(_("The appointment ends before it starts."))
    check_deputy(user=user, institution=institution, role=role, deputises=deputises)
    with because(str(_("Appointment"))):
        try:
            with transaction.atomic():
                appointment = Appointment.objects.create(
                    user=user,
                    institution=institution,
                    role=role,
                    starts_on=starts_on,
                    ends_on=ends_on,
                    deputises=deputises,
                    portfolio=portfolio,
                    last_confirmed_on=today(),
                )
        except IntegrityError as error:
            if "appointment_no_overlap" not in str(error):
                raise
            raise DomainError(
                _("This person holds the same post at this institution in that time already.")
            ) from error
        apply_to(user=user, institution=institution)
    return appointment


def check_deputy(
    *, user: User | None, institution: Institution, role: Role, deputises: Appointment | None
) -> None:
    """Raise DomainError unless a deputy deputises for another focal point of the institution."""
    if deputises is None:
        return
    if role != Role.DEPUTY:
        raise DomainError(_("Only a deputy deputises for someone."))
    if user is not None and deputises.user_id == user.pk:
        raise DomainError(_("Nobody deputises for oneself."))
    if deputises.institution_id != institution.pk or deputises.role != Role.FOCAL_POINT:
        raise DomainError(_("A deputy deputises for a focal point of the same institution."))


@transaction.atomic
def end_appointment(*, pk: int, actor: User, ends_on: dt.date, reason: str) -> Appointment:
    """Set the last day; a day in the past takes the right away at once.

    Raises DoesNotExist, PermissionDenied, and DomainError for a last day before the first.
    """
    appointment = Appointment.objects.select_for_update().get(pk=pk)
    require(policies.can_appoint(actor))
    if ends_on < appointment.starts_on:
        raise DomainError(_("The appointment would end before it starts."))
    with because(reason):
        appointment.ends_on = ends_on
        appointment.save(update_fields=["ends_on", "updated_at"])
        # An absence has no meaning after the appointment.
        appointment.absences.filter(starts_on__gt=ends_on).delete()
        for absence in appointment.absences.filter(ends_on__gt=ends_on):
            absence.ends_on = ends_on
            absence.save(update_fields=["ends_on", "updated_at"])
        apply_to(user=appointment.user, institution=appointment.institution)
    return appointment


@transaction.atomic
def suspend_appointment(*, pk: int, actor: User, suspended: bool, reason: str) -> Appointment:
    """Take the right away from today on, or give it back. Raises as `end_appointment`."""
    appointment = Appointment.objects.select_for_update().get(pk=pk)
    require(policies.can_appoint(actor))
    if not reason:
        raise DomainError(_("Say why."))
    with because(reason):
        appointment.suspended_on = today() if suspended else None
        appointment.save(update_fields=["suspended_on", "updated_at"])
        apply_to(user=appointment.user, institution=appointment.institution)
    return appointment
