"""The e-mails that Django's file backend writes: one file a connection, messages after each other."""

import datetime as dt
import email
import email.policy
import re
from dataclasses import dataclass
from pathlib import Path

# What the file backend puts after each message.
RULE = re.compile(rb"^-{79}\r?\n", re.MULTILINE)
# Older files are not read: the page is for looking at what has just been sent.
MOST_FILES = 300


@dataclass(frozen=True, slots=True)
class Mail:
    subject: str
    to: str
    sent_at: dt.datetime
    text: str
    message_id: str


def read_mail(folder: Path) -> list[Mail]:
    """All messages in the folder's `.log` and `.eml` files, the newest first."""
    if not folder.is_dir():
        return []
    files = sorted(
        (path for path in folder.iterdir() if path.suffix in {".log", ".eml"}),
        key=lambda path: path.stat().st_mtime,
        reverse=True,
    )
    found = [mail for path in files[:MOST_FILES] for mail in _messages(path)]
    return sorted(found, key=lambda mail: mail.sent_at, reverse=True)


def _messages(path: Path) -> list[Mail]:
    changed_at = dt.datetime.fromtimestamp(path.stat().st_mtime, tz=dt.UTC)
    parts = RULE.split(path.read_bytes())
    return [_mail(part, changed_at) for part in reversed(parts) if part.strip()]


def _mail(raw: bytes, changed_at: dt.datetime) -> Mail:
    message = email.message_from_bytes(raw, policy=email.policy.default)
    body = message.get_body(preferencelist=("plain",))
    try:
        sent_at = dt.datetime.fromisoformat(message["Date"].datetime.isoformat())
    except (AttributeError, TypeError, ValueError):
        sent_at = changed_at
    if sent_at.tzinfo is None:
        sent_at = sent_at.replace(tzinfo=dt.UTC)
    return Mail(
        subject=str(message["Subject"] or ""),
        to=str(message["To"] or ""),
        sent_at=sent_at,
        text=str(body.get_content()) if body is not None else "",
        message_id=str(message["Message-ID"] or ""),
    )
