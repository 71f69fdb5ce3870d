"""Appointments and absences: rights start and end with them, in the same transaction."""

import datetime as dt
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from guardian.shortcuts import assign_perm, remove_perm

from accounts.models import User
from accounts.services import open_account
from nmirf.common.dates import today
from nmirf.common.decisions import require
from nmirf.common.errors import DomainError
from nmirf.common.history import because

from . import policies
from .choices import PERMISSION_OF, Role, Standing
from .models import Absence, Appointment, Institution


@dataclass(frozen=True, slots=True)
class Applied:
    """How many permissions a round gave and took."""

    granted: int
    revoked: int


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
    """Give a person a post. Its right starts on the first day and ends after the last.

    Raises PermissionDenied, and DomainError where the dates overlap with the same post, where
    a deputy would deputise for somebody else's institution or for oneself, or where the
    institution is not an approved one.
    """
    require(policies.can_appoint(actor))
    if institution.standing != Standing.APPROVED:
        raise DomainError(_("This institution is not approved."))
    if ends_on is not None and ends_on < starts_on:
        raise DomainError(_("The appointment ends before it starts."))
    _check_deputy(user=user, institution=institution, role=role, deputises=deputises)
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
        _apply(user=user, institution=institution)
    return appointment


@transaction.atomic
def appoint_by_address(
    *,
    actor: User,
    full_name: str,
    email: str,
    institution: Institution,
    role: str,
    starts_on: dt.date,
    ends_on: dt.date | None,
    deputises: Appointment | None,
    portfolio: str,
) -> Appointment:
    """Appoint whoever has this address, opening an account where there is none. Raises as `appoint`."""
    require(policies.can_appoint(actor))
    user = User.objects.filter(email__iexact=email).first()
    return appoint(
        actor=actor,
        user=user or open_account(email=email, full_name=full_name),
        institution=institution,
        role=Role(role),
        starts_on=starts_on,
        ends_on=ends_on,
        deputises=deputises,
        portfolio=portfolio,
    )


def _check_deputy(
    *, user: User, institution: Institution, role: Role, deputises: Appointment | None
) -> None:
    if deputises is None:
        return
    if role != Role.DEPUTY:
        raise DomainError(_("Only a deputy deputises for someone."))
    if deputises.user_id == user.pk:
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
        _apply(user=appointment.user, institution=appointment.institution)
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
        _apply(user=appointment.user, institution=appointment.institution)
    return appointment


@transaction.atomic
def set_absence(
    *, appointment_pk: int, actor: User, starts_on: dt.date, ends_on: dt.date
) -> Absence:
    """Days on which the deputy acts. Raises DomainError for days outside the appointment."""
    appointment = Appointment.objects.select_for_update().get(pk=appointment_pk)
    require(policies.can_set_absence(actor, appointment))
    if ends_on < starts_on:
        raise DomainError(_("The absence ends before it starts."))
    outlasts = appointment.ends_on is not None and ends_on > appointment.ends_on
    if starts_on < appointment.starts_on or outlasts:
        raise DomainError(_("The absence lies outside the appointment."))
    with because(str(_("Absence"))):
        try:
            with transaction.atomic():
                return Absence.objects.create(
                    appointment=appointment, starts_on=starts_on, ends_on=ends_on
                )
        except IntegrityError as error:
            raise DomainError(_("Another absence covers some of these days.")) from error


@transaction.atomic
def end_absence(*, pk: int, actor: User) -> None:
    """Cancel an absence that has not begun, or end a running one yesterday, so that today counts."""
    absence = Absence.objects.select_for_update().select_related("appointment").get(pk=pk)
    require(policies.can_set_absence(actor, absence.appointment))
    yesterday = today() - dt.timedelta(days=1)
    with because(str(_("Back from absence"))):
        if absence.starts_on > yesterday:
            absence.delete()
        elif absence.ends_on > yesterday:
            absence.ends_on = yesterday
            absence.save(update_fields=["ends_on", "updated_at"])


@transaction.atomic
def apply_appointments() -> Applied:
    """Bring the permissions that are granted into line with the appointments in force today.

    Safe to run at any time and as often as one likes; a second run changes nothing.
    """
    before = after = 0
    pairs = set(Appointment.objects.order_by().values_list("user", "institution").distinct())
    users = User.objects.in_bulk({user for user, _institution in pairs})
    institutions = Institution.objects.in_bulk({institution for _user, institution in pairs})
    for user, institution in sorted(pairs):
        change = _apply(user=users[user], institution=institutions[institution])
        before += change.granted
        after += change.revoked
    return Applied(granted=before, revoked=after)


def _apply(*, user: User, institution: Institution) -> Applied:
    """Grant what the appointments in force carry, revoke the rest, on one institution."""
    roles = (
        Appointment.objects.filter(user=user, institution=institution)
        .in_force(today())
        .values_list("role", flat=True)
    )
    due = {PERMISSION_OF[Role(role)] for role in roles}
    granted = set(
        user.userobjectpermission_set.filter(
            content_type__app_label="focalpoints",
            content_type__model="institution",
            object_pk=str(institution.pk),
        ).values_list("permission__codename", flat=True)
    )
    for permission in due - granted:
        assign_perm(f"focalpoints.{permission}", user, institution)
    for permission in granted - due:
        remove_perm(f"focalpoints.{permission}", user, institution)
    return Applied(granted=len(due - granted), revoked=len(granted - due))
