"""The life of an import: waiting, read, decided, written. Every step is safe to run twice."""

from collections.abc import Callable
from pathlib import Path
from time import monotonic
from typing import Any

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
from notifications.choices import NewsKind
from notifications.services.inbox import notify
from recommendations import policies
from recommendations.choices import ImportState, RowOutcome
from recommendations.models import ImportBatch, ImportMapping
from recommendations.parsers import BadFile, NeedsMapping

from . import files, progress
from .batch_lock import locked
from .identity import changed_since
from .locks import lock_register, work_on
from .reading import Reading
from .report import counts_of, unmatched_of
from .terms import Terms
from .unknown import apply_terms
from .writing import Writing

_DISCARDABLE = (
    *(ImportState.QUEUED, ImportState.READING, ImportState.MAPPING, ImportState.READY),
    ImportState.FAILED,
)
# A file of at most so many rows is judged again at once when something was decided.
SMALL = 3_000


class _WithdrawnError(Exception):
    """Someone has discarded the batch while it was being read."""


@transaction.atomic
def start_import(
    *,
    file: File,
    state_code: str,
    publish: bool,
    actor: User,
    mapping: ImportMapping | None = None,
    stated: dict[str, Any] | None = None,
) -> ImportBatch:
    """Keep an uploaded file and have it read; `state_code` is "" for every State's rows.

    `mapping` says how to read a table, `stated` what the file doesn't say (fields of
    `parsers.Stated` as JSON). Raises PermissionDenied, DomainError.
    """
    require(policies.can_manage_register(actor))
    batch = new_batch(
        file.name or "",
        state_code,
        publish=publish,
        size=file.size,
        actor=actor,
        mapping=mapping,
        stated=stated,
    )
    try:
        files.keep(batch, file)
        batch.save()
        enqueue("recommendations.read_import", batch.pk)
    except BaseException:
        files.drop(batch)
        raise
    return batch


def new_batch(
    name: str,
    state_code: str,
    *,
    publish: bool,
    size: int,
    actor: User | None = None,
    mapping: ImportMapping | None = None,
    stated: dict[str, Any] | None = None,
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
        mapping=mapping,
        stated=stated or {},
    )


def read_into(batch: ImportBatch, stored: Callable[[int], None], *, aside: bool = False) -> None:
    """Judge every row of the batch's file and note the result on the batch, which is not saved.

    With `aside` a large file is read by a process of its own; workers of the queue can't have one.
    Raises BadFile; the rows stored until then are the caller's to remove.
    """
    began = monotonic()
    terms = Terms.load(batch)
    with files.opened(batch, terms.spellings_of_state(batch.state_code), aside=aside) as source:
        batch.format, batch.source = source.format, source.kind
        batch.rows_total = source.total
        reading = Reading(batch, source, terms)
        reading.run(stored)
    batch.counts = counts_of(reading.counts)
    batch.unmatched = unmatched_of(reading.unmatched)
    batch.progress = batch.rows_total = batch.counts["rows"]
    batch.is_outdated = False
    batch.seconds += monotonic() - began


def write_from(batch: ImportBatch, done: Callable[[int], None] = lambda rows: None) -> None:
    """Write what was read, in the caller's transaction; the batch is not saved.

    `done` hears of each chunk how many rows were written.
    """
    began = monotonic()
    apply_terms(batch)
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
            read_into(batch, lambda done: _note_progress(pk, done))
            _finish_reading(batch, ImportState.READY)
        except _WithdrawnError:
            batch.rows.all().delete()
        except NeedsMapping:
            _finish_reading(batch, ImportState.MAPPING)
        except BadFile as error:
            fail(pk, error.message, where=error.where, what=error.what)
        except Exception:
            fail(pk, _("Something went wrong on our side. Nothing was written; try again."))
            raise


def _begin(pk: int, sources: tuple[str, ...]) -> ImportBatch | None:
    """Mark a batch as being read, anything of an earlier try removed."""
    with transaction.atomic():
        batch = ImportBatch.objects.select_for_update().filter(pk=pk, state__in=sources).first()
        if batch is None:
            return None
        batch.rows.all().delete()
        batch.state, batch.heartbeat_at = ImportState.READING, timezone.now()
        batch.progress, batch.seconds = 0, 0
        batch.error = batch.error_where = batch.error_what = ""
        batch.save()
    return batch


def _note_progress(pk: int, done: int) -> None:
    """Show how far the reading is. Raises _WithdrawnError."""
    reading = ImportBatch.objects.filter(pk=pk, state=ImportState.READING)
    if not reading.update(progress=done):
        raise _WithdrawnError


def _finish_reading(batch: ImportBatch, state: ImportState) -> None:
    with transaction.atomic():
        current = ImportBatch.objects.select_for_update().values_list("state").get(pk=batch.pk)[0]
        if current != ImportState.READING:
            raise _WithdrawnError
        batch.state, batch.heartbeat_at = state, None
        batch.save()
        _tell(batch)


def fail(pk: int, reason: str, *, where: str = "", what: str = "interrupted") -> None:
    """Nothing was written: keep the batch and what went wrong, and drop what was read of it.

    `where` and `what` are those of a BadFile.
    """
    with transaction.atomic():
        batch = ImportBatch.objects.select_for_update().get(pk=pk)
        batch.rows.all().delete()
        batch.state, batch.heartbeat_at = ImportState.FAILED, None
        batch.error, batch.error_where, batch.error_what = reason, where[:200], what[:40]
        batch.counts, batch.unmatched = {}, {}
        batch.save()
        _tell(batch)


