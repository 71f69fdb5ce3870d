"""Writing a handover: started, collected, saved, handed over; or cancelled with a reason."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from focalpoints.choices import (
    HANDOVER_DAYS,
    HANDOVER_MOVES,
    HandoverItemKind,
    HandoverState,
)
from focalpoints.models import Appointment, Handover, HandoverItem
from focalpoints.policies import can_start_handover
from nmirf.common.dates import today
from nmirf.common.decisions import require
from nmirf.common.errors import ConflictError, DomainError
from nmirf.common.history import because
from nmirf.common.workflow import WorkflowError
from reporting import policies

from .closing import close_if_done
from .collecting import Found, collect
from .telling import tell_followers, tell_leaver


@dataclass(frozen=True, slots=True)
class Added:
    """Something that no record holds and that the leaver adds."""

    title: str
    due_on: dt.date | None = None
    note: str = ""


def due_by(appointment: Appointment, on: dt.date) -> dt.date:
    """The day to propose: the last day of the post, or two weeks where none is near."""
    soon = on + dt.timedelta(days=HANDOVER_DAYS)
    last = appointment.ends_on
    return min(max(last, on), soon) if last else soon


@transaction.atomic
def start_handover(*, actor: User, appointment: Appointment, due_on: dt.date) -> Handover:
    """Begin the handover of a post and collect what is open; the one that is open already, if any.

    Raises PermissionDenied, and DomainError for a post that has not begun or a day that has passed.
    """
    post = Appointment.objects.select_for_update(of=("self",)).get(pk=appointment.pk)
    require(can_start_handover(actor, post))
    found = Handover.objects.open().of_post(post).first()
    if found is not None:
        return found
    if post.starts_on > today():
        raise DomainError(_("This appointment has not begun: there is nothing to hand over."))
    if due_on < today():
        raise DomainError(_("This day has passed."))
    with because(str(_("Handover started"))):
        handover = Handover.objects.create(appointment=post, started_by=actor, due_on=due_on)
        _bring_in(handover, collect(post, today()))
    tell_leaver(handover, actor)
    return handover


@transaction.atomic
def bring_up_to_date(*, pk: int, actor: User) -> tuple[int, int]:
    """Collect anew: adds what is new, marks what is done, keeps every note.

    Returns how many were added and how many are done. Raises PermissionDenied.
    """
    handover = locked(pk)
    require(policies.can_refresh_handover(actor, handover))
    with because(str(_("Handover brought up to date"))):
        counts = _bring_in(handover, collect(handover.appointment, today()))
        close_if_done(handover, actor)
    return counts


@transaction.atomic
def save_handover(
    *,
    pk: int,
    revision: int,
    actor: User,
    note: str,
    notes: Mapping[int, str],
    saved_from: UUID | None = None,
    added: Added | None = None,
) -> Handover:
    """Save the general note and the notes of items, by their keys; keys of no item are left out.

    `revision` is the one that the form was opened with; `saved_from` names the open form, whose
    own earlier savings are no conflict. Notes of items that this person may not read stay as
    they are. Raises PermissionDenied, ConflictError (with the handover as it stands).
    """
    handover = locked(pk)
    require(policies.can_write_handover(actor, handover))
    items = list(handover.items.all())
    readable = policies.readable_subjects(actor, handover, items)
    changed = [
        item
        for item in items
        if item.subject in readable and item.pk in notes and item.note != notes[item.pk]
    ]
    overtaken = revision != handover.revision and (
        saved_from is None or saved_from != handover.saved_from
    )
    if overtaken and (changed or note != handover.note):
        raise ConflictError(_("Someone else saved this handover first."), theirs=handover)
    with because(str(_("Handover saved"))):
        for item in changed:
            item.note = notes[item.pk]
            item.save(update_fields=["note", "updated_at"])
        if added is not None:
            _add(handover, added)
        if changed or added is not None or note != handover.note:
            handover.note = note
            handover.revision += 1
            handover.saved_from = saved_from
            handover.last_editor = actor
            handover.save()
    return handover


@transaction.atomic
def remove_item(*, pk: int, item: int, actor: User) -> None:
    """Take away what someone added; one that is gone already stays so. Raises PermissionDenied."""
    handover = locked(pk)
    require(policies.can_write_handover(actor, handover))
    with because(str(_("Item taken away"))):
        handover.items.filter(pk=item, kind=HandoverItemKind.OTHER).delete()


@transaction.atomic
def hand_over(*, pk: int, actor: User, successor: Appointment | None = None) -> Handover:
    """Hand it over as it is written, brought up to date once more.

    `successor` names who follows; without it, whoever holds the post. Raises PermissionDenied;
    DomainError where nothing is written, or for a successor of another institution or post.
    """
    handover = locked(pk)
    if handover.state != HandoverState.WRITING:
        raise WorkflowError(_("Someone has handed it over already."))
    require(policies.can_write_handover(actor, handover))
    if not handover.note.strip() and not handover.items.exclude(note="").exists():
        raise DomainError(_("Write at least one note before you hand over."))
    if successor is not None:
        _check_successor(handover, successor)
    with because(str(_("Handed over"))):
        _bring_in(handover, collect(handover.appointment, today()))
        handover.state = HANDOVER_MOVES["hand"].target
        handover.successor = successor
        handover.handed_by = actor
        handover.handed_at = timezone.now()
        handover.save()
    tell_followers(today(), pk=handover.pk)
    return handover


@transaction.atomic
def cancel(*, pk: int, actor: User, reason: str) -> Handover:
    """Raises PermissionDenied, DomainError without a reason."""
    handover = locked(pk)
    require(policies.can_cancel_handover(actor, handover))
    if not reason.strip():
        raise DomainError(_("Say why."))
    with because(reason):
        handover.state = HANDOVER_MOVES["cancel"].target
        handover.reason = reason
        handover.save()
    return handover


def locked(pk: int) -> Handover:
    """The row, which every deed on it or its items locks, with who has to act today."""
    handover: Handover = (
        Handover.objects.with_people(today())
        .select_related("appointment__user", "appointment__institution")
        .select_for_update(of=("self",))
        .get(pk=pk)
    )
    return handover


def _check_successor(handover: Handover, successor: Appointment) -> None:
    left = handover.appointment
    if successor.pk == left.pk or successor.user_id == left.user_id:
        raise DomainError(_("Nobody hands over to oneself."))
    if successor.institution_id != left.institution_id or successor.role != left.role:
        raise DomainError(_("The successor holds the same post at the same institution."))


def _bring_in(handover: Handover, found: list[Found]) -> tuple[int, int]:
    present = {item.subject: item for item in handover.items.all()}
    now, wanted = timezone.now(), {one.subject: one for one in found}
    HandoverItem.objects.bulk_create(
        HandoverItem(
            handover=handover,
            kind=one.kind,
            subject=one.subject,
            title=one.title[:400],
            path=one.path,
            due_on=one.due_on,
        )
        for one in wanted.values()
        if one.subject not in present
    )
    done = 0
    for item in present.values():
        one = wanted.get(item.subject)
        if item.kind == HandoverItemKind.OTHER:
            continue
        if one is None:
            if item.gone_at is None:
                item.gone_at, done = now, done + 1
                item.save(update_fields=["gone_at", "updated_at"])
        elif _differs(item, one):
            item.title, item.path, item.due_on, item.gone_at = (
                one.title[:400],
                one.path,
                one.due_on,
                None,
            )
            item.save()
    return len(wanted.keys() - present.keys()), done


def _differs(item: HandoverItem, one: Found) -> bool:
    now = (item.title, item.path, item.due_on, item.gone_at)
    return now != (one.title[:400], one.path, one.due_on, None)


def _add(handover: Handover, added: Added) -> None:
    HandoverItem.objects.create(
        handover=handover,
        kind=HandoverItemKind.OTHER,
        subject=f"own:{uuid4()}",
        title=added.title,
        due_on=added.due_on,
        note=added.note,
    )
