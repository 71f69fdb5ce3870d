"""Records that may be the same or take each other up, and records that were made one."""

import uuid

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from nmirf.common.models import TimeStamped
from recommendations.choices import SuggestionDecision, SuggestionKind
from recommendations.querysets import SuggestionQuerySet

from .recommendation import Recommendation


@pghistory.track()
class Suggestion(TimeStamped):
    """Two records whose wording is alike. It changes nothing until a person decides.

    Of two that may be the same `subject` is the one that came first; of a repeat it is the later
    one, `other` the earlier. A refused one stays, so that it is never suggested again.
    """

    kind = models.CharField(_("kind"), max_length=10, choices=SuggestionKind)
    subject = models.ForeignKey(Recommendation, on_delete=models.CASCADE, related_name="+")
    other = models.ForeignKey(Recommendation, on_delete=models.CASCADE, related_name="+")
    # How much of the wording is common, in percent.
    score = models.PositiveSmallIntegerField(_("score"))
    reason = models.CharField(_("why"), max_length=200, blank=True)
    decision = models.CharField(
        _("decision"),
        max_length=10,
        choices=SuggestionDecision,
        default=SuggestionDecision.OPEN,
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)

    objects = SuggestionQuerySet.as_manager()

    class Meta:
        verbose_name = _("suggestion")
        ordering = ["-score", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "subject", "other"], name="suggestion_once"),
            models.CheckConstraint(name="suggestion_of_two", condition=~Q(subject=F("other"))),
            models.CheckConstraint(
                name="suggestion_kind_known", condition=Q(kind__in=SuggestionKind.values)
            ),
            models.CheckConstraint(
                name="suggestion_decision_known",
                condition=Q(decision__in=SuggestionDecision.values),
            ),
            models.CheckConstraint(
                name="suggestion_decided_by_somebody",
                condition=Q(decision=SuggestionDecision.OPEN, decided_by__isnull=True)
                | (~Q(decision=SuggestionDecision.OPEN) & Q(decided_by__isnull=False)),
            ),
        ]
        indexes = [
            models.Index(fields=["decision", "kind", "-score"], name="suggestion_list"),
        ]

    def __str__(self) -> str:
        return f"{self.subject} – {self.other}"


@pghistory.track()
class Merge(TimeStamped):
    """Two records made one, with exactly what moved, so that it can be taken back.

    `moved` lists what was touched, in order: {"model", "pk", "how", "words", "before", "after"},
    the values by column; `how` says whether a row moved, changed, was made, or stayed behind.
    """

    reference = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kept = models.ForeignKey(Recommendation, on_delete=models.PROTECT, related_name="+")
    absorbed = models.ForeignKey(Recommendation, on_delete=models.PROTECT, related_name="+")
    moved = models.JSONField(_("what moved"), default=list)
    reason = models.CharField(_("reason"), max_length=300)
    merged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    undone_at = models.DateTimeField(_("undone at"), null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("merge")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(name="merge_of_two", condition=~Q(kept=F("absorbed"))),
            models.UniqueConstraint(
                fields=["absorbed"],
                condition=Q(undone_at__isnull=True),
                name="merge_of_a_record_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.absorbed} → {self.kept}"
