"""What people press on their phones."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from focalpoints.choices import AttendanceState
from focalpoints.models import Attendance, Institution
from nmirf.common.decisions import require
from nmirf.common.errors import DomainError
from nmirf.common.history import because
from nmirf.common.workflow import WorkflowError
from recommendations import policies
from recommendations.choices import AssignmentRole, TableItemState, TableSaying
from recommendations.models import TableClaim, TableItem, TablePress, ThematicTable

from .common import invited_to, item_of, require_running, show_anew
from .proposals import proposed_leads


@transaction.atomic
def press(
    *,
    actor: User,
    table_pk: int,
    item: int,
    institution: Institution,
    said: str,
    key: UUID,
    why: str = "",
) -> TableItem:
    """Say for an institution that it leads, contributes or has no part, or take that back.

    It counts for the recommendation that the phone showed, wherever the table is by now. A `key`
    that was pressed before is the same press, sent again: nothing happens. "Not us" needs a
    reason, and parks the recommendation where the institution had been proposed for it.

    Raises PermissionDenied, WorkflowError once it is settled or while the table is not running.
    """
    table = ThematicTable.objects.select_for_update(no_key=True).get(pk=table_pk)
    require(policies.can_press(actor, invited_to(table.meeting_id), institution.pk))
    row = item_of(table, item)
    if TablePress.objects.filter(key=key).exists():
        return row
    require_running(table)
    if row.state == TableItemState.SETTLED:
        raise WorkflowError(
            _("%(reference)s was settled already. Tell the chair of the table.")
            % {"reference": row.recommendation.reference}
        )
    TablePress.objects.create(
        key=key, item=row, institution=institution, made_by=actor, said=TableSaying(said)
    )
    with because(str(TableSaying(said).label)):
        if said == TableSaying.UNDO:
            _take_back(table, row, institution)
        else:
            _claim(row, actor, institution, said, why.strip())
        _be_there(table, actor, institution)
    show_anew(table)
    return row


def _take_back(table: ThematicTable, row: TableItem, institution: Institution) -> None:
    if table.current_id != row.pk:
        raise WorkflowError(_("The table has moved on: tell the chair."))
    row.claims.filter(institution=institution, by_the_table=False).delete()


def _claim(row: TableItem, actor: User, institution: Institution, said: str, why: str) -> None:
    refuses = said == TableSaying.NOT_US
    if refuses and not why:
        raise DomainError(_("Say why it is not yours, and whose it is."))
    former = row.claims.filter(institution=institution).first()
    role = AssignmentRole.LEAD if refuses else AssignmentRole(said)
    if refuses:
        role = AssignmentRole(former.role) if former else AssignmentRole.LEAD
        if row.state == TableItemState.WAITING and _was_proposed(row, former, institution):
            row.state = TableItemState.PARKED
            row.note = f"{institution.label}: {why}"[:500]
            row.save(update_fields=["state", "note", "updated_at"])
    TableClaim.objects.update_or_create(
        item=row,
        institution=institution,
        defaults={
            "role": role,
            "made_by": actor,
            "by_the_table": False,
            "objection": why[:500] if refuses else "",
        },
    )


def _was_proposed(row: TableItem, former: TableClaim | None, institution: Institution) -> bool:
    if former is not None and former.by_the_table:
        return True
    named = {found.institution.pk for found in proposed_leads(row.recommendation_id)}
    return institution.pk in named


def _be_there(table: ThematicTable, actor: User, institution: Institution) -> None:
    """Who presses is present, whether they took a seat first or not."""
    seats = Attendance.objects.filter(meeting=table.meeting_id)
    if not seats.filter(user=actor, state=AttendanceState.PRESENT).exists():
        Attendance.objects.update_or_create(
            meeting_id=table.meeting_id,
            user=actor,
            defaults={"institution": institution, "state": AttendanceState.PRESENT},
        )
    waiting = [AttendanceState.INVITED, AttendanceState.COMING]
    seats.filter(institution=institution, user=None, state__in=waiting).update(
        state=AttendanceState.PRESENT
    )
