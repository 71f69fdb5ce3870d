"""Figures of what was asked, and of how far it is implemented in whose view."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from typing import Any

from django.db.models import Count, Min
from django.utils.translation import gettext_lazy as _

from mechanisms.choices import ImplementationStatus
from recommendations.choices import STEPS, Position, Viewpoint

from .base import Figure, Line, Unit, by, count
from .scope import Scope

STATUSES = [*ImplementationStatus.choices, ("", _("Not assessed"))]
PUBLISHED = _("published recommendations")


def cells(scope: Scope) -> Any:
    """Recommendations by mechanism and status, one query: (code, short name, kind, order, status,
    number, day of the first)."""
    return (
        scope.recommendations.order_by()
        .values_list(
            "mechanism__code",
            "mechanism__short_name",
            "mechanism__kind",
            "mechanism__order",
            "status",
        )
        .annotate(number=Count("pk"), first=Min("issued_on"))
    )


def _total(scope: Scope) -> tuple[list[Line], int]:
    return count(scope.number), scope.number


def counted(scope: Scope, name: str) -> Counter[str]:
    """How many have each value of one field of a cell."""
    counts: Counter[str] = Counter()
    for cell in scope.cells:
        counts[getattr(cell, name)] += cell.number
    return counts


def _status(scope: Scope) -> tuple[list[Line], int]:
    counts = counted(scope, "status")
    return status_lines(counts), counts.total()


def status_lines(counts: Mapping[str, int]) -> list[Line]:
    """In the order of the scale; "" is not assessed."""
    return by(counts, STATUSES)


def _position(scope: Scope) -> tuple[list[Line], int]:
    counts = counted(scope, "position")
    return by(counts, Position.choices), counts.total()


def _mechanism(scope: Scope) -> tuple[list[Line], int]:
    counts = counted(scope, "code")
    named = sorted({(cell.order, cell.code, cell.mechanism) for cell in scope.cells})
    return [Line(code, name, counts[code]) for _order, code, name in named], counts.total()


def _views(scope: Scope) -> tuple[list[Line], int]:
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for _recommendation, viewpoint, status in set(scope.assessed):
        counts[viewpoint][status] += 1
    lines = [
        line for viewpoint in Viewpoint for line in _of_viewpoint(viewpoint, counts[viewpoint])
    ]
    return lines, scope.number


def _of_viewpoint(viewpoint: Viewpoint, counts: Mapping[str, int]) -> list[Line]:
    lines = by(counts, STATUSES, group=str(viewpoint.label))
    return [Line(f"{viewpoint}.{line.key}", line.label, line.value, line.group) for line in lines]


def _differing(scope: Scope) -> tuple[list[Line], int]:
    """As `steps_apart` has it."""
    steps: dict[int, set[int]] = defaultdict(set)
    for recommendation, _viewpoint, status in scope.assessed:
        steps[recommendation] |= {STEPS[status]} if status in STEPS else set()
    return count(sum(len(found) > 1 for found in steps.values())), len(steps)


FIGURES = (
    Figure(
        "recommendations.total",
        _("Recommendations"),
        _(
            "Recommendations in the register that are published. Drafts, retired ones and those"
            " merged into another do not count."
        ),
        Unit.RECOMMENDATIONS,
        PUBLISHED,
        _total,
    ),
    Figure(
        "recommendations.status",
        _("Validated status"),
        _(
            "Published recommendations by the status in the secretariat's latest published"
            " assessment; without one they are not assessed. Nobody else's view counts here."
        ),
        Unit.RECOMMENDATIONS,
        PUBLISHED,
        _status,
    ),
    Figure(
        "recommendations.mechanism",
        _("Who asked"),
        _("Published recommendations by the mechanism that issued them."),
        Unit.RECOMMENDATIONS,
        PUBLISHED,
        _mechanism,
    ),
    Figure(
        "recommendations.position",
        _("Position of the State"),
        _(
            "Published recommendations by the latest position of the State. It says nothing of status."
        ),
        Unit.RECOMMENDATIONS,
        PUBLISHED,
        _position,
    ),
    Figure(
        "recommendations.views",
        _("Status by viewpoint"),
        _(
            "Published recommendations by the status in the latest published assessment of each"
            " viewpoint. One that several institutions of a viewpoint assessed counts in each status"
            " that they gave. Viewpoints are never added together."
        ),
        Unit.RECOMMENDATIONS,
        PUBLISHED,
        _views,
    ),
    Figure(
        "recommendations.differing",
        _("Where views differ"),
        _(
            "Published recommendations on which the latest published assessments of two viewpoints"
            " or institutions lie at least one step apart on the scale of statuses. Those that cannot"
            " be assessed, do not apply or are superseded are not compared."
        ),
        Unit.RECOMMENDATIONS,
        _("published recommendations with a published assessment"),
        _differing,
    ),
)
