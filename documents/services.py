"""All writes to documents. A file lies on disk only as long as a row tells of it."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import partial
from typing import Any

from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import ProtectedError
from django.utils import timezone

from accounts.models import User

from .choices import Classification, Kind
from .models import Document
from .parsers import examine

FOLDER = "documents"
# Longer than any upload takes: a file without a row may be one that is just being written.
YOUNG = dt.timedelta(days=1)

_written: ContextVar[list[str] | None] = ContextVar("written", default=None)


@contextmanager
def files_follow_rows() -> Iterator[None]:
    """Remove the files written inside when what is inside fails; put it around the transaction."""
    outer = _written.get()
    mine: list[str] = []
    token = _written.set(mine)
    try:
        yield
    except BaseException:
        for name in mine:
            default_storage.delete(name)
        raise
    finally:
        _written.reset(token)
    if outer is not None:
        outer.extend(mine)


def store(
    *,
    actor: User,
    upload: Any,
    kind: Kind,
    classification: Classification,
    title: str = "",
    language: str = "",
) -> Document:
    """Keep an uploaded file with its class. Whether the person may is decided by the deed above.

    A caller with a transaction of its own puts `files_follow_rows` around it. Raises FileRefusedError.
    """
    facts = examine(upload)
    document = Document(
        title=(title or facts.filename)[:300],
        kind=kind,
        classification=classification,
        filename=facts.filename,
        media_type=facts.media_type,
        size=facts.size,
        sha256=facts.sha256,
        language=language,
        owner=actor,
    )
    with files_follow_rows(), transaction.atomic():
        document.file.save(f"upload.{facts.extension}", upload, save=False)
        written = _written.get()
        if written is not None and document.file.name:
            written.append(document.file.name)
        document.save()
    return document


def discard(*, document: Document) -> bool:
    """Delete a document that nothing rests on, with its file; False when something still does.

    Whether the person may is decided by the deed above.
    """
    name = document.file.name
    try:
        with transaction.atomic():
            document.delete()
    except ProtectedError:
        return False
    if name:
        transaction.on_commit(partial(default_storage.delete, name))
    return True


def sweep(*, older_than: dt.timedelta = YOUNG) -> int:
    """Remove files that no row tells of, as a server leaves them that died between the two."""
    if not default_storage.exists(FOLDER):
        return 0
    known = set(Document.objects.values_list("file", flat=True))
    limit, removed = timezone.now() - older_than, 0
    for bare in default_storage.listdir(FOLDER)[1]:
        name = f"{FOLDER}/{bare}"
        if name not in known and default_storage.get_modified_time(name) < limit:
            default_storage.delete(name)
            removed += 1
    return removed