@transaction.atomic
def request_commit(*, pk: int, actor: User) -> ImportBatch:
    """Decide that what was read is to be written. Raises PermissionDenied, DomainError."""
    batch = locked(pk, actor)
    if batch.state != ImportState.READY:
        raise WorkflowError(_("This import is not waiting for a decision any more."))
    writes = batch.counts[RowOutcome.CREATE] or batch.counts[RowOutcome.UPDATE]
    if not (writes or batch.is_outdated):
        raise DomainError(_("There is nothing to write: the register has all of it."))
    batch.state, batch.heartbeat_at = ImportState.COMMITTING, None
    batch.save()
    enqueue("recommendations.commit_import", batch.pk)
    return batch


def commit_import(*, pk: int) -> None:
    """Write a batch that was decided, all of it or nothing; does nothing for any other.

    Where the register changed since, by another import, by hand or by a merge, or somebody decided
    something of the rows, the file is judged anew first, so that nothing comes in twice.
    """
    with work_on(pk) as free:
        waiting = ImportBatch.objects.filter(pk=pk, state=ImportState.COMMITTING)
        if not free or not waiting.update(heartbeat_at=timezone.now()):
            return
        try:
            _commit(pk)
        except BadFile as error:
            fail(pk, error.message, where=error.where, what=error.what)
        except DomainError as error:
            fail(pk, str(error), what="lists changed")
        except Exception:
            fail(pk, _("Something went wrong on our side. Nothing was written; try again."))
            raise


@transaction.atomic
def _commit(pk: int) -> None:
    lock_register()
    batch = ImportBatch.objects.select_for_update().get(pk=pk)
    undone = ImportBatch.objects.filter(undone_at__gt=batch.created_at)
    if batch.is_outdated or changed_since(batch.created_at) or undone.exists():
        batch.rows.all().delete()
        batch.seconds = 0
        read_into(batch, lambda done: None)
    progress.begin(batch)
    write_from(batch, lambda rows: progress.add(batch, rows))
    batch.heartbeat_at = None
    batch.save()
    enqueue("recommendations.suggest_doubles")
    _tell(batch)


@transaction.atomic
def map_import(
    *, pk: int, fields: dict[str, Any], stated: dict[str, Any], actor: User
) -> ImportBatch:
    """Keep a mapping of columns, `fields` of an ImportMapping, and read the table by it.

    Raises PermissionDenied, WorkflowError, DomainError for a name that is taken.
    """
    batch = locked(pk, actor)
    if batch.state not in (ImportState.MAPPING, ImportState.FAILED):
        raise WorkflowError(_("This import is not waiting for a mapping any more."))
    if ImportMapping.objects.filter(name=fields["name"]).exists():
        raise DomainError(_("There is a mapping of this name. Choose another name."))
    batch.mapping = ImportMapping.objects.create(**fields, made_by=actor)
    batch.stated = batch.stated | stated
    batch.state, batch.error = ImportState.QUEUED, ""
    batch.save()
    enqueue("recommendations.read_import", batch.pk)
    return batch


@transaction.atomic
def judge_again(*, pk: int, actor: User) -> ImportBatch:
    """Judge the rows anew by what was decided: a small file at once, another one by a worker.

    Raises PermissionDenied, WorkflowError, DomainError when the file can't be read any more.
    """
    batch = locked(pk, actor)
    if batch.state != ImportState.READY:
        raise WorkflowError(_("This import is not waiting for a decision any more."))
    if (batch.rows_total or 0) <= SMALL:
        batch.rows.all().delete()
        batch.seconds = 0
        try:
            read_into(batch, lambda done: None)
        except BadFile as error:
            raise DomainError(str(error)) from error
    else:
        batch.state = ImportState.QUEUED
        enqueue("recommendations.read_import", batch.pk)
    batch.save()
    return batch


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
        kind=NewsKind.WORK,
        # The name of a file may say what nobody else is to know.
        outside=lambda: _("Import: %(state)s") % {"state": batch.get_state_display()},
    )


@transaction.atomic
def discard_import(*, pk: int, actor: User) -> ImportBatch:
    """Give up a batch that was not written; its file is deleted, that it was there stays known.

    A second click finds it done. Raises PermissionDenied, WorkflowError.
    """
    batch = locked(pk, actor)
    if batch.state == ImportState.DISCARDED:
        return batch
    if batch.state not in _DISCARDABLE:
        raise WorkflowError(_("This import is being written, or was, and can't be discarded."))
    give_up(batch)
    return batch


def give_up(batch: ImportBatch) -> None:
    """Drop what was read and decided of a batch that was not written, and its file."""
    for part in (batch.rows, batch.row_decisions, batch.term_decisions):
        part.all().delete()
    batch.state, batch.heartbeat_at = ImportState.DISCARDED, None
    stored, storage = batch.file.name, batch.file.storage
    batch.file = ""
    batch.save()
    if stored:
        transaction.on_commit(lambda: storage.delete(stored))


@transaction.atomic
def retry_import(*, pk: int, actor: User) -> ImportBatch:
    """Read the file of a failed batch again. Raises PermissionDenied, WorkflowError."""
    batch = locked(pk, actor)
    if batch.state != ImportState.FAILED or not batch.file:
        raise WorkflowError(_("Only an import that has failed can be tried again."))
    batch.state, batch.error = ImportState.QUEUED, ""
    batch.save()
    enqueue("recommendations.read_import", batch.pk)
    return batch
