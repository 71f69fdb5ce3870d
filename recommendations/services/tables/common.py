"""What every deed at a table begins and ends with."""

from collections.abc import Collection
from uuid import UUID

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from focalpoints.choices import MeetingState
from focalpoints.models import Attendance, Meeting
from focalpoints.services import summons
from nmirf.common.decisions import require
from nmirf.common.errors import DomainError
from nmirf.common.workflow import WorkflowError
from recommendations import policies
from recommendations.choices import TableState
from recommendations.models import TableItem, ThematicTable


def locked_table(reference: UUID, actor: User) -> ThematicTable:
    """The table of a meeting, for whoever runs it. Everything done at one table waits its turn."""
    require(policies.can_run_table(actor))
    rows = ThematicTable.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("meeting").get(meeting__reference=reference)


def require_running(table: ThematicTable) -> None:
    if table.state == TableState.PREPARED:
        raise WorkflowError(_("The table is not open yet."))
    if table.state == TableState.CLOSED:
        raise WorkflowError(_("The table is closed."))


def item_of(table: ThematicTable, pk: int) -> TableItem:
    """The item in its present state, under the lock of its table."""
    row = table.items.filter(pk=pk).select_related("recommendation").first()
    if row is None:
        raise DomainError(_("This recommendation is not on this table."))
    return row


def show_anew(table: ThematicTable) -> None:
    """Let the projector and the phones know that there is something new to show."""
    ThematicTable.objects.filter(pk=table.pk).update(version=F("version") + 1)


def invited_to(meeting: int) -> set[int]:
    """Keys of the institutions that are invited to the meeting; one query."""
    rows = Attendance.objects.filter(meeting=meeting, institution__isnull=False)
    return set(rows.values_list("institution_id", flat=True))


def invite(meeting: Meeting, institutions: Collection[int]) -> None:
    """Put down as invited those that are not yet.

    Their people are asked when the invitations are sent; at once where that has been done.
    """
    new = set(institutions) - invited_to(meeting.pk)
    if meeting.state != MeetingState.INVITED or meeting.starts_at <= timezone.now():
        Attendance.objects.bulk_create(
            Attendance(meeting=meeting, institution_id=pk) for pk in sorted(new)
        )
        return
    people = summons.seat(meeting, new)
    summons.ask_new(meeting)
    summons.tell(meeting, "invited", User.objects.filter(pk__in=people))
