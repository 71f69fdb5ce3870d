"""Days away: the deputy acts in that time."""

import datetime as dt

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from focalpoints import policies
from focalpoints.models import Absence, Appointment
from nmirf.common.dates import today
from nmirf.common.decisions import require
from nmirf.common.errors import DomainError
from nmirf.common.history import because


@transaction.atomic
def set_absence(
    *, appointment_pk: int, actor: User, starts_on: dt.date, ends_on: dt.date
) -> Absence:
    """Days on which the deputy acts. Raises DomainError for days outside the appointment."""
    appointment = Appointment.objects.select_for_update().get(pk=appointment_pk)
    require(policies.can_set_absence(actor, appointment))
    if ends_on < starts_on:
        raise DomainError(_("The absence ends before it starts."))
    outlasts = appointment.ends_on is not None and ends_on > appointment.ends_on
    if starts_on < appointment.starts_on or outlasts:
        raise DomainError(_("The absence lies outside the appointment."))
    with because(str(_("Absence"))):
        try:
            with transaction.atomic():
                return Absence.objects.create(
                    appointment=appointment, starts_on=starts_on, ends_on=ends_on
                )
        except IntegrityError as error:
            raise DomainError(_("Another absence covers some of these days.")) from error


@transaction.atomic
def end_absence(*, pk: int, actor: User) -> None:
    """Cancel an absence that has not begun, or end a running one yesterday, so that today counts."""
    absence = Absence.objects.select_for_update().select_related("appointment").get(pk=pk)
    require(policies.can_set_absence(actor, absence.appointment))
    yesterday = today() - dt.timedelta(days=1)
    with because(str(_("Back from absence"))):
        if absence.starts_on > yesterday:
            absence.delete()
        elif absence.ends_on > yesterday:
            absence.ends_on = yesterday
            absence.save(update_fields=["ends_on", "updated_at"])
