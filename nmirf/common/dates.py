"""The State's own calendar day, and month arithmetic as the committees count it."""

import calendar
import datetime as dt

from django.utils import timezone


def today() -> dt.date:
    """The date now in the State's time zone (settings.TIME_ZONE), whatever zone a person chose.

    Rights, due dates and consultations begin and end with the State's day, for everyone at once.
    """
    return day_of(timezone.now())


def day_of(instant: dt.datetime) -> dt.date:
    """The State's date at `instant`."""
    return timezone.localdate(instant, timezone.get_default_timezone())


def add_months(day: dt.date, months: int) -> dt.date:
    """`day` moved by whole months; the 31st becomes the last day of a shorter month."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return dt.date(year, month, min(day.day, calendar.monthrange(year, month)[1]))
