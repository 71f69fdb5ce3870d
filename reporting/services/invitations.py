"""Invitations to meetings: written down with the deed, sent afterwards, never twice.

The rows are committed with the deed that calls for them, one a person and sequence. Sending then
claims one unsent row at a time, so that two workers send two different ones. A worker that dies
after the mail server took a message and before that was written down leaves it to be sent again,
with the same Message-ID: the one case in which somebody may get a message twice.
"""

from dataclasses import replace
from email.mime.text import MIMEText
from email.utils import parseaddr
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, available_timezones

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
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
                .filter(pk__gt=last)
                .select_related(
                    "attendance__meeting__committee",
                    "attendance__user",
                    "attendance__institution",
                    "meeting__committee",
                    "user",
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
    address = mail.invitation.address
    if MailProblem.objects.refuses(address):
        return 0
    mail.attempts += 1
    try:
        message(mail, connection).send()
    except REFUSALS as error:
        connection.close()
        mail.problem = f"{type(error).__name__}: {error}"[:300]
        note_refusal(address=address, error=error, key=message_id(mail))
    else:
        mail.sent_at, mail.problem = timezone.now(), ""
    mail.save(update_fields=["attempts", "sent_at", "problem", "updated_at"])
    return int(mail.sent_at is not None)


def message(
    mail: MeetingMail, connection: BaseEmailBackend | None = None
) -> EmailMultiAlternatives:
    """The e-mail with its calendar file, in the person's language and time zone.

    It names the meeting, its time and its place, nothing of its agenda. Whoever was taken off the
    list learns no place of it any more, nor the address of its video.
    """
    row, meeting = mail.invitation, mail.invitation.meeting
    language = language_of(row.user) if row.user else settings.LANGUAGE_CODE
    with translation.override(language), timezone.override(_zone(row.user)):
        context = {
            "site": site(),
            "site_url": settings.SITE_URL,
            "meeting": meeting,
            "attendance": row,
            "is_cancelled": mail.method == MailMethod.CANCEL,
            "is_withdrawn": mail.attendance is None,
            "is_change": _is_change(mail),
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
    event = event_of(meeting, [row])
    if mail.attendance is None:
        event = uninvited(event, mail.sequence)
    calendar = event_file(event, method=mail.method)
    part = MIMEText(calendar, "calendar", "utf-8")
    part.set_param("method", mail.method)
    part.add_header("Content-Disposition", "attachment", filename="meeting.ics")
    found.attach(part)
    return found


def _subject(mail: MeetingMail) -> str:
    if mail.attendance is None:
        return _("Invitation withdrawn: %(title)s")
    if mail.method == MailMethod.CANCEL:
        return _("Cancelled: %(title)s")
    return _("Changed: %(title)s") if _is_change(mail) else _("Invitation: %(title)s")


def _is_change(mail: MeetingMail) -> bool:
    """Whether the person has an earlier one, to which this is the news."""
    return (
        mail.attendance is not None
        and mail.attendance.mails.filter(sequence__lt=mail.sequence).exists()
    )


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


def uninvited(event: Event, sequence: int) -> Event:
    """What takes the meeting out of one person's calendar: it takes place without them."""
    return replace(event, sequence=sequence, place="", description="", url="", is_cancelled=False)


def message_id(mail: MeetingMail) -> str:
    """The same whenever the same message is sent: that is how a second copy is known for one."""
    row = mail.invitation
    which = row.pk or f"withdrawn-{mail.pk}"
    return sealed_id(f"meeting:{row.meeting.reference}:{which}:{mail.sequence}", row.address)


def _zone(person: User | None) -> Any:
    name = person.time_zone if person else ""
    return ZoneInfo(name if name in ZONES else settings.TIME_ZONE)
