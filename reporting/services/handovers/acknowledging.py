"""What the successor does with a handover: acknowledge, or ask back."""

from collections.abc import Collection

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from focalpoints.models import HandoverItem, HandoverQuestion
from nmirf.common.decisions import require
from nmirf.common.errors import DomainError
from nmirf.common.history import because
from reporting import policies

from .closing import close_if_done
from .telling import tell_asker, tell_of_question
from .writing import locked


@transaction.atomic
def acknowledge(*, pk: int, items: Collection[int], actor: User) -> int:
    """Acknowledge these items; returns how many were new. The handover closes with its last one.

    One that is acknowledged already stays as it is. A call without items acknowledges the note,
    where nothing else is open. Raises PermissionDenied; DomainError for a call without items while
    some are open.
    """
    handover = locked(pk)
    require(policies.can_acknowledge(actor, handover))
    waiting = handover.items.filter(acknowledged_at=None)
    if not items and waiting.filter(gone_at=None).exists():
        raise DomainError(_("Open the handover and read it first."))
    with because(str(_("Acknowledged"))):
        now, number = timezone.now(), 0
        for item in waiting.filter(pk__in=items):
            item.acknowledged_at, item.acknowledged_by = now, actor
            item.save(update_fields=["acknowledged_at", "acknowledged_by", "updated_at"])
            number += 1
        close_if_done(handover, actor, with_none=not items)
    return number


@transaction.atomic
def ask(*, pk: int, item: int, actor: User, text: str) -> HandoverQuestion:
    """Ask back about an item that is open; one question at a time.

    Raises PermissionDenied, HandoverItem.DoesNotExist, DomainError.
    """
    handover = locked(pk)
    require(policies.can_acknowledge(actor, handover))
    row = HandoverItem.objects.get(pk=item, handover=handover)
    if row.acknowledged_at is not None:
        raise DomainError(_("This item is acknowledged already."))
    if not text.strip():
        raise DomainError(_("Say what you want to know."))
    if row.questions.filter(answered_at=None).exists():
        raise DomainError(_("A question about this item waits for its answer already."))
    with because(str(_("Question about a handover"))):
        question = HandoverQuestion.objects.create(item=row, text=text.strip(), asked_by=actor)
    tell_of_question(handover, question.pk)
    return question


@transaction.atomic
def answer(*, pk: int, question: int, actor: User, text: str) -> HandoverQuestion:
    """Answer a question that waits. Raises PermissionDenied, DoesNotExist, DomainError."""
    handover = locked(pk)
    require(policies.can_answer_question(actor, handover))
    row = HandoverQuestion.objects.select_related("item", "asked_by").get(
        pk=question, item__handover=handover
    )
    if row.item.subject not in policies.readable_subjects(actor, handover, [row.item]):
        raise HandoverQuestion.DoesNotExist
    if row.answered_at is not None:
        raise DomainError(_("This question was answered already."))
    if not text.strip():
        raise DomainError(_("Write the answer."))
    with because(str(_("Answer about a handover"))):
        row.answer, row.answered_by, row.answered_at = text.strip(), actor, timezone.now()
        row.save()
    tell_asker(handover, row.asked_by, row.pk)
    return row
