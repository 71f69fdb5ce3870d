"""Where the views of a recommendation differ, the furthest apart first."""

from collections import defaultdict
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from nmirf.common.decisions import require
from nmirf.common.htmx import HtmxRequest
from recommendations import policies
from recommendations.choices import STEPS, Viewpoint
from recommendations.comparing import as_saying, difference, latest
from recommendations.forms.assessments import DifferencesForm
from recommendations.models import Assessment

PAGE_SIZE = 25


@require_GET
def differences(request: HtmxRequest) -> HttpResponse:
    """Published views alone: two queries for the list, three for a page of it."""
    require(policies.can_compare_views(request.user))
    form = DifferencesForm(request.GET or None)
    asked = form.cleaned_data if form.is_bound and form.is_valid() else {}
    between = asked.get("between") or "all"
    viewpoints = list(Viewpoint) if between == "all" else [Viewpoint.SECRETARIAT, between]
    shown = policies.visible_recommendations(request.user).published()
    if mechanism := asked.get("mechanism"):
        shown = shown.filter(mechanism=mechanism)
    apart = Assessment.objects.filter(recommendation__in=shown.order_by().values("pk"))
    rows = apart.steps_apart(viewpoints).filter(apart__gte=int(asked.get("apart") or 1))
    keys = [row["recommendation"] for row in rows]
    page = Paginator(keys, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {"form": form, "page": page, "rows": _rows(shown, list(page), viewpoints)}
    return render(request, "recommendations/differences.html", context)


def _rows(shown: Any, keys: list[int], viewpoints: list[Any]) -> list[dict[str, Any]]:
    records = shown.prefetch_related("texts").in_bulk(keys)
    said: dict[int, list[Assessment]] = defaultdict(list)
    rows = Assessment.objects.published().filter(recommendation__in=keys, viewpoint__in=viewpoints)
    named = rows.select_related("institution", "grade")
    for row in named.prefetch_related("institution__former_names"):
        said[row.recommendation_id].append(row)
    return [
        {
            "record": records[key],
            "difference": difference(as_saying(row) for row in said[key]),
            "views": _latest(said[key]),
        }
        for key in keys
    ]


def _latest(rows: list[Assessment]) -> list[dict[str, Any]]:
    """The last word of each voice, the least far first."""
    of = {row.pk: row for row in rows}
    last = latest(as_saying(row) for row in rows).values()
    return [
        {
            "who": _who(of[one.key]),
            "status": one.status,
            "label": of[one.key].graded,
            "on": one.on,
        }
        for one in sorted(last, key=lambda one: STEPS.get(one.status, len(STEPS)))
    ]


def _who(row: Assessment) -> str:
    if row.institution:
        return row.institution.named_on(row.assessed_on)
    return str(row.get_viewpoint_display())
