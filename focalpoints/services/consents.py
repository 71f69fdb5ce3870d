"""Whether the public sees a person's name and contact: the person alone says so, and takes it back."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from focalpoints import policies
from focalpoints.choices import CONSENT_VERSION
from focalpoints.models import Appointment, ContactConsent
from nmirf.common.decisions import require
from nmirf.common.history import because


@transaction.atomic
def give(*, actor: User, appointment_pk: int) -> ContactConsent:
    """Consent to the text of today, from now on; to do so twice changes nothing."""
    appointment = _own(actor, appointment_pk)
    given = ContactConsent.objects.in_force().filter(appointment=appointment)
    row = given.filter(version=CONSENT_VERSION).first()
    if row is not None:
        return row
    with because(str(_("Consent to a public contact"))):
        now = timezone.now()
        given.update(withdrawn_at=now)  # to an older text
        return ContactConsent.objects.create(
            appointment=appointment, version=CONSENT_VERSION, given_at=now
        )


@transaction.atomic
def withdraw(*, actor: User, appointment_pk: int) -> int:
    """Take the consent back, from now on. How many were withdrawn: one, or none."""
    appointment = _own(actor, appointment_pk)
    with because(str(_("Consent withdrawn"))):
        return (
            ContactConsent.objects.in_force()
            .filter(appointment=appointment)
            .update(withdrawn_at=timezone.now(), updated_at=timezone.now())
        )


def _own(actor: User, pk: int) -> Appointment:
    appointment: Appointment = Appointment.objects.select_for_update(of=("self",)).get(pk=pk)
    require(policies.can_consent(actor, appointment))
    return appointment
