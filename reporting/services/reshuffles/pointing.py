"""Rows that simply belong to somebody else from now on, and the few that need a second look."""

from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from focalpoints.choices import InstitutionKind, SeatRole
from focalpoints.models import Attendance, Institution, Meeting, Seat
from focalpoints.services import summons
from recommendations.choices import Viewpoint

from .moving import Moving

# What names the institution in each model that names it by another word.
_FIELDS = {
    "focalpoints.NationalMechanism": "host",
    "recommendations.Cluster": "lead",
    "activities.Activity": "lead",
    "activities.NationalPlan": "lead",
    "activities.PlanObjective": "lead",
    "activities.Indicator": "custodian",
    "reporting.Section": "assigned_to",
}


def all_at_once(moving: Moving, rows: list[Any], target: Institution) -> None:
    """One statement for all of them."""
    model = type(rows[0])
    name = _FIELDS.get(model._meta.label, "institution")
    model._base_manager.filter(pk__in=[row.pk for row in rows]).update(
        **{name: target, "updated_at": timezone.now()}
    )


def one_by_one(moving: Moving, rows: list[Any], target: Institution) -> None:
    """What the successor has already stays where it is."""
    for row in rows:
        row.institution = target
        try:
            with transaction.atomic():
                row.save(update_fields=["institution", "updated_at"])
        except IntegrityError:
            row.refresh_from_db()


def move_assessments(moving: Moving, rows: list[Any], target: Institution) -> None:
    """The draft of an NHRI or of civil society goes on with another of its kind, or stays unread."""
    of_kind = {Viewpoint.NHRI: InstitutionKind.NHRI, Viewpoint.CIVIL_SOCIETY: InstitutionKind.CSO}
    moved = [row for row in rows if of_kind.get(row.viewpoint, target.kind) == target.kind]
    if moved:
        all_at_once(moving, moved, target)


def move_attendances(moving: Moving, rows: list[Any], target: Institution) -> None:
    """Where the successor is invited as such already, the empty chair of the old one stays behind.

    Whoever does not come along is not invited for the successor: its own people are, see
    `summons.ask_anew`.
    """
    elsewhere = {
        (user.pk, old.pk) for user, old, new in moving.people if new is None or new.pk != target.pk
    }
    left = [row for row in rows if (row.user_id, row.institution_id) in elsewhere]
    gone = {row.pk for row in left}
    asked = set(
        Attendance.objects.filter(institution=target, user=None).values_list("meeting", flat=True)
    )
    moved = [
        row for row in rows if row.pk not in gone and (row.user_id or row.meeting_id not in asked)
    ]
    if moved:
        all_at_once(moving, moved, target)
    meetings = Meeting.objects.filter(attendances__in=gone).values("pk")
    for meeting in Meeting.objects.filter(pk__in=meetings).select_for_update().order_by("pk"):
        summons.withdraw(meeting, meeting.attendances.filter(pk__in=gone))
    Attendance.objects.bulk_create(
        (
            Attendance(meeting_id=meeting, institution=target)
            for meeting in sorted({row.meeting_id for row in left} - asked)
        ),
        ignore_conflicts=True,
    )


def move_seats(moving: Moving, rows: list[Any], target: Institution) -> None:
    """A seat ends on the eve and goes on; where the successor sits already, the higher role is kept."""
    for row in rows:
        until = row.ends_on
        if row.starts_on >= moving.effective_on:
            row.institution = target
            if not _kept(row, update_fields=["institution", "updated_at"]):
                row.refresh_from_db()
                _raise_role(row, target)
            continue
        row.ends_on = moving.eve
        row.save(update_fields=["ends_on", "updated_at"])
        seat = Seat(
            committee_id=row.committee_id,
            institution=target,
            user_id=row.user_id,
            role=row.role,
            starts_on=moving.effective_on,
            ends_on=until,
        )
        if not _kept(seat):
            _raise_role(row, target)


def _kept(seat: Seat, **how: Any) -> bool:
    try:
        with transaction.atomic():
            seat.save(**how)
    except IntegrityError:
        return False
    return True


def _raise_role(row: Seat, target: Institution) -> None:
    ranks = list(SeatRole)
    seats = Seat.objects.filter(committee=row.committee_id, institution=target, user=row.user_id)
    for seat in seats.exclude(ends_on__lt=row.ends_on or row.starts_on):
        if ranks.index(SeatRole(row.role)) < ranks.index(SeatRole(seat.role)):
            seat.role = row.role
            seat.save(update_fields=["role", "updated_at"])


def end_seats(moving: Moving, rows: list[Any]) -> None:
    for row in rows:
        if row.starts_on >= moving.effective_on:
            row.delete()
        else:
            row.ends_on = moving.eve
            row.save(update_fields=["ends_on", "updated_at"])


def move_children(moving: Moving, rows: list[Any], target: Institution) -> None:
    """Below the successor; what the successor itself stands below is lifted out of the way."""
    target.refresh_from_db(fields=["parent"])
    above = _above(target)
    for row in rows:
        if row.pk == target.pk or row.pk in above:
            lift_children(moving, [row])
        else:
            row.parent = target
            row.save(update_fields=["parent", "updated_at"])


def lift_children(moving: Moving, rows: list[Any]) -> None:
    """To the first institution above that goes on, or to the top."""
    for row in rows:
        parent = row.parent
        while parent is not None and parent.pk in moving.ending:
            parent = parent.parent
        row.parent = parent
        row.save(update_fields=["parent", "updated_at"])


def _above(row: Institution) -> set[int]:
    found: set[int] = set()
    above = row.parent
    while above is not None and above.pk not in found:
        found.add(above.pk)
        above = above.parent
    return found
