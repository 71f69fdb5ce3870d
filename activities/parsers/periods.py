"""Periods as SDMX writes them.

Source: SDMX 3.0 Technical Notes, section 4.2.6, reporting periods: 2024, 2024-S1, 2024-Q3, 2024-07.
"""

import calendar
import datetime as dt
import re
from dataclasses import dataclass

from django.utils.translation import gettext as _

from nmirf.common.errors import DomainError

# The year, and after it a half-year, a quarter or a month; SDMX writes 2024-A1 and 2024-M07 too.
_WRITTEN = re.compile(r"(\d{4})(?:-?(?:A1|([SH])([12])|(Q|T)([1-4])|-?M?(0?[1-9]|1[0-2])))?")
FIRST_YEAR, LAST_YEAR = 1900, 2199
_LETTERS = {12: "A", 6: "S", 3: "Q", 1: "M"}


class UnknownPeriodError(DomainError):
    """What was written is no period."""


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """`months` is how many it has: 12, 6, 3 or 1; `number` which one of the year, from 1."""

    year: int
    months: int = 12
    number: int = 1

    @property
    def code(self) -> str:
        """As it is kept: 2024, 2024-S1, 2024-Q3, 2024-07."""
        if self.months == 12:
            return str(self.year)
        if self.months == 1:
            return f"{self.year}-{self.number:02}"
        return f"{self.year}-{_LETTERS[self.months]}{self.number}"

    @property
    def frequency(self) -> str:
        """The code of FREQ. Source: SDMX cross-domain code list CL_FREQ: A, S, Q, M."""
        return _LETTERS[self.months]

    @property
    def first(self) -> dt.date:
        return dt.date(self.year, (self.number - 1) * self.months + 1, 1)

    @property
    def last(self) -> dt.date:
        month = self.number * self.months
        return dt.date(self.year, month, calendar.monthrange(self.year, month)[1])

    @property
    def position(self) -> float:
        """Where its end lies on a scale of years, on which the year 2024 as a whole is 2024."""
        return self.year - 1 + self.number * self.months / 12

    def holds(self, other: "Period") -> bool:
        """Whether the other is a part of this one."""
        return other.months < self.months and self.first <= other.first and other.last <= self.last


def parse_period(written: str) -> Period:
    """What is meant by 2024, 2024-S1 (or H1), 2024-Q3 (or T3), 2024-07 (or 2024M7).

    Raises UnknownPeriodError, naming what was written.
    """
    found = _WRITTEN.fullmatch(written.strip().upper())
    if found is None or not FIRST_YEAR <= int(found[1]) <= LAST_YEAR:
        raise UnknownPeriodError(
            _("“%(period)s” is no period. Write a year, half-year, quarter or month:")
            % {"period": written.strip()[:40]}
            + " 2024, 2024-S1, 2024-Q3, 2024-07."
        )
    year = int(found[1])
    if found[3]:
        return Period(year, 6, int(found[3]))
    if found[5]:
        return Period(year, 3, int(found[5]))
    if found[6]:
        return Period(year, 1, int(found[6]))
    return Period(year)


def is_period(written: str) -> bool:
    """Whether `parse_period` understands it."""
    try:
        parse_period(written)
    except UnknownPeriodError:
        return False
    return True
