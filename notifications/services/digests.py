"""One message a person and day: recorded first, sent afterwards, and never twice.

What a person is told is written down and committed before anything is sent: the digest, one row
for every reminder in it, and which lines of the inbox it carries. Two workers that do so at the
same time meet in the database, and one of them finds it done. Sending then claims one unsent
digest at a time, so that two workers send two different ones.

A worker that dies between the two leaves a digest that the next run sends. One that dies after
the mail server took the message and before `sent_at` was written leaves a digest that is sent
again: the one case in which a person may get the same message twice. Its Message-ID is the same
both times, by which mail servers and readers know it for the same.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from smtplib import SMTPException
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.crypto import salted_hmac
from django.utils.formats import date_format
from django.utils.module_loading import import_string
from django.utils.translation import get_language_info, ngettext
from django.utils.translation import gettext as _

from accounts.models import User
from nmirf.common.context_processors import Site, default_site
from nmirf.common.due import describe
from notifications.choices import DutyKind, Level
from notifications.models import Digest, Notification, ReminderSent
from notifications.services.inbox import forget_counts

# Lines of news that an e-mail names; the inbox has them all.
MOST_NEWS = 20
# What a mailbox, a mail server or an address that cannot be written to raises.
REFUSALS = (SMTPException, OSError, ValueError)


@dataclass(frozen=True, slots=True)
class Reminder:
    """One thing to tell one person once. `text` is in their language and says nothing restricted."""

    kind: DutyKind
    subject: str
    level: Level
    offset: int
    due_on: dt.date
    text: str
    path: str

    @property
    def key(self) -> tuple[str, str, str, int, dt.date]:
        return (self.kind.value, self.subject, self.level.value, self.offset, self.due_on)


@dataclass(frozen=True, slots=True)
class Sent:
    """How many messages went out, and how many did not."""

    sent: int
    failed: int


def language_of(person: User) -> str:
    """The person's language where the instance speaks it, else the instance's own."""
    spoken = {code for code, _name in settings.LANGUAGES}
    chosen = person.preferred_language
    return chosen if chosen in spoken else settings.LANGUAGE_CODE


@transaction.atomic
def record(
    *, person: User, on: dt.date, reminders: Sequence[Reminder], inbox_path: str
) -> Digest | None:
    """Write down what this person is told on the day `on`; None where there is nothing to tell.

    None too where the day's digest is there already. Reminders that the person has had are left
    out. Only rows: nothing is sent here.
    """
    # Everything about one person happens in turn, whichever worker and whatever day it is for.
    locked = User.objects.select_for_update(no_key=True).filter(pk=person.pk, is_active=True)
    if not locked.exists() or Digest.objects.filter(person=person, on=on).exists():
        return None
    told = set(
        ReminderSent.objects.filter(
            person=person, subject__in=[reminder.subject for reminder in reminders]
        ).values_list("kind", "subject", "level", "offset", "due_on")
    )
    fresh = [reminder for reminder in reminders if reminder.key not in told]
    news = list(Notification.objects.filter(person=person).untold().values_list("pk", flat=True))
    if not fresh and not news:
        return None
    digest = Digest.objects.create(person=person, on=on, lines=len(fresh) + len(news))
    ReminderSent.objects.bulk_create(
        ReminderSent(
            person=person,
            digest=digest,
            kind=reminder.kind,
            subject=reminder.subject,
            level=reminder.level,
            offset=reminder.offset,
            due_on=reminder.due_on,
            text=reminder.text[:400],
            path=reminder.path,
        )
        for reminder in fresh
    )
    Notification.objects.filter(pk__in=news).update(digest=digest)
    if fresh:
        with translation.override(language_of(person)):
            Notification.objects.create(
                person=person,
                text=_in_the_inbox(on, fresh),
                path=inbox_path,
                key=f"digest:{on.isoformat()}",
                digest=digest,
            )
        forget_counts([person.pk])
    return digest


def _in_the_inbox(on: dt.date, reminders: Sequence[Reminder]) -> str:
    return _("%(day)s: %(what)s") % {
        "day": date_format(on, "DATE_FORMAT"),
        "what": _in_numbers(reminders, on, news=0),
    }


def _in_numbers(reminders: Iterable[Any], on: dt.date, *, news: int) -> str:
    """«4 things to do, 2 of them late»: numbers alone, so that it can stand in a subject line."""
    rows = list(reminders)
    parts = []
    if rows:
        parts.append(
            ngettext("%(number)d reminder", "%(number)d reminders", len(rows))
            % {"number": len(rows)}
        )
    if late := sum(row.due_on < on for row in rows):
        parts.append(ngettext("%(number)d late", "%(number)d late", late) % {"number": late})
    if news:
        parts.append(
            ngettext("%(number)d piece of news", "%(number)d pieces of news", news)
            % {"number": news}
        )
    return ", ".join(parts)


def send_waiting(*, on: dt.date) -> Sent:
    """Send what is recorded and not sent, each digest once, whoever else is sending.

    A refused one keeps the reason and is tried again by the next run, five times in all.
    """
    connection: BaseEmailBackend = get_connection()
    sent = failed = last = 0
    while True:
        with transaction.atomic():
            digest = (
                Digest.objects.to_send(on)
                .filter(pk__gt=last, person__is_active=True)
                .select_related("person")
                .select_for_update(of=("self",), skip_locked=True)
                .order_by("pk")
                .first()
            )
            if digest is None:
                return Sent(sent=sent, failed=failed)
            last = digest.pk
            if _deliver(digest, connection):
                sent += 1
            else:
                failed += 1


def _deliver(digest: Digest, connection: BaseEmailBackend) -> bool:
    """Hand one message to the mail server and record how that went."""
    digest.attempts += 1
    try:
        message(digest, connection).send()
    except REFUSALS as error:
        connection.close()
        digest.problem = f"{type(error).__name__}: {error}"[:300]
    else:
        digest.sent_at, digest.problem = timezone.now(), ""
    digest.save(update_fields=["attempts", "sent_at", "problem", "updated_at"])
    return digest.sent_at is not None


def message(digest: Digest, connection: BaseEmailBackend | None = None) -> EmailMultiAlternatives:
    """The e-mail of a digest, from what was recorded, in the person's language."""
    language = language_of(digest.person)
    with translation.override(language):
        context = _context(digest, language)
        what = _in_numbers(context["reminders"], digest.on, news=context["news_count"])
        subject = f"{context['site'].name}: {what}"
        text = render_to_string("notifications/email/digest.txt", context)
        html = render_to_string("notifications/email/digest.html", context)
    found = EmailMultiAlternatives(
        subject=" ".join(subject.split()),
        body=text,
        to=[digest.person.email],
        connection=connection,
        headers={"Message-ID": message_id(digest), "Auto-Submitted": "auto-generated"},
    )
    found.attach_alternative(html, "text/html")
    return found


