"""A deputy is proposed by the institution, confirmed by its authority, appointed by the secretariat."""

import datetime as dt
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from documents.services import files_follow_rows
from focalpoints import policies
from focalpoints.choices import PROPOSAL_MOVES, ProposalState, Role
from focalpoints.models import Appointment, AppointmentProposal, Institution
from nmirf.common.decisions import require
from nmirf.common.errors import DomainError
from nmirf.common.history import because
from nmirf.common.workflow import WorkflowError

from .announcements import tell_of_proposal
from .appointments import keep_letter
from .checks import check_days, check_deputy, check_institution
from .invitations import appoint_or_invite

PROPOSED_ALREADY = "proposal_one_open"


@files_follow_rows()
@transaction.atomic
def propose(
    *,
    actor: User,
    institution: Institution,
    full_name: str,
    email: str,
    starts_on: dt.date,
    ends_on: dt.date | None = None,
    deputises: Appointment | None = None,
    portfolio: str = "",
    letter: Any = None,
) -> AppointmentProposal:
    """Propose a deputy; `letter` is an uploaded file.

    Raises PermissionDenied, and DomainError for days or an institution where nobody can be
    appointed, for somebody who would stand in for oneself, and for one who is proposed already.
    """
    require(policies.can_propose(actor, institution.pk))
    check_days(starts_on, ends_on, reason="")
    check_institution(institution, starts_on, ends_on)
    _check_person(email, institution, deputises, starts_on, ends_on)
    with because(str(_("Deputy proposed"))):
        try:
            with transaction.atomic():
                proposal = AppointmentProposal.objects.create(
                    institution=institution,
                    full_name=full_name,
                    email=email,
                    deputises=deputises,
                    portfolio=portfolio,
                    starts_on=starts_on,
                    ends_on=ends_on,
                    letter=keep_letter(actor, letter),
                    proposed_by=actor,
                )
        except IntegrityError as error:
            if PROPOSED_ALREADY not in str(error):
                raise
            raise DomainError(_("This person is proposed already.")) from error
    tell_of_proposal(proposal=proposal, actor=actor)
    return proposal


def _check_person(
    email: str,
    institution: Institution,
    deputises: Appointment | None,
    starts_on: dt.date,
    ends_on: dt.date | None,
) -> None:
    """The same rules as when the secretariat appoints, as far as the person is known already."""
    person = User.objects.filter(email__iexact=email).first()
    if person is not None:
        check_deputy(
            user=person,
            institution=institution,
            role=Role.DEPUTY,
            deputises=deputises,
            starts_on=starts_on,
            ends_on=ends_on,
            past_principal=True,
        )
    elif deputises is not None and deputises.institution_id != institution.pk:
        raise DomainError(_("A deputy deputises for a focal point of the same institution."))


def confirm(*, pk: int, actor: User) -> AppointmentProposal:
    """The institution's authority agrees. Raises PermissionDenied, WorkflowError."""
    return _move(pk=pk, name="confirm", actor=actor)


def decline(*, pk: int, actor: User, reason: str) -> AppointmentProposal:
    """Say no, and why. Raises PermissionDenied, WorkflowError, DomainError without a reason."""
    return _move(pk=pk, name="decline", actor=actor, reason=reason)


def withdraw(*, pk: int, actor: User) -> AppointmentProposal:
    """Take it back. Raises PermissionDenied, WorkflowError."""
    return _move(pk=pk, name="withdraw", actor=actor)


@transaction.atomic
def appoint_proposed(
    *,
    pk: int,
    actor: User,
    starts_on: dt.date,
    ends_on: dt.date | None,
    reason: str = "",
    past_principal: bool = False,
) -> AppointmentProposal:
    """Appoint whom the institution proposed; before the authority has confirmed, with a reason only.

    Whoever has no account is invited, and the proposal gets its appointment when they accept.
    Raises as `invitations.appoint_or_invite`, WorkflowError where it is settled, DomainError.
    """
    proposal = _locked(pk)
    require(policies.can_move_proposal(actor, proposal, "appoint"))
    _check_state(proposal, "appoint")
    if proposal.state != ProposalState.CONFIRMED and not reason:
        raise DomainError(
            _("The validating authority has not confirmed it: say why you appoint all the same.")
        )
    made = appoint_or_invite(
        actor=actor,
        full_name=proposal.full_name,
        email=proposal.email,
        language="",
        institution=proposal.institution,
        role=Role(proposal.role),
        starts_on=starts_on,
        ends_on=ends_on,
        deputises=proposal.deputises,
        portfolio=proposal.portfolio,
        letter=proposal.letter,
        reason=reason or str(_("Proposed by the institution, confirmed by its authority")),
        past_principal=past_principal,
    )
    proposal.appointment = made if isinstance(made, Appointment) else None
    return _settle(proposal, "appoint", actor, reason)


@transaction.atomic
def _move(*, pk: int, name: str, actor: User, reason: str = "") -> AppointmentProposal:
    proposal = _locked(pk)
    require(policies.can_move_proposal(actor, proposal, name))
    _check_state(proposal, name)
    if PROPOSAL_MOVES[name].needs_note and not reason:
        raise DomainError(_("Say why."))
    return _settle(proposal, name, actor, reason)


def _locked(pk: int) -> AppointmentProposal:
    rows = AppointmentProposal.objects.select_related("institution", "deputises__user")
    return rows.select_for_update(of=("self",)).get(pk=pk)


def _check_state(proposal: AppointmentProposal, name: str) -> None:
    if proposal.state not in PROPOSAL_MOVES[name].sources:
        raise WorkflowError(_("Somebody has decided on this proposal meanwhile."))


def _settle(
    proposal: AppointmentProposal, name: str, actor: User, reason: str
) -> AppointmentProposal:
    proposal.state = PROPOSAL_MOVES[name].target
    proposal.reason = reason or proposal.reason
    if name == "confirm":
        proposal.confirmed_by = actor
    else:
        proposal.decided_by, proposal.decided_at = actor, timezone.now()
    with because(reason or str(PROPOSAL_MOVES[name].label)):
        proposal.save()
    tell_of_proposal(proposal=proposal, actor=actor)
    return proposal
