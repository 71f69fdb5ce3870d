"""How late an activity is: worked out from its dates and its status, never entered by anyone."""

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import ngettext

from .choices import UNFINISHED, ActivityStatus
from .models import Activity


@dataclass(frozen=True, slots=True)
class Delay:
    """`days` past the last planned day, `overdue` milestones; `is_over` where it ended late."""

    days: int = 0
    overdue: int = 0
    is_over: bool = False

    def __bool__(self) -> bool:
        """Whether something is late now."""
        return not self.is_over and bool(self.days or self.overdue)

    @property
    def words(self) -> list[str]:
        """One phrase for each thing that is late."""
        found: list[str] = []
        if self.days and self.is_over:
            words = ngettext(
                "completed %(number)d day late", "completed %(number)d days late", self.days
            )
            found.append(words % {"number": self.days})
        elif self.days:
            found.append(
                ngettext("%(number)d day late", "%(number)d days late", self.days)
                % {"number": self.days}
            )
        if self.overdue:
            words = ngettext(
                "%(number)d milestone overdue", "%(number)d milestones overdue", self.overdue
            )
            found.append(words % {"number": self.overdue})
        return found


def delay_of(activity: Activity, on: dt.date, overdue: int) -> Delay:
    """What is late on the day `on`; `overdue` is the number of its overdue milestones."""
    if activity.status in UNFINISHED:
        return Delay(max((on - activity.ends_on).days, 0), overdue)
    if activity.status == ActivityStatus.COMPLETED and activity.ended_on:
        return Delay(max((activity.ended_on - activity.ends_on).days, 0), is_over=True)
    return Delay()
