import datetime as dt
from collections.abc import Collection
from typing import Any, Self

from django.db import models
from django.db.models import Q

from recommendations.choices import COUNTING_OVERLAPS, Publication

from .choices import (
    MOST_LEVELS_OF_OBJECTIVES,
    ActivityPublication,
    DueState,
    RoundState,
    UpdateState,
)


class PlanQuerySet(models.QuerySet):
    def published(self) -> Self:
        return self.filter(publication=Publication.PUBLISHED)

    def not_retired(self) -> Self:
        return self.exclude(publication=Publication.RETIRED)

    def current(self, on: dt.date) -> Self:
        """Published and not over: what they cover is covered, from the day they are public."""
        return self.published().filter(ends_on__gte=on)


class ObjectiveQuerySet(models.QuerySet):
    def implemented(self, activities: models.QuerySet) -> Self:
        """Those that one of `activities` is for, or for one below them."""
        found = Q()
        for level in range(MOST_LEVELS_OF_OBJECTIVES):
            found |= Q(pk__in=self._above(activities, level))
        return self.filter(found)

    def _above(self, activities: models.QuerySet, level: int) -> models.QuerySet:
        """Keys of what stands `level` steps above the objectives that the activities are for."""
        path = "objectives" + "__parent" * level
        return activities.order_by().filter(**{f"{path}__isnull": False}).values(path)

    def with_path(self) -> Self:
        """With the plan, in the order in which plans and their objectives are read."""
        return self.select_related("plan").order_by("plan__title", "plan", "order", "pk")


class ActivityQuerySet(models.QuerySet):
    def near(self, objective: Any) -> Self:
        """Those for an objective, and those for what it answers: its clusters and recommendations."""
        answered = objective.recommendations.order_by().values("pk")
        every = type(self)(self.model)
        return self.filter(
            Q(pk__in=objective.activities.order_by().values("pk"))
            | Q(pk__in=every.filter(clusters__objectives=objective).values("pk"))
            | Q(pk__in=every.counting_for(answered).order_by().values("pk"))
        )

    def published(self) -> Self:
        return self.filter(publication=ActivityPublication.PUBLISHED)

    def counting_for(self, recommendations: Collection[int] | models.QuerySet) -> Self:
        """Activities on these recommendations, or on a cluster that overlaps with one of them."""
        return self.filter(
            Q(recommendations__in=recommendations)
            | Q(
                clusters__memberships__recommendation__in=recommendations,
                clusters__memberships__overlap__in=COUNTING_OVERLAPS,
            )
        ).distinct()


class IndicatorQuerySet(models.QuerySet):
    def published(self) -> Self:
        return self.filter(publication=Publication.PUBLISHED)

    def not_retired(self) -> Self:
        return self.exclude(publication=Publication.RETIRED)


class ValueQuerySet(models.QuerySet):
    def current(self) -> Self:
        """The latest said for each period and group; what was revised since is left out."""
        return self.filter(is_current=True)

    def of_everybody(self) -> Self:
        return self.filter(breakdown_key="")


class RoundQuerySet(models.QuerySet):
    def open(self) -> Self:
        return self.filter(state=RoundState.OPEN)


class DueQuerySet(models.QuerySet):
    def owed(self) -> Self:
        """Due in a round that is open."""
        return self.filter(state=DueState.DUE, round__state=RoundState.OPEN)


class UpdateQuerySet(models.QuerySet):
    def published(self) -> Self:
        return self.filter(state=UpdateState.PUBLISHED)

    def waiting(self, *states: UpdateState) -> Self:
        return self.filter(state__in=states)

    def of_institutions(self, institutions: Collection[int]) -> Self:
        return self.filter(institution__in=institutions)

    def counting_for(self, recommendations: Collection[int]) -> Self:
        """Updates on these recommendations, or on a cluster that overlaps with one of them."""
        return self.filter(
            Q(recommendations__in=recommendations)
            | Q(
                cluster__memberships__recommendation__in=recommendations,
                cluster__memberships__overlap__in=COUNTING_OVERLAPS,
            )
            | Q(activity__recommendations__in=recommendations)
            | Q(
                activity__clusters__memberships__recommendation__in=recommendations,
                activity__clusters__memberships__overlap__in=COUNTING_OVERLAPS,
            )
        ).distinct()
