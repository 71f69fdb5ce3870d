"""What came in from a file: the file, what each row would do, what was decided."""

import uuid

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from nmirf.common.models import TimeStamped
from recommendations.choices import ImportState, RowOutcome

from .recommendation import Recommendation


def import_path(batch: "ImportBatch", filename: str) -> str:
    """Where an imported file lies: under its batch's own name."""
    return f"imports/{batch.reference}"


@pghistory.track(exclude=["progress"])
class ImportBatch(TimeStamped):
    """One file on its way into the register. Nothing is written before `commit`."""

    reference = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    file = models.FileField(_("file"), upload_to=import_path, max_length=200, blank=True)
    filename = models.CharField(_("file name"), max_length=200)
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    size = models.PositiveBigIntegerField(_("size in bytes"))
    format = models.CharField(_("format"), max_length=30, blank=True)
    state_code = models.CharField(
        _("State"),
        max_length=3,
        blank=True,
        help_text=_("Rows of other States are left out; empty takes every State's."),
    )
    publish = models.BooleanField(_("publish what is new"), default=False)
    state = models.CharField(
        _("state"), max_length=20, choices=ImportState, default=ImportState.QUEUED
    )
    progress = models.PositiveIntegerField(_("rows done"), default=0)
    rows_total = models.PositiveIntegerField(_("rows"), null=True, blank=True)
    counts = models.JSONField(_("result"), default=dict, blank=True)
    unmatched = models.JSONField(_("terms that match nothing"), default=dict, blank=True)
    error = models.TextField(_("what went wrong"), blank=True)
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="imports",
    )
    heartbeat_at = models.DateTimeField(_("last sign of life"), null=True, blank=True)
    committed_at = models.DateTimeField(_("written at"), null=True, blank=True)
    seconds = models.FloatField(_("seconds"), default=0)

    class Meta:
        verbose_name = _("import")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="import_state_known", condition=Q(state__in=ImportState.values)
            )
        ]

    def __str__(self) -> str:
        return self.filename

    def get_absolute_url(self) -> str:
        return reverse("recommendations:import", args=[self.reference])


class ImportRow(models.Model):
    """What one row of the file would do or did. Kept so that the report can be read later."""

    batch = models.ForeignKey(ImportBatch, on_delete=models.CASCADE, related_name="rows")
    position = models.PositiveIntegerField(_("row"))
    outcome = models.CharField(_("outcome"), max_length=20, choices=RowOutcome)
    reference = models.CharField(_("reference"), max_length=80, blank=True)
    recommendation = models.ForeignKey(
        Recommendation, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    # Field → [before, after] for a change; the parsed row itself for a new one.
    changes = models.JSONField(_("changes"), default=dict)
    message = models.TextField(_("message"), blank=True)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["batch", "position"], name="import_row_once"),
        ]
        indexes = [models.Index(fields=["batch", "outcome"], name="import_row_by_outcome")]

    def __str__(self) -> str:
        return f"{self.batch} {self.position}"


@pghistory.track()
class SourceRecord(TimeStamped):
    """What a source last said of a recommendation.

    An import compares a row with this, not with the record: what people changed since
    stays as they left it, and only what the source itself changed is taken over.
    """

    recommendation = models.OneToOneField(
        Recommendation, on_delete=models.CASCADE, related_name="source_record"
    )
    batch = models.ForeignKey(
        ImportBatch, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    payload = models.JSONField(_("row as the source has it"))

    class Meta:
        verbose_name = _("source")

    def __str__(self) -> str:
        return f"{self.recommendation}"
