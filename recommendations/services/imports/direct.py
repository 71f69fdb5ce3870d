"""A file imported in one go, for the command line: read and written in one transaction."""

from collections.abc import Callable
from pathlib import Path

from django.core.files import File
from django.db import transaction

from . import files
from .batches import new_batch, read_into, write_from
from .locks import lock_register
from .report import Report


def import_file(
    *,
    path: Path,
    state_code: str,
    publish: bool = False,
    dry_run: bool = False,
    progress: Callable[[int], None] = lambda done: None,
) -> Report:
    """Import the file at `path`; `state_code` is "" for every State's rows.

    With `dry_run`, or when the file brings nothing that the register lacks, nothing at all is kept.
    Raises BadFile and DomainError, and then nothing is kept either.
    """
    size = files.check_size(path)
    with transaction.atomic():
        lock_register()
        batch = new_batch(path.name, state_code, publish=publish, size=size)
        try:
            with path.open("rb") as content:
                files.keep(batch, File(content))
            batch.save()
            read_into(batch, Path(batch.file.path), progress)
            report = Report.of(batch)
            if dry_run or report.writes_nothing:
                transaction.set_rollback(True)
                files.drop(batch)
                return report
            write_from(batch)
            batch.save()
            return Report.of(batch)
        except BaseException:
            files.drop(batch)
            raise
