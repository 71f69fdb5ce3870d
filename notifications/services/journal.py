"""Which messages the mail server has taken, on disk at once.

Between the moment in which a mail server takes a message and the moment in which the database says
so, a worker can die. One line in a file is written in microseconds, before the database is asked,
and outlives the process: whoever takes the message up again looks here first.
"""

import datetime as dt
import os
from pathlib import Path

import structlog
from django.conf import settings
from django.utils import timezone

logger = structlog.get_logger(__name__)

# Nothing older is ever sent, so nothing older is asked for.
KEPT_DAYS = 7


def note(message_id: str) -> None:
    """Write down that the mail server has taken this message."""
    now = timezone.now()
    path = _folder() / f"{now.date().isoformat()}.log"
    line = f"{now.isoformat()} {message_id}\n".encode()
    try:
        if not path.exists():
            _begin(now.date())
        # One write of less than a page, at the end of the file: lines of two workers never mix.
        handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            os.write(handle, line)
        finally:
            os.close(handle)
    except OSError as error:
        # The message is out: a full disk must not make it look as if it were not.
        logger.warning("mail_journal_not_written", problem=str(error))


def taken_at(message_id: str) -> dt.datetime | None:
    """When the mail server took this message, as far as this machine knows; else None."""
    for path in sorted(_folder().glob("*.log"), reverse=True):
        for line in path.read_text(errors="replace").splitlines():
            at, _space, known = line.partition(" ")
            if known == message_id:
                return dt.datetime.fromisoformat(at)
    return None


def _begin(day: dt.date) -> None:
    """A new day's file; those that nobody asks for any more go."""
    folder = _folder()
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    oldest = (day - dt.timedelta(days=KEPT_DAYS)).isoformat()
    for path in folder.glob("*.log"):
        if path.stem < oldest:
            path.unlink(missing_ok=True)


def _folder() -> Path:
    return Path(settings.MAIL_JOURNAL_DIR)
