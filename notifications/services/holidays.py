"""Public holidays and the weekend of the State, kept by the secretariat."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass, field

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from nmirf.common.decisions import require
from nmirf.common.errors import DomainError
from nmirf.common.history import because
from notifications import policies
from notifications.models import Holiday, WorkingWeek
from notifications.parsers.holidays import read_holidays


@dataclass(frozen=True, slots=True)
class Taken:
    """How many days were added and how many were there already; `missing` have no such day."""

    added: int = 0
    known: int = 0
    missing: list[dt.date] = field(default_factory=list)


@transaction.atomic
def add_holiday(*, on: dt.date, name: str, actor: User) -> Holiday:
    """Raises PermissionDenied, and DomainError for a day that is a holiday already."""
    require(policies.can_keep_reminders(actor))
    with because(str(_("Public holiday added"))):
        row, is_new = Holiday.objects.get_or_create(on=on, defaults={"name": name})
    if not is_new:
        raise DomainError(_("This day is a public holiday already: %(name)s") % {"name": row})
    return row


@transaction.atomic
def remove_holiday(*, pk: int, actor: User) -> None:
    """The day is worked on from now on; what was sent stays. A second click finds it done."""
    require(policies.can_keep_reminders(actor))
    with because(str(_("Public holiday removed"))):
        Holiday.objects.filter(pk=pk).delete()


@transaction.atomic
def take_holidays(*, content: bytes, actor: User) -> Taken:
    """Add what a CSV or iCalendar file names; a day that is known keeps its name.

    Raises PermissionDenied, HolidayFileError.
    """
    require(policies.can_keep_reminders(actor))
    return _add(read_holidays(content))


@transaction.atomic
def copy_year(*, year: int, actor: User) -> Taken:
    """The holidays of one year on the same days of the next, names and translations with them.

    Those that move with the moon or with Easter are corrected by hand. Raises PermissionDenied,
    and DomainError where the year has none.
    """
    require(policies.can_keep_reminders(actor))
    rows = list(Holiday.objects.in_year(year))
    if not rows:
        raise DomainError(_("There are no public holidays in %(year)d.") % {"year": year})
    days: dict[dt.date, str] = {}
    translations: dict[dt.date, dict[str, str]] = {}
    missing = []
    for row in rows:
        try:
            day = row.on.replace(year=year + 1)
        except ValueError:
            missing.append(row.on)
        else:
            days[day], translations[day] = row.name, row.name_translations
    taken = _add(days, translations)
    return Taken(added=taken.added, known=taken.known, missing=missing)


def _add(
    days: dict[dt.date, str], translations: dict[dt.date, dict[str, str]] | None = None
) -> Taken:
    known = set(Holiday.objects.filter(on__in=days).values_list("on", flat=True))
    new = [
        Holiday(on=day, name=name, name_translations=(translations or {}).get(day, {}))
        for day, name in days.items()
        if day not in known
    ]
    with because(str(_("Public holidays taken over"))):
        Holiday.objects.bulk_create(new, ignore_conflicts=True)
    return Taken(added=len(new), known=len(known))


@transaction.atomic
def set_weekend(*, weekend: Collection[int], actor: User) -> WorkingWeek:
    """Which days of the week are not worked on. Raises PermissionDenied, DomainError."""
    require(policies.can_keep_reminders(actor))
    if not set(weekend) < set(range(7)):
        raise DomainError(_("A week has one working day at least."))
    with because(str(_("Weekend changed"))):
        row, _new = WorkingWeek.objects.update_or_create(
            singleton=True, defaults={"weekend": sorted(set(weekend))}
        )
    return row
