"""Invitations: somebody without a post is asked to take one, by a link that is good once."""

import datetime as dt
from functools import partial
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services import open_account
from accounts.services.personal import forget_rows
from documents.services import files_follow_rows
from focalpoints import policies
from focalpoints.choices import InvitationState, PostLevel, Role, Standing
from focalpoints.models import Appointment, AppointmentProposal, Institution, Invitation
from nmirf.common import tokens
from nmirf.common.dates import today
from nmirf.common.decisions import require
from nmirf.common.errors import DomainError
from nmirf.common.history import because
from nmirf.common.queue import enqueue
from nmirf.common.workflow import WorkflowError
from notifications.services.messages import Words, send_letter

from .appointments import begin, keep_letter
from .checks import check_days, check_deputy, check_institution

# Name and address of whoever did not come are kept for so many days after the link ran out.
KEPT_DAYS = 365


class SpentError(DomainError):
    """The link was good once and is so no more; `state` says why."""

    def __init__(self, state: InvitationState) -> None:
        super().__init__(str(state.label))
        self.state = state


def _good_until() -> dt.datetime:
    return timezone.now() + dt.timedelta(days=settings.INVITATION_DAYS)


@files_follow_rows()
@transaction.atomic
def invite(
    *,
    actor: User,
    email: str,
    full_name: str,
    institution: Institution,
    role: Role,
    starts_on: dt.date,
    ends_on: dt.date | None = None,
    deputises: Appointment | None = None,
    portfolio: str = "",
    level: PostLevel = PostLevel.TECHNICAL,
    letter: Any = None,
    reason: str = "",
    past_principal: bool = False,
    language: str = "",
) -> Invitation:
    """Ask somebody to take a post; the link goes out by e-mail. Nothing is granted yet.

    Raises PermissionDenied, and DomainError where the institution cannot be acted for, where the
    deputy would be nobody's, where the account is closed, or where the same invitation is open.
    `letter` as in `appointments.keep_letter`; the rest as in `appointments.begin`.
    """
    require(policies.can_appoint(actor))
    check_institution(institution, starts_on, ends_on)
    check_days(starts_on, ends_on, reason)
    if ends_on is not None and ends_on < today():
        raise DomainError(_("The appointment would have ended already."))
    account = User.objects.filter(email__iexact=email).first()
    if account is not None and not account.is_active:
        raise DomainError(_("The account with this address is closed."))
    check_deputy(
        user=account,
        institution=institution,
        role=role,
        deputises=deputises,
        starts_on=starts_on,
        ends_on=ends_on,
        past_principal=past_principal,
    )
    with because(reason or str(_("Invitation"))):
        try:
            with transaction.atomic():
                row = Invitation.objects.create(
                    # Nobody has this one: the link is made when it is sent.
                    token_digest=tokens.mint()[1],
                    email=email.lower(),
                    full_name=full_name,
                    institution=institution,
                    role=role,
                    deputises=deputises,
                    portfolio=portfolio,
                    level=level,
                    letter=keep_letter(actor, letter),
                    starts_on=starts_on,
                    ends_on=ends_on,
                    language=language,
                    invited_by=actor,
                    expires_at=_good_until(),
                )
        except IntegrityError as error:
            if "invitation_one_open" not in str(error):
                raise
            raise DomainError(
                _("This person is invited to this post already. Send that invitation again.")
            ) from error
    enqueue("focalpoints.send_invitation", row.pk)
    return row


@files_follow_rows()
@transaction.atomic
def appoint_or_invite(
    *, actor: User, email: str, full_name: str, language: str, letter: Any = None, **post: Any
) -> Appointment | Invitation:
    """Appoint whoever has an account with this address; invite whoever has none.

    `post` as in `invite`. Raises as `invite` and `appointments.appoint`.
    """
    require(policies.can_appoint(actor))
    user = User.objects.filter(email__iexact=email).first()
    if user is None:
        who: dict[str, Any] = {"email": email, "full_name": full_name, "language": language}
        return invite(actor=actor, letter=letter, **who, **post)
    return begin(by=actor, user=user, letter=keep_letter(actor, letter), **post)


@transaction.atomic
def resend(*, actor: User, pk: int) -> Invitation:
    """Send a new link, good for as long as the first was; the old one is good no more."""
    row = _unanswered(actor, pk)
    _check_institution(row.institution)
    row.token_digest = tokens.mint()[1]
    row.sent_at, row.expires_at = None, _good_until()
    with because(str(_("Invitation sent again"))):
        row.save(update_fields=["token_digest", "sent_at", "expires_at", "updated_at"])
    enqueue("focalpoints.send_invitation", row.pk)
    return row


@transaction.atomic
def revoke(*, actor: User, pk: int) -> Invitation:
    """Call an invitation back: its link says so from now on."""
    row = _unanswered(actor, pk)
    row.revoked_at = timezone.now()
    with because(str(_("Invitation called back"))):
        row.save(update_fields=["revoked_at", "updated_at"])
    return row


def _unanswered(actor: User, pk: int) -> Invitation:
    row = (
        Invitation.objects.select_for_update(of=("self",)).select_related("institution").get(pk=pk)
    )
    require(policies.can_appoint(actor))
    if row.state(timezone.now()) in (InvitationState.ACCEPTED, InvitationState.REVOKED):
        raise WorkflowError(_("This invitation has been answered or called back already."))
    return row


