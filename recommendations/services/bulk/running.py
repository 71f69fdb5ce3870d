"""The life of a bulk edit: prepared, written, undone. Every step is safe to run twice.

Whoever works holds the locks of the bulk edit until all is written; a worker that dies gives them
back with nothing written, and the work is taken up again.
"""

import datetime as dt
from collections.abc import Collection, Iterator, Sequence
from typing import Any

import structlog
from django.core.cache import cache
from django.db import IntegrityError, OperationalError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from nmirf.common.decisions import require
from nmirf.common.errors import DomainError
from nmirf.common.history import because
from nmirf.common.queue import enqueue
from nmirf.common.workflow import WorkflowError
from notifications.choices import NewsKind
from notifications.services.inbox import notify
from recommendations import policies
from recommendations.choices import BULK_MOVES, BulkState
from recommendations.models import BulkEdit, BulkEditItem, Cluster, Recommendation
from recommendations.services.imports.locks import share_register, work_on_bulk

from . import fields
from .counts import Counting
from .edits import Edit, plans_of

logger = structlog.get_logger(__name__)

# More records than this are changed by a worker, while the page shows how far it is.
LARGE = 500
# More than this is a whole register: narrow it down.
MOST = 20_000
CHUNK = 1000
# Work that waits longer than this without anyone at it was lost with its worker or its queue.
GRACE = dt.timedelta(minutes=1)
_PROGRESS_SECONDS = 3600
_PLANNED = ("recommendation", "before", "after", "refused")

Items = Sequence[BulkEditItem]


class _StaleError(DomainError):
    """Records no longer stand as the preview shows them."""


@transaction.atomic
def prepare(
    *, actor: User, recommendations: Collection[int], query: str, edits: list[Edit]
) -> BulkEdit:
    """Fix which records are meant and what would change in them; the records stay as they are.

    Raises PermissionDenied, DomainError for nothing, or too much, to change.
    """
    require(policies.can_manage_register(actor))
    rows = policies.visible_recommendations(actor).filter(pk__in=recommendations)
    keys = sorted(rows.values_list("pk", flat=True))
    if not keys or not edits:
        raise DomainError(_("Choose recommendations, and what to change in them."))
    if len(keys) > MOST:
        raise DomainError(
            _("At most %(number)d recommendations can be changed at once.") % {"number": MOST}
        )
    bulk = BulkEdit.objects.create(actor=actor, query=query, number=len(keys), edits=edits)
    _plan(bulk, keys)
    bulk.save(update_fields=["counts", "updated_at"])
    return bulk


def _plan(bulk: BulkEdit, keys: Sequence[int]) -> None:
    """Write down what the edits would do to each record now; the numbers are not saved."""
    counting = Counting(bulk.edits)
    for chunk in _chunks(keys):
        plans = plans_of(bulk.edits, chunk, bulk.actor)
        counting.add(plans)
        BulkEditItem.objects.bulk_create(
            BulkEditItem(
                bulk=bulk,
                recommendation_id=pk,
                before=plan.before,
                after=plan.after,
                refused=plan.refused,
            )
            for pk, plan in plans.items()
        )
    bulk.counts = counting.as_dict()


def request_apply(*, pk: int, actor: User, reason: str) -> BulkEdit:
    """Decide that the change is to be made: at once, or by a worker where it is large.

    Raises PermissionDenied, DomainError. Where records were changed since the preview, nothing is
    written, and the bulk edit comes back with a preview made anew and the reason in `error`.
    """
    with transaction.atomic():
        bulk = _locked(pk, actor, "apply")
        if bulk.actor_id != actor.pk:
            raise DomainError(_("Someone else prepared this change: prepare one of your own."))
        if not bulk.counts["change"]:
            raise DomainError(_("There is nothing to change."))
        bulk.state, bulk.reason, bulk.error = BulkState.APPLYING, _said(reason), ""
        bulk.save()
        if bulk.number > LARGE:
            enqueue("recommendations.apply_bulk", bulk.pk)
    return bulk if bulk.number > LARGE else _now(apply_bulk, bulk)


def request_undo(*, pk: int, actor: User, reason: str) -> BulkEdit:
    """Decide that a change is to be taken back. Raises PermissionDenied, DomainError."""
    with transaction.atomic():
        bulk = _locked(pk, actor, "undo")
        bulk.state, bulk.undo_reason, bulk.error = BulkState.UNDOING, _said(reason), ""
        bulk.undone_by = actor
        bulk.save()
        if bulk.number > LARGE:
            enqueue("recommendations.undo_bulk", bulk.pk)
    return bulk if bulk.number > LARGE else _now(undo_bulk, bulk)


