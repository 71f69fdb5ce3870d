"""Instruments: which the State is bound by, and what follows from each."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from mechanisms.models import Instrument
from nmirf.common.dates import today
from nmirf.common.htmx import HtmxRequest
from portal import instruments as shown
from portal.reader import Reader
from portal.trails import trail


@require_GET
@login_not_required
def instruments(request: HtmxRequest) -> HttpResponse:
    context = {
        "lines": shown.lines(Reader(request.user)),
        "trail": trail((_("Instruments"), "")),
    }
    return render(request, "portal/instruments.html", context)


@require_GET
@login_not_required
def instrument(request: HtmxRequest, code: str) -> HttpResponse:
    """What the State did about it, what it reserved, and what the body that monitors it asked."""
    rows = Instrument.objects.with_ratification().filter(code__iexact=code)
    row = get_object_or_404(rows.prefetch_related("ratification__reservations")[:1])
    if code != row.code.lower():
        return redirect(row, permanent=True)
    reader = Reader(request.user)
    ratification = shown.standing(row)
    reviews = shown.reviews_of(reader, row)
    counts = shown.total_of(tally for _review, tally in reviews)
    register = shown.register_of(review for review, _tally in reviews)
    context: dict[str, Any] = {
        "row": row,
        "ratification": ratification,
        "state": shown.state_of(ratification, today()),
        "statements": shown.statements(ratification),
        "reviews": reviews,
        "total": sum(counts.values()),
        "bar": [
            (key, number, f"{register}&status={key or 'not_assessed'}")
            for key, number in counts.items()
        ],
        "register": register,
        "report": shown.next_report(reader, row),
        "facts": shown.facts_of(row),
        "trail": trail((_("Instruments"), reverse("portal:instruments")), (row.label, "")),
    }
    return render(request, "portal/instrument.html", context)
