"""How to use the site, and what its words mean."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from nmirf.common.htmx import HtmxRequest
from portal.glossary import sections
from portal.trails import trail


@require_GET
@login_not_required
def guide(request: HtmxRequest) -> HttpResponse:
    return render(request, "portal/help.html", {"trail": trail((_("Help"), ""))})


@require_GET
@login_not_required
def glossary(request: HtmxRequest) -> HttpResponse:
    """Every term at an anchor of its own, so that other pages lead to it."""
    context = {"sections": sections(), "trail": trail((_("Glossary"), ""))}
    return render(request, "portal/glossary.html", context)
