"""Who comes to meetings for an institution: found by the posts, told, and asked anew as they change."""

import datetime as dt
from collections.abc import Collection, Iterable
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy

from accounts.models import User
from focalpoints.choices import AttendanceState, MailMethod, MeetingState, Role
from focalpoints.models import Appointment, Attendance, Institution, Meeting, MeetingMail
from nmirf.common.dates import day_of, today
from nmirf.common.queue import enqueue
from notifications.choices import NewsKind
from notifications.services.inbox import notify

# Who is invited for an institution: the first of these that are there on the day.
INVITED_ROLES = (
    (Role.FOCAL_POINT, Role.REPRESENTATIVE),
    (Role.DEPUTY, Role.POLITICAL_REPRESENTATIVE),
)
TOLD = {
    "invited": gettext_lazy("You are invited: %(title)s, %(day)s"),
    "changed": gettext_lazy("A meeting has changed: %(title)s, %(day)s"),
    "cancelled": gettext_lazy("A meeting is cancelled: %(title)s, %(day)s"),
}


def people_of(institution: int | None, day: dt.date) -> list[int]:
    """Keys of those who are invited for an institution on that day; empty where no post is filled."""
    rows: list[Any] = list(
        Appointment.objects.in_force(day)
        .filter(institution=institution, user__is_active=True)
        .with_absence(day)
        .order_by("pk")
    )
    found: list[int] = []
    for roles in INVITED_ROLES:
        there = [row for row in rows if row.role in roles]
        found += [row.user_id for row in there if row.user_id not in found]
        if any(not row.is_absent for row in there):
            break
    return found


def seat(meeting: Meeting, institutions: Collection[int]) -> list[int]:
    """Put on the list who comes for these institutions, or the empty chair of a vacant post.

    Returns the keys of the people who are new on it. Called inside a deed.
    """
    day = day_of(meeting.starts_at)
    listed = set(meeting.attendances.values_list("user", flat=True)) - {None}
    rows: dict[tuple[str, int], Attendance] = {}
    for institution in sorted(institutions):
        people = people_of(institution, day)
        for person in people:
            if person not in listed:
                row = Attendance(meeting=meeting, institution_id=institution, user_id=person)
                rows.setdefault(("person", person), row)
        if not people:
            rows["vacant", institution] = Attendance(meeting=meeting, institution_id=institution)
    Attendance.objects.bulk_create(rows.values(), ignore_conflicts=True)
    return [row.user_id for row in rows.values() if row.user_id]


def empty_chairs(meeting: Meeting) -> QuerySet[Attendance]:
    """Institutions that are invited and have named nobody yet."""
    vacant = meeting.attendances.filter(user=None, name="", email="", institution__isnull=False)
    return vacant.filter(state=AttendanceState.INVITED)


def fill_chairs(meeting: Meeting) -> None:
    """Who comes for each institution that is on the list without a person."""
    day = day_of(meeting.starts_at)
    chairs = set(empty_chairs(meeting).values_list("institution_id", flat=True))
    filled = {pk for pk in chairs if pk and people_of(pk, day)}
    empty_chairs(meeting).filter(institution__in=filled).delete()
    seat(meeting, filled)


def ask_anew(institution: int) -> None:
    """Invitations of somebody who holds no post there on the day of the meeting go to who does.

    So does the empty chair of a post that is filled since; and whose invitation was taken back is asked
    again where the right to come was given back. Called inside the deed that changed the
    posts. A meeting that has begun keeps its list.
    """
    ahead = Meeting.objects.filter(
        attendances__institution=institution,
        state__in=[MeetingState.PLANNED, MeetingState.INVITED],
        starts_at__gt=timezone.now(),
    )
    locked = Meeting.objects.filter(pk__in=ahead.values("pk")).select_for_update().order_by("pk")
    for meeting in locked:
        new = seat_anew(meeting, [institution])
        if meeting.state == MeetingState.INVITED:
            ask_new(meeting)
            tell(meeting, "invited", User.objects.filter(pk__in=new))


def seat_anew(meeting: Meeting, institutions: Collection[int]) -> list[int]:
    """Put who comes for these institutions in the place of those who hold no post there on its day.

    Returns the keys of the people who are new on the list. Called inside a deed, with the meeting
    locked.
    """
    return [key for pk in sorted(institutions) for key in _seat_anew_for(meeting, pk)]


