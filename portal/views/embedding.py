"""How other sites show a page of this one. Source: oembed.com, version 1.0."""

import json
from typing import Any
from xml.etree import ElementTree

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portal.embedded import HOUR, Room, answer_for, page_of
from portal.lasting import lasting

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
    room = Room(_pixels(request, "maxwidth"), _pixels(request, "maxheight"))
    answer = answer_for(page_of(request.GET["url"]), room)
    body = json.dumps(answer, ensure_ascii=False).encode() if form == "json" else _as_xml(answer)
    return lasting(request, body, FORMS[form], seconds=HOUR)


def _refused(words: str, status: int) -> HttpResponse:
    return HttpResponse(words, status=status, content_type="text/plain; charset=utf-8")


def _pixels(request: HttpRequest, name: str) -> int | None:
    """A whole number above 0; None for everything else."""
    typed = request.GET.get(name, "")
    if not (typed.isascii() and typed.isdecimal() and len(typed) < 6):
        return None
    return int(typed) or None


def _as_xml(answer: dict[str, Any]) -> bytes:
    root = ElementTree.Element("oembed")
    for name, value in answer.items():
        ElementTree.SubElement(root, name).text = str(value)
    text: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return text
