"""What becomes of the seats in committees of somebody who leaves a post."""

import datetime as dt
from collections.abc import Iterator

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.choices import StandingGroup
from accounts.models import User
from focalpoints.choices import SeatRole
from focalpoints.models import Appointment, Committee, Seat
from focalpoints.querysets import SeatQuerySet
from nmirf.common.dates import ONE_DAY
from notifications.choices import NewsKind
from notifications.services.inbox import notify


def pass_on_seats(*, leaving: Appointment, successor: User | None, first_day: dt.date) -> None:
    """Seats for the institution go to whoever follows, or to the institution alone; from `first_day` on.

    Somebody who holds another post there keeps them. One's own seats end with the last post of all.
    Runs inside the deed that ends the appointment, after it was written.
    """
    seats = Seat.objects.in_force_or_to_come(first_day)
    for seat in seats_left(leaving=leaving, first_day=first_day, seats=seats):
        if seat.institution_id is None:
            _end(seat, first_day)
        else:
            _pass_on(seat, successor, first_day)


def seats_left(*, leaving: Appointment, first_day: dt.date, seats: SeatQuerySet) -> Iterator[Seat]:
    """Those of the `seats` that the person loses with this post, where it is over on `first_day`."""
    own = seats.filter(user=leaving.user_id).select_related("committee", "institution")
    left = Appointment.objects.in_office_or_to_come(first_day).filter(user=leaving.user_id)
    left = left.exclude(pk=leaving.pk)
    if not left.of(leaving.institution_id).exists():
        yield from own.filter(institution=leaving.institution_id)
    if not left.exists() and not leaving.user.groups.filter(name__in=StandingGroup.values).exists():
        yield from own.filter(institution=None)


def _pass_on(seat: Seat, successor: User | None, first_day: dt.date) -> None:
    """Where whoever follows sits there already, in a lower role, that place makes room for this one."""
    Committee.objects.select_for_update().get(pk=seat.committee_id)
    again = Seat(
        committee_id=seat.committee_id,
        institution_id=seat.institution_id,
        user=successor,
        role=seat.role,
        starts_on=max(seat.starts_on, first_day),
        ends_on=seat.ends_on,
    )
    _end(seat, first_day)
    there = [*_there(again)]
    if any(_rank(one) <= _rank(again) for one in there):
        return
    for one in there:
        _make_room(one, again)
    again.save()
    if successor is not None:
        _tell(again, successor)


def _there(wanted: Seat) -> SeatQuerySet:
    """Seats of the same person, or of the institution alone, with a day in common with `wanted`."""
    seats = Seat.objects.in_force_or_to_come(wanted.starts_on)
    seats = seats.filter(committee=wanted.committee_id, user=wanted.user_id)
    if wanted.user_id is None:
        seats = seats.filter(institution=wanted.institution_id)
    return seats if wanted.ends_on is None else seats.filter(starts_on__lte=wanted.ends_on)


def _rank(seat: Seat) -> int:
    return SeatRole.values.index(seat.role)


def _make_room(one: Seat, again: Seat) -> None:
    """`one` stays before and after; another institution for which it is keeps its place meanwhile."""
    facts = {"committee_id": one.committee_id, "institution_id": one.institution_id}
    first_day, last = max(one.starts_on, again.starts_on), one.ends_on
    _end(one, again.starts_on)
    if again.ends_on is not None and (last is None or last > again.ends_on):
        after = again.ends_on + ONE_DAY
        Seat.objects.create(
            **facts, user_id=one.user_id, role=one.role, starts_on=after, ends_on=last
        )
        last = again.ends_on
    if one.institution_id not in (None, again.institution_id):
        alone = Seat(**facts, role=one.role, starts_on=first_day, ends_on=last)
        if not _there(alone).exists():
            alone.save()


def _tell(seat: Seat, successor: User) -> None:
    notify(
        people=[successor],
        text=lambda: (
            _("You sit in %(committee)s for %(institution)s from %(day)s on: %(role)s.")
            % {
                "committee": seat.committee.label,
                "institution": seat.institution.label if seat.institution else "",
                "day": date_format(seat.starts_on, "DATE_FORMAT"),
                "role": seat.get_role_display(),
            }
        ),
        path=seat.committee.get_absolute_url(),
        key=f"seat-{seat.pk}",
        kind=NewsKind.APPOINTMENT,
    )


def _end(seat: Seat, first_day: dt.date) -> None:
    """Its last day is the eve; one that would begin on the day or later is never taken."""
    if seat.starts_on >= first_day:
        seat.delete()
        return
    seat.ends_on = first_day - ONE_DAY
    seat.save(update_fields=["ends_on", "updated_at"])
