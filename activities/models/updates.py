import uuid

import pghistory
import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from activities.choices import HEADLINE_ROOM, UPDATE_MOVES, Criterion, SignatureWay, UpdateState
from activities.querysets import ReadingQuerySet, UpdateQuerySet
from documents.models import Document
from focalpoints.models import Institution, still_there
from mechanisms.choices import ImplementationStatus
from nmirf.common.models import TimeStamped, translations
from nmirf.common.workflow import edges
from recommendations.models import Assessment, Cluster, Recommendation

from .activities import Activity


@pghistory.track()
class ImplementationUpdate(TimeStamped):
    """What an institution says it did, on its way from a draft to official information."""

    reference = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    institution = models.ForeignKey(
        Institution,
        on_delete=models.PROTECT,
        related_name="updates",
        verbose_name=_("institution"),
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="updates"
    )
    last_editor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    recommendations = models.ManyToManyField(
        Recommendation, through="UpdateTarget", related_name="updates"
    )
    cluster = models.ForeignKey(
        Cluster, on_delete=models.PROTECT, null=True, blank=True, related_name="updates"
    )
    activity = models.ForeignKey(
        Activity, on_delete=models.PROTECT, null=True, blank=True, related_name="updates"
    )
    # Room for HEADLINE_LENGTH characters as people see them, each of several code points.
    headline = models.CharField(_("headline"), max_length=HEADLINE_ROOM, blank=True)
    headline_translations = translations()
    narrative = models.TextField(_("what was done"), blank=True)
    narrative_translations = translations()
    language = models.CharField(_("language"), max_length=12, default="en")
    source = models.CharField(_("source of the information"), max_length=200, blank=True)
    period_from = models.DateField(_("period from"), null=True, blank=True)
    period_to = models.DateField(_("period to"), null=True, blank=True)
    nothing_new = models.BooleanField(_("nothing new in this period"), default=False)
    proposed_status = models.CharField(
        _("status in the institution's own view"),
        max_length=40,
        choices=ImplementationStatus,
        blank=True,
    )
    evidence = models.ManyToManyField(Document, through="Evidence", related_name="updates")
    state = models.CharField(
        _("state"), max_length=20, choices=UpdateState, default=UpdateState.DRAFT
    )
    # Counts savings of the text, so that of two people who edit at once the second is told.
    revision = models.PositiveIntegerField(_("revision"), default=1)
    # The open form that saved last: its own later savings are no conflict, whatever they overtook.
    saved_from = models.UUIDField(null=True, blank=True, editable=False)
    due_on = models.DateField(_("due on"), null=True, blank=True)
    submitted_at = models.DateTimeField(_("submitted at"), null=True, blank=True)
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="updates_signed",
    )
    signed_at = models.DateTimeField(_("signed at"), null=True, blank=True)
    # Who signed, as the record names them; on paper that need not be `signed_by`, who recorded it.
    signatory = models.CharField(_("signed by"), max_length=200, blank=True)
    signature_way = models.CharField(
        _("how it was signed"), max_length=20, choices=SignatureWay, blank=True
    )
    signed_form = models.ForeignKey(
        Document, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    published_at = models.DateTimeField(_("published at"), null=True, blank=True)
    # What the author wants this one to take the place of; it happens on publication.
    replaces = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="replacements",
        verbose_name=_("replaces"),
    )
    superseded_by = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="supersedes"
    )

    objects = UpdateQuerySet.as_manager()

    class Meta:
        verbose_name = _("update")
        ordering = ["-published_at", "-updated_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="update_state_known", condition=Q(state__in=UpdateState.values)
            ),
            models.CheckConstraint(
                name="update_period_in_order",
                condition=Q(period_from__isnull=True)
                | Q(period_to__isnull=True)
                | Q(period_to__gte=F("period_from")),
            ),
            models.CheckConstraint(
                name="update_beyond_a_draft_says_something",
                condition=Q(state__in=[UpdateState.DRAFT, UpdateState.RETURNED])
                | Q(nothing_new=True)
                | ~Q(narrative=""),
            ),
            models.CheckConstraint(
                name="update_official_is_signed",
                condition=~Q(
                    state__in=[
                        UpdateState.SIGNED,
                        UpdateState.PUBLISHED,
                        UpdateState.SUPERSEDED,
                        UpdateState.WITHDRAWN,
                    ]
                )
                | Q(signed_at__isnull=False, signed_by__isnull=False),
            ),
            models.CheckConstraint(
                name="update_published_has_a_date",
                condition=~Q(state=UpdateState.PUBLISHED) | Q(published_at__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["state", "-published_at"], name="update_by_state")]
        triggers = [
            pgtrigger.FSM(name="state_moves", field="state", transitions=edges(UPDATE_MOVES)),
            still_there(),
        ]

    def __str__(self) -> str:
        return self.headline or str(_("Update of %(institution)s")) % {
            "institution": self.institution
        }

    def get_absolute_url(self) -> str:
        return reverse("activities:update", args=[self.reference])


