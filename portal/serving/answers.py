"""What an answer says of itself: how long it holds, for whom, and how to ask whether it still does."""

import gzip
import hashlib

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import http_date

from nmirf.common.encodings import LEAST, LEVEL, takes_gzip

from .generation import Generation
from .kept import STARTED, Page

# What a kept answer depends on besides its address. A reader's cookie is one of them: a browser or
# a proxy must not give the stranger's page to somebody who has signed in since.
VARY = "Accept-Encoding, Cookie, HX-Request"


def is_for_all(response: HttpResponseBase) -> bool:
    """A whole answer that left nothing with its reader and does not say itself how long it holds."""
    return (
        response.status_code == 200
        and not response.streaming
        and not response.cookies
        and not response.has_header("Cache-Control")
    )


def is_shared(response: HttpResponseBase) -> bool:
    """It says that everyone may keep it, so that it holds nothing of one reader."""
    return "public" in response.get("Cache-Control", "")


def as_page(response: HttpResponse, address: str, generation: str) -> Page:
    """The answer to be kept, with a tag that stands for each byte of it."""
    told = [
        (name, value) for name, value in response.items() if name not in ("Vary", "Content-Length")
    ]
    return Page(
        address=address,
        generation=generation,
        headers=tuple(told),
        tag=hashlib.sha256(response.content).hexdigest()[:32],
        packed=gzip.compress(response.content, LEVEL, mtime=0),
    )


def answer(request: HttpRequest, page: Page, generation: Generation | None) -> HttpResponseBase:
    """`page` as this request takes it: compressed or not, or the word that it has not changed."""
    packed = page.packed or b""
    is_packed = takes_gzip(request) and len(packed) > LEAST
    response = HttpResponse(packed if is_packed else gzip.decompress(packed))
    for name, value in page.headers:
        response[name] = value
    # The bytes differ, hence their tags.
    tag = f'"{page.tag}{"-gzip" if is_packed else ""}"'
    if is_packed:
        response["Content-Encoding"] = "gzip"
    response["Content-Length"] = str(len(response.content))
    response["Vary"] = VARY
    response["ETag"] = tag
    response["Cache-Control"] = _holds(generation)
    since = None
    if generation is not None:
        began = max(generation.since, STARTED)
        # A change in the same second would have the same date: said only once that second is over.
        if int(began.timestamp()) < int(timezone.now().timestamp()):
            since = int(began.timestamp())
            response["Last-Modified"] = http_date(since)
    return get_conditional_response(request, tag, since, response) or response


def _holds(generation: Generation | None) -> str:
    """Browsers ask each time, which costs them a line; a CDN may keep it, and be told to let go."""
    if generation is None:
        return "public, no-cache"
    seconds = settings.CDN_SECONDS
    return f"public, max-age=0, s-maxage={seconds}, stale-while-revalidate={min(seconds, 30)}"


def close_to(response: HttpResponseBase) -> HttpResponseBase:
    """An answer that is for this reader alone, where it does not say so itself."""
    if not response.has_header("Cache-Control"):
        response["Cache-Control"] = "private, no-cache"
    return response


def allowing(response: HttpResponseBase) -> HttpResponseBase:
    """`OPTIONS` answered with the methods that the refusal of it names."""
    if response.status_code != 405:
        return response
    named = {name.strip() for name in response.get("Allow", "").split(",") if name.strip()}
    told = HttpResponse(status=204)
    told["Allow"] = ", ".join(sorted(named | {"OPTIONS"} | ({"HEAD"} if "GET" in named else set())))
    told["Content-Length"] = "0"
    return told


def without_body(response: HttpResponseBase) -> HttpResponseBase:
    """The answer to HEAD: the headers of the answer to GET."""
    if isinstance(response, HttpResponse):
        length = str(len(response.content))
        response.content = b""
        response.setdefault("Content-Length", length)
    else:
        response.streaming_content = iter(())  # type: ignore[attr-defined]
    return response
