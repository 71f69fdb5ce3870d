from collections.abc import Collection
from typing import Self

from django.db import models
from django.db.models import Q

from recommendations.choices import COUNTING_OVERLAPS, Publication

from .choices import ActivityPublication, DueState, RoundState, UpdateState


class PlanQuerySet(models.QuerySet):
    def published(self) -> Self:
        return self.filter(publication=Publication.PUBLISHED)

    def not_retired(self) -> Self:
        return self.exclude(publication=Publication.RETIRED)


class ActivityQuerySet(models.QuerySet):
    def published(self) -> Self:
        return self.filter(publication=ActivityPublication.PUBLISHED)

    def counting_for(self, recommendations: Collection[int]) -> Self:
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

    def latest_of_everybody(self) -> Self:
        """Of each indicator the current value of everybody whose period ends last."""
        rows = self.current().of_everybody()
        return rows.order_by("indicator", "-period_to", "-period_from").distinct("indicator")


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
