"""Files, their rows, and what is removed of both."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import ProtectedError
from django.utils import timezone

from accounts.models import User
from documents import policies, scanner
from documents.choices import BELONGING, WITH_TEXT, Classification, Kind, ScanState, TextState
from documents.models import Document, Extract
from documents.parsers import Facts, examine
from nmirf.common.queue import enqueue

from .cleaning import cleaned

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


@dataclass(frozen=True, slots=True)
class Prepared:
    """A file that may be kept, what it is, and whether traces of its author were taken out."""

    upload: Any
    facts: Facts
    is_cleaned: bool = False


def prepared(actor: User, upload: Any, *, untraced: bool | None = None) -> Prepared:
    """The file as it will be kept. Raises FileRefusedError."""
    facts = examine(upload)
    if untraced is None:
        untraced = policies.needs_cleaning(actor)
    if not untraced:
        return Prepared(upload, facts)
    upload = cleaned(upload, facts)
    return Prepared(upload, examine(upload), is_cleaned=True)


def store(
    *,
    actor: User,
    upload: Any,
    kind: Kind,
    classification: Classification,
    title: str = "",
    language: str = "",
    untraced: bool | None = None,
) -> Document:
    """Keep an uploaded file with its class. Whether the person may is decided by the deed above.

    `untraced` says whether traces of its author are taken out first; None: as the actor's standing asks.
    A caller with a transaction of its own puts `files_follow_rows` around it. Raises FileRefusedError.
    """
    return keep(
        actor=actor,
        ready=prepared(actor, upload, untraced=untraced),
        kind=kind,
        classification=classification,
        title=title,
        language=language,
    )


def keep(
    *,
    actor: User,
    ready: Prepared,
    kind: Kind,
    classification: Classification,
    title: str = "",
    language: str = "",
    replaces: Document | None = None,
) -> Document:
    """As `store`, with a file that was prepared, and looked at, before.

    `replaces` makes it the next version of that document, whose row the caller has locked.
    """
    facts = ready.facts
    document = Document(
        title=(title or facts.filename)[:300],
        kind=kind,
        classification=classification,
        filename=facts.filename,
        media_type=facts.media_type,
        size=facts.size,
        sha256=facts.sha256,
        language=language,
        is_cleaned=ready.is_cleaned,
        scan_state=ScanState.PENDING if scanner.is_configured() else ScanState.NOT_SCANNED,
        owner=actor,
    )
    if replaces is not None:
        document.series, document.replaces = replaces.series, replaces
        document.version = replaces.version + 1
    with files_follow_rows(), transaction.atomic():
        document.file.save(f"upload.{facts.extension}", ready.upload, save=False)
        follow(document.file.name)
        document.save()
        has_text = facts.extension in WITH_TEXT
        state = TextState.WAITING if has_text else TextState.NONE
        Extract.objects.create(document=document, state=state)
        enqueue("documents.look_through", document.pk)
    return document


def follow(name: str | None) -> None:
    """This file is removed again when what `files_follow_rows` encloses fails."""
    written = _written.get()
    if written is not None and name:
        written.append(name)


def discard(*, document: Document) -> bool:
    """Delete a document that nothing rests on, with its file; False when something still does.

    With a version of something that belongs to a record go the earlier ones that nothing rests on.
    Whether the person may is decided by the deed above.
    """
    names = [document.file.name, *_picture_of(document)]
    try:
        with transaction.atomic():
            document.delete()
    except ProtectedError:
        return False
    for name in filter(None, names):
        transaction.on_commit(partial(default_storage.delete, name))
    older = document.replaces
    if older is not None and older.kind in BELONGING:
        discard(document=older)
    return True


def _picture_of(document: Document) -> list[str]:
    pictures = Extract.objects.filter(document=document).exclude(picture="")
    return list(pictures.values_list("picture", flat=True))


def sweep(*, older_than: dt.timedelta = YOUNG) -> int:
    """Remove files that no row tells of, as a server leaves them that died between the two."""
    if not default_storage.exists(FOLDER):
        return 0
    known = {
        *Document.objects.values_list("file", flat=True),
        *Extract.objects.exclude(picture="").values_list("picture", flat=True),
    }
    limit, removed = timezone.now() - older_than, 0
    for bare in default_storage.listdir(FOLDER)[1]:
        name = f"{FOLDER}/{bare}"
        if name not in known and default_storage.get_modified_time(name) < limit:
            default_storage.delete(name)
            removed += 1
    return removed
