"""When people are reminded: the rules of each kind of duty, and the days that they fall on."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from nmirf.common.dates import WorkingDays
from nmirf.common.decisions import require
from nmirf.common.errors import DomainError
from nmirf.common.history import because
from notifications import policies
from notifications.choices import STANDARD_WEEKEND, Level
from notifications.models import Holiday, ReminderRule, WorkingWeek

# The table of escalation: who hears of what is late, and which column says after how many days.
ESCALATIONS = (
    (Level.DEPUTY, "escalate_deputy_after"),
    (Level.AUTHORITY, "escalate_authority_after"),
    (Level.SECRETARIAT, "escalate_secretariat_after"),
)


@dataclass(frozen=True, slots=True)
class Told:
    """One line of a preview: on `on`, `level` hears of a duty with `offset` days left."""

    on: dt.date
    level: Level
    offset: int

    @property
    def days_late(self) -> int:
        return -self.offset


def working_days() -> WorkingDays:
    """The State's own: its weekend and its public holidays."""
    week = WorkingWeek.objects.first()
    weekend = week.weekend if week else [int(day) for day in STANDARD_WEEKEND]
    return WorkingDays(weekend, Holiday.objects.values_list("on", flat=True))


def days_left(due_on: dt.date, on: dt.date, week: WorkingDays | None) -> int:
    """Days from `on` to the due date, negative when it is past; working days with a `week`.

    Of working days, 0 is the last one up to the due date.
    """
    return (due_on - on).days if week is None else week.between(on, week.last(due_on))


def day_of(due_on: dt.date, offset: int, week: WorkingDays | None) -> dt.date:
    """The day on which so many days are left: the inverse of `days_left`, a working day always."""
    return due_on - dt.timedelta(days=offset) if week is None else week.shift(due_on, -offset)


def nearest(offsets: Iterable[int], left: int) -> int | None:
    """Of the days before the due date that have come, the latest; None before the first."""
    return min((offset for offset in offsets if offset >= left), default=None)


def preview(rule: ReminderRule, due_on: dt.date, week: WorkingDays) -> list[Told]:
    """Who hears when of a duty that is due on a day and that nobody does, in order."""
    return sorted(_told(rule, due_on, week if rule.working_days else None), key=_order)


def _told(rule: ReminderRule, due_on: dt.date, week: WorkingDays | None) -> Iterator[Told]:
    for offset in rule.offsets:
        yield Told(day_of(due_on, offset, week), Level.HOLDER, offset)
    for level, column in ESCALATIONS:
        after = getattr(rule, column)
        if after is not None:
            yield Told(day_of(due_on, -after, week), level, -after)


def _order(told: Told) -> tuple[dt.date, int]:
    return told.on, [level.value for level in Level].index(told.level)


@transaction.atomic
def save_rule(*, pk: int, actor: User, **facts: Any) -> ReminderRule:
    """Change one rule; `facts` are its columns. Those who were told are not told again.

    Raises PermissionDenied, and DomainError for a rule that would remind nobody.
    """
    require(policies.can_keep_reminders(actor))
    rule = ReminderRule.objects.select_for_update().get(pk=pk)
    for name, value in facts.items():
        setattr(rule, name, value)
    if not rule.offsets and all(getattr(rule, column) is None for _level, column in ESCALATIONS):
        raise DomainError(_("Somebody has to be told: give one day at least."))
    rule.offsets = sorted(set(rule.offsets), reverse=True)
    with because(str(_("Reminder rule changed"))):
        rule.save()
    return rule