def _seat_anew_for(meeting: Meeting, institution: int) -> list[int]:
    day = day_of(meeting.starts_at)
    ours = meeting.attendances.filter(institution=institution)
    over = list(ours.resting_on_no_post(day).values_list("pk", flat=True))
    chairs = list(
        empty_chairs(meeting).filter(institution=institution).values_list("pk", flat=True)
    )
    people = people_of(institution, day)
    is_there = not Institution.objects.filter(pk=institution, dissolved_on__lt=day).exists()
    if people or not is_there:
        over += chairs
    if not over and not _is_any_back(meeting, people):
        return []
    withdraw(meeting, ours.filter(pk__in=over))
    if not is_there or (not people and ours.exclude(user=None).exists()):
        # No chair is empty where somebody else is invited for it, or where nothing is left of it.
        return []
    return seat(meeting, [institution])


def _is_any_back(meeting: Meeting, people: Collection[int]) -> bool:
    """Whether one whose invitation was taken back comes for the institution again."""
    listed = meeting.attendances.exclude(user=None).values("user")
    return meeting.withdrawals.filter(user__in=people).exclude(user__in=listed).exists()


def withdraw(meeting: Meeting, rows: QuerySet[Attendance]) -> None:
    """Take these off the list; whoever was sent the invitation is sent what takes it back.

    The cancellation has the next number of the meeting, and the meeting goes on with the one after
    it: whoever is asked again later is asked with a higher number. Source: RFC 5546, 3.2.5. Called
    inside a deed, with the meeting locked: a second one finds nobody to take off.
    """
    keys = [row.pk for row in rows]
    # Waits for a worker that is just sending one of them.
    mails = MeetingMail.objects.filter(attendance__in=keys).select_for_update(of=("self",))
    sent = {mail.attendance_id for mail in mails if mail.sent_at and mail.attendance_id}
    lost = meeting.attendances.filter(pk__in=sent).select_related("user", "institution")
    messages = [
        MeetingMail(
            meeting=meeting,
            sequence=meeting.sequence + 1,
            method=MailMethod.CANCEL,
            user=row.user,
            name="" if row.user else row.invited,
            email="" if row.user else row.address,
        )
        for row in lost
        if row.address
    ]
    Attendance.objects.filter(pk__in=keys).delete()
    if not messages or meeting.starts_at <= timezone.now():
        return
    MeetingMail.objects.bulk_create(messages, ignore_conflicts=True)
    meeting.sequence += 2
    meeting.save(update_fields=["sequence", "updated_at"])
    enqueue("reporting.send_meeting_mails")


def write_down(meeting: Meeting, method: MailMethod) -> None:
    """One message to each invited person for the meeting's present sequence; sent after commit.

    Whoever has one of this sequence already gets no second one. Called inside a deed.
    """
    _write_down(meeting, method, meeting.attendances.in_office(today()))


def ask_new(meeting: Meeting) -> None:
    """The invitation to those on the list who were sent none yet. Called inside a deed."""
    new = meeting.attendances.in_office(today()).filter(mails=None)
    _write_down(meeting, MailMethod.REQUEST, new)


def _write_down(meeting: Meeting, method: MailMethod, invited: QuerySet[Attendance]) -> None:
    rows = invited.select_related("user", "institution")
    MeetingMail.objects.bulk_create(
        (
            MeetingMail(attendance=row, sequence=meeting.sequence, method=method)
            for row in rows
            if row.address
        ),
        ignore_conflicts=True,
    )
    enqueue("reporting.send_meeting_mails")


def tell(
    meeting: Meeting,
    what: str,
    people: Iterable[User] | None = None,
    but: Collection[int] = (),
) -> None:
    """A line in the inbox of each invited person, or of these, besides the e-mail.

    `but` are keys of those who are told something else.
    """
    if people is None:
        invited = meeting.attendances.in_office(today()).exclude(user__in=but)
        people = User.objects.filter(attendances__in=invited)
    notify(
        people=people,
        text=lambda: (
            str(TOLD[what])
            % {"title": meeting.title, "day": date_format(day_of(meeting.starts_at), "DATE_FORMAT")}
        ),
        path=meeting.get_absolute_url(),
        key=f"meeting:{meeting.reference}:{what}:{meeting.sequence}",
        kind=NewsKind.MEETING,
    )