@pghistory.track()
class UpdateTarget(models.Model):
    update = models.ForeignKey(
        ImplementationUpdate, on_delete=models.CASCADE, related_name="targets"
    )
    recommendation = models.ForeignKey(
        Recommendation, on_delete=models.PROTECT, related_name="update_targets"
    )
    # The institution's own view of it, as publication recorded it.
    assessment = models.ForeignKey(
        Assessment, on_delete=models.PROTECT, null=True, blank=True, related_name="update_targets"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["update", "recommendation"], name="update_target_once")
        ]

    def __str__(self) -> str:
        return f"{self.recommendation}"


def at_page(url: str, filename: str, page: int | None) -> str:
    """The address of a file, with the page of a PDF. Source: RFC 8118, section 3 (#page=)."""
    return f"{url}#page={page}" if page and filename.lower().endswith(".pdf") else url


@pghistory.track()
class Evidence(TimeStamped):
    """A document that an update rests on, with the place in it that matters."""

    update = models.ForeignKey(
        ImplementationUpdate, on_delete=models.CASCADE, related_name="evidence_links"
    )
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="evidence_links")
    page = models.PositiveIntegerField(_("page"), null=True, blank=True)
    note = models.CharField(_("where in the document"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("evidence")
        constraints = [
            models.UniqueConstraint(fields=["update", "document"], name="evidence_once"),
            models.CheckConstraint(
                name="evidence_pages_count_from_one",
                condition=Q(page__isnull=True) | Q(page__gte=1),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.document}"

    @property
    def address(self) -> str:
        """Where the file opens; a PDF at the page that is cited."""
        return at_page(self.document.get_absolute_url(), self.document.filename, self.page)

    @property
    def place(self) -> str:
        """ "version 2, page 3, Table 4"; what is not said is left out."""
        version = self.document.version
        parts = [
            _("version %(number)d") % {"number": version} if version > 1 else "",
            _("page %(number)d") % {"number": self.page} if self.page else "",
            self.note,
        ]
        return ", ".join(str(part) for part in parts if part)


class UpdateStep(models.Model):
    """One move of an update: the official record, never edited."""

    update = models.ForeignKey(ImplementationUpdate, on_delete=models.PROTECT, related_name="steps")
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    move = models.CharField(_("move"), max_length=20)
    source = models.CharField(_("from"), max_length=20, choices=UpdateState)
    target = models.CharField(_("to"), max_length=20, choices=UpdateState)
    note = models.TextField(_("note"), blank=True)
    failed_criteria = ArrayField(
        models.CharField(max_length=20, choices=Criterion), default=list, blank=True
    )
    at = models.DateTimeField(_("at"), auto_now_add=True)

    class Meta:
        verbose_name = _("step")
        ordering = ["at", "pk"]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"{self.source} → {self.target}"


@pghistory.track()
class Verification(TimeStamped):
    """What the secretariat found when it held an update against the four criteria."""

    update = models.ForeignKey(
        ImplementationUpdate, on_delete=models.CASCADE, related_name="verifications"
    )
    officer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    met = ArrayField(
        models.CharField(max_length=20, choices=Criterion),
        verbose_name=_("criteria met"),
        default=list,
        blank=True,
    )
    note = models.TextField(_("note"), blank=True)

    class Meta:
        verbose_name = _("verification")
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.update}"


class UpdateReading(models.Model):
    """That a person opened an update as it stands: whoever signs several has read each of them."""

    update = models.ForeignKey(
        ImplementationUpdate, on_delete=models.CASCADE, related_name="readings"
    )
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    # The revision that was read: a later one is not read yet.
    revision = models.PositiveIntegerField(_("revision"))
    read_at = models.DateTimeField(_("read at"), auto_now=True)

    objects = ReadingQuerySet.as_manager()

    class Meta:
        verbose_name = _("reading of an update")
        constraints = [
            models.UniqueConstraint(fields=["update", "person"], name="update_reading_once")
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.update}"
