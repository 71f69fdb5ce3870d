"""What one reader may see of the facts that pages join, as sets to filter, count and link by."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

from django.db.models import F, Q, QuerySet

from activities.choices import UpdateState
from activities.models import (
    ActivityRecommendation,
    Evidence,
    Indicator,
    IndicatorRecommendation,
    NationalPlan,
    ObjectiveRecommendation,
    UpdateTarget,
)
from activities.policies import (
    once_public,
    readable_documents,
    visible_activities,
    visible_plans,
    visible_updates,
)
from activities.querysets import ActivityQuerySet, PlanQuerySet, UpdateQuerySet
from focalpoints.policies import Person, Rights, standing
from nmirf.common.dates import today
from nmirf.common.kept import State
from recommendations.choices import COUNTING_OVERLAPS, AssignmentRole, AssignmentState
from recommendations.models import ClusterMembership
from recommendations.policies import (
    visible_assignments,
    visible_clusters,
    visible_recommendations,
)
from recommendations.querysets import (
    AssignmentQuerySet,
    ClusterQuerySet,
    RecommendationQuerySet,
)


def linked(links: Iterable[QuerySet]) -> Q:
    """Those that appear in any of the links."""
    condition = Q()
    for rows in links:
        condition |= Q(pk__in=rows.values("recommendation"))
    return condition


@dataclass
class Reader:
    """A person, or a stranger, and what is there for them.

    Each `…_links` is a list of querysets of (recommendation, what it is linked to): the direct
    link first, then those through clusters and activities. A link through a cluster that the
    reader may not see is not there for them. `state` is how new the tables were when it was first
    asked (portal.counting).
    """

    user: Person
    state: State | None = field(default=None, compare=False)

    @property
    def rights(self) -> Rights:
        return standing(self.user)

    @cached_property
    def recommendations(self) -> RecommendationQuerySet:
        return visible_recommendations(self.user)

    @cached_property
    def clusters(self) -> ClusterQuerySet:
        return visible_clusters(self.user)

    @cached_property
    def activities(self) -> ActivityQuerySet:
        return visible_activities(self.user)

    @cached_property
    def plans(self) -> PlanQuerySet:
        return visible_plans(self.user)

    @cached_property
    def updates(self) -> UpdateQuerySet:
        """Those that say something: what was withdrawn no longer does."""
        return visible_updates(self.user).exclude(state=UpdateState.WITHDRAWN)

    @cached_property
    def told(self) -> UpdateQuerySet:
        """`updates` for time lines, and of what was withdrawn that it was: its text is not shown."""
        taken_back = once_public(self.user).filter(state=UpdateState.WITHDRAWN)
        return visible_updates(self.user) | taken_back

    @cached_property
    def assignments(self) -> AssignmentQuerySet:
        return visible_assignments(self.user).not_withdrawn()

    @cached_property
    def memberships(self) -> QuerySet[ClusterMembership]:
        return ClusterMembership.objects.filter(cluster__in=self.clusters.values("pk"))

    @cached_property
    def counting(self) -> QuerySet[ClusterMembership]:
        """Memberships for which a report on the cluster counts."""
        return self.memberships.filter(overlap__in=COUNTING_OVERLAPS)

    def assignment_links(self) -> list[QuerySet]:
        """(recommendation, institution)."""
        direct = self.assignments.filter(recommendation__isnull=False)
        through = self.memberships.filter(
            cluster__assignments__in=self.assignments.values("pk")
        ).annotate(institution=F("cluster__assignments__institution"))
        return [
            links.order_by().values("recommendation", "institution") for links in (direct, through)
        ]

    def lead_links(self) -> list[QuerySet]:
        """(recommendation, institution) of those who accepted to lead."""
        leads = self.assignments.filter(role=AssignmentRole.LEAD, state=AssignmentState.ACCEPTED)
        direct = leads.filter(recommendation__isnull=False)
        through = self.memberships.filter(cluster__assignments__in=leads.values("pk")).annotate(
            institution=F("cluster__assignments__institution")
        )
        return [
            links.order_by().values("recommendation", "institution") for links in (direct, through)
        ]

    def contested_links(self) -> list[QuerySet]:
        """(recommendation, institution) of those who said that it is not theirs."""
        contested = self.assignments.filter(state=AssignmentState.CONTESTED)
        direct = contested.filter(recommendation__isnull=False)
        through = self.memberships.filter(cluster__assignments__in=contested.values("pk")).annotate(
            institution=F("cluster__assignments__institution")
        )
        return [
            links.order_by().values("recommendation", "institution") for links in (direct, through)
        ]

    @property
    def proofs(self) -> QuerySet[Evidence]:
        """Links from updates to documents that the reader may fetch."""
        return Evidence.objects.filter(document__in=readable_documents(self.user).values("pk"))

    def activity_links(self) -> list[QuerySet]:
        """(recommendation, activity), cancelled ones too."""
        return self._activity_links(self.activities)

    def answering_links(self) -> list[QuerySet]:
        """(recommendation, activity) of those that answer: what was cancelled does not."""
        return self._activity_links(self.activities.not_cancelled())

    def _activity_links(self, rows: ActivityQuerySet) -> list[QuerySet]:
        activities = rows.values("pk")
        direct = ActivityRecommendation.objects.filter(activity__in=activities)
        through = self.counting.filter(cluster__activity_links__activity__in=activities).annotate(
            activity=F("cluster__activity_links__activity")
        )
        return [
            links.order_by().values("recommendation", "activity") for links in (direct, through)
        ]

    def plan_links(self) -> list[QuerySet]:
        """(recommendation, plan): what an objective answers, itself or through a cluster."""
        return self._plan_links(self.plans)

    def covering_links(self) -> list[QuerySet]:
        """(recommendation, plan) of plans that cover, whoever reads: public and not over."""
        return self._plan_links(NationalPlan.objects.current(today()))

    def _plan_links(self, rows: PlanQuerySet) -> list[QuerySet]:
        plans = rows.values("pk")
        direct = ObjectiveRecommendation.objects.filter(objective__plan__in=plans).annotate(
            plan=F("objective__plan")
        )
        through = self.counting.filter(
            cluster__objective_links__objective__plan__in=plans
        ).annotate(plan=F("cluster__objective_links__objective__plan"))
        return [links.order_by().values("recommendation", "plan") for links in (direct, through)]

    def update_links(self) -> list[QuerySet]:
        """(recommendation, source); source is the key of the update.

        They can be filtered by `told_at` too, when the update was published.
        """
        updates = self.updates.values("pk")
        direct = UpdateTarget.objects.filter(update__in=updates).annotate(
            source=F("update"), told_at=F("update__published_at")
        )
        through = self.counting.filter(cluster__updates__in=updates).annotate(
            source=F("cluster__updates"), told_at=F("cluster__updates__published_at")
        )
        told = {"updates__in": updates, "pk__in": self.activities.values("pk")}
        active = ActivityRecommendation.objects.filter(
            **{f"activity__{name}": value for name, value in told.items()}
        ).annotate(source=F("activity__updates"), told_at=F("activity__updates__published_at"))
        active_through = self.counting.filter(
            **{f"cluster__activity_links__activity__{name}": value for name, value in told.items()}
        ).annotate(
            source=F("cluster__activity_links__activity__updates"),
            told_at=F("cluster__activity_links__activity__updates__published_at"),
        )
        return [
            links.order_by().values("recommendation", "source")
            for links in (direct, through, active, active_through)
        ]

    def indicator_links(self) -> list[QuerySet]:
        """(recommendation, indicator) of published indicators, whoever reads."""
        indicators = Indicator.objects.published().values("pk")
        direct = IndicatorRecommendation.objects.filter(indicator__in=indicators)
        through = self.counting.filter(cluster__indicator_links__indicator__in=indicators).annotate(
            indicator=F("cluster__indicator_links__indicator")
        )
        told: dict[str, QuerySet] = {
            "indicator_links__indicator__in": indicators,
            "pk__in": self.activities.values("pk"),
        }
        active = ActivityRecommendation.objects.filter(
            **{f"activity__{name}": value for name, value in told.items()}
        ).annotate(indicator=F("activity__indicator_links__indicator"))
        active_through = self.counting.filter(
            **{f"cluster__activity_links__activity__{name}": value for name, value in told.items()}
        ).annotate(indicator=F("cluster__activity_links__activity__indicator_links__indicator"))
        return [
            links.order_by().values("recommendation", "indicator")
            for links in (direct, through, active, active_through)
        ]
