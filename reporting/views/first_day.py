"""The five steps of a first day, on a page of their own."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from accounts.choices import FirstDayStep
from accounts.services import first_day as services
from nmirf.common.dates import today
from nmirf.common.htmx import HtmxRequest
from reporting.first_day import path_of


@require_GET
def first_day(request: HtmxRequest) -> HttpResponse:
    context = {"path": path_of(request.user, today())}
    return render(request, "reporting/first_day.html", context)


@require_POST
def tick_off(request: HtmxRequest, step: str) -> HttpResponse:
    """Mark a step as done that leaves no record of its own."""
    steps = {found.key: found for found in path_of(request.user, today()).steps}
    if step not in FirstDayStep.values or not steps[FirstDayStep(step)].by_hand:
        raise Http404
    services.tick_off(user=request.user, step=FirstDayStep(step))
    return redirect("reporting:first_day")


@require_POST
def put_away(request: HtmxRequest) -> HttpResponse:
    """Take the panel off the desk; with `back`, bring it there again."""
    back = "back" in request.POST
    services.put_away(user=request.user, away=not back)
    return redirect("reporting:first_day" if back else "reporting:desk")
