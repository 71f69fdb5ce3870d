"""Who hears of people that join, and letters that have not gone out yet."""

import datetime as dt
from functools import partial

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.choices import StandingGroup
from accounts.models import User
from accounts.services import password_path
from focalpoints.choices import RegistrationState
from focalpoints.models import Appointment, Invitation, Registration
from notifications.choices import NewsKind
from notifications.services.inbox import notify
from notifications.services.messages import Words, send_letter

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


def send_account_link(*, pk: int) -> bool:
    """Send the holder of this appointment the link to set a password; whether it went out.

    For whoever follows in a post without ever having had an account. Nothing is sent once there
    is a password; to run twice sends the same message, under the same Message-ID.
    """
    post = Appointment.objects.select_related("user", "institution").get(pk=pk)
    if post.user.has_usable_password() or not post.user.is_active:
        return False
    return send_letter(
        to=post.user.email,
        language=post.user.preferred_language,
        key=f"account:{post.reference}",
        words=partial(_words_of_account, post),
    )


def _words_of_account(post: Appointment) -> Words:
    facts = {
        "role": post.get_role_display(),
        "institution": post.institution.label,
        "day": date_format(post.starts_on, "DATE_FORMAT"),
    }
    return Words(
        subject=_("your account as %(role)s, %(institution)s") % facts,
        name=post.user.full_name,
        paragraphs=(
            _("From %(day)s on you are %(role)s of %(institution)s, and you have an account.")
            % facts,
            _(
                "Choose a password with the link below. It is yours alone, and good once, for three "
                "days. After that, “Forgot your password?” on the sign-in page sends another."
            ),
        ),
        act=_("Choose a password"),
        path=password_path(post.user),
        closing=(_("If you do not expect this message, write to the secretariat."),),
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
