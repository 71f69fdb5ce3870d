"""Invitations to meetings: written down with the deed, sent afterwards, never twice.

The rows are committed with the deed that calls for them, one a person and sequence. Sending then
claims one unsent row at a time, so that two workers send two different ones. A worker that dies
after the mail server took a message and before that was written down leaves it to be sent again,
with the same Message-ID: the one case in which somebody may get a message twice.
"""

from email.mime.text import MIMEText
from email.utils import parseaddr
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, available_timezones

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import F
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.models import User
from focalpoints.choices import MailMethod, MeetingState
from focalpoints.models import Attendance, Meeting, MeetingMail
from nmirf.common.ics import Event, event_file
from notifications.models import MailProblem
from notifications.services.letters import (
    envelope_sender,
    headers_of,
    language_of,
    sealed_id,
    site,
)
from notifications.services.mailboxes import note_refusal
from notifications.services.outbox import REFUSALS

ZONES = available_timezones()


def send_waiting() -> int:
    """Send what is written down and unsent, each message once, whoever else is sending; how many.

    What a later change has overtaken is not sent any more. A refused one keeps the reason and is
    tried again by the next run, five times in all; one to a mailbox that refuses for good waits
    until somebody settles that.
    """
    connection: BaseEmailBackend = get_connection()
    sent = last = 0
    while True:
        with transaction.atomic():
            mail = (
                MeetingMail.objects.to_send()
                .filter(pk__gt=last, sequence=F("attendance__meeting__sequence"))
                .select_related(
                    "attendance__meeting__committee",
                    "attendance__meeting__convened_by",
                    "attendance__user",
                    "attendance__institution",
                )
                .select_for_update(of=("self",), skip_locked=True)
                .order_by("pk")
                .first()
            )
            if mail is None:
                return sent
            last = mail.pk
            sent += _deliver(mail, connection)


def _deliver(mail: MeetingMail, connection: BaseEmailBackend) -> int:
    if MailProblem.objects.refuses(mail.attendance.address):
        return 0
    mail.attempts += 1
    try:
        message(mail, connection).send()
    except REFUSALS as error:
        connection.close()
        mail.problem = f"{type(error).__name__}: {error}"[:300]
        note_refusal(address=mail.attendance.address, error=error, key=message_id(mail))
    else:
        mail.sent_at, mail.problem = timezone.now(), ""
    mail.save(update_fields=["attempts", "sent_at", "problem", "updated_at"])
    return int(mail.sent_at is not None)


def message(
    mail: MeetingMail, connection: BaseEmailBackend | None = None
) -> EmailMultiAlternatives:
    """The e-mail with its calendar file, in the person's language and time zone.

    It names the meeting, its time and its place, nothing of its agenda.
    """
    row, meeting = mail.attendance, mail.attendance.meeting
    language = language_of(row.user) if row.user else settings.LANGUAGE_CODE
    with translation.override(language), timezone.override(_zone(row.user)):
        context = {
            "site": site(),
            "site_url": settings.SITE_URL,
            "meeting": meeting,
            "attendance": row,
            "is_cancelled": mail.method == MailMethod.CANCEL,
            "is_change": mail.sequence > 0,
            "zone": timezone.get_current_timezone_name(),
        }
        subject = _subject(mail) % {"title": meeting.title}
        text = render_to_string("reporting/email/meeting.txt", context)
    found = EmailMultiAlternatives(
        subject=" ".join(subject.split()),
        body=text,
        from_email=envelope_sender(message_id(mail)),
        to=[row.address],
        connection=connection,
        headers=headers_of(message_id(mail)),
    )
    calendar = event_file(event_of(meeting, [row]), method=mail.method)
    part = MIMEText(calendar, "calendar", "utf-8")
    part.set_param("method", mail.method)
    part.add_header("Content-Disposition", "attachment", filename="meeting.ics")
    found.attach(part)
    return found


def _subject(mail: MeetingMail) -> str:
    if mail.method == MailMethod.CANCEL:
        return _("Cancelled: %(title)s")
    return _("Changed: %(title)s") if mail.sequence else _("Invitation: %(title)s")


def event_of(meeting: Meeting, invited: list[Attendance]) -> Event:
    """The meeting for calendar programs. Its identifier never changes; its sequence does."""
    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    url = settings.SITE_URL + meeting.get_absolute_url()
    instance = site()
    return Event(
        uid=f"meeting-{meeting.reference}@{host}",
        sequence=meeting.sequence,
        stamp=meeting.updated_at,
        starts_at=meeting.starts_at,
        ends_at=meeting.ends_at,
        title=meeting.title,
        place=", ".join(part for part in (meeting.place, meeting.link) if part),
        description=url,
        url=url,
        is_cancelled=meeting.state == MeetingState.CANCELLED,
        organizer=(
            instance.mechanism or instance.name,
            instance.contact or parseaddr(settings.DEFAULT_FROM_EMAIL)[1],
        ),
        attendees=[(row.invited, row.address) for row in invited],
    )


def message_id(mail: MeetingMail) -> str:
    """The same whenever the same message is sent: that is how a second copy is known for one."""
    row = mail.attendance
    return sealed_id(f"meeting:{row.meeting.reference}:{row.pk}:{mail.sequence}", row.address)


def _zone(person: User | None) -> Any:
    name = person.time_zone if person else ""
    return ZoneInfo(name if name in ZONES else settings.TIME_ZONE)
