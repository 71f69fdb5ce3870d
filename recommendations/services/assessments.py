"""Writes to assessments: dated, reasoned, each from its own viewpoint."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from documents.choices import Classification, Kind
from documents.models import Document
from documents.services import files_follow_rows, store
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

from .contributed import tell_contributors
from .voices import speaking


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
    hand_in: bool = False,
) -> Assessment:
    """State how far a recommendation is implemented; earlier statements stay as they were.

    Published by the secretariat, the statement becomes the recommendation's status if it is the
    latest one (the database sees to that). Civil society hands its own in, to be moderated.

    Raises PermissionDenied, and DomainError for a date to come or an empty rationale.
    """
    Recommendation.objects.select_for_update().get(pk=recommendation.pk)
    institution_pk = institution.pk if institution else None
    require(policies.can_assess(actor, viewpoint, institution_pk))
    _check(assessed_on, rationale)
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
        _decide(assessment, Publication.PUBLISHED, actor)
    with because(assessment.rationale[:300]), speaking(actor):
        assessment.save()
        AssessmentEvidence.objects.bulk_create(
            AssessmentEvidence(assessment=assessment, document=document) for document in evidence
        )
        if hand_in:
            _hand_in(assessment, actor)
    return assessment


@transaction.atomic
def edit_assessment(
    *, pk: int, actor: User, status: str, rationale: str, assessed_on: dt.date
) -> Assessment:
    """Rewrite a draft of one's own. Raises DoesNotExist, PermissionDenied, DomainError."""
    assessment = _locked(pk)
    require(policies.can_edit_assessment(actor, assessment))
    _check(assessed_on, rationale)
    assessment.status, assessment.assessed_on = status, assessed_on
    assessment.rationale, assessment.author = rationale.strip(), actor
    with because(assessment.rationale[:300]), speaking(actor):
        assessment.save()
    return assessment


@transaction.atomic
def hand_in_assessment(*, pk: int, actor: User) -> Assessment:
    """Give a contribution to the secretariat, which publishes or declines it and changes no word.

    Raises DoesNotExist, PermissionDenied.
    """
    assessment = _locked(pk)
    _hand_in(assessment, actor)
    return assessment


def _hand_in(assessment: Assessment, actor: User) -> None:
    require(policies.can_hand_in_assessment(actor, assessment))
    assessment.handed_in_at = timezone.now()
    with because(_("Handed in")), speaking(actor):
        assessment.save(update_fields=["handed_in_at", "updated_at"])


def attach_proof(
    *,
    pk: int,
    actor: User,
    document: Document | None = None,
    upload: Any = None,
    classification: str = Classification.INTERNAL,
    page: int | None = None,
    note: str = "",
) -> AssessmentEvidence:
    """Say on which document a draft rests, and where in it; an upload is kept first.

    Raises DoesNotExist, PermissionDenied, FileRefusedError, and DomainError for a document that
    stands there already or for none.
    """
    with files_follow_rows(), transaction.atomic():
        assessment = _locked(pk)
        require(policies.can_edit_assessment(actor, assessment))
        if upload is not None:
            document = store(
                actor=actor,
                upload=upload,
                kind=Kind.EVIDENCE,
                classification=Classification(classification),
            )
        if document is None:
            raise DomainError(_("Choose a document or a file."))
        with because(_("Evidence added")), speaking(actor):
            try:
                with transaction.atomic():
                    return AssessmentEvidence.objects.create(
                        assessment=assessment, document=document, page=page, note=note.strip()
                    )
            except IntegrityError as error:
                raise DomainError(_("This document stands there already.")) from error


@transaction.atomic
def detach_proof(*, pk: int, actor: User) -> Assessment:
    """Take a document away from a draft; the file stays. Raises DoesNotExist, PermissionDenied."""
    row = AssessmentEvidence.objects.get(pk=pk)
    assessment = _locked(row.assessment_id)
    require(policies.can_edit_assessment(actor, assessment))
    with because(_("Evidence taken away")), speaking(actor):
        row.delete()
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
    """Publish or retire an assessment; civil society is told what became of its own, and why.

    Raises DoesNotExist, PermissionDenied, WorkflowError.
    """
    assessment = _locked(pk)
    asks = {"publish": policies.can_publish_assessment, "retire": policies.can_retire_assessment}
    require(asks[name](actor, assessment))
    step = PUBLICATION_MOVES[name]
    if assessment.publication not in step.sources:
        raise WorkflowError(_("Someone has already done this."))
    if step.needs_note and not note.strip():
        raise WorkflowError(_("Say why."))
    _decide(assessment, Publication(step.target), actor, note.strip())
    with because(note or str(step.label)), speaking(actor):
        assessment.save()
    if assessment.viewpoint == Viewpoint.CIVIL_SOCIETY and assessment.handed_in_at:
        tell_contributors(assessment)
    return assessment


def _locked(pk: int) -> Assessment:
    rows = Assessment.objects.select_for_update(of=("self",))
    return rows.select_related("recommendation", "institution").get(pk=pk)


def _check(assessed_on: dt.date, rationale: str) -> None:
    if assessed_on > today():
        raise DomainError(_("An assessment cannot be dated in the future."))
    if not rationale.strip():
        raise DomainError(_("Say on what the assessment rests."))


def _decide(row: Assessment, publication: Publication, actor: User, reason: str = "") -> None:
    row.publication, row.reason = publication, reason[:300]
    row.decided_by, row.decided_at = actor, timezone.now()
