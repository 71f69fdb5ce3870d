"""Figures of what is done: plans, activities, money, indicators."""

from decimal import Decimal
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, Sum
from django.utils.translation import gettext_lazy as _

from activities.choices import UNFINISHED, ActivityStatus, BudgetKind
from activities.models import (
    ActivityCluster,
    ActivityObjective,
    ActivityRecommendation,
    BudgetLine,
    ObjectiveCluster,
    ObjectiveRecommendation,
    PlanObjective,
)
from activities.proposing import progress_of
from recommendations.choices import Publication

from .base import Figure, Line, Unit, by, count
from .scope import Scope

PUBLISHED = _("published recommendations")
REACHED, ADVANCED, NOT_ADVANCED, UNKNOWN = "reached", "advanced", "not_advanced", "unknown"
PROGRESS = (
    (REACHED, _("Target reached")),
    (ADVANCED, _("On the way to the target")),
    (NOT_ADVANCED, _("No progress, or away from the target")),
    (UNKNOWN, _("Cannot be told: no baseline, target or value")),
)
COVERED = (("covered", _("Covered by a plan")), ("not_covered", _("Covered by no plan")))


def _reached(scope: Scope, direct: Any, through: Any) -> int:
    """How many recommendations have a link of their own, or one through a cluster that counts."""
    clusters = scope.counting.filter(cluster__in=through.order_by().values("cluster"))
    return scope.recommendations.filter(
        Q(pk__in=direct.order_by().values("recommendation"))
        | Q(pk__in=clusters.order_by().values("recommendation"))
    ).count()


def _coverage(scope: Scope) -> tuple[list[Line], int]:
    published = {"objective__plan__publication": Publication.PUBLISHED}
    number = _reached(
        scope,
        ObjectiveRecommendation.objects.filter(**published),
        ObjectiveCluster.objects.filter(**published),
    )
    total = scope.number
    return by({"covered": number, "not_covered": total - number}, COVERED), total


def _objectives(scope: Scope) -> tuple[list[Line], int]:
    rows = PlanObjective.objects.filter(plan__publication=Publication.PUBLISHED)
    if scope.review:
        rows = rows.filter(plan__review=scope.review)
    if scope.institution:
        rows = rows.filter(lead=scope.institution)
    served = ActivityObjective.objects.filter(
        objective=OuterRef("pk"), activity__publication="published"
    )
    found = rows.aggregate(number=Count("pk"), without=Count("pk", filter=~Exists(served)))
    return count(found["without"]), found["number"]


def _status(scope: Scope) -> tuple[list[Line], int]:
    rows = scope.activities.order_by().values_list("status").annotate(number=Count("pk"))
    counts = dict(rows)
    return by(counts, ActivityStatus.choices), sum(counts.values())


def _delayed(scope: Scope) -> tuple[list[Line], int]:
    rows = scope.activities.filter(status__in=UNFINISHED)
    found = rows.aggregate(number=Count("pk"), late=Count("pk", filter=Q(ends_on__lt=scope.on)))
    return count(found["late"]), found["number"]


def acted_on(scope: Scope) -> tuple[list[Line], int]:
    """How many a published activity counts for."""
    published = {"activity__publication": "published"}
    number = _reached(
        scope,
        ActivityRecommendation.objects.filter(**published),
        ActivityCluster.objects.filter(**published),
    )
    return count(number), scope.number


def _money(scope: Scope) -> tuple[list[Line], int]:
    lines = BudgetLine.objects.filter(activity__in=scope.activities.order_by().values("pk"))
    rows = (
        lines.order_by()
        .values_list("kind", "currency")
        .annotate(amount=Sum("amount"), number=Count("activity", distinct=True))
    )
    kinds = list(BudgetKind.values)
    found = sorted(rows, key=lambda row: (kinds.index(row[0]), row[1]))
    return [
        Line(f"{kind}.{currency}", currency, Decimal(amount), str(BudgetKind(kind).label), number)
        for kind, currency, amount, number in found
    ], lines.aggregate(number=Count("activity", distinct=True))["number"]


def _progress(scope: Scope) -> tuple[list[Line], int]:
    counts = dict.fromkeys((name for name, _label in PROGRESS), 0)
    found = progress_of(scope.indicators)
    for progress in found:
        counts[_standing(progress.percent)] += 1
    return by(counts, PROGRESS), len(found)


def _standing(percent: int | None) -> str:
    if percent is None:
        return UNKNOWN
    if percent >= 100:
        return REACHED
    return ADVANCED if percent > 0 else NOT_ADVANCED


FIGURES = (
    Figure(
        "plans.coverage",
        _("Recommendations covered by a plan"),
        _(
            "Published recommendations to which an objective of a published plan is linked, itself or"
            " through a cluster whose substance they share wholly or in part."
        ),
        Unit.RECOMMENDATIONS,
        PUBLISHED,
        _coverage,
    ),
    Figure(
        "plans.objectives",
        _("Objectives without an activity"),
        _("Objectives of published plans for which no published activity is entered."),
        Unit.OBJECTIVES,
        _("objectives of published plans"),
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
            " passed. Computed from dates, never entered."
        ),
        Unit.ACTIVITIES,
        _("published activities that are planned or in progress"),
        _delayed,
    ),
    Figure(
        "activities.recommendations",
        _("Recommendations with an activity"),
        _(
            "Published recommendations for which a published activity counts, itself or through a"
            " cluster whose substance they share wholly or in part."
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
            "Published indicators by how much of the way from baseline to target the latest value for"
            " everybody has gone: all of it, some, or none."
        ),
        Unit.INDICATORS,
        _("published indicators"),
        _progress,
    ),
)