def message_id(digest: Digest) -> str:
    """The same whenever the same digest is sent: that is how a second copy is known for one."""
    person = f"{digest.person_id}:{digest.on.isoformat()}:{digest.created_at.isoformat()}"
    mark = salted_hmac("notifications.digest", person, algorithm="sha256").hexdigest()[:32]
    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    return f"<digest.{digest.on.isoformat()}.{mark}@{host}>"


def _context(digest: Digest, language: str) -> dict[str, Any]:
    reminders = list(digest.reminders.order_by("due_on", "pk"))
    news = list(digest.news.exclude(key__startswith="digest:").order_by("-created_at", "-pk"))
    groups = [
        (_("To do"), [row for row in reminders if row.level == Level.HOLDER]),
        (
            _("Late with others, told to you"),
            [row for row in reminders if row.level != Level.HOLDER],
        ),
    ]
    return {
        "site": _site(),
        "site_url": settings.SITE_URL,
        "person": digest.person,
        "on": digest.on,
        "language": language,
        "direction": "rtl" if get_language_info(language)["bidi"] else "ltr",
        "reminders": reminders,
        "groups": [
            (heading, [_line(row, digest.on) for row in rows]) for heading, rows in groups if rows
        ],
        "news": [
            {"text": row.text, "url": settings.SITE_URL + row.path} for row in news[:MOST_NEWS]
        ],
        "news_count": len(news),
        "more_news": max(0, len(news) - MOST_NEWS),
    }


def _line(reminder: ReminderSent, on: dt.date) -> dict[str, str]:
    due = describe(reminder.due_on, on)
    when = due.full if due.words in due.full else f"{due.words} ({due.full})"
    return {"text": reminder.text, "when": when, "url": settings.SITE_URL + reminder.path}


def _site() -> Site:
    provider = settings.SITE_PROVIDER
    found: Site = import_string(provider)() if provider else default_site()
    return found
