"""Changes of many records at once: what was chosen, what was to change, what did, what was undone."""

import uuid

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from nmirf.common.models import TimeStamped
from nmirf.common.workflow import edges
from recommendations.choices import BULK_MOVES, BulkState

from .recommendation import Recommendation


@pghistory.track()
class BulkEdit(TimeStamped):
    """One decision of an officer about many records: previewed, written, perhaps undone."""

    reference = models.UUIDField(_("reference"), default=uuid.uuid4, unique=True, editable=False)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="bulk_edits"
    )
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    # The register's address from which the records were chosen; "" for those chosen by hand.
    query = models.TextField(_("chosen by"), blank=True)
    number = models.PositiveIntegerField(_("records chosen"))
    # What to change, in the shape that `services.bulk.edits` reads.
    edits = models.JSONField(_("changes"))
    counts = models.JSONField(_("result"), default=dict)
    state = models.CharField(_("state"), max_length=20, choices=BulkState, default=BulkState.READY)
    error = models.TextField(_("what went wrong"), blank=True)
    done_at = models.DateTimeField(_("done at"), null=True, blank=True)
    undone_at = models.DateTimeField(_("undone at"), null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    undo_reason = models.CharField(_("reason for undoing it"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("change of many records")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="bulk_edit_state_known", condition=Q(state__in=BulkState.values)
            ),
            models.CheckConstraint(
                name="bulk_edit_written_with_a_reason",
                condition=Q(state__in=[BulkState.READY, BulkState.DISCARDED]) | ~Q(reason=""),
            ),
            models.CheckConstraint(
                name="bulk_edit_done_has_a_date",
                condition=~Q(state__in=[BulkState.DONE, BulkState.UNDOING, BulkState.UNDONE])
                | Q(done_at__isnull=False),
            ),
            models.CheckConstraint(
                name="bulk_edit_undone_by_someone",
                condition=~Q(state=BulkState.UNDONE)
                | Q(undone_at__isnull=False, undone_by__isnull=False),
            ),
        ]
        triggers = [pgtrigger.FSM(name="state_moves", field="state", transitions=edges(BULK_MOVES))]

    def __str__(self) -> str:
        return f"{self.reference}"

    def get_absolute_url(self) -> str:
        return reverse("recommendations:bulk_edit", args=[self.reference])


class BulkEditItem(models.Model):
    """One record of a bulk edit. The records are fixed when the preview is made.

    `before` and `after` hold what changes, by the field's key; a field that stays is in neither.
    """

    bulk = models.ForeignKey(BulkEdit, on_delete=models.CASCADE, related_name="items")
    recommendation = models.ForeignKey(
        Recommendation, on_delete=models.CASCADE, related_name="bulk_items"
    )
    before = models.JSONField(_("before"), default=dict)
    after = models.JSONField(_("after"), default=dict)
    # By the place of the change in the list of changes, why the record can't have it.
    refused = models.JSONField(_("what cannot be changed"), default=dict)
    # Fields that undoing left as they were, since someone had changed them meanwhile.
    left = models.JSONField(_("left as it was"), default=list)

    class Meta:
        ordering = ["recommendation"]
        constraints = [
            models.UniqueConstraint(fields=["bulk", "recommendation"], name="bulk_edit_item_once")
        ]

    def __str__(self) -> str:
        return f"{self.recommendation}"
