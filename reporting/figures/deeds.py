"""Figures of what is done: plans, activities, money, indicators."""

from collections import Counter, defaultdict
from decimal import Decimal

from django.db.models import Count, Q, Sum
from django.utils.translation import gettext_lazy as _

from activities.choices import UNFINISHED, ActivityStatus, BudgetKind, Progress
from activities.models import BudgetLine, PlanObjective
from activities.policies import visible_activities
from activities.showing import standings, with_latest_day

from .base import Figure, Line, Unit, by, count
from .scope import NOBODY, Scope

PUBLISHED = _("published recommendations")
COVERED = (("covered", _("Covered by a plan")), ("not_covered", _("Covered by no plan")))


def _coverage(scope: Scope) -> tuple[list[Line], int]:
    number, total = scope.reached["covered"], scope.number
    return by({"covered": number, "not_covered": total - number}, COVERED), total


def _objectives(scope: Scope) -> tuple[list[Line], int]:
    rows = PlanObjective.objects.filter(plan__in=scope.plans.values("pk"))
    if scope.review:
        rows = rows.filter(plan__review=scope.review)
    if scope.institution:
        rows = rows.filter(lead=scope.institution)
    busy = PlanObjective.objects.implemented(visible_activities(NOBODY)).values("pk")
    found = rows.aggregate(number=Count("pk"), without=Count("pk", filter=~Q(pk__in=busy)))
    return count(found["without"]), found["number"]


def _status(scope: Scope) -> tuple[list[Line], int]:
    counts = {status: number for status, number, _late in scope.states}
    return by(counts, ActivityStatus.choices), sum(counts.values())


def _delayed(scope: Scope) -> tuple[list[Line], int]:
    rows = [(number, late) for status, number, late in scope.states if status in UNFINISHED]
    return count(sum(late for _number, late in rows)), sum(number for number, _late in rows)


def acted_on(scope: Scope) -> tuple[list[Line], int]:
    """How many a published activity counts for that was not cancelled."""
    return count(scope.reached["acted_on"]), scope.number


def _money(scope: Scope) -> tuple[list[Line], int]:
    """One row an activity, so that each counts once in the whole as well."""
    rows = (
        BudgetLine.objects.filter(activity__in=scope.activities.order_by().values("pk"))
        .order_by()
        .values_list("kind", "currency", "activity")
        .annotate(amount=Sum("amount"))
    )
    amounts: dict[tuple[str, str], list[Decimal]] = defaultdict(list)
    paid: set[int] = set()
    for kind, currency, activity, amount in rows:
        amounts[kind, currency].append(amount)
        paid.add(activity)
    kinds = list(BudgetKind.values)
    found = sorted(amounts.items(), key=lambda row: (kinds.index(row[0][0]), row[0][1]))
    return [
        Line(
            f"{kind}.{currency}",
            currency,
            sum(some, Decimal()),
            str(BudgetKind(kind).label),
            len(some),
        )
        for (kind, currency), some in found
    ], len(paid)


def _progress(scope: Scope) -> tuple[list[Line], int]:
    rows = list(with_latest_day(scope.indicators.select_related("unit")))
    found = standings(rows, [(row.pk, row.latest_on) for row in rows]).values()
    return by(Counter(one.judgement.progress.value for one in found), Progress.choices), len(rows)


FIGURES = (
    Figure(
        "plans.coverage",
        _("Recommendations covered by a plan"),
        _(
            "Published recommendations to which an objective of a plan that is published and not over"
            " is linked, itself or through a cluster whose substance they share wholly or in part."
        ),
        Unit.RECOMMENDATIONS,
        PUBLISHED,
        _coverage,
    ),
    Figure(
        "plans.objectives",
        _("Objectives without an activity"),
        _(
            "Objectives of plans that are published and not over, for which there is no published"
            " activity, nor for one below them. One that was cancelled does not count."
        ),
        Unit.OBJECTIVES,
        _("objectives of plans that are published and not over"),
        _objectives,
    ),
    Figure(
        "activities.status",
        _("Activities by status"),
        _(
            "Published activities by the status that their lead reports. That all are completed does"
            " not make a recommendation implemented."
        ),
        Unit.ACTIVITIES,
        _("published activities"),
        _status,
    ),
    Figure(
        "activities.delayed",
        _("Delayed activities"),
        _(
            "Published activities that are planned or in progress and whose planned last day has"
            " passed, or the day of a milestone that is not done. Computed from dates, never entered."
        ),
        Unit.ACTIVITIES,
        _("published activities that are planned or in progress"),
        _delayed,
    ),
    Figure(
        "activities.recommendations",
        _("Recommendations with an activity"),
        _(
            "Published recommendations for which a published activity counts that was not cancelled,"
            " itself or through a cluster whose substance they share wholly or in part."
        ),
        Unit.RECOMMENDATIONS,
        PUBLISHED,
        acted_on,
    ),
    Figure(
        "activities.money",
        _("Money for activities"),
        _(
            "Sums of the lines of the budget of published activities, by kind and currency. What is"
            " planned, committed and spent is never added together, and currencies are not converted."
        ),
        Unit.MONEY,
        _("published activities with a line of the budget"),
        _money,
    ),
    Figure(
        "indicators.progress",
        _("Indicators on their way to the target"),
        _(
            "Published indicators by where the latest value of everybody stands against the straight"
            " path from baseline to target. Of a value that is hidden nothing is said."
        ),
        Unit.INDICATORS,
        _("published indicators"),
        _progress,
    ),
)
