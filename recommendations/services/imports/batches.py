"""The life of an import: waiting, read, decided, written. Every step is safe to run twice."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from time import monotonic

import structlog
from django.conf import settings
from django.core.files import File
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from mechanisms.models import State
from nmirf.common.decisions import require
from nmirf.common.errors import DomainError
from nmirf.common.queue import enqueue
from nmirf.common.workflow import WorkflowError
from notifications.services.inbox import notify
from recommendations import policies
from recommendations.choices import ImportState, RowOutcome
from recommendations.models import ImportBatch
from recommendations.parsers import BadFile

from . import files
from .locks import lock_register, work_on
from .reading import Reading
from .report import counts_of, unmatched_of
from .writing import Writing

logger = structlog.get_logger(__name__)

# A worker that began longer ago than this and holds no lock is dead.
GRACE = dt.timedelta(seconds=30)
# After so long a queued batch is queued again: the broker may have lost it.
FORGOTTEN = dt.timedelta(minutes=30)

_DISCARDABLE = (ImportState.QUEUED, ImportState.READING, ImportState.READY, ImportState.FAILED)


class _WithdrawnError(Exception):
    """Someone has discarded the batch while it was being read."""


@transaction.atomic
def start_import(*, file: File, state_code: str, publish: bool, actor: User) -> ImportBatch:
    """Keep an uploaded file and have it read; `state_code` is "" for every State's rows.

    Raises PermissionDenied, DomainError.
    """
    require(policies.can_manage_register(actor))
    batch = new_batch(file.name or "", state_code, publish=publish, size=file.size, actor=actor)
    try:
        files.keep(batch, file)
        batch.save()
        enqueue("recommendations.read_import", batch.pk)
    except BaseException:
        files.drop(batch)
        raise
    return batch


def new_batch(
    name: str, state_code: str, *, publish: bool, size: int, actor: User | None = None
) -> ImportBatch:
    """A batch, not yet saved. Raises DomainError for a State that is not in the list."""
    if state_code and not State.objects.filter(iso3=state_code).exists():
        raise DomainError(_("There is no State with the code “%(code)s”.") % {"code": state_code})
    return ImportBatch(
        filename=Path(name).name[-200:],
        size=size,
        state_code=state_code,
        publish=publish,
        started_by=actor,
    )


def read_into(batch: ImportBatch, path: Path, stored: Callable[[int], None]) -> None:
    """Judge every row of the file at `path` and note the result on the batch, which is not saved.

    Raises BadFile; the rows stored until then are the caller's to remove.
    """
    began = monotonic()
    with files.opened(path) as source:
        batch.format, batch.source = source.format, source.kind
        batch.rows_total = source.total
        reading = Reading(batch, source)
        reading.run(stored)
    batch.counts = counts_of(reading.counts)
    batch.unmatched = unmatched_of(reading.unmatched)
    batch.progress = batch.rows_total = batch.counts["rows"]
    batch.seconds += monotonic() - began


def write_from(batch: ImportBatch, done: Callable[[int], None] = lambda rows: None) -> None:
    """Write what was read, in the caller's transaction; the batch is not saved.

    `done` hears of each chunk how many rows were written.
    """
    began = monotonic()
    Writing(batch, done).run()
    batch.state, batch.committed_at = ImportState.COMMITTED, timezone.now()
    batch.seconds += monotonic() - began


def read_import(*, pk: int) -> None:
    """Read a waiting batch, or one whose reader died; does nothing for any other."""
    with work_on(pk) as free:
        batch = _begin(pk, (ImportState.QUEUED, ImportState.READING)) if free else None
        if batch is None:
            return
        try:
            read_into(batch, Path(batch.file.path), lambda done: _note_progress(pk, done))
            _finish_reading(batch)
        except _WithdrawnError:
            batch.rows.all().delete()
        except BadFile as error:
            _fail(pk, str(error))
        except Exception:
            _fail(pk, _("Something went wrong on our side. Nothing was written; try again."))
            raise


def _begin(pk: int, sources: tuple[str, ...]) -> ImportBatch | None:
    """Mark a batch as being read, anything of an earlier try removed."""
    with transaction.atomic():
        batch = ImportBatch.objects.select_for_update().filter(pk=pk, state__in=sources).first()
        if batch is None:
            return None
        batch.rows.all().delete()
        batch.state, batch.heartbeat_at = ImportState.READING, timezone.now()
        batch.progress, batch.seconds, batch.error = 0, 0, ""
        batch.save()
    return batch


def _note_progress(pk: int, done: int) -> None:
    """Show how far the reading is. Raises _WithdrawnError."""
    reading = ImportBatch.objects.filter(pk=pk, state=ImportState.READING)
    if not reading.update(progress=done):
        raise _WithdrawnError


def _finish_reading(batch: ImportBatch) -> None:
    with transaction.atomic():
        state = ImportBatch.objects.select_for_update().values_list("state").get(pk=batch.pk)[0]
        if state != ImportState.READING:
            raise _WithdrawnError
        batch.state, batch.heartbeat_at = ImportState.READY, None
        batch.save()
        _tell(batch)


def _fail(pk: int, error: str) -> None:
    """Nothing was written: keep the batch and what went wrong, and drop what was read of it."""
    with transaction.atomic():
        batch = ImportBatch.objects.select_for_update().get(pk=pk)
        batch.rows.all().delete()
        batch.state, batch.error, batch.heartbeat_at = ImportState.FAILED, error, None
        batch.counts, batch.unmatched = {}, {}
        batch.save()
        _tell(batch)


@transaction.atomic
def request_commit(*, pk: int, actor: User) -> ImportBatch:
    """Decide that what was read is to be written. Raises PermissionDenied, DomainError."""
    batch = _locked(pk, actor)
    if batch.state != ImportState.READY:
        raise WorkflowError(_("This import is not waiting for a decision any more."))
    if not (batch.counts[RowOutcome.CREATE] or batch.counts[RowOutcome.UPDATE]):
        raise DomainError(_("There is nothing to write: the register has all of it."))
    batch.state, batch.heartbeat_at = ImportState.COMMITTING, None
    batch.save()
    enqueue("recommendations.commit_import", batch.pk)
    return batch


def commit_import(*, pk: int) -> None:
    """Write a batch that was decided, all of it or nothing; does nothing for any other.

    Where another import was written since, the file is judged anew first, so that nothing comes in
    twice.
    """
    with work_on(pk) as free:
        waiting = ImportBatch.objects.filter(pk=pk, state=ImportState.COMMITTING)
        if not free or not waiting.update(heartbeat_at=timezone.now()):
            return
        try:
            _commit(pk)
        except BadFile as error:
            _fail(pk, str(error))
        except Exception:
            _fail(pk, _("Something went wrong on our side. Nothing was written; try again."))
            raise


@transaction.atomic
def _commit(pk: int) -> None:
    lock_register()
    batch = ImportBatch.objects.select_for_update().get(pk=pk)
    if ImportBatch.objects.filter(committed_at__gt=batch.created_at).exists():
        batch.rows.all().delete()
        batch.seconds = 0
        read_into(batch, Path(batch.file.path), lambda done: None)
    write_from(batch)
    batch.heartbeat_at = None
    batch.save()
    _tell(batch)


def _tell(batch: ImportBatch) -> None:
    """Put into the inbox of the person who began it how far the import has come."""
    if batch.started_by is None:
        return
    notify(
        people=[batch.started_by],
        text=lambda: (
            _("Import of %(file)s: %(state)s")
            % {"file": batch.filename, "state": batch.get_state_display()}
        ),
        path=batch.get_absolute_url(),
        key=f"import:{batch.reference}:{batch.state}",
    )


@transaction.atomic
def discard_import(*, pk: int, actor: User) -> ImportBatch:
    """Give up a batch that was not written; its file is deleted, that it was there stays known.

    Raises PermissionDenied, WorkflowError.
    """
    batch = _locked(pk, actor)
    if batch.state not in _DISCARDABLE:
        raise WorkflowError(_("This import is being written, or was, and can't be discarded."))
    batch.rows.all().delete()
    batch.state, batch.heartbeat_at = ImportState.DISCARDED, None
    stored, storage = batch.file.name, batch.file.storage
    batch.file = ""
    batch.save()
    if stored:
        transaction.on_commit(lambda: storage.delete(stored))
    return batch


@transaction.atomic
def retry_import(*, pk: int, actor: User) -> ImportBatch:
    """Read the file of a failed batch again. Raises PermissionDenied, WorkflowError."""
    batch = _locked(pk, actor)
    if batch.state != ImportState.FAILED or not batch.file:
        raise WorkflowError(_("Only an import that has failed can be tried again."))
    batch.state, batch.error = ImportState.QUEUED, ""
    batch.save()
    enqueue("recommendations.read_import", batch.pk)
    return batch


def _locked(pk: int, actor: User) -> ImportBatch:
    batch = ImportBatch.objects.select_for_update().get(pk=pk)
    require(policies.can_change_import(actor, batch))
    return batch


def fail_abandoned() -> int:
    """Fail batches whose worker has died, and queue again what the broker has lost; how many.

    A worker at work holds the lock of its batch, and the database frees it when the worker dies;
    until its transaction committed, a dead writer has written nothing.
    """
    now = timezone.now()
    begun = ImportBatch.objects.filter(
        state__in=(ImportState.READING, ImportState.COMMITTING), heartbeat_at__lt=now - GRACE
    )
    failed = [pk for pk in begun.values_list("pk", flat=True) if _fail_if_dead(pk)]
    waiting = ImportBatch.objects.filter(
        state__in=(ImportState.QUEUED, ImportState.COMMITTING),
        heartbeat_at=None,
        updated_at__lt=now - FORGOTTEN,
    )
    for batch in waiting:
        _queue_again(batch)
    return len(failed)


def _fail_if_dead(pk: int) -> bool:
    with work_on(pk) as free:
        batch = ImportBatch.objects.get(pk=pk)
        if not free or batch.state not in (ImportState.READING, ImportState.COMMITTING):
            return False
        logger.warning("import_abandoned", batch=str(batch.reference), state=batch.state)
        _fail(pk, _("The work was interrupted. Nothing was written; try again."))
        return True


@transaction.atomic
def _queue_again(batch: ImportBatch) -> None:
    batch.save(update_fields=["updated_at"])
    name = "read_import" if batch.state == ImportState.QUEUED else "commit_import"
    enqueue(f"recommendations.{name}", batch.pk)


def default_state() -> str:
    """Whose recommendations an import takes where nobody says otherwise."""
    return str(settings.STATE_CODE)
