"""Imports whose worker has died, or that the broker has lost."""

import datetime as dt

import structlog
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from nmirf.common.queue import enqueue
from recommendations.choices import ImportState
from recommendations.models import ImportBatch

from .batches import fail
from .locks import work_on

logger = structlog.get_logger(__name__)

# A worker that began longer ago than this and holds no lock is dead.
GRACE = dt.timedelta(seconds=30)
# After so long a queued batch is queued again: the broker may have lost it.
FORGOTTEN = dt.timedelta(minutes=30)


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
        fail(pk, _("The work was interrupted. Nothing was written; try again."))
        return True


@transaction.atomic
def _queue_again(batch: ImportBatch) -> None:
    batch.save(update_fields=["updated_at"])
    name = "read_import" if batch.state == ImportState.QUEUED else "commit_import"
    enqueue(f"recommendations.{name}", batch.pk)
