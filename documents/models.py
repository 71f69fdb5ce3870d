import uuid

import pghistory
import pgtrigger
from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from nmirf.common.models import TimeStamped

from .choices import HELD_BACK, Classification, Kind, ScanState, TextState
from .querysets import DocumentQuerySet, ExtractQuerySet, PageQuerySet

# What a version is. Another file is another version: a row of its own.
LASTING = ("file", "filename", "media_type", "size", "sha256", "series", "version", "replaces")


def private_path(document: "Document", filename: str) -> str:
    """Where a file lies: under a random name, so that a guessed path opens nothing."""
    extension = filename.rsplit(".", 1)[-1].lower()
    return f"documents/{uuid.uuid4().hex}.{extension}"


@pghistory.track()
class Document(TimeStamped):
    """A file with its class. The class decides who may fetch it, at the file's own address."""

    reference = models.UUIDField(_("reference"), default=uuid.uuid4, unique=True, editable=False)
    title = models.CharField(_("title"), max_length=300)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind, default=Kind.EVIDENCE)
    classification = models.CharField(
        _("class"), max_length=20, choices=Classification, default=Classification.INTERNAL
    )
    file = models.FileField(_("file"), upload_to=private_path, max_length=200)
    filename = models.CharField(_("file name"), max_length=200)
    media_type = models.CharField(_("media type"), max_length=120)
    size = models.PositiveBigIntegerField(_("size in bytes"))
    sha256 = models.CharField(_("SHA-256"), max_length=64, db_index=True)
    language = models.CharField(_("language"), max_length=12, blank=True)
    scan_state = models.CharField(
        _("scan"), max_length=20, choices=ScanState, default=ScanState.NOT_SCANNED
    )
    # Whether what tells who made the file was taken out of it before it was kept.
    is_cleaned = models.BooleanField(_("freed of traces of its author"), default=False)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="documents",
        verbose_name=_("uploaded by"),
    )
    # The same for all versions of one document.
    series = models.UUIDField(default=uuid.uuid4, editable=False)
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    replaces = models.OneToOneField(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="replaced_by",
        verbose_name=_("replaces"),
    )

    objects = DocumentQuerySet.as_manager()

    class Meta:
        verbose_name = _("document")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="document_classification_known",
                condition=models.Q(classification__in=Classification.values),
            ),
            models.CheckConstraint(
                name="document_sha256_whole", condition=models.Q(sha256__regex=r"^[0-9a-f]{64}$")
            ),
            models.CheckConstraint(
                name="document_scan_state_known",
                condition=models.Q(scan_state__in=ScanState.values),
            ),
            models.UniqueConstraint(fields=["series", "version"], name="document_version_once"),
            models.CheckConstraint(
                name="document_first_version_replaces_none",
                condition=models.Q(version=1, replaces__isnull=True)
                | models.Q(version__gt=1, replaces__isnull=False),
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="versions_stay",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange(*LASTING),
            )
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("documents:download", args=[self.reference])

    @property
    def page_url(self) -> str:
        """Where its facts, versions and text stand."""
        return reverse("documents:document", args=[self.reference])

    @property
    def extension(self) -> str:
        return self.filename.rsplit(".", 1)[-1].lower()

    @property
    def is_held_back(self) -> bool:
        return self.scan_state in HELD_BACK

    @property
    def access(self) -> str:
        """Who may open it, or why nobody may; "" where everyone may."""
        if self.is_held_back:
            return str(self.get_scan_state_display())
        is_public = self.classification == Classification.PUBLIC
        return "" if is_public else str(self.get_classification_display())


class Extract(models.Model):
    """What a worker made of a file: its text, in pages, and a picture of the first one."""

    document = models.OneToOneField(Document, on_delete=models.CASCADE, related_name="extract")
    state = models.CharField(_("text"), max_length=20, choices=TextState, default=TextState.WAITING)
    number_of_pages = models.PositiveIntegerField(_("pages"), default=0)
    is_cut = models.BooleanField(_("there was more text than is kept"), default=False)
    picture = models.FileField(upload_to=private_path, max_length=200, blank=True)
    # A file that again and again takes its worker with it is left alone in the end.
    attempts = models.PositiveSmallIntegerField(default=0)
    tried_at = models.DateTimeField(null=True, blank=True)

    objects = ExtractQuerySet.as_manager()

    class Meta:
        verbose_name = _("text of a document")
        constraints = [
            models.CheckConstraint(
                name="extract_state_known", condition=models.Q(state__in=TextState.values)
            )
        ]

    def __str__(self) -> str:
        return f"{self.document}"


class Page(models.Model):
    """One page of text; of what has no pages of its own, a piece about as long."""

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="pages")
    number = models.PositiveIntegerField(_("page"))
    text = models.TextField(_("text"))
    search_vector = SearchVectorField(null=True, editable=False)

    objects = PageQuerySet.as_manager()

    class Meta:
        verbose_name = _("page")
        ordering = ["document", "number"]
        constraints = [
            models.UniqueConstraint(fields=["document", "number"], name="document_page_once")
        ]
        indexes = [GinIndex(fields=["search_vector"], name="document_page_words")]

    def __str__(self) -> str:
        return f"{self.document}, {self.number}"


@pghistory.track()
class NamedReader(TimeStamped):
    """A person who was named as a reader of a restricted or confidential document of the library."""

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="named_readers")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="documents_named_for"
    )
    named_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = _("named reader")
        constraints = [
            models.UniqueConstraint(fields=["document", "person"], name="document_reader_once")
        ]

    def __str__(self) -> str:
        return f"{self.person}"
