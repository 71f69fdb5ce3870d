"""Clusters, who belongs to them, and which institution answers for what."""

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from focalpoints.models import Institution, Meeting, still_there
from nmirf.common.i18n import translated
from nmirf.common.models import TimeStamped, translations
from nmirf.common.workflow import edges
from recommendations.choices import (
    ASSIGNMENT_MOVES,
    PUBLICATION_MOVES,
    AssignmentRole,
    AssignmentState,
    Overlap,
    Publication,
)
from recommendations.querysets import AssignmentQuerySet, ClusterQuerySet

from .recommendation import Recommendation


@pghistory.track()
class Cluster(TimeStamped):
    """Recommendations that one statement of an objective answers, across mechanisms."""

    slug = models.SlugField(_("address"), max_length=80, unique=True)
    title = models.CharField(_("title"), max_length=200)
    title_translations = translations()
    statement = models.TextField(_("objective"), blank=True)
    statement_translations = translations()
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="children"
    )
    lead = models.ForeignKey(
        Institution,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="clusters_led",
        verbose_name=_("lead institution"),
    )
    recommendations = models.ManyToManyField(
        Recommendation, through="ClusterMembership", related_name="clusters"
    )
    publication = models.CharField(
        _("publication"), max_length=20, choices=Publication, default=Publication.DRAFT
    )

    objects = ClusterQuerySet.as_manager()

    class Meta:
        verbose_name = _("cluster")
        ordering = ["title", "pk"]
        constraints = [
            models.CheckConstraint(
                name="cluster_publication_known",
                condition=Q(publication__in=Publication.values),
            ),
            models.CheckConstraint(
                name="cluster_not_its_own_parent",
                condition=Q(parent__isnull=True) | ~Q(parent=F("pk")),
            ),
        ]
        triggers = [
            pgtrigger.FSM(
                name="publication_moves", field="publication", transitions=edges(PUBLICATION_MOVES)
            )
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """The title in the language of the page."""
        return translated(self, "title")

    @property
    def statement_label(self) -> str:
        """The objective in the language of the page."""
        return translated(self, "statement")

    def get_absolute_url(self) -> str:
        return reverse("portal:cluster", args=[self.slug])


@pghistory.track()
class ClusterMembership(TimeStamped):
    cluster = models.ForeignKey(Cluster, on_delete=models.CASCADE, related_name="memberships")
    recommendation = models.ForeignKey(
        Recommendation, on_delete=models.CASCADE, related_name="memberships"
    )
    overlap = models.CharField(_("overlap"), max_length=10, choices=Overlap, default=Overlap.DIRECT)
    note = models.CharField(_("note"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("member of a cluster")
        ordering = ["cluster", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["cluster", "recommendation"], name="cluster_membership_once"
            ),
            models.CheckConstraint(
                name="cluster_membership_overlap_known",
                condition=Q(overlap__in=Overlap.values),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.recommendation} – {self.cluster}"


@pghistory.track()
class Assignment(TimeStamped):
    """One institution's part in one recommendation or one cluster."""

    recommendation = models.ForeignKey(
        Recommendation,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="assignments",
    )
    cluster = models.ForeignKey(
        Cluster, on_delete=models.CASCADE, null=True, blank=True, related_name="assignments"
    )
    institution = models.ForeignKey(
        Institution,
        on_delete=models.PROTECT,
        related_name="assignments",
        verbose_name=_("institution"),
    )
    role = models.CharField(
        _("role"), max_length=20, choices=AssignmentRole, default=AssignmentRole.LEAD
    )
    state = models.CharField(
        _("state"), max_length=20, choices=AssignmentState, default=AssignmentState.PROPOSED
    )
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    answer_by = models.DateField(_("to be answered by"), null=True, blank=True)
    # The thematic table at which it was settled.
    meeting = models.ForeignKey(
        Meeting,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="assignments",
        verbose_name=_("settled at"),
    )

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("assignment")
        ordering = ["role", "institution", "pk"]
        constraints = [
            models.CheckConstraint(
                name="assignment_of_one_thing",
                condition=Q(recommendation__isnull=False, cluster__isnull=True)
                | Q(recommendation__isnull=True, cluster__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["recommendation", "institution"],
                condition=~Q(state=AssignmentState.WITHDRAWN),
                name="assignment_once",
            ),
            models.UniqueConstraint(
                fields=["cluster", "institution"],
                condition=~Q(state=AssignmentState.WITHDRAWN),
                name="cluster_assignment_once",
            ),
            models.UniqueConstraint(
                fields=["recommendation"],
                condition=Q(role=AssignmentRole.LEAD) & ~Q(state=AssignmentState.WITHDRAWN),
                name="assignment_one_lead",
            ),
            models.UniqueConstraint(
                fields=["cluster"],
                condition=Q(role=AssignmentRole.LEAD) & ~Q(state=AssignmentState.WITHDRAWN),
                name="cluster_assignment_one_lead",
            ),
            models.CheckConstraint(
                name="assignment_contested_with_a_reason",
                condition=~Q(state=AssignmentState.CONTESTED) | ~Q(reason=""),
            ),
            models.CheckConstraint(
                name="assignment_role_known", condition=Q(role__in=AssignmentRole.values)
            ),
            models.CheckConstraint(
                name="assignment_state_known", condition=Q(state__in=AssignmentState.values)
            ),
        ]
        triggers = [
            pgtrigger.FSM(name="state_moves", field="state", transitions=edges(ASSIGNMENT_MOVES)),
            still_there(unless="NEW.state = 'withdrawn'"),
        ]

    def __str__(self) -> str:
        return f"{self.institution}: {self.recommendation or self.cluster}"
