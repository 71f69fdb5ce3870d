"""Who sees, makes, proposes, confirms and ends posts; who is told why a right has ended."""

import datetime as dt

from django.db.models import (
    F,
    Q,
    QuerySet,
)
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import User
from documents.models import Document
from focalpoints.choices import (
    ProposalState,
)
from focalpoints.models import (
    Absence,
    Appointment,
    AppointmentProposal,
    Confirmation,
)
from focalpoints.querysets import (
    AbsenceQuerySet,
    AppointmentQuerySet,
    ConfirmationQuerySet,
    ProposalQuerySet,
)
from nmirf.common.dates import today
from nmirf.common.decisions import ALLOW, Decision, deny

from .rights import (
    Person,
    standing,
)


def visible_appointments(user: Person) -> AppointmentQuerySet:
    """The directory: members of the mechanism read it, others see nothing of it."""
    if standing(user).reads_internal:
        return Appointment.objects.all()
    if isinstance(user, User):
        return Appointment.objects.filter(user=user)
    return Appointment.objects.none()


def can_read_directory(user: Person) -> Decision:
    if standing(user).reads_internal:
        return ALLOW
    return deny(_("The directory is for members of the mechanism."))


def can_appoint(user: Person) -> Decision:
    if standing(user).is_secretariat:
        return ALLOW
    return deny(_("Only the secretariat appoints people."))


def can_set_absence(user: Person, appointment: Appointment) -> Decision:
    """The holder of the appointment, or the secretariat."""
    if standing(user).is_secretariat or appointment.user_id == user.pk:
        return ALLOW
    return deny(_("Only the person concerned or the secretariat sets an absence."))


def can_read_post_history(user: Person, appointment: Appointment) -> Decision:
    """Who decided what about a post, and why: its holder, the institution's authority, officers."""
    rights = standing(user)
    if (
        rights.is_secretariat
        or appointment.user_id == user.pk
        or appointment.institution_id in rights.sign_for
    ):
        return ALLOW
    return deny(_("The history of a post is for its holder, the authority and the secretariat."))


def visible_proposals(user: Person) -> ProposalQuerySet:
    """The secretariat's all; those of one's own institution."""
    rights = standing(user)
    if rights.is_secretariat:
        return AppointmentProposal.objects.all()
    return AppointmentProposal.objects.filter(institution__in=rights.report_for | rights.sign_for)


def can_list_proposals(user: Person) -> Decision:
    rights = standing(user)
    if rights.is_secretariat or rights.report_for or rights.sign_for:
        return ALLOW
    return deny(_("Proposals are read by the institution and the secretariat."))


def can_propose(user: Person, institution: int) -> Decision:
    """Propose a deputy: whoever reports for the institution."""
    if institution in standing(user).report_for:
        return ALLOW
    return deny(_("Only the focal point or deputy of the institution proposes a deputy."))


def can_move_proposal(user: Person, proposal: AppointmentProposal, move: str) -> Decision:
    """The authority confirms, the secretariat appoints; each of them declines at its own turn."""
    rights = standing(user)
    signs = proposal.institution_id in rights.sign_for
    if move == "withdraw":
        if proposal.proposed_by_id == user.pk or proposal.institution_id in rights.report_for:
            return ALLOW
        return deny(_("Only those who propose take a proposal back."))
    if move == "appoint":
        return can_appoint(user)
    if move == "decline" and rights.is_secretariat:
        return ALLOW
    if not signs:
        return deny(_("Only the validating authority of the institution decides on this."))
    if proposal.proposed_by_id == user.pk:
        return deny(_("Whoever proposes somebody does not confirm it."))
    if proposal.state == ProposalState.CONFIRMED:
        return deny(_("It is confirmed: the secretariat decides now."))
    return ALLOW


def visible_confirmations(user: Person) -> ConfirmationQuerySet:
    """The questions about one's own posts; all to the secretariat."""
    if standing(user).is_secretariat:
        return Confirmation.objects.all()
    return Confirmation.objects.filter(appointment__user=user.pk)


def visible_absences(user: Person) -> AbsenceQuerySet:
    """One's own, those at one's own institution, and all to the secretariat."""
    rights = standing(user)
    if rights.is_secretariat:
        return Absence.objects.all()
    return Absence.objects.filter(
        Q(appointment__user=user.pk)
        | Q(appointment__institution__in=rights.report_for | rights.sign_for)
    )


def readable_letters(user: Person) -> QuerySet[Document]:
    """Letters of appointments, for those who read the directory; of proposals, for who sees them."""
    appointed = visible_appointments(user).exclude(letter=None)
    proposed = visible_proposals(user).exclude(letter=None)
    return Document.objects.filter(
        Q(pk__in=appointed.values("letter")) | Q(pk__in=proposed.values("letter"))
    )


# For so many days a refusal says which post of one's own has ended.
LAPSE_DAYS = 31


def lapse_of(user: Person) -> str:
    """Why somebody may no longer do what they could: their own post that ended or was suspended."""
    if not isinstance(user, User):
        return ""
    on = today()
    rows = Appointment.objects.filter(user=user, starts_on__lte=on).exclude(
        pk__in=Appointment.objects.in_force(on).values("pk")
    )
    rows = rows.select_related("institution").order_by("-ends_on")
    # Suspended on the last day is how an appointment ends at once.
    ended = Q(suspended_on__isnull=True) | ~Q(suspended_on__lt=F("ends_on"))
    over = rows.filter(ended).ending(on - dt.timedelta(days=LAPSE_DAYS), on).first()
    post = over or rows.not_over(on).first()
    if post is None:
        return ""
    words = (
        _("Your post as %(role)s of %(institution)s is suspended since %(day)s.")
        if over is None
        else _("Your post as %(role)s of %(institution)s ended on %(day)s.")
    )
    day = post.ends_on if over else post.suspended_on
    return words % {
        "role": post.get_role_display(),
        "institution": post.institution.label,
        "day": date_format(day, "DATE_FORMAT") if day else "",
    }