@transaction.atomic
def discard(*, pk: int, actor: User) -> BulkEdit:
    """Give up what was only prepared. Raises PermissionDenied, WorkflowError."""
    bulk = _locked(pk, actor, "discard")
    bulk.items.all().delete()
    bulk.state = BulkState.DISCARDED
    bulk.save(update_fields=["state", "updated_at"])
    return bulk


def _locked(pk: int, actor: User, move: str) -> BulkEdit:
    bulk = BulkEdit.objects.select_for_update().get(pk=pk)
    require(policies.can_manage_register(actor))
    if bulk.state not in BULK_MOVES[move].sources:
        raise WorkflowError(_("Someone has already decided on this change."))
    return bulk


def _said(reason: str) -> str:
    if not reason.strip():
        raise DomainError(_("Say why."))
    return reason.strip()[:300]


def _now(work: Any, bulk: BulkEdit) -> BulkEdit:
    work(pk=bulk.pk)
    bulk.refresh_from_db()
    return bulk


def apply_bulk(*, pk: int) -> None:
    """Make a change that was decided, all of it or nothing; does nothing for any other."""
    try:
        with transaction.atomic():
            bulk = _claimed(pk, BulkState.APPLYING)
            if bulk is not None:
                _apply(bulk)
    except (_StaleError, IntegrityError):
        _look_again(pk)
    except DomainError as error:
        _give_up(pk, BulkState.APPLYING, BulkState.READY, str(error))
    except OperationalError:
        _give_up(pk, BulkState.APPLYING, BulkState.READY, _busy())
    except Exception:
        words = _("Something went wrong on our side. Nothing was written; try again.")
        _give_up(pk, BulkState.APPLYING, BulkState.READY, words)
        raise


def undo_bulk(*, pk: int) -> None:
    """Take back a change that was decided to be, all at once; does nothing for any other."""
    try:
        with transaction.atomic():
            bulk = _claimed(pk, BulkState.UNDOING)
            if bulk is not None:
                _undo(bulk)
    except DomainError as error:
        _give_up(pk, BulkState.UNDOING, BulkState.DONE, str(error))
    except OperationalError:
        _give_up(pk, BulkState.UNDOING, BulkState.DONE, _busy())
    except Exception:
        words = _("Something went wrong on our side. Nothing was undone; try again.")
        _give_up(pk, BulkState.UNDOING, BulkState.DONE, words)
        raise


def _busy() -> str:
    """The database gave up waiting for a lock, and with it the whole deed."""
    return _("Someone else is changing the same recommendations. Nothing was written; try again.")


def _claimed(pk: int, state: str) -> BulkEdit | None:
    """The bulk edit, for the one process that may work on it; the register kept from imports."""
    if not work_on_bulk(pk):
        return None
    bulk = BulkEdit.objects.select_for_update().filter(pk=pk, state=state).first()
    if bulk is not None:
        share_register(wait=bulk.number > LARGE)
        with connection.cursor() as cursor:
            # Checks that wait for the end are gone through again for every row of history.
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    return bulk


def _apply(bulk: BulkEdit) -> None:
    keys = _lock_records(bulk)
    if len(keys) != bulk.number:
        raise _StaleError
    writer = fields.Writer(bulk.actor, bulk.reason, timezone.now())
    with _reason(bulk, bulk.reason, bulk.actor_id):
        for items in _item_chunks(bulk, keys):
            plans = plans_of(bulk.edits, [item.recommendation_id for item in items], bulk.actor)
            for item in items:
                plan = plans[item.recommendation_id]
                if (plan.before, plan.after, plan.refused) != (
                    item.before,
                    item.after,
                    item.refused,
                ):
                    raise _StaleError
            _write(writer, bulk.edits, items)
        bulk.state, bulk.done_at = BulkState.DONE, writer.at
        bulk.save()
    _tell(bulk, bulk.actor)


def _write(writer: fields.Writer, edits: list[Edit], items: Items) -> None:
    for key in dict.fromkeys(key for item in items for key in item.after):
        wanted = {item.recommendation_id: item.after[key] for item in items if key in item.after}
        if key == "publication":
            (name,) = (edit["move"] for edit in edits if edit["kind"] == key)
            fields.move(writer, name, list(wanted))
        else:
            fields.write(writer, key, wanted)


def _undo(bulk: BulkEdit) -> None:
    keys = _lock_records(bulk)
    actor = bulk.undone_by or bulk.actor
    writer = fields.Writer(actor, bulk.undo_reason, timezone.now())
    with _reason(bulk, bulk.undo_reason, actor.pk):
        for items in _item_chunks(bulk, keys):
            _put_back(bulk, writer, items)
        bulk.state, bulk.undone_at = BulkState.UNDONE, timezone.now()
        bulk.save()
    _tell(bulk, actor)


