"""Organisations register themselves: a form, a link that confirms the address, then they wait."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from focalpoints.models import Registration
from focalpoints.services import registrations as services
from nmirf.common import throttle
from nmirf.common.errors import DomainError
from nmirf.common.htmx import HtmxRequest
from portal.forms import JoinForm
from portal.trails import trail
from recommendations.services.interests import groups_offered, themes_offered

# From one connection, and for one address, whoever asks for it.
MOST_SENT, IN_SECONDS = 5, 3600
MOST_FOR_AN_ADDRESS, IN_A_DAY = 3, 86400


@require_http_methods(["GET", "POST"])
@login_not_required
def join(request: HtmxRequest) -> HttpResponse:
    """The answer is the same whether the address is known or not, or has had its messages."""
    form = JoinForm(
        request.POST or None,
        themes=[(row.code, row.label) for row in themes_offered()],
        groups=[(row.code, row.label) for row in groups_offered()],
    )
    if request.method != "POST":
        return _page(request, {"form": form})
    if not form.is_valid():
        return _page(request, {"form": form}, 422)
    try:
        throttle.require(request, "join", limit=MOST_SENT, seconds=IN_SECONDS)
    except throttle.TooOftenError as error:
        form.add_error(None, str(error))
        return _page(request, {"form": form}, 429)
    _take_down(form.cleaned_data)
    return _page(request, {"address": form.cleaned_data["email"]})


def _take_down(typed: dict[str, Any]) -> None:
    address = typed["email"].lower()
    if throttle.allow_once_more("join-address", address, MOST_FOR_AN_ADDRESS, IN_A_DAY):
        services.register(services.Asked(**typed, language=get_language() or ""))


def _page(request: HtmxRequest, context: dict[str, Any], status: int = 200) -> HttpResponse:
    context["trail"] = trail((_("Register an organisation"), ""))
    return render(request, "portal/join.html", context, status=status)


@require_http_methods(["GET", "POST"])
@login_not_required
@never_cache
def join_confirm(request: HtmxRequest, token: str) -> HttpResponse:
    """A GET shows a button: programs that look at links in messages confirm nothing."""
    context: dict[str, Any] = {"state": "open"}
    try:
        context["row"] = services.find(token=token)
        if request.method == "POST":
            services.confirm(token=token)
            context["state"] = "confirmed"
        elif context["row"].confirmed_at:
            context["state"] = "over"
    except Registration.DoesNotExist:
        context["state"] = "unknown"
    except DomainError:
        context["state"] = "over"
    status = {"unknown": 404, "over": 410}.get(context["state"], 200)
    return render(request, "portal/join_confirm.html", context, status=status)
