"""A page of this site as another site shows it. Source: oembed.com, version 1.0, section 2.3.4."""

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import Http404, QueryDict
from django.template.loader import render_to_string
from django.urls import Resolver404, resolve, reverse
from django.utils import translation

from nmirf.common.dates import today

from .charts import CHARTS, Asked, Series, draw
from .frame import site
from .heads import CARDS, CHART, EMBEDDED
from .shared import Shared, shared

HOUR = 3600
# Pixels: what an embedded page takes where there is room, and the least of it that can be read.
WIDTH, HEIGHT, NARROWEST = 600, 260, 200
CARD_WIDTH, CARD_HEIGHT = 1200, 630
_SIZE = re.compile(r'viewBox="0 0 ([\d.]+) ([\d.]+)"')


@dataclass(frozen=True, slots=True)
class Room:
    """The most pixels that the other site has; None where it does not say."""

    width: int | None = None
    height: int | None = None

    def holds(self, width: int, height: int) -> bool:
        return (self.width or width) >= width and (self.height or height) >= height


@dataclass(frozen=True)
class Page:
    """A page that can be embedded: the kind and the name of its record, or a chart with its choices."""

    kind: str
    key: str
    language: str
    query: str


def page_of(url: str) -> Page:
    """The page that this address of the site leads to; 404 for any other address."""
    try:
        asked, own = urlsplit(url), urlsplit(settings.SITE_URL)
    except ValueError:
        raise Http404 from None
    if asked.netloc != own.netloc or asked.scheme not in ("http", "https"):
        raise Http404
    language = translation.get_language_from_path(asked.path) or settings.LANGUAGE_CODE
    with translation.override(language):
        try:
            match = resolve(asked.path)
        except Resolver404:
            raise Http404 from None
    if match.view_name not in EMBEDDED:
        raise Http404
    kind, part = CARDS.get(match.view_name, (CHART, "name"))
    return Page(kind, str(match.kwargs[part]).replace("\x00", ""), language, asked.query)


def answer_for(page: Page, room: Room) -> dict[str, Any]:
    """What oEmbed says of it, in the page's language; 404 for what a stranger may not read."""
    with translation.override(page.language):
        if page.kind == CHART:
            return _whole() | _chart(page, room)
        found = shared(page.kind, page.key)
        if found is None:
            raise Http404
        return _whole() | _record(page, found, room)


def _whole() -> dict[str, Any]:
    return {
        "version": "1.0",
        "provider_name": site().name,
        "provider_url": settings.SITE_URL + reverse("portal:home"),
        "cache_age": HOUR,
    }


def _record(page: Page, found: Shared, room: Room) -> dict[str, Any]:
    answer: dict[str, Any] = {"title": found.title}
    if room.holds(CARD_WIDTH, CARD_HEIGHT):
        card = reverse("portal:card", args=[page.kind, page.key])
        answer |= {
            "thumbnail_url": settings.SITE_URL + card,
            "thumbnail_width": CARD_WIDTH,
            "thumbnail_height": CARD_HEIGHT,
        }
    # Where there is no room for the words, the link alone.
    if not room.holds(NARROWEST, HEIGHT):
        return answer | {"type": "link"}
    html = render_to_string("portal/embed.html", {"found": found, "site": site()})
    size = {"width": min(room.width or WIDTH, WIDTH), "height": HEIGHT}
    return answer | {"type": "rich", "html": " ".join(html.split()), **size}


def _chart(page: Page, room: Room) -> dict[str, Any]:
    """Its picture, in the measures in which it is drawn, or smaller where there is less room."""
    chart = CHARTS.get(page.key)
    asked = Asked(chart, QueryDict(page.query), today()) if chart else None
    if asked is None or asked.ignored:
        raise Http404
    drawing = draw(asked)
    if isinstance(drawing, Series) and drawing.row is None:
        raise Http404
    size = _SIZE.search(drawing.svg())
    if size is None:
        raise Http404
    width, height = float(size[1]), float(size[2])
    scale = min(1.0, (room.width or width) / width, (room.height or height) / height)
    return {
        "type": "photo",
        "title": f"{drawing.title}. {drawing.caption}",
        "url": settings.SITE_URL + asked.file("png"),
        "width": round(width * scale),
        "height": round(height * scale),
    }
