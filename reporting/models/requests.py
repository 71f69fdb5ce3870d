"""Questions put to institutions about recommendations that lack something, and their answers."""

import uuid

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from activities.models import ImplementationUpdate
from documents.models import Document
from focalpoints.models import Institution, still_there
from nmirf.common.models import TimeStamped
from nmirf.common.workflow import edges
from recommendations.models import Recommendation
from reporting.choices import REQUEST_MOVES, GapName, RequestState
from reporting.querysets import InformationRequestQuerySet


@pghistory.track()
class InformationRequest(TimeStamped):
    """One question to one institution; to the secretariat itself where no institution leads."""

    reference = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    # Shared by the requests of one act; comes with the form, so that it is carried out once.
    campaign = models.UUIDField(editable=False)
    institution = models.ForeignKey(
        Institution,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="requests",
        verbose_name=_("institution"),
    )
    gap = models.CharField(_("what is missing"), max_length=20, choices=GapName)
    question = models.TextField(_("question"))
    due_on = models.DateField(_("answer by"))
    state = models.CharField(
        _("state"), max_length=20, choices=RequestState, default=RequestState.OPEN
    )
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="requests_asked"
    )
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    # Why it was opened again or withdrawn, or what the secretariat says of the answer.
    note = models.CharField(_("note"), max_length=500, blank=True)
    recommendations = models.ManyToManyField(
        Recommendation, through="RequestItem", related_name="requests"
    )

    objects = InformationRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("request for information")
        verbose_name_plural = _("requests for information")
        ordering = ["due_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "institution"],
                nulls_distinct=False,
                name="request_of_a_campaign_once",
            ),
            models.CheckConstraint(
                name="request_state_known", condition=Q(state__in=RequestState.values)
            ),
            models.CheckConstraint(name="request_gap_known", condition=Q(gap__in=GapName.values)),
            models.CheckConstraint(
                name="request_answered_has_a_date",
                condition=~Q(state=RequestState.ANSWERED) | Q(answered_at__isnull=False),
            ),
        ]
        triggers = [
            pgtrigger.FSM(name="state_moves", field="state", transitions=edges(REQUEST_MOVES)),
            still_there(unless="NEW.state <> 'open'"),
        ]

    def __str__(self) -> str:
        return f"{self.to_whom}: {self.get_gap_display()}"

    @property
    def to_whom(self) -> str:
        return self.institution.label if self.institution else str(_("The secretariat"))

    def get_absolute_url(self) -> str:
        return reverse("reporting:request", args=[self.reference])


@pghistory.track()
class RequestItem(models.Model):
    """A recommendation that the question is about."""

    request = models.ForeignKey(InformationRequest, on_delete=models.CASCADE, related_name="items")
    recommendation = models.ForeignKey(
        Recommendation, on_delete=models.PROTECT, related_name="request_items"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["request", "recommendation"], name="request_item_once")
        ]

    def __str__(self) -> str:
        return f"{self.request} – {self.recommendation}"


class RequestAnswer(models.Model):
    """What was answered, with what it rests on: never edited."""

    request = models.ForeignKey(
        InformationRequest, on_delete=models.PROTECT, related_name="answers"
    )
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    text = models.TextField(_("answer"))
    update = models.ForeignKey(
        ImplementationUpdate, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    document = models.ForeignKey(
        Document, on_delete=models.PROTECT, null=True, blank=True, related_name="request_answers"
    )
    at = models.DateTimeField(_("at"), auto_now_add=True)

    class Meta:
        verbose_name = _("answer to a request")
        ordering = ["at", "pk"]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return self.text[:80]
