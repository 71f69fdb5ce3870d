"""Of what figures are told: all that is published, or what belongs to a review, a mechanism, an institution."""

import datetime as dt
from dataclasses import dataclass
from functools import cached_property

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet

from activities.choices import UpdateState
from activities.models import ActivityCluster, ActivityRecommendation, Indicator, UpdateTarget
from activities.policies import visible_activities, visible_updates
from activities.querysets import ActivityQuerySet, IndicatorQuerySet, UpdateQuerySet
from focalpoints.models import Institution
from mechanisms.models import Mechanism, Review
from recommendations.choices import COUNTING_OVERLAPS, AssignmentRole, AssignmentState
from recommendations.models import ClusterMembership
from recommendations.policies import (
    visible_assignments,
    visible_clusters,
    visible_recommendations,
)
from recommendations.querysets import RecommendationQuerySet

NOBODY = AnonymousUser()


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
    def number(self) -> int:
        """How many recommendations there are: many figures are out of it."""
        return self.recommendations.count()

    @property
    def keys(self) -> QuerySet:
        return self.recommendations.order_by().values("pk")

    @cached_property
    def counting(self) -> QuerySet[ClusterMembership]:
        """Memberships of these recommendations through which what is done for a cluster counts."""
        return ClusterMembership.objects.filter(
            recommendation__in=self.keys,
            overlap__in=COUNTING_OVERLAPS,
            cluster__in=visible_clusters(NOBODY).order_by().values("pk"),
        )

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

    @cached_property
    def updates(self) -> UpdateQuerySet:
        """Official ones; in a narrower scope those that count for its recommendations, or its own."""
        rows = visible_updates(NOBODY).filter(state=UpdateState.PUBLISHED)
        if self.is_whole:
            return rows
        if self.institution:
            return rows.filter(institution=self.institution)
        direct = UpdateTarget.objects.filter(recommendation__in=self.keys)
        return rows.filter(
            Q(pk__in=direct.values("update"))
            | Q(cluster__in=self.counting.values("cluster"))
            | Q(activity__in=self.activities.order_by().values("pk"))
        )

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
