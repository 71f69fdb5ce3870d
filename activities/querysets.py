from collections.abc import Collection
from typing import Self

from django.db import models
from django.db.models import Q

from recommendations.choices import COUNTING_OVERLAPS

from .choices import ActivityPublication, UpdateState


class ActivityQuerySet(models.QuerySet):
    def published(self) -> Self:
        return self.filter(publication=ActivityPublication.PUBLISHED)


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
        ).distinct()
