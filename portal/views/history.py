"""History tabs: who changed what, when, and why."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from nmirf.common.context_processors import NavItem
from nmirf.common.htmx import HtmxRequest
from portal import history
from portal.entries import Entry
from portal.reader import Reader
from portal.trails import trail

from . import recommendation as record

PAGE_SIZE = 50


@require_GET
@login_not_required
def recommendation_history(request: HtmxRequest, reference: str) -> HttpResponse:
    reader = Reader(request.user)
    row = get_object_or_404(reader.recommendations, reference=reference)
    entries = history.of_recommendation(reader, row)
    return _page(
        request, reader, entries, row, record.record_trail(row), record.tabs(row, "history")
    )


@require_GET
@login_not_required
def cluster_history(request: HtmxRequest, slug: str) -> HttpResponse:
    reader = Reader(request.user)
    row = get_object_or_404(reader.clusters, slug=slug)
    steps = trail((_("Clusters"), reverse("portal:clusters")), (row.label, ""))
    tabs = [
        NavItem(_("Cluster"), row.get_absolute_url()),
        NavItem(_("History"), request.path, current=True),
    ]
    return _page(request, reader, history.of_cluster(reader, row), row, steps, tabs)


def _page(
    request: HtmxRequest,
    reader: Reader,
    entries: list[Entry],
    row: Any,
    steps: list[dict[str, Any]],
    tabs: list[NavItem],
) -> HttpResponse:
    context = {
        "title": str(row),
        "page": Paginator(entries, PAGE_SIZE).get_page(request.GET.get("page")),
        "trail": steps,
        "tabs": tabs,
        "is_whole": reader.rights.reads_internal,
    }
    return render(request, "portal/history.html", context)
