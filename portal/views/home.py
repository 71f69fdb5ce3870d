"""The first page: search, where the State stands, what was told last."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from nmirf.common.htmx import HtmxRequest

from ..events import told
from ..reader import Reader
from ..tallies import by_status


@require_GET
@login_not_required
def home(request: HtmxRequest) -> HttpResponse:
    reader = Reader(request.user)
    counts = by_status(reader.recommendations)
    register = reverse("portal:register")
    context = {
        "total": sum(counts.values()),
        "bar": [
            (key, number, f"{register}?status={key or 'not_assessed'}")
            for key, number in counts.items()
        ],
        "events": told(reader, reader.updates.published())[:5],
    }
    return render(request, "portal/home.html", context)
