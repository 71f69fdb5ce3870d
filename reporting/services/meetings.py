"""Meetings: planned, invited to, changed, held, cancelled."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import User
from focalpoints import policies
from focalpoints.choices import (
    ANSWERS,
    MEETING_MOVES,
    AttendanceState,
    MailMethod,
    MeetingState,
)
from focalpoints.models import Attendance, Committee, Institution, Meeting
from focalpoints.services import summons
from nmirf.common.dates import day_of
from nmirf.common.decisions import require
from nmirf.common.errors import DomainError
from nmirf.common.history import because
from nmirf.common.workflow import WorkflowError

CONTENT = ("title", "starts_at", "ends_at", "place", "link")


class ClashError(DomainError):
    """The committee meets at that hour already; planned all the same where it is said so."""


@transaction.atomic
def plan_meeting(
    *,
    actor: User,
    committee: Committee | None,
    is_table: bool = False,
    allow_clash: bool = False,
    **facts: Any,
) -> Meeting:
    """Put a meeting into the calendar; nobody is invited yet.

    Raises PermissionDenied, ClashError, and DomainError for a meeting that ends before it begins,
    a committee that is closed by then, or one without a committee that is no thematic table.
    """
    require(policies.can_plan_meeting(actor, committee.pk if committee else None))
    if committee is None and not is_table:
        raise DomainError(_("Name the committee that meets."))
    meeting = Meeting(committee=committee, is_table=is_table, convened_by=actor)
    for name in CONTENT:
        setattr(meeting, name, facts[name])
    _check(meeting, allow_clash=allow_clash)
    with because(str(_("Meeting planned"))):
        meeting.save()
    return meeting


@transaction.atomic
def edit_meeting(*, pk: int, actor: User, allow_clash: bool = False, **facts: Any) -> Meeting:
    """Change title, time or place. Whoever was invited hears of it; a new time asks them anew.

    Raises as `plan_meeting`, and WorkflowError once it is held or cancelled.
    """
    meeting = _lock(pk, actor)
    if meeting.state not in (MeetingState.PLANNED, MeetingState.INVITED):
        raise WorkflowError(_("A meeting that is held or cancelled stays as it is."))
    before = {name: getattr(meeting, name) for name in CONTENT}
    for name in CONTENT:
        setattr(meeting, name, facts[name])
    changed = {name for name in CONTENT if before[name] != getattr(meeting, name)}
    if not changed:
        return meeting
    _check(meeting, allow_clash=allow_clash)
    with because(str(_("Meeting changed"))):
        if meeting.state == MeetingState.INVITED:
            meeting.sequence += 1
        meeting.save()
        if meeting.state == MeetingState.INVITED:
            if changed & {"starts_at", "ends_at"}:
                _ask_anew(meeting)
            new = _seat_anew(meeting)
            summons.write_down(meeting, MailMethod.REQUEST)
            summons.tell(meeting, "changed", but=new)
            summons.tell(meeting, "invited", User.objects.filter(pk__in=new))
    return meeting


@transaction.atomic
def invite(*, pk: int, actor: User) -> Meeting:
    """Invite the committee as it is composed on the day, and the guests. A second click finds it done.

    Raises PermissionDenied, WorkflowError, and DomainError where there is nobody to invite or
    where the meeting has begun.
    """
    meeting = _lock(pk, actor)
    _step(meeting, "invite")
    if meeting.starts_at <= timezone.now():
        raise DomainError(_("The meeting has begun already: record it as held."))
    with because(str(_("Invitations sent"))):
        summons.fill_chairs(meeting)
        known = set(meeting.attendances.values_list("user", flat=True)) - {None}
        Attendance.objects.bulk_create(
            (row for row in composition(meeting) if row.user_id not in known),
            ignore_conflicts=True,
        )
        if not meeting.attendances.exists():
            raise DomainError(
                _("There is nobody to invite: the committee has no seats on that day.")
            )
        meeting.state, meeting.invited_at = MeetingState.INVITED, timezone.now()
        meeting.save(update_fields=["state", "invited_at", "updated_at"])
        summons.write_down(meeting, MailMethod.REQUEST)
    summons.tell(meeting, "invited")
    return meeting


@transaction.atomic
def hold(*, pk: int, actor: User) -> Meeting:
    """Record that the meeting took place. Raises PermissionDenied, WorkflowError, DomainError."""
    meeting = _lock(pk, actor)
    _step(meeting, "hold")
    if meeting.starts_at > timezone.now():
        raise DomainError(_("The meeting has not begun yet."))
    with because(str(MEETING_MOVES["hold"].label)):
        meeting.state = MeetingState.HELD
        meeting.save(update_fields=["state", "updated_at"])
    return meeting


@transaction.atomic
def cancel(*, pk: int, actor: User, note: str) -> Meeting:
    """Call it off; whoever was invited hears of it at once. Raises PermissionDenied, WorkflowError."""
    meeting = _lock(pk, actor)
    _step(meeting, "cancel")
    if not note.strip():
        raise WorkflowError(_("Say why."))
    was_invited = meeting.state == MeetingState.INVITED
    with because(note):
        meeting.state = MeetingState.CANCELLED
        meeting.sequence += 1
        meeting.save(update_fields=["state", "sequence", "updated_at"])
        if was_invited:
            summons.write_down(meeting, MailMethod.CANCEL)
            summons.tell(meeting, "cancelled")
    return meeting


def composition(meeting: Meeting) -> list[Attendance]:
    """Unsaved invitations of all who sit in the committee on the day of the meeting, each once.

    An institution is invited through its focal points or representatives, in their absence and
    where there are none through its deputies; a vacant post through the institution itself.
    """
    day = day_of(meeting.starts_at)
    if meeting.committee is None:
        return []
    people: dict[int, Attendance] = {}
    vacant: dict[int, Attendance] = {}
    seats = meeting.committee.seats.in_force(day).with_post(day)
    for seat in seats.select_related("institution", "user").order_by("user", "pk"):
        keys = _who_sits(seat, day)
        for key in keys:
            row = people.setdefault(key, Attendance(meeting=meeting, user_id=key))
            # Someone with a seat of one's own who speaks for a member too counts for the member.
            row.institution = row.institution or seat.institution
        if not keys and seat.institution_id:
            vacant[seat.institution_id] = Attendance(meeting=meeting, institution=seat.institution)
    return [*people.values(), *vacant.values()]


def _who_sits(seat: Any, day: dt.date) -> list[int]:
    """The person of the seat; the people of its institution where that person has left it."""
    if seat.user is not None and seat.user.is_active and seat.is_held:
        return [seat.user_id]
    return summons.people_of(seat.institution_id, day) if seat.institution_id else []


def _lock(pk: int, actor: User) -> Meeting:
    meeting = Meeting.objects.select_for_update(of=("self",)).select_related("committee").get(pk=pk)
    require(policies.can_run_meeting(actor, meeting))
    return meeting


def _step(meeting: Meeting, name: str) -> None:
    if meeting.state not in MEETING_MOVES[name].sources:
        raise WorkflowError(
            _("This cannot be done now: the meeting is %(state)s. Someone may have been faster.")
            % {"state": meeting.get_state_display().lower()}
        )


def _check(meeting: Meeting, *, allow_clash: bool) -> None:
    if meeting.ends_at <= meeting.starts_at:
        raise DomainError(_("The meeting ends before it begins."))
    if meeting.committee_id is None:
        return
    # Two who plan at once wait for each other, so that the second one sees the first meeting; so
    # does whoever closes the committee.
    committee = Committee.objects.select_for_update().get(pk=meeting.committee_id)
    if committee.closed_on is not None and day_of(meeting.starts_at) > committee.closed_on:
        raise DomainError(_("This committee is closed on that day."))
    others = Meeting.objects.clashing(committee.pk, meeting.starts_at, meeting.ends_at)
    other = others.exclude(pk=meeting.pk).first()
    if other is not None and not allow_clash:
        raise ClashError(
            _("The committee meets at that hour already: %(title)s, %(at)s.")
            % {
                "title": other.title,
                "at": date_format(timezone.localtime(other.starts_at), "DATETIME_FORMAT"),
            }
        )


def _ask_anew(meeting: Meeting) -> None:
    """What people answered was about another time."""
    for row in meeting.attendances.filter(state__in=ANSWERS):
        if row.user_id:
            row.name = ""
        row.state = AttendanceState.INVITED
        row.save(update_fields=["state", "name", "updated_at"])


def _seat_anew(meeting: Meeting) -> list[int]:
    """Whoever is in no post any more on the new day goes, and who is comes; the keys of those."""
    if meeting.starts_at <= timezone.now():
        return []
    invited = meeting.attendances.filter(institution__isnull=False)
    return summons.seat_anew(meeting, set(invited.values_list("institution_id", flat=True)))


def institutions_of(meeting: Meeting) -> list[Institution]:
    """Those that sit in the committee on the day of the meeting, or were invited to it."""
    day = day_of(meeting.starts_at)
    seats = meeting.committee.seats.in_force(day) if meeting.committee else []
    keys = {seat.institution_id for seat in seats}
    keys |= set(meeting.attendances.values_list("institution", flat=True))
    return list(
        Institution.objects.filter(pk__in=[key for key in keys if key]).order_by("name", "pk")
    )
