"""The register: search, narrow down, page through. The address holds all of it."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET
from django.views.decorators.vary import vary_on_headers

from nmirf.common.htmx import HtmxRequest, page_or_partial
from portal.cards import Card, Item, make_cards, with_card_facts
from portal.counting import NOT_ASSESSED
from portal.facets import facets_for
from portal.filters import RegisterFilter
from portal.forms import DayForm
from portal.paging import CountedPaginator
from portal.reader import Reader
from portal.views.choosing import add_picks
from recommendations.basket import Basket

PAGE_SIZE = 25


@require_GET
@login_not_required
@vary_on_headers("HX-Request")
def register(request: HtmxRequest) -> HttpResponse:
    reader = Reader(request.user)
    found = RegisterFilter(request.GET, reader)
    pages = CountedPaginator(with_card_facts(found.qs), PAGE_SIZE, found.counts.total)
    page = pages.get_page(request.GET.get("page"))
    cards = make_cards(reader, page.object_list)
    _mark(found, cards, [row["pk"] for row in page.object_list])
    meant = found.meant
    context = {
        "found": found,
        "page": page,
        "cards": cards,
        "meant": meant and (meant, _address(request.GET, q=[meant.typed])),
        "exactly_url": _address(request.GET, exact=["1"]),
        "widely_url": _address(request.GET, exact=[]),
        "facets": [
            {
                "name": facet.name,
                "title": facet.title,
                "options": found.counts.options[facet.name],
                "is_open": facet.is_open or facet.name in found.chosen,
                "is_tree": facet.is_tree,
            }
            for facet in facets_for(reader)
        ],
        "chips": _chips(found, request.GET),
        "bar": _bar(found, request.GET),
        "download_url": reverse("portal:export") + _address(request.GET),
        "day_form": DayForm(),
        "is_officer": reader.rights.is_secretariat,
    }
    if context["is_officer"]:
        basket = Basket(request.session)
        add_picks(cards, basket)
        context["chosen_number"] = len(basket)
    template = page_or_partial(request, "portal/register.html", "found")
    response = render(request, template, context)
    if request.htmx:
        response["HX-Push-Url"] = request.path + _address(request.GET, page=[str(page.number)])
    return response


def _mark(found: RegisterFilter, cards: list[Card], keys: list[int]) -> None:
    """Show of each the text that was found, in its language, with the words marked."""
    hits = found.hits(keys)
    for key, card in zip(keys, cards, strict=True):
        if hit := hits.get(key):
            card.text, card.language = hit.html, hit.language


def _chips(found: RegisterFilter, query: QueryDict) -> list[Item]:
    """What narrows the list, each with the list without it."""
    chips = []
    if found.words:
        label = _("Search: %(words)s") % {"words": found.words}
        chips.append(Item(label, _address(query, q=[], exact=[])))
    for facet in facets_for(found.reader):
        terms = found.chosen.get(facet.name, ())
        for term in terms:
            kept = [other.value for other in terms if other is not term]
            label = _("%(facet)s: %(choice)s") % {"facet": facet.title, "choice": term.label}
            chips.append(Item(label, _address(query, **{facet.name: kept})))
    return chips


def _bar(found: RegisterFilter, query: QueryDict) -> list[tuple[str, int, str]]:
    """The result by status, each with the list of it."""
    return [
        (status, number, _address(query, status=[status or NOT_ASSESSED]))
        for status, number in found.counts.by_status.items()
    ]


def _address(query: QueryDict, **changed: list[str]) -> str:
    """The query string with these names set anew, without what is empty or the first page."""
    altered = query.copy()
    altered.pop("page", None)
    for name, values in changed.items():
        altered.setlist(name, values)
    for name, values in list(altered.lists()):
        said = [value for value in values if value and (name, value) != ("page", "1")]
        altered.setlist(name, said)
        if not said:
            altered.pop(name)
    return f"?{altered.urlencode()}"
