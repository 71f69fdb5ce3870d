"""Appointments: rights start and end with them, in the same transaction."""

import datetime as dt
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from documents import services as documents
from documents.choices import Classification, Kind
from documents.models import Document
from documents.services import files_follow_rows
from focalpoints import policies
from focalpoints.choices import PostLevel, Role
from focalpoints.models import Appointment, Institution
from nmirf.common.dates import today
from nmirf.common.decisions import require
from nmirf.common.errors import DomainError
from nmirf.common.history import because

from .announcements import tell_of_post, tell_vacant
from .carrying import trim_absences
from .checks import (
    Seen,
    check_days,
    check_deputy,
    check_institution,
    check_not_over,
    check_open,
    hold,
    locked,
)
from .rights import apply_to
from .seats import pass_on_seats
from .succession import (
    NOBODY_FOLLOWS,
    Succession,
    follow,
    others_in_office,
)
from .summons import ask_anew

HELD_ALREADY = "appointment_no_overlap"


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
    level: PostLevel = PostLevel.TECHNICAL,
    letter: Document | None = None,
    reason: str = "",
    past_principal: bool = False,
) -> Appointment:
    """Give a person a post. Raises PermissionDenied, and as `begin`."""
    require(policies.can_appoint(actor))
    return begin(
        by=actor,
        user=user,
        institution=institution,
        role=role,
        starts_on=starts_on,
        ends_on=ends_on,
        deputises=deputises,
        portfolio=portfolio,
        level=level,
        letter=letter,
        reason=reason,
        past_principal=past_principal,
    )


def begin(
    *,
    by: User,
    user: User,
    institution: Institution,
    role: Role,
    starts_on: dt.date,
    ends_on: dt.date | None = None,
    deputises: Appointment | None = None,
    portfolio: str = "",
    level: PostLevel = PostLevel.TECHNICAL,
    letter: Document | None = None,
    reason: str = "",
    past_principal: bool = False,
) -> Appointment:
    """A post begins: its right starts on the first day and ends after the last.

    For deeds that have asked who may, inside their transaction; `by` is who does it, and is not
    told of it. A first day long past needs a `reason`. `past_principal` lets a deputy stay on after the focal
    point whom it stands in for. Raises DomainError where the same person holds the same post in
    that time, where a deputy would stand in for oneself, for a stranger or in a circle, where the
    institution takes nobody, or where the account is closed; OutlastsError with the last day that
    is possible.
    """
    institution = hold(institution.pk)
    # Locked, so that an account which is just being erased gets no post.
    if not User.objects.select_for_update(no_key=True).get(pk=user.pk).is_active:
        raise DomainError(_("The account with this address is closed."))
    check_days(starts_on, ends_on, reason)
    check_institution(institution, starts_on, ends_on)
    check_deputy(
        user=user,
        institution=institution,
        role=role,
        deputises=deputises,
        starts_on=starts_on,
        ends_on=ends_on,
        past_principal=past_principal,
    )
    with because(reason or str(_("Appointment"))):
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
                    level=level,
                    letter=letter,
                    last_confirmed_on=today(),
                )
        except IntegrityError as error:
            raise _in_words(error) from error
        apply_to(user=user, institution=institution)
        ask_anew(institution.pk)
    tell_of_post(
        appointment=appointment,
        deed="made",
        words=lambda: _("%(name)s is %(role)s of %(institution)s from %(first)s on."),
        but=by,
    )
    return appointment


def keep_letter(actor: User, letter: Any) -> Document | None:
    """The letter as a document for members of the mechanism; None where none was given."""
    if letter is None or isinstance(letter, Document):
        return letter
    return documents.store(
        actor=actor, upload=letter, kind=Kind.LETTER, classification=Classification.INTERNAL
    )


@transaction.atomic
def end_appointment(
    *,
    pk: int,
    actor: User,
    ends_on: dt.date,
    reason: str,
    follows: Succession = NOBODY_FOLLOWS,
    at_once: bool = False,
    seen: Seen | None = None,
) -> Appointment:
    """Set the last day and fill the post from the next day on, as was answered.

    A day in the past takes the right away at once. `at_once` ends it today without waiting for
    midnight: whoever follows starts today. `seen` is the last day that the officer saw.

    Raises DoesNotExist, PermissionDenied, ConflictError where the last day was changed meanwhile,
    and DomainError for a last day before the first, or an appointment that is over.
    """
    appointment = locked(pk)
    require(policies.can_appoint(actor))
    ends_on = today() if at_once else ends_on
    check_open(appointment, seen)
    if ends_on < appointment.starts_on:
        raise DomainError(_("The appointment would end before it starts."))
    if appointment.ends_on is not None and ends_on > appointment.ends_on:
        raise DomainError(_("This is later than the present last day: extend it instead."))
    first_day = ends_on if at_once else ends_on + dt.timedelta(days=1)
    with because(reason):
        appointment.ends_on = ends_on
        if at_once:
            appointment.suspended_on = ends_on
        appointment.save(update_fields=["ends_on", "suspended_on", "updated_at"])
        trim_absences(appointment, ends_on)
        apply_to(user=appointment.user, institution=appointment.institution)
        try:
            with transaction.atomic():
                successor = follow(
                    leaving=appointment, who=follows, first_day=first_day, actor=actor
                )
        except IntegrityError as error:
            raise _in_words(error) from error
        pass_on_seats(
            leaving=appointment,
            successor=successor.user if successor else None,
            first_day=first_day,
        )
        ask_anew(appointment.institution_id)
    tell_of_post(
        appointment=appointment,
        deed=f"ends-{ends_on}",
        words=lambda: _("%(name)s is %(role)s of %(institution)s until %(last)s."),
        but=actor,
    )
    return appointment


