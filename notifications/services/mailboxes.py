"""Mailboxes that refuse: written down when they do, and tried again when somebody has looked."""

import datetime as dt
import hashlib
import mailbox
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from smtplib import SMTPRecipientsRefused

from django.conf import settings
from django.db import transaction
from django.db.models import Count
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from accounts.models import User
from nmirf.common.dates import today
from nmirf.common.decisions import require
from nmirf.common.errors import DomainError
from nmirf.common.history import because
from notifications import policies
from notifications.choices import ProblemKind, ProblemSource
from notifications.models import Delivery, Digest, MailProblem
from notifications.parsers.bounces import FULL, MOST_BYTES, Bounce, read_bounce

from .letters import went_to

MOST_LISTED = 200
_FULL = re.compile(rf"\b{re.escape(FULL)}\b")


@dataclass(frozen=True, slots=True)
class Read:
    """How many messages were looked at, how many mailboxes were found to refuse, and how many
    reports were about nothing that was sent from here."""

    messages: int = 0
    problems: int = 0
    strange: int = 0


@dataclass(frozen=True, slots=True)
class Mailbox:
    """One address that refused; `owners` are (name, page) of the people and institutions it is of."""

    address: str
    is_dead: bool
    times: int
    last_at: dt.datetime
    detail: str
    source: str
    held: int
    owners: list[tuple[str, str]]


def listed() -> list[Mailbox]:
    """What is known against which address, the latest first."""
    rows = list(MailProblem.objects.by_address()[:MOST_LISTED])
    addresses = [row["lowered"] for row in rows]
    people = User.objects.annotate(lowered=Lower("email")).filter(lowered__in=addresses)
    names = {person.lowered: [(str(person), "")] for person in people}
    if settings.MAILBOX_OWNERS:
        for address, owner in import_string(settings.MAILBOX_OWNERS)(addresses).items():
            names.setdefault(address, []).append(owner)
    latest = {row.address.lower(): row for row in MailProblem.objects.open().order_by("at")}
    held = dict(
        Digest.objects.filter(held_at__isnull=False, person__in=people)
        .values_list(Lower("person__email"))
        .annotate(number=Count("pk"))
        .order_by()
    )
    return [
        Mailbox(
            address=row["lowered"],
            is_dead=bool(row["hard"]),
            times=row["hard"] + row["soft"],
            last_at=row["last_at"],
            detail=latest[row["lowered"]].detail,
            source=str(latest[row["lowered"]].get_source_display()),
            held=held.get(row["lowered"], 0),
            owners=names.get(row["lowered"], []),
        )
        for row in rows
    ]


def note_refusal(*, address: str, error: Exception, key: str) -> MailProblem | None:
    """Write down what a mail server said of an address; None where it was not about the address.

    An answer from 500 on is for good, unless it says that the mailbox is full.
    """
    code, words = _answer(address, error)
    if code is None:
        return None
    is_hard = code >= 500 and not _FULL.search(words)
    problem, _new = MailProblem.objects.get_or_create(
        key=f"smtp:{key}"[:200],
        defaults={
            "address": address,
            "kind": ProblemKind.HARD if is_hard else ProblemKind.SOFT,
            "source": ProblemSource.SERVER,
            "detail": f"{code} {words}"[:500],
        },
    )
    return problem


def _answer(address: str, error: Exception) -> tuple[int | None, str]:
    """(code, words) about the recipient; no code where sender, login or connection failed."""
    if not isinstance(error, SMTPRecipientsRefused):
        return None, ""
    answers = {str(to).casefold(): answer for to, answer in error.recipients.items()}
    answer = answers.get(address.casefold()) or next(iter(answers.values()), None)
    if answer is None:
        return None, ""
    code, words = answer
    text = words.decode(errors="replace") if isinstance(words, bytes) else str(words)
    return int(code), " ".join(text.split())


