import datetime as dt
from collections.abc import Collection
from typing import Any, Self

from django.db import models
from django.db.models import Count, Exists, F, FloatField, Func, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce

from nmirf.common.rows import rows
from recommendations.choices import COUNTING_OVERLAPS, Publication

from .choices import (
    MOST_LEVELS_OF_OBJECTIVES,
    UNFINISHED,
    ActivityPublication,
    ActivityStatus,
    DueState,
    RoundState,
    UpdateState,
)

# Titles of which so much is common may mean the same activity; a person decides.
ALIKE = 0.4


def _overdue(on: dt.date) -> models.QuerySet:
    """Milestones of the activity asked about that were due before `on` and are not done."""
    found: models.QuerySet = rows("activities.Milestone").filter(
        activity=OuterRef("pk"), due_on__lt=on, done_on=None
    )
    return found


def is_delayed(on: dt.date) -> Q:
    """To be done still, and past its last day or the day of one of its milestones."""
    return Q(status__in=UNFINISHED) & (Q(ends_on__lt=on) | Q(Exists(_overdue(on))))


class PlanQuerySet(models.QuerySet):
    def published(self) -> Self:
        return self.filter(publication=Publication.PUBLISHED)

    def not_retired(self) -> Self:
        return self.exclude(publication=Publication.RETIRED)

    def current(self, on: dt.date) -> Self:
        """Published and not over: what they cover is covered, from the day they are public."""
        return self.published().filter(ends_on__gte=on)


class ObjectiveQuerySet(models.QuerySet):
    def implemented(self, activities: "ActivityQuerySet") -> Self:
        """Those that one of `activities` is for, or for one below them; a cancelled one does nothing."""
        found, activities = Q(), activities.not_cancelled()
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

    def not_cancelled(self) -> Self:
        """Those that do something for what they are for: planned, under way or done."""
        return self.exclude(status=ActivityStatus.CANCELLED)

    def unfinished(self) -> Self:
        return self.filter(status__in=UNFINISHED)

    def delayed(self, on: dt.date) -> Self:
        return self.filter(is_delayed(on))

    def with_delay(self, on: dt.date) -> Self:
        """With `overdue`, how many milestones were due before `on` and are not done."""
        counted = _overdue(on).order_by().values("activity").annotate(n=Count("pk")).values("n")
        return self.annotate(overdue=Coalesce(Subquery(counted), 0))

    def under_way_in(self, year: int) -> Self:
        """Planned for some day of that year."""
        return self.filter(starts_on__year__lte=year, ends_on__year__gte=year)

    def with_a_date_in(self, year: int) -> Self:
        """Planned to begin or end in that year, or with a milestone due in it."""
        due = rows("activities.Milestone").filter(activity=OuterRef("pk"), due_on__year=year)
        return self.filter(Q(starts_on__year=year) | Q(ends_on__year=year) | Exists(due))

    def taken_part_in_by(self, institutions: Collection[int]) -> Self:
        """Led by one of them, or with a part for one of them."""
        parts = rows("activities.ActivityInstitution").filter(
            activity=OuterRef("pk"), institution__in=institutions
        )
        return self.filter(Q(lead__in=institutions) | Exists(parts))

    def like(self, title: str) -> Self:
        """With `likeness` (0–1) of the titles, the most alike first; none that are not alike."""
        shared = Func(
            F("title"), Value(title), function="nmirf_likeness", output_field=FloatField()
        )
        alike = self.annotate(likeness=shared).filter(likeness__gte=ALIKE)
        return alike.order_by("-likeness", "pk")

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

    def latest_of_everybody(self) -> Self:
        """Of each indicator the current value of everybody whose period ends last."""
        rows = self.current().of_everybody()
        return rows.order_by("indicator", "-period_to", "-period_from").distinct("indicator")

    def beside_no_small_one(self, k: int) -> Self:
        """Those of whose indicator and year no value, said now or before, is of fewer than `k`."""
        cases = Q(cases__gt=0, cases__lt=k)
        count = Q(indicator__unit__is_count=True, value__gt=0, value__lt=k)
        same = self.model._default_manager.filter(
            indicator=OuterRef("indicator"), period_from__year=OuterRef("period_from__year")
        )
        return self.filter(~Exists(same.filter(cases | count)))


class RoundQuerySet(models.QuerySet):
    def open(self) -> Self:
        return self.filter(state=RoundState.OPEN)


class DueQuerySet(models.QuerySet):
    def owed(self) -> Self:
        """Due in a round that is open."""
        return self.filter(state=DueState.DUE, round__state=RoundState.OPEN)


class ReadingQuerySet(models.QuerySet):
    def of_the_text_as_it_stands(self) -> Self:
        """Of the revision that is there now, opened since it was submitted last.

        Files may change with no new revision; they cannot after the text was submitted.
        """
        return self.filter(revision=F("update__revision"), read_at__gte=F("update__submitted_at"))


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
