"""The OpenAPI document: what ninja knows of the operations, completed by what holds for all of them."""

import copy
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.utils import translation
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
    "RateLimit-Limit": ("Requests that may be made within a minute.", "integer"),
    "RateLimit-Remaining": ("How many of them are left.", "integer"),
    "RateLimit-Reset": ("Seconds until they are counted anew.", "integer"),
    "ETag": ("Of exactly this answer: send it back as If-None-Match.", "string"),
    "Last-Modified": ("Since when the address answers so.", "string"),
    "Content-Language": ("The language of labels.", "string"),
}


def document(api: NinjaAPI) -> Json:
    """As the site is described in the language asked for; made once for each process."""
    return copy.deepcopy(_made(api, translation.get_language() or settings.LANGUAGE_CODE))


@lru_cache(maxsize=8)
def _made(api: NinjaAPI, language: str) -> Json:
    found: Json = dict(api.get_openapi_schema(path_prefix=""))
    found["openapi"] = "3.1.0"
    found["info"] = {
        "title": f"{settings.SITE_NAME}: API",
        "version": "1",
        "description": _about(),
        "license": {"name": "See the data licence", "url": f"{settings.SITE_URL}/licence/"},
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
            "description": "A personal token, made on the page of one’s account.",
        }
    }
    _loosen(components["schemas"])
    return found


def _about() -> str:
    return (
        "Everything that the site shows in public, to read. Nothing is written here. Without a"
        " token everybody reads the same; with one, what its owner may read on the site. A session"
        " of a browser counts for nothing. Every error is application/problem+json (RFC 9457)."
        f" Answers may be kept for {MAX_AGE} seconds and asked for again with If-None-Match or"
        f" If-Modified-Since. The part after the question mark may have {LONGEST_QUERY} characters."
    )


def _complete(described: Json, operation: Operation) -> None:
    described["summary"] = str(operation.summary)
    described["description"] = str(operation.description)
    described["tags"] = [str(operation.tag)]
    described["security"] = [{"Bearer": []}] if operation.is_private else [{}, {"Bearer": []}]
    if operation.has_id:
        _describe_id(described, operation)
    responses: Json = described["responses"]
    [answer] = responses.values()
    answer["description"] = "What was asked for."
    answer["headers"] = {name: _header(*words) for name, words in _HEADERS.items()}
    example = examples.of(operation)
    if example is not None:
        answer["content"]["application/json"]["example"] = example
    responses.clear()
    responses["200"] = answer
    if not operation.is_private:
        responses["304"] = {"description": "The same as the answer that the validators are of."}
    for kind in _kinds(operation):
        status, title, help_ = KINDS[kind]
        responses[str(status)] = {
            "description": f"{title}. {help_}",
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


def _header(words: str, kind: str) -> Json:
    return {"description": words, "schema": {"type": kind}}


def _sample(kind: str) -> Json:
    status, title, help_ = KINDS[kind]
    return {
        "type": f"{settings.SITE_URL}/api/#problem-{kind}",
        "title": str(title),
        "status": status,
        "detail": str(help_),
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
