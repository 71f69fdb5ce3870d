"""Country visits of special procedures: those that were, and what is due about them."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce

from mechanisms.choices import MechanismKind, ReviewStage
from mechanisms.models import Review
from reporting.models import Obligation
from reporting.policies import visible_obligations

from .reader import Reader
from .tallies import Tally, by_status_within

# Before a visit there is no report that could have asked for anything.
AHEAD = (ReviewStage.SCHEDULED, ReviewStage.REPORT_SUBMITTED)


@dataclass(frozen=True, slots=True)
class Visit:
    row: Review
    counts: Tally

    @property
    def total(self) -> int:
        return sum(self.counts.values())


def made(on: dt.date) -> QuerySet[Review]:
    """Visits that are not ahead on the day `on`, the latest first; with the mandate."""
    return (
        _visits()
        .exclude(_ahead(on))
        .annotate(day=Coalesce("held_on", "published_on"))
        .order_by(F("day").desc(nulls_last=True), "pk")
    )


def coming(on: dt.date) -> QuerySet[Review]:
    """Announced ones, the nearest first; one without a day last."""
    return _visits().filter(_ahead(on)).order_by(F("held_on").asc(nulls_last=True), "pk")


def told(reader: Reader, rows: list[Review]) -> list[Visit]:
    """Each with its published recommendations by status; one query."""
    asked = reader.recommendations.published().filter(review__in=[row.pk for row in rows])
    tallies = by_status_within(asked, "review", "")
    return [Visit(row, tallies.get(row.pk, {})) for row in rows]


def due(reader: Reader, on: dt.date) -> QuerySet[Obligation]:
    """What is owed to special procedures in the public calendar, the nearest first."""
    rows = visible_obligations(reader.user).public().coming(on)
    return rows.filter(mechanism__kind=MechanismKind.SPECIAL_PROCEDURE).select_related("mechanism")


def _visits() -> QuerySet[Review]:
    rows = Review.objects.filter(mechanism__kind=MechanismKind.SPECIAL_PROCEDURE)
    return rows.select_related("mechanism")


def _ahead(on: dt.date) -> Q:
    """Conditions that hold or fail for every row: no null is compared."""
    later = Q(held_on__isnull=False, held_on__gt=on)
    return later | Q(held_on__isnull=True, published_on__isnull=True, stage__in=AHEAD)
