"""The addresses of the API, made from the operations; and the description of all of them."""

import json
import logging
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.core.serializers.json import DjangoJSONEncoder
from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation import get_language
from ninja import NinjaAPI
from ninja.errors import ValidationError
from psycopg.errors import LockNotAvailable, QueryCanceled

from portal.serving.limits import limited

from . import openapi
from .callers import ApiRequest, Caller, refused
from .operations import OPERATIONS, Operation
from .parameters import lang, language_of, read
from .problems import ApiError, respond

log = logging.getLogger(__name__)


def private(request: ApiRequest) -> Caller:
    """Whether there is a token is known already; see portal.api.middleware."""
    if request.caller.token is None:
        raise refused()
    return request.caller


api = NinjaAPI(
    title="Human rights recommendations",
    version="1",
    urls_namespace="api",
    docs_url=None,
    openapi_url=None,
)


def _view(operation: Operation) -> Callable[..., HttpResponse]:
    def answer(request: ApiRequest, *path: str) -> HttpResponse:
        # The language of the address alone counts; other middleware has chosen another.
        with translation.override(language_of(request.GET)):
            try:
                asked = read(operation.parameters, request.GET)
                with limited(settings.PUBLIC_TIMEOUT_MS):
                    return json_response(operation.answer(request.caller, asked, *path))
            except ApiError as problem:
                return respond(problem)

    def one(request: ApiRequest, id: str) -> HttpResponse:
        return answer(request, id)

    def all_of(request: ApiRequest) -> HttpResponse:
        return answer(request)

    return one if operation.has_id else all_of


def json_response(body: Any) -> HttpResponse:
    text = json.dumps(body, cls=DjangoJSONEncoder, ensure_ascii=False, separators=(",", ":"))
    response = HttpResponse(text, content_type="application/json")
    response["Content-Language"] = get_language() or settings.LANGUAGE_CODE
    following = body.get("next") if isinstance(body, dict) else None
    if following:
        response["Link"] = f'<{following}>; rel="next"'
    return response


for _operation in OPERATIONS:
    api.get(
        _operation.path,
        auth=private if _operation.is_private else None,
        response=_operation.schema,
        operation_id=_operation.name,
        url_name=_operation.name,
        openapi_extra={"parameters": [one.described for one in _operation.parameters]},
    )(_view(_operation))


@api.get("/openapi.json", url_name="openapi", include_in_schema=False)
def description(request: HttpRequest) -> HttpResponse:
    """The OpenAPI document; what operations do is said in the language asked for."""
    with translation.override(language_of(request.GET)):
        read((lang(),), request.GET)
        return json_response(openapi.document(api))


@api.exception_handler(ApiError)
def _problem(request: HttpRequest, error: ApiError) -> HttpResponse:
    return respond(error)


@api.exception_handler(Http404)
def _missing(request: HttpRequest, error: Http404) -> HttpResponse:
    return respond(ApiError("not-found"))


@api.exception_handler(PermissionDenied)
def _denied(request: HttpRequest, error: PermissionDenied) -> HttpResponse:
    return respond(ApiError("forbidden", str(error)))


@api.exception_handler(ValidationError)
def _invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    return respond(ApiError("invalid-parameter"))


@api.exception_handler(OperationalError)
def _too_slow(request: HttpRequest, error: OperationalError) -> HttpResponse:
    """What the database cut off; anything else that is wrong with it is not the caller's to mend."""
    if isinstance(error.__cause__, QueryCanceled | LockNotAvailable):
        return respond(ApiError("too-slow", headers={"Retry-After": "30"}))
    return _failed(request, error)


@api.exception_handler(Exception)
def _failed(request: HttpRequest, error: Exception) -> HttpResponse:
    log.error("api_failed", exc_info=error)
    return respond(ApiError("internal-error"))


_all, _app, _namespace = api.urls
# Ninja's own page at the root is a page for people; ours stands elsewhere.
_patterns: list[Any] = [one for one in _all if getattr(one, "name", "") != "api-root"]
for _pattern in _patterns:
    # Whoever calls is known by a token, not by a session.
    _pattern.callback = login_not_required(_pattern.callback)
urls = (_patterns, _app, _namespace)
