"""A due date in words: how late, how soon, or which day."""

import datetime as dt
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext, pgettext

SOON_DAYS = 7
COUNTED_DAYS = 14


@dataclass(frozen=True)
class Due:
    """`tone` is "late", "soon" or empty; `full` is the date written out."""

    day: dt.date
    words: str
    tone: str
    full: str


def describe(day: dt.date, today: dt.date) -> Due:
    """`day` seen from `today`: days late, days left within two weeks, else the date."""
    days = (day - today).days
    if days < 0:
        words = ngettext("%(days)d day late", "%(days)d days late", -days) % {"days": -days}
    elif days == 0:
        words = gettext("today")
    elif days == 1:
        words = gettext("tomorrow")
    elif days <= COUNTED_DAYS:
        words = ngettext("in %(days)d day", "in %(days)d days", days) % {"days": days}
    elif day.year == today.year:
        words = date_format(day, pgettext("short date", "j M"))
    else:
        words = date_format(day, pgettext("short date with year", "j M Y"))
    tone = "late" if days < 0 else "soon" if days <= SOON_DAYS else ""
    return Due(day=day, words=words, tone=tone, full=date_format(day, "DATE_FORMAT"))
