"""What belongs to the activities: kinds, real days, milestones, money, who takes part, how it went."""

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal

from activities.choices import ActivityStatus, BudgetKind
from activities.models import (
    Activity,
    ActivityInstitution,
    ActivityStep,
    BudgetLine,
    Milestone,
)
from recommendations.models import Objective

from .clock import Clock, spread
from .people import People
from .rows import write, write_dated

# The first word found in a title tells the kind of act.
KINDS = (
    ("training", "TRN"),
    ("curriculum", "TRN"),
    ("bill", "LEG"),
    ("act", "LEG"),
    ("reform", "LEG"),
    ("amendment", "LEG"),
    ("code", "LEG"),
    ("plan", "POL"),
    ("register", "DAT"),
    ("survey", "DAT"),
)
OTHER_KIND = "SRV"
# Words, and how far along the way from the first to the last planned day.
STEPS = (
    ("Plan of work agreed with those who take part", 0.1),
    ("First results looked at with the people concerned", 0.5),
    ("Results reviewed and handed over", 0.95),
)
RESULT = "People whom it concerns notice the difference, and the figures of the lead institution show it."
LATE_STEPS, WITH_A_GRANT, WITH_ANOTHER = 0.25, 0.3, 0.5


def seed(clock: Clock, people: People) -> None:
    rows = list(Activity.objects.select_related("lead").order_by("pk"))
    kinds = {kind.code: kind for kind in Objective.objects.all()}
    for number, row in enumerate(rows, 1):
        row.code = f"M-{number:02d}"
        row.kind_of_act = kinds.get(_kind(row.title))
        row.expected_result = row.expected_result or (RESULT if spread(row.title) < 0.6 else "")
        row.started_on, row.ended_on = _real_days(row, clock)
    fields = ["code", "kind_of_act", "expected_result", "started_on", "ended_on"]
    Activity.objects.bulk_update(rows, fields)
    write(step for row in rows for step in _milestones(row, clock))
    write(line for row in rows for line in _money(row, clock))
    write(part for row in rows for part in _parts(row, people))
    write_dated(step for row in rows for step in _steps(row, clock, people))


def _kind(title: str) -> str:
    words = title.lower()
    return next((code for word, code in KINDS if word in words), OTHER_KIND)


def _real_days(row: Activity, clock: Clock) -> tuple[dt.date | None, dt.date | None]:
    """It begins a little after its day; what is completed ends a little before or after."""
    if row.status not in (ActivityStatus.IN_PROGRESS, ActivityStatus.COMPLETED):
        return None, None
    began = min(
        row.starts_on + dt.timedelta(days=int(spread(f"began {row.title}") * 20)), clock.today
    )
    if row.status == ActivityStatus.IN_PROGRESS:
        return began, None
    ended = row.ends_on + dt.timedelta(days=int(spread(f"ended {row.title}") * 40) - 20)
    return began, max(began, min(ended, clock.today))


def _milestones(row: Activity, clock: Clock) -> Iterator[Milestone]:
    length = row.ends_on - row.starts_on
    for title, share in STEPS:
        due = row.starts_on + length * share
        yield Milestone(activity=row, title=title, due_on=due, done_on=_done(row, due, clock))


def _done(row: Activity, due: dt.date, clock: Clock) -> dt.date | None:
    if row.status == ActivityStatus.COMPLETED:
        return min(due, row.ended_on or due)
    late = spread(f"{row.title} {due - row.starts_on}") < LATE_STEPS
    return None if due >= clock.today or row.status == ActivityStatus.PLANNED or late else due


def _money(row: Activity, clock: Clock) -> Iterator[BudgetLine]:
    """Beside what is planned: what is committed, what is spent, and now and then a grant."""
    planned = row.budget_lines.get(kind=BudgetKind.PLANNED)
    if not planned.amount or row.status == ActivityStatus.PLANNED:
        return
    length = (row.ends_on - row.starts_on).days or 1
    share = min(Decimal((clock.today - row.starts_on).days) / length, Decimal(1))
    for kind, part in ((BudgetKind.COMMITTED, Decimal("0.8")), (BudgetKind.SPENT, share)):
        yield BudgetLine(
            activity=row,
            kind=kind,
            amount=round(planned.amount * part, -2),
            currency=planned.currency,
            year=row.starts_on.year,
            source=planned.source,
        )
    if spread(f"grant {row.title}") < WITH_A_GRANT:
        yield BudgetLine(
            activity=row,
            kind=BudgetKind.PLANNED,
            amount=round(planned.amount * Decimal("0.4"), -2),
            currency="EUR",
            year=row.starts_on.year,
            source="Grant of a development partner",
        )


def _parts(row: Activity, people: People) -> Iterator[ActivityInstitution]:
    """Another ministry contributes to every second activity."""
    if spread(f"part {row.title}") >= WITH_ANOTHER:
        return
    others = [slug for slug, _role in people.posts if slug != row.lead.slug]
    slug = sorted(set(others))[int(spread(f"who {row.title}") * len(set(others)))]
    yield ActivityInstitution(activity=row, institution=people.institutions[slug])


def _steps(row: Activity, clock: Clock, people: People) -> Iterator[ActivityStep]:
    """How the status went, as the days say it."""
    before = ActivityStatus.PLANNED
    actor = people.posts.get((row.lead.slug, "focal_point")) or people.officers[0]
    for status, on, reason in (
        (ActivityStatus.IN_PROGRESS, row.started_on, "The work has begun."),
        (ActivityStatus.COMPLETED, row.ended_on, "All that was planned is done."),
    ):
        if on is not None:
            yield ActivityStep(
                activity=row,
                actor=actor,
                source=before,
                target=status,
                reason=reason,
                at=clock.instant((clock.today - on).days, row.title),
            )
            before = status
