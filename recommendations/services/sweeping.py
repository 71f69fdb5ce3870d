"""What was prepared, and nobody decided on: given up after a while. What was written is never touched."""

import datetime as dt
from collections.abc import Callable
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import Model, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from nmirf.common.history import because
from recommendations.choices import BulkState, EditionState, ImportState
from recommendations.models import BulkEdit, ImportBatch, TextEdition

from .imports.batches import give_up

# Counted from the last decision, or the last look anew. A preview of a change of many records says
# little after a month; whoever sorts the rows of a file by hand may be called away for longer.
KEPT = dt.timedelta(days=30)
KEPT_FILES = dt.timedelta(days=90)


def sweep_undecided(*, kept: dt.timedelta = KEPT, kept_files: dt.timedelta = KEPT_FILES) -> int:
    """Give up files that wait, and remove previews of changes and editions; how many went.

    One at a time, each if nobody is at it at that moment: what is left over, the next run takes.
    """
    now = timezone.now()
    waiting = ImportBatch.objects.filter(
        state__in=(ImportState.MAPPING, ImportState.READY, ImportState.FAILED),
        committed_at=None,
        updated_at__lt=now - kept_files,
    )
    editions = TextEdition.objects.filter(
        state__in=(EditionState.READY, EditionState.DISCARDED),
        written_at=None,
        updated_at__lt=now - kept_files,
    )
    previews = BulkEdit.objects.filter(
        state__in=(BulkState.READY, BulkState.DISCARDED),
        done_at=None,
        updated_at__lt=now - kept,
    )
    return _each(waiting, _abandon) + _each(editions, _remove_edition) + _each(previews, _remove)


def _each(rows: QuerySet[Any], act: Callable[[Any], None]) -> int:
    done = 0
    for pk in list(rows.order_by("pk").values_list("pk", flat=True)):
        with transaction.atomic(), because(_("Nobody decided on it.")):
            row = rows.select_for_update(skip_locked=True).filter(pk=pk).first()
            if row is not None:
                act(row)
                done += 1
    return done


def _abandon(batch: ImportBatch) -> None:
    batch.error = _("Nobody decided on it for %(number)d days.") % {"number": KEPT_FILES.days}
    give_up(batch)


def _remove_edition(edition: TextEdition) -> None:
    stored, storage = edition.file.name, edition.file.storage
    edition.delete()
    if stored:
        transaction.on_commit(partial(storage.delete, stored))


def _remove(row: Model) -> None:
    row.delete()
