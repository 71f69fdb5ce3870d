"""The first page: what this is, where the State stands, what comes, what was told last."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from nmirf.common.dates import today
from nmirf.common.htmx import HtmxRequest
from portal import duties, structured
from portal.overview import latest, open_consultations, overview
from portal.reader import Reader
from reporting.policies import visible_obligations

COMING = 4


@require_GET
@login_not_required
def home(request: HtmxRequest) -> HttpResponse:
    reader, on = Reader(request.user), today()
    coming = visible_obligations(request.user).public().coming(on).select_related("mechanism")
    context = {
        "overview": overview(reader, on),
        "on": on,
        "coming": [duties.line(row, on) for row in coming[:COMING]],
        "consultations": open_consultations(reader, on),
        "latest": latest(reader),
        "data": structured.of_site(),
    }
    return render(request, "portal/home.html", context)
