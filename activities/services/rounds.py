"""Collection rounds: prepare, open, extend, close."""

import datetime as dt
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import User
from activities import asking, policies
from activities.choices import ROUND_MOVES, RoundState
from activities.models import CollectionRound, RoundWork
from activities.owed import about_of, answers_to
from activities.services.days import check_days
from activities.services.round_items import write_answers, write_items
from nmirf.common.dates import today
from nmirf.common.decisions import require
from nmirf.common.errors import ConflictError, DomainError
from nmirf.common.history import because
from nmirf.common.queue import enqueue
from nmirf.common.workflow import WorkflowError

FIELDS = ("title", "kind", "period_from", "period_to", "due_on", "note", "choice")


def make_round(*, reference: UUID, actor: User, content: Mapping[str, Any]) -> CollectionRound:
    """Prepare a round; nobody else sees it before it is opened. `content`: FIELDS by name.

    `reference` comes with the form, so that the same form makes one round only: the second sending
    gets the round that the first has made. Raises PermissionDenied, DomainError.
    """
    require(policies.can_run_rounds(actor))
    row = CollectionRound(reference=reference, made_by=actor)
    _fill(row, content)
    with because(_("Collection round prepared")):
        return _written(row, is_new=True)


@transaction.atomic
def change_round(
    *, pk: int, actor: User, content: Mapping[str, Any], seen: dt.datetime | None = None
) -> CollectionRound:
    """Change what is being prepared. `seen` is when the round that the form showed was last changed.

    Raises PermissionDenied, ConflictError, WorkflowError, DomainError.
    """
    row = locked(pk, actor, RoundState.DRAFT, seen)
    _fill(row, content)
    with because(_("Collection round changed")):
        return _written(row)


@transaction.atomic
def discard_round(*, pk: int, actor: User) -> None:
    """Throw a round away that nobody was asked in. Raises PermissionDenied, WorkflowError."""
    row = locked(pk, actor, RoundState.DRAFT)
    with because(_("Collection round thrown away")):
        row.delete()


@transaction.atomic
def open_round(*, pk: int, actor: User, seen: dt.datetime | None = None) -> CollectionRound:
    """Ask: what each institution owes from now on is written down, and its people are told.

    Who owes what follows from today's assignments and custodians. Raises PermissionDenied,
    WorkflowError where it is open already, ConflictError where it was changed after `seen`, and
    DomainError where nobody would owe anything or the day for answers is past.
    """
    row = locked(pk, actor, RoundState.DRAFT, seen)
    if row.due_on < today():
        raise DomainError(_("The day by which answers are wanted lies in the past."))
    found = asking.preview(row)
    if not found.wanted and found.elsewhere:
        raise DomainError(_("Another open round asks for all of this at the same period."))
    if not found.wanted:
        raise DomainError(_("Nobody would owe anything in this round: choose something else."))
    row.state = ROUND_MOVES["open"].target
    row.opened_at = timezone.now()
    with because(_("Collection round opened")):
        row.save(update_fields=["state", "opened_at", "updated_at"])
        write_items(row, found.wanted)
    enqueue("activities.tell_of_round", row.pk)
    return row


@transaction.atomic
def extend_round(*, pk: int, actor: User, due_on: dt.date, reason: str) -> CollectionRound:
    """Give more time; who still owes something is told. Raises PermissionDenied, WorkflowError,
    and DomainError where the new day is no later.
    """
    row = locked(pk, actor, RoundState.OPEN)
    if due_on <= row.due_on or due_on < today():
        raise DomainError(
            _("The new day has to come after %(day)s and not be past.")
            % {"day": date_format(row.due_on)}
        )
    check_days(due_on)
    row.due_on = due_on
    with because(reason or _("Collection round extended")):
        row.save(update_fields=["due_on", "updated_at"])
    enqueue("activities.tell_of_extension", row.pk)
    return row


@transaction.atomic
def close_round(*, pk: int, actor: User) -> CollectionRound:
    """No more answers: what answered each item is written down, what did not stays owed for good.

    An answer that is committed before this one locks the round counts. Raises PermissionDenied,
    WorkflowError.
    """
    row = locked(pk, actor, RoundState.OPEN)
    with because(_("Collection round closed")):
        write_answers(row, answers_to(row.items.all(), about_of(row)))
        row.state = ROUND_MOVES["close"].target
        row.closed_at = timezone.now()
        row.save(update_fields=["state", "closed_at", "updated_at"])
    return row


def locked(
    pk: int, actor: User, state: RoundState, seen: dt.datetime | None = None
) -> CollectionRound:
    """The round, for whoever may run it, as long as it is in `state` and no worker has to do with it.

    Raises PermissionDenied, WorkflowError, and ConflictError where it was changed after `seen`.
    """
    require(policies.can_run_rounds(actor))
    row = CollectionRound.objects.select_for_update().get(pk=pk)
    work = RoundWork.objects.filter(round=row).first()
    if work is not None or row.state != state:
        standing = work.get_deed_display() if work else row.get_state_display()
        raise WorkflowError(
            _("This cannot be done now: the round is %(state)s. Someone may have been faster.")
            % {"state": standing.lower()}
        )
    if seen is not None and seen != row.updated_at:
        raise ConflictError(
            _("Someone else changed this round after you opened it. Read it again."), theirs=row
        )
    return row


def _fill(row: CollectionRound, content: Mapping[str, Any]) -> None:
    for name in FIELDS:
        if name in content:
            setattr(row, name, content[name])
    check_days(row.period_from, row.period_to, row.due_on)
    if row.period_to < row.period_from:
        raise DomainError(_("The period ends before it begins."))
    if row.due_on < row.period_to:
        raise DomainError(_("Answers cannot be due before the period ends."))


def _written(row: CollectionRound, *, is_new: bool = False) -> CollectionRound:
    """Save, unless it is there: the same form sent again, or the same round prepared twice."""
    try:
        with transaction.atomic():
            row.save(force_insert=is_new)
    except IntegrityError as error:
        if "round_once" in str(error):
            raise DomainError(
                _("There is a round of this title, kind and period already.")
            ) from error
        same = CollectionRound.objects.filter(reference=row.reference).first()
        if same is None:
            raise
        return same
    return row
