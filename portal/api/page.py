"""The page about the API, written from its own description."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from portal.trails import trail

from .doors import api
from .openapi import document
from .problems import KINDS


@require_GET
@login_not_required
def docs(request: HttpRequest) -> HttpResponse:
    described = document(api)
    groups: dict[str, list[dict[str, Any]]] = {}
    for path, methods in described["paths"].items():
        one = methods["get"]
        groups.setdefault(one["tags"][0], []).append(_operation(described, path, one))
    context = {
        "described": described,
        "base": described["servers"][0]["url"],
        "groups": list(groups.items()),
        "problems": [(kind, *words) for kind, words in KINDS.items()],
        "trail": trail((_("API"), "")),
    }
    return render(request, "portal/api.html", context)


def _operation(described: dict[str, Any], path: str, one: dict[str, Any]) -> dict[str, Any]:
    answer = one["responses"]["200"]["content"]["application/json"]
    address = path
    for parameter in one["parameters"]:
        if parameter["in"] == "path":
            address = address.replace(f"{{{parameter['name']}}}", parameter["example"])
    return {
        "id": one["operationId"],
        "path": path,
        "address": f"{described['servers'][0]['url']}{address}",
        "summary": one["summary"],
        "description": one["description"],
        "is_private": {} not in one["security"],
        "parameters": [_parameter(parameter) for parameter in one["parameters"]],
        "fields": _fields(described, answer["schema"]),
    }


def _parameter(one: dict[str, Any]) -> dict[str, Any]:
    schema = one["schema"]
    values = schema.get("enum") or schema.get("items", {}).get("enum") or []
    return {
        "name": one["name"],
        "description": one["description"],
        # A list of all fields stands below anyway.
        "values": [] if one["name"] == "fields" or len(values) > 40 else values,
        "is_many": schema.get("type") == "array" and one.get("explode", True),
    }


def _fields(described: dict[str, Any], schema: dict[str, Any]) -> list[dict[str, Any]]:
    """The fields of a record; of a page of a list, those of the records on it."""
    found = _resolved(described, schema)
    listed = found.get("properties", {}).get("data", {})
    if "items" in listed:
        found = _resolved(described, listed["items"])
    return [
        {"name": name, "type": _type(one), "description": one.get("description", "")}
        for name, one in found.get("properties", {}).items()
    ]


def _resolved(described: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    name = schema.get("$ref", "").rpartition("/")[2]
    found: dict[str, Any] = described["components"]["schemas"][name] if name else schema
    return found


def _type(one: dict[str, Any]) -> str:
    """In the words of JSON, with signs between them: "string", "Part[]", "integer | null"."""
    if "anyOf" in one:
        return " | ".join(_type(part) for part in one["anyOf"])
    if "$ref" in one:
        return str(one["$ref"]).rpartition("/")[2]
    if one.get("type") == "array":
        return f"{_type(one['items'])}[]"
    if one.get("format"):
        return str(one["format"])
    return str(one.get("type", ""))
