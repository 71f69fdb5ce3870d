"""How often committees meet and who comes: tables, a chart, and the same as files."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from focalpoints import policies
from focalpoints.attendance import by_institution, by_quarter, frequencies
from focalpoints.models import Committee
from nmirf.common.dates import today
from nmirf.common.decisions import require
from nmirf.common.htmx import HtmxRequest
from nmirf.common.tables import csv_file


@require_GET
def figures(request: HtmxRequest) -> HttpResponse:
    require(policies.can_read_internal(request.user))
    on = today()
    found = frequencies(Committee.objects.open(on), on)
    context = {
        "committees": found,
        "institutions": by_institution(found),
        "quarters": by_quarter(on),
        "on": on,
        "trail": [
            {"label": _("Committees"), "url": reverse("focalpoints:committees")},
            {"label": _("Figures"), "url": ""},
        ],
    }
    return render(request, "reporting/meeting_figures.html", context)


@require_GET
def figures_csv(request: HtmxRequest, what: str) -> HttpResponse:
    """`what`: committees, or institutions with the committee to which they were invited."""
    require(policies.can_read_internal(request.user))
    on = today()
    found = frequencies(Committee.objects.open(on), on)
    day = on.isoformat()
    if what == "committees":
        titles = [_("Committee"), _("Held in twelve months"), _("By its terms"), _("Invitations")]
        titles += [_("Came"), _("Up to")]
        rows = [
            [row.committee.label, row.held, row.due, row.invited, row.came, day] for row in found
        ]
        return csv_file("meetings-by-committee", titles, rows)
    if what == "institutions":
        titles = [_("Committee"), _("Institution"), _("Invited"), _("Came"), _("Percent")]
        titles += [_("Up to")]
        shares = [
            [row.committee.label, one.institution.label, one.invited, one.came, one.percent, day]
            for row in found
            for one in row.shares
        ]
        return csv_file("attendance-by-institution", titles, shares)
    raise Http404
