"""The OpenAPI document: what ninja knows of the operations, completed by what holds for all of them.

Descriptions of fields, parameters and operations are words that wait for a language; they get it last.
"""

import copy
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from ninja import NinjaAPI

from . import examples, schemas
from .middleware import LONGEST_QUERY, MAX_AGE
from .operations import OPERATIONS, RESOURCES, Operation
from .problems import CONTENT_TYPE, KINDS
from .resources import BASE

Json = dict[str, Any]

_PROBLEM = {"$ref": "#/components/schemas/Problem"}
_ALWAYS = (
    *("invalid-parameter", "unauthorized", "not-found", "not-acceptable", "precondition-failed"),
    *("address-too-long", "too-many-requests", "internal-error", "too-slow"),
)
_HEADERS: Json = {
    "RateLimit-Limit": (_("Requests that may be made within a minute."), "integer"),
    "RateLimit-Remaining": (_("How many of them are left."), "integer"),
    "RateLimit-Reset": (_("Seconds until they are counted anew."), "integer"),
    "ETag": (_("Of exactly this answer: send it back as If-None-Match."), "string"),
    "Last-Modified": (_("Since when the address answers so."), "string"),
    "Content-Language": (_("The language of labels."), "string"),
}


def document(api: NinjaAPI) -> Json:
    """As the site is described in the language asked for; made once for each process."""
    return copy.deepcopy(_made(api, translation.get_language() or settings.LANGUAGE_CODE))


@lru_cache(maxsize=8)
def _made(api: NinjaAPI, language: str) -> Json:
    found: Json = dict(api.get_openapi_schema(path_prefix=""))
    found["openapi"] = "3.1.0"
    found["info"] = {
        "title": translation.gettext("%(site)s: API") % {"site": settings.SITE_NAME},
        "version": "1",
        "description": _about(),
        "license": {"name": _("See the data licence"), "url": f"{settings.SITE_URL}/licence/"},
    }
    found["servers"] = [{"url": f"{settings.SITE_URL}{BASE}"}]
    paths = found["paths"]
    for operation in OPERATIONS:
        _complete(paths[operation.path]["get"], operation)
    components = found["components"]
    problem = schemas.Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    components["schemas"] |= problem.pop("$defs")
    components["schemas"]["Problem"] = problem
    components["securitySchemes"] = {
        "Bearer": {
            "type": "http",
            "scheme": "bearer",
            "description": _("A personal token, made on the page of one’s account."),
        }
    }
    _loosen(components["schemas"])
    components["schemas"] = _untitled(components["schemas"])
    return dict(_spoken(found))


def _about() -> str:
    words = translation.gettext(
        "Everything that the site shows in public, to read. Nothing is written here. Without a"
        " token everybody reads the same; with one, what its owner may read on the site. A session"
        " of a browser counts for nothing. Every error is application/problem+json (RFC 9457)."
        " Answers may be kept for %(seconds)d seconds and asked for again with If-None-Match or"
        " If-Modified-Since. The part after the question mark may have %(characters)d characters."
    )
    return words % {"seconds": MAX_AGE, "characters": LONGEST_QUERY}


def _complete(described: Json, operation: Operation) -> None:
    described["summary"] = operation.summary
    described["description"] = operation.description
    described["tags"] = [operation.tag]
    described["security"] = [{"Bearer": []}] if operation.is_private else [{}, {"Bearer": []}]
    if operation.has_id:
        _describe_id(described, operation)
    responses: Json = described["responses"]
    [answer] = responses.values()
    answer["description"] = _("What was asked for.")
    answer["headers"] = {name: _header(*words) for name, words in _HEADERS.items()}
    example = examples.of(operation)
    if example is not None:
        answer["content"]["application/json"]["example"] = example
    responses.clear()
    responses["200"] = answer
    if not operation.is_private:
        responses["304"] = {"description": _("The same as the answer that the validators are of.")}
    for kind in _kinds(operation):
        status, title, help_ = KINDS[kind]
        responses[str(status)] = {
            "description": format_lazy("{}. {}", title, help_),
            "content": {CONTENT_TYPE: {"schema": _PROBLEM, "example": _sample(kind)}},
        }
    described["responses"] = dict(sorted(responses.items()))


def _kinds(operation: Operation) -> tuple[str, ...]:
    more = ("gone",) if operation.may_be_gone or operation.path == "/changes" else ()
    return (*_ALWAYS, *more, *(("forbidden",) if operation.is_private else ()))


def _describe_id(described: Json, operation: Operation) -> None:
    for parameter in described["parameters"]:
        if parameter["in"] == "path":
            parameter["description"] = schemas.ID
            parameter["schema"] = {"type": "string", "minLength": 1}
            parameter["example"] = examples.id_of(operation)


def _header(words: Promise, kind: str) -> Json:
    return {"description": words, "schema": {"type": kind}}


def _sample(kind: str) -> Json:
    status, title, help_ = KINDS[kind]
    return {
        "type": f"{settings.SITE_URL}/api/#problem-{kind}",
        "title": title,
        "status": status,
        "detail": help_,
    }


def _loosen(components: Json) -> None:
    """Of records any field but the id may be left out, by “fields”."""
    names = {resource.schema.__name__ for resource in RESOURCES}
    names |= {one.whole_schema.__name__ for one in RESOURCES if one.whole_schema}
    for name in (*names, schemas.Figure.__name__, schemas.NationalMechanism.__name__):
        described = components.get(name)
        if described:
            described["required"] = ["id"] if "id" in described["properties"] else []
            if not described["required"]:
                del described["required"]


def _untitled(part: Any) -> Any:
    """Without the titles that pydantic makes of names: they say again, and in English, what stands there."""
    if isinstance(part, dict):
        return {
            name: _untitled(value)
            for name, value in part.items()
            if name != "title" or not isinstance(value, str)
        }
    return [_untitled(one) for one in part] if isinstance(part, list) else part


def _spoken(part: Any) -> Any:
    """A copy in which all words are said in the language of the moment."""
    if isinstance(part, dict):
        return {name: _spoken(value) for name, value in part.items()}
    if isinstance(part, list):
        return [_spoken(one) for one in part]
    return str(part) if isinstance(part, Promise) else part
