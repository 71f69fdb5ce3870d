"""Which days records of this app are planned for."""

import datetime as dt

from django.utils.translation import gettext as _

from nmirf.common.dates import is_plausible
from nmirf.common.errors import DomainError


def check_days(*days: dt.date | None) -> None:
    """Raise DomainError where one lies at an end of the calendar: nothing can be counted from it."""
    if not all(is_plausible(day) for day in days if day is not None):
        raise DomainError(_("This date is out of range."))
