"""Days away: the deputy acts in that time."""

import datetime as dt

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import User
from focalpoints import policies
from focalpoints.cover import Gap, gaps_of, stand_ins
from focalpoints.models import Absence, Appointment
from nmirf.common.dates import today
from nmirf.common.decisions import require
from nmirf.common.errors import DomainError
from nmirf.common.history import because
from notifications.choices import NewsKind
from notifications.services.inbox import notify

from .announcements import Words, officers
from .checks import OutlastsError

COVERED = "absence_no_overlap"


@transaction.atomic
def set_absence(
    *, appointment_pk: int, actor: User, starts_on: dt.date, ends_on: dt.date, note: str = ""
) -> Absence:
    """Days on which the deputy acts; whoever stands in hears of it when they begin.

    Raises PermissionDenied; DomainError for days outside the appointment or covered by another
    absence; OutlastsError with the last day of the appointment where they go beyond it.
    """
    appointment = Appointment.objects.select_for_update().get(pk=appointment_pk)
    require(policies.can_set_absence(actor, appointment))
    _check_days(appointment, starts_on, ends_on)
    with because(str(_("Absence"))):
        try:
            with transaction.atomic():
                absence = Absence.objects.create(
                    appointment=appointment, starts_on=starts_on, ends_on=ends_on, note=note
                )
        except IntegrityError as error:
            raise _in_words(error) from error
        _tell_where_nobody_stands_in(absence)
        if starts_on <= today() <= ends_on:
            announce(pk=absence.pk)
    return absence


@transaction.atomic
def change_absence(*, pk: int, actor: User, ends_on: dt.date, note: str = "") -> Absence:
    """Extend or shorten an absence, to a last day from today on. Raises as `set_absence`."""
    absence = _locked(pk)
    require(policies.can_set_absence(actor, absence.appointment))
    if absence.ends_on < today():
        raise DomainError(_("This absence is over; set another."))
    if ends_on < today():
        raise DomainError(_("The last day lies in the past: say that you are back instead."))
    _check_days(absence.appointment, absence.starts_on, ends_on)
    absence.ends_on, absence.note = ends_on, note
    with because(str(_("Absence changed"))):
        try:
            with transaction.atomic():
                absence.save(update_fields=["ends_on", "note", "updated_at"])
        except IntegrityError as error:
            raise _in_words(error) from error
        _tell_where_nobody_stands_in(absence)
    if absence.announced_at is not None:
        _tell(
            stand_ins(absence),
            absence,
            f"until-{ends_on}",
            lambda: _("%(name)s, %(institution)s, is away until %(last)s. You stand in."),
        )
    return absence


@transaction.atomic
def end_absence(*, pk: int, actor: User) -> None:
    """Cancel an absence that has not begun, or end a running one yesterday, so that today counts."""
    absence = _locked(pk)
    require(policies.can_set_absence(actor, absence.appointment))
    yesterday = today() - dt.timedelta(days=1)
    with because(str(_("Back from absence"))):
        if absence.starts_on > yesterday:
            if absence.announced_at is not None:
                _tell(
                    stand_ins(absence),
                    absence,
                    "off",
                    lambda: _("%(name)s, %(institution)s, is not away after all."),
                    path=absence.appointment.get_absolute_url(),
                )
            absence.delete()
        elif absence.ends_on > yesterday:
            absence.ends_on = yesterday
            absence.save(update_fields=["ends_on", "updated_at"])


def announce_begun() -> int:
    """Tell the deputies of all absences that have begun; safe to run at any time. How many."""
    keys = list(Absence.objects.to_announce(today()).values_list("pk", flat=True))
    return sum(announce(pk=pk) for pk in keys)


@transaction.atomic
def announce(*, pk: int) -> bool:
    """Tell who stands in, once; False where it was told, or another process does it now."""
    absence = Absence.objects.to_announce(today()).claimed(pk)
    if absence is None:
        return False
    _tell(
        stand_ins(absence),
        absence,
        "begins",
        lambda: _("%(name)s, %(institution)s, is away until %(last)s. You stand in."),
    )
    absence.announced_at = timezone.now()
    absence.save(update_fields=["announced_at", "updated_at"])
    return True


def _locked(pk: int) -> Absence:
    """The absence and, before it, its appointment: neither ends while the other changes."""
    Appointment.objects.select_for_update(of=("self",)).get(absences=pk)
    rows = Absence.objects.select_related("appointment__user", "appointment__institution")
    return rows.select_for_update(of=("self",)).get(pk=pk)


def _check_days(appointment: Appointment, starts_on: dt.date, ends_on: dt.date) -> None:
    if ends_on < starts_on:
        raise DomainError(_("The absence ends before it starts."))
    last = appointment.ends_on
    if starts_on < appointment.starts_on or (last is not None and starts_on > last):
        raise DomainError(_("The absence lies outside the appointment."))
    if last is not None and ends_on > last:
        raise OutlastsError(
            _("The absence lies outside the appointment, which ends on %(day)s.")
            % {"day": date_format(last, "DATE_FORMAT")},
            last,
        )


def _tell_where_nobody_stands_in(absence: Absence) -> None:
    for gap in gaps_of(absence):
        _tell(
            list(officers()),
            gap.absence,
            f"nobody-{gap.first}-{gap.last}",
            _of_all if gap.is_all_of_it else _of_a_part,
            gap=gap,
        )


def _of_all() -> str:
    return _("%(name)s, %(institution)s, is away from %(first)s to %(last)s, and nobody stands in.")


def _of_a_part() -> str:
    return _(
        "%(name)s, %(institution)s, is away until %(last)s. From %(begins)s to %(ends)s nobody "
        "stands in."
    )


def _tell(
    people: list[User],
    absence: Absence,
    deed: str,
    words: Words,
    path: str = "",
    gap: Gap | None = None,
) -> None:
    post = absence.appointment

    def text() -> str:
        days = {"first": absence.starts_on, "last": absence.ends_on}
        if gap is not None:
            days |= {"begins": gap.first, "ends": gap.last}
        written = {name: date_format(day, "DATE_FORMAT") for name, day in days.items()}
        return words() % {"name": post.user, "institution": post.institution.label, **written}

    notify(
        people=people,
        text=text,
        path=path or absence.get_absolute_url(),
        key=f"absence-{absence.pk}-{deed}",
        kind=NewsKind.ABSENCE,
    )


def _in_words(error: IntegrityError) -> DomainError:
    if COVERED not in str(error):
        raise error
    return DomainError(_("Another absence covers some of these days."))
