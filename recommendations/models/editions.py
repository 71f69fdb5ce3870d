"""Another language's edition of a document: what it would change in texts, and what it changed."""

import uuid

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from mechanisms.models import Review
from nmirf.common.models import TimeStamped
from recommendations.choices import EditionOutcome, EditionState, TextStanding

from .recommendation import Recommendation


def edition_path(edition: "TextEdition", filename: str) -> str:
    """Where the file lies: under its edition's own name."""
    return f"editions/{edition.reference}"


@pghistory.track()
class TextEdition(TimeStamped):
    """A document in one more language, matched with the records that it holds in another."""

    reference = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    # The file as it came, or what was pasted.
    file = models.FileField(_("file"), upload_to=edition_path, max_length=200)
    filename = models.CharField(_("file name"), max_length=200)
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    size = models.PositiveBigIntegerField(_("size in bytes"))
    language = models.CharField(_("language"), max_length=12)
    standing = models.CharField(_("kind of translation"), max_length=20, choices=TextStanding)
    source = models.CharField(_("source"), max_length=200)
    translator = models.CharField(_("translator"), max_length=200, blank=True)
    # Whose paragraphs the rows number, where they name no document.
    review = models.ForeignKey(
        Review,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("review"),
    )
    state = models.CharField(
        _("state"), max_length=20, choices=EditionState, default=EditionState.READY
    )
    # Rows by outcome.
    counts = models.JSONField(_("result"), default=dict)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    written_at = models.DateTimeField(_("written at"), null=True, blank=True)

    class Meta:
        verbose_name = _("edition in another language")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="edition_state_known", condition=Q(state__in=EditionState.values)
            ),
            models.CheckConstraint(
                name="edition_is_a_translation",
                condition=Q(standing__in=TextStanding.values) & ~Q(standing=TextStanding.AUTHENTIC),
            ),
            models.CheckConstraint(
                name="edition_written_has_a_date",
                condition=~Q(state__in=[EditionState.WRITTEN, EditionState.UNDONE])
                | Q(written_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.filename

    def get_absolute_url(self) -> str:
        return reverse("recommendations:edition", args=[self.reference])


class TextEditionRow(models.Model):
    """One row of the edition: which record it is, and what it would do or did to its text."""

    edition = models.ForeignKey(TextEdition, on_delete=models.CASCADE, related_name="rows")
    position = models.PositiveIntegerField(_("row"))
    outcome = models.CharField(_("outcome"), max_length=20, choices=EditionOutcome)
    # What the row names itself by: symbol and paragraph, or the annotation's id.
    place = models.CharField(_("place"), max_length=200, blank=True)
    annotation_id = models.CharField(max_length=40, blank=True)
    symbol = models.CharField(max_length=80, blank=True)
    paragraph = models.CharField(max_length=40, blank=True)
    text = models.TextField(_("text"), blank=True)
    heading = models.CharField(_("heading in the document"), max_length=300, blank=True)
    recommendation = models.ForeignKey(
        Recommendation, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    # A person said which record it is.
    is_chosen = models.BooleanField(default=False, db_default=False)
    # The translation that it replaces, column by column; {} where there was none.
    before = models.JSONField(default=dict, blank=True)
    message = models.CharField(_("message"), max_length=500, blank=True)
    # The moment of the text that was written: what was saved since bars the undoing.
    written_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "position"], name="edition_row_once"),
            models.CheckConstraint(
                name="edition_outcome_known", condition=Q(outcome__in=EditionOutcome.values)
            ),
        ]
        indexes = [models.Index(fields=["edition", "outcome"], name="edition_row_by_outcome")]

    def __str__(self) -> str:
        return f"{self.edition} {self.position}"
