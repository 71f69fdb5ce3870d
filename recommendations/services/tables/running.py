"""Running a table: opened, moved on, parked, absentees named, closed."""

from collections.abc import Callable, Sequence
from uuid import UUID

from django.db import transaction
from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from focalpoints.choices import CAME, MEETING_MOVES, AttendanceState, Role
from focalpoints.models import Appointment, Attendance, Institution, Meeting
from nmirf.common.dates import today
from nmirf.common.decisions import require
from nmirf.common.errors import ConflictError, DomainError
from nmirf.common.history import because
from nmirf.common.numbers import MOST_KEY, whole
from nmirf.common.queue import enqueue
from nmirf.common.workflow import WorkflowError
from notifications.services.inbox import notify
from recommendations import policies
from recommendations.choices import (
    TABLE_MOVES,
    AssignmentRole,
    AssignmentState,
    TableItemState,
)
from recommendations.models import TableClaim, TableItem, ThematicTable

from .common import invited_to, item_of, locked_table, require_running, show_anew


@transaction.atomic
def open_table(*, actor: User, reference: UUID) -> ThematicTable:
    """Put the first recommendation on the projector; one that is open already stays as it is."""
    table = locked_table(reference, actor)
    if table.state not in TABLE_MOVES["open"].sources:
        return table
    if table.meeting.state not in MEETING_MOVES["hold"].sources:
        raise WorkflowError(_("This meeting was held or cancelled."))
    with because(str(_("Table opened"))):
        table.state = TABLE_MOVES["open"].target
        table.opened_at = timezone.now()
        table.current = table.items.order_by("position").first()
        table.save(update_fields=["state", "opened_at", "current", "updated_at"])
    show_anew(table)
    return table


@transaction.atomic
def step(*, actor: User, reference: UUID, shown: int | None, to: str) -> ThematicTable:
    """Go to the next one that waits, to the one before, or to an item by its key.

    `shown` is what the officer had before the eyes (None: the end). Where another officer has
    moved on meanwhile nothing is skipped: ConflictError. After the last one comes the end,
    which lists what is parked.
    """
    table = locked_table(reference, actor)
    require_running(table)
    if table.current_id != shown:
        raise ConflictError(_("Someone else has moved the table on already."), table)
    with because(str(_("Table moved on"))):
        table.current = _target(table, to)
        table.save(update_fields=["current", "updated_at"])
    show_anew(table)
    return table


def _target(table: ThematicTable, to: str) -> TableItem | None:
    here = table.current
    items = table.items.order_by("position")
    if to == "next":
        return items.waiting().filter(position__gt=here.position).first() if here else None
    if to == "back":
        before = items.filter(position__lt=here.position) if here else items
        return before.last() or here
    if to == "end":
        return None
    key = whole(to, 1, MOST_KEY)
    return item_of(table, key) if key else here


@transaction.atomic
def park(*, actor: User, reference: UUID, item: int, note: str) -> TableItem:
    """Put it aside with the reason; it is listed at the end and can be taken up again."""
    table = locked_table(reference, actor)
    require_running(table)
    row = item_of(table, item)
    if row.state == TableItemState.SETTLED:
        raise WorkflowError(_("It is settled already."))
    if not note.strip():
        raise WorkflowError(_("Say why."))
    with because(note.strip()):
        row.state, row.note = TableItemState.PARKED, note.strip()[:500]
        row.save(update_fields=["state", "note", "updated_at"])
    show_anew(table)
    return row


@transaction.atomic
def name_absentee(
    *, actor: User, reference: UUID, item: int, institution: Institution, role: str
) -> TableClaim | None:
    """The table gives a part to an institution that did not say anything; "" takes it back.

    Raises DomainError where the institution has spoken for itself, or is none of the State's.
    """
    table = locked_table(reference, actor)
    require_running(table)
    row = item_of(table, item)
    if row.state == TableItemState.SETTLED:
        raise WorkflowError(_("It is settled already."))
    if not Institution.objects.reporting().filter(pk=institution.pk).exists():
        raise DomainError(_("Recommendations are assigned to institutions of the State only."))
    claim = row.claims.filter(institution=institution).first()
    if claim is not None and not claim.by_the_table:
        raise DomainError(
            _("%(institution)s has spoken for itself.") % {"institution": institution.label}
        )
    with because(str(_("Assigned by the table"))):
        if not role:
            row.claims.filter(institution=institution).delete()
            claim = None
        else:
            claim, _is_new = TableClaim.objects.update_or_create(
                item=row,
                institution=institution,
                defaults={"role": AssignmentRole(role), "made_by": actor, "by_the_table": True},
            )
    show_anew(table)
    return claim


