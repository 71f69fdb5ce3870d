"""What hangs on a post goes on where the person goes on in another: days away, leave to be named."""

import datetime as dt

from django.db import IntegrityError, transaction
from django.utils import timezone

from focalpoints.models import Absence, Appointment, ContactConsent


def trim_absences(appointment: Appointment, last: dt.date) -> None:
    """An absence has no meaning after the appointment."""
    appointment.absences.filter(starts_on__gt=last).delete()
    for absence in appointment.absences.filter(ends_on__gt=last):
        absence.ends_on = last
        absence.save(update_fields=["ends_on", "updated_at"])


def carry_absences(
    *, row: Appointment, post: Appointment | None, first_day: dt.date, anew: bool = False
) -> None:
    """Days away from `first_day` on are days away from `post`; without one they mean nothing.

    `anew` where others stand in there: they are told that the absence has begun, too.
    """
    for absence in row.absences.filter(ends_on__gte=first_day).order_by("starts_on"):
        begins, until, back = absence.starts_on, absence.ends_on, absence.return_told_at
        if begins >= first_day:
            absence.delete()
        else:
            absence.ends_on = first_day - dt.timedelta(days=1)
            # Nobody comes back on that day: their return is told of the days at the new post.
            absence.return_told_at = timezone.now()
            absence.save(update_fields=["ends_on", "return_told_at", "updated_at"])
        if post is None:
            continue
        again = Absence(
            appointment=post,
            starts_on=max(begins, first_day),
            ends_on=until,
            note=absence.note,
            announced_at=None if anew else absence.announced_at,
            return_told_at=back,
        )
        try:
            with transaction.atomic():
                again.save()
        except IntegrityError:
            # Away from that post in these days already.
            continue


def carry_consent(*, row: Appointment, post: Appointment) -> None:
    """Leave to be named goes on where the post stays what it was for the public; dated as it was given."""
    ContactConsent.objects.bulk_create(
        ContactConsent(appointment=post, version=given.version, given_at=given.given_at)
        for given in row.consents.in_force()
    )
