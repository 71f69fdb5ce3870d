"""Large files of values, as a worker reads them and takes them over; nothing of one is half written.

A worker at work holds the lock of the import's row, and the database frees it when the worker dies:
a second one finds it taken, or takes it up from the beginning.
"""

import datetime as dt

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from activities.choices import ValueImportState
from activities.models import ValueImport
from nmirf.common.errors import DomainError
from nmirf.common.history import because
from nmirf.common.queue import enqueue
from notifications.choices import NewsKind
from notifications.services.inbox import notify

from .value_files import Report, examine, take

AT_WORK = (ValueImportState.READING, ValueImportState.TAKING)
# Problems that are kept of a file: nobody mends more before uploading it again.
MOST_PROBLEMS = 2000
MAX_ATTEMPTS = 3
# After so long without a change an import that nobody holds is queued again.
SILENCE = dt.timedelta(seconds=60)


def read_values(*, pk: int) -> None:
    """Look at a file that waits for it; does nothing for any other, or one in other hands."""
    if not _begin(pk, ValueImportState.READING):
        return
    with transaction.atomic():
        batch = _held(pk, ValueImportState.READING)
        if batch is None:
            return
        with because(_("File of values read")):
            try:
                note(batch, examine(batch, batch.started_by))
                batch.state = ValueImportState.CHECKED
            except DomainError as error:
                batch.state, batch.error = ValueImportState.FAILED, str(error)[:500]
            batch.save()
    _tell(batch)


def take_values(*, pk: int) -> None:
    """Take a file over of which that was decided: all of it or nothing; does nothing for any other."""
    if not _begin(pk, ValueImportState.TAKING):
        return
    try:
        with transaction.atomic():
            batch = _held(pk, ValueImportState.TAKING)
            if batch is None:
                return
            take(batch, batch.taken_by or batch.started_by)
    except DomainError as error:
        batch = _give_up(pk, str(error), look_again=True)
    except Exception:
        _give_up(pk, _("Something went wrong on our side. Nothing was written; try again."))
        raise
    _tell(batch)


def note(batch: ValueImport, report: Report) -> None:
    """Keep what a file would do; the import is not saved."""
    batch.layout, batch.counts, batch.error = report.layout, report.as_counts(), ""
    batch.found = {
        "ignored": report.ignored,
        "problems": [
            [one.row, one.column, one.value, one.reason] for one in report.problems[:MOST_PROBLEMS]
        ],
    }


def take_up() -> int:
    """Queue again what a dead worker or a lost queue left behind; how many."""
    limit = timezone.now() - SILENCE
    left = ValueImport.objects.filter(state__in=AT_WORK, updated_at__lt=limit)
    return sum(_take_up(pk) for pk in left.values_list("pk", flat=True))


@transaction.atomic
def _take_up(pk: int) -> int:
    rows = ValueImport.objects.select_for_update(of=("self",), skip_locked=True)
    batch = rows.filter(pk=pk, state__in=AT_WORK).first()
    if batch is None:
        return 0
    if batch.attempts >= MAX_ATTEMPTS:
        _end(batch, _("The worker stopped in the middle of it three times."))
        return 1
    ValueImport.objects.filter(pk=pk).update(updated_at=timezone.now())
    name = "read_values" if batch.state == ValueImportState.READING else "take_values"
    enqueue(f"activities.{name}", pk)
    return 1


@transaction.atomic
def _begin(pk: int, state: ValueImportState) -> bool:
    """Count the attempt, in a transaction of its own: it is counted also where the worker dies."""
    rows = ValueImport.objects.select_for_update(of=("self",), skip_locked=True)
    if not rows.filter(pk=pk, state=state).exists():
        return False
    ValueImport.objects.filter(pk=pk).update(attempts=F("attempts") + 1, updated_at=timezone.now())
    return True


def _held(pk: int, state: ValueImportState) -> ValueImport | None:
    rows = ValueImport.objects.select_for_update(of=("self",), skip_locked=True)
    return rows.select_related("started_by", "taken_by").filter(pk=pk, state=state).first()


@transaction.atomic
def _give_up(pk: int, error: str, *, look_again: bool = False) -> ValueImport:
    """Nothing was written: the file waits for a decision again, with what is wrong in it now."""
    rows = ValueImport.objects.select_for_update(of=("self",))
    batch = rows.select_related("started_by", "taken_by").get(pk=pk)
    if batch.state == ValueImportState.TAKING:
        if look_again:
            note(batch, examine(batch, batch.taken_by or batch.started_by))
        _end(batch, error)
    return batch


def _end(batch: ValueImport, error: str) -> None:
    reading = batch.state == ValueImportState.READING
    batch.state = ValueImportState.FAILED if reading else ValueImportState.CHECKED
    batch.error = error[:500]
    with because(_("Work on a file of values ended")):
        batch.save()


def _tell(batch: ValueImport) -> None:
    notify(
        people={batch.started_by, batch.taken_by or batch.started_by},
        text=lambda: (
            _("%(file)s: %(state)s") % {"file": batch.filename, "state": batch.get_state_display()}
        ),
        path=batch.get_absolute_url(),
        key=f"value-import-{batch.pk}-{batch.state}-{batch.attempts}",
        kind=NewsKind.FILE,
    )
