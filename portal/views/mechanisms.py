"""Who asked: mechanisms, with what they asked of the State."""

from collections.abc import Iterator
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
from portal import list_files, listing
from portal.charts import drawn
from portal.reader import Reader
from portal.tallies import Tally, bars, by_status_within
from portal.trails import trail
from reporting.figures import Scope
from reporting.figures import read as figure
from reporting.policies import visible_obligations


@require_GET
@login_not_required
def mechanisms(request: HtmxRequest) -> HttpResponse:
    """Those that asked something, by kind."""
    tallies, listed = _listed(request)
    ordered = _by_kind(listed)
    kinds = [
        {
            "label": MechanismKind(kind).label,
            "rows": bars((row.label, row.get_absolute_url(), tallies[row.pk]) for row in found),
        }
        for kind, found in groupby(ordered, key=lambda row: row.kind)
    ]
    context = {"kinds": kinds, "listed": listed, "total": len(ordered)}
    return render(request, "portal/mechanisms.html", context)


@require_GET
@login_not_required
def mechanisms_file(request: HtmxRequest, ending: str) -> HttpResponse:
    """The list as a file, narrowed as the address says."""
    tallies, listed = _listed(request)
    titles = list_files.counted([_("Address"), _("Name"), _("Short name"), _("Kind"), _("System")])

    def rows() -> Iterator[list_files.Facts]:
        for row in _by_kind(listed):
            named = (row.code.lower(), row.label, row.short_name)
            facts = [*named, row.get_kind_display(), row.get_system_display()]
            yield list_files.with_counts(facts, tallies[row.pk])

    return list_files.answer(listing.MECHANISMS, listed, ending, titles, rows)


def _listed(request: HtmxRequest) -> tuple[dict[Any, Tally], listing.Listed]:
    """By mechanism that asked something, its recommendations by status; and the list of them."""
    asked = Reader(request.user).recommendations.published()
    tallies = by_status_within(asked, "mechanism", "")
    rows = Mechanism.objects.filter(pk__in=tallies)
    return tallies, listing.MECHANISMS.asked(request.GET, rows)


def _by_kind(listed: listing.Listed) -> list[Mechanism]:
    """In the order of kinds, and in that of the list within each."""
    places = list(MechanismKind.values)
    return sorted(listed.rows, key=lambda row: places.index(row.kind))


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
