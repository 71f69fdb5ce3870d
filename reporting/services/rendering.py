"""Files made by a worker: asked for, made, failed cleanly, taken up again after a crash."""

import datetime as dt
import hashlib
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.files.base import ContentFile
from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone, translation
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from accounts.models import User
from mechanisms.models import Review
from nmirf.common.decisions import require
from nmirf.common.errors import DomainError
from nmirf.common.history import because
from nmirf.common.queue import enqueue
from notifications.choices import NewsKind
from notifications.services.inbox import notify
from reporting import policies
from reporting.choices import FileKind, FileState
from reporting.models import RenderedFile

HEARTBEAT_SECONDS = 5
# After so long without a sign of life the worker is taken for dead.
SILENCE = dt.timedelta(seconds=45)
MAX_ATTEMPTS = 3
# Files of the register and certificates can be made anew at any time.
KEPT = dt.timedelta(days=7)


@transaction.atomic
def request_review_pdf(*, actor: User, review: Review, language: str) -> RenderedFile:
    """Ask for the PDF of one review. One that is being made already is returned instead.

    Raises PermissionDenied, and DomainError for a review of which nothing is published.
    """
    require(policies.can_render(actor))
    Review.objects.select_for_update().get(pk=review.pk)
    running = RenderedFile.objects.unfinished().filter(review=review, language=language).first()
    if running is not None:
        return running
    if not review.recommendations.filter(publication="published").exists():
        raise DomainError(_("No recommendation of this review is published yet."))
    with because(str(_("PDF asked for"))):
        rendered = RenderedFile.objects.create(
            title=review.label,
            review=review,
            language=language,
            is_public=True,
            requested_by=actor,
        )
    enqueue("reporting.render", rendered.pk)
    return rendered


@transaction.atomic
def request_page_file(
    *,
    actor: User | None,
    title: str,
    language: str,
    format: str,
    options: dict[str, Any],
    kind: FileKind = FileKind.REGISTER,
) -> RenderedFile:
    """Ask for a file of a page; None as `actor` stands for a stranger, who gets what is public.

    One that the same reader has asked for and that is being made is returned instead.
    """
    scope = policies.reading_scope(actor or AnonymousUser())
    asked: dict[str, Any] = {
        "kind": kind,
        "language": language,
        "format": format,
        "options": {**options, "scope": scope},
        "requested_by": actor,
    }
    running = RenderedFile.objects.of_pages().unfinished().filter(**asked).first()
    if running is not None:
        return running
    with because(str(_("File asked for"))):
        rendered = RenderedFile.objects.create(title=title, **asked)
    enqueue("reporting.render", rendered.pk)
    return rendered


def drop_old_files(*, before: dt.datetime) -> int:
    """Delete what can be asked for again and was asked for before then; how many."""
    old = RenderedFile.objects.passing().filter(created_at__lt=before)
    count = 0
    for rendered in old:
        stored, storage = rendered.file.name, rendered.file.storage
        with transaction.atomic(), because(str(_("File kept long enough"))):
            rendered.delete()
            if stored:
                transaction.on_commit(partial(storage.delete, stored))
        count += 1
    return count


def render(*, pk: int) -> None:
    """Make the file. Safe to call twice: one that is made, failed or in other hands is left alone."""
    rendered = _claim(pk)
    if rendered is None:
        return
    try:
        with _heartbeat(pk):
            content = _make(rendered, tell=lambda percent: _tell(pk, percent))
    except DomainError as error:
        _fail(pk, str(error))
    except Exception:
        _fail(
            pk, str(_("The file could not be made. The administrator finds the reason in the log."))
        )
        raise
    else:
        _finish(pk, content)


@transaction.atomic
def _claim(pk: int) -> RenderedFile | None:
    rendered = RenderedFile.objects.select_for_update().filter(pk=pk).first()
    if rendered is None or rendered.state not in (FileState.QUEUED, FileState.RUNNING):
        return None
    alive = rendered.heartbeat_at and rendered.heartbeat_at > timezone.now() - SILENCE
    if rendered.state == FileState.RUNNING and alive:
        return None
    rendered.state = FileState.RUNNING
    rendered.attempts += 1
    rendered.progress = 0
    rendered.heartbeat_at = timezone.now()
    rendered.save(update_fields=["state", "attempts", "progress", "heartbeat_at", "updated_at"])
    return rendered


