"""Answers in a collection round that are no text and no number, and excuses."""

from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from activities import policies
from activities.choices import DUE_MOVES, DueState
from activities.models import CollectionRound, ImplementationUpdate, RoundItem
from activities.owed import answers_to
from nmirf.common.decisions import require
from nmirf.common.history import because
from nmirf.common.workflow import WorkflowError

from .moves import submit
from .writing import Targets, start


@transaction.atomic
def say_nothing_new(*, pk: int, reference: UUID, actor: User) -> ImplementationUpdate | None:
    """Answer that there is nothing new: for an update, by submitting one that says so for the
    round's period; for a value, by saying that no new one exists.

    `reference` comes with the form and becomes the update's. Raises PermissionDenied,
    WorkflowError where it is answered already, OpenUpdateError where an update on it is under way.
    """
    item = _locked(pk)
    require(policies.can_answer_due(actor, item))
    _check_owed(item, "nothing_new")
    if item.indicator_id is not None:
        with because(_("No new value exists")):
            _settle(item, "nothing_new", actor)
        return None
    update = start(
        reference=reference,
        institution=item.institution,
        targets=targets_of(item),
        actor=actor,
        content={
            "nothing_new": True,
            "period_from": item.round.period_from,
            "period_to": item.round.period_to,
        },
    )
    return submit(pk=update.pk, actor=actor)


@transaction.atomic
def excuse(*, pk: int, actor: User, reason: str) -> RoundItem:
    """Take a duty off an institution, for a reason that it reads.

    Raises PermissionDenied, WorkflowError.
    """
    item = _locked(pk)
    require(policies.can_excuse(actor, item))
    _check_owed(item, "excuse")
    if not reason.strip():
        raise WorkflowError(_("Say why."))
    with because(reason):
        _settle(item, "excuse", actor, reason.strip()[:300])
    return item


@transaction.atomic
def owe_again(*, pk: int, actor: User) -> RoundItem:
    """Take an excuse back, or that no new value exists. Raises PermissionDenied, WorkflowError."""
    item = _locked(pk)
    require(policies.can_owe_again(actor, item))
    if item.state not in (DueState.EXCUSED, DueState.NOTHING_NEW):
        raise WorkflowError(_("It is owed as it is."))
    with because(_("Owed again")):
        item.state, item.note = DUE_MOVES["owe_again"].target, ""
        item.answered_at = item.answered_by = None
        item.save()
    return item


def targets_of(item: RoundItem) -> Targets:
    """What an update that answers the item is about."""
    return Targets(
        recommendations=[item.recommendation] if item.recommendation else (),
        cluster=item.cluster,
        activity=item.activity,
    )


def _locked(pk: int) -> RoundItem:
    """The item, its round locked first: whoever closes the round waits for this, or this for them."""
    CollectionRound.objects.select_for_update().get(items=pk)
    return (
        RoundItem.objects.select_for_update(of=("self",))
        .select_related(
            "round", "institution", "indicator", "recommendation", "cluster", "activity"
        )
        .get(pk=pk)
    )


def _check_owed(item: RoundItem, move: str) -> None:
    if item.state not in DUE_MOVES[move].sources:
        raise WorkflowError(
            _("This cannot be done now: it is “%(state)s” already.")
            % {"state": item.get_state_display().lower()}
        )
    if answers_to(RoundItem.objects.filter(pk=item.pk)):
        raise WorkflowError(_("It is answered already."))


def _settle(item: RoundItem, move: str, actor: User, note: str = "") -> None:
    item.state, item.note = DUE_MOVES[move].target, note
    item.answered_at, item.answered_by = timezone.now(), actor
    item.save()
