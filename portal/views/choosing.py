"""Choosing records in the register, to change them together."""

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from nmirf.common.decisions import require
from nmirf.common.htmx import HtmxRequest
from portal.cards import Card, Pick
from portal.filters import RegisterFilter
from portal.reader import Reader
from recommendations.basket import Basket
from recommendations.models import Recommendation
from recommendations.policies import can_manage_register, visible_recommendations


@require_POST
def choose(request: HtmxRequest) -> HttpResponse:
    """Keep what is ticked on the page, choose all that the search finds, or choose nothing.

    A page names the records that it shows, so that one without a tick on it is no longer chosen.
    """
    require(can_manage_register(request.user))
    basket = Basket(request.session)
    act, query = request.POST.get("act", ""), QueryDict(request.POST.get("query", ""))
    if act == "all":
        found = RegisterFilter(query, Reader(request.user)).qs
        basket.choose_found(found.order_by().values_list("pk", flat=True), _without_page(query))
    elif act == "none":
        basket.clear()
    else:
        _keep_ticked(request, basket)
    if act == "change" and len(basket):
        return redirect("recommendations:bulk")
    if act == "change":
        messages.error(request, _("Tick at least one recommendation first."))
    if request.htmx:
        return render(request, "portal/_chosen.html", {"number": len(basket)})
    return redirect(f"{reverse('portal:register')}?{query.urlencode()}")


def _keep_ticked(request: HtmxRequest, basket: Basket) -> None:
    shown, picked = request.POST.getlist("shown"), set(request.POST.getlist("pick"))
    named = [reference for reference in [*shown, *picked] if "\x00" not in reference]
    rows = visible_recommendations(request.user).filter(reference__in=named)
    keys = dict(rows.values_list("reference", "pk"))
    basket.choose(
        add=[pk for reference, pk in keys.items() if reference in picked],
        drop=[pk for reference, pk in keys.items() if reference not in picked],
    )


def _without_page(query: QueryDict) -> str:
    address = query.copy()
    address.pop("page", None)
    return address.urlencode()


def add_picks(cards: list[Card], basket: Basket) -> None:
    """Put a tick box on each line; no query while nothing is chosen."""
    references = [card.reference for card in cards]
    picked: set[str] = set()
    if basket.keys:
        rows = Recommendation.objects.filter(reference__in=references, pk__in=basket.keys)
        picked = set(rows.values_list("reference", flat=True))
    url = reverse("portal:choose")
    for card in cards:
        card.pick = Pick(card.reference, card.reference in picked, url)
