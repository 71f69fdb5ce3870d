"""Figures of status crossed with something else, and of the way from received to implemented.

A line's `group` is the row that it belongs to, its key "row.status"; the row is known by the value
that the register's facet has for it, or `WITHOUT` where the recommendation has none.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count
from django.db.models.functions import Coalesce
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from focalpoints.models import Institution
from mechanisms.choices import ImplementationStatus, MechanismKind
from mechanisms.models import Review
from nmirf.common.i18n import translated
from recommendations.choices import Position
from recommendations.models import (
    SdgGoal,
    SdgGoalLink,
    SdgTargetLink,
    Theme,
)

from . import deeds, recommendations, told
from .base import Figure, Line, Unit, by
from .recommendations import PUBLISHED, STATUSES
from .scope import Scope

WITHOUT = "without"
# Successive examinations of the same State by the same body; a visit is none.
EXAMINING = (MechanismKind.UPR, MechanismKind.TREATY_BODY, MechanismKind.REGIONAL_BODY)

Counts = dict[Any, dict[str, int]]
Answer = tuple[list[Line], int]


def _lines(counts: Counts, rows: Iterable[tuple[Any, str, str]]) -> list[Line]:
    """Rows are (key of the counts, value of the facet, label)."""
    return [
        Line(f"{value}.{line.key}", line.label, line.value, label)
        for key, value, label in rows
        for line in by(counts.get(key, {}), STATUSES)
    ]


def _add(counts: Counts, rows: Iterable[tuple[Any, str, int]]) -> Counts:
    for key, status, number in rows:
        tally = counts.setdefault(key, {})
        tally[status] = tally.get(status, 0) + number
    return counts


def _by_mechanism(scope: Scope) -> Answer:
    counts = _add({}, ((cell.code, cell.status, cell.number) for cell in scope.cells))
    named = {(cell.order, cell.code): translated(cell, "name") for cell in scope.cells}
    rows = [(code, code.lower(), label) for (_order, code), label in sorted(named.items())]
    return _lines(counts, rows), scope.number


def _by_theme(scope: Scope) -> Answer:
    """By the themes that have none above them; None stands for those without."""
    link = "theme_links__theme"
    top = Coalesce(f"{link}__parent__parent", f"{link}__parent", link)
    found = scope.recommendations.order_by().annotate(top=top).values_list("top", "status")
    counts = _add({}, found.annotate(number=Count("pk", distinct=True)))
    named = [(row.pk, row.code, row.label) for row in Theme.objects.filter(pk__in=[*counts])]
    rows = [*named, (None, WITHOUT, str(_("Without a theme")))]
    return _lines(counts, rows), scope.number


def _by_goal(scope: Scope) -> Answer:
    """Through a link to the goal, or to one of its targets."""
    goals = SdgGoalLink.objects.filter(recommendation__in=scope.keys).order_by()
    targets = SdgTargetLink.objects.filter(recommendation__in=scope.keys).order_by()
    found = set(goals.values_list("goal", "recommendation", "recommendation__status"))
    found |= set(targets.values_list("target__goal", "recommendation", "recommendation__status"))
    counts = _add({}, ((goal, status, 1) for goal, _recommendation, status in found))
    named = SdgGoal.objects.filter(pk__in=counts).order_by("number")
    rows = [(row.pk, str(row.number), f"{row.number} {row.label}") for row in named]
    return _lines(counts, rows), scope.number


def _by_institution(scope: Scope) -> Answer:
    found = scope.led
    counts = _add({}, ((lead, status, 1) for lead, _recommendation, status in found))
    by_somebody = Counter(status for _key, status in {row[1:] for row in found})
    rest = recommendations.counted(scope, "status") - by_somebody
    _add(counts, ((None, status, number) for status, number in rest.items()))
    named = Institution.objects.filter(pk__in=[*counts]).order_by("name", "pk")
    rows = [(row.pk, row.slug, row.label) for row in named]
    return _lines(counts, [*rows, (None, WITHOUT, str(_("Led by nobody")))]), scope.number


def _by_review(scope: Scope) -> Answer:
    """Of each body the reviews in their order, so that one can be held against the next."""
    rows = scope.recommendations.filter(review__mechanism__kind__in=EXAMINING).order_by()
    counts = _add({}, rows.values_list("review", "status").annotate(number=Count("pk")))
    reviews = Review.objects.filter(pk__in=counts).select_related("mechanism")
    ordered = sorted(reviews, key=_place)
    named = [(row.pk, row.slug, _title(row)) for row in ordered]
    return _lines(counts, named), sum(sum(tally.values()) for tally in counts.values())


def _place(row: Review) -> tuple[Any, ...]:
    day = row.published_on or row.held_on
    return (
        list(MechanismKind.values).index(row.mechanism.kind),
        *(row.mechanism.order, row.mechanism.code, row.cycle or 0, day is None, day, row.pk),
    )


def _title(row: Review) -> str:
    """ "UPR, cycle 3 (2019)"; where cycles are not counted, "CEDAW (2023)"."""
    facts = {"body": row.mechanism.short_name, "cycle": row.cycle, "year": row.year or "–"}
    if row.cycle:
        return _("%(body)s, cycle %(cycle)s (%(year)s)") % facts
    return _("%(body)s (%(year)s)") % facts


@dataclass(frozen=True, slots=True)
class Stage:
    """A step on the way, counted by itself; `part_of` names the one that it is a part of."""

    key: str
    label: str | Promise
    definition: str | Promise
    part_of: str = ""


STAGES = (
    Stage(
        "received",
        _("Received"),
        _("Published in the register, whoever asked and whatever became of it."),
    ),
    Stage(
        "stated",
        _("Position stated"),
        _("The State has said whether it supports it; of many bodies it is not asked to."),
    ),
    *(
        Stage(position.value, position.label, _("By the latest position of the State."), "stated")
        for position in (Position.SUPPORTED, Position.SUPPORTED_NOTED, Position.NOTED)
    ),
    Stage(
        "led",
        _("Led by an institution"),
        _("An institution accepted to lead on it, itself or through a published cluster."),
    ),
    Stage(
        "acted_on",
        _("With an activity"),
        _(
            "A published activity that was not cancelled counts for it, itself or through a cluster."
        ),
    ),
    Stage(
        "told",
        _("With a published update"),
        _("An official update counts for it: on itself, on a cluster or on an activity."),
    ),
    Stage(
        "implemented",
        _("Implemented"),
        _("The secretariat's latest published assessment says that it is implemented."),
    ),
)


def _flow(scope: Scope) -> Answer:
    """Each stage out of all; what is not nested is not made to look so."""
    positions = recommendations.counted(scope, "position")
    stated = {stage.key: positions.get(stage.key, 0) for stage in STAGES if stage.part_of}
    (acted_on,), _n = deeds.acted_on(scope)
    (updated,), _n = told.told_of(scope)
    numbers: Mapping[str, Any] = {
        "received": scope.number,
        "stated": sum(stated.values()),
        **stated,
        "led": len({key for _lead, key, _status in scope.led}),
        "acted_on": acted_on.value,
        "told": updated.value,
        "implemented": recommendations.counted(scope, "status").get(
            ImplementationStatus.IMPLEMENTED, 0
        ),
    }
    return [Line(one.key, str(one.label), numbers[one.key]) for one in STAGES], scope.number


FIGURES = (
    Figure(
        "status.mechanism",
        _("Status by mechanism"),
        _(
            "Published recommendations by the mechanism that issued them, and by the status in the"
            " secretariat's latest published assessment; without one they are not assessed."
        ),
        Unit.RECOMMENDATIONS,
        PUBLISHED,
        _by_mechanism,
    ),
    Figure(
        "status.theme",
        _("Status by theme"),
        _(
            "Published recommendations by theme, with all themes below it, and by the status in the"
            " secretariat's latest published assessment. One that touches several themes counts in"
            " each, so that rows are never added together."
        ),
        Unit.RECOMMENDATIONS,
        PUBLISHED,
        _by_theme,
    ),
    Figure(
        "status.goal",
        _("Status by Sustainable Development Goal"),
        _(
            "Published recommendations by the goal that they are linked to, itself or through one of"
            " its targets, and by the status in the secretariat's latest published assessment. One"
            " that serves several goals counts in each, so that rows are never added together."
        ),
        Unit.RECOMMENDATIONS,
        PUBLISHED,
        _by_goal,
    ),
    Figure(
        "status.institution",
        _("Status by leading institution"),
        _(
            "Published recommendations by the institution that accepted to lead on them, itself or"
            " through a published cluster, and by the status in the secretariat's latest published"
            " assessment. One that several lead counts for each."
        ),
        Unit.RECOMMENDATIONS,
        PUBLISHED,
        _by_institution,
    ),
    Figure(
        "status.review",
        _("Status from review to review"),
        _(
            "Published recommendations of the Universal Periodic Review, of treaty bodies and of"
            " regional bodies by the review that they come from, in the order of reviews, and by the"
            " status in the secretariat's latest published assessment."
        ),
        Unit.RECOMMENDATIONS,
        _("published recommendations of these reviews"),
        _by_review,
    ),
    Figure(
        "recommendations.flow",
        _("From received to implemented"),
        _(
            "How many of the published recommendations have reached each step. Every step is counted"
            " by itself: one can be implemented without an activity, and an activity does not make it"
            " implemented."
        ),
        Unit.RECOMMENDATIONS,
        PUBLISHED,
        _flow,
    ),
)
