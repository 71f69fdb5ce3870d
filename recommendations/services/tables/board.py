"""What the projector and the phones show: read here at once, so that no template asks for more."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from focalpoints.choices import CAME
from focalpoints.models import Attendance, Institution
from recommendations.choices import (
    AssignmentRole,
    Publication,
    TableItemState,
    TableState,
)
from recommendations.models import (
    Assignment,
    RecommendationText,
    TableClaim,
    TableItem,
    ThematicTable,
    Theme,
)

from .proposals import Proposal, proposed_leads
from .settling import mark_of


@dataclass(frozen=True, slots=True)
class Seat:
    """One institution and who speaks for it; nobody yet where `people` is empty."""

    institution: Institution
    people: list[str]
    is_there: bool


@dataclass(frozen=True, slots=True)
class Progress:
    """`number` is the place of what is shown, from 1; None at the end and before the opening."""

    number: int | None
    total: int
    settled: int
    parked: int

    @property
    def waiting(self) -> int:
        return self.total - self.settled - self.parked


@dataclass(frozen=True, slots=True)
class Spoken:
    """What the institutions said of the recommendation that is shown."""

    claims: list[TableClaim]
    # What the register says of it; the phones do not show it.
    standing: list[Assignment] = field(default_factory=list)

    @property
    def taken(self) -> list[TableClaim]:
        return [claim for claim in self.claims if not claim.objection]

    @property
    def leads(self) -> list[TableClaim]:
        return [claim for claim in self.taken if claim.role == AssignmentRole.LEAD]

    @property
    def is_contested(self) -> bool:
        return len(self.leads) > 1

    @property
    def former_lead(self) -> Assignment | None:
        """Who leads so far, where that is none of those who want to lead now."""
        wanting = {claim.institution_id for claim in self.leads}
        for row in self.standing:
            if row.role == AssignmentRole.LEAD and row.institution_id not in wanting:
                return row
        return None

    @property
    def needs_choice(self) -> bool:
        """Whether the chair has to say who leads: two want to, or some only contribute."""
        if self.is_contested:
            return True
        return bool(self.taken) and not self.leads and self.former_lead is None

    @property
    def mark(self) -> str:
        return mark_of(self.claims)


@dataclass(frozen=True, slots=True)
class Board:
    table: ThematicTable
    progress: Progress
    item: TableItem | None
    seats: list[Seat] = field(default_factory=list)
    texts: list[RecommendationText] = field(default_factory=list)
    themes: list[Theme] = field(default_factory=list)
    spoken: Spoken | None = None
    proposals: list[Proposal] = field(default_factory=list)
    # At the end and once it is closed: what stays.
    parked: list[TableItem] = field(default_factory=list)
    waiting: list[TableItem] = field(default_factory=list)

    @property
    def is_public(self) -> bool:
        """A record that left the register meanwhile is not read out."""
        item = self.item
        return item is not None and item.recommendation.publication == Publication.PUBLISHED


def version_of(reference: UUID) -> int | None:
    """The version of the table of this meeting; None where there is none. One query."""
    rows = ThematicTable.objects.filter(meeting__reference=reference)
    return rows.values_list("version", flat=True).first()


def read_shown(table: ThematicTable) -> Board:
    """What the phones show: the recommendation, and who took it. Three queries while it runs.

    `table` with its counts, meeting and review.
    """
    item = table.items.in_order().filter(pk=table.current_id).first() if table.current_id else None
    return Board(
        table=table,
        progress=_progress(table, item),
        item=item,
        spoken=read_spoken(item) if item else None,
    )


def read_board(table: ThematicTable) -> Board:
    """What the projector shows, of the same `table`. Eight queries while it runs, whatever its size."""
    shown, seats = read_shown(table), read_seats(table)
    item = shown.item
    if item is None or shown.spoken is None:
        left = [] if table.state == TableState.PREPARED else list(_left(table))
        return replace(
            shown,
            seats=seats,
            parked=[row for row in left if row.state == TableItemState.PARKED],
            waiting=[row for row in left if row.state == TableItemState.WAITING],
        )
    record = item.recommendation
    themes = Theme.objects.filter(links__recommendation=record).order_by("order", "pk").distinct()
    return replace(
        shown,
        seats=seats,
        texts=_texts(item, table.languages),
        themes=list(themes),
        spoken=replace(shown.spoken, standing=_standing(item)),
        proposals=proposed_leads(record.pk),
    )


def read_spoken(item: TableItem) -> Spoken:
    """One query; what stands in the register besides is read for the projector alone."""
    return Spoken(list(item.claims.select_related("institution").order_by("-role", "pk")))


def _standing(item: TableItem) -> list[Assignment]:
    rows = Assignment.objects.not_withdrawn().filter(recommendation=item.recommendation_id)
    return list(rows.select_related("institution").order_by("role", "pk"))


def _left(table: ThematicTable) -> Iterable[TableItem]:
    left: Iterable[TableItem] = table.items.in_order().exclude(state=TableItemState.SETTLED)
    return left


def _progress(counted: Any, item: TableItem | None) -> Progress:
    return Progress(
        number=item.position if item else None,
        total=counted.total,
        settled=counted.settled,
        parked=counted.parked,
    )


def _texts(item: TableItem, languages: list[str]) -> list[RecommendationText]:
    """In the languages of the table, in their order; where it has none of them, the shown text."""
    texts = {text.language: text for text in item.recommendation.texts.all()}
    chosen = [texts[code] for code in languages if code in texts]
    shown = item.recommendation.shown_text
    return chosen or ([shown] if shown else [])


def read_seats(table: ThematicTable) -> list[Seat]:
    """The institutions that are invited or there, those who are there first. One query."""
    rows = Attendance.objects.filter(meeting=table.meeting_id, institution__isnull=False)
    people: dict[int, list[str]] = {}
    there: set[int] = set()
    institutions: dict[int, Institution] = {}
    for row in rows.select_related("institution", "user").order_by("institution__name", "pk"):
        institution = row.institution
        if institution is None:
            continue
        institutions[institution.pk] = institution
        if row.state in CAME:
            there.add(institution.pk)
            if row.user is not None or row.name:
                people.setdefault(institution.pk, []).append(row.name or str(row.user))
    seats = [Seat(one, people.get(pk, []), pk in there) for pk, one in institutions.items()]
    return sorted(seats, key=lambda seat: not seat.is_there)


def taken_by(table: ThematicTable, institution: int) -> list[TableClaim]:
    """What the institution has taken so far at this table. One query."""
    claims = TableClaim.objects.filter(item__table=table, institution=institution, objection="")
    return list(claims.select_related("item__recommendation").order_by("-item__position"))
