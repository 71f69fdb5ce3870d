"""Dated, reasoned statements of how far a recommendation is implemented."""

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from documents.models import Document
from focalpoints.models import Institution
from mechanisms.choices import ImplementationStatus
from mechanisms.models import StatusGrade
from nmirf.common.models import TimeStamped
from nmirf.common.workflow import edges
from recommendations.choices import PUBLICATION_MOVES, Publication, Viewpoint
from recommendations.querysets import AssessmentQuerySet

from .recommendation import Recommendation

# The recommendation's status is the latest published assessment of the secretariat. Whatever
# writes an assessment, a service or raw SQL, the recommendation follows.
KEEP_STATUS = """
    UPDATE recommendations_recommendation AS r
       SET status = COALESCE(latest.status, ''), status_on = latest.assessed_on
      FROM (SELECT ids.id, a.status, a.assessed_on
              FROM (SELECT DISTINCT unnest(ARRAY[
                        CASE WHEN TG_OP <> 'DELETE' THEN NEW.recommendation_id END,
                        CASE WHEN TG_OP <> 'INSERT' THEN OLD.recommendation_id END]) AS id) AS ids
              LEFT JOIN LATERAL (
                    SELECT status, assessed_on FROM recommendations_assessment
                     WHERE recommendation_id = ids.id AND viewpoint = 'secretariat'
                       AND publication = 'published'
                     ORDER BY assessed_on DESC, id DESC LIMIT 1) AS a ON TRUE
             WHERE ids.id IS NOT NULL) AS latest
     WHERE r.id = latest.id
       AND (r.status, r.status_on) IS DISTINCT FROM (COALESCE(latest.status, ''), latest.assessed_on);
    RETURN NULL;
"""


def grade_words(grade: StatusGrade) -> str:
    """A letter with what it means; a grade that is a word already, by that word alone."""
    is_letter = len(grade.code) <= 3 and grade.code.isupper()
    return f"{grade.code}: {grade.label}" if is_letter else grade.label


@pghistory.track()
class Assessment(TimeStamped):
    """How far a recommendation is implemented, in the view of one author, on one day."""

    recommendation = models.ForeignKey(
        Recommendation, on_delete=models.CASCADE, related_name="assessments"
    )
    viewpoint = models.CharField(_("viewpoint"), max_length=20, choices=Viewpoint)
    institution = models.ForeignKey(
        Institution,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="assessments",
        verbose_name=_("institution"),
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="assessments"
    )
    status = models.CharField(_("status"), max_length=40, choices=ImplementationStatus)
    grade = models.ForeignKey(
        StatusGrade, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    assessed_on = models.DateField(_("assessed on"))
    # Where a mechanism gave its grade.
    symbol = models.CharField(_("document symbol"), max_length=80, blank=True)
    rationale = models.TextField(_("rationale"))
    evidence = models.ManyToManyField(
        Document, through="AssessmentEvidence", related_name="assessments"
    )
    publication = models.CharField(
        _("publication"), max_length=20, choices=Publication, default=Publication.DRAFT
    )

    objects = AssessmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("assessment")
        ordering = ["-assessed_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="assessment_viewpoint_known", condition=Q(viewpoint__in=Viewpoint.values)
            ),
            models.CheckConstraint(
                name="assessment_status_known",
                condition=Q(status__in=ImplementationStatus.values),
            ),
            models.CheckConstraint(name="assessment_has_a_rationale", condition=~Q(rationale="")),
        ]
        indexes = [
            models.Index(
                fields=["recommendation", "viewpoint", "-assessed_on"], name="assessment_latest"
            )
        ]
        triggers = [
            pgtrigger.FSM(
                name="publication_moves", field="publication", transitions=edges(PUBLICATION_MOVES)
            ),
            pgtrigger.Trigger(
                name="keep_status",
                when=pgtrigger.After,
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                func=KEEP_STATUS,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_viewpoint_display()}: {self.get_status_display()}"

    @property
    def graded(self) -> str:
        """The grade as its mechanism words it, "B1: Substantive action taken"; "" without one."""
        return grade_words(self.grade) if self.grade else ""


@pghistory.track()
class AssessmentEvidence(models.Model):
    assessment = models.ForeignKey(
        Assessment, on_delete=models.CASCADE, related_name="evidence_links"
    )
    document = models.ForeignKey(
        Document, on_delete=models.PROTECT, related_name="assessment_evidence_links"
    )
    page = models.PositiveIntegerField(_("page"), null=True, blank=True)
    note = models.CharField(_("where in the document"), max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "document"], name="assessment_evidence_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.document}"
