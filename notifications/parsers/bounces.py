"""Reports of mail servers that a message could not be delivered.

Source: RFC 3464 (delivery status notifications), RFC 3462 (multipart/report), RFC 3463 (status
codes).
"""

import email
import email.policy
import email.utils
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message
from typing import Any

from notifications.choices import ProblemKind

# A report says more than anybody needs; what is larger is not read.
MOST_BYTES = 1024 * 1024
# 5.2.2: the mailbox is full. It is there, and can be emptied.
FULL = "5.2.2"
_STATUS = re.compile(r"\b[245]\.\d{1,3}\.\d{1,3}\b", re.ASCII)
_MESSAGE_ID = re.compile(r"<[^<>\s]{1,190}>")
_ADDRESS = re.compile(r"[^\s<>;,\"]{1,150}@[^\s<>;,\"]{1,100}")
# Where a report names the address that it was sent to, which carries the token of the message.
_SENT_TO = ("To", "Delivered-To", "X-Original-To", "Envelope-To")


@dataclass(frozen=True, slots=True)
class Bounce:
    """One recipient of one report.

    `message_ids` are those of the message that came back, `written_to` the addresses in its head;
    `tokens` are the parts after a plus in the addresses that the report was sent to. Each leads to
    the message that was sent.
    """

    address: str
    kind: ProblemKind
    status: str
    detail: str
    message_ids: tuple[str, ...]
    written_to: tuple[str, ...]
    tokens: tuple[str, ...]


def read_bounce(raw: bytes) -> list[Bounce]:
    """The recipients that a report says could not be reached, each once.

    Empty for what is no report, for reports of success and of mere delay, and for what is larger
    than a megabyte.
    """
    if len(raw) > MOST_BYTES:
        return []
    # The old policy: the new one raises for headers that are no headers.
    message = email.message_from_bytes(raw, policy=email.policy.compat32)
    heads = list(_originals(message))
    facts = {
        "message_ids": tuple(
            dict.fromkeys(
                known for head in heads for known in _MESSAGE_ID.findall(_text(head, "Message-ID"))
            )
        ),
        "written_to": tuple(
            dict.fromkeys(filter(None, (_address(_text(head, "To")) for head in heads)))
        ),
        "tokens": tuple(dict.fromkeys(_tokens(message))),
    }
    found: dict[str, Bounce] = {}
    for fields in _recipients(message):
        bounce = _bounce(fields, facts)
        if bounce is not None:
            found.setdefault(bounce.address, bounce)
    return list(found.values())


def _recipients(message: Message) -> Iterator[Message]:
    """The groups of fields about a recipient; the group about the message itself has none."""
    for part in message.walk():
        if part.get_content_type() == "message/delivery-status":
            groups = part.get_payload()
            if isinstance(groups, list):
                yield from (group for group in groups if isinstance(group, Message))


def _bounce(fields: Message, facts: dict[str, Any]) -> Bounce | None:
    action = _text(fields, "Action").casefold()
    status = _STATUS.search(_text(fields, "Status"))
    address = _address(_text(fields, "Original-Recipient")) or _address(
        _text(fields, "Final-Recipient")
    )
    if not address or action != "failed":
        return None
    code = status.group(0) if status else ""
    return Bounce(
        address=address,
        kind=kind_of(code),
        status=code,
        detail=" ".join(_text(fields, "Diagnostic-Code").split())[:400],
        **facts,
    )


def kind_of(status: str) -> ProblemKind:
    """Hard where the code says that it is for good; a full mailbox is not."""
    is_hard = status.startswith("5") and status != FULL
    return ProblemKind.HARD if is_hard else ProblemKind.SOFT


def _address(field: str) -> str:
    """The address of `rfc822; ana@example.org`; empty where there is none."""
    found = _ADDRESS.search(field.partition(";")[2] or field)
    return found.group(0).casefold() if found else ""


def _originals(message: Message) -> Iterator[Any]:
    """The head of what came back: of the whole message, its headers, or headers as text."""
    for part in message.walk():
        kind = part.get_content_type()
        if kind == "message/rfc822":
            yield from part.get_payload() if part.is_multipart() else ()
        elif kind == "text/rfc822-headers":
            content = part.get_payload(decode=True)
            if isinstance(content, bytes):
                yield email.message_from_bytes(content, policy=email.policy.compat32)


def _tokens(message: Message) -> Iterator[str]:
    """What stands after the plus of `bounces+TOKEN@example.org`."""
    for name in _SENT_TO:
        values = [str(value) for value in message.get_all(name, [])]
        for _name, address in email.utils.getaddresses(values):
            token = address.rpartition("@")[0].partition("+")[2]
            if token:
                yield token


def _text(part: Any, name: str) -> str:
    return str(part.get(name, "") or "")
