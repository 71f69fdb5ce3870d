"""Of what figures are told: all that is published, or what belongs to a review, a mechanism, an institution."""

import datetime as dt
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, F, Q, QuerySet, Window
from django.db.models.functions import Lag

from activities.choices import UpdateState
from activities.models import (
    ActivityCluster,
    ActivityRecommendation,
    Indicator,
    NationalPlan,
    ObjectiveCluster,
    ObjectiveRecommendation,
    UpdateTarget,
)
from activities.policies import visible_activities, visible_updates
from activities.querysets import (
    ActivityQuerySet,
    IndicatorQuerySet,
    PlanQuerySet,
    UpdateQuerySet,
    is_delayed,
)
from focalpoints.models import Institution
from mechanisms.models import Mechanism, Review
from recommendations.choices import (
    COUNTING_OVERLAPS,
    AssignmentRole,
    AssignmentState,
)
from recommendations.models import Assessment, ClusterMembership
from recommendations.policies import (
    visible_assignments,
    visible_clusters,
    visible_recommendations,
)
from recommendations.querysets import RecommendationQuerySet

NOBODY = AnonymousUser()


class Cell(NamedTuple):
    """How many recommendations have this mechanism, status and position."""

    code: str
    mechanism: str
    order: int
    name: str
    name_translations: dict[str, str]
    status: str
    position: str
    number: int


