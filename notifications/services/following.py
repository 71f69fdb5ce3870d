"""Following a public record by e-mail: asked for, confirmed by a link, told at most once a day, stopped.

What is told is written down and committed before anything is sent (see `outbox`): one row an
address and day, and in the same transaction until when each record has been told.
"""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from functools import partial

from django.conf import settings
from django.core import signing
from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models.functions import Lower
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import get_language_info, ngettext
from django.utils.translation import gettext as _

from nmirf.common import tokens
from nmirf.common.errors import DomainError
from nmirf.common.queue import enqueue
from notifications.choices import ProblemKind
from notifications.models import Follow, FollowMail, MailProblem
from notifications.models.mail import new_message_id

from . import outbox
from .letters import envelope_sender, headers_of, site, spoken
from .messages import Words, send_letter
from .outbox import Sent

# Links in old messages go on working; a new SECRET_KEY ends them.
SALT = "notifications.following"
# Nobody follows more by e-mail: who needs more reads the feeds.
MOST_FOLLOWED = 50
KEPT_DAYS = 30


@dataclass(frozen=True, slots=True)
class Told:
    """What changed of one record: its name, its address, and a line for each change."""

    title: str
    path: str
    lines: Sequence[str]


Tell = Callable[[Follow, dt.datetime], Told | None]


@transaction.atomic
def ask(*, email: str, language: str, kind: str, key: str) -> Follow | None:
    """Take the wish down and send the link that confirms it.

    None where the address follows the record already, or as much as anybody may: whoever asks is
    told the same each time. Asked again before it is confirmed, the newest link is the good one.
    """
    now = timezone.now()
    row = _row(email, kind, key)
    if row is None or row.confirmed_at:
        return None
    row.language, row.sent_at = language, None
    # Nobody has this one: the link is made when it is sent.
    row.token_digest = tokens.mint()[1]
    row.expires_at = now + dt.timedelta(days=settings.REGISTRATION_DAYS)
    row.save()
    enqueue("notifications.send_follow_link", row.pk)
    return row


@transaction.atomic
def follow(*, email: str, language: str, kind: str, key: str) -> Follow:
    """Follow at once, for an address known to be its owner's. Raises DomainError for too many."""
    row = _row(email, kind, key)
    if row is None:
        raise DomainError(_("You follow as many records as one can. Stop following one first."))
    if row.confirmed_at is None:
        row.language, row.confirmed_at = language, timezone.now()
        row.told_until = row.confirmed_at
        row.save()
    return row


def _row(email: str, kind: str, key: str) -> Follow | None:
    """The row of this address and record, locked, made where it is new; None where there are too many."""
    address = email.strip().lower()
    mine = Follow.objects.of(address).exclude(kind=kind, key=key)
    if mine.count() >= MOST_FOLLOWED:
        return None
    row, _is_new = Follow.objects.select_for_update().get_or_create(
        email=address,
        kind=kind,
        key=key,
        # As if it had expired: nobody has been asked yet.
        defaults={"token_digest": tokens.mint()[1], "expires_at": timezone.now()},
    )
    return row


@transaction.atomic
def send_link(*, pk: int) -> bool:
    """Make the link that confirms and send it, if that is still to be done."""
    row = Follow.objects.select_for_update().filter(pk=pk, sent_at__isnull=True).first()
    if row is None or not row.is_open(timezone.now()):
        return False
    token, row.token_digest = tokens.mint()
    went_out = send_letter(
        to=row.email,
        language=row.language,
        key=f"follow:{row.reference}:{row.expires_at.isoformat()}",
        words=partial(_link, row, token),
    )
    if went_out:
        row.sent_at = timezone.now()
        row.save(update_fields=["token_digest", "sent_at", "updated_at"])
    return went_out


def _link(row: Follow, token: str) -> Words:
    facts = {
        "record": str(row),
        "day": date_format(timezone.localtime(row.expires_at), "DATE_FORMAT"),
    }
    return Words(
        subject=_("confirm what you want to follow"),
        name=_("reader"),
        paragraphs=(
            _("Somebody asked with this address to hear of changes of: %(record)s.") % facts,
            _("Confirm that it was you, until %(day)s. You then get one message a day at most.")
            % facts,
        ),
        act=_("Confirm"),
        path=reverse("portal:follow_confirm", args=[token]),
        closing=(_("If it was not you, do nothing: what was typed is deleted by itself."),),
    )


def find(*, token: str) -> Follow:
    """What this link confirms. Raises DoesNotExist, also once it has expired."""
    row = Follow.objects.get(token_digest=tokens.digest_of(token))
    if row.confirmed_at is None and row.expires_at <= timezone.now():
        raise Follow.DoesNotExist
    return row


@transaction.atomic
def confirm(*, token: str) -> Follow:
    """The address is its owner's: from now on it hears of changes. A second time changes nothing.

    Raises DoesNotExist.
    """
    row = Follow.objects.select_for_update().get(pk=find(token=token).pk)
    if row.confirmed_at is None:
        row.confirmed_at = row.told_until = timezone.now()
        row.save(update_fields=["confirmed_at", "told_until", "updated_at"])
    return row


# Stopping: whoever holds the link from a message may do so, and nothing else with it.


def token_for(email: str, reference: str = "") -> str:
    """A signed word for the link that stops one record, or all of the address."""
    return signing.dumps([email.lower(), reference], salt=SALT, compress=True)


