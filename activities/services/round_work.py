"""Opening and closing rounds of thousands: decided in the request, done by a worker.

The deeds themselves are those of `rounds`. A worker at work holds the lock of the row that asks for it,
and the database frees it when the worker dies: the round stands as it was, and another worker takes
the deed up from the beginning. Nobody changes the round meanwhile.
"""

import datetime as dt

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from activities import asking, policies
from activities.choices import RoundDeed, RoundState
from activities.models import CollectionRound, RoundWork
from nmirf.common.decisions import require
from nmirf.common.errors import DomainError
from nmirf.common.queue import enqueue
from notifications.choices import NewsKind
from notifications.services.inbox import notify

from . import rounds
from .value_work import MAX_ATTEMPTS, SILENCE

# Items beyond which nobody waits for it.
LARGE = 1000


def begin_opening(*, pk: int, actor: User, seen: dt.datetime | None = None) -> bool:
    """Open the round, or have a worker open it; whether it is open now. Raises as `open_round`."""
    require(policies.can_run_rounds(actor))
    if len(asking.preview(CollectionRound.objects.get(pk=pk)).wanted) <= LARGE:
        rounds.open_round(pk=pk, actor=actor, seen=seen)
        return True
    with transaction.atomic():
        _ask(rounds.locked(pk, actor, RoundState.DRAFT, seen), RoundDeed.OPEN, actor)
    return False


def begin_closing(*, pk: int, actor: User) -> bool:
    """Close the round, or have a worker close it; whether it is closed. Raises as `close_round`."""
    require(policies.can_run_rounds(actor))
    if CollectionRound.objects.get(pk=pk).items.count() <= LARGE:
        rounds.close_round(pk=pk, actor=actor)
        return True
    with transaction.atomic():
        _ask(rounds.locked(pk, actor, RoundState.OPEN), RoundDeed.CLOSE, actor)
    return False


def _ask(row: CollectionRound, deed: RoundDeed, actor: User) -> None:
    work = RoundWork.objects.create(round=row, deed=deed, asked_by=actor)
    enqueue("activities.work_on_round", work.pk)


def work_on(*, pk: int) -> None:
    """Do what was decided, all of it or nothing; does nothing where it is done, or in other hands."""
    if not _begin(pk):
        return
    try:
        with transaction.atomic():
            work = _held(pk)
            if work is not None:
                _do(work)
    except (DomainError, PermissionDenied) as error:
        _give_up(pk, str(error))
    except Exception:
        _give_up(pk, _("Something went wrong on our side. Nothing was written; try again."))
        raise


def take_up() -> int:
    """Queue again what a dead worker or a lost queue left behind; how many."""
    left = RoundWork.objects.filter(updated_at__lt=timezone.now() - SILENCE)
    return sum(_take_up(pk) for pk in left.values_list("pk", flat=True))


@transaction.atomic
def _take_up(pk: int) -> int:
    work = _held(pk)
    if work is None:
        return 0
    if work.attempts >= MAX_ATTEMPTS:
        _end(work, _("The worker stopped in the middle of it three times."))
        return 1
    RoundWork.objects.filter(pk=pk).update(updated_at=timezone.now())
    enqueue("activities.work_on_round", pk)
    return 1


@transaction.atomic
def _begin(pk: int) -> bool:
    """Count the attempt, in a transaction of its own: it is counted also where the worker dies."""
    if _held(pk) is None:
        return False
    RoundWork.objects.filter(pk=pk).update(attempts=F("attempts") + 1, updated_at=timezone.now())
    return True


def _held(pk: int) -> RoundWork | None:
    rows = RoundWork.objects.select_for_update(of=("self",), skip_locked=True)
    return rows.select_related("round", "asked_by").filter(pk=pk).first()


def _do(work: RoundWork) -> None:
    deed = rounds.open_round if work.deed == RoundDeed.OPEN else rounds.close_round
    # Gone before the deed, which nobody else may do while it is there.
    RoundWork.objects.filter(pk=work.pk).delete()
    row = deed(pk=work.round_id, actor=work.asked_by)
    state = row.get_state_display().lower()
    _tell(work, "done", _("the round is now: %(state)s.") % {"state": state})


@transaction.atomic
def _give_up(pk: int, error: str) -> None:
    work = _held(pk)
    if work is not None:
        _end(work, error)


def _end(work: RoundWork, error: str) -> None:
    """The round stays as it is, for its officers to decide again."""
    RoundWork.objects.filter(pk=work.pk).delete()
    _tell(work, "not", error)


def _tell(work: RoundWork, outcome: str, words: str) -> None:
    notify(
        people=[work.asked_by],
        text=lambda: f"{work.round.title}: {words}",
        path=work.round.get_absolute_url(),
        key=f"round-work-{work.pk}-{outcome}",
        kind=NewsKind.ROUND,
    )
