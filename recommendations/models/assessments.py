"""Dated, reasoned statements of how far a recommendation is implemented."""

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from documents.models import Document
from focalpoints.models import Institution
from mechanisms.choices import ImplementationStatus
from mechanisms.models import StatusGrade
from nmirf.common.models import TimeStamped
from nmirf.common.workflow import edges
from recommendations.choices import (
    OF_AN_INSTITUTION,
    PUBLICATION_MOVES,
    Publication,
    Viewpoint,
)
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

# A national human rights institution speaks for itself, and civil society's words are nobody's to
# correct. An assessment of theirs is written by somebody appointed there, and changed only while
# `nmirf.speaker`, which the services set for the transaction, names such a person: whatever else
# writes, raw SQL and bulk edits included, is refused. Three things stay free: the record that it
# is about (two may be merged), the institution of a draft where that has become another one of its
# kind, and what the secretariat decides as the moderator of civil society's words. A day more on
# either side, for the database knows no time zone of the State.
KEEP_VOICES = """
    IF TG_OP = 'INSERT' THEN
        IF NEW.viewpoint NOT IN ('nhri', 'civil_society') THEN RETURN NEW; END IF;
        speaker := NEW.author_id; institution := NEW.institution_id;
    ELSE
        IF OLD.viewpoint NOT IN ('nhri', 'civil_society')
           AND (TG_OP = 'DELETE' OR NEW.viewpoint NOT IN ('nhri', 'civil_society'))
        THEN
            IF TG_OP = 'DELETE' THEN RETURN OLD; ELSE RETURN NEW; END IF;
        END IF;
        speaker := NULLIF(current_setting('nmirf.speaker', true), '')::integer;
        institution := OLD.institution_id;
    END IF;
    IF TG_OP = 'UPDATE' THEN
        is_free := (NEW.viewpoint, NEW.author_id, NEW.status, NEW.grade_id, NEW.assessed_on,
                    NEW.symbol, NEW.rationale)
               IS NOT DISTINCT FROM
                   (OLD.viewpoint, OLD.author_id, OLD.status, OLD.grade_id, OLD.assessed_on,
                    OLD.symbol, OLD.rationale)
           AND (NEW.institution_id = OLD.institution_id
                OR (OLD.publication = 'draft'
                    AND EXISTS (SELECT FROM focalpoints_institution AS one
                                  JOIN focalpoints_institution AS other ON other.kind = one.kind
                                 WHERE one.id = OLD.institution_id
                                   AND other.id = NEW.institution_id)))
           AND (OLD.viewpoint = 'civil_society'
                OR (NEW.publication, NEW.handed_in_at, NEW.reason, NEW.decided_by_id, NEW.decided_at)
                   IS NOT DISTINCT FROM
                   (OLD.publication, OLD.handed_in_at, OLD.reason, OLD.decided_by_id, OLD.decided_at));
        IF is_free THEN RETURN NEW; END IF;
    END IF;
    IF NOT EXISTS (SELECT FROM focalpoints_appointment AS post
                    WHERE post.user_id = speaker AND post.institution_id = institution
                      AND post.starts_on <= current_date + 1
                      AND (post.ends_on IS NULL OR post.ends_on >= current_date - 1))
    THEN
        RAISE EXCEPTION 'an assessment of another voice is written and changed by its institution alone';
    END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; ELSE RETURN NEW; END IF;
"""
# What such an assessment rests on belongs to its words.
KEEP_PROOFS = """
    SELECT a.institution_id INTO institution FROM recommendations_assessment AS a
     WHERE a.id = CASE WHEN TG_OP = 'INSERT' THEN NEW.assessment_id ELSE OLD.assessment_id END
       AND a.viewpoint IN ('nhri', 'civil_society');
    IF institution IS NOT NULL AND NOT EXISTS (
        SELECT FROM focalpoints_appointment AS post
         WHERE post.user_id = NULLIF(current_setting('nmirf.speaker', true), '')::integer
           AND post.institution_id = institution
           AND post.starts_on <= current_date + 1
           AND (post.ends_on IS NULL OR post.ends_on >= current_date - 1))
    THEN
        RAISE EXCEPTION 'what an assessment of another voice rests on is changed by its institution alone';
    END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; ELSE RETURN NEW; END IF;
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

    # When civil society handed it to the secretariat, which moderates; before that it is theirs alone.
    handed_in_at = models.DateTimeField(_("handed in at"), null=True, blank=True)
    # Who published, declined or retired it last, when, and why where that is to be said.
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=300, blank=True)

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
            models.CheckConstraint(
                name="assessment_of_an_institution_where_it_is_one",
                condition=Q(viewpoint__in=OF_AN_INSTITUTION, institution__isnull=False)
                | Q(~Q(viewpoint__in=OF_AN_INSTITUTION), institution__isnull=True),
            ),
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
            pgtrigger.Trigger(
                name="keep_voices",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                declare=[("speaker", "INTEGER"), ("institution", "BIGINT"), ("is_free", "BOOLEAN")],
                func=KEEP_VOICES,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_viewpoint_display()}: {self.get_status_display()}"

    def get_absolute_url(self) -> str:
        return reverse("recommendations:assessment", args=[self.pk])

    @property
    def is_declined(self) -> bool:
        """Civil society's contribution that the secretariat did not publish, or took down since."""
        return self.publication == Publication.RETIRED and bool(self.reason)

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
        triggers = [
            pgtrigger.Trigger(
                name="keep_proofs",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                declare=[("institution", "BIGINT")],
                func=KEEP_PROOFS,
            )
        ]

    def __str__(self) -> str:
        return f"{self.document}"
