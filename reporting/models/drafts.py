import uuid

import pghistory
import pgtrigger
from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from documents.choices import Classification
from focalpoints.models import Institution
from mechanisms.models import Review
from nmirf.common.models import TimeStamped
from nmirf.common.workflow import edges
from reporting.choices import DRAFT_MOVES, DraftStage, FileKind, FileState
from reporting.querysets import RenderedFileQuerySet

from .obligations import Obligation


@pghistory.track()
class ReportDraft(TimeStamped):
    """A report on its way, in sections."""

    slug = models.SlugField(_("address"), max_length=80, unique=True)
    title = models.CharField(_("title"), max_length=300)
    obligation = models.ForeignKey(
        Obligation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="drafts",
        verbose_name=_("obligation"),
    )
    language = models.CharField(_("language"), max_length=12, default="en")
    word_limit = models.PositiveIntegerField(_("word limit"), null=True, blank=True)
    classification = models.CharField(
        _("class"), max_length=20, choices=Classification, default=Classification.RESTRICTED
    )
    stage = models.CharField(
        _("stage"), max_length=20, choices=DraftStage, default=DraftStage.OUTLINE
    )

    class Meta:
        verbose_name = _("report draft")
        ordering = ["-updated_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="draft_stage_known", condition=Q(stage__in=DraftStage.values)
            )
        ]
        triggers = [
            pgtrigger.FSM(name="stage_moves", field="stage", transitions=edges(DRAFT_MOVES))
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("reporting:draft", args=[self.slug])


@pghistory.track()
class Section(TimeStamped):
    """One section of a draft; `revision` counts savings, so that nobody overwrites unseen."""

    draft = models.ForeignKey(ReportDraft, on_delete=models.CASCADE, related_name="sections")
    order = models.PositiveSmallIntegerField(_("order"))
    heading = models.CharField(_("heading"), max_length=200)
    body = models.TextField(_("text"), blank=True)
    assigned_to = models.ForeignKey(
        Institution,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="sections",
        verbose_name=_("written by"),
    )
    revision = models.PositiveIntegerField(_("revision"), default=1)

    class Meta:
        verbose_name = _("section")
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["draft", "order"],
                name="section_order_once",
                deferrable=models.Deferrable.DEFERRED,
            )
        ]

    def __str__(self) -> str:
        return self.heading

    def last_editor(self) -> User | None:
        """Who saved it last, as history knows; None for one that no signed-in person saved."""
        events: models.QuerySet = apps.get_model("reporting", "SectionEvent").objects.all()
        event = events.filter(pgh_obj=self.pk).select_related("pgh_context").last()
        found = event.pgh_context.metadata.get("user") if event and event.pgh_context else None
        return User.objects.filter(pk=found).first() if found else None


@pghistory.track()
class DraftVersion(TimeStamped):
    """A draft as it stood when it was put before people: never changed afterwards."""

    draft = models.ForeignKey(ReportDraft, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField(_("number"))
    # [{"key": section pk, "heading": …, "body": …}], in order.
    sections = models.JSONField(_("sections"))
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = _("version")
        ordering = ["draft", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["draft", "number"], name="version_number_once")
        ]
        triggers = [
            pgtrigger.Protect(name="immutable", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"{self.draft} v{self.number}"


def rendered_path(rendered: "RenderedFile", filename: str) -> str:
    """Where a rendered file lies: under its own random name."""
    return f"rendered/{rendered.reference}.{rendered.format}"


@pghistory.track(exclude=["progress", "heartbeat_at"])
class RenderedFile(TimeStamped):
    """A file that a worker makes or has made, out of what whoever asked for it may read."""

    reference = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(_("kind"), max_length=20, choices=FileKind, default=FileKind.REVIEW)
    title = models.CharField(_("title"), max_length=300)
    review = models.ForeignKey(
        Review, on_delete=models.PROTECT, related_name="rendered_files", null=True, blank=True
    )
    format = models.CharField(_("format"), max_length=10, default="pdf")
    language = models.CharField(_("language"), max_length=12, default="en")
    # What was asked for besides: of a file of the register its query and its columns.
    options = models.JSONField(_("what was asked for"), default=dict, blank=True)
    # A public file holds what is published, no more; anyone may fetch it.
    is_public = models.BooleanField(_("for everyone"), default=False)
    state = models.CharField(_("state"), max_length=20, choices=FileState, default=FileState.QUEUED)
    progress = models.PositiveSmallIntegerField(_("percent done"), default=0)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    heartbeat_at = models.DateTimeField(_("last sign of life"), null=True, blank=True)
    error = models.CharField(_("what went wrong"), max_length=500, blank=True)
    file = models.FileField(_("file"), upload_to=rendered_path, max_length=200, blank=True)
    size = models.PositiveBigIntegerField(_("size in bytes"), default=0)
    sha256 = models.CharField(_("SHA-256"), max_length=64, blank=True)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="rendered_files",
    )
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)

    objects = RenderedFileQuerySet.as_manager()

    class Meta:
        verbose_name = _("rendered file")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="rendered_file_state_known", condition=Q(state__in=FileState.values)
            ),
            models.CheckConstraint(
                name="rendered_file_kind_known", condition=Q(kind__in=FileKind.values)
            ),
            models.CheckConstraint(
                name="rendered_review_is_asked_for_by_someone",
                condition=~Q(kind=FileKind.REVIEW) | Q(requested_by__isnull=False),
            ),
            models.CheckConstraint(
                name="rendered_file_ready_is_there",
                condition=~Q(state=FileState.READY) | (~Q(file="") & ~Q(sha256="")),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("reporting:rendered", args=[self.reference])
