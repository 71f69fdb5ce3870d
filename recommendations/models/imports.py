"""What came in from a file: the file, what each row would do, what was decided."""

import uuid

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from nmirf.common.history import tracked_in_bulk
from nmirf.common.models import TimeStamped
from recommendations.choices import (
    ImportState,
    RowChoice,
    RowOutcome,
    SourceKind,
    TermChoice,
    TermList,
)
from recommendations.querysets import ImportRowQuerySet, SourceRecordQuerySet

from .recommendation import Recommendation


def import_path(batch: "ImportBatch", filename: str) -> str:
    """Where an imported file lies: under its batch's own name."""
    return f"imports/{batch.reference}"


@pghistory.track()
class ImportMapping(TimeStamped):
    """Which column of a table is which field; kept under a name, for the next file of its kind."""

    name = models.CharField(_("name"), max_length=120, unique=True)
    # Field → title of the column, and field → value that every row has.
    columns = models.JSONField(_("columns"), default=dict)
    constants = models.JSONField(_("the same in every row"), default=dict, blank=True)
    # How cells are read: {"day_first": true, "separator": ";"}.
    reading = models.JSONField(_("how cells are read"), default=dict, blank=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = _("mapping of columns")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


@pghistory.track(exclude=["progress"])
class ImportBatch(TimeStamped):
    """One file on its way into the register. Nothing is written before `commit`."""

    reference = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    file = models.FileField(_("file"), upload_to=import_path, max_length=200, blank=True)
    filename = models.CharField(_("file name"), max_length=200)
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    size = models.PositiveBigIntegerField(_("size in bytes"))
    format = models.CharField(_("format"), max_length=30, blank=True)
    # Who speaks in the file; "" until it is read.
    source = models.CharField(_("source"), max_length=20, choices=SourceKind, blank=True)
    state_code = models.CharField(
        _("State"),
        max_length=3,
        blank=True,
        help_text=_("Rows of other States are left out; empty takes every State's."),
    )
    publish = models.BooleanField(_("publish what is new"), default=False)
    # How a table is read; null for formats that explain themselves, and before a person has said.
    mapping = models.ForeignKey(
        ImportMapping, on_delete=models.PROTECT, null=True, blank=True, related_name="batches"
    )
    # The same where it was said for this file alone: {"columns", "constants", "reading"}.
    own_mapping = models.JSONField(
        _("mapping of this file"), default=dict, blank=True, db_default={}
    )
    # What a person states of a file that does not say it: {"symbol", "session", "published_on", …}.
    stated = models.JSONField(_("stated of the file"), default=dict, blank=True)
    state = models.CharField(
        _("state"), max_length=20, choices=ImportState, default=ImportState.QUEUED
    )
    progress = models.PositiveIntegerField(_("rows done"), default=0)
    rows_total = models.PositiveIntegerField(_("rows"), null=True, blank=True)
    counts = models.JSONField(_("result"), default=dict, blank=True)
    unmatched = models.JSONField(_("terms that match nothing"), default=dict, blank=True)
    error = models.TextField(_("what went wrong"), blank=True)
    # Of a file that can't be used: the place that is meant ("row 12"), and a short code of the reason.
    error_where = models.CharField(max_length=200, blank=True, db_default="")
    error_what = models.CharField(max_length=40, blank=True, db_default="")
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="imports",
    )
    heartbeat_at = models.DateTimeField(_("last sign of life"), null=True, blank=True)
    committed_at = models.DateTimeField(_("written at"), null=True, blank=True)
    undone_at = models.DateTimeField(_("undone at"), null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    seconds = models.FloatField(_("seconds"), default=0)
    # Since a person decided something, the rows are no longer what would be written.
    is_outdated = models.BooleanField(_("to be judged again"), default=False)

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

    batch = models.ForeignKey(
        ImportBatch, on_delete=models.CASCADE, related_name="rows", db_index=False
    )
    position = models.PositiveIntegerField(_("row"))
    # Of a row that is split: which of its recommendations, from 1; 0 of any other.
    part = models.PositiveSmallIntegerField(_("part"), default=0)
    outcome = models.CharField(_("outcome"), max_length=20, choices=RowOutcome)
    reference = models.CharField(_("reference"), max_length=80, blank=True)
    # Of a new record: the code of its State, and what its paragraph is sorted by.
    addressed_to = models.CharField(max_length=3, blank=True, db_default="")
    paragraph_key = models.CharField(max_length=60, blank=True, db_default="")
    recommendation = models.ForeignKey(
        Recommendation, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    # Field → [before, after] for a change; the parsed row itself for a new one.
    changes = models.JSONField(_("changes"), default=dict)
    # Of a change: all that the source says of the record.
    said = models.JSONField(_("row as the source has it"), default=dict, blank=True)
    message = models.TextField(_("message"), blank=True)
    # Records that may be the same, the likeliest first: [{"reference", "score", "why"}].
    candidates = models.JSONField(_("may be the same as"), default=list, blank=True)
    # The recommendations that one cell bundles, as text, where it does.
    parts = models.JSONField(_("parts"), default=list, blank=True)
    # Its terms that no list knows: [list, term].
    unknown = models.JSONField(_("unknown terms"), default=list, blank=True)

    objects = ImportRowQuerySet.as_manager()

    class Meta:
        ordering = ["position", "part"]
        constraints = [
            models.UniqueConstraint(fields=["batch", "position", "part"], name="import_row_once"),
        ]
        indexes = [models.Index(fields=["batch", "outcome"], name="import_row_by_outcome")]

    def __str__(self) -> str:
        return f"{self.batch} {self.position}"


@pghistory.track()
class RowDecision(TimeStamped):
    """What a person decided of one row; it outlives a second reading of the file."""

    batch = models.ForeignKey(ImportBatch, on_delete=models.CASCADE, related_name="row_decisions")
    position = models.PositiveIntegerField(_("row"))
    choice = models.CharField(_("decision"), max_length=20, choices=RowChoice)
    target = models.ForeignKey(
        Recommendation, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["batch", "position"], name="row_decision_once"),
            models.CheckConstraint(
                name="row_decision_known", condition=Q(choice__in=RowChoice.values)
            ),
            models.CheckConstraint(
                name="row_decision_target_of_same_as",
                condition=Q(choice=RowChoice.SAME_AS, target__isnull=False)
                | (~Q(choice=RowChoice.SAME_AS) & Q(target__isnull=True)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.position}: {self.get_choice_display()}"


@pghistory.track()
class TermDecision(TimeStamped):
    """What a person decided of a term that no list knows; nothing is created before the import is."""

    batch = models.ForeignKey(ImportBatch, on_delete=models.CASCADE, related_name="term_decisions")
    list = models.CharField(_("list"), max_length=30, choices=TermList)
    label = models.CharField(_("term"), max_length=300)
    choice = models.CharField(_("decision"), max_length=20, choices=TermChoice)
    # The code of the term that it stands for, or is to be created under; "" when left out.
    code = models.CharField(_("code"), max_length=60, blank=True)
    # Of a new term: the code of its parent.
    parent = models.CharField(_("parent"), max_length=60, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["list", "label"]
        constraints = [
            models.UniqueConstraint(fields=["batch", "list", "label"], name="term_decision_once"),
            models.CheckConstraint(
                name="term_decision_known", condition=Q(choice__in=TermChoice.values)
            ),
            models.CheckConstraint(
                name="term_decision_names_a_term",
                condition=Q(choice=TermChoice.LEAVE_OUT, code="")
                | (~Q(choice=TermChoice.LEAVE_OUT) & ~Q(code="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label}: {self.get_choice_display()}"


@tracked_in_bulk(unread=["batch"])
class SourceRecord(TimeStamped):
    """What one source last said of a recommendation; several may speak of the same one.

    An import compares a row with this, not with the record: what people changed since
    stays as they left it, and only what the source itself changed is taken over.
    """

    recommendation = models.ForeignKey(
        Recommendation, on_delete=models.CASCADE, related_name="source_records"
    )
    source = models.CharField(_("source"), max_length=20, choices=SourceKind)
    # The source's own name of the row (an annotation's id, symbol and paragraph); "" if it has none.
    key = models.CharField(_("name in the source"), max_length=200, blank=True)
    batch = models.ForeignKey(
        ImportBatch, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    payload = models.JSONField(_("row as the source has it"))

    objects = SourceRecordQuerySet.as_manager()

    class Meta:
        verbose_name = _("source")
        ordering = ["created_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="source_kind_known", condition=Q(source__in=SourceKind.values)
            ),
            models.UniqueConstraint(
                fields=["source", "key"], condition=~Q(key=""), name="source_names_a_row_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_source_display()}: {self.recommendation}"


@tracked_in_bulk(unread=["batch"])
class ExternalCoding(TimeStamped):
    """How others classify a recommendation, kept as they do: UPR Info's action category, issues."""

    recommendation = models.ForeignKey(
        Recommendation, on_delete=models.CASCADE, related_name="codings"
    )
    scheme = models.CharField(_("scheme"), max_length=40)
    value = models.CharField(_("value"), max_length=200)
    batch = models.ForeignKey(
        ImportBatch, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("external coding")
        ordering = ["scheme", "value"]
        constraints = [
            models.UniqueConstraint(
                fields=["recommendation", "scheme", "value"], name="external_coding_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.scheme}: {self.value}"
