"""Imported files, kept privately under their batch's reference."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.core.files import File
from django.utils.translation import gettext as _

from recommendations.models import ImportBatch
from recommendations.parsers import BadFile, Limits, Source, open_source


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


@contextmanager
def opened(path: Path) -> Iterator[Source]:
    """The file as rows; closed at the end whatever happens. Raises BadFile."""
    source = open_source(path, limits())
    try:
        yield source
    finally:
        source.close()
