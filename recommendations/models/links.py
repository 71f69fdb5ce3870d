"""What links a recommendation to States and to the terms of the lists: who or what made each link."""

import pghistory
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from mechanisms.models import State
from nmirf.common.history import tracked_in_bulk
from nmirf.common.models import TimeStamped
from recommendations.choices import LinkMethod

from .recommendation import Recommendation, as_of, present
from .taxonomy import AffectedGroup, Objective, SdgGoal, SdgTarget, Theme


@tracked_in_bulk(unread=["state"])
class RecommendingState(models.Model):
    recommendation = models.ForeignKey(
        Recommendation,
        on_delete=models.CASCADE,
        related_name="recommending_state_links",
        db_index=False,
    )
    state = models.ForeignKey(State, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["state__name"]
        constraints = [
            models.UniqueConstraint(
                fields=["recommendation", "state"], name="recommending_state_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.state}"


class TermLink(TimeStamped):
    """A link to a term of a list: who made it, and why."""

    method = models.CharField(
        _("linked"), max_length=10, choices=LinkMethod, default=LinkMethod.HUMAN
    )
    rationale = models.CharField(_("why"), max_length=300, blank=True)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
    )

    class Meta:
        abstract = True


@tracked_in_bulk(unread=["reviewed_by"], **as_of("theme_link_as_of"))
class ThemeLink(TermLink):
    recommendation = models.ForeignKey(
        Recommendation, on_delete=models.CASCADE, related_name="theme_links", db_index=False
    )
    theme = models.ForeignKey(Theme, on_delete=models.PROTECT, related_name="links")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["recommendation", "theme"], name="theme_link_once")
        ]
        indexes = [present("reviewed_by", "theme_link_reviewed_by")]

    def __str__(self) -> str:
        return f"{self.theme}"


@tracked_in_bulk(unread=["reviewed_by"])
class GroupLink(TermLink):
    recommendation = models.ForeignKey(
        Recommendation, on_delete=models.CASCADE, related_name="group_links", db_index=False
    )
    group = models.ForeignKey(AffectedGroup, on_delete=models.PROTECT, related_name="links")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["recommendation", "group"], name="group_link_once")
        ]
        indexes = [present("reviewed_by", "group_link_reviewed_by")]

    def __str__(self) -> str:
        return f"{self.group}"


@tracked_in_bulk(unread=["reviewed_by", "goal"])
class SdgGoalLink(TermLink):
    recommendation = models.ForeignKey(
        Recommendation, on_delete=models.CASCADE, related_name="sdg_goal_links", db_index=False
    )
    goal = models.ForeignKey(SdgGoal, on_delete=models.PROTECT, related_name="links")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["recommendation", "goal"], name="sdg_goal_link_once")
        ]
        indexes = [present("reviewed_by", "sdg_goal_link_reviewed_by")]

    def __str__(self) -> str:
        return f"{self.goal}"


@tracked_in_bulk(unread=["reviewed_by", "target"])
class SdgTargetLink(TermLink):
    recommendation = models.ForeignKey(
        Recommendation, on_delete=models.CASCADE, related_name="sdg_target_links", db_index=False
    )
    target = models.ForeignKey(SdgTarget, on_delete=models.PROTECT, related_name="links")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["recommendation", "target"], name="sdg_target_link_once"
            )
        ]
        indexes = [present("reviewed_by", "sdg_target_link_reviewed_by")]

    def __str__(self) -> str:
        return f"{self.target}"


@pghistory.track()
class ObjectiveLink(TermLink):
    recommendation = models.ForeignKey(
        Recommendation, on_delete=models.CASCADE, related_name="objective_links"
    )
    objective = models.ForeignKey(Objective, on_delete=models.PROTECT, related_name="links")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["recommendation", "objective"], name="objective_link_once"
            )
        ]
        indexes = [present("reviewed_by", "objective_link_reviewed_by")]

    def __str__(self) -> str:
        return f"{self.objective}"
