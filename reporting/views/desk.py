"""My desk: what this person owes, what waits for others, what happened since."""

import datetime as dt

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts.models import User
from accounts.services import mark_visit
from focalpoints.policies import standing
from nmirf.common.dates import today
from nmirf.common.htmx import HtmxRequest
from reporting.desk import desk_of, rounds_of
from reporting.first_day import panel_of


@require_GET
def desk(request: HtmxRequest) -> HttpResponse:
    user: User = request.user
    found = desk_of(
        user,
        today(),
        _last_here(request, user),
        kind=request.GET.get("kind", ""),
        page=request.GET.get("page"),
    )
    context = {"desk": found, "first_day": panel_of(user, today(), found.duties)}
    return render(request, "reporting/desk.html", context)


@require_GET
def half_yearly(request: HtmxRequest) -> HttpResponse:
    """The half-yearly round of one's institutions: what there is still to report on."""
    if not standing(request.user).report_for:
        raise PermissionDenied(_("Only the focal point or deputy of an institution reports."))
    return render(
        request, "reporting/desk_round.html", {"rounds": rounds_of(request.user, today())}
    )


def _last_here(request: HtmxRequest, user: User) -> dt.datetime | None:
    """When the person was here before this session; the same for as long as it lasts."""
    if "last_here" not in request.session:
        before = user.last_visit_at
        request.session["last_here"] = before.isoformat() if before else ""
    mark_visit(user=user, at=timezone.now())
    known = request.session["last_here"]
    return dt.datetime.fromisoformat(known) if known else None
