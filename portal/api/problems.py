"""Errors of the API, in the one form that they all have. Source: RFC 9457."""

import json
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

CONTENT_TYPE = "application/problem+json"

# By kind: the status, the short words, and what a caller can do, as the page about the API says it.
KINDS: dict[str, tuple[int, Promise, Promise]] = {
    "invalid-parameter": (
        400,
        _("Invalid parameter"),
        _("A parameter of the address is not known here or not well formed; “errors” names it."),
    ),
    "unauthorized": (
        401,
        _("A valid token is needed"),
        _("Send “Authorization: Bearer …” with a token that has neither expired nor been revoked."),
    ),
    "forbidden": (403, _("Not allowed"), _("The rights of the token’s owner do not reach so far.")),
    "not-found": (
        404,
        _("Not found"),
        _("There is no such address, or nothing public has the name that the address gives."),
    ),
    "method-not-allowed": (
        405,
        _("Method not allowed"),
        _("The API is for reading: GET, HEAD and OPTIONS."),
    ),
    "not-acceptable": (
        406,
        _("Not acceptable"),
        _("Answers are JSON: accept application/json."),
    ),
    "gone": (
        410,
        _("Gone"),
        _("It was public and no longer is; “replaced_by” says what took its place, if anything."),
    ),
    "precondition-failed": (
        412,
        _("Precondition failed"),
        _("A condition in the headers does not hold."),
    ),
    "address-too-long": (
        414,
        _("The address is too long"),
        _("Ask for less at once: the part after the question mark is too long."),
    ),
    "too-many-requests": (
        429,
        _("Too many requests"),
        _("Wait as many seconds as “Retry-After” says."),
    ),
    "internal-error": (
        500,
        _("Something went wrong here"),
        _("It is recorded, and it is not your fault."),
    ),
    "too-slow": (
        503,
        _("The answer took too long"),
        _("Ask for less at once, or later."),
    ),
}


class ApiError(Exception):
    """Ends a request. `errors` point at parameters: [{"parameter": …, "detail": …}]."""

    def __init__(
        self,
        kind: str,
        detail: str = "",
        *,
        errors: Sequence[Mapping[str, Any]] = (),
        headers: Mapping[str, str] | None = None,
        **more: Any,
    ) -> None:
        super().__init__(detail)
        self.kind, self.detail = kind, detail
        self.errors, self.headers, self.more = list(errors), dict(headers or {}), more


def respond(problem: ApiError) -> HttpResponse:
    status, title, _help = KINDS[problem.kind]
    body: dict[str, Any] = {
        "type": f"{settings.SITE_URL}/api/#problem-{problem.kind}",
        "title": str(title),
        "status": status,
        "detail": problem.detail or str(_help),
    }
    if problem.errors:
        body["errors"] = problem.errors
    body |= problem.more
    response = HttpResponse(
        json.dumps(body, ensure_ascii=False),
        status=status,
        content_type=CONTENT_TYPE,
        headers={"Cache-Control": "no-store", "Content-Language": get_language() or ""},
    )
    for name, value in problem.headers.items():
        response[name] = value
    return response


def kind_of(status: int) -> str:
    """The kind that answers with this status; the nearest one where none does."""
    for kind, (own, _title, _help) in KINDS.items():
        if own == status:
            return kind
    return "internal-error" if status >= HTTPStatus.INTERNAL_SERVER_ERROR else "invalid-parameter"


def invalid(parameter: str, detail: str) -> ApiError:
    return ApiError(
        "invalid-parameter", detail, errors=[{"parameter": parameter, "detail": detail}]
    )


def unknown_value(parameter: str, value: str, detail: str) -> ApiError:
    """Well formed, but it names something that is not there."""
    error = {"parameter": parameter, "value": value[:100], "detail": detail}
    return ApiError("not-found", detail, errors=[error])
