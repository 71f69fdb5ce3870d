"""The State's own calendar day, and month arithmetic as the committees count it."""

import calendar
import datetime as dt
from bisect import bisect_right
from collections.abc import Collection, Iterable

from django.utils import timezone

ONE_DAY = dt.timedelta(days=1)
# Days that records are planned for or dated: the United Nations are no older, and beyond the last
# one a day was mistyped, or stands for none. Days are added to them without leaving the calendar.
EARLIEST, LATEST = dt.date(1945, 1, 1), dt.date(2199, 12, 31)


def today() -> dt.date:
    """The date now in the State's time zone (settings.TIME_ZONE), whatever zone a person chose.

    Rights, due dates and consultations begin and end with the State's day, for everyone at once.
    """
    return day_of(timezone.now())


def day_of(instant: dt.datetime) -> dt.date:
    """The State's date at `instant`."""
    return timezone.localdate(instant, timezone.get_default_timezone())


def is_plausible(day: dt.date) -> bool:
    return EARLIEST <= day <= LATEST


def add_months(day: dt.date, months: int) -> dt.date:
    """`day` moved by whole months; the 31st becomes the last day of a shorter month."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return dt.date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


class WorkingDays:
    """Which days are worked on, and arithmetic with them alone.

    `weekend` holds days of the week as Python counts them (0 is Monday); a week has one working
    day at least, else ValueError. `holidays` are days besides. Counting is exact over any span
    and takes no longer for a long one.
    """

    def __init__(self, weekend: Collection[int], holidays: Iterable[dt.date] = ()) -> None:
        self.weekend = frozenset(weekend)
        if not self.weekend < frozenset(range(7)):
            raise ValueError("a weekend is days from 0 to 6, and not all of them")
        # Those alone that take a working day away, in order.
        self._holidays = sorted({day for day in holidays if day.weekday() not in self.weekend})
        self._set = frozenset(self._holidays)

    def is_working(self, day: dt.date) -> bool:
        return day.weekday() not in self.weekend and day not in self._set

    def last(self, day: dt.date) -> dt.date:
        """`day`, or the nearest working day before it."""
        while not self.is_working(day):
            day -= ONE_DAY
        return day

    def shift(self, day: dt.date, number: int) -> dt.date:
        """The working day `number` working days after `last(day)`; before it where negative."""
        day, step = self.last(day), ONE_DAY if number > 0 else -ONE_DAY
        for _count in range(abs(number)):
            day += step
            while not self.is_working(day):
                day += step
        return day

    def between(self, start: dt.date, end: dt.date) -> int:
        """How many working days lie after `start` up to `end`; negative where `end` is before."""
        if end < start:
            return -self.between(end, start)
        return self._worked_until(end) - self._worked_until(start)

    def _worked_until(self, day: dt.date) -> int:
        """How many working days there are from the beginning of the calendar to `day`."""
        weeks, rest = divmod(day.toordinal(), 7)
        # The first day of the calendar, 1 January of the year 1, is a Monday.
        partial = sum(weekday not in self.weekend for weekday in range(rest))
        return weeks * (7 - len(self.weekend)) + partial - bisect_right(self._holidays, day)
