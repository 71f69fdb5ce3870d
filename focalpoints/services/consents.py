"""Whether the public sees a person's name and contact: the person alone says so, and takes it back."""

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from focalpoints import policies
from focalpoints.choices import CONSENT_VERSION
from focalpoints.models import Appointment, ContactConsent
from nmirf.common.dates import today
from nmirf.common.decisions import require
from nmirf.common.history import because


@transaction.atomic
def give(*, actor: User, appointment_pk: int) -> ContactConsent:
    """Consent to the text of today, from now on; to do so twice changes nothing.

    It holds for every row in which the post goes on. Raises PermissionDenied, also for a post
    whose holder the public never sees.
    """
    appointment = _locked(appointment_pk)
    require(policies.can_consent(actor, appointment))
    with because(str(_("Consent to a public contact"))):
        for post in Appointment.objects.going_on(appointment, today()).exclude(pk=appointment.pk):
            _agree(post)
        return _agree(appointment)


def _agree(appointment: Appointment) -> ContactConsent:
    given = ContactConsent.objects.in_force().filter(appointment=appointment)
    row = given.filter(version=CONSENT_VERSION).first()
    if row is not None:
        return row
    now = timezone.now()
    given.update(withdrawn_at=now)  # to an older text
    return ContactConsent.objects.create(
        appointment=appointment, version=CONSENT_VERSION, given_at=now
    )


@transaction.atomic
def withdraw(*, actor: User, appointment_pk: int) -> int:
    """Take the consent back, from now on, in every row in which the post goes on; how many it was."""
    appointment = _locked(appointment_pk)
    require(policies.can_withdraw_consent(actor, appointment))
    posts = Appointment.objects.going_on(appointment, today())
    with because(str(_("Consent withdrawn"))):
        return (
            ContactConsent.objects.in_force()
            .filter(Q(appointment=appointment) | Q(appointment__in=posts))
            .update(withdrawn_at=timezone.now(), updated_at=timezone.now())
        )


def _locked(pk: int) -> Appointment:
    appointment: Appointment = Appointment.objects.select_for_update(of=("self",)).get(pk=pk)
    return appointment
