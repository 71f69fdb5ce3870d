"""The State's own calendar day, and month arithmetic as the committees count it."""

import calendar
import datetime as dt

from django.utils import timezone


def today() -> dt.date:
    """The date now in the State's time zone (settings.TIME_ZONE)."""
    return timezone.localdate()


def add_months(day: dt.date, months: int) -> dt.date:
    """`day` moved by whole months; the 31st becomes the last day of a shorter month."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return dt.date(year, month, min(day.day, calendar.monthrange(year, month)[1]))
