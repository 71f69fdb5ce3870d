"""What activities propose of a status, beside what is validated; a person takes it over or leaves it."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from activities.proposing import differing, proposals_for
from focalpoints.policies import is_secretariat
from nmirf.common.context_processors import NavItem
from nmirf.common.decisions import require
from nmirf.common.htmx import HtmxRequest
from recommendations.choices import Viewpoint
from recommendations.forms.assessments import AssessmentForm, Voice
from recommendations.models import Recommendation
from recommendations.policies import visible_recommendations

PAGE_SIZE = 25


@require_GET
def proposals(request: HtmxRequest) -> HttpResponse:
    """Published recommendations whose validated status says something else than what is done."""
    require(is_secretariat(request.user))
    shown = visible_recommendations(request.user).published()
    unassessed = request.GET.get("show") == "unassessed"
    rows = shown.filter(status="") if unassessed else shown.exclude(status="")
    keys = [key for key, _proposed in differing(rows.order_by("reference"))]
    page = Paginator(keys, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": _rows(shown.filter(pk__in=list(page))),
        "unassessed": unassessed,
        "tabs": [
            NavItem(_("Assessed otherwise"), "?", not unassessed),
            NavItem(_("Not assessed yet"), "?show=unassessed", unassessed),
        ],
    }
    return render(request, "activities/proposals.html", context)


def _rows(records: Any) -> list[dict[str, Any]]:
    found = proposals_for(records)
    listed = records.prefetch_related("texts").order_by("reference")
    return [{"record": row, "proposal": found[row.pk]} for row in listed]


@require_GET
def proposal(request: HtmxRequest, reference: str) -> HttpResponse:
    """One proposal with its reasons, above a form that begins with it; nothing is recorded by looking."""
    require(is_secretariat(request.user))
    records = visible_recommendations(request.user)
    row = get_object_or_404(records.prefetch_related("texts"), reference=reference)
    found = proposals_for(Recommendation.objects.filter(pk=row.pk))[row.pk]
    initial = {"status": found.form_status, "rationale": found.rationale}
    voice = Voice(Viewpoint.SECRETARIAT.value, str(Viewpoint.SECRETARIAT.label), publishes=True)
    context = {
        "row": row,
        "proposal": found,
        "differs": found.differs_from(row.status),
        "form": AssessmentForm(initial=initial, voices=[voice]),
    }
    return render(request, "activities/proposal.html", context)
