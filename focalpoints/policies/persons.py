"""What only the person concerned may do, and who answers about personal data."""

from django.utils.translation import gettext as _

from accounts.models import DataRequest
from focalpoints.choices import PUBLIC_ROLES
from focalpoints.models import (
    Appointment,
)
from nmirf.common.decisions import ALLOW, Decision, deny

from .rights import Person, standing


def can_consent(user: Person, appointment: Appointment) -> Decision:
    """One's own name and contact alone, in a post whose holder the public may see."""
    own = can_withdraw_consent(user, appointment)
    if not own or appointment.role in PUBLIC_ROLES:
        return own
    return deny(_("The public never sees who holds this post: there is nothing to consent to."))


def can_withdraw_consent(user: Person, appointment: Appointment) -> Decision:
    """Nobody consents for another; what was given is taken back whatever the post."""
    if appointment.user_id == user.pk:
        return ALLOW
    return deny(_("Only the person concerned consents, or takes the consent back."))


def can_answer_data_requests(user: Person) -> Decision:
    rights = standing(user)
    if rights.is_secretariat or rights.is_administrator:
        return ALLOW
    return deny(_("Only the secretariat and administrators answer requests about personal data."))


def can_answer_data_request(user: Person, request: DataRequest) -> Decision:
    """Never one's own."""
    if request.person_id == user.pk:
        return deny(_("Somebody else answers your own request."))
    return can_answer_data_requests(user)
