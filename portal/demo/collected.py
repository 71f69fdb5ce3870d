"""What is asked of many institutions at once: a round of updates on one review, one of values."""

from typing import Any

from activities import asking
from activities.choices import AskedAbout, DueState, RoundKind, RoundState
from activities.models import CollectionRound, Indicator, RoundItem

from .clock import Clock
from .people import People
from .register import Register
from .rows import write_dated

# The review on which updates are asked for.
REVIEW = "ccpr-4"
# Days back to the opening of the rounds, to the end of their period, and on to the day for answers.
OPENED, ENDED, LEFT = 9, 12, 21


def seed(clock: Clock, people: People, register: Register) -> None:
    """After assignments, assessments and indicators: who owes what follows from them."""
    review = register.reviews[REVIEW]
    updates = _round(
        clock,
        people,
        RoundKind.UPDATES,
        title="Follow-up to the concluding observations on civil and political rights",
        note="What changed for people in the last half-year. “Nothing new” is an answer.",
        days=182,
        choice={"about": [AskedAbout.RECOMMENDATIONS], "review": review.pk},
    )
    _excuse(updates, clock, people)
    if Indicator.objects.exists():
        _round(
            clock,
            people,
            RoundKind.VALUES,
            title="Values of the last twelve months",
            note="The latest value of each indicator that you keep, provisional ones too.",
            days=365,
            choice={},
        )


def _round(
    clock: Clock, people: People, kind: RoundKind, *, days: int, **facts: Any
) -> CollectionRound:
    """An open one, with what its choice makes each institution owe."""
    at = clock.instant(OPENED, f"round of {kind}")
    (row,) = write_dated(
        [
            CollectionRound(
                kind=kind,
                period_from=clock.ago(ENDED + days),
                period_to=clock.ago(ENDED),
                due_on=clock.ago(-LEFT),
                state=RoundState.OPEN,
                made_by=people.account("secretariat"),
                opened_at=at,
                created_at=at,
                updated_at=at,
                **facts,
            )
        ]
    )
    write_dated(
        RoundItem(
            round=row,
            institution_id=item.institution,
            created_at=at,
            updated_at=at,
            **{f"{item.about}_id": item.key},
        )
        for item in asking.preview(row).wanted
    )
    return row


def _excuse(row: CollectionRound, clock: Clock, people: People) -> None:
    """One item is taken off an institution, with the reason."""
    item = row.items.order_by("pk").last()
    if item is not None:
        item.state = DueState.EXCUSED
        item.note = "The act is before parliament; there will be news in the next round."
        item.answered_at = clock.instant(4, "excused")
        item.answered_by = people.account("secretariat")
        item.save()
