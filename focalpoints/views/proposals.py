"""Doors to proposals: a deputy, from the institution to the secretariat."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from focalpoints import policies
from focalpoints.choices import PROPOSAL_MOVES, InvitationState, ProposalState, Role
from focalpoints.forms.common import EmptyForm, ReasonForm
from focalpoints.forms.proposals import AppointProposedForm, ProposalForm
from focalpoints.models import Appointment, AppointmentProposal, Institution, Invitation
from focalpoints.services import proposals as services
from nmirf.common.context_processors import NavItem
from nmirf.common.dates import today
from nmirf.common.decisions import require
from nmirf.common.deeds import status_of
from nmirf.common.htmx import HtmxRequest

from .common import attempt_days, confirm_page, letter_of

PAGE_SIZE = 25


@require_GET
def proposals(request: HtmxRequest) -> HttpResponse:
    require(policies.can_list_proposals(request.user))
    rows = policies.visible_proposals(request.user)
    wanted = request.GET.get("state", "open")
    shown = rows.filter(state=wanted) if wanted in ProposalState.values else rows.open()
    numbers = {state: rows.filter(state=state).count() for state in ProposalState}
    tabs = [
        NavItem(_("Open"), "?state=open", wanted not in ProposalState.values, rows.open().count()),
        *(
            NavItem(str(state.label), f"?state={state}", wanted == state, numbers[state])
            for state in (ProposalState.APPOINTED, ProposalState.DECLINED, ProposalState.WITHDRAWN)
        ),
    ]
    shown = shown.select_related("institution", "proposed_by").order_by("created_at", "pk")
    page = Paginator(shown, PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "focalpoints/proposals.html", {"page": page, "tabs": tabs})


@require_http_methods(["GET", "POST"])
def propose(request: HtmxRequest, slug: str) -> HttpResponse:
    """The institution's own people propose a deputy."""
    institution = get_object_or_404(Institution, slug=slug)
    require(policies.can_propose(request.user, institution.pk))
    own = Appointment.objects.in_force(today()).of(institution.pk).filter(user=request.user)
    form = ProposalForm(
        request.POST or None,
        request.FILES or None,
        institution=institution,
        initial={"deputises": own.role(Role.FOCAL_POINT).first()},
    )
    facts = {"actor": request.user, "institution": institution}
    if attempt_days(request, form, services.propose, **facts) is not None:
        messages.success(request, _("Proposed: the validating authority is asked to confirm."))
        return redirect("focalpoints:proposals")
    context = {"form": form, "institution": institution}
    return render(request, "focalpoints/propose.html", context, status=status_of(request))


@require_GET
def proposal(request: HtmxRequest, reference: UUID) -> HttpResponse:
    row = _find(request, reference)
    context = {
        "proposal": row,
        "letter": letter_of(request, row),
        "invitation_state": _invitation_state(row),
        "moves": [
            {"name": name, "label": move.label, "danger": name == "decline"}
            for name, move in PROPOSAL_MOVES.items()
            if row.state in move.sources and policies.can_move_proposal(request.user, row, name)
        ],
    }
    return render(request, "focalpoints/proposal.html", context)


@require_http_methods(["GET", "POST"])
def move_proposal(request: HtmxRequest, reference: UUID, move: str) -> HttpResponse:
    row = _find(request, reference)
    if move not in PROPOSAL_MOVES:
        raise Http404
    require(policies.can_move_proposal(request.user, row, move))
    form = _form(request, row, move)
    facts = {"pk": row.pk, "actor": request.user}
    if attempt_days(request, form, DEEDS[move], **facts) is not None:
        messages.success(request, _("Done; everybody concerned is told."))
        return redirect(row)
    label = PROPOSAL_MOVES[move].label
    return confirm_page(
        request,
        {
            "title": label,
            "subject": str(row),
            "consequences": _consequences(row, move),
            "form": form,
            "act": label,
            "danger": move == "decline",
            "cancel_url": row.get_absolute_url(),
        },
    )


DEEDS: dict[str, Any] = {
    "confirm": services.confirm,
    "appoint": services.appoint_proposed,
    "decline": services.decline,
    "withdraw": services.withdraw,
}


def _find(request: HtmxRequest, reference: UUID) -> AppointmentProposal:
    rows = policies.visible_proposals(request.user).select_related(
        *("institution", "deputises__user", "proposed_by", "confirmed_by", "decided_by"),
        "appointment",
    )
    row: AppointmentProposal = get_object_or_404(rows, reference=reference)
    return row


def _form(request: HtmxRequest, row: AppointmentProposal, move: str) -> forms.Form:
    sent = request.POST if request.method == "POST" else None
    if move == "decline":
        return ReasonForm(sent)
    if move == "appoint":
        return AppointProposedForm(
            sent,
            is_confirmed=row.state == ProposalState.CONFIRMED,
            initial={"starts_on": max(row.starts_on, today()), "ends_on": row.ends_on},
        )
    return EmptyForm(sent)


def _invitation_state(row: AppointmentProposal) -> InvitationState | None:
    """How far the invitation is, of one who had no account when the secretariat appointed."""
    if row.state != ProposalState.APPOINTED or row.appointment is not None:
        return None
    sent = Invitation.objects.for_post(row.email, row.institution_id, row.role)
    last = sent.order_by("-pk").first()
    return last.state(timezone.now()) if last else None


def _consequences(row: AppointmentProposal, move: str) -> list[str]:
    said = {
        "confirm": _("You agree as validating authority; the secretariat appoints."),
        "appoint": _("Who has an account is appointed at once; who has none is invited by e-mail."),
        "decline": _("The institution is told, with your reason on the page of the proposal."),
        "withdraw": _("The proposal is taken back; the institution can make another."),
    }[move]
    if move != "appoint" or row.state == ProposalState.CONFIRMED:
        return [said]
    unconfirmed = _(
        "The validating authority has not confirmed this proposal. It and the institution are "
        "told that you appoint all the same, and why."
    )
    return [unconfirmed, said]
