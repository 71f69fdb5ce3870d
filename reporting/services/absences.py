"""Who comes back hears what was done in the meantime, and so does who stood in."""

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from focalpoints.cover import stand_ins
from focalpoints.models import Absence
from nmirf.common.dates import today
from notifications.choices import NewsKind
from notifications.services.inbox import notify
from reporting.meantime import numbers_of


def tell_returns() -> int:
    """Tell of all absences that are over; safe to run at any time. How many were told."""
    keys = list(Absence.objects.to_tell_return(today()).values_list("pk", flat=True))
    return sum(tell_return(pk=pk) for pk in keys)


@transaction.atomic
def tell_return(*, pk: int) -> bool:
    """Tell of one, once; False where it was told, or another process does it now."""
    absence = Absence.objects.to_tell_return(today()).claimed(pk)
    if absence is None:
        return False
    post, numbers = absence.appointment, numbers_of(absence)

    def words() -> str:
        return _(
            "%(name)s, %(institution)s, was away until %(last)s. In the meantime: %(done)s."
        ) % {
            "name": post.user,
            "institution": post.institution.label,
            "last": date_format(absence.ends_on, "DATE_FORMAT"),
            "done": numbers.in_words(),
        }

    notify(
        people=[post.user, *stand_ins(absence)],
        text=words,
        path=absence.get_absolute_url(),
        key=f"absence-{absence.pk}-return",
        kind=NewsKind.APPOINTMENT,
    )
    absence.return_told_at = timezone.now()
    absence.save(update_fields=["return_told_at", "updated_at"])
    return True
