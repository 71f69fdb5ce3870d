"""Sending what is recorded: each message once, whoever else is sending and whoever dies.

A message is held by one worker at a time, through a lock of the database that ends with the
worker's connection. The worker makes the message ready and reaches the mail server, then writes
and commits that the message is claimed, hands it over, writes one line into the journal of this
machine, and commits that it is sent.

A worker that dies before the claim has sent nothing: the next one sends. One that dies after the
journal's line has sent it: the next one finds the line and sends nothing. What is left is the time
between the mail server's last word and that line. Then nobody can know, and the message goes out
again with the same Message-ID, by which mail servers and readers know it for the same. See ADR 0018.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from smtplib import SMTPException
from typing import Any

from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import timezone

from notifications.models import Delivery, Digest, FollowMail, MailProblem
from notifications.models.mail import new_message_id

from . import journal
from .mailboxes import note_refusal

# What a mailbox, a mail server or an address that cannot be written to raises.
REFUSALS = (SMTPException, OSError, ValueError)

Row = Digest | Delivery | FollowMail
Compose = Callable[[Any, BaseEmailBackend], EmailMultiAlternatives]


@dataclass(frozen=True, slots=True)
class Sent:
    """How many messages went out, how many did not, how many wait since a mailbox refuses."""

    sent: int = 0
    failed: int = 0
    held: int = 0


class ServerSilentError(Exception):
    """The mail server cannot be reached: the others of this run wait for the next one."""


def send_all(rows: Callable[[], QuerySet[Any]], compose: Compose) -> Sent:
    """Send the rows that are to be sent, the first first; `rows` is asked anew for each.

    A refused one keeps the reason and is tried again by the next run, five times in all. Not to
    be called inside a transaction: each step is committed before the next begins.
    """
    server: BaseEmailBackend = get_connection()
    counts = {"sent": 0, "failed": 0, "held": 0}
    last = 0
    try:
        while (row := rows().filter(pk__gt=last).order_by("pk").first()) is not None:
            last = row.pk
            with _held(row) as is_mine:
                # Whoever held it before may have sent it meanwhile.
                if is_mine and (found := rows().filter(pk=row.pk).first()) is not None:
                    counts[_deliver(found, compose, server)] += 1
    except ServerSilentError:
        counts["failed"] += 1
    finally:
        server.close()
    return Sent(**counts)


@contextmanager
def _held(row: Row) -> Iterator[bool]:
    """Hold the row for this connection to the database; False where another one holds it."""
    name = f"{row._meta.label_lower}:{row.pk}"
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(hashtextextended(%s, 0))", [name])
        (is_mine,) = cursor.fetchone()
    try:
        yield is_mine
    finally:
        if is_mine:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(hashtextextended(%s, 0))", [name])


def _deliver(row: Row, compose: Compose, server: BaseEmailBackend) -> str:
    """Hand one message to the mail server: "sent", "failed" or "held"."""
    if MailProblem.objects.refuses(row.recipient.email):
        _write(row, held_at=timezone.now(), claimed_at=None)
        return "held"
    if row.claimed_at is not None and row.message_id:
        # Its worker died. The journal knows whether the mail server had taken it.
        taken_at = journal.taken_at(row.message_id)
        if taken_at is not None:
            _write(row, sent_at=taken_at, problem="")
            return "sent"
    row.message_id = row.message_id or new_message_id()
    message = compose(row, server)
    _reach(row, server)
    _write(
        row,
        message_id=row.message_id,
        claimed_at=timezone.now(),
        attempts=row.attempts + 1,
    )
    try:
        message.send()
    except REFUSALS as error:
        server.close()
        _write(row, claimed_at=None, problem=f"{type(error).__name__}: {error}"[:300])
        note_refusal(
            address=row.recipient.email, error=error, key=f"{row.message_id}:{row.attempts}"
        )
        return "failed"
    journal.note(row.message_id)
    _write(row, sent_at=timezone.now(), problem="")
    return "sent"


def _reach(row: Row, server: BaseEmailBackend) -> None:
    """Open the connection to the mail server, so that little happens after the claim."""
    try:
        server.open()
    except REFUSALS as error:
        server.close()
        _write(row, problem=f"{type(error).__name__}: {error}"[:300])
        raise ServerSilentError from error


def _write(row: Row, **facts: Any) -> None:
    """Change the row and commit, whatever else happens."""
    for name, value in facts.items():
        setattr(row, name, value)
    with transaction.atomic(durable=True):
        row.save(update_fields=[*facts, "updated_at"])
