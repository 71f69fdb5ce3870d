import uuid

import pghistory
from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from nmirf.common.models import TimeStamped

from .choices import Classification, Kind, ScanState
from .querysets import DocumentQuerySet


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
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="documents",
        verbose_name=_("uploaded by"),
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
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("documents:download", args=[self.reference])
