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
from focalpoints.models import Appointment, Attendance, Meeting, MeetingMail
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

    So does the empty chair of a post that is filled since. Called inside the deed that changed the
    posts. A meeting that has begun keeps its list.
    """
    ahead = Meeting.objects.filter(
        attendances__institution=institution,
        state__in=[MeetingState.PLANNED, MeetingState.INVITED],
        starts_at__gt=timezone.now(),
    )
    locked = Meeting.objects.filter(pk__in=ahead.values("pk")).select_for_update().order_by("pk")
    for meeting in locked:
        _ask_anew_for(meeting, institution)


def _ask_anew_for(meeting: Meeting, institution: int) -> None:
    day = day_of(meeting.starts_at)
    ours = meeting.attendances.filter(institution=institution)
    over = list(ours.resting_on_no_post(day).values_list("pk", flat=True))
    chairs = list(
        empty_chairs(meeting).filter(institution=institution).values_list("pk", flat=True)
    )
    people = people_of(institution, day)
    if not over and not (chairs and people):
        return
    ours.filter(pk__in=[*over, *chairs]).delete()
    if not people and ours.exclude(user=None).exists():
        # Somebody else is invited for it: no chair is empty.
        return
    new = seat(meeting, [institution])
    if meeting.state == MeetingState.INVITED:
        write_down(meeting, MailMethod.REQUEST)
        tell(meeting, "invited", User.objects.filter(pk__in=new))


def write_down(meeting: Meeting, method: MailMethod) -> None:
    """One message to each invited person for the meeting's present sequence; sent after commit.

    Whoever has one of this sequence already gets no second one. Called inside a deed.
    """
    rows = meeting.attendances.in_office(today()).select_related("user", "institution")
    MeetingMail.objects.bulk_create(
        (
            MeetingMail(attendance=row, sequence=meeting.sequence, method=method)
            for row in rows
            if row.address
        ),
        ignore_conflicts=True,
    )
    enqueue("reporting.send_meeting_mails")


def tell(meeting: Meeting, what: str, people: Iterable[User] | None = None) -> None:
    """A line in the inbox of each invited person, or of these, besides the e-mail."""
    if people is None:
        people = User.objects.filter(attendances__in=meeting.attendances.in_office(today()))
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
