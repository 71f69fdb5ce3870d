"""Opening and closing rounds of thousands: decided in the request, done by a worker.

The deeds themselves are those of `rounds`, each in one transaction: a dead worker leaves the round as
it was, to be opened or closed again, and a second run finds it done.
"""

import datetime as dt
from collections.abc import Callable

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from activities import asking, policies
from activities.models import CollectionRound
from nmirf.common.decisions import require
from nmirf.common.errors import ConflictError, DomainError
from nmirf.common.queue import enqueue
from nmirf.common.workflow import WorkflowError
from notifications.choices import NewsKind
from notifications.services.inbox import notify

from . import rounds

# Items beyond which nobody waits for it.
LARGE = 1000


def begin_opening(*, pk: int, actor: User, seen: dt.datetime | None = None) -> bool:
    """Open the round, or have a worker open it; whether it is open now. Raises as `open_round`."""
    require(policies.can_run_rounds(actor))
    row = CollectionRound.objects.get(pk=pk)
    if len(asking.preview(row).wanted) <= LARGE:
        rounds.open_round(pk=pk, actor=actor, seen=seen)
        return True
    if seen is not None and seen != row.updated_at:
        raise ConflictError(
            _("Someone else changed this round after you opened it. Read it again."), theirs=row
        )
    with transaction.atomic():
        enqueue("activities.open_round", pk, actor.pk, row.updated_at.isoformat())
    return False


def begin_closing(*, pk: int, actor: User) -> bool:
    """Close the round, or have a worker close it; whether it is closed. Raises as `close_round`."""
    require(policies.can_run_rounds(actor))
    if CollectionRound.objects.get(pk=pk).items.count() <= LARGE:
        rounds.close_round(pk=pk, actor=actor)
        return True
    with transaction.atomic():
        enqueue("activities.close_round", pk, actor.pk)
    return False


def open_now(*, pk: int, actor: User, seen: dt.datetime) -> None:
    """As a worker opens it; the officer is told how it went."""
    _told(pk, actor, lambda: rounds.open_round(pk=pk, actor=actor, seen=seen))


def close_now(*, pk: int, actor: User) -> None:
    """As a worker closes it; the officer is told how it went."""
    _told(pk, actor, lambda: rounds.close_round(pk=pk, actor=actor))


def _told(pk: int, actor: User, deed: Callable[[], CollectionRound]) -> None:
    row, problem = CollectionRound.objects.get(pk=pk), ""
    try:
        row = deed()
    except WorkflowError:
        return  # it was done before
    except DomainError as error:
        problem = str(error)
    state = row.get_state_display()
    words = problem or _("the round is now: %(state)s.") % {"state": state.lower()}
    notify(
        people=[actor],
        text=lambda: f"{row.title}: {words}",
        path=row.get_absolute_url(),
        key=f"round-{pk}-{row.state}-{'not' if problem else 'done'}",
        kind=NewsKind.ROUND,
    )
