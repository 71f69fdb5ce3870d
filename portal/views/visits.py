"""Country visits of special procedures."""

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from nmirf.common.dates import today
from nmirf.common.htmx import HtmxRequest
from portal import duties
from portal import visits as shown
from portal.reader import Reader
from portal.trails import trail

PAGE_SIZE = 25
MOST_AHEAD = 20


@require_GET
@login_not_required
def visits(request: HtmxRequest) -> HttpResponse:
    """Announced visits and what is due about visits, then those that were, with what came of each."""
    reader, on = Reader(request.user), today()
    page = Paginator(shown.made(on), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "coming": shown.coming(on)[:MOST_AHEAD],
        "due": [duties.line(row, on) for row in shown.due(reader, on)[:MOST_AHEAD]],
        "page": page,
        "visits": shown.told(reader, list(page)),
        "trail": trail((_("Country visits"), "")),
    }
    return render(request, "portal/visits.html", context)