@transaction.atomic
def extend_appointment(
    *,
    pk: int,
    actor: User,
    ends_on: dt.date | None,
    reason: str,
    past_principal: bool = False,
    seen: Seen | None = None,
) -> Appointment:
    """Set a later last day, or none. Raises as `end_appointment`, and OutlastsError as `appoint`."""
    appointment = locked(pk)
    require(policies.can_appoint(actor))
    check_open(appointment, seen)
    before = appointment.ends_on
    if before is None or (ends_on is not None and ends_on <= before):
        raise DomainError(_("The new last day has to be later than the present one."))
    check_institution(appointment.institution, appointment.starts_on, ends_on)
    if appointment.role == Role.DEPUTY:
        _check_changed_deputy(appointment, ends_on, past_principal=past_principal)
    with because(reason):
        appointment.ends_on = ends_on
        _save(appointment, "ends_on")
        apply_to(user=appointment.user, institution=appointment.institution)
        ask_anew(appointment.institution_id)
    tell_of_post(
        appointment=appointment,
        deed=f"extended-{ends_on}",
        words=lambda: _("The appointment of %(name)s as %(role)s of %(institution)s is extended."),
        but=actor,
    )
    return appointment


@files_follow_rows()
@transaction.atomic
def change_appointment(
    *,
    pk: int,
    actor: User,
    reason: str,
    portfolio: str,
    level: str,
    letter: Any = None,
    deputises: Appointment | None = None,
) -> Appointment:
    """Change the portfolio, level or letter; of a deputy also whom it stands in for.

    Without a new `letter` the old one stays. Raises as `appoint`.
    """
    appointment = locked(pk)
    require(policies.can_appoint(actor))
    if appointment.role == Role.DEPUTY and deputises != appointment.deputises:
        appointment.deputises = deputises
        _check_changed_deputy(appointment, appointment.ends_on, past_principal=True)
    appointment.portfolio, appointment.level = portfolio, level
    if letter is not None:
        appointment.letter = keep_letter(actor, letter)
    with because(reason):
        _save(appointment, "portfolio", "level", "letter", "deputises")
    return appointment


@transaction.atomic
def suspend_appointment(*, pk: int, actor: User, suspended: bool, reason: str) -> Appointment:
    """Take the right away from today on, or give it back. Raises as `end_appointment`.

    To give it back takes back an end at once, too, until midnight; the last day stays.
    """
    appointment = locked(pk)
    require(policies.can_appoint(actor))
    if not reason:
        raise DomainError(_("Say why."))
    check_not_over(appointment)
    if suspended == (appointment.suspended_on is not None):
        raise DomainError(_("Somebody has done this meanwhile."))
    with because(reason):
        appointment.suspended_on = today() if suspended else None
        _save(appointment, "suspended_on")
        apply_to(user=appointment.user, institution=appointment.institution)
        ask_anew(appointment.institution_id)
    last = appointment.role == Role.VALIDATING_AUTHORITY and not others_in_office(
        appointment, today()
    )
    if suspended and last:
        tell_vacant(
            institution=appointment.institution,
            role=Role(appointment.role),
            from_day=today(),
            key=f"{appointment.pk}-suspended-{today()}",
        )
    tell_of_post(
        appointment=appointment,
        deed=f"suspended-{suspended}-{appointment.updated_at:%Y%m%d%H%M%S%f}",
        words=lambda: (
            _("The appointment of %(name)s as %(role)s of %(institution)s is suspended.")
            if suspended
            else _("%(name)s acts as %(role)s of %(institution)s again.")
        ),
        but=actor,
    )
    return appointment


def _check_changed_deputy(
    appointment: Appointment, ends_on: dt.date | None, *, past_principal: bool
) -> None:
    check_deputy(
        user=appointment.user,
        institution=appointment.institution,
        role=Role(appointment.role),
        deputises=appointment.deputises,
        starts_on=max(appointment.starts_on, today()),
        ends_on=ends_on,
        past_principal=past_principal,
        but=appointment.pk,
    )


def _save(appointment: Appointment, *fields: str) -> None:
    try:
        with transaction.atomic():
            appointment.save(update_fields=[*fields, "updated_at"])
    except IntegrityError as error:
        raise _in_words(error) from error


def _in_words(error: IntegrityError) -> DomainError:
    """What the database refused, said to people; what is nobody's mistake goes on as it is."""
    if HELD_ALREADY not in str(error):
        raise error
    return DomainError(
        _("This person holds the same post at this institution in that time already.")
    )
