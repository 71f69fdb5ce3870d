"""Taking an update from a draft to official information, one recorded move at a time."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from activities import policies
from activities.choices import UPDATE_MOVES, Criterion, PaperStep, SignatureWay, UpdateState
from activities.models import ImplementationUpdate, UpdateStep, Verification
from documents import services as documents
from documents.choices import Classification, Kind
from focalpoints.models import Institution
from nmirf.common.dates import day_of
from nmirf.common.decisions import require
from nmirf.common.errors import ConflictError, DomainError
from nmirf.common.history import because
from nmirf.common.queue import enqueue
from nmirf.common.workflow import WorkflowError
from recommendations.services.assessments import move_assessment, record_signed_view

from .writing import Targets, check_complete, left_untold, start, targets_of

ALL_CRITERIA = [criterion.value for criterion in Criterion]


@transaction.atomic
def submit(*, pk: int, actor: User, revision: int | None = None) -> ImplementationUpdate:
    """Hand the text to the secretariat; from now on a change needs a return.

    `revision`, here as in every move, is the text that the person has read; None means the text
    as it stands. Raises PermissionDenied, WorkflowError, ConflictError, and DomainError when the
    text says too little or too much.
    """
    update = _locked(pk, "submit", actor, revision)
    check_complete(update)
    update.submitted_at = timezone.now()
    _record(update, "submit", actor)
    return update


@transaction.atomic
def report_nothing_new(
    *, reference: UUID, institution: Institution, targets: Targets, actor: User
) -> ImplementationUpdate:
    """Say that there is nothing new: written and submitted in one go.

    Raises PermissionDenied, OpenUpdateError, DomainError.
    """
    update = start(
        reference=reference,
        institution=institution,
        targets=targets,
        actor=actor,
        content={"nothing_new": True},
    )
    return submit(pk=update.pk, actor=actor)


@transaction.atomic
def verify(
    *, pk: int, actor: User, met: Sequence[str], note: str = "", revision: int | None = None
) -> ImplementationUpdate:
    """Find that the text meets all four criteria.

    Raises PermissionDenied, WorkflowError, ConflictError, and DomainError when one is not met.
    """
    update = _locked(pk, "verify", actor, revision)
    if set(met) != set(ALL_CRITERIA):
        raise DomainError(
            _("An update is verified when it meets all four criteria; else return it.")
        )
    Verification.objects.create(update=update, officer=actor, met=ALL_CRITERIA, note=note)
    _record(update, "verify", actor, note)
    return update


@transaction.atomic
def return_update(
    *, pk: int, actor: User, failed: Sequence[str], note: str, revision: int | None = None
) -> ImplementationUpdate:
    """Give the text back to its institution, with the criteria that it fails and the reason.

    Raises PermissionDenied, WorkflowError, ConflictError, DomainError.
    """
    update = _locked(pk, "return", actor, revision, note)
    if not failed or not set(failed) <= set(ALL_CRITERIA):
        raise DomainError(_("Say which of the four criteria the update does not meet."))
    met = [criterion for criterion in ALL_CRITERIA if criterion not in failed]
    Verification.objects.create(update=update, officer=actor, met=met, note=note)
    _record(update, "return", actor, note, failed)
    return update


@transaction.atomic
def sign(*, pk: int, actor: User, revision: int | None = None) -> ImplementationUpdate:
    """Sign for the institution. Raises PermissionDenied, WorkflowError, ConflictError."""
    update = _locked(pk, "sign", actor, revision)
    _sign(update, actor, SignatureWay.IN_SYSTEM, str(actor))
    _record(update, "sign", actor)
    return update


@transaction.atomic
def decline(
    *, pk: int, actor: User, note: str, revision: int | None = None
) -> ImplementationUpdate:
    """The authority gives the text back unsigned, saying why.

    Raises PermissionDenied, WorkflowError, ConflictError.
    """
    update = _locked(pk, "decline", actor, revision, note)
    update.signed_form = None
    update.signatory = ""
    _record(update, "decline", actor, note)
    return update


def attach_signed_form(
    *, pk: int, actor: User, upload: Any, signatory: str, revision: int | None = None
) -> ImplementationUpdate:
    """Attach a form that the authority signed on paper. It counts once the secretariat accepts it.

    `signatory` is the name and post of who signed. Raises PermissionDenied, WorkflowError,
    ConflictError, FileRefusedError, DomainError.
    """
    with documents.files_follow_rows(), transaction.atomic():
        update = _row(pk)
        require(policies.can_attach_signed_form(actor, update))
        _check_state(update, "sign", revision)
        if not signatory.strip():
            raise DomainError(_("Say who signed the form."))
        with because(str(PaperStep.ATTACHED.label)):
            update.signed_form = documents.store(
                actor=actor,
                upload=upload,
                kind=Kind.SIGNED_FORM,
                classification=Classification.RESTRICTED,
                title=_("Signed form"),
            )
            update.signatory = signatory.strip()[:200]
            update.save(update_fields=["signed_form", "signatory", "updated_at"])
        _step(update, PaperStep.ATTACHED, actor, update.state, update.signatory)
    return update


@transaction.atomic
def accept_signed_form(
    *, pk: int, actor: User, revision: int | None = None
) -> ImplementationUpdate:
    """The secretariat finds the form in order: the update counts as signed, on paper.

    `signed_by` is the officer who recorded it; `signatory` is who signed.
    Raises PermissionDenied, WorkflowError, ConflictError.
    """
    update = _row(pk)
    require(policies.can_check_signed_form(actor, update))
    _check_state(update, "sign", revision)
    _sign(update, actor, SignatureWay.SCANNED, update.signatory)
    note = _("Signed on paper by %(signatory)s; the form was checked by %(officer)s.") % {
        "signatory": update.signatory,
        "officer": actor,
    }
    _record(update, "sign", actor, note)
    return update


@transaction.atomic
def refuse_signed_form(
    *, pk: int, actor: User, note: str, revision: int | None = None
) -> ImplementationUpdate:
    """The form is not in order: the update waits for a signature as before.

    Raises PermissionDenied, WorkflowError, ConflictError.
    """
    update = _row(pk)
    require(policies.can_check_signed_form(actor, update))
    _check_state(update, "sign", revision)
    if not note.strip():
        raise WorkflowError(_("Say why."))
    with because(note):
        update.signed_form = None
        update.signatory = ""
        update.save(update_fields=["signed_form", "signatory", "updated_at"])
    _step(update, PaperStep.REFUSED, actor, update.state, note)
    return update


@transaction.atomic
def publish(*, pk: int, actor: User, revision: int | None = None) -> ImplementationUpdate:
    """Make the update official and public, with the files that are public.

    The update that it replaces becomes superseded if this one tells of all of that. The status that the institution proposes is
    recorded as its own view of each recommendation that the update names; what it says of a
    cluster or of an activity is read from the update, never copied to the members.
    Raises PermissionDenied, WorkflowError, ConflictError.
    """
    update = _locked(pk, "publish", actor, revision)
    update.published_at = timezone.now()
    _record(update, "publish", actor)
    _supersede(update, actor)
    if update.proposed_status:
        _record_views(update)
    return update


@transaction.atomic
def withdraw(
    *, pk: int, actor: User, note: str, revision: int | None = None
) -> ImplementationUpdate:
    """Take the update back from the public; it stays in history, its reason with it.

    The institution's view that its publication recorded is retired.
    Raises PermissionDenied, WorkflowError, ConflictError.
    """
    update = _locked(pk, "withdraw", actor, revision, note)
    _record(update, "withdraw", actor, note)
    for target in update.targets.exclude(assessment=None).select_related("assessment"):
        if target.assessment and target.assessment.publication == "published":
            move_assessment(pk=target.assessment.pk, name="retire", actor=actor, note=note)
    return update


def _row(pk: int) -> ImplementationUpdate:
    return ImplementationUpdate.objects.select_for_update(of=("self",)).get(pk=pk)


def _locked(
    pk: int, name: str, actor: User, revision: int | None, note: str | None = None
) -> ImplementationUpdate:
    """The row, locked, if this person may make this move from where it stands."""
    update = _row(pk)
    require(policies.can_move(actor, update, name))
    _check_state(update, name, revision)
    if UPDATE_MOVES[name].needs_note and not (note or "").strip():
        raise WorkflowError(_("Say why."))
    return update


def _check_state(update: ImplementationUpdate, name: str, revision: int | None) -> None:
    if update.state not in UPDATE_MOVES[name].sources:
        raise WorkflowError(
            _("This cannot be done now: the update is %(state)s. Someone may have been faster.")
            % {"state": update.get_state_display().lower()}
        )
    if revision is not None and revision != update.revision:
        raise ConflictError(_("The text was changed after you opened it. Read it again."), update)


def _sign(update: ImplementationUpdate, actor: User, way: SignatureWay, signatory: str) -> None:
    update.signed_by = actor
    update.signed_at = timezone.now()
    update.signature_way = way
    update.signatory = signatory


def _record(
    update: ImplementationUpdate,
    name: str,
    actor: User,
    note: str = "",
    failed: Sequence[str] = (),
) -> None:
    """Write the new state and the step that led to it, and let those concerned know."""
    step, before = UPDATE_MOVES[name], update.state
    update.state = step.target
    with because(note or str(step.label)):
        update.save()
    _step(update, name, actor, before, note, failed)


def _step(
    update: ImplementationUpdate,
    move: str,
    actor: User,
    before: str,
    note: str = "",
    failed: Sequence[str] = (),
) -> None:
    taken = UpdateStep.objects.create(
        update=update,
        actor=actor,
        move=move,
        source=before,
        target=update.state,
        note=note,
        failed_criteria=list(failed),
    )
    enqueue("activities.announce_step", taken.pk)


def _supersede(update: ImplementationUpdate, actor: User) -> None:
    """Only if it is still published: what was withdrawn meanwhile stays withdrawn.

    One that tells of more than this one stays, so that nothing is told of nowhere.
    """
    if update.replaces_id is None:
        return
    older = _row(update.replaces_id)
    if older.state != UpdateState.PUBLISHED or left_untold(older, targets_of(update)):
        return
    older.superseded_by = update
    _record(older, "supersede", actor)


def _record_views(update: ImplementationUpdate) -> None:
    rationale = update.narrative or update.headline or _("Nothing new in this period.")
    for target in update.targets.select_related("recommendation"):
        target.assessment = record_signed_view(
            recommendation=target.recommendation,
            institution=update.institution,
            author=update.author,
            status=update.proposed_status,
            assessed_on=day_of(update.signed_at or update.published_at or timezone.now()),
            rationale=rationale,
        )
        target.save(update_fields=["assessment"])
