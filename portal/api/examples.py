"""An answer to each operation, as somebody who builds on the API wants to see one first."""

import datetime as dt
import types
from typing import Any, Union, get_args, get_origin

from django.conf import settings
from pydantic import BaseModel

from .operations import Operation
from .resources import BASE

_SAID: dict[str, Any] = {
    "id": "interior",
    "label": "Ministry of Interior",
    "code": "in_progress",
    "status": "in_progress",
    "status_code": "in_progress",
    "position_code": "supported",
    "kind_code": "recommendation",
    "language": "en",
    "title": "Registration of every birth",
    "name": "Births registered within a year",
    "text": "Register every child at birth, free of charge.",
    "symbol": "A/HRC/59/15",
    "paragraph": "112.7",
    "currency": "EUR",
    "iso3": "CRI",
    "cursor": "WyJjaGFuZ2VzIixb…",
    "hidden": None,
    "parameter": "status",
    "change": "published",
    "kind": "recommendations",
    "has_more": False,
    "next": None,
}
_IDS = {
    "recommendations": "UPR-4-112.7",
    "clusters": "birth-registration",
    "themes": "birth-registration",
    "groups": "children",
    "objectives": "1",
    "sdg-goals": "16",
    "sdg-targets": "16.9",
    "states": "CRI",
    "mechanisms": "upr",
    "instruments": "crc",
    "reviews": "upr-4",
    "institutions": "interior",
    "committees": "main-committee",
    "plans": "action-plan-2026",
    "activities": "birth-registration-law",
    "indicators": "births-registered",
    "updates": "3f1f5a0e-8f0a-4e39-9d0b-1f2d3c4b5a69",
    "obligations": "crc-report-2028",
    "consultations": "crc-report",
    "reports": "crc-report",
    "report-files": "3f1f5a0e-8f0a-4e39-9d0b-1f2d3c4b5a69",
    "documents": "3f1f5a0e-8f0a-4e39-9d0b-1f2d3c4b5a69",
    "figures": "recommendations.total",
}


def id_of(operation: Operation) -> str:
    return _IDS[operation.path.split("/")[1]]


def of(operation: Operation) -> Any:
    """Made from the types, so that it is always one that fits them."""
    list_name = operation.path.strip("/").split("/")[0]
    return _model(operation.schema, list_name)


def _model(model: type[BaseModel], list_name: str, depth: int = 0) -> Any:
    found = {
        name: _value(field.annotation, name, list_name, depth)
        for name, field in model.model_fields.items()
    }
    if "url" in found and "id" in found and depth <= 2:
        found["id"] = _IDS.get(list_name, found["id"])
        found["url"] = f"{settings.SITE_URL}{BASE}/{list_name}/{found['id']}"
    return found


def _value(annotation: Any, name: str, list_name: str, depth: int) -> Any:
    origin = get_origin(annotation)
    if origin in (Union, types.UnionType):
        annotation = next(one for one in get_args(annotation) if one is not type(None))
        origin = get_origin(annotation)
    if origin is list:
        return _items(get_args(annotation)[0], name, list_name, depth)
    if origin is dict:
        return {}
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return _model(annotation, list_name, depth + 1)
    return _plain(annotation, name)


def _items(annotation: Any, name: str, list_name: str, depth: int) -> list[Any]:
    """One item, but of a tree that would never end."""
    if depth > 3 or (name == "options" and depth > 2):
        return []
    return [_value(annotation, name, list_name, depth)]


_PLAIN: dict[Any, Any] = {
    str: "…",
    int: 12,
    float: 87.5,
    bool: True,
    dt.date: "2026-03-31",
    dt.datetime: "2026-03-31T09:00:00+00:00",
}


def _plain(annotation: Any, name: str) -> Any:
    said = _SAID.get(name)
    if annotation is str and name in _SAID and isinstance(said, str):
        return said
    if name in ("url", "page", "address", "download", "recommendations") and annotation is str:
        return f"{settings.SITE_URL}/…"
    return _PLAIN.get(annotation, "…")
