"""One message a person and day: recorded first, sent afterwards, and never twice.

What a person is told is written down and committed before anything is sent: the digest, one row
for every reminder in it, and which lines of the inbox it carries. Two workers that do so at the
same time meet in the database, and one of them finds it done. How it is sent is in `outbox`.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from nmirf.common.due import describe
from notifications.choices import DUTY, OPTIONAL_DUTIES, Channel, DutyKind, Level, NewsKind
from notifications.models import Digest, Notification, ReminderSent
from notifications.models.mail import new_message_id
from notifications.services import outbox
from notifications.services.inbox import forget_counts
from notifications.services.letters import language_of, letter, site
from notifications.services.outbox import Sent

# Lines of news, and of reminders of each sort, that an e-mail names; the site has them all.
MOST_NEWS = 20
MOST_REMINDERS = 50


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
    # Whose duty it is: address and name; empty for the secretariat's own.
    institution: str = ""
    institution_name: str = ""

    @property
    def series(self) -> tuple[str, str, str, dt.date]:
        """Reminders of one series follow each other, each with fewer days left than the last."""
        return (self.kind.value, self.subject, self.level.value, self.due_on)


@transaction.atomic
def record(
    *,
    person: User,
    on: dt.date,
    reminders: Sequence[Reminder],
    inbox_path: str,
    with_news: bool = True,
) -> Digest | None:
    """Write down what this person is told on the day `on`; None where there is nothing to tell.

    None too where the day's digest is there already. Reminders that the person has had, or had
    with fewer days left, are left out. `with_news` is False on the days between two weekly
    digests. Only rows: nothing is sent here.
    """
    # Everything about one person happens in turn, whichever worker and whatever day it is for.
    locked = User.objects.select_for_update(no_key=True).filter(pk=person.pk, is_active=True)
    if not locked.exists() or Digest.objects.filter(person=person, on=on).exists():
        return None
    fresh = _fresh(person, reminders)
    untold = Notification.objects.filter(person=person).untold()
    news = list(untold.values_list("pk", flat=True)) if with_news else []
    if not fresh and not news:
        return None
    digest = Digest.objects.create(
        person=person, on=on, lines=len(fresh) + len(news), message_id=new_message_id()
    )
    ReminderSent.objects.bulk_create(
        ReminderSent(
            person=person,
            digest=digest,
            kind=reminder.kind,
            subject=reminder.subject,
            level=reminder.level,
            offset=reminder.offset,
            due_on=reminder.due_on,
            institution=reminder.institution[:80],
            institution_name=reminder.institution_name[:300],
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
                kind=NewsKind.REMINDER,
                channel=Channel.INBOX,
                text=_in_the_inbox(on, fresh),
                path=inbox_path,
                key=f"digest:{on.isoformat()}",
                digest=digest,
            )
        forget_counts([person.pk])
    return digest


def _fresh(person: User, reminders: Sequence[Reminder]) -> list[Reminder]:
    """Those of which the person has heard nothing yet, or only with more days left."""
    told: dict[tuple[str, str, str, dt.date], int] = {}
    rows = ReminderSent.objects.filter(
        person=person, subject__in=[reminder.subject for reminder in reminders]
    )
    columns = ("kind", "subject", "level", "due_on", "offset")
    for kind, subject, level, due_on, offset in rows.values_list(*columns):
        key = (kind, subject, level, due_on)
        told[key] = min(offset, told.get(key, offset))
    found: dict[tuple[str, str, str, dt.date], Reminder] = {}
    for reminder in reminders:
        if reminder.series not in told or reminder.offset < told[reminder.series]:
            found.setdefault(reminder.series, reminder)
    return list(found.values())


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
    """Send what is recorded and not sent, each digest once, whoever else is sending."""
    return outbox.send_all(
        lambda: Digest.objects.to_send(on).select_related("person"),
        lambda digest, connection: message(digest, connection),
    )


def message(digest: Digest, connection: BaseEmailBackend | None = None) -> EmailMultiAlternatives:
    """The e-mail of a digest, from what was recorded, in the person's language."""
    with translation.override(language_of(digest.person)):
        context = _context(digest)
        what = _in_numbers(context["reminders"], digest.on, news=context["news_count"])
        return letter(
            person=digest.person,
            message_id=digest.message_id or "",
            subject=f"{context['site'].name}: {what}",
            context=context,
            kinds=_kinds(context),
            connection=connection,
        )


def _kinds(context: dict[str, Any]) -> set[str]:
    """What the digest carries that can be turned off: legal duties cannot."""
    duties = {row.kind for row in context["reminders"] if row.level == Level.HOLDER}
    return {row.kind for row in context["rows"]} | {
        DUTY + kind for kind in duties if kind in OPTIONAL_DUTIES
    }


def _context(digest: Digest) -> dict[str, Any]:
    reminders = list(digest.reminders.order_by("due_on", "pk"))
    rows = list(digest.news.exclude(kind=NewsKind.REMINDER).order_by("-created_at", "-pk"))
    own = [row for row in reminders if row.level == Level.HOLDER]
    others = [row for row in reminders if row.level != Level.HOLDER]
    return {
        "site": site(),
        "on": digest.on,
        "reminders": reminders,
        "rows": rows,
        "groups": [
            _group(heading, group, digest.on)
            for heading, group in (
                (_("To do"), own),
                (_("Late with others, told to you"), others),
            )
            if group
        ],
        "news": news_lines(rows[:MOST_NEWS]),
        "news_count": len(rows),
        "more_news": max(0, len(rows) - MOST_NEWS),
    }


def _group(heading: str, rows: list[ReminderSent], on: dt.date) -> dict[str, Any]:
    return {
        "heading": heading,
        "lines": [_line(row, on) for row in rows[:MOST_REMINDERS]],
        "more": max(0, len(rows) - MOST_REMINDERS),
    }


def news_lines(rows: Iterable[Notification]) -> list[dict[str, str]]:
    return [{"text": row.mailed, "url": settings.SITE_URL + row.path} for row in rows]


def _line(reminder: ReminderSent, on: dt.date) -> dict[str, str]:
    due = describe(reminder.due_on, on)
    when = due.full if due.words in due.full else f"{due.words} ({due.full})"
    return {"text": reminder.text, "when": when, "url": settings.SITE_URL + reminder.path}
