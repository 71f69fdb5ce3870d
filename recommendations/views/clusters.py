"""The secretariat's work on clusters. The pages that everyone reads are the portal's."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from nmirf.common.decisions import require
from nmirf.common.errors import DomainError
from nmirf.common.htmx import HtmxRequest
from recommendations import policies
from recommendations.choices import PUBLICATION_MOVES
from recommendations.forms.clusters import (
    ClusterChoiceForm,
    ClusterForm,
    MembersForm,
    ReasonedClusterForm,
    RemovalForm,
)
from recommendations.models import Cluster
from recommendations.services import clusters as services

from .telling import tell_led_on


@require_GET
def clusters(request: HtmxRequest) -> HttpResponse:
    require(policies.can_manage_register(request.user))
    rows = policies.visible_clusters(request.user).with_sizes().select_related("lead")
    page = Paginator(rows, per_page=50).get_page(request.GET.get("page"))
    return render(request, "recommendations/clusters.html", {"page": page})


@require_http_methods(["GET", "POST"])
def new_cluster(request: HtmxRequest) -> HttpResponse:
    require(policies.can_manage_register(request.user))
    form = ClusterForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        cluster = services.create_cluster(actor=request.user, **form.cleaned_data)
        messages.success(request, _("The cluster is open. Put recommendations into it."))
        return redirect("recommendations:cluster", cluster.slug)
    return render(request, "recommendations/cluster_form.html", {"form": form})


@require_http_methods(["GET", "POST"])
def cluster(request: HtmxRequest, slug: str) -> HttpResponse:
    """Edit a cluster and put recommendations into it."""
    require(policies.can_manage_register(request.user))
    row = get_object_or_404(policies.visible_clusters(request.user), slug=slug)
    initial = {"title": row.title, "statement": row.statement, "lead": row.lead_id}
    form = ReasonedClusterForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        services.edit_cluster(pk=row.pk, actor=request.user, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("recommendations:cluster", slug)
    context = {"cluster": row, "form": form, "members_form": MembersForm()}
    return render(request, "recommendations/cluster.html", _with_members(context, row))


def _with_members(context: dict[str, object], row: Cluster) -> dict[str, object]:
    members = (
        row.memberships.select_related("recommendation__mechanism")
        .prefetch_related("recommendation__texts")
        .order_by("recommendation__reference")
    )
    moves = [
        (name, step.label)
        for name, step in PUBLICATION_MOVES.items()
        if row.publication in step.sources
    ]
    return {**context, "members": members, "moves": moves}


@require_http_methods(["POST"])
def add_members(request: HtmxRequest, slug: str) -> HttpResponse:
    require(policies.can_manage_register(request.user))
    row = get_object_or_404(policies.visible_clusters(request.user), slug=slug)
    form = MembersForm(request.POST)
    if not form.is_valid():
        initial = {"title": row.title, "statement": row.statement, "lead": row.lead_id}
        context = {
            "cluster": row,
            "form": ReasonedClusterForm(initial=initial),
            "members_form": form,
        }
        return render(
            request, "recommendations/cluster.html", _with_members(context, row), status=422
        )
    added = services.add_members(
        actor=request.user,
        cluster=row,
        recommendations=form.cleaned_data["references"],
        overlap=form.cleaned_data["overlap"],
        note=form.cleaned_data["note"],
    )
    text = ngettext(
        "%(number)d recommendation is new in the cluster.",
        "%(number)d recommendations are new in the cluster.",
        added,
    )
    messages.success(request, text % {"number": added})
    tell_led_on(request, form)
    return redirect("recommendations:cluster", slug)


@require_http_methods(["GET", "POST"])
def remove_member(request: HtmxRequest, slug: str, reference: str) -> HttpResponse:
    require(policies.can_manage_register(request.user))
    row = get_object_or_404(policies.visible_clusters(request.user), slug=slug)
    member = get_object_or_404(row.memberships.all(), recommendation__reference=reference)
    form = RemovalForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        services.remove_member(
            actor=request.user,
            cluster=row,
            recommendation=member.recommendation,
            reason=form.cleaned_data["reason"],
        )
        messages.success(request, _("Taken out of the cluster."))
        return redirect("recommendations:cluster", slug)
    context = {
        "title": _("Take %(reference)s out of the cluster") % {"reference": reference},
        "subject": row.label,
        "consequences": [_("What is reported on the cluster no longer counts for it.")],
        "form": form,
        "act": _("Take it out"),
        "danger": True,
        "cancel_url": request.path.split(f"{reference}/")[0],
    }
    return render(request, "components/confirm_page.html", context)


@require_http_methods(["GET", "POST"])
def move_cluster(request: HtmxRequest, slug: str, move: str) -> HttpResponse:
    """Publish or retire, on a page that says what follows."""
    require(policies.can_manage_register(request.user))
    row = get_object_or_404(policies.visible_clusters(request.user), slug=slug)
    if move not in PUBLICATION_MOVES:
        raise Http404
    needs_note = PUBLICATION_MOVES[move].needs_note
    form = RemovalForm(request.POST or None) if needs_note else None
    if request.method == "POST" and (form is None or form.is_valid()):
        note = form.cleaned_data["reason"] if form else ""
        try:
            services.move_cluster(pk=row.pk, name=move, actor=request.user, note=note)
        except DomainError as error:
            messages.error(request, str(error))
        return redirect("recommendations:cluster", slug)
    shown = _("Everyone sees the cluster, its objective and its published members.")
    hidden = _("Only the secretariat sees the cluster afterwards.")
    context = {
        "title": PUBLICATION_MOVES[move].label,
        "subject": row.label,
        "consequences": [hidden if move == "retire" else shown],
        "form": form or "",
        "act": PUBLICATION_MOVES[move].label,
        "danger": move == "retire",
        "cancel_url": row.get_absolute_url(),
    }
    return render(request, "components/confirm_page.html", context)


@require_http_methods(["GET", "POST"])
def put_into_cluster(request: HtmxRequest, reference: str) -> HttpResponse:
    """From a recommendation's page: choose the cluster that it belongs to."""
    require(policies.can_manage_register(request.user))
    recommendation = get_object_or_404(
        policies.visible_recommendations(request.user), reference=reference
    )
    form = ClusterChoiceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        services.add_members(
            actor=request.user,
            cluster=form.cleaned_data["cluster"],
            recommendations=[recommendation],
            overlap=form.cleaned_data["overlap"],
            note=form.cleaned_data["note"],
        )
        messages.success(request, _("Clustered."))
        return redirect(recommendation)
    context = {"form": form, "recommendation": recommendation}
    return render(request, "recommendations/put_into_cluster.html", context)
