"""How punctual an institution is: updates by the half-year in which they were due, and answers.

An update is due as the desk counts it: by its own date where it has one, else by the end of the
half-year in which the one before it on the same thing, or the acceptance of the assignment, has
become half a year old (`reporting.desk.duties`).
"""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from statistics import median
from typing import Any

from activities.models import ActivityRecommendation, ImplementationUpdate
from nmirf.common.dates import add_months, day_of
from notifications.choices import DutyKind
from recommendations.choices import COUNTING_OVERLAPS, AssignmentRole, AssignmentState
from recommendations.models import Assignment, ClusterMembership

from .desk.duties import due_after, first_due, round_end
from .desk.led import missed_since

# Half-years shown, the present one among them.
HALVES = 6


@dataclass(frozen=True, slots=True)
class Counted:
    """`n` things that came, of which `in_time` and `late`; `days_late` is the median of the late ones,
    None without any. `owed` more are due and have not come.
    """

    label: str
    n: int
    late: int
    days_late: int | None
    owed: int = 0

    @property
    def in_time(self) -> int:
        return self.n - self.late


def updates_by_half(institution: int, on: dt.date, led: Iterable[Any] = ()) -> list[Counted]:
    """The last half-years in which something was due, the latest first; five queries.

    `led`: what it leads, as `desk.facts.led_by` has it: of this, what is due and has not come is
    counted where it was due first, however long ago.
    """
    halves: dict[dt.date, list[int]] = defaultdict(list)
    for due, told in _due_and_told(institution):
        halves[round_end(due)].append((told - due).days)
    missing = Counter(round_end(missed) for row in led if (missed := missed_since(row, on)))
    first = add_months(round_end(on).replace(day=1), -6 * (HALVES - 1))
    return [
        _counted(f"{end.year}/{1 if end.month == 6 else 2}", halves.get(end, []), missing[end])
        for end in sorted({*halves, *missing}, reverse=True)
        if end >= first or missing[end]
    ]


def answers(institution: int, on: dt.date, undecided: Iterable[Assignment] = ()) -> Counted:
    """Assignments that the institution accepted or contested itself, by the day set or 14 days; one query.

    Those that moved to it in a reshuffle were answered before they were its own: they do not count.
    Of the `undecided`, those that wait for an answer beyond that day are counted too.
    """
    rows = Assignment.objects.filter(
        institution=institution,
        state__in=[AssignmentState.ACCEPTED, AssignmentState.CONTESTED],
        decided_at__isnull=False,
    )
    facts: Iterable[Any] = rows.values_list("created_at", "decided_at", "answer_by")
    return _counted(
        "",
        [
            (day_of(decided) - _answer_due(by, created)).days
            for created, decided, by in facts
            if decided >= created
        ],
        sum(_answer_due(row.answer_by, row.created_at) < on for row in undecided),
    )


def _answer_due(by: dt.date | None, created: dt.datetime) -> dt.date:
    return by or due_after(DutyKind.ASSIGNMENT, created)


def _counted(label: str, days: Iterable[int], owed: int = 0) -> Counted:
    """Of each: how many days after its due date it came, negative or 0 in time."""
    every = list(days)
    late = [number for number in every if number > 0]
    return Counted(label, len(every), len(late), round(median(late)) if late else None, owed)


def _due_and_told(institution: int) -> Iterable[tuple[dt.date, dt.date]]:
    """(due, submitted) of each update on what it leads, in the order in which they were submitted."""
    since = _accepted(institution)
    updates = list(
        ImplementationUpdate.objects.filter(institution=institution, submitted_at__isnull=False)
        .prefetch_related("targets")
        .only("cluster", "activity", "due_on", "submitted_at")
        .order_by("submitted_at", "pk")
    )
    through = _through(updates)
    for update in updates:
        told = day_of(update.submitted_at)  # type: ignore[arg-type]
        things: list[tuple[str, int | None]] = [
            ("r", target.recommendation_id) for target in update.targets.all()
        ]
        things += [("c", update.cluster_id), *through["c", update.cluster_id]]
        things += through["a", update.activity_id]
        dues = [first_due(since[thing]) for thing in things if thing in since]
        due = update.due_on or min(dues, default=None)
        if due is not None:
            yield due, told
        since.update({thing: told for thing in things if thing in since})


def _through(updates: Iterable[ImplementationUpdate]) -> dict[Any, list[Any]]:
    """By cluster and by activity, the recommendations on which an update counts, as the desk counts it."""
    members = ClusterMembership.objects.filter(
        cluster__in={update.cluster_id for update in updates} - {None},
        overlap__in=COUNTING_OVERLAPS,
    )
    links = ActivityRecommendation.objects.filter(
        activity__in={update.activity_id for update in updates} - {None}
    )
    found: dict[Any, list[Any]] = defaultdict(list)
    for cluster, record in members.values_list("cluster", "recommendation"):
        found["c", cluster].append(("r", record))
    for activity, record in links.values_list("activity", "recommendation"):
        found["a", activity].append(("r", record))
    return found


def _accepted(institution: int) -> dict[Any, dt.date]:
    """What it led on and since when."""
    rows = Assignment.objects.filter(
        institution=institution, role=AssignmentRole.LEAD, decided_at__isnull=False
    )
    facts: Iterable[Any] = rows.values_list(
        "recommendation", "cluster", "created_at", "decided_at", "state"
    )
    return {
        ("r", record) if record else ("c", cluster): day_of(
            decided if state == AssignmentState.ACCEPTED else created
        )
        for record, cluster, created, decided, state in facts
    }
