"""When a person's digest is due: once on each day of their own, at the hour they chose.

Days are those of the person's own zone. An hour that summer time skips is the one after it, one
that comes twice is the first of the two. A run that was missed is made up for within half a day.
What keeps a digest from going out twice, whatever the clocks do, is its row, one a person and day.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo, available_timezones

from django.conf import settings
from django.utils import timezone

from accounts.models import User
from notifications.choices import STANDARD_HOUR, Frequency, Weekday
from notifications.models import Rhythm

MADE_UP_HOURS = 12
ZONES = available_timezones()
DAYS_OF_A_WEEK = 7


@dataclass(frozen=True, slots=True)
class Beat:
    """One person's rhythm. `considered_on` is the day that the clock has dealt with last."""

    is_weekly: bool = False
    weekday: int = Weekday.MONDAY
    hour: int = STANDARD_HOUR
    considered_on: dt.date | None = None

    def has_news(self, on: dt.date) -> bool:
        """Whether the day is one on which the whole digest goes out."""
        return not self.is_weekly or on.weekday() == self.weekday


STANDARD = Beat()


def beats_of(people: Iterable[User]) -> dict[int, Beat]:
    """Person to rhythm, for those who have one of their own."""
    return {
        row.person_id: Beat(
            is_weekly=row.frequency == Frequency.WEEKLY,
            weekday=row.weekday,
            hour=row.hour,
            considered_on=row.considered_on,
        )
        for row in Rhythm.objects.filter(person__in=people)
    }


def beat_of(person: User) -> Beat:
    return beats_of([person]).get(person.pk, STANDARD)


def zone_of(person: User) -> ZoneInfo:
    """The person's own zone; the State's where none, or none that there is, was chosen."""
    return ZoneInfo(person.time_zone if person.time_zone in ZONES else settings.TIME_ZONE)


def local_day_due(person: User, now: dt.datetime, beat: Beat) -> dt.date | None:
    """The person's own day whose hour has come, and not half a day ago; else None."""
    zone = zone_of(person)
    here = now.astimezone(zone).date()
    for day in (here, here - dt.timedelta(days=1)):
        starts = dt.datetime.combine(day, dt.time(beat.hour), tzinfo=zone).astimezone(dt.UTC)
        if starts <= now < starts + dt.timedelta(hours=MADE_UP_HOURS):
            return day
    return None


def mark_considered(days: Mapping[int, dt.date]) -> None:
    """Remember, for each person, the day that was dealt with."""
    now = timezone.now()
    Rhythm.objects.bulk_create(
        [Rhythm(person_id=pk, considered_on=day, updated_at=now) for pk, day in days.items()],
        update_conflicts=True,
        unique_fields=["person"],
        update_fields=["considered_on"],
    )