def read_token(token: str) -> list[Follow]:
    """What the link stops; empty once it is stopped. Raises DomainError for one not made here."""
    try:
        email, reference = signing.loads(token, salt=SALT)
    except (signing.BadSignature, ValueError, TypeError) as error:
        raise DomainError(str(error)) from error
    rows = Follow.objects.of(email)
    return list(rows.filter(reference=reference) if reference else rows)


@transaction.atomic
def stop(*, token: str) -> int:
    """Follow no more what the link names: the rows are deleted. How many; a second time none."""
    rows = read_token(token)
    Follow.objects.filter(pk__in=[row.pk for row in rows]).delete()
    for address in {row.email for row in rows}:
        if not Follow.objects.of(address).exists():
            FollowMail.objects.filter(email__iexact=address, claimed_at__isnull=True).delete()
    return len(rows)


# The daily message.


def record_all(*, on: dt.date, until: dt.datetime, tell: Tell) -> int:
    """Write down what each address is told on the day `on`; how many messages that makes.

    `tell` answers with what changed of a record between `told_until` and `until`, in the language
    of the moment. Safe to run twice and at the same time.
    """
    rows = Follow.objects.confirmed().filter(told_until__lt=until).order_by("email")
    told = FollowMail.objects.filter(on=on).values("email")
    addresses = list(rows.exclude(email__in=told).values_list("email", flat=True).distinct())
    return sum(_record(address, on, until, tell) is not None for address in addresses)


@transaction.atomic
def _record(address: str, on: dt.date, until: dt.datetime, tell: Tell) -> FollowMail | None:
    rows = list(
        Follow.objects.confirmed()
        .of(address)
        .filter(told_until__lt=until)
        .select_for_update()
        .order_by("pk")
    )
    if not rows or FollowMail.objects.filter(email__iexact=address, on=on).exists():
        return None
    language = spoken(rows[-1].language)
    with translation.override(language):
        found = [(row, told) for row in rows if (told := tell(row, until)) is not None]
    Follow.objects.filter(pk__in=[row.pk for row in rows]).update(
        told_until=until, updated_at=timezone.now()
    )
    if not found:
        return None
    return FollowMail.objects.create(
        email=address,
        language=language,
        on=on,
        message_id=new_message_id(),
        lines=[
            {**asdict(told), "lines": list(told.lines), "reference": str(row.reference)}
            for row, told in found
        ],
    )


def send_waiting(*, on: dt.date) -> Sent:
    """Send what is recorded and not sent, each message once, whoever else is sending."""
    return outbox.send_all(
        lambda: FollowMail.objects.to_send(on),
        lambda mail, connection: message(mail, connection),
    )


def message(mail: FollowMail, connection: BaseEmailBackend | None = None) -> EmailMultiAlternatives:
    """The e-mail from what was recorded, with a way out of each record and of all of them.

    Source: RFC 2369 and RFC 8058 for the headers.
    """
    language = spoken(mail.language)
    with translation.override(language):
        instance = site()
        number = len(mail.lines)
        what = ngettext(
            "news of %(number)d record that you follow",
            "news of %(number)d records that you follow",
            number,
        ) % {"number": number}
        out = _stop_url(mail.email)
        context = {
            "site": instance,
            "language": language,
            "direction": "rtl" if get_language_info(language)["bidi"] else "ltr",
            "parts": [
                {
                    "title": part["title"],
                    "url": settings.SITE_URL + part["path"],
                    "lines": part["lines"],
                    "stop_url": _stop_url(mail.email, part["reference"]),
                }
                for part in mail.lines
            ],
            "stop_url": out,
        }
        headers = headers_of(mail.message_id or "") | {
            "List-Unsubscribe": f"<{out}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        }
        found = EmailMultiAlternatives(
            subject=" ".join(f"{instance.name}: {what}".split()),
            body=render_to_string("notifications/email/following.txt", context),
            from_email=envelope_sender(mail.message_id or ""),
            to=[mail.email],
            connection=connection,
            headers=headers,
        )
        html = render_to_string("notifications/email/following.html", context)
    found.attach_alternative(html, "text/html")
    return found


def _stop_url(email: str, reference: str = "") -> str:
    path = reverse("portal:follow_stop", args=[token_for(email, reference)])
    return f"{settings.SITE_URL}{path}"


@transaction.atomic
def sweep(*, at: dt.datetime) -> int:
    """Forget what nobody confirmed in time, old messages, and mailboxes that refuse; how many rows."""
    old = at - dt.timedelta(days=KEPT_DAYS)
    unconfirmed = Follow.objects.filter(confirmed_at__isnull=True, expires_at__lte=at)
    refused = MailProblem.objects.open().filter(kind=ProblemKind.HARD, at__lte=old)
    lowered = refused.annotate(lowered=Lower("address")).values("lowered")
    refusing = Follow.objects.filter(email__in=lowered)
    gone = (unconfirmed | refusing).delete()[0]
    return gone + FollowMail.objects.filter(created_at__lte=old).delete()[0]


def take_up_links() -> int:
    """Send each link that is still to be sent; how many went out. Safe to run at any time."""
    waiting = Follow.objects.filter(
        confirmed_at__isnull=True, sent_at__isnull=True, expires_at__gt=timezone.now()
    )
    return sum(send_link(pk=pk) for pk in list(waiting.values_list("pk", flat=True)))
