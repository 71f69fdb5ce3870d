"""The mechanism as everyone may read it: its committees, who sits in them, how often they met."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Prefetch
from django.utils import timezone

from documents.models import Document
from documents.policies import visible_documents
from focalpoints.choices import Membership, SeatRole
from focalpoints.models import Committee, Institution, NationalMechanism, Seat
from focalpoints.policies import Person, visible_institutions
from focalpoints.querysets import CommitteeQuerySet, InstitutionQuerySet, SeatQuerySet

FIGURES_OVER = dt.timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Place:
    institution: Institution
    seat: Seat

    @property
    def role(self) -> str:
        return str(self.seat.get_role_display())


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


def itself(person: Person) -> tuple[NationalMechanism | None, Document | None]:
    """Its own row, None before it is set up, and its terms where the person may read them."""
    rows = NationalMechanism.objects.select_related("terms_of_reference", "host").defer("logo")
    row = rows.first()
    terms = row.terms_of_reference if row else None
    if terms and not visible_documents(person).filter(pk=terms.pk).exists():
        terms = None
    return row, terms


def members(person: Person) -> InstitutionQuerySet:
    """Institutions that belong to it today, as full or consultative members."""
    rows = visible_institutions(person).approved().existing()
    return rows.exclude(membership=Membership.NONE)


def bodies(on: dt.date) -> list[Body]:
    """Open committees, as a stranger reads them whoever asks; three queries."""
    return told(list(committees(on)))


def committees(on: dt.date) -> CommitteeQuerySet:
    """Those that are open, each with its meetings counted and its seats that are told of.

    Of who sits there, institutions alone: a person's seat, agenda, minutes and attendance are for
    members of the mechanism.
    """
    now = timezone.now()
    seats = public_seats(on).select_related("institution").order_by("pk")
    return (
        Committee.objects.open(on)
        .with_meetings(now - FIGURES_OVER, now)
        .prefetch_related(Prefetch("seats", seats, to_attr="taken"))
        .order_by("name", "pk")
    )


def public_seats(on: dt.date) -> SeatQuerySet:
    public = visible_institutions(AnonymousUser()).approved().existing()
    return Seat.objects.in_force(on).filter(user=None, institution__in=public)


def told(found: Sequence[Any]) -> list[Body]:
    """Of rows of `committees`; one query."""
    keys = [row.terms_of_reference_id for row in found if row.terms_of_reference_id]
    terms = visible_documents(AnonymousUser()).in_bulk(keys) if keys else {}
    return [
        Body(
            row=row,
            terms=terms.get(row.terms_of_reference_id),
            held=row.held,
            places=_places(row.taken),
        )
        for row in found
    ]


def _places(seats: Iterable[Seat]) -> tuple[Place, ...]:
    """The chair first, then by role and name."""
    order = list(SeatRole.values)
    places = [
        (order.index(seat.role), Place(seat.institution, seat))
        for seat in seats
        if seat.institution is not None
    ]
    places.sort(key=lambda pair: (pair[0], pair[1].institution.label.casefold()))
    return tuple(place for _rank, place in places)
