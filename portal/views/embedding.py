"""How other sites show a page of this one. Source: oembed.com, version 1.0."""

import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit
from xml.etree import ElementTree

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.template.loader import render_to_string
from django.urls import Resolver404, resolve, reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portal.frame import site
from portal.heads import CARDS, EMBEDDED
from portal.lasting import lasting
from portal.shared import Shared, shared

HOUR = 3600
# Pixels: what an embedded page takes where there is room, and the least of it that can be read.
WIDTH, HEIGHT, NARROWEST = 600, 260, 200
CARD_WIDTH, CARD_HEIGHT = 1200, 630
FORMS = {"json": "application/json", "xml": "text/xml; charset=utf-8"}
NOT_IMPLEMENTED, BAD_REQUEST = 501, 400


@require_safe
@login_not_required
def oembed(request: HttpRequest) -> HttpResponseBase:
    form = request.GET.get("format", "json")
    if form not in FORMS:
        return _refused(_("The format is json or xml."), NOT_IMPLEMENTED)
    if not request.GET.get("url"):
        return _refused(_("Say which page: url=…"), BAD_REQUEST)
    page = _Page.of(request.GET["url"])
    with translation.override(page.language):
        found = shared(page.kind, page.key)
        if found is None:
            raise Http404
        answer = _answer(page, found, _room(request, "maxwidth"), _room(request, "maxheight"))
    body = json.dumps(answer, ensure_ascii=False).encode() if form == "json" else _as_xml(answer)
    return lasting(request, body, FORMS[form], seconds=HOUR)


def _refused(words: str, status: int) -> HttpResponse:
    return HttpResponse(words, status=status, content_type="text/plain; charset=utf-8")


def _room(request: HttpRequest, name: str) -> int | None:
    typed = request.GET.get(name, "")
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 6 else None


@dataclass(frozen=True)
class _Page:
    kind: str
    key: str
    language: str

    @classmethod
    def of(cls, url: str) -> "_Page":
        """The record whose page this address of the site is; 404 for any other address."""
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
        kind, part = CARDS[match.view_name]
        return cls(kind, str(match.kwargs[part]).replace("\x00", ""), language)


def _answer(page: _Page, found: Shared, width: int | None, height: int | None) -> dict[str, Any]:
    known = site()
    answer: dict[str, Any] = {
        "version": "1.0",
        "title": found.title,
        "provider_name": known.name,
        "provider_url": settings.SITE_URL + reverse("portal:home"),
        "cache_age": HOUR,
    }
    card = {
        "thumbnail_url": settings.SITE_URL + reverse("portal:card", args=[page.kind, page.key]),
        "thumbnail_width": CARD_WIDTH,
        "thumbnail_height": CARD_HEIGHT,
    }
    if (width or CARD_WIDTH) >= CARD_WIDTH and (height or CARD_HEIGHT) >= CARD_HEIGHT:
        answer |= card
    # Where there is no room for the words, the link alone.
    if (width or WIDTH) < NARROWEST or (height or HEIGHT) < HEIGHT:
        return answer | {"type": "link"}
    html = render_to_string("portal/embed.html", {"found": found, "site": known})
    size = {"width": min(width or WIDTH, WIDTH), "height": HEIGHT}
    return answer | {"type": "rich", "html": " ".join(html.split()), **size}


def _as_xml(answer: dict[str, Any]) -> bytes:
    root = ElementTree.Element("oembed")
    for name, value in answer.items():
        ElementTree.SubElement(root, name).text = str(value)
    text: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return text
