"""Every figure with its definition, of everything or of one review, mechanism or institution."""

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from nmirf.common.dates import today
from nmirf.common.htmx import HtmxRequest
from portal.charts import CHARTS
from portal.figures import CROSSED, NARROWED_BY, read_all, scope_of
from portal.figures_file import FILES
from portal.trails import trail
from reporting.figures import Scope


@require_GET
@login_not_required
def figures(request: HtmxRequest) -> HttpResponse:
    scope = find_scope(request, request.GET)
    query = f"?{request.GET.urlencode()}" if request.GET else ""
    context = {
        "readings": read_all(scope),
        "scope": scope,
        "files": [
            (ending.upper(), reverse("portal:figures_file", args=[ending]) + query)
            for ending in FILES
        ],
        "charts": [(one, CROSSED[one.figure]) for one in CHARTS.values() if one.figure],
        "pairs": [(name, request.GET[name]) for name in NARROWED_BY if name in request.GET],
        "trail": trail((_("Figures"), "")),
    }
    return render(request, "portal/figures.html", context)


@require_GET
@login_not_required
def figures_file(request: HtmxRequest, ending: str) -> HttpResponse:
    """The same as a file."""
    if ending not in FILES:
        raise Http404
    content_type, make = FILES[ending]
    response = HttpResponse(make(find_scope(request, request.GET)), content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="figures.{ending}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


def find_scope(request: HtmxRequest, asked: QueryDict) -> Scope:
    """What was asked narrows the figures to; 404 where this person finds nothing of that name."""
    if any("\x00" in asked.get(name, "") for name in NARROWED_BY):
        # A print is asked for by POST, which no middleware cleans; no name in the database holds it.
        raise Http404
    try:
        return scope_of(asked, request.user, today())
    except ObjectDoesNotExist as error:
        raise Http404 from error
