"""The style page: every component in one place, to look at and to test."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from .dates import today
from .design import samples


@require_GET
@login_not_required
def design(request: HttpRequest) -> HttpResponse:
    """In a demonstration or in development alone; elsewhere there is no such page."""
    if not (settings.DEMO_MODE or settings.DEBUG):
        raise Http404
    return render(request, "design.html", samples(today(), request.GET.get("page", "3")))
