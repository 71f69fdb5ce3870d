"""One thing that somebody owes, and when it is due where no document says so."""

import datetime as dt
import enum
from dataclasses import dataclass
from functools import lru_cache

from nmirf.common.dates import add_months, day_of
from notifications.choices import DutyKind

# Days that a step may take where nothing sets a date of its own.
DAYS_GIVEN = {
    # To close or extend a collection round once its day for answers has passed.
    DutyKind.ROUND: 7,
    DutyKind.RETURNED: 14,
    DutyKind.VERIFY: 14,
    DutyKind.SIGN: 7,
    DutyKind.PUBLISH: 7,
    DutyKind.ASSIGNMENT: 14,
    DutyKind.CONTESTED: 14,
    DutyKind.REQUEST: 14,
    DutyKind.COMMENT: 30,
    DutyKind.PROPOSAL: 14,
    DutyKind.REGISTRATION: 14,
    DutyKind.DATA_REQUEST: 30,
    DutyKind.VACANCY: 30,
}
# The half-yearly round: an update is owed so many months after the last one, by the end of the
# half-year, with a month's notice at least.
ROUND_MONTHS = 6
ROUND_NOTICE_DAYS = 30
# Up to so many updates of one round stand on the desk one by one; more of them share a line.
SINGLY = 3
# Follow-up information stands on the desk from so long before it is due to so long after.
FOLLOW_UP_NOTICE_DAYS = 180
FOLLOW_UP_KEPT_DAYS = 365
# Obligations farther away than this do not stand on a desk yet; the nearer ones are pressing.
OBLIGATION_NOTICE_DAYS = 365
OBLIGATION_PRESSING_DAYS = 90


class Holder(enum.StrEnum):
    """Whose duty it is; who that is on a given day follows from the appointments."""

    REPORTERS = "reporters"
    AUTHORITIES = "authorities"
    SECRETARIAT = "secretariat"
    READER = "reader"
    # Certain people, whatever their posts; and whoever answers for personal data.
    PERSON = "person"
    OFFICE = "office"


@dataclass(frozen=True, slots=True)
class Duty:
    """What somebody owes, in the language of the page.

    `subject` is the same as long as it is the same duty: reminders are counted by it. `title` and
    `explanation` are for the desk, whose reader may see the record; `outside` is what an e-mail
    may say. `parts` are the duties that a round stands for; none where nobody reads them.
    """

    kind: DutyKind
    subject: str
    title: str
    outside: str
    path: str
    act: str
    act_path: str
    holder: Holder
    due_on: dt.date | None = None
    explanation: str = ""
    institution: int | None = None
    institution_label: str = ""
    responsible: int | None = None
    # Keys of those whose it is, where that are certain people; and of who must not do it.
    people: tuple[int, ...] = ()
    barred: int | None = None
    # False for an invitation: nobody is late with it and nobody is reminded.
    is_owed: bool = True
    is_quiet: bool = False
    # Where «nothing new» is said with one confirmation; "" where that is no answer.
    short_path: str = ""
    is_round: bool = False
    parts: "tuple[Duty, ...]" = ()

    def is_late(self, on: dt.date) -> bool:
        return self.is_owed and self.due_on is not None and self.due_on < on


def due_after(kind: DutyKind, started: dt.datetime | dt.date) -> dt.date:
    """The day by which a step is due that began at `started`."""
    day = day_of(started) if isinstance(started, dt.datetime) else started
    return day + dt.timedelta(days=DAYS_GIVEN[kind])


def round_end(day: dt.date) -> dt.date:
    """The last day of the half-year in which `day` lies."""
    return dt.date(day.year, 6, 30) if day.month <= 6 else dt.date(day.year, 12, 31)


def first_due(last_told: dt.date) -> dt.date:
    """When the first update after one on `last_told` is due."""
    owed_from = add_months(last_told, ROUND_MONTHS)
    return round_end(owed_from + dt.timedelta(days=ROUND_NOTICE_DAYS))


@lru_cache(maxsize=4096)
def round_due(last_told: dt.date, on: dt.date) -> dt.date | None:
    """When the next update is due after one on `last_told`; None while none is owed yet.

    What was missed in earlier rounds too is due with the last one that is over.
    """
    if on < add_months(last_told, ROUND_MONTHS):
        return None
    due = first_due(last_told)
    if due >= on:
        return due
    half_before = round_end(on).replace(day=1)
    return round_end(add_months(half_before, -6))
