"""Every figure with its definition, of everything or of one review, mechanism or institution."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from focalpoints.policies import visible_institutions
from mechanisms.models import Mechanism, Review
from nmirf.common import throttle
from nmirf.common.dates import today
from nmirf.common.htmx import HtmxRequest
from portal.charts import CHARTS
from portal.figures import CROSSED, read_all
from portal.figures_file import FILES
from portal.trails import trail
from reporting.figures import Scope


@require_GET
@login_not_required
def figures(request: HtmxRequest) -> HttpResponse:
    scope = scope_of(request)
    context = {
        "readings": read_all(scope),
        "scope": scope,
        "endings": list(FILES),
        "charts": [(one, CROSSED[one.figure]) for one in CHARTS.values() if one.figure],
        "query": request.GET.urlencode(),
        "trail": trail((_("Figures"), "")),
    }
    return render(request, "portal/figures.html", context)


@require_GET
@login_not_required
def figures_file(request: HtmxRequest, ending: str) -> HttpResponse:
    """The same as a file."""
    if ending not in FILES:
        raise Http404
    if ending == "pdf" and not throttle.allow(request, "figures", limit=60, seconds=3600):
        words = _(
            "Too many files were asked for from your connection. Please try again in an hour."
        )
        return HttpResponse(words, status=429, content_type="text/plain; charset=utf-8")
    content_type, make = FILES[ending]
    response = HttpResponse(make(scope_of(request)), content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="figures.{ending}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


def scope_of(request: HtmxRequest) -> Scope:
    """What the address narrows the figures to; the first of what it names counts."""
    asked, on = request.GET, today()
    if slug := asked.get("review"):
        return Scope(on, review=get_object_or_404(Review, slug=slug))
    if code := asked.get("mechanism"):
        return Scope(on, mechanism=get_object_or_404(Mechanism, code__iexact=code))
    if slug := asked.get("institution"):
        rows = visible_institutions(request.user)
        return Scope(on, institution=get_object_or_404(rows, slug=slug))
    return Scope(on)
