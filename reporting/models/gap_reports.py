"""What was missing on one day, kept to be held against later days."""

import uuid

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from nmirf.common.models import TimeStamped


class GapReport(TimeStamped):
    """Every gap of one scope with those that had it. Made by a worker, never changed afterwards."""

    reference = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    # The query of the scope's address ("" for the whole register): the same scope has the same.
    scope = models.CharField(_("scope"), max_length=2000, blank=True)
    # In words, in the language of whoever asked for it.
    words = models.JSONField(_("scope in words"), default=list)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="gap_reports"
    )
    # The report of the same scope that was the last one when this one was made.
    previous = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="later"
    )
    as_of = models.DateField(_("as of"), null=True, blank=True)
    made_at = models.DateTimeField(_("made at"), null=True, blank=True)
    total = models.PositiveIntegerField(_("recommendations in the scope"), default=0)
    # {name of the gap: [references, in order]}; every gap is there.
    members = models.JSONField(_("who has which gap"), default=dict)

    class Meta:
        verbose_name = _("gap report")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="gap_report_made_of_a_day",
                condition=Q(made_at__isnull=True) | Q(as_of__isnull=False),
            ),
            models.CheckConstraint(
                name="gap_report_not_its_own_previous",
                condition=Q(previous__isnull=True) | ~Q(previous=F("pk")),
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="immutable",
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Q(old__made_at__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return str(_("Gaps")) + (f", {self.as_of:%Y-%m-%d}" if self.as_of else "")

    def get_absolute_url(self) -> str:
        return reverse("reporting:gap_report", args=[self.reference])
