"""Public pages as strangers read them: kept, with validators, within limits."""

from collections.abc import Callable
from typing import Any

import psycopg.errors
from django.conf import settings
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render

from nmirf.common.addresses import NUL
from nmirf.common.encodings import packed

from .serving import answers, kept
from .serving.asking import NAMESPACES, Asked, asked, is_stranger, public_view
from .serving.generation import Generation, current
from .serving.limits import asks_too_much, limited
from .serving.purging import notice

Handler = Callable[[HttpRequest], HttpResponseBase]


class PublicRequest(HttpRequest):
    """`is_public_reading` is set from `PublicPages` on."""

    is_public_reading: bool


READING = ("GET", "HEAD", "OPTIONS")


class PublicPages:
    """Answer strangers from what is kept, and say of every answer how long it holds and for whom.

    Stands outside of sessions, languages and sign-in: what is kept is served without any of them.
    Whatever says `Cache-Control` itself, sets a cookie or is a piece for htmx is left as it is.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: PublicRequest) -> HttpResponseBase:
        match = public_view(request.path_info)
        request.is_public_reading = match is not None and request.method in READING
        if match is None or not request.is_public_reading:
            return self._pass(request)
        if request.method == "OPTIONS":
            return answers.allowing(self.get_response(request))
        if request.method == "GET":
            return self._read(request, match.view_name)
        request.method = request.META["REQUEST_METHOD"] = "GET"
        return answers.without_body(self._read(request, match.view_name))

    def _pass(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if request.method == "POST" and response.status_code < 400:
            notice()
        return answers.close_to(response)

    def _read(self, request: HttpRequest, view: str) -> HttpResponseBase:
        response = self._find(request, view)
        return packed(request, response) if answers.is_shared(response) else response

    def _find(self, request: HttpRequest, view: str) -> HttpResponseBase:
        if asks_too_much(request) or "HX-Request" in request.headers or not is_stranger(request):
            return self._pass(request)
        # A name of no session: what follows need not look for it again.
        request.COOKIES.pop(settings.SESSION_COOKIE_NAME, None)
        wanted = asked(request, view)
        request.META["QUERY_STRING"] = wanted.query
        if not settings.PAGE_CACHE_SECONDS or not wanted.is_known:
            return self._make(request, wanted, None)
        generation = current()
        if page := kept.find(wanted.address, generation):
            return self._give(request, wanted, generation, page)
        with kept.alone(wanted.address, generation) as made:
            if made is None:
                return self._make(request, wanted, generation)
        return self._give(request, wanted, generation, made)

    def _give(
        self, request: HttpRequest, wanted: Asked, generation: Generation, page: kept.Page
    ) -> HttpResponseBase:
        if page.packed is None:
            return self._make(request, wanted, None)
        return answers.answer(request, page, generation)

    def _make(
        self, request: HttpRequest, wanted: Asked, generation: Generation | None
    ) -> HttpResponseBase:
        """Render the page, and keep it where it is the same for all who ask in this generation."""
        response = self.get_response(request)
        if not isinstance(response, HttpResponse) or not answers.is_for_all(response):
            if generation and response.status_code == 200:
                kept.keep(kept.Page(wanted.address, generation.key), generation)
            return answers.close_to(response)
        page = answers.as_page(response, wanted.address, generation.key if generation else "")
        if generation and len(page.packed or b"") <= kept.MOST_BYTES:
            kept.keep(page, generation)
        return answers.answer(request, page, generation)


class ReadingLimits:
    """Refuse in plain words what is too long to be read or takes too long to be found.

    Who is not signed in has less time, whatever the request says of a session.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: PublicRequest) -> HttpResponseBase:
        if not request.is_public_reading or request.user.is_authenticated:
            return self.get_response(request)
        with limited(settings.PUBLIC_TIMEOUT_MS):
            return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: list[Any], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        match = request.resolver_match
        if match is not None and match.namespace in NAMESPACES and asks_too_much(request):
            return render(request, "portal/too_long.html", status=414)
        if any(NUL in str(value) for value in kwargs.values()):
            return render(request, "404.html", status=404)
        return None

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        cause = error.__cause__
        if not isinstance(error, OperationalError) or not isinstance(
            cause, psycopg.errors.QueryCanceled
        ):
            return None
        response = render(request, "portal/too_slow.html", status=503)
        response["Retry-After"] = "60"
        return response
