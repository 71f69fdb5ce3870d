"""A status proposed from what is done and measured: a help for the secretariat, official for nobody.

Outputs are not outcomes: that every measure is completed is told as just that, and never makes a
recommendation implemented. Only published activities and indicators count, so that a reason can be
repeated in public.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import F, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mechanisms.choices import ImplementationStatus as Status
from recommendations.choices import COUNTING_OVERLAPS
from recommendations.models import ClusterMembership

from .choices import ProposedStatus
from .models import Activity, ActivityRecommendation, Indicator
from .showing import Standing, standings

# What a validated status may be without contradicting a proposal.
FITTING: dict[str, frozenset[str]] = {
    ProposedStatus.NOT_STARTED: frozenset({Status.NOT_STARTED, Status.NOT_IMPLEMENTED}),
    ProposedStatus.PLANNED: frozenset({Status.PLANNED, Status.NOT_STARTED}),
    ProposedStatus.IN_PROGRESS: frozenset(
        {
            Status.IN_PROGRESS,
            Status.PARTIALLY_IMPLEMENTED,
            Status.SUBSTANTIALLY_IMPLEMENTED,
            Status.ONGOING_CONTINUOUS,
        }
    ),
    ProposedStatus.MEASURES_COMPLETED: frozenset(
        {
            Status.IN_PROGRESS,
            Status.PARTIALLY_IMPLEMENTED,
            Status.SUBSTANTIALLY_IMPLEMENTED,
            Status.ONGOING_CONTINUOUS,
            Status.IMPLEMENTED,
        }
    ),
}
# About these nothing that is done or left says anything.
BEYOND = frozenset({Status.NOT_ASSESSABLE, Status.NOT_APPLICABLE, Status.SUPERSEDED})
# With what the form begins that takes a proposal over. That measures are completed says nothing of
# their effect: a person decides whether they were enough.
FORM_STATUS: dict[str, str] = {
    ProposedStatus.NOT_STARTED: Status.NOT_STARTED,
    ProposedStatus.PLANNED: Status.PLANNED,
    ProposedStatus.IN_PROGRESS: Status.IN_PROGRESS,
    ProposedStatus.MEASURES_COMPLETED: Status.IN_PROGRESS,
}


@dataclass(frozen=True, slots=True)
class Deeds:
    """How many activities count for a recommendation, by their status."""

    planned: int = 0
    in_progress: int = 0
    completed: int = 0
    cancelled: int = 0

    @property
    def total(self) -> int:
        """Without those that were cancelled: they say nothing."""
        return self.planned + self.in_progress + self.completed


@dataclass(frozen=True, slots=True)
class Proposal:
    status: ProposedStatus
    reasons: tuple[str, ...]

    @property
    def form_status(self) -> str:
        return FORM_STATUS[self.status]

    @property
    def rationale(self) -> str:
        """The reasons as the form begins with them; whoever takes it over rewrites them."""
        return "\n".join(self.reasons)

    def differs_from(self, validated: str) -> bool:
        return differs(self.status, validated)


def differs(proposed: str, validated: str) -> bool:
    """Whether the validated status says something else; one not assessed differs once anything is done."""
    if not validated:
        return proposed != ProposedStatus.NOT_STARTED
    return validated not in BEYOND and validated not in FITTING[proposed]


def proposed_status(deeds: Deeds) -> ProposedStatus:
    """None → not started; only planned → planned; any begun → in progress; all done → measures completed."""
    if not deeds.total:
        return ProposedStatus.NOT_STARTED
    if deeds.completed == deeds.total:
        return ProposedStatus.MEASURES_COMPLETED
    if deeds.completed or deeds.in_progress:
        return ProposedStatus.IN_PROGRESS
    return ProposedStatus.PLANNED


def propose(deeds: Deeds, indicators: Sequence[tuple[str, Standing]] = ()) -> Proposal:
    """The status with its reasons. Indicators, by name, are told and decide nothing."""
    status = proposed_status(deeds)
    reasons = [_counted(deeds)]
    if deeds.cancelled:
        reasons.append(
            ngettext(
                "%(n)d activity was cancelled and does not count.",
                "%(n)d activities were cancelled and do not count.",
                deeds.cancelled,
            )
            % {"n": deeds.cancelled}
        )
    if status == ProposedStatus.MEASURES_COMPLETED:
        reasons.append(
            _("That measures are completed does not make the recommendation implemented.")
        )
    reasons += [_measured(label, standing) for label, standing in indicators]
    return Proposal(status, tuple(reasons))


def _counted(deeds: Deeds) -> str:
    if not deeds.total:
        return _("No published activity counts for it.")
    words = ngettext(
        "%(total)d published activity counts for it: %(completed)d completed, %(begun)d in"
        " progress, %(planned)d planned.",
        "%(total)d published activities count for it: %(completed)d completed, %(begun)d in"
        " progress, %(planned)d planned.",
        deeds.total,
    )
    return words % {
        "total": deeds.total,
        "completed": deeds.completed,
        "begun": deeds.in_progress,
        "planned": deeds.planned,
    }


def _measured(label: str, standing: Standing) -> str:
    percent = standing.judgement.percent
    if standing.latest is None or percent is None:
        return _("Indicator “%(label)s”: its progress cannot be told yet.") % {"label": label}
    return _("Indicator “%(label)s”: %(percent)d %% of the way to its target (%(period)s).") % {
        "label": label,
        "percent": percent,
        "period": standing.latest.period.code,
    }


# Queries.


def deeds_for(recommendations: QuerySet) -> dict[int, Deeds]:
    """By recommendation the published activities that count for it, directly or through clusters.

    Each activity once; recommendations without any are left out. Two queries.
    """
    keys = recommendations.order_by().values("pk")
    published = Activity.objects.published()
    direct = ActivityRecommendation.objects.filter(
        recommendation__in=keys, activity__in=published.values("pk")
    )
    through = ClusterMembership.objects.filter(
        recommendation__in=keys,
        overlap__in=COUNTING_OVERLAPS,
        cluster__publication="published",
        cluster__activity_links__activity__publication="published",
    )
    pairs = direct.order_by().values_list("recommendation", "activity", "activity__status")
    more = through.order_by().values_list(
        "recommendation",
        "cluster__activity_links__activity",
        "cluster__activity_links__activity__status",
    )
    counts: dict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for recommendation, _activity, status in pairs.union(more):
        counts[recommendation][status] += 1
    return {key: Deeds(**numbers) for key, numbers in counts.items()}


def indicators_for(recommendations: Collection[int]) -> dict[int, list[Indicator]]:
    """By recommendation the published indicators on it, or on a cluster that counts for it.

    Each once, with its unit; two queries.
    """
    rows: Any = Indicator.objects.published().select_related("unit").order_by("code", "pk")
    direct = rows.filter(recommendation_links__recommendation__in=recommendations).annotate(
        about=F("recommendation_links__recommendation")
    )
    through = rows.filter(
        cluster_links__cluster__publication="published",
        cluster_links__cluster__memberships__recommendation__in=recommendations,
        cluster_links__cluster__memberships__overlap__in=COUNTING_OVERLAPS,
    ).annotate(about=F("cluster_links__cluster__memberships__recommendation"))
    found: dict[int, dict[int, Indicator]] = defaultdict(dict)
    for row in (*direct, *through):
        found[row.about].setdefault(row.pk, row)
    return {key: list(own.values()) for key, own in found.items()}


def proposals_for(recommendations: QuerySet) -> dict[int, Proposal]:
    """The proposal of each of these recommendations, with its reasons; six queries."""
    keys = list(recommendations.order_by().values_list("pk", flat=True))
    deeds, indicators = deeds_for(recommendations), indicators_for(keys)
    stand = standings(list({row.pk: row for own in indicators.values() for row in own}.values()))
    return {
        key: propose(
            deeds.get(key, Deeds()),
            [(row.label, stand[row.pk]) for row in indicators.get(key, ())],
        )
        for key in keys
    }


def differing(recommendations: QuerySet) -> list[tuple[int, ProposedStatus]]:
    """Those whose validated status says something else than the proposal, in their order; three queries."""
    deeds = deeds_for(recommendations)
    found = []
    for key, validated in recommendations.values_list("pk", "status"):
        proposed = proposed_status(deeds.get(key, Deeds()))
        if differs(proposed, validated):
            found.append((key, proposed))
    return found
