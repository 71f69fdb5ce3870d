"""What readers report as wrong on a public page. Only the secretariat ever reads it."""

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
from notifications.choices import FollowKind
from reporting.choices import ERROR_MOVES, ErrorState
from reporting.querysets import ErrorReportQuerySet


@pghistory.track(exclude=["email", "text"])
class ErrorReport(TimeStamped):
    """One report of a reader; the address is forgotten some time after it is settled."""

    reference = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(_("kind"), max_length=20, choices=FollowKind)
    # Of the record in its own address, and its name as it was then.
    key = models.CharField(_("record"), max_length=200)
    name = models.CharField(_("name"), max_length=300)
    path = models.CharField(_("address"), max_length=500)
    text = models.TextField(_("what is wrong"), max_length=3000)
    email = models.EmailField(_("e-mail address"), max_length=254, blank=True)
    language = models.CharField(_("language"), max_length=12, blank=True)
    state = models.CharField(_("state"), max_length=20, choices=ErrorState, default=ErrorState.OPEN)
    answer = models.TextField(_("answer"), max_length=3000, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    settled_at = models.DateTimeField(_("settled at"), null=True, blank=True)
    # Null as long as the answer has not gone out.
    answer_sent_at = models.DateTimeField(_("answer sent at"), null=True, blank=True)

    objects = ErrorReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("report of an error")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="error_report_state_known", condition=Q(state__in=ErrorState.values)
            ),
            models.CheckConstraint(
                name="error_report_kind_known", condition=Q(kind__in=FollowKind.values)
            ),
            models.CheckConstraint(
                name="error_report_answered_in_words",
                condition=~Q(state=ErrorState.ANSWERED) | ~Q(answer=""),
            ),
            models.CheckConstraint(
                name="error_report_settled_by_somebody",
                condition=Q(state=ErrorState.OPEN)
                | Q(settled_by__isnull=False, settled_at__isnull=False),
            ),
        ]
        triggers = [
            pgtrigger.FSM(name="state_moves", field="state", transitions=edges(ERROR_MOVES))
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("reporting:error_report", args=[self.reference])
