"""What the State answered, entry by entry: nothing is overwritten, a wrong entry is corrected by a later one."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from nmirf.common.history import tracked_in_bulk
from nmirf.common.models import TimeStamped
from recommendations.choices import Position

from .recommendation import Recommendation, present


@tracked_in_bulk(unread=["recorded_by", "corrects"])
class PositionChange(TimeStamped):
    """A position that the State took, with its source; the latest that stands is the present one."""

    recommendation = models.ForeignKey(
        Recommendation, on_delete=models.CASCADE, related_name="positions"
    )
    position = models.CharField(_("position"), max_length=20, choices=Position)
    source = models.CharField(_("source"), max_length=200, blank=True)
    taken_on = models.DateField(_("taken on"), null=True, blank=True)
    # Null where an import brought it.
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("recorded by"),
        db_index=False,
    )
    # The wrong entry in whose place this one stands, and why.
    corrects = models.OneToOneField(
        "self", on_delete=models.CASCADE, null=True, blank=True, related_name="corrected_by"
    )
    reason = models.CharField(_("why it was corrected"), max_length=300, blank=True)

    class Meta:
        ordering = ["-taken_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="position_correction_has_a_reason",
                condition=Q(corrects__isnull=True) | ~Q(reason=""),
            )
        ]
        indexes = [present("recorded_by", "position_recorded_by")]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update),
        ]

    def __str__(self) -> str:
        return f"{self.get_position_display()}"