@transaction.atomic
def close_table(
    *, actor: User, reference: UUID, others: Sequence[str], language: str
) -> ThematicTable:
    """End the meeting: who came is put down, the institutions are told, the report is made.

    `others` are names of people who sat at the table without an account. A table that is closed
    already stays as it is.
    """
    table = locked_table(reference, actor)
    if table.state not in TABLE_MOVES["close"].sources:
        require_running(table)
        return table
    with because(str(_("Table closed"))):
        table.state = TABLE_MOVES["close"].target
        table.current, table.closed_at = None, timezone.now()
        table.save(update_fields=["state", "current", "closed_at", "updated_at"])
        _record_attendance(table, others)
        meeting = Meeting.objects.select_for_update().get(pk=table.meeting_id)
        if meeting.state in MEETING_MOVES["hold"].sources:
            meeting.state = MEETING_MOVES["hold"].target
            meeting.save(update_fields=["state", "updated_at"])
    show_anew(table)
    _tell_institutions(table)
    enqueue("reporting.make_table_report", table.pk, actor.pk, language)
    return table


def _record_attendance(table: ThematicTable, others: Sequence[str]) -> None:
    """Whoever pressed a button was there; an institution for which nobody did was not."""
    attendances = Attendance.objects.filter(meeting=table.meeting_id)
    spoke = TableClaim.objects.filter(item__table=table, by_the_table=False)
    there = attendances.filter(state__in=CAME).values("institution")
    came = Q(institution__in=spoke.values("institution")) | Q(institution__in=there)
    unanswered = attendances.filter(state__in=[AttendanceState.INVITED, AttendanceState.COMING])
    of_institutions = unanswered.filter(user=None, institution__isnull=False)
    of_institutions.filter(came).update(state=AttendanceState.PRESENT)
    unanswered.filter(user__in=spoke.values("made_by")).update(state=AttendanceState.PRESENT)
    unanswered.update(state=AttendanceState.ABSENT)
    Attendance.objects.bulk_create(
        Attendance(meeting_id=table.meeting_id, name=name[:200], state=AttendanceState.PRESENT)
        for name in dict.fromkeys(name.strip() for name in others)
        if name
    )


def _tell_institutions(table: ThematicTable) -> None:
    """One line to the people of each institution that got something."""
    rows = table.meeting.assignments.exclude(state=AssignmentState.WITHDRAWN)
    for institution, number in (
        rows.values_list("institution").annotate(number=Count("pk")).order_by("institution")
    ):
        posts = Appointment.objects.in_force(today()).of(institution)
        notify(
            people=posts.role(Role.FOCAL_POINT, Role.DEPUTY).holders(),
            text=_line(number, table.meeting.title),
            path=reverse("recommendations:assignments"),
            key=f"table:{table.pk}:{institution}",
        )


def _line(number: int, title: str) -> Callable[[], str]:
    return lambda: (
        ngettext(
            "%(number)d recommendation was given to you at “%(meeting)s”.",
            "%(number)d recommendations were given to you at “%(meeting)s”.",
            number,
        )
        % {"number": number, "meeting": title}
    )


@transaction.atomic
def take_seat(*, actor: User, table_pk: int, institution: Institution) -> Attendance:
    """Someone signs in at the table for an institution; again changes nothing."""
    table = ThematicTable.objects.select_for_update(no_key=True).get(pk=table_pk)
    require(policies.can_press(actor, invited_to(table.meeting_id), institution.pk))
    # People take their seats before the table opens, too; not once it is closed.
    if table.closed_at is not None:
        raise WorkflowError(_("The table is closed."))
    with because(str(_("Signed in at the table"))):
        Attendance.objects.filter(
            meeting=table.meeting_id, institution=institution, user=None
        ).update(state=AttendanceState.PRESENT)
        seat, _is_new = Attendance.objects.update_or_create(
            meeting_id=table.meeting_id,
            user=actor,
            defaults={"institution": institution, "state": AttendanceState.PRESENT},
        )
    show_anew(table)
    return seat
