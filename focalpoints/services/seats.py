"""What becomes of the seats in committees of somebody who leaves a post."""

import datetime as dt
from collections.abc import Iterator

from django.db import IntegrityError, transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.choices import StandingGroup
from accounts.models import User
from focalpoints.models import Appointment, Seat
from focalpoints.querysets import SeatQuerySet
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
    """Where whoever follows sits there already, that place is kept as it is."""
    again = Seat(
        committee_id=seat.committee_id,
        institution_id=seat.institution_id,
        user=successor,
        role=seat.role,
        starts_on=max(seat.starts_on, first_day),
        ends_on=seat.ends_on,
    )
    _end(seat, first_day)
    try:
        with transaction.atomic():
            again.save()
    except IntegrityError as error:
        if "no_overlap" not in str(error):
            raise
        return
    if successor is not None:
        _tell(again, successor)


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
    seat.ends_on = first_day - dt.timedelta(days=1)
    seat.save(update_fields=["ends_on", "updated_at"])
