"""Who hears of people that join, and letters that have not gone out yet."""

import datetime as dt

from django.utils.translation import gettext as _

from accounts.choices import StandingGroup
from accounts.models import User
from focalpoints.choices import RegistrationState
from focalpoints.models import Invitation, Registration
from notifications.choices import NewsKind
from notifications.services.inbox import notify

from . import invitations, registrations


def tell_of_acceptance(*, pk: int) -> None:
    """Who invited somebody hears that the invitation was accepted."""
    row = Invitation.objects.select_related("institution", "appointment", "invited_by").get(pk=pk)
    if row.appointment is not None and row.invited_by.is_active:
        notify(
            people=[row.invited_by],
            text=lambda: (
                _("%(person)s accepted the invitation: %(role)s, %(institution)s.")
                % {
                    "person": row.full_name,
                    "role": row.get_role_display(),
                    "institution": row.institution.label,
                }
            ),
            path=row.appointment.get_absolute_url(),
            key=f"invitation-accepted:{row.reference}",
            kind=NewsKind.JOINING,
        )


def tell_of_registration(*, pk: int) -> None:
    """The secretariat hears that an organisation waits for an answer."""
    row = Registration.objects.pending().filter(pk=pk).first()
    if row is not None:
        notify(
            people=User.objects.in_group(StandingGroup.SECRETARIAT),
            text=lambda: _("%(organisation)s asks to be registered.") % {"organisation": row.name},
            path=row.get_absolute_url(),
            key=f"registration:{row.reference}",
            kind=NewsKind.JOINING,
        )


def take_up_letters(*, at: dt.datetime) -> int:
    """Send each letter that is still to be sent; how many went out. Safe to run at any time."""
    waiting = Invitation.objects.open(at).filter(sent_at__isnull=True).values_list("pk", flat=True)
    links = Registration.objects.filter(
        state=RegistrationState.UNCONFIRMED, sent_at__isnull=True, expires_at__gt=at
    ).values_list("pk", flat=True)
    answers = Registration.objects.filter(
        state=RegistrationState.DECLINED, answer_sent_at__isnull=True
    ).values_list("pk", flat=True)
    return sum(
        [
            *(invitations.send(pk=pk) for pk in list(waiting)),
            *(registrations.send_link(pk=pk) for pk in list(links)),
            *(registrations.send_answer(pk=pk) for pk in list(answers)),
        ]
    )
