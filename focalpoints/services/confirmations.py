"""The yearly question to everybody who holds a post: is this still right?"""

import datetime as dt

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from focalpoints import policies
from focalpoints.choices import ConfirmationAnswer, Standing
from focalpoints.models import Appointment, Confirmation, ConfirmationRound
from nmirf.common.dates import today
from nmirf.common.decisions import require
from nmirf.common.errors import DomainError
from nmirf.common.history import because
from nmirf.common.queue import enqueue

from .announcements import ask_to_confirm, tell_of_change_asked

ONE_OPEN = "confirmation_round_one_open"


@transaction.atomic
def open_round(*, actor: User, title: str, due_on: dt.date) -> ConfirmationRound:
    """Ask every holder in force one question; the letters go out in the background.

    Raises PermissionDenied, and DomainError where a round is open or the day lies in the past.
    """
    require(policies.can_appoint(actor))
    if due_on < today():
        raise DomainError(_("The day by which answers are wanted lies in the past."))
    with because(str(_("Confirmation round"))):
        try:
            with transaction.atomic():
                row = ConfirmationRound.objects.create(
                    title=title, opened_by=actor, opened_on=today(), due_on=due_on
                )
        except IntegrityError as error:
            if ONE_OPEN not in str(error):
                raise
            raise DomainError(_("A round is open already: close it first.")) from error
        posts = Appointment.objects.in_force(today()).filter(
            user__is_active=True, institution__standing=Standing.APPROVED
        )
        Confirmation.objects.bulk_create(
            Confirmation(round=row, appointment=post) for post in posts.order_by("pk")
        )
    enqueue("focalpoints.ask_confirmations", row.pk)
    return row


def ask_all(*, round_pk: int) -> int:
    """Put the question into each holder's inbox; safe to run twice. How many are new."""
    rows = Confirmation.objects.filter(round=round_pk).open()
    rows = rows.select_related("appointment__user", "appointment__institution")
    return sum(ask_to_confirm(confirmation=row) for row in rows.order_by("pk"))


@transaction.atomic
def answer(*, pk: int, actor: User, answer: str, note: str = "") -> Confirmation:
    """Say that a post is still right, or what has changed; the holder, or an officer on the telephone.

    A later answer takes the place of the earlier one while the round is open. Raises
    PermissionDenied, and DomainError where the round is closed, the post is over, or the note fails.
    """
    row = (
        Confirmation.objects.select_related(
            "round", "appointment__user", "appointment__institution"
        )
        .select_for_update(of=("self",))
        .get(pk=pk)
    )
    post = row.appointment
    if post.user_id != actor.pk:
        require(policies.can_appoint(actor))
    if row.round.closed_on is not None:
        raise DomainError(_("This round is closed; tell the secretariat what has changed."))
    held = Appointment.objects.going_on(post, today())
    if not held.exists():
        raise DomainError(_("This appointment is over, so there is nothing to confirm."))
    if answer == ConfirmationAnswer.CHANGE and not note:
        raise DomainError(_("Say what has changed."))
    row.answer, row.answered_by, row.answered_at = answer, actor, timezone.now()
    row.note = note if answer == ConfirmationAnswer.CHANGE else ""
    with because(str(ConfirmationAnswer(answer).label)):
        row.save()
        if answer == ConfirmationAnswer.RIGHT:
            held.update(last_confirmed_on=today(), updated_at=timezone.now())
        else:
            tell_of_change_asked(confirmation=row)
    return row


@transaction.atomic
def close_round(*, pk: int, actor: User) -> ConfirmationRound:
    """No more answers. Raises PermissionDenied, and DomainError where it is closed already."""
    row = ConfirmationRound.objects.select_for_update().get(pk=pk)
    require(policies.can_appoint(actor))
    if row.closed_on is not None:
        raise DomainError(_("This round is closed already."))
    row.closed_on = today()
    with because(str(_("Confirmation round closed"))):
        row.save(update_fields=["closed_on", "updated_at"])
    return row
