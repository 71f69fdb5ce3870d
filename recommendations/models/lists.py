"""What the lists have in common and what sets each apart; and what a merge of two terms moved."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from nmirf.common.models import TimeStamped
from recommendations.choices import Taxonomy

from .links import GroupLink, ObjectiveLink, SdgTargetLink, ThemeLink
from .taxonomy import AffectedGroup, Objective, SdgTarget, Theme


@dataclass(frozen=True, slots=True)
class Listing:
    """One list: the models of its terms and of their links, and the columns it alone has.

    `field` is the link's column of the term; `model` is a Term, `links` a TermLink. Where `is_fixed`, somebody else made the list: terms
    get labels and aliases here, and none is added, retired, merged or moved.
    """

    model: Any
    links: Any
    field: str
    own: tuple[str, ...] = ()
    is_tree: bool = False
    is_fixed: bool = False


LISTINGS: Mapping[str, Listing] = {
    Taxonomy.THEMES: Listing(Theme, ThemeLink, "theme", ("parent", "verified"), is_tree=True),
    Taxonomy.GROUPS: Listing(AffectedGroup, GroupLink, "group", ("role", "is_noise", "verified")),
    # Source: A/RES/70/1 fixes goals, targets and their numbers.
    Taxonomy.SDGS: Listing(SdgTarget, SdgTargetLink, "target", is_fixed=True),
    Taxonomy.OBJECTIVES: Listing(
        Objective, ObjectiveLink, "objective", ("description", "needs_parliament")
    ),
}


@pghistory.track()
class TermMerge(TimeStamped):
    """One term was merged into another: what moved, so that it can be moved back."""

    list = models.CharField(_("list"), max_length=20, choices=Taxonomy)
    # Codes of terms never change, and a term that was merged is never deleted.
    merged = models.CharField(_("merged"), max_length=60)
    kept = models.CharField(_("kept"), max_length=60)
    # Keys of links and decisions that moved, codes of terms; links that doubled, as they were.
    moved = models.JSONField(_("what moved"), default=dict)
    reason = models.CharField(_("reason"), max_length=300)
    merged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    undone_at = models.DateTimeField(_("undone at"), null=True, blank=True)

    class Meta:
        verbose_name = _("merge")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["list", "merged"],
                condition=Q(undone_at__isnull=True),
                name="term_merged_once_at_a_time",
            ),
            models.CheckConstraint(
                name="term_merge_of_two_terms", condition=~Q(merged=models.F("kept"))
            ),
            models.CheckConstraint(
                name="term_merge_list_known", condition=Q(list__in=Taxonomy.values)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.merged} → {self.kept}"
