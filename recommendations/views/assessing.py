"""The assessments that one's own side states: lists, pages, drafts and what they rest on."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from documents.choices import BELONGING
from documents.models import Document
from documents.policies import visible_documents
from focalpoints.policies import Person, standing
from nmirf.common.context_processors import NavItem
from nmirf.common.decisions import require
from nmirf.common.deeds import attempt, status_of
from nmirf.common.htmx import HtmxRequest
from recommendations import policies
from recommendations.choices import PUBLICATION_MOVES, Publication, Viewpoint
from recommendations.forms.assessments import ProofForm, RewritingForm
from recommendations.models import Assessment, AssessmentEvidence
from recommendations.services import assessments as services

# A list to choose from is read, not searched: what was added last comes first.
MOST_DOCUMENTS = 60


@require_GET
def assessments(request: HtmxRequest) -> HttpResponse:
    """One's own, drafts first; for the secretariat also what waits to be moderated."""
    require(policies.can_read_own_assessments(request.user))
    moderates = bool(policies.can_moderate_assessments(request.user))
    waiting = moderates and request.GET.get("show") == "waiting"
    rows = Assessment.objects.to_moderate() if waiting else _own(request.user)
    listed = rows.select_related("recommendation", "institution", "grade")
    named = listed.prefetch_related("institution__former_names")
    # "draft" comes before the other states, and so do drafts.
    ordered = named.order_by(
        *(["handed_in_at"] if waiting else ["publication", "-assessed_on"]), "-pk"
    )
    context = {
        "page": Paginator(ordered, 25).get_page(request.GET.get("page")),
        "waiting": waiting,
        "tabs": [
            NavItem(_("Ours"), "?", not waiting),
            NavItem(_("Contributions to decide"), "?show=waiting", waiting),
        ]
        if moderates
        else [],
    }
    return render(request, "recommendations/assessments.html", context)


def _own(user: Person) -> Any:
    rights = standing(user)
    own = Q(institution__in=rights.institutions)
    if rights.is_secretariat:
        own |= Q(viewpoint__in=[Viewpoint.SECRETARIAT, Viewpoint.MECHANISM])
    return policies.visible_assessments(user).filter(own)


def _find(request: HtmxRequest, pk: int) -> Assessment:
    rows = policies.visible_assessments(request.user).select_related(
        "recommendation", "institution", "grade__scale"
    )
    found: Assessment = get_object_or_404(rows, pk=pk)
    return found


@require_GET
def assessment(request: HtmxRequest, pk: int) -> HttpResponse:
    """What is said, on what it rests, what became of it, and what this reader may do."""
    row = _find(request, pk)
    return _page(request, row, ProofForm(documents=offered(request.user, row)))


def _page(request: HtmxRequest, row: Assessment, form: ProofForm) -> HttpResponse:
    user = request.user
    edits = bool(policies.can_edit_assessment(user, row))
    is_mine = edits or row.institution_id in standing(user).institutions
    opened = visible_documents(user)
    links = row.evidence_links.select_related("document").order_by("pk")
    context = {
        "row": row,
        "who": row.institution.named_on(row.assessed_on) if row.institution else "",
        "proofs": links if edits else links.filter(document__in=opened.values("pk")),
        "form": form if edits else None,
        "edits": edits,
        "hands_in": bool(policies.can_hand_in_assessment(user, row)),
        "publishes": _may(user, row, "publish"),
        "retires": _may(user, row, "retire"),
        "declines": row.publication == Publication.DRAFT,
        "reason": row.reason if is_mine or standing(user).is_secretariat else "",
    }
    status = status_of(request)
    return render(request, "recommendations/assessment.html", context, status=status)


def _may(user: Person, row: Assessment, move: str) -> bool:
    asks = {"publish": policies.can_publish_assessment, "retire": policies.can_retire_assessment}
    return row.publication in PUBLICATION_MOVES[move].sources and bool(asks[move](user, row))


def offered(user: Person, row: Assessment) -> Any:
    """Documents that stand on their own and that the person may read, the newest first.

    Files of other records are left out: they are no more open than those.
    """
    readable = visible_documents(user).exclude(kind__in=BELONGING)
    taken = row.evidence_links.values("document")
    newest = readable.exclude(pk__in=taken).order_by("-created_at", "-pk").values("pk")
    keys = list(newest[:MOST_DOCUMENTS].values_list("pk", flat=True))
    return Document.objects.filter(pk__in=keys).order_by("-created_at", "-pk")


@require_http_methods(["GET", "POST"])
def edit_assessment(request: HtmxRequest, pk: int) -> HttpResponse:
    row = _find(request, pk)
    require(policies.can_edit_assessment(request.user, row))
    written = {name: getattr(row, name) for name in ("status", "assessed_on", "rationale")}
    form = RewritingForm(request.POST or None, initial=written)

    def rewrite(**facts: Any) -> Assessment:
        return services.edit_assessment(pk=row.pk, actor=request.user, **facts)

    if attempt(request, form, rewrite):
        messages.success(request, _("Saved."))
        return redirect(row)
    context = {
        "title": _("Edit the draft"),
        "lede": str(row.recommendation),
        "form": form,
        "act": _("Save"),
        "cancel_url": row.get_absolute_url(),
    }
    return render(request, "components/form_page.html", context, status=status_of(request))


@require_http_methods(["GET", "POST"])
def hand_in_assessment(request: HtmxRequest, pk: int) -> HttpResponse:
    row = _find(request, pk)
    require(policies.can_hand_in_assessment(request.user, row))
    if request.method == "POST":
        services.hand_in_assessment(pk=row.pk, actor=request.user)
        messages.success(request, _("Handed in: the secretariat decides and tells you."))
        return redirect(row)
    context = {
        "title": _("Hand it in"),
        "subject": f"{row.recommendation}: {row}",
        "consequences": [
            _("The secretariat reads it, and publishes it or says why not. It changes no word."),
            _("It stands under the name of your organisation alone, never under yours."),
            _("Afterwards you can't change it any more; you can take it back."),
        ],
        "act": _("Hand it in"),
        "cancel_url": row.get_absolute_url(),
    }
    return render(request, "components/confirm_page.html", context)


@require_POST
def attach_proof(request: HtmxRequest, pk: int) -> HttpResponse:
    row = _find(request, pk)
    require(policies.can_edit_assessment(request.user, row))
    form = ProofForm(request.POST, request.FILES, documents=offered(request.user, row))

    def attach(**facts: Any) -> AssessmentEvidence:
        return services.attach_proof(pk=row.pk, actor=request.user, **facts)

    if attempt(request, form, attach):
        messages.success(request, _("Added."))
        return redirect(row)
    return _page(request, row, form)


@require_POST
def detach_proof(request: HtmxRequest, pk: int) -> HttpResponse:
    mine = policies.visible_assessments(request.user)
    rows = AssessmentEvidence.objects.filter(assessment__in=mine.values("pk"))
    row = get_object_or_404(rows, pk=pk)
    found = services.detach_proof(pk=row.pk, actor=request.user)
    messages.success(request, _("Taken away."))
    return redirect(reverse("recommendations:assessment", args=[found.pk]))
