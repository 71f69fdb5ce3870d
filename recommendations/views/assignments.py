"""Proposing, accepting, contesting and settling who answers for what."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from focalpoints.policies import standing
from nmirf.common.context_processors import NavItem
from nmirf.common.decisions import require
from nmirf.common.errors import DomainError
from nmirf.common.htmx import HtmxRequest
from recommendations import policies
from recommendations.choices import AssignmentState
from recommendations.forms.assignments import ClusterProposalForm, MoveForm, ProposalForm
from recommendations.services import assignments as services

from .telling import tell_led_on


@require_GET
def assignments(request: HtmxRequest) -> HttpResponse:
    """One's institution's assignments, those to decide first; the secretariat sees all."""
    rights = standing(request.user)
    if not (rights.is_secretariat or rights.report_for or rights.sign_for):
        raise PermissionDenied(_("Assignments are for institutions that report."))
    chosen = request.GET.get("state", AssignmentState.PROPOSED)
    state = chosen if chosen in AssignmentState.values else AssignmentState.PROPOSED
    rows = policies.visible_assignments(request.user).for_list(state=state)
    if not rights.is_secretariat:
        rows = rows.filter(institution__in=rights.report_for | rights.sign_for)
    context = {
        "page": Paginator(rows, per_page=25).get_page(request.GET.get("page")),
        "tabs": [
            NavItem(label=str(label), url=f"?state={value}", current=value == state)
            for value, label in AssignmentState.choices
        ],
        "may_assign": rights.is_secretariat,
        "may_decide": bool(rights.report_for),
        "form": MoveForm(),
    }
    return render(request, "recommendations/assignments.html", context)


@require_http_methods(["GET", "POST"])
def propose(request: HtmxRequest) -> HttpResponse:
    """One or many recommendations to one institution."""
    require(policies.can_assign(request.user))
    typed = request.GET.getlist("reference")
    form = ProposalForm(request.POST or None, initial={"references": "\n".join(typed)})
    if request.method == "POST" and form.is_valid():
        facts = form.cleaned_data
        try:
            count = services.propose_many(
                actor=request.user,
                institution=facts["institution"],
                role=facts["role"],
                recommendations=facts["references"],
                answer_by=facts["answer_by"],
            )
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            text = ngettext("%(number)d proposed.", "%(number)d proposed.", count)
            messages.success(request, text % {"number": count})
            tell_led_on(request, form)
            return redirect("recommendations:assignments")
    return render(request, "recommendations/propose.html", {"form": form})


@require_http_methods(["GET", "POST"])
def propose_cluster(request: HtmxRequest, slug: str) -> HttpResponse:
    require(policies.can_assign(request.user))
    cluster = get_object_or_404(policies.visible_clusters(request.user), slug=slug)
    form = ClusterProposalForm(request.POST or None, initial={"institution": cluster.lead_id})
    if request.method == "POST" and form.is_valid():
        try:
            services.propose(actor=request.user, cluster=cluster, **form.cleaned_data)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Proposed."))
            return redirect("recommendations:assignments")
    return render(request, "recommendations/propose.html", {"form": form, "cluster": cluster})


@require_POST
def move(request: HtmxRequest, pk: int) -> HttpResponse:
    """Accept, contest, withdraw or propose again; a missing reason keeps what was typed."""
    row = get_object_or_404(policies.visible_assignments(request.user), pk=pk)
    form = MoveForm(request.POST)
    if form.is_valid():
        facts = form.cleaned_data
        try:
            services.move_assignment(
                pk=row.pk, name=facts["move"], actor=request.user, note=facts["note"]
            )
        except DomainError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("Done."))
    else:
        messages.error(request, " ".join(str(e) for es in form.errors.values() for e in es))
    return redirect("recommendations:assignments")
