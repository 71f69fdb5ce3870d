"""The mechanism as everyone may read it: its committees, who sits in them, how often they met."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.db.models import Prefetch
from django.utils import timezone

from documents.models import Document
from documents.policies import visible_documents
from focalpoints.choices import SeatRole
from focalpoints.models import Committee, Institution, Seat
from focalpoints.policies import visible_institutions

FIGURES_OVER = dt.timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Place:
    institution: Institution
    role: str


@dataclass(frozen=True, slots=True)
class Body:
    """A committee: `held` meetings in the last twelve months, of `wanted` a year by its terms."""

    row: Committee
    terms: Document | None
    held: int
    places: tuple[Place, ...]

    @property
    def wanted(self) -> int | None:
        return self.row.meetings_a_year


def bodies(on: dt.date) -> list[Body]:
    """Open committees, as a stranger reads them whoever asks; three queries.

    Of who sits there, institutions alone: a person's seat, agenda, minutes and attendance are for
    members of the mechanism.
    """
    stranger, now = AnonymousUser(), timezone.now()
    public = visible_institutions(stranger).approved().existing()
    seats = Seat.objects.in_force(on).filter(user=None, institution__in=public)
    rows = (
        Committee.objects.open(on)
        .with_meetings(now - FIGURES_OVER, now)
        .prefetch_related(
            Prefetch("seats", seats.select_related("institution").order_by("pk"), to_attr="taken")
        )
        .order_by("name", "pk")
    )
    found = list(rows)
    keys = [row.terms_of_reference_id for row in found if row.terms_of_reference_id]
    terms = visible_documents(stranger).in_bulk(keys) if keys else {}
    return [
        Body(
            row=row,
            terms=terms.get(row.terms_of_reference_id),
            held=row.held,  # type: ignore[attr-defined]
            places=_places(row.taken),
        )
        for row in found
    ]


def _places(seats: Iterable[Seat]) -> tuple[Place, ...]:
    """The chair first, then by role and name."""
    order = list(SeatRole.values)
    places = [
        (order.index(seat.role), Place(seat.institution, seat.get_role_display()))
        for seat in seats
        if seat.institution is not None
    ]
    places.sort(key=lambda pair: (pair[0], pair[1].institution.label.casefold()))
    return tuple(place for _rank, place in places)