def _make(rendered: RenderedFile, tell: Callable[[int], None]) -> bytes:
    with translation.override(rendered.language):
        content: bytes = import_string(settings.FILE_MAKERS[rendered.kind])(rendered, tell)
        return content


@transaction.atomic
def _finish(pk: int, content: bytes) -> None:
    rendered = RenderedFile.objects.select_for_update().get(pk=pk)
    if rendered.state != FileState.RUNNING:
        return
    rendered.file.save(f"file.{rendered.format}", ContentFile(content), save=False)
    rendered.state = FileState.READY
    rendered.progress = 100
    rendered.size = len(content)
    rendered.sha256 = hashlib.sha256(content).hexdigest()
    rendered.finished_at = timezone.now()
    rendered.error = ""
    with because(str(_("File made"))):
        rendered.save()
    _announce(
        rendered,
        lambda: _("Your file is ready: %(title)s") % {"title": rendered.title},
        lambda: _("Your file is ready."),
    )


def _announce(
    rendered: RenderedFile, text: Callable[[], str], outside: Callable[[], str], key: str = ""
) -> None:
    """Put it into the inbox of whoever asked; a stranger has none and watches the page."""
    if rendered.requested_by is not None:
        notify(
            people=[rendered.requested_by],
            text=text,
            path=rendered.get_absolute_url(),
            key=f"rendered:{rendered.reference}{key}",
            kind=NewsKind.FILE,
            # The title of a file of one's own may name what is restricted.
            outside=None if rendered.is_public else outside,
        )


@transaction.atomic
def _fail(pk: int, error: str) -> None:
    rendered = RenderedFile.objects.select_for_update().get(pk=pk)
    if rendered.state not in (FileState.QUEUED, FileState.RUNNING):
        return  # another worker, taking this one for dead, has finished it
    rendered.state = FileState.FAILED
    rendered.error = error[:500]
    rendered.finished_at = timezone.now()
    rendered.save(update_fields=["state", "error", "finished_at", "updated_at"])
    _announce(
        rendered,
        lambda: _("Your file could not be made: %(title)s") % {"title": rendered.title},
        lambda: _("Your file could not be made."),
        ":failed",
    )


def _tell(pk: int, percent: int) -> None:
    RenderedFile.objects.filter(pk=pk).update(progress=percent, heartbeat_at=timezone.now())


@contextmanager
def _heartbeat(pk: int) -> Iterator[None]:
    """Say every few seconds, from a thread of its own, that the work goes on."""
    stop = threading.Event()

    def beat() -> None:
        try:
            while not stop.wait(HEARTBEAT_SECONDS):
                RenderedFile.objects.filter(pk=pk).update(heartbeat_at=timezone.now())
        finally:
            connection.close()

    thread = threading.Thread(target=beat, daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def take_up_abandoned() -> int:
    """Put work whose worker fell silent back into the queue; after three attempts it has failed.

    Work that was queued and never begun, because the queue itself was lost, is queued again too.
    Returns how many files were taken up or given up.
    """
    limit = timezone.now() - SILENCE
    silent = Q(state=FileState.RUNNING, heartbeat_at__lt=limit)
    lost = Q(state=FileState.QUEUED, updated_at__lt=limit)
    count = 0
    for pk in RenderedFile.objects.filter(silent | lost).values_list("pk", flat=True):
        count += _take_up(pk)
    return count


@transaction.atomic
def _take_up(pk: int) -> int:
    rendered = RenderedFile.objects.select_for_update(skip_locked=True).filter(pk=pk).first()
    if rendered is None or rendered.state not in (FileState.QUEUED, FileState.RUNNING):
        return 0
    if rendered.attempts >= MAX_ATTEMPTS:
        _fail(pk, str(_("The worker stopped in the middle of it three times.")))
        return 1
    RenderedFile.objects.filter(pk=pk).update(
        state=FileState.QUEUED, heartbeat_at=None, updated_at=timezone.now()
    )
    enqueue("reporting.render", pk)
    return 1
