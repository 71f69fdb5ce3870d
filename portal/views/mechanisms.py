"""Who asked: mechanisms, with what they asked of the State."""

from itertools import groupby
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from mechanisms.choices import MechanismKind
from mechanisms.models import Mechanism, Review
from nmirf.common.dates import today
from nmirf.common.htmx import HtmxRequest
from portal.charts import drawn
from portal.reader import Reader
from portal.tallies import bars, by_status_within
from portal.trails import trail
from reporting.figures import Scope
from reporting.figures import read as figure
from reporting.policies import visible_obligations


@require_GET
@login_not_required
def mechanisms(request: HtmxRequest) -> HttpResponse:
    """Those that asked something, by kind."""
    reader = Reader(request.user)
    tallies = by_status_within(reader.recommendations.published(), "mechanism", "")
    rows = Mechanism.objects.filter(pk__in=tallies).order_by("order", "code")
    places = list(MechanismKind.values)
    ordered = sorted(rows, key=lambda row: places.index(row.kind))
    kinds = [
        {
            "label": MechanismKind(kind).label,
            "rows": bars((row.label, row.get_absolute_url(), tallies[row.pk]) for row in found),
        }
        for kind, found in groupby(ordered, key=lambda row: row.kind)
    ]
    return render(request, "portal/mechanisms.html", {"kinds": kinds})


@require_GET
@login_not_required
def mechanism(request: HtmxRequest, code: str) -> HttpResponse:
    reader = Reader(request.user)
    row = get_object_or_404(Mechanism, code__iexact=code)
    if code != row.code.lower():
        return redirect(row, permanent=True)
    asked = reader.recommendations.published().filter(mechanism=row)
    scope = Scope(today(), mechanism=row)
    status = figure("recommendations.status", scope)
    tallies = by_status_within(asked.filter(review__isnull=False), "review", "")
    reviews = Review.objects.filter(mechanism=row)
    register = f"{reverse('portal:register')}?mechanism={row.code.lower()}"
    context: dict[str, Any] = {
        "row": row,
        "total": status.n,
        "status": status,
        "bar": [
            (key, number, f"{register}&status={key or 'not_assessed'}")
            for key, number in status.counts.items()
        ],
        "register": register,
        "themes": drawn("theme", scope, request.user, mechanism=row.code.lower()),
        "reviews": [(review, tallies.get(review.pk, {})) for review in reviews],
        "instruments": row.instruments.all(),
        "obligations": visible_obligations(request.user).filter(mechanism=row).coming(today())[:10],
        "trail": trail((_("Mechanisms"), reverse("portal:mechanisms")), (row.short_name, "")),
    }
    return render(request, "portal/mechanism.html", context)