def _put_back(bulk: BulkEdit, writer: fields.Writer, items: Items) -> None:
    """Each field to what it was before; one that someone changed since stays, and is noted."""
    for item in items:
        item.left = []
    for key in dict.fromkeys(key for item in items for key in item.after):
        changed = {item.recommendation_id: item for item in items if key in item.after}
        stands = fields.read(key, list(changed))
        wanted = {}
        for pk, item in changed.items():
            if stands[pk] == fields.as_written(key, item.after[key], bulk.done_at):
                wanted[pk] = item.before[key]
            else:
                item.left.append(key)
        if wanted:
            fields.write(writer, key, wanted)
    BulkEditItem.objects.bulk_update([item for item in items if item.left], ["left"])


def _reason(bulk: BulkEdit, reason: str, actor: int | None) -> Any:
    return because(reason, bulk=str(bulk.reference), user=actor)


def _lock_records(bulk: BulkEdit) -> list[int]:
    """Lock what the edits touch, clusters first, each in the order of keys; the records' keys."""
    clusters = [edit["cluster"] for edit in bulk.edits if "cluster" in edit]
    list(Cluster.objects.select_for_update().filter(pk__in=clusters).order_by("pk"))
    rows = Recommendation.objects.filter(bulk_items__bulk=bulk).order_by("pk")
    locked = rows.select_for_update(of=("self",), no_key=True)
    return list(locked.values_list("pk", flat=True))


def _chunks(keys: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(keys), CHUNK):
        yield keys[start : start + CHUNK]


def _item_chunks(bulk: BulkEdit, keys: Sequence[int]) -> Iterator[Items]:
    done = 0
    for chunk in _chunks(keys):
        yield list(bulk.items.filter(recommendation__in=chunk))
        done += len(chunk)
        cache.set(_progress_key(bulk.pk), done, _PROGRESS_SECONDS)


def _progress_key(pk: int) -> str:
    return f"bulk:{pk}:done"


def progress(bulk: BulkEdit) -> int:
    """How many records the worker is done with; 0 where nobody knows. What counts is the end."""
    return int(cache.get(_progress_key(bulk.pk)) or 0)


@transaction.atomic
def _look_again(pk: int) -> None:
    """Nothing was written: show what the edits would do to the records as they stand now."""
    bulk = BulkEdit.objects.select_for_update().get(pk=pk)
    fixed = bulk.items.order_by("recommendation")
    shown = {row[0]: row[1:] for row in fixed.values_list(*_PLANNED)}
    fixed.delete()
    _plan(bulk, list(shown))
    now = bulk.items.values_list(*_PLANNED)
    altered = sum(shown[row[0]] != row[1:] for row in now)
    words = ngettext(
        "Nothing was written: %(number)d recommendation was changed since the preview. Look again.",
        "Nothing was written: %(number)d recommendations were changed since the preview. Look again.",
        altered,
    )
    bulk.state, bulk.reason, bulk.error = BulkState.READY, "", words % {"number": altered}
    bulk.number = len(shown)
    bulk.save()
    if bulk.number > LARGE:
        _tell(bulk, bulk.actor)


@transaction.atomic
def _give_up(pk: int, source: str, target: str, error: str) -> None:
    bulk = BulkEdit.objects.select_for_update().filter(pk=pk, state=source).first()
    if bulk is None:
        return
    bulk.state, bulk.error = target, error
    bulk.save()
    if bulk.number > LARGE:
        _tell(bulk, bulk.actor)


def _tell(bulk: BulkEdit, person: User) -> None:
    """A worker's work ends in the inbox of the person who asked for it."""
    cache.delete(_progress_key(bulk.pk))
    if bulk.number <= LARGE:
        return
    notify(
        people=[person],
        text=lambda: (
            ngettext(
                "Change of %(number)d recommendation: %(state)s",
                "Change of %(number)d recommendations: %(state)s",
                bulk.number,
            )
            % {"number": bulk.number, "state": bulk.get_state_display()}
        ),
        path=bulk.get_absolute_url(),
        key=f"bulk:{bulk.reference}:{bulk.updated_at.timestamp()}",
        kind=NewsKind.WORK,
    )


def take_up_abandoned() -> int:
    """Queue again what waits and nobody works on; how many. One at work is locked, and skipped."""
    waiting = BulkEdit.objects.filter(
        state__in=(BulkState.APPLYING, BulkState.UNDOING),
        updated_at__lt=timezone.now() - GRACE,
    )
    with transaction.atomic():
        rows = list(waiting.select_for_update(skip_locked=True))
        for bulk in rows:
            name = "apply_bulk" if bulk.state == BulkState.APPLYING else "undo_bulk"
            logger.warning("bulk_edit_taken_up_again", bulk=str(bulk.reference), state=bulk.state)
            bulk.save(update_fields=["updated_at"])
            enqueue(f"recommendations.{name}", bulk.pk)
    return len(rows)