@transaction.atomic
def send(*, pk: int) -> bool:
    """Make the link and send it, if that is still to be done; whether it went out.

    The token stands in the message alone. A worker that dies after sending and before the row
    says so sends another link, and the newest is the one that works.
    """
    rows = Invitation.objects.select_for_update(of=("self",)).select_related(
        "institution", "invited_by"
    )
    row = rows.filter(pk=pk, sent_at__isnull=True).open(timezone.now()).first()
    if row is None:
        return False
    token, row.token_digest = tokens.mint()
    went_out = send_letter(
        to=row.email,
        language=row.language,
        key=f"invitation:{row.reference}:{row.expires_at.isoformat()}",
        words=partial(_words, row, token),
    )
    if went_out:
        row.sent_at = timezone.now()
        row.save(update_fields=["token_digest", "sent_at", "updated_at"])
    return went_out


def _words(row: Invitation, token: str) -> Words:
    facts = {
        "inviter": row.invited_by.full_name,
        "role": row.get_role_display(),
        "institution": row.institution.label,
        "day": date_format(timezone.localtime(row.expires_at), "DATE_FORMAT"),
    }
    return Words(
        subject=_("invitation as %(role)s, %(institution)s") % facts,
        name=row.full_name,
        paragraphs=(
            _(
                "%(inviter)s, for the secretariat, invites you to take part as: %(role)s, "
                "%(institution)s."
            )
            % facts,
            _("The link below is yours alone. It is good once, until %(day)s.") % facts,
        ),
        act=_("Read and accept the invitation"),
        path=reverse("focalpoints:accept_invitation", args=[token]),
        closing=(
            _("If you do not expect this message, you need not do anything: nothing happens."),
        ),
    )


@transaction.atomic
def sweep(*, at: dt.datetime) -> int:
    """Forget, history included, whom nobody heard of in the year after the link ran out."""
    old = Invitation.objects.unanswered() | Invitation.objects.filter(revoked_at__isnull=False)
    pks = list(
        old.filter(expires_at__lte=at - dt.timedelta(days=KEPT_DAYS)).values_list(
            "reference", flat=True
        )
    )
    forget_rows(Invitation, reference__in=pks)
    return len(pks)


def find(*, token: str) -> Invitation:
    """The invitation that this link is for. Raises DoesNotExist, and SpentError once it is over."""
    row = Invitation.objects.select_related("institution", "invited_by").get(
        token_digest=tokens.digest_of(token)
    )
    _check_open(row)
    return row


def _check_open(row: Invitation) -> None:
    state = row.state(timezone.now())
    if state != InvitationState.OPEN:
        raise SpentError(state)


@transaction.atomic
def accept_as_new(*, token: str, full_name: str, password: str, language: str) -> Appointment:
    """Open the account and begin the post, in one. Two at once: the second finds it accepted.

    Raises DoesNotExist, SpentError, and DomainError where an account has this address already or
    the post cannot begin any more.
    """
    row = _claim(token)
    try:
        with transaction.atomic():
            user = open_account(
                email=row.email, full_name=full_name, password=password, language=language
            )
    except IntegrityError as error:
        raise DomainError(_("There is an account with this address. Sign in to accept.")) from error
    return _begin(row, user)


@transaction.atomic
def accept(*, token: str, user: User) -> Appointment:
    """Begin the post with the account that the invitation's address has. Raises as `accept_as_new`."""
    row = _claim(token)
    if user.email.lower() != row.email.lower():
        raise DomainError(_("This invitation is for another account than yours."))
    return _begin(row, user)


def _claim(token: str) -> Invitation:
    rows = Invitation.objects.select_for_update(of=("self",)).select_related("institution")
    row = rows.get(token_digest=tokens.digest_of(token))
    _check_open(row)
    return row


def _begin(row: Invitation, user: User) -> Appointment:
    """What was in order when the invitation went out may be so no more."""
    _check_institution(row.institution)
    starts_on = max(row.starts_on, today())
    if row.ends_on is not None and row.ends_on < starts_on:
        raise DomainError(_("This post has ended meanwhile. Write to the secretariat."))
    with because(str(_("Invitation accepted"))):
        appointment = begin(
            user=user,
            institution=row.institution,
            role=Role(row.role),
            starts_on=starts_on,
            ends_on=row.ends_on,
            deputises=row.deputises,
            portfolio=row.portfolio,
            level=PostLevel(row.level),
            letter=row.letter,
            # What was in order when the invitation went out.
            reason=str(_("Invitation accepted")),
            past_principal=True,
            by=user,
        )
        row.accepted_at, row.appointment = timezone.now(), appointment
        row.save(update_fields=["accepted_at", "appointment", "updated_at"])
        _complete_proposal(row, appointment)
    enqueue("focalpoints.tell_of_acceptance", row.pk)
    return appointment


def _complete_proposal(row: Invitation, appointment: Appointment) -> None:
    """What came of the proposal, where the institution proposed this person."""
    asked = AppointmentProposal.objects.waiting_for_acceptance().select_for_update()
    proposal = asked.for_post(row.email, row.institution_id, row.role).order_by("-pk").first()
    if proposal is not None:
        proposal.appointment = appointment
        proposal.save(update_fields=["appointment", "updated_at"])


def _check_institution(institution: Institution) -> None:
    gone = institution.dissolved_on is not None and institution.dissolved_on < today()
    if gone or institution.standing != Standing.APPROVED:
        raise DomainError(
            _(
                "%(institution)s has been dissolved or is not approved: nobody can take a post there."
            )
            % {"institution": institution.label}
        )
