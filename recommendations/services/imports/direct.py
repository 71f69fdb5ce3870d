"""A file imported in one go, for the command line: read and written in one transaction."""

from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.files import File
from django.db import transaction
from django.utils.translation import gettext as _

from nmirf.common.errors import DomainError
from recommendations.models import ImportMapping
from recommendations.parsers import TableMapping

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
    mapping_name: str = "",
    columns: TableMapping | None = None,
    stated: dict[str, Any] | None = None,
    progress: Callable[[int], None] = lambda done: None,
) -> Report:
    """Import the file at `path`; `state_code` is "" for every State's rows.

    For tables `mapping_name` is that of a saved mapping, or `columns` one for this file alone;
    `stated` holds what the file doesn't say.

    With `dry_run`, or when the file brings nothing that the register lacks, nothing at all is kept.
    Raises BadFile and DomainError, and then nothing is kept either.
    """
    size = files.check_size(path)
    with transaction.atomic():
        lock_register()
        batch = new_batch(
            path.name,
            state_code,
            publish=publish,
            size=size,
            mapping=_mapping(mapping_name),
            stated=stated,
        )
        batch.own_mapping = asdict(columns) if columns else {}
        try:
            with path.open("rb") as content:
                files.keep(batch, File(content))
            batch.save()
            read_into(batch, progress, aside=True)
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


def _mapping(name: str) -> ImportMapping | None:
    if not name:
        return None
    found = ImportMapping.objects.filter(name=name).first()
    if found is None:
        raise DomainError(_("There is no mapping with the name “%(name)s”.") % {"name": name})
    return found
