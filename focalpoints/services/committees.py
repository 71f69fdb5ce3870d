"""Committees and who sits in them."""

import datetime as dt
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from accounts.models import User
from documents.choices import Classification, Kind
from documents.services import files_follow_rows, store
from focalpoints import policies
from focalpoints.choices import MeetingState, SeatRole
from focalpoints.models import Committee, Institution, Seat
from nmirf.common.dates import day_of
from nmirf.common.decisions import require
from nmirf.common.errors import DomainError
from nmirf.common.history import because

from .checks import check_there

CONTENT = ("name", "acronym", "kind", "parent", "mandate", "meetings_a_year")
# What an address of the workspace means already.
RESERVED = frozenset({"new"})


def create_committee(*, actor: User, terms: Any = None, **facts: Any) -> Committee:
    """A committee; `terms` is the file of its terms of reference. Raises PermissionDenied, DomainError."""
    with files_follow_rows(), transaction.atomic():
        require(policies.is_secretariat(actor))
        committee = Committee(**{name: facts[name] for name in CONTENT if name in facts})
        committee.slug = _free_slug(committee.name)
        _keep_terms(actor, committee, terms)
        with because(str(_("Committee entered"))):
            committee.save()
    return committee


def edit_committee(*, pk: int, actor: User, terms: Any = None, **facts: Any) -> Committee:
    """Change what is known of it. Raises PermissionDenied, and DomainError for a circle of parents."""
    with files_follow_rows(), transaction.atomic():
        # One at a time for all committees: two parents set at once could close a circle.
        rows = {row.pk: row for row in Committee.objects.select_for_update().order_by("pk")}
        committee = rows[pk]
        require(policies.is_secretariat(actor))
        for name in CONTENT:
            if name in facts:
                setattr(committee, name, facts[name])
        _check_parents(committee, {key: row.parent_id for key, row in rows.items()})
        _keep_terms(actor, committee, terms)
        with because(str(_("Committee changed"))):
            committee.save()
    return committee


@transaction.atomic
def close_committee(*, pk: int, actor: User, closed_on: dt.date, reason: str) -> Committee:
    """Its last day, and the last day of every seat. Its meetings and decisions stay.

    Raises PermissionDenied, and DomainError where it is closed or has meetings to come.
    """
    committee = Committee.objects.select_for_update().get(pk=pk)
    require(policies.is_secretariat(actor))
    if committee.closed_on is not None:
        raise DomainError(_("This committee is closed already."))
    ahead = committee.meetings.filter(state__in=[MeetingState.PLANNED, MeetingState.INVITED])
    if any(day_of(meeting.starts_at) > closed_on for meeting in ahead):
        raise DomainError(_("A meeting is planned after that day: cancel it, or close later."))
    with because(reason):
        committee.closed_on = closed_on
        committee.save(update_fields=["closed_on", "updated_at"])
        committee.seats.filter(starts_on__gt=closed_on).delete()
        for seat in committee.seats.in_force(closed_on):
            seat.ends_on = closed_on
            seat.save(update_fields=["ends_on", "updated_at"])
    return committee


@transaction.atomic
def give_seat(
    *,
    committee_pk: int,
    actor: User,
    institution: Institution | None,
    user: User | None,
    role: str,
    starts_on: dt.date,
    ends_on: dt.date | None,
) -> Seat:
    """A place for an institution, for a person, or for a person who sits for an institution.

    Raises PermissionDenied, and DomainError for nobody, for days that meet another seat of the
    same, for an institution that exists no more, or for a committee that is closed.
    """
    check_there(institution)
    committee = Committee.objects.select_for_update().get(pk=committee_pk)
    require(policies.is_secretariat(actor))
    seat = Seat(committee=committee, institution=institution, user=user, role=SeatRole(role))
    with because(str(_("Seat given"))):
        return _save_seat(seat, starts_on, ends_on)


@transaction.atomic
def change_seat(
    *, pk: int, actor: User, role: str, starts_on: dt.date, ends_on: dt.date | None
) -> Seat:
    """Another role, other days. Whose it is stays: for another, end it and give a new one."""
    committee = Committee.objects.select_for_update(of=("self",)).get(seats=pk)
    require(policies.is_secretariat(actor))
    seat = committee.seats.get(pk=pk)
    seat.role = SeatRole(role)
    with because(str(_("Seat changed"))):
        return _save_seat(seat, starts_on, ends_on)


def _save_seat(seat: Seat, starts_on: dt.date, ends_on: dt.date | None) -> Seat:
    closed_on = seat.committee.closed_on
    if seat.institution is None and seat.user is None:
        raise DomainError(_("Name an institution or a person."))
    if ends_on is not None and ends_on < starts_on:
        raise DomainError(_("The seat ends before it begins."))
    if closed_on is not None and (ends_on is None or ends_on > closed_on):
        raise DomainError(_("This committee is closed."))
    seat.starts_on, seat.ends_on = starts_on, ends_on
    try:
        with transaction.atomic():
            seat.save()
    except IntegrityError as error:
        if "no_overlap" not in str(error):
            raise
        raise DomainError(_("There is a seat for these days already.")) from error
    return seat


def _keep_terms(actor: User, committee: Committee, upload: Any) -> None:
    if upload:
        committee.terms_of_reference = store(
            actor=actor, upload=upload, kind=Kind.OTHER, classification=Classification.INTERNAL
        )


def _check_parents(committee: Committee, parents: dict[int, int | None]) -> None:
    """Walk up from the new parent; raises DomainError where that leads back."""
    parents[committee.pk] = committee.parent_id
    above = committee.parent_id
    while above is not None:
        if above == committee.pk:
            raise DomainError(_("A committee cannot belong to itself or to one below it."))
        above = parents[above]


def _free_slug(name: str) -> str:
    base = slugify(name)[:70].strip("-") or "committee"
    found = Committee.objects.filter(slug__startswith=base).values_list("slug", flat=True)
    taken = {*found, *RESERVED}
    names = [base, *(f"{base}-{n}" for n in range(2, len(taken) + 3))]
    return next(one for one in names if one not in taken)
