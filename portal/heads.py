"""What the head of a public page tells programs: its one address, its feeds, its card, how to embed it."""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from nmirf.common.context_processors import Feed, Head, Link

from .canonical import Canonical, canonical, query_of

# By page: the kind of card that it has, and which part of its address names the record.
CARDS = {
    "portal:recommendation": ("recommendation", "reference"),
    "portal:cluster": ("cluster", "slug"),
    "portal:plan": ("plan", "slug"),
    "portal:activity": ("activity", "slug"),
    "portal:indicator": ("indicator", "slug"),
    "portal:report": ("report", "slug"),
    "portal:review": ("review", "slug"),
    "portal:institution": ("institution", "slug"),
    "portal:consultation": ("consultation", "slug"),
}
FEEDS_OF_ONE = {"recommendation", "cluster", "institution"}
# By page: the feed of the list that it shows.
FEEDS = {
    "portal:register": "recommendations",
    "portal:consultations": "consultations",
    "portal:reports": "reports",
    "portal:calendar": "calendar",
}
# What other sites may show of a page; see portal.embedded.
CHART = "chart"
EMBEDDED = frozenset(
    {"portal:recommendation", "portal:cluster", "portal:indicator", "portal:chart"}
)


@dataclass(frozen=True)
class _Page:
    name: str
    kind: str
    key: str


def head(request: HttpRequest) -> Head | None:
    """None for pages that are not the public's."""
    found = canonical(request)
    if found is None or request.resolver_match is None:
        return None
    match = request.resolver_match
    kind, part = CARDS.get(match.view_name, ("site", ""))
    page = _Page(match.view_name, kind, str(match.kwargs.get(part, "home")))
    return Head(
        path=found.address,
        canonical=settings.SITE_URL + found.address,
        is_listed=found.is_listed,
        card=settings.SITE_URL + reverse("portal:card", args=[page.kind, page.key]),
        feeds=tuple(_feeds(request, page)),
        embeds=tuple(_embeds(found)) if page.name in EMBEDDED else (),
        search=reverse("portal:opensearch"),
    )


def _feeds(request: HttpRequest, page: _Page) -> list[Feed]:
    """The page's own feed before that of everything."""
    feeds = []
    if page.kind in FEEDS_OF_ONE:
        feeds.append(feed_of(_("What happens to this"), page.kind, page.key))
    if page.name in FEEDS:
        feeds.append(feed(_("This list"), FEEDS[page.name], _query(request, page)))
    feeds.append(feed(_("What changed"), "changes"))
    return feeds


def feed(label: str, name: str, query: str = "") -> Feed:
    """Of a whole list, narrowed by the query of its page."""
    address = reverse("portal:feed", args=[name, "atom"])
    return Feed(label, address.removesuffix(".atom"), query)


def feed_of(label: str, kind: str, key: str) -> Feed:
    """Of one record."""
    address = reverse("portal:feed_of", args=[kind, key, "atom"])
    return Feed(label, address.removesuffix(".atom"))


def _query(request: HttpRequest, page: _Page) -> str:
    return query_of(page.name, request.GET, paged=False) if page.name == "portal:register" else ""


def _embeds(found: Canonical) -> list[Link]:
    """Source: oembed.com, section 4, discovery."""
    asked = {"url": settings.SITE_URL + found.address}
    return [
        Link(f"application/{form}+oembed", reverse("web:oembed") + "?" + urlencode(query))
        for form, query in (
            ("json", asked | {"format": "json"}),
            ("xml", asked | {"format": "xml"}),
        )
    ]
