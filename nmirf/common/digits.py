"""Numbers of Arabic pages in Arabic digits, where a State writes so: `ARABIC_DIGITS`.

In one place, over the finished page: a number comes to a page from formats, plurals, charts and
typed texts alike, and the same number must not stand in two kinds of digits. See ADR 0036.
"""

import re
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import get_language

_ARABIC = str.maketrans("0123456789%", "٠١٢٣٤٥٦٧٨٩٪")
_PIECES = re.compile(r"<!--.*?-->|<[^>]*>|[^<]+|<", re.S)
_TAG = re.compile(r"<(/?)([a-zA-Z][\w-]*)")
_LANG = re.compile(r'\blang="([^"]*)"')
# A number of its own: neither part of a symbol, an address, a day as programs write it, nor in what
# the text itself isolates with Latin letters ("CC BY 4.0").
_NUMBER = re.compile(
    r"[\u2066-\u2068][^\u2069]*[A-Za-z][^\u2069]*\u2069|(?<![\w/@#&.:+-])\d+(?:\.\d{3})*(?:[.,:]\d+)?(?![\w/@:+-]|[.,]\d)(?:[\s\u00a0]?%)?",
    re.ASCII,
)
# What people copy or programs read: symbols and references stand in <bdi>.
_AS_THEY_ARE = frozenset(
    {"bdi", "code", "pre", "kbd", "samp", "script", "style", "textarea", "title"}
)
_VOID = frozenset({"br", "hr", "img", "input", "link", "meta", "wbr", "source", "path", "rect"})


def in_arabic_digits(html: str) -> str:
    """`html` with the numbers between its tags in Arabic digits.

    Attributes, symbols in `<bdi>`, code, and what stands in another language stay as they are.
    """
    found: list[str] = []
    kept, depth = "", 0  # the element that is left alone, and how many of its name are open
    for piece in _PIECES.findall(html):
        if piece[0] != "<":
            found.append(piece if kept else _NUMBER.sub(_translated, piece))
            continue
        found.append(piece)
        tag = _TAG.match(piece)
        if tag is None:
            continue
        closes, name = bool(tag[1]), tag[2].lower()
        if kept:
            depth += (-1 if closes else 1) if name == kept else 0
            kept = kept if depth else ""
        elif not closes and _is_left_alone(name, piece):
            kept, depth = name, 1
    return "".join(found)


def _is_left_alone(name: str, tag: str) -> bool:
    if name in _VOID or tag.endswith("/>"):
        return False
    language = _LANG.search(tag)
    return name in _AS_THEY_ARE or bool(language and not language[1].startswith("ar"))


def _translated(match: re.Match[str]) -> str:
    return match[0] if "\u2066" <= match[0][0] <= "\u2068" else match[0].translate(_ARABIC)


class ArabicDigits:
    """Over every page in Arabic, where the setting asks for it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if not settings.ARABIC_DIGITS or not isinstance(response, HttpResponse):
            return response
        kind = response.headers.get("Content-Type", "")
        if kind.startswith("text/html") and (get_language() or "").startswith("ar"):
            response.content = in_arabic_digits(response.content.decode()).encode()
        return response
