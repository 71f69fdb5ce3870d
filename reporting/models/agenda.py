"""What a meeting talks about."""

import pghistory
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from focalpoints.models import Meeting
from nmirf.common.models import TimeStamped
from recommendations.models import Cluster, Recommendation

from .drafts import ReportDraft
from .obligations import Obligation


@pghistory.track()
class AgendaItem(TimeStamped):
    """One item, with at most one record of the mechanism that it is about."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="agenda")
    position = models.PositiveSmallIntegerField(_("position"))
    title = models.CharField(_("title"), max_length=300)
    note = models.CharField(_("note"), max_length=500, blank=True)
    cluster = models.ForeignKey(
        Cluster, on_delete=models.PROTECT, null=True, blank=True, related_name="agenda_items"
    )
    recommendation = models.ForeignKey(
        Recommendation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="agenda_items",
    )
    draft = models.ForeignKey(
        ReportDraft, on_delete=models.PROTECT, null=True, blank=True, related_name="agenda_items"
    )
    obligation = models.ForeignKey(
        Obligation, on_delete=models.PROTECT, null=True, blank=True, related_name="agenda_items"
    )
    # What was said on it; part of the minutes.
    said = models.TextField(_("what was said"), blank=True)

    class Meta:
        verbose_name = _("agenda item")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "position"],
                name="agenda_position_once",
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.CheckConstraint(
                name="agenda_item_about_one_thing",
                condition=Q(cluster__isnull=True, recommendation__isnull=True, draft__isnull=True)
                | Q(cluster__isnull=True, recommendation__isnull=True, obligation__isnull=True)
                | Q(cluster__isnull=True, draft__isnull=True, obligation__isnull=True)
                | Q(recommendation__isnull=True, draft__isnull=True, obligation__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return self.title
