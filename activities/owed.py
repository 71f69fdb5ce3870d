"""What is owed in collection rounds and what answered it: worked out from the rows, never entered.

While a round is open nobody marks anything as answered. An update that is submitted answers, one that
is withdrawn, thrown away or returned no longer does, and so with values, whatever came first.
Closing a round writes down what is found here.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import models
from django.db.models import BooleanField, Case, F, Func, Q, QuerySet, Value, When
from django.db.models.functions import TruncDate
from django.db.models.lookups import GreaterThan
from django.utils import timezone

from activities.choices import STEP_MONTHS, TOLD, DueState, RoundState
from activities.models import CollectionRound, RoundItem
from activities.querysets import DueQuerySet
from recommendations.choices import COUNTING_OVERLAPS

UPDATE = "institution__updates__"
VALUE = "indicator__values__"
# Where an update of the institution says something of what an item is about: of the thing itself,
# or of a cluster or an activity that counts for the recommendation.
WAYS = (
    {UPDATE + "targets__recommendation": F("recommendation")},
    {
        UPDATE + "cluster__memberships__recommendation": F("recommendation"),
        UPDATE + "cluster__memberships__overlap__in": COUNTING_OVERLAPS,
    },
    {UPDATE + "activity__recommendations": F("recommendation")},
    {
        UPDATE + "activity__clusters__memberships__recommendation": F("recommendation"),
        UPDATE + "activity__clusters__memberships__overlap__in": COUNTING_OVERLAPS,
    },
    {UPDATE + "cluster": F("cluster")},
    {UPDATE + "activity": F("activity")},
)


@dataclass(frozen=True, slots=True)
class Answer:
    """What answered an item, the latest of several; `update` is None where that is a value."""

    at: dt.datetime
    update: int | None
    nothing_new: bool = False


@dataclass(slots=True)
class Progress:
    """How far an institution is in a round; `due` counts what nobody has answered."""

    institution: int
    asked: int = 0
    answered: int = 0
    nothing_new: int = 0
    excused: int = 0
    due: int = 0

    @property
    def done(self) -> int:
        return self.asked - self.due

    @property
    def percent(self) -> int:
        """Whole percent, 0 to 100, of what is asked that is answered or excused, rounded down."""
        return self.done * 100 // self.asked if self.asked else 0


@dataclass(slots=True)
class Standing:
    """How a round stands: the outcome of each item by its key, and the answers found."""

    outcomes: dict[int, DueState] = field(default_factory=dict)
    answers: dict[int, Answer] = field(default_factory=dict)
    by_institution: dict[int, Progress] = field(default_factory=dict)

    @property
    def total(self) -> Progress:
        found = Progress(institution=0)
        for row in self.by_institution.values():
            found.asked += row.asked
            for state in DueState:
                number = getattr(found, state.value) + getattr(row, state.value)
                setattr(found, state.value, number)
        return found


def answers_to(items: DueQuerySet) -> dict[int, Answer]:
    """What answers these items as things stand now, by the key of the item; one query.

    An update answers when it was submitted and not withdrawn since, and its period and the round's
    overlap; one that names no period, when it was handed in after the opening or after the end of the
    round's period. A value answers when its period is the last of its frequency that ends in the
    round's period; it does not matter for which group it is.
    """
    items = items.order_by()
    by_update = [_by_update(items, way) for way in WAYS]
    found: dict[int, Answer] = {}
    for item, update, is_nothing, at in by_update[0].union(
        *by_update[1:], _by_value(items), all=True
    ):
        known = found.get(item)
        if known is None or at > known.at:
            found[item] = Answer(at, update, is_nothing)
    return found


def _by_update(items: DueQuerySet, way: dict[str, Any]) -> QuerySet[Any, Any]:
    return items.filter(_of_the_period(), **{UPDATE + "state__in": TOLD}, **way).values_list(
        "pk", UPDATE + "pk", UPDATE + "nothing_new", UPDATE + "submitted_at"
    )


def _of_the_period() -> Q:
    none = {UPDATE + "period_from": None, UPDATE + "period_to": None}
    day = TruncDate(UPDATE + "submitted_at", tzinfo=timezone.get_default_timezone())
    since = Q(**{UPDATE + "submitted_at__gte": F("round__opened_at")}) | Q(
        GreaterThan(day, F("round__period_to"))
    )
    begins = Q(**{UPDATE + "period_from": None}) | Q(
        **{UPDATE + "period_from__lte": F("round__period_to")}
    )
    ends = Q(**{UPDATE + "period_to": None}) | Q(
        **{UPDATE + "period_to__gte": F("round__period_from")}
    )
    handed_in = Q(**{UPDATE + "submitted_at__isnull": False})
    return handed_in & ((Q(**none) & since) | (~Q(**none) & begins & ends))


def _by_value(items: DueQuerySet) -> QuerySet[Any, Any]:
    nobody = Value(None, output_field=models.BigIntegerField())
    return (
        items.filter(
            _of_the_last_step(),
            **{
                VALUE + "is_current": True,
                VALUE + "period_to__gte": F("round__period_from"),
                VALUE + "period_to__lte": F("round__period_to"),
            },
        )
        .annotate(nobody=nobody, no=Value(False, output_field=BooleanField()))
        .values_list("pk", "nobody", "no", VALUE + "created_at")
    )


def _of_the_last_step() -> Q:
    """Of a series that comes several times in the period the last value is what is asked for."""
    months = Case(
        *(When(indicator__frequency=name, then=number) for name, number in STEP_MONTHS.items()),
        default=12 * 100,
        output_field=models.IntegerField(),
    )
    first = Func(
        F("round__period_to"),
        months,
        template="(%(expressions)s)::date",
        arg_joiner=" + interval '1 day' - interval '1 month' * ",
        output_field=models.DateField(),
    )
    return Q(**{VALUE + "period_to__gte": first})


def outcome_of(state: str, answer: Answer | None) -> DueState:
    """What became of an item: an answer goes before what was said without one."""
    if answer is None:
        return DueState(state)
    is_nothing = answer.nothing_new and state == DueState.DUE
    return DueState.NOTHING_NEW if is_nothing else DueState.ANSWERED


def standing_of(row: CollectionRound, institutions: Collection[int] | None = None) -> Standing:
    """How the round stands, for these institutions or for all; two queries, of which a closed round
    needs one: what closing wrote down stays.
    """
    items = row.items.all()
    if institutions is not None:
        items = items.filter(institution__in=institutions)
    answers = answers_to(items) if row.state == RoundState.OPEN else {}
    found = Standing(answers=answers)
    for pk, institution, state in items.order_by().values_list("pk", "institution", "state"):
        outcome = outcome_of(state, answers.get(pk))
        found.outcomes[pk] = outcome
        progress = found.by_institution.setdefault(institution, Progress(institution))
        progress.asked += 1
        setattr(progress, outcome.value, getattr(progress, outcome.value) + 1)
    return found


def still_owed(institutions: Collection[int] | None) -> list[RoundItem]:
    """What these institutions, or all, owe in rounds that are open, with round, institution and
    thing; two queries, one where nothing was asked.
    """
    items = RoundItem.objects.owed()
    if institutions is not None:
        items = items.filter(institution__in=institutions)
    rows = list(
        items.select_related(
            "round", "institution", "indicator", "recommendation", "cluster", "activity"
        ).order_by("round__due_on", "round", "institution", "pk")
    )
    answers = answers_to(items) if rows else {}
    return [row for row in rows if row.pk not in answers]


def grouped(items: Sequence[RoundItem]) -> dict[tuple[int, int], list[RoundItem]]:
    """By round and institution, in their order."""
    found: dict[tuple[int, int], list[RoundItem]] = defaultdict(list)
    for item in items:
        found[item.round_id, item.institution_id].append(item)
    return found