def read_bounces(*, path: Path | None = None) -> Read:
    """Read the reports in a Maildir or an mbox; a report that was read before changes nothing.

    What was read of a Maildir is marked as seen. Only a report about a message that was sent from
    here counts, so that nobody can have a mailbox blocked by writing to the address for reports.
    Raises DomainError where there is no such mailbox.
    """
    path = path or (Path(settings.BOUNCE_MAILBOX) if settings.BOUNCE_MAILBOX else None)
    if path is None:
        return Read()
    if not path.exists():
        raise DomainError(_("There is no mailbox at %(path)s.") % {"path": path})
    messages = problems = strange = 0
    for raw in _in_maildir(path) if path.is_dir() else _in_mbox(path):
        messages += 1
        for bounce in read_bounce(raw):
            known = _note(bounce, hashlib.sha256(raw).hexdigest())
            problems += bool(known)
            strange += known is None
    return Read(messages=messages, problems=problems, strange=strange)


def _in_maildir(path: Path) -> Iterator[bytes]:
    """Each message that has not been seen; it is marked after it has been dealt with."""
    folder = mailbox.Maildir(path, create=False)
    for key in list(folder.iterkeys()):
        try:
            message = folder.get_message(key)
            if "S" in message.get_flags():
                continue
            yield folder.get_bytes(key)
        except (KeyError, OSError):
            continue  # another reader was quicker
        message.set_subdir("cur")
        message.add_flag("S")
        folder[key] = message


def _in_mbox(path: Path) -> Iterator[bytes]:
    box = mailbox.mbox(path, create=False)
    try:
        for key in box.iterkeys():
            raw = box.get_bytes(key)
            if len(raw) <= MOST_BYTES:
                yield raw
    finally:
        box.close()


@transaction.atomic
def _note(bounce: Bounce, fingerprint: str) -> bool | None:
    """Whether the report says something new; None where it is about nothing of ours."""
    sent = _sent(bounce)
    if sent is None:
        return None
    message_id, address = sent
    _problem, is_new = MailProblem.objects.get_or_create(
        key=f"report:{message_id}:{bounce.kind}"[:200],
        defaults={
            "address": address,
            "kind": bounce.kind,
            "source": ProblemSource.REPORT,
            "detail": " ".join(part for part in (bounce.status, bounce.detail) if part)[:500]
            or fingerprint[:12],
        },
    )
    return is_new


def _sent(bounce: Bounce) -> tuple[str, str] | None:
    """(Message-ID, address) of the message that came back, by its Message-ID or by the address that
    the report went to. The address is the one that was written to: aliases lead elsewhere.
    """
    for model, person in ((Digest, "person"), (Delivery, "notification__person")):
        rows = model._default_manager.select_related(person)
        found = rows.filter(message_id__in=bounce.message_ids).first()
        if found is None and bounce.tokens:
            wanted = [f"<{token}@" for token in bounce.tokens if token.isalnum()]
            for start in wanted:
                found = found or rows.filter(message_id__startswith=start).first()
        if isinstance(found, Digest | Delivery):
            return str(found.message_id), found.recipient.email
    return _sealed(bounce)


def _sealed(bounce: Bounce) -> tuple[str, str] | None:
    """The same for letters and invitations to meetings, whose tokens prove where they went."""
    tokens = [known.strip("<>").partition("@")[0] for known in bounce.message_ids]
    for token in (*tokens, *bounce.tokens):
        for address in (bounce.address, *bounce.written_to):
            if went_to(token, address):
                return token, address
    return None


@transaction.atomic
def settle(*, address: str, actor: User, again: bool) -> int:
    """Somebody has looked into a mailbox: it is written to from now on; how many were settled.

    With `again`, what was held back in the last days is sent too. Raises PermissionDenied, and
    DomainError where nothing is known against the address.
    """
    require(policies.can_settle_mailboxes(actor))
    rows = MailProblem.objects.select_for_update().open().of(address)
    pks = list(rows.values_list("pk", flat=True))
    if not pks:
        raise DomainError(_("Nothing is known against this address any more."))
    reason = _("Held messages are sent again") if again else _("Address corrected")
    with because(str(reason)):
        MailProblem.objects.filter(pk__in=pks).update(
            cleared_at=timezone.now(), cleared_by=actor, updated_at=timezone.now()
        )
        if again:
            _release(address)
    return len(pks)


def _release(address: str) -> None:
    """What was held back goes out with the next run, as if it had never been tried."""
    facts = {"held_at": None, "claimed_at": None, "attempts": 0, "updated_at": timezone.now()}
    Digest.objects.held_lately(today()).filter(person__email__iexact=address).update(**facts)
    Delivery.objects.filter(
        held_at__isnull=False, notification__person__email__iexact=address
    ).update(**facts)
