"""What an appointment has to satisfy before it is written; each refusal in words for people."""

import datetime as dt
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from focalpoints.choices import BACKDATED_DAYS, Role, Standing
from focalpoints.models import Appointment, Institution
from nmirf.common.dates import today
from nmirf.common.errors import ConflictError, DomainError

REFUSED_STANDING = {
    Standing.PENDING: gettext_lazy(
        "This institution waits for approval: nobody is appointed there yet."
    ),
    Standing.SUSPENDED: gettext_lazy("This institution is suspended: nobody is appointed there."),
}


class OutlastsError(DomainError):
    """The days go beyond `last_day`, the last of what they depend on; the page offers what to do."""

    def __init__(self, message: str, last_day: dt.date) -> None:
        super().__init__(message)
        self.last_day = last_day


@dataclass(frozen=True, slots=True)
class Seen:
    """The last day of an appointment as the page showed it, so that nobody decides on an old one."""

    ends_on: dt.date | None


def locked(pk: int) -> Appointment:
    """The appointment, with the people of its institution held still until the transaction ends.

    All deeds on the people of one institution come one after the other: each sees what the one
    before it did. Raises DoesNotExist.
    """
    hold(Appointment.objects.values_list("institution", flat=True).get(pk=pk))
    return (
        Appointment.objects.select_related("user", "institution", "deputises")
        .select_for_update(of=("self",))
        .get(pk=pk)
    )


def hold(institution: int) -> Institution:
    """The institution's row, locked: whoever changes its people waits."""
    return Institution.objects.select_for_update(no_key=True).get(pk=institution)


def check_there(institution: Institution | None) -> None:
    """Raises DomainError for one that is dissolved: nothing new is for it; held, so that none is meanwhile.

    To be asked before anything else is locked, as a reshuffle holds institutions first.
    """
    if institution is not None and hold(institution.pk).dissolved_on is not None:
        raise DomainError(
            _("%(institution)s exists no more: choose another.")
            % {"institution": institution.label}
        )


def check_institution(
    institution: Institution, starts_on: dt.date, ends_on: dt.date | None
) -> None:
    """Raises DomainError where nobody can be appointed in these days."""
    if institution.standing != Standing.APPROVED:
        raise DomainError(str(REFUSED_STANDING[Standing(institution.standing)]))
    last = institution.dissolved_on
    if last is None:
        return
    day = date_format(last, "DATE_FORMAT")
    if starts_on > last:
        raise DomainError(
            _("This institution existed until %(day)s: nobody is appointed there.") % {"day": day}
        )
    if ends_on is None or ends_on > last:
        raise OutlastsError(
            _("This institution exists until %(day)s: choose a last day by then.") % {"day": day},
            last,
        )


def check_days(starts_on: dt.date, ends_on: dt.date | None, reason: str) -> None:
    """Raises DomainError for days in the wrong order, and for a first day long past without a reason."""
    if ends_on is not None and ends_on < starts_on:
        raise DomainError(_("The appointment ends before it starts."))
    if starts_on < today() - dt.timedelta(days=BACKDATED_DAYS) and not reason:
        raise DomainError(
            _("The first day lies more than %(days)d days back: say why, and add the letter.")
            % {"days": BACKDATED_DAYS}
        )


def check_deputy(
    *,
    user: User | None,
    institution: Institution,
    role: Role,
    deputises: Appointment | None,
    starts_on: dt.date,
    ends_on: dt.date | None,
    past_principal: bool = False,
    but: int | None = None,
) -> None:
    """Raises DomainError for somebody who would stand in for oneself, for a stranger, or in a circle.

    `but` is an appointment that is left out of account, since it is the one that is changed. Whoever
    has no account yet (`user` is None) holds no other post.
    """
    _check_principal(user, institution, role, deputises)
    if user is not None:
        _check_two_rows(user, institution, role, deputises, starts_on, ends_on, but)
    if deputises is None:
        return
    circle = Appointment.objects.of(institution.pk).between(starts_on, ends_on)
    if user and circle.filter(user=deputises.user_id, deputises__user=user).exists():
        raise DomainError(
            _("%(name)s stands in for this person: two people cannot stand in for each other.")
            % {"name": deputises.user}
        )
    _check_time_of_principal(deputises, starts_on, ends_on, past_principal=past_principal)


def _check_principal(
    user: User | None, institution: Institution, role: Role, deputises: Appointment | None
) -> None:
    if deputises is None:
        return
    if role != Role.DEPUTY:
        raise DomainError(_("Only a deputy deputises for someone."))
    if user is not None and deputises.user_id == user.pk:
        raise DomainError(_("Nobody deputises for oneself."))
    if deputises.institution_id != institution.pk or deputises.role != Role.FOCAL_POINT:
        raise DomainError(_("A deputy deputises for a focal point of the same institution."))


def _check_two_rows(
    user: User,
    institution: Institution,
    role: Role,
    deputises: Appointment | None,
    starts_on: dt.date,
    ends_on: dt.date | None,
    but: int | None,
) -> None:
    """A deputy of whoever is focal point, and focal point as well, would stand in for oneself."""
    own = (
        Appointment.objects.of(institution.pk)
        .filter(user=user)
        .between(starts_on, ends_on)
        .exclude(pk__in=[but] if but else [])
    )
    if role == Role.DEPUTY and deputises is None and own.role(Role.FOCAL_POINT).exists():
        raise DomainError(
            _(
                "This person is a focal point there in that time, and would stand in for oneself. "
                "Choose the focal point whom the deputy stands in for."
            )
        )
    if role == Role.FOCAL_POINT and own.filter(role=Role.DEPUTY, deputises=None).exists():
        raise DomainError(
            _(
                "This person is the deputy of every focal point there in that time, and would stand "
                "in for oneself. End that appointment first, or say whose deputy it is."
            )
        )


def _check_time_of_principal(
    principal: Appointment,
    starts_on: dt.date,
    ends_on: dt.date | None,
    *,
    past_principal: bool,
) -> None:
    if starts_on < principal.starts_on:
        raise DomainError(
            _("%(name)s becomes focal point on %(day)s: a deputy cannot start before.")
            % {"name": principal.user, "day": date_format(principal.starts_on, "DATE_FORMAT")}
        )
    last = principal.ends_on
    if last is None or past_principal:
        return
    if starts_on > last or ends_on is None or ends_on > last:
        raise OutlastsError(
            _("The appointment of %(name)s, whom the deputy stands in for, ends on %(day)s.")
            % {"name": principal.user, "day": date_format(last, "DATE_FORMAT")},
            last,
        )


def check_open(appointment: Appointment, seen: Seen | None) -> None:
    """Raises ConflictError where the last day was changed meanwhile, DomainError where it is over."""
    last = appointment.ends_on
    if seen is not None and seen.ends_on != last:
        day = date_format(last, "DATE_FORMAT") if last else "–"
        raise ConflictError(
            _("Somebody has changed this appointment meanwhile: its last day is now %(day)s.")
            % {"day": day},
            appointment,
        )
    check_not_over(appointment)
    if appointment.ended_at_once:
        raise DomainError(
            _("This appointment is over since today. To take that back, give the right back first.")
        )


def check_not_over(appointment: Appointment) -> None:
    """Raises DomainError after the last day; on that day an end at once can still be taken back."""
    last = appointment.ends_on
    if last is not None and last < today():
        raise DomainError(_("This appointment is over: appoint anew."))
