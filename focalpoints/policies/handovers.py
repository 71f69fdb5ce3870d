"""Who writes, reads and acknowledges a handover."""

from django.db.models import (
    Q,
)
from django.utils.translation import gettext as _

from focalpoints.choices import (
    PERMISSION_OF,
)
from focalpoints.models import (
    Appointment,
    Handover,
)
from focalpoints.querysets import (
    HandoverQuerySet,
)
from nmirf.common.decisions import ALLOW, Decision, deny

from .rights import Person, standing


def can_start_handover(user: Person, appointment: Appointment) -> Decision:
    """Whoever leaves, as long as the post is theirs, or the secretariat."""
    rights = standing(user)
    own = appointment.user_id == user.pk and appointment.institution_id in rights.institutions
    if rights.is_secretariat or own:
        return ALLOW
    return deny(_("Only the one who leaves or the secretariat starts a handover."))


def visible_handovers(user: Person) -> HandoverQuerySet:
    """Of one's own institution: to its reporters and authorities all, to others those of their kind."""
    rights = standing(user)
    if rights.is_secretariat:
        return Handover.objects.all()
    speaking = [role for role, right in PERMISSION_OF.items() if right == "comment_for"]
    return Handover.objects.filter(
        Q(appointment__institution__in=rights.report_for | rights.sign_for)
        | Q(
            appointment__institution__in=rights.comment_for,
            appointment__role__in=speaking,
        )
    )
