"""How often committees meet and who comes: figures with their days, counted in two queries."""

import datetime as dt
from dataclasses import dataclass, field

from django.utils import timezone

from nmirf.common.dates import add_months

from .choices import MeetingState
from .models import Attendance, Committee, Institution, Meeting
from .querysets import CommitteeQuerySet

MONTHS = 12


@dataclass(frozen=True)
class Share:
    """Of `invited` meetings held, an institution came to `came`; `percent` is 0–100."""

    institution: Institution
    invited: int
    came: int

    @property
    def percent(self) -> int:
        return round(100 * self.came / self.invited) if self.invited else 0


@dataclass(frozen=True)
class Frequency:
    """One committee: meetings `held` in the period, `due` by its terms (None: they say nothing)."""

    committee: Committee
    held: int
    due: int | None
    shares: list[Share] = field(default_factory=list)

    @property
    def invited(self) -> int:
        return sum(share.invited for share in self.shares)

    @property
    def came(self) -> int:
        return sum(share.came for share in self.shares)

    @property
    def percent(self) -> int:
        return round(100 * self.came / self.invited) if self.invited else 0

    @property
    def is_behind(self) -> bool:
        return self.due is not None and self.held < self.due


def period(on: dt.date) -> tuple[dt.datetime, dt.datetime]:
    """From the start of the day a year before `on` to the end of `on`, in the State's time."""
    zone = timezone.get_default_timezone()
    first = dt.datetime.combine(add_months(on, -MONTHS), dt.time.min, zone)
    return first, dt.datetime.combine(on, dt.time.max, zone)


def frequencies(committees: CommitteeQuerySet, on: dt.date) -> list[Frequency]:
    """Each committee's meetings held in the twelve months up to `on`, and who came to them.

    An institution counts as present at a meeting when one of its people or a substitute was.
    """
    first, last = period(on)
    rows = list(committees.with_meetings(first, last).order_by("name", "pk"))
    counts = list(
        Attendance.objects.of_held(first, last)
        .filter(meeting__committee__in=[row.pk for row in rows])
        .by("meeting__committee", "institution")
    )
    named = Institution.objects.in_bulk({count["institution"] for count in counts})
    shares: dict[int, list[Share]] = {}
    for count in counts:
        share = Share(named[count["institution"]], count["invited"], count["came"])
        shares.setdefault(count["meeting__committee"], []).append(share)
    return [
        Frequency(
            committee=row,
            held=row.held,
            due=row.meetings_a_year,
            shares=sorted(shares.get(row.pk, []), key=lambda share: share.institution.label),
        )
        for row in rows
    ]


def by_institution(found: list[Frequency]) -> list[Share]:
    """The same over all committees, an institution a row."""
    totals: dict[int, Share] = {}
    for share in (share for frequency in found for share in frequency.shares):
        known = totals.get(share.institution.pk, Share(share.institution, 0, 0))
        totals[share.institution.pk] = Share(
            share.institution, known.invited + share.invited, known.came + share.came
        )
    return sorted(totals.values(), key=lambda share: share.institution.label)


def by_quarter(on: dt.date, quarters: int = 8) -> list[tuple[str, int]]:
    """(«Q3 26», meetings held) of the last quarters, the running one last."""
    start = dt.date(on.year, (on.month - 1) // 3 * 3 + 1, 1)
    starts = [add_months(start, -3 * back) for back in range(quarters - 1, -1, -1)]
    zone = timezone.get_default_timezone()
    first = dt.datetime.combine(starts[0], dt.time.min, zone)
    held = Meeting.objects.filter(
        state=MeetingState.HELD, starts_at__gte=first, starts_at__lte=period(on)[1]
    ).values_list("starts_at", flat=True)
    days = [timezone.localdate(instant, zone) for instant in held]
    return [
        (
            f"Q{(begin.month + 2) // 3} {begin:%y}",
            sum(begin <= day < add_months(begin, 3) for day in days),
        )
        for begin in starts
    ]
