"""What the technical report of a thematic table says: who was there, and what they settled."""

from dataclasses import dataclass, field

from django.db.models import Prefetch

from focalpoints.models import Decision, NationalMechanism
from recommendations.choices import AssignmentRole, AssignmentState, Publication, TableItemState
from recommendations.models import Assignment, TableClaim, TableItem, ThematicTable
from recommendations.services.tables.board import Seat, read_seats


@dataclass(frozen=True, slots=True)
class Line:
    """One recommendation with who has which part in it now, and who said what at the table."""

    item: TableItem
    leads: list[Assignment]
    contributing: list[Assignment]
    claims: list[TableClaim]

    @property
    def is_public(self) -> bool:
        """What left the register since is named by its reference alone."""
        return bool(self.item.recommendation.publication == Publication.PUBLISHED)


@dataclass(frozen=True, slots=True)
class TableReport:
    table: ThematicTable
    state: str
    seats: list[Seat]
    # People without an account, by name.
    others: list[str]
    settled: list[Line] = field(default_factory=list)
    parked: list[Line] = field(default_factory=list)
    waiting: list[Line] = field(default_factory=list)
    # Assigned to institutions that were not there, and waiting for their answer.
    absentees: list[Assignment] = field(default_factory=list)
    decisions: list[Decision] = field(default_factory=list)

    @property
    def total(self) -> int:
        return len(self.settled) + len(self.parked) + len(self.waiting)


def gather(table: ThematicTable) -> TableReport:
    """`table` with its meeting and review."""
    lines = [_line(item) for item in _items(table)]
    by_state = {
        state: [line for line in lines if line.item.state == state] for state in TableItemState
    }
    meeting = table.meeting
    mechanism = NationalMechanism.objects.first()
    unnamed = meeting.attendances.filter(user=None, institution=None).exclude(name="")
    absentees = meeting.assignments.proposed().select_related("institution", "recommendation")
    return TableReport(
        table=table,
        state=mechanism.state_name if mechanism else "",
        seats=read_seats(table),
        others=list(unnamed.order_by("pk").values_list("name", flat=True)),
        settled=by_state[TableItemState.SETTLED],
        parked=by_state[TableItemState.PARKED],
        waiting=by_state[TableItemState.WAITING],
        absentees=list(absentees.order_by("institution__name", "recommendation__reference")),
        decisions=list(meeting.decisions.select_related("institution").order_by("number")),
    )


def _items(table: ThematicTable) -> list[TableItem]:
    parts = Assignment.objects.not_withdrawn().select_related("institution")
    claims = TableClaim.objects.select_related("institution").order_by("-role", "pk")
    return list(
        table.items.in_order().prefetch_related(
            Prefetch("recommendation__assignments", queryset=parts, to_attr="parts"),
            Prefetch("claims", queryset=claims),
        )
    )


def _line(item: TableItem) -> Line:
    parts: list[Assignment] = item.recommendation.parts  # type: ignore[attr-defined]
    standing = [part for part in parts if part.state != AssignmentState.CONTESTED]
    return Line(
        item=item,
        leads=[part for part in standing if part.role == AssignmentRole.LEAD],
        contributing=[part for part in standing if part.role == AssignmentRole.CONTRIBUTING],
        claims=list(item.claims.all()),
    )
