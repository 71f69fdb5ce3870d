"""Recommendations of a follow-up procedure: what is due, what is late, what was graded."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from recommendations.choices import Viewpoint
from recommendations.models import Assessment
from recommendations.policies import visible_assessments
from recommendations.querysets import RecommendationQuerySet
from reporting.choices import ObligationKind, ObligationState
from reporting.policies import visible_obligations

from .reader import Reader

# In this order on the page; the first that holds something is shown.
STATES: dict[str, Promise] = {
    "overdue": _("Overdue"),
    "due": _("Due"),
    "sent": _("Information sent"),
    "graded": _("Graded"),
}


@dataclass(frozen=True)
class FollowUp:
    """What one reader sees of it; `review` narrows to one, by its address."""

    reader: Reader
    today: dt.date
    review: str = ""

    @property
    def _rows(self) -> RecommendationQuerySet:
        """Adds `is_graded` and `is_sent` (bool): graded by the mechanism; its obligation submitted."""
        grades = visible_assessments(self.reader.user).filter(
            recommendation=OuterRef("pk"), viewpoint=Viewpoint.MECHANISM, publication="published"
        )
        sent = visible_obligations(self.reader.user).filter(
            Q(recommendation=OuterRef("pk"))
            | Q(review=OuterRef("review"), kind=ObligationKind.FOLLOW_UP),
            state=ObligationState.SUBMITTED,
        )
        rows = self.reader.recommendations.not_retired().annotate(
            is_graded=Exists(grades), is_sent=Exists(sent)
        )
        rows = rows.filter(Q(follow_up_due_on__isnull=False) | Q(is_graded=True))
        return rows.filter(review__slug=self.review) if self.review else rows

    def counts(self) -> dict[str, int]:
        """How many are in each of `STATES`; one query."""
        found: dict[str, int] = self._rows.order_by().aggregate(
            **{name: Count("pk", filter=self._condition(name)) for name in STATES}
        )
        return found

    def rows(self, state: str) -> RecommendationQuerySet:
        return self._rows.filter(self._condition(state)).order_by(
            F("follow_up_due_on").asc(nulls_last=True), "reference"
        )

    def _condition(self, state: str) -> Q:
        waiting = Q(is_graded=False, is_sent=False)
        return {
            "overdue": waiting & Q(follow_up_due_on__lt=self.today),
            "due": waiting & Q(follow_up_due_on__gte=self.today),
            "sent": Q(is_graded=False, is_sent=True),
            "graded": Q(is_graded=True),
        }[state]

    def grades(self, keys: list[int]) -> dict[int, list[Any]]:
        """By recommendation, the grades that the mechanism gave, the latest first; one query."""
        rows = (
            Assessment.objects.published()
            .filter(recommendation__in=keys, viewpoint=Viewpoint.MECHANISM)
            .select_related("grade")
            .order_by("-assessed_on", "-pk")
        )
        found: dict[int, list[Any]] = {}
        for row in rows:
            found.setdefault(row.recommendation_id, []).append(row)
        return found
