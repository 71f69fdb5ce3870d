"""The text and the picture of a file, made in a process of its own; safe to do twice."""

import datetime as dt
import json
import logging
from functools import partial
from typing import IO

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import F, Q, Value
from django.utils import timezone

from documents import scanner
from documents.choices import HELD_BACK, WITH_PICTURE, WITH_TEXT, ScanState, TextState
from documents.models import Document, Extract, Page
from documents.querysets import vector_of
from documents.sandbox.run import Outcome, run
from nmirf.common.queue import enqueue

from .keeping import files_follow_rows, follow

logger = logging.getLogger(__name__)

MOST_ATTEMPTS = 3
# Longer than a worker needs for one file: what waits beyond it was lost with its worker or its queue.
LOST_AFTER = dt.timedelta(minutes=10)
# Beyond this the database takes no vector of a page; its text is kept whole.
MOST_INDEXED = 200_000
_STATES = {
    Outcome.LOCKED: TextState.LOCKED,
    Outcome.DAMAGED: TextState.DAMAGED,
    Outcome.MARKED: TextState.DAMAGED,
    Outcome.TOO_MUCH: TextState.TOO_MUCH,
}


def read(*, pk: int) -> TextState | None:
    """Read the text of a file that is still to be read; None where there is nothing to do."""
    document = Document.objects.filter(pk=pk).select_related("extract").first()
    if document is None or document.is_held_back or not _claim(document):
        return None
    try:
        with document.file.open("rb") as file:
            state, pages, is_cut = _text(document, file)
            picture = _picture(document, file)
    except FileNotFoundError:
        state, pages, is_cut, picture = TextState.DAMAGED, [], False, b""
    _keep(document, state, pages, is_cut=is_cut, picture=picture)
    return state


def take_up() -> int:
    """Queue again what a worker or the queue has lost; how many. Does what no longer waits for a scanner."""
    before = timezone.now() - LOST_AFTER
    for document in Document.objects.filter(extract__isnull=True):
        has_text = document.extension in WITH_TEXT
        state = TextState.WAITING if has_text else TextState.NONE
        Extract.objects.get_or_create(document=document, defaults={"state": state})
    unseen = [ScanState.PENDING, ScanState.ERROR]
    if scanner.is_configured():
        unseen.append(ScanState.NOT_SCANNED)
    else:
        Document.objects.filter(scan_state__in=unseen).update(scan_state=ScanState.NOT_SCANNED)
    lost = Q(extract__state=TextState.WAITING) & (
        Q(extract__tried_at__isnull=True) | Q(extract__tried_at__lt=before)
    )
    if scanner.is_configured():
        lost |= Q(scan_state__in=unseen)
    lost &= ~Q(scan_state=ScanState.INFECTED) & Q(created_at__lt=before)
    keys = list(Document.objects.filter(lost).order_by("pk").values_list("pk", flat=True)[:1000])
    for pk in keys:
        enqueue("documents.look_through", pk)
    return len(keys)


def forget(document: Document) -> None:
    """Nothing of a quarantined file is kept but the file itself."""
    Page.objects.filter(document=document).delete()
    for extract in Extract.objects.filter(document=document).exclude(picture=""):
        name = str(extract.picture.name)
        Extract.objects.filter(pk=extract.pk).update(picture="", number_of_pages=0)
        transaction.on_commit(partial(default_storage.delete, name))


def _claim(document: Document) -> bool:
    """Note the attempt before it is made: one that takes the worker with it counts as well."""
    waiting = Extract.objects.filter(document=document).filter(
        Q(state=TextState.WAITING) | Q(state=TextState.NONE, picture="")
    )
    if waiting.waiting().filter(attempts__gte=MOST_ATTEMPTS).update(state=TextState.TOO_MUCH):
        logger.warning("document.given_up", extra={"document": document.pk})
        return False
    waiting = waiting.filter(attempts__lt=MOST_ATTEMPTS)
    return bool(waiting.update(attempts=F("attempts") + 1, tried_at=timezone.now()))


def _text(document: Document, file: IO[bytes]) -> tuple[TextState, list[str], bool]:
    if document.extension not in WITH_TEXT:
        return TextState.NONE, [], False
    answer = run("text", document.extension, file)
    if answer.outcome != Outcome.DONE:
        return _STATES[answer.outcome], [], False
    told = json.loads(answer.body)
    pages = [str(text) for text in told["pages"]]
    return TextState.READ if any(pages) else TextState.EMPTY, pages, bool(told["cut"])


def _picture(document: Document, file: IO[bytes]) -> bytes:
    if document.extension not in WITH_PICTURE:
        return b""
    return run("picture", document.extension, file).body


def _keep(
    document: Document, state: TextState, pages: list[str], *, is_cut: bool, picture: bytes
) -> None:
    with files_follow_rows(), transaction.atomic():
        row = Document.objects.select_for_update().filter(pk=document.pk).first()
        if row is None or row.scan_state in HELD_BACK:
            return
        extract = Extract.objects.select_for_update().get(document=row)
        Page.objects.filter(document=row).delete()
        Page.objects.bulk_create(
            [
                Page(
                    document=row,
                    number=number,
                    text=text,
                    search_vector=vector_of(Value(text[:MOST_INDEXED]), row.language),
                )
                # An empty page is kept too, so that the third is the third.
                for number, text in enumerate(pages if any(pages) else (), start=1)
            ],
            batch_size=200,
        )
        old = extract.picture.name
        if picture:
            extract.picture.save("picture.png", ContentFile(picture), save=False)
            follow(extract.picture.name)
        extract.state, extract.number_of_pages, extract.is_cut = state, len(pages), is_cut
        extract.save()
        if old and old != extract.picture.name:
            transaction.on_commit(lambda: default_storage.delete(old))
