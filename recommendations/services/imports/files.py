"""Imported files, kept privately under their batch's reference."""

import datetime as dt
import hashlib
from collections.abc import Iterator, Set
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files import File
from django.utils.translation import gettext as _

from recommendations.choices import ImportState
from recommendations.models import ImportBatch
from recommendations.parsers import (
    BadFile,
    Limits,
    Source,
    Stated,
    TableMapping,
    TablePeek,
    open_aside,
    open_source,
    peek_table,
)

# In bytes. A smaller file is read before another process is up.
_LARGE = 8 * 1024 * 1024


def limits() -> Limits:
    return Limits(file=settings.IMPORT_MAX_BYTES)


def keep(batch: ImportBatch, file: File) -> None:
    """Store the file and note its SHA-256; the batch itself is not saved."""
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    file.seek(0)
    batch.sha256 = digest.hexdigest()
    batch.file.save(batch.filename, file, save=False)


def drop(batch: ImportBatch) -> None:
    """Delete the stored file, if there is one; the batch itself is not saved."""
    if batch.file:
        batch.file.delete(save=False)


def check_size(path: Path) -> int:
    """The size in bytes. Raises BadFile for what is no file, or more than the limit."""
    if not path.is_file():
        raise BadFile(_("There is no such file: %(path)s") % {"path": path}, what="unreadable")
    size = path.stat().st_size
    if size > settings.IMPORT_MAX_BYTES:
        megabyte = 1024 * 1024
        raise BadFile(
            _("The file has %(size)s MB; at most %(limit)s MB are read.")
            % {"size": size // megabyte, "limit": settings.IMPORT_MAX_BYTES // megabyte},
            where=_("byte %(byte)s") % {"byte": settings.IMPORT_MAX_BYTES},
            what="too large",
        )
    return size


def table_mapping(batch: ImportBatch) -> TableMapping | None:
    if batch.own_mapping:
        return TableMapping(**batch.own_mapping)
    if batch.mapping is None:
        return None
    return TableMapping(batch.mapping.columns, batch.mapping.constants, batch.mapping.reading)


def stated_of(said: dict[str, Any]) -> Stated:
    """What a person stated of a file, out of the batch's JSON."""
    day = said.get("published_on")
    return Stated(**said | {"published_on": dt.date.fromisoformat(day) if day else None})


@contextmanager
def opened(
    batch: ImportBatch, spellings: Set[str] | None = None, *, aside: bool = False
) -> Iterator[Source]:
    """The batch's file as rows; closed at the end whatever happens. Raises BadFile.

    `spellings` are those of the one State that is wanted, folded; None for every State. With
    `aside` a large file is read by a process of its own.
    """
    if not batch.file:
        raise BadFile(_("The file of this import is not kept any more."), what="unreadable")
    open_it = open_aside if aside and batch.size > _LARGE else open_source
    source = open_it(
        Path(batch.file.path),
        limits(),
        mapping=table_mapping(batch),
        stated=stated_of(batch.stated),
        state_hint=spellings,
    )
    try:
        yield source
    finally:
        source.close()


def peek(batch: ImportBatch, sheet: str = "") -> TablePeek:
    """The beginning of the batch's file, which is a table: of the first sheet that holds anything,
    unless said. Raises BadFile.
    """
    return peek_table(Path(batch.file.path), limits(), sheet=sheet)


def earlier_of(batch: ImportBatch) -> ImportBatch | None:
    """The latest import of the same file, byte for byte, before this one."""
    same = ImportBatch.objects.filter(sha256=batch.sha256).exclude(pk=batch.pk)
    return same.exclude(state=ImportState.DISCARDED).select_related("started_by").first()
