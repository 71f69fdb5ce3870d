"""What holds for every request under /api/, whatever it asks for and however it ends."""

import hashlib
import time
from collections.abc import Callable
from http import HTTPStatus

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve
from django.utils import translation
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.utils.translation import gettext as _

from nmirf.common.encodings import packed

from .callers import ApiRequest, Caller, allowance, caller_of, headers_of
from .parameters import language_of
from .problems import CONTENT_TYPE, ApiError, kind_of, respond

PREFIX, PAGE = "/api/", "/api/"
LONGEST_QUERY = 4000
METHODS = "GET, HEAD, OPTIONS"
# How long an answer may be kept without asking again, in seconds.
MAX_AGE = 60
_DAY = 24 * 3600
EXPOSED = (
    "Content-Language, ETag, Last-Modified, Link, RateLimit-Limit, RateLimit-Remaining, "
    "RateLimit-Reset, Retry-After"
)


class ApiMiddleware:
    """Stands before all others: no session is opened, and no page is made of an error.

    Cookies are dropped, so that a browser that is signed in reads what everybody reads.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: ApiRequest) -> HttpResponse:
        if not request.path_info.startswith(PREFIX) or request.path_info == PAGE:
            return self.get_response(request)
        request.COOKIES = {}
        request.META.pop("HTTP_COOKIE", None)
        request.caller = Caller()
        asked = request.method
        with translation.override(_language(request)):
            try:
                response = self._answer(request)
            except ApiError as problem:
                response = respond(problem)
            _dress(request, response)
        response = packed(request, response)
        if asked == "HEAD":
            # The length stays: it says what GET would bring.
            response.headers.setdefault("Content-Length", str(len(response.content)))
            response.content = b""
        request.method = asked
        return response

    def _answer(self, request: ApiRequest) -> HttpResponse:
        _check_form(request)
        if request.method == "OPTIONS":
            return _preflight(request)
        refusal = None
        try:
            request.caller = caller_of(request)
        except ApiError as problem:
            refusal = problem
        headers = _spend(request)
        response = respond(refusal) if refusal else self._ask(request)
        for name, value in headers.items():
            response[name] = value
        return response

    def _ask(self, request: ApiRequest) -> HttpResponse:
        request.method = "GET"
        response = self.get_response(request)
        is_error = response.status_code >= HTTPStatus.BAD_REQUEST
        if is_error and not response.headers.get("Content-Type", "").startswith(CONTENT_TYPE):
            return respond(ApiError(kind_of(response.status_code)))
        if response.status_code == HTTPStatus.OK:
            return _conditional(request, response)
        return response


def _is_too_long(request: HttpRequest) -> bool:
    return len(request.META.get("QUERY_STRING", "")) > LONGEST_QUERY


def _language(request: HttpRequest) -> str:
    """The one that is asked for; of an address that is too long nothing is read."""
    return settings.LANGUAGE_CODE if _is_too_long(request) else language_of(request.GET)


def _check_form(request: HttpRequest) -> None:
    if request.method not in METHODS.split(", "):
        raise ApiError("method-not-allowed", headers={"Allow": METHODS})
    if _is_too_long(request):
        detail = _("The part after the question mark may have %(number)d characters.")
        raise ApiError("address-too-long", detail % {"number": LONGEST_QUERY})
    if not _is_there(request.path_info):
        raise ApiError("not-found", _("There is no such address."))
    if not request.accepts("application/json"):
        raise ApiError("not-acceptable")


def _is_there(path: str) -> bool:
    """Whether an operation stands there, or would with a slash more, to which the caller is led."""
    for one in (path, f"{path}/"):
        try:
            resolve(one)
        except Resolver404:
            continue
        return True
    return False


def _spend(request: ApiRequest) -> dict[str, str]:
    """One request of the caller's allowance; raises ApiError once it is used up."""
    spent = allowance(request, request.caller)
    headers = headers_of(spent)
    if not spent.is_allowed:
        detail = _("More than %(number)d requests within a minute.") % {"number": spent.limit}
        headers["Retry-After"] = str(spent.reset)
        raise ApiError("too-many-requests", detail, headers=headers)
    return headers


def _preflight(request: HttpRequest) -> HttpResponse:
    """Source: WHATWG Fetch, CORS-preflight. A token is not for pages of other sites: it is not named."""
    return HttpResponse(
        status=HTTPStatus.NO_CONTENT,
        headers={
            "Allow": METHODS,
            "Access-Control-Allow-Methods": METHODS,
            "Access-Control-Allow-Headers": "If-None-Match, If-Modified-Since, Accept",
            "Access-Control-Max-Age": str(_DAY),
        },
    )


def _conditional(request: ApiRequest, response: HttpResponse) -> HttpResponse:
    """With its validators, or 304. Source: RFC 9110, section 13."""
    etag = f'"{hashlib.sha256(response.content).hexdigest()[:40]}"'
    since = _since(request, etag)
    response["ETag"] = etag
    response["Last-Modified"] = http_date(since)
    found = get_conditional_response(request, etag, since, response)
    if found is None or found.status_code != HTTPStatus.PRECONDITION_FAILED:
        return found or response
    return respond(ApiError("precondition-failed"))


def _since(request: ApiRequest, etag: str) -> int:
    """Since when the address has answered so, in seconds: the moment it was first seen to.

    What an answer rests on lies in a dozen tables, and some of it changes at midnight; that the
    answer is another one is seen by its digest. A lost memory makes it younger, never older.
    """
    address = f"{request.get_full_path()} {request.caller.key}"
    key = f"api-since:{hashlib.sha256(address.encode()).hexdigest()[:40]}"
    known, now = cache.get(key), int(time.time())
    if known and known[0] == etag:
        return int(known[1])
    since = max(now, known[1] + 1) if known else now
    cache.set(key, (etag, since), _DAY)
    return since


def _dress(request: ApiRequest, response: HttpResponse) -> None:
    """Headers that every answer has; what other middleware added for pages is taken back."""
    response["Vary"] = "Authorization"
    response["Accept-Ranges"] = "none"
    response["X-Content-Type-Options"] = "nosniff"
    if request.caller.token is not None:
        response["Cache-Control"] = "private, no-store"
        return
    response["Access-Control-Allow-Origin"] = "*"
    response["Access-Control-Expose-Headers"] = EXPOSED
    if response.status_code in (HTTPStatus.OK, HTTPStatus.NOT_MODIFIED):
        response["Cache-Control"] = f"public, max-age={MAX_AGE}"
