"""Plain pages, and what the frame of every page fetches."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET

from ..frame import site


@require_GET
@login_not_required
@cache_control(public=True, max_age=86400)
def brand(request: HttpRequest) -> HttpResponse:
    """The State's accent colour as a style sheet; its address changes with the colour."""
    return render(request, "portal/brand.css", {"accent": site().accent}, content_type="text/css")
