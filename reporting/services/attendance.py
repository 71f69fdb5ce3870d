"""Who was invited besides, who answered what, who came."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from focalpoints import policies
from focalpoints.choices import (
    ANSWERS,
    NAMED,
    ON_THE_SHEET,
    AttendanceState,
    MeetingState,
)
from focalpoints.models import Attendance, Institution, Meeting, Seat
from focalpoints.services import summons
from focalpoints.services.checks import check_there
from nmirf.common.dates import day_of, today
from nmirf.common.decisions import require
from nmirf.common.errors import DomainError
from nmirf.common.history import because
from nmirf.common.workflow import WorkflowError


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the sheet: who came, and the substitute's name."""

    pk: int
    state: str
    name: str = ""
    note: str = ""


@transaction.atomic
def add_guest(
    *,
    meeting_pk: int,
    actor: User,
    user: User | None = None,
    name: str = "",
    email: str = "",
    institution: Institution | None = None,
) -> Attendance:
    """One more person, with or without an account; invited at once where the others have been.

    Late ones can be added to a meeting that was held: they were there. Raises PermissionDenied,
    and DomainError for nobody, somebody twice, an institution that exists no more, or a meeting
    that was cancelled.
    """
    check_there(institution)
    meeting = Meeting.objects.select_for_update().get(pk=meeting_pk)
    require(policies.can_run_meeting(actor, meeting))
    if meeting.state == MeetingState.CANCELLED:
        raise WorkflowError(_("This meeting is cancelled."))
    if user is None and not name.strip():
        raise DomainError(_("Name a person."))
    was_there = meeting.state == MeetingState.HELD
    try:
        with because(str(_("Guest added"))), transaction.atomic():
            row = Attendance.objects.create(
                meeting=meeting,
                user=user,
                name="" if user else name.strip(),
                email="" if user else email,
                institution=institution,
                state=AttendanceState.PRESENT if was_there else AttendanceState.INVITED,
            )
    except IntegrityError as error:
        raise DomainError(_("This person is on the list already.")) from error
    if meeting.state == MeetingState.INVITED:
        summons.ask_new(meeting)
        if user is not None:
            summons.tell(meeting, "invited", [user])
    return row


@transaction.atomic
def remove_guest(*, pk: int, actor: User) -> None:
    """Take somebody off the list: anybody before the invitations go out, a guest until it begins.

    Raises PermissionDenied, WorkflowError for who is invited as a member, and after the beginning.
    """
    row = Attendance.objects.select_related("meeting").get(pk=pk)
    meeting = Meeting.objects.select_for_update().get(pk=row.meeting_id)
    require(policies.can_run_meeting(actor, meeting))
    if meeting.state != MeetingState.PLANNED and row.pk not in guests_of(meeting):
        raise WorkflowError(_("Who was invited stays on the list."))
    with because(str(_("Guest taken off"))):
        summons.withdraw(meeting, meeting.attendances.filter(pk=row.pk))


def guests_of(meeting: Meeting) -> set[int]:
    """Keys of those invited who can still be taken off: who come neither for a member nor by a seat.

    A thematic table invites institutions by what it goes through; they are no guests.
    """
    if meeting.state != MeetingState.INVITED or meeting.starts_at <= timezone.now():
        return set()
    day = day_of(meeting.starts_at)
    seats = meeting.committee.seats.in_force(day) if meeting.committee else Seat.objects.none()
    seated = set(seats.values_list("user", "institution"))
    people = {user for user, _institution in seated}
    members = {institution for _user, institution in seated} - {None}
    return {
        row.pk
        for row in meeting.attendances.all()
        if (row.name if row.user_id is None else row.user_id not in people)
        and (row.institution_id is None or meeting.committee_id is not None)
        and row.institution_id not in members
    }


@transaction.atomic
def answer(*, meeting_pk: int, actor: User, state: str, name: str = "") -> Attendance:
    """What an invited person answers; it can be changed until the meeting begins.

    Raises DoesNotExist for someone who is not invited, or not any more, and DomainError for a substitute without a
    name or a meeting that is not to come.
    """
    meeting = Meeting.objects.select_for_update().get(pk=meeting_pk)
    row = meeting.attendances.in_office(today()).select_for_update(of=("self",)).get(user=actor)
    if meeting.state != MeetingState.INVITED or meeting.starts_at <= timezone.now():
        raise WorkflowError(_("This meeting takes no answers any more."))
    if state not in ANSWERS:
        raise DomainError(_("Say whether you come."))
    _set(row, state, name)
    with because(str(_("Invitation answered"))):
        row.save(update_fields=["state", "name", "updated_at"])
    return row


@transaction.atomic
def record_sheet(*, meeting_pk: int, actor: User, lines: Iterable[Line]) -> int:
    """Who came, for all at once; how many lines changed. Those not named stay as they are.

    Raises PermissionDenied, WorkflowError before the meeting and after a cancellation, and
    DomainError for a substitute without a name: nothing is written then.
    """
    meeting = Meeting.objects.select_for_update().get(pk=meeting_pk)
    require(policies.can_run_meeting(actor, meeting))
    check_sheet(meeting)
    rows = {row.pk: row for row in meeting.attendances.select_for_update(of=("self",))}
    changed = 0
    with because(str(_("Attendance recorded"))):
        for line in lines:
            row = rows.get(line.pk)
            if row is None or line.state not in ON_THE_SHEET:
                continue
            before = (row.state, row.name, row.note)
            _set(row, line.state, line.name)
            row.note = line.note.strip()
            if (row.state, row.name, row.note) != before:
                row.save(update_fields=["state", "name", "note", "updated_at"])
                changed += 1
    return changed


def check_sheet(meeting: Meeting) -> None:
    """Raises WorkflowError where there is nothing to record yet, or any more."""
    if meeting.state == MeetingState.CANCELLED:
        raise WorkflowError(_("This meeting is cancelled."))
    if meeting.starts_at > timezone.now():
        raise WorkflowError(_("The meeting has not begun yet."))


def _set(row: Attendance, state: str, name: str) -> None:
    """An invited person's row keeps a substitute's name; any other is known by the name it bears."""
    if row.user_id is not None:
        row.name = name.strip() if state in NAMED else ""
    else:
        row.name = name.strip() or row.name
    if state in NAMED and not row.name:
        raise DomainError(_("Name the substitute of %(person)s.") % {"person": row.invited})
    row.state = state