@dataclass(frozen=True)
class Scope:
    """On the day `on`, as a stranger may read it. At most one of the others narrows it.

    `narrowed` is a condition on recommendations, said in words by `said`. An institution's recommendations are those that it accepted to lead, of its own or through a
    cluster; its activities and updates are its own.
    """

    on: dt.date
    review: Review | None = None
    mechanism: Mechanism | None = None
    institution: Institution | None = None
    narrowed: Q | None = None
    said: str = ""

    @property
    def is_whole(self) -> bool:
        return not (self.review or self.mechanism or self.institution or self.narrowed)

    @property
    def label(self) -> str:
        """Of what it is told; "" for everything."""
        narrowing = self.review or self.mechanism or self.institution
        return str(narrowing.label) if narrowing else self.said

    @cached_property
    def recommendations(self) -> RecommendationQuerySet:
        rows = visible_recommendations(NOBODY)
        if self.review:
            return rows.filter(review=self.review)
        if self.mechanism:
            return rows.filter(mechanism=self.mechanism)
        if self.institution:
            return led_by(self.institution, rows)
        return rows.filter(self.narrowed) if self.narrowed else rows

    @cached_property
    def cells(self) -> list[Cell]:
        """How many recommendations there are of each kind that figures tell apart; one query."""
        facts = ("code", "short_name", "order", "name", "name_translations")
        rows = self.recommendations.order_by().values_list(
            *(f"mechanism__{fact}" for fact in facts), "status", "position"
        )
        return [Cell(*row) for row in rows.annotate(number=Count("pk"))]

    @cached_property
    def number(self) -> int:
        """How many recommendations there are: many figures are out of it."""
        return sum(cell.number for cell in self.cells)

    @cached_property
    def assessed(self) -> list[tuple[int, str, str]]:
        """The newest published assessments: (recommendation, viewpoint, status)."""
        latest = Assessment.objects.filter(recommendation__in=self.keys).latest_of_each_view()
        return list(latest.values_list("recommendation", "viewpoint", "status"))

    @cached_property
    def led(self) -> set[tuple[int, int, str]]:
        """(institution, recommendation, status) of all who accepted to lead, of their own or through a
        published cluster; one query."""
        leads = visible_assignments(NOBODY).filter(
            role=AssignmentRole.LEAD, state=AssignmentState.ACCEPTED
        )
        direct = leads.filter(recommendation__in=self.keys).order_by()
        through = ClusterMembership.objects.filter(
            recommendation__in=self.keys,
            cluster__in=visible_clusters(NOBODY).order_by().values("pk"),
            cluster__assignments__in=leads.order_by().values("pk"),
        ).order_by()
        facts = ("recommendation", "recommendation__status")
        return set(
            direct.values_list("institution", *facts).union(
                through.values_list("cluster__assignments__institution", *facts)
            )
        )

    @property
    def keys(self) -> QuerySet:
        return self.recommendations.order_by().values("pk")

    @cached_property
    def counting(self) -> QuerySet[ClusterMembership]:
        """Memberships of these recommendations through which what is done for a cluster counts."""
        return _counting().filter(recommendation__in=self.keys)

    @cached_property
    def activities(self) -> ActivityQuerySet:
        """Published ones; in a narrower scope those that count for its recommendations, or its own."""
        rows = visible_activities(NOBODY)
        if self.is_whole:
            return rows
        if self.institution:
            return rows.filter(lead=self.institution)
        direct = ActivityRecommendation.objects.filter(recommendation__in=self.keys)
        through = ActivityCluster.objects.filter(cluster__in=self.counting.values("cluster"))
        return rows.filter(
            Q(pk__in=direct.values("activity")) | Q(pk__in=through.values("activity"))
        )

    @property
    def plans(self) -> PlanQuerySet:
        """Those that cover, whatever narrows the scope: published and not over."""
        return NationalPlan.objects.current(self.on)

    @cached_property
    def states(self) -> list[tuple[str, int, int]]:
        """Of the activities: (status, how many, how many of them are delayed)."""
        late = Count("pk", filter=is_delayed(self.on))
        rows = self.activities.order_by().values_list("status")
        return list(rows.annotate(number=Count("pk"), late=late))

    @cached_property
    def reached(self) -> dict[str, int]:
        """How many recommendations a plan covers, an activity counts for, an update tells of."""
        ways = {"covered": self._covered(), "acted_on": self._acted_on(), "told": self._told()}
        counts = {name: Count("pk", filter=way) for name, way in ways.items()}
        found: dict[str, int] = self.recommendations.order_by().aggregate(**counts)
        return found

    def _linked(self, direct: QuerySet, through: QuerySet) -> Q:
        """Those with a link of their own, or one through a cluster that counts.

        Asked of these recommendations alone: nothing in it has to be narrowed to them once more.
        """
        clusters = _counting().filter(cluster__in=through.order_by().values("cluster"))
        return Q(pk__in=direct.order_by().values("recommendation")) | Q(
            pk__in=clusters.order_by().values("recommendation")
        )

    def _covered(self) -> Q:
        covering = {"objective__plan__in": self.plans.values("pk")}
        return self._linked(
            ObjectiveRecommendation.objects.filter(**covering),
            ObjectiveCluster.objects.filter(**covering),
        )

    def _acted_on(self) -> Q:
        return self._through(visible_activities(NOBODY).not_cancelled())

    def _through(self, activities: ActivityQuerySet) -> Q:
        """Those for which one of the activities counts."""
        asked = {"activity__in": activities.order_by().values("pk")}
        return self._linked(
            ActivityRecommendation.objects.filter(**asked), ActivityCluster.objects.filter(**asked)
        )

    def _told(self) -> Q:
        """As the page of a recommendation shows updates: its own, its clusters' and its activities'."""
        updates = self._official.order_by()
        own = self._linked(
            UpdateTarget.objects.filter(update__in=updates.values("pk")),
            updates.exclude(cluster=None),
        )
        told = visible_activities(NOBODY).filter(
            pk__in=updates.exclude(activity=None).values("activity")
        )
        return own | self._through(told)

    @property
    def _official(self) -> UpdateQuerySet:
        """Of everybody, or of the institution."""
        rows = visible_updates(NOBODY).filter(state=UpdateState.PUBLISHED)
        return rows.filter(institution=self.institution) if self.institution else rows

    @cached_property
    def updates(self) -> UpdateQuerySet:
        """Official ones; in a narrower scope those that count for its recommendations, or its own."""
        rows = self._official
        if self.is_whole or self.institution:
            return rows
        direct = UpdateTarget.objects.filter(recommendation__in=self.keys)
        return rows.filter(
            Q(pk__in=direct.values("update"))
            | Q(cluster__in=self.counting.values("cluster"))
            | Q(activity__in=self.activities.order_by().values("pk"))
        )

    @cached_property
    def steps(self) -> list[tuple[int, str | None, dt.datetime | None, dt.datetime | None]]:
        """Of the updates: (update, move, when, when the step before was); one without steps once."""
        before = Window(
            Lag("steps__at"), partition_by=F("pk"), order_by=[F("steps__at"), F("steps__pk")]
        )
        rows = self.updates.annotate(previous=before).order_by()
        return list(rows.values_list("pk", "steps__move", "steps__at", "previous"))

    @cached_property
    def indicators(self) -> IndicatorQuerySet:
        """Published ones; in a narrower scope those on its recommendations, or in its custody."""
        rows = Indicator.objects.published()
        if self.is_whole:
            return rows
        if self.institution:
            return rows.filter(custodian=self.institution)
        return rows.filter(
            Q(pk__in=rows.filter(recommendation_links__recommendation__in=self.keys).values("pk"))
            | Q(
                pk__in=rows.filter(
                    cluster_links__cluster__in=self.counting.values("cluster")
                ).values("pk")
            )
        )


def _counting() -> QuerySet[ClusterMembership]:
    """Memberships of published clusters through which what is done for a cluster counts."""
    return ClusterMembership.objects.filter(
        overlap__in=COUNTING_OVERLAPS, cluster__in=visible_clusters(NOBODY).order_by().values("pk")
    )


def led_by(institution: Institution, rows: RecommendationQuerySet) -> RecommendationQuerySet:
    """Those of `rows` that it accepted to lead, of its own or through a published cluster."""
    leads = visible_assignments(NOBODY).filter(
        institution=institution, role=AssignmentRole.LEAD, state=AssignmentState.ACCEPTED
    )
    through = ClusterMembership.objects.filter(
        cluster__in=visible_clusters(NOBODY).filter(assignments__in=leads.values("pk")).values("pk")
    )
    return rows.filter(
        Q(pk__in=leads.filter(recommendation__isnull=False).values("recommendation"))
        | Q(pk__in=through.values("recommendation"))
    )
