"""Writes to assessments: dated, reasoned, each from its own viewpoint."""

import datetime as dt
from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from documents.models import Document
from focalpoints.models import Institution
from mechanisms.models import StatusGrade
from nmirf.common.dates import today
from nmirf.common.decisions import require
from nmirf.common.errors import DomainError
from nmirf.common.history import because
from nmirf.common.workflow import WorkflowError
from recommendations import policies
from recommendations.choices import PUBLICATION_MOVES, Publication, Viewpoint
from recommendations.models import Assessment, AssessmentEvidence, Recommendation
from recommendations.models.assessments import grade_words


@transaction.atomic
def record_assessment(
    *,
    actor: User,
    recommendation: Recommendation,
    viewpoint: str,
    status: str,
    rationale: str,
    assessed_on: dt.date,
    institution: Institution | None = None,
    evidence: Iterable[Document] = (),
    grade: StatusGrade | None = None,
    symbol: str = "",
    publish: bool = False,
) -> Assessment:
    """State how far a recommendation is implemented; earlier statements stay as they were.

    Published by the secretariat, the statement becomes the recommendation's status if it is the
    latest one (the database sees to that).

    Raises PermissionDenied, and DomainError for a date to come or an empty rationale.
    """
    Recommendation.objects.select_for_update().get(pk=recommendation.pk)
    institution_pk = institution.pk if institution else None
    require(policies.can_assess(actor, viewpoint, institution_pk))
    if assessed_on > today():
        raise DomainError(_("An assessment cannot be dated in the future."))
    if not rationale.strip():
        raise DomainError(_("Say on what the assessment rests."))
    assessment = Assessment(
        recommendation=recommendation,
        viewpoint=viewpoint,
        institution=institution,
        author=actor,
        status=status,
        grade=grade,
        symbol=symbol,
        assessed_on=assessed_on,
        rationale=rationale.strip(),
    )
    if publish:
        require(policies.can_publish_assessment(actor, assessment))
        assessment.publication = Publication.PUBLISHED
    with because(assessment.rationale[:300]):
        assessment.save()
        AssessmentEvidence.objects.bulk_create(
            AssessmentEvidence(assessment=assessment, document=document) for document in evidence
        )
    return assessment


@transaction.atomic
def record_grade(
    *,
    actor: User,
    recommendation: Recommendation,
    grade: StatusGrade,
    graded_on: dt.date,
    symbol: str,
    note: str = "",
    publish: bool = True,
) -> Assessment:
    """Record the grade that the mechanism gave a follow-up; its earlier grades stay.

    Raises PermissionDenied, and DomainError for a date to come, a grade of another body's scale,
    or without the document that holds it.
    """
    scale = recommendation.mechanism.grading_scale_id
    if scale is not None and grade.scale_id != scale:
        raise DomainError(_("This grade belongs to another body's scale."))
    if not symbol.strip():
        raise DomainError(_("Say which document holds the grade."))
    return record_assessment(
        actor=actor,
        recommendation=recommendation,
        viewpoint=Viewpoint.MECHANISM,
        status=grade.canonical,
        rationale=note or _("Grade %(grade)s") % {"grade": grade_words(grade)},
        assessed_on=graded_on,
        grade=grade,
        symbol=symbol.strip(),
        publish=publish,
    )


@transaction.atomic
def record_signed_view(
    *,
    recommendation: Recommendation,
    institution: Institution,
    author: User,
    status: str,
    assessed_on: dt.date,
    rationale: str,
) -> Assessment:
    """Publish an institution's own view, as an official update of its states it.

    The deed that calls this has checked that the institution's authority signed the statement;
    `author` is who wrote it, whether or not they still hold their appointment.
    """
    with because(rationale[:300]):
        return Assessment.objects.create(
            recommendation=recommendation,
            viewpoint=Viewpoint.INSTITUTION,
            institution=institution,
            author=author,
            status=status,
            assessed_on=assessed_on,
            rationale=rationale,
            publication=Publication.PUBLISHED,
        )


@transaction.atomic
def move_assessment(*, pk: int, name: str, actor: User, note: str = "") -> Assessment:
    """Publish or retire an assessment. Raises DoesNotExist, PermissionDenied, WorkflowError."""
    assessment = Assessment.objects.select_for_update().get(pk=pk)
    require(policies.can_publish_assessment(actor, assessment))
    step = PUBLICATION_MOVES[name]
    if assessment.publication not in step.sources:
        raise WorkflowError(_("Someone has already done this."))
    if step.needs_note and not note.strip():
        raise WorkflowError(_("Say why."))
    with because(note or str(step.label)):
        assessment.publication = step.target
        assessment.save(update_fields=["publication", "updated_at"])
    return assessment
