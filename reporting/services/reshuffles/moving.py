"""One reshuffle on its way: what every mover has to know, and what it leaves for the next."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass, field

from accounts.models import User
from focalpoints.models import Appointment, Institution


@dataclass
class Moving:
    """`posts` maps the key of an old appointment to the one in which it goes on."""

    actor: User
    effective_on: dt.date
    reason: str
    # Keys of the institutions that end.
    ending: frozenset[int]
    posts: dict[int, Appointment] = field(default_factory=dict)
    # Of people: (user, institution) whose granted rights have to be looked at.
    touched: set[tuple[int, int]] = field(default_factory=set)
    # What moved, by noun and by the key of who got it.
    counts: Counter[str] = field(default_factory=Counter)
    given: Counter[int] = field(default_factory=Counter)
    # Keys of assignments that were withdrawn with nobody to follow.
    waiting: list[int] = field(default_factory=list)
    # (person, old institution, new one or None): whom to tell what.
    people: list[tuple[User, Institution, Institution | None]] = field(default_factory=list)

    @property
    def eve(self) -> dt.date:
        return self.effective_on - dt.timedelta(days=1)

    def count(self, noun: str, number: int, target: Institution) -> None:
        self.counts[noun] += number
        self.given[target.pk] += number
