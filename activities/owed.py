"""What is owed in collection rounds and what answered it: worked out from the rows, never entered.

While a round is open nobody marks anything as answered. An update that is submitted answers, one that
is withdrawn, thrown away or returned no longer does, and so with values, whatever came first.
Closing a round writes down what is found here.
"""

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from django.db import connection, models
from django.db.models import BooleanField, Case, F, Func, Q, QuerySet, Value, When
from django.db.models.functions import TruncDate
from django.db.models.lookups import GreaterThan
from django.utils import timezone

from activities.choices import STEP_MONTHS, TOLD, DueState, RoundKind, RoundState
from activities.models import CollectionRound, RoundItem
from activities.querysets import DueQuerySet
from recommendations.choices import COUNTING_OVERLAPS

UPDATE = "institution__updates__"
VALUE = "indicator__values__"
# Where an update of the institution says something of what an item is about: of the thing itself,
# or of a cluster or an activity that counts for the recommendation.
WAYS: dict[str, tuple[dict[str, Any], ...]] = {
    "recommendation": (
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
    ),
    "cluster": ({UPDATE + "cluster": F("cluster")},),
    "activity": ({UPDATE + "activity": F("activity")},),
}
# What an item may be about, as its columns name it.
ABOUT = ("indicator", *WAYS)
# What a line that names an item reads of it.
NAMED = (
    *("reference", "state", "institution", "round", *ABOUT),
    *("institution__slug", "institution__name", "institution__name_translations"),
    *("round__reference", "round__title", "round__due_on"),
    *("indicator__slug", "indicator__code", "indicator__name", "indicator__name_translations"),
    "indicator__publication",
    *("recommendation__reference", "recommendation__publication"),
    *("cluster__slug", "cluster__title", "cluster__title_translations", "cluster__publication"),
    *("activity__slug", "activity__title", "activity__title_translations"),
    "activity__publication",
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


def answers_to(items: DueQuerySet, about: Collection[str] = ABOUT) -> dict[int, Answer]:
    """What answers these items as things stand now, by the key of the item; one query.

    `about` names what the items are about, so that no more is looked for than there is.

    An update answers when it was submitted and not withdrawn since, and its period and the round's
    overlap; one that names no period, when it was handed in after the opening or after the end of the
    round's period. A value answers when its period is the last of its frequency that ends in the
    round's period; it does not matter for which group it is.
    """
    if not about:
        return {}
    sql, values = _question(items, about)
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return _latest(cursor.fetchall())


def _question(items: DueQuerySet, about: Collection[str]) -> tuple[str, tuple[Any, ...]]:
    items = items.order_by()
    parts = [_by_update(items, way) for name in WAYS if name in about for way in WAYS[name]]
    if "indicator" in about:
        parts.append(_by_value(items))
    asked: tuple[str, tuple[Any, ...]] = (
        parts[0].union(*parts[1:], all=True).query.sql_with_params()
    )
    return asked


def _latest(rows: Iterable[tuple[int, int | None, bool, dt.datetime]]) -> dict[int, Answer]:
    found: dict[int, Answer] = {}
    for item, update, is_nothing, at in rows:
        known = found.get(item)
        if known is None or at > known.at:
            found[item] = Answer(at, update, is_nothing)
    return found


@lru_cache(maxsize=1024)
def _desk_question(
    institutions: frozenset[int] | None, about: frozenset[str]
) -> tuple[str, tuple[Any, ...]]:
    """As `_question` of all that is owed: every desk asks it, and to write it takes longer than to
    run it. It holds nothing of what was found.
    """
    return _question(_owed_by(institutions), about)


def _owed_by(institutions: Collection[int] | None) -> DueQuerySet:
    items: DueQuerySet = RoundItem.objects.owed()
    return items if institutions is None else items.filter(institution__in=institutions)


def _by_update(items: DueQuerySet, way: dict[str, Any]) -> QuerySet[Any, Any]:
    return items.filter(_of_the_period(), **{UPDATE + "state__in": TOLD}, **way).values_list(
        "pk", UPDATE + "pk", UPDATE + "nothing_new", UPDATE + "submitted_at"
    )


def _of_the_period() -> Q:
    none = Q(**{UPDATE + "period_from": None, UPDATE + "period_to": None})
    # Said of one and the same update: a negation would speak of any other of the institution's.
    some = Q(**{UPDATE + "period_from__isnull": False}) | Q(**{UPDATE + "period_to__isnull": False})
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
    return handed_in & ((none & since) | (some & begins & ends))


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
    answers = answers_to(items, about_of(row)) if row.state == RoundState.OPEN else {}
    found = Standing(answers=answers)
    for pk, institution, state in items.order_by().values_list("pk", "institution", "state"):
        outcome = outcome_of(state, answers.get(pk))
        found.outcomes[pk] = outcome
        progress = found.by_institution.setdefault(institution, Progress(institution))
        progress.asked += 1
        setattr(progress, outcome.value, getattr(progress, outcome.value) + 1)
    return found


def about_of(row: CollectionRound) -> tuple[str, ...]:
    """What its items may be about, as their columns name it."""
    return ("indicator",) if row.kind == RoundKind.VALUES else tuple(WAYS)


def still_owed(institutions: Collection[int] | None) -> list[RoundItem]:
    """What these institutions, or all, owe in rounds that are open, with round, institution and
    thing; two queries, one where nothing was asked.
    """
    rows = list(
        _owed_by(institutions)
        .select_related("round", "institution", *ABOUT)
        .only(*NAMED)
        .order_by("round__due_on", "round", "institution", "pk")
    )
    if not rows:
        return rows
    about = {name for name in ABOUT for row in rows if getattr(row, f"{name}_id") is not None}
    mine = None if institutions is None else frozenset(institutions)
    with connection.cursor() as cursor:
        cursor.execute(*_desk_question(mine, frozenset(about)))
        answers = _latest(cursor.fetchall())
    return [row for row in rows if row.pk not in answers]
