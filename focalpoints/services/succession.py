"""Who follows when somebody leaves a post: asked each time, never silent."""

import datetime as dt
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services import open_account
from focalpoints.choices import Role
from focalpoints.models import Appointment
from nmirf.common.dates import today
from nmirf.common.errors import DomainError
from nmirf.common.queue import enqueue

from .announcements import tell_of_post, tell_vacant
from .carrying import carry_absences, carry_consent
from .checks import check_deputy, check_institution
from .rights import apply_to


@dataclass(frozen=True, slots=True)
class Succession:
    """A deputy (by key) who moves up, or somebody by name and address; neither: nobody for now."""

    deputy: int | None = None
    full_name: str = ""
    email: str = ""


NOBODY_FOLLOWS = Succession()


def deputies_to_move_up(appointment: Appointment, on: dt.date) -> list[Appointment]:
    """Deputies of this focal point who are in office on the day `on`."""
    if appointment.role != Role.FOCAL_POINT:
        return []
    rows = Appointment.objects.acting(on).deputies_for(appointment.pk, appointment.institution_id)
    return list(rows.exclude(user=appointment.user_id).select_related("user").order_by("pk"))


def others_in_office(appointment: Appointment, on: dt.date) -> list[Appointment]:
    """Who else holds the same role at the same institution, and can act, on the day `on`."""
    rows = (
        Appointment.objects.acting(on).of(appointment.institution_id).role(Role(appointment.role))
    )
    return list(rows.exclude(pk=appointment.pk).select_related("user").order_by("pk"))


def follow(
    *, leaving: Appointment, who: Succession, first_day: dt.date, actor: User
) -> Appointment | None:
    """Fill the post from `first_day` on as was answered; None where nobody follows.

    Runs inside the transaction of the ending, with the institution held. Raises DomainError.
    """
    if who != NOBODY_FOLLOWS:
        institution = leaving.institution
        check_institution(institution, first_day, institution.dissolved_on)
    if who.deputy is not None:
        successor = _move_up(leaving, who.deputy, first_day)
    elif who.email:
        successor = _take_over(leaving, who, first_day)
    else:
        if not others_in_office(leaving, first_day):
            tell_vacant(
                institution=leaving.institution,
                role=Role(leaving.role),
                from_day=first_day,
                key=f"{leaving.pk}-{first_day}",
            )
        return None
    if not successor.user.has_usable_password():
        enqueue("focalpoints.send_account_link", successor.pk)
    if leaving.role == Role.FOCAL_POINT:
        _pass_on_deputies(leaving, successor, first_day)
    apply_to(user=successor.user, institution=successor.institution)
    tell_of_post(
        appointment=successor,
        deed="made",
        words=lambda: _("%(name)s is %(role)s of %(institution)s from %(first)s on."),
        but=actor,
    )
    return successor


def _move_up(leaving: Appointment, deputy: int, first_day: dt.date) -> Appointment:
    found = [row for row in deputies_to_move_up(leaving, first_day) if row.pk == deputy]
    if not found:
        raise DomainError(
            _("This deputy is not in office any more on the first day after. Choose again.")
        )
    row = found[0]
    if any(other.user_id == row.user_id for other in others_in_office(leaving, first_day)):
        raise DomainError(_("%(name)s is focal point there already.") % {"name": row.user})
    _end_day_before(row, first_day)
    return _go_up(leaving, row.user, first_day, [row])


def _take_over(leaving: Appointment, who: Succession, first_day: dt.date) -> Appointment:
    user = _account_for(email=who.email, full_name=who.full_name)
    if user.pk == leaving.user_id:
        raise DomainError(_("This is the person who leaves."))
    held = Appointment.objects.of(leaving.institution_id).filter(user=user).between(first_day, None)
    own: list[Appointment] = []
    if held.role(Role(leaving.role)).exists():
        raise DomainError(
            _("%(name)s holds the same post there in that time already.") % {"name": user}
        )
    if leaving.role == Role.FOCAL_POINT:
        own = list(held.deputies_for(leaving.pk, leaving.institution_id))
        for row in own:
            _end_day_before(row, first_day)
    check_deputy(
        user=user,
        institution=leaving.institution,
        role=Role(leaving.role),
        deputises=leaving.deputises,
        starts_on=first_day,
        ends_on=None,
        past_principal=True,
    )
    return _go_up(leaving, user, first_day, own)


def _account_for(*, email: str, full_name: str) -> User:
    """The account with this address, opened where there is none. Raises DomainError if it is closed.

    Not invited, as for a new post: from the first day on there is somebody to hand over to and to
    stand in for. The link to set a password goes out by mail.
    """
    accounts = User.objects.filter(email__iexact=email)
    user = accounts.first()
    if user is None:
        try:
            # Two officers may open the account of one person at the same moment.
            with transaction.atomic():
                return open_account(email=email, full_name=full_name)
        except IntegrityError:
            user = accounts.get()
    if not user.is_active:
        raise DomainError(_("This account may not sign in; an administrator can open it again."))
    return user


def _go_up(
    leaving: Appointment, user: User, first_day: dt.date, deputy: list[Appointment]
) -> Appointment:
    """The post, with the days away of whoever was `deputy` until the day before."""
    post = Appointment.objects.create(
        user=user,
        institution=leaving.institution,
        role=leaving.role,
        level=leaving.level,
        portfolio=leaving.portfolio,
        deputises=leaving.deputises,
        starts_on=first_day,
        ends_on=leaving.institution.dissolved_on,
        last_confirmed_on=today(),
    )
    for row in deputy:
        carry_absences(row=row, post=post, first_day=first_day, anew=True)
    return post


def _end_day_before(row: Appointment, first_day: dt.date) -> None:
    """Its last day is the one before; one that began on that very day ends with it."""
    row.ends_on = max(row.starts_on, first_day - dt.timedelta(days=1))
    row.save(update_fields=["ends_on", "updated_at"])
    apply_to(user=row.user, institution=row.institution)


def _pass_on_deputies(leaving: Appointment, successor: Appointment, first_day: dt.date) -> None:
    """The other deputies of whoever leaves stand in for the successor from its first day on."""
    rows = leaving.deputies.not_over(first_day).exclude(user=successor.user_id)
    for row in rows.select_related("user", "institution"):
        if first_day <= max(today(), row.starts_on):
            row.deputises = successor
            row.save(update_fields=["deputises", "updated_at"])
        else:
            _divide(row, successor, first_day)


def _divide(row: Appointment, successor: Appointment, first_day: dt.date) -> None:
    """Until the day before for the one who leaves, from `first_day` on for the one who follows."""
    last = row.ends_on
    _end_day_before(row, first_day)
    again = Appointment.objects.create(
        user=row.user,
        institution=row.institution,
        role=row.role,
        level=row.level,
        portfolio=row.portfolio,
        letter=row.letter,
        deputises=successor,
        starts_on=first_day,
        ends_on=last,
        suspended_on=row.suspended_on,
        last_confirmed_on=row.last_confirmed_on,
    )
    carry_absences(row=row, post=again, first_day=first_day, anew=True)
    carry_consent(row=row, post=again)
