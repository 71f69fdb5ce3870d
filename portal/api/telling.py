"""Small values as records hold them."""

import datetime as dt
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.db.models import Choices, Model, QuerySet

from .resources import Json, address, page


def ref(row: Any, key: str = "slug") -> Json | None:
    """Another record: its id and its name."""
    return {"id": str(getattr(row, key)), "label": str(row.label)} if row else None


def of_code(row: Any) -> Json | None:
    """One that is known by a code, in small letters as in addresses."""
    return {"id": row.code.lower(), "label": str(row.label)} if row else None


def coded(row: Model, field: str) -> Json:
    display = getattr(row, f"get_{field}_display")()
    return {"code": getattr(row, field), "label": str(display)}


def coded_or_none(row: Model, field: str) -> Json | None:
    return coded(row, field) if getattr(row, field) else None


def choice(value: Any, choices: type[Choices]) -> Json:
    return {"code": str(value), "label": str(choices(value).label)}


def tally(counts: Mapping[str, int]) -> list[Json]:
    """The statuses in their order, “” for not assessed."""
    return [{"status": status, "number": number} for status, number in sorted(counts.items())]


def head(resource: str, key: Any, path: str = "") -> Json:
    found = {"id": str(key), "url": address(resource, key)}
    return found | {"page": page(path)} if path else found


def number(value: Decimal | int | None) -> int | float | None:
    """As JSON knows numbers; a whole one without a point."""
    if value is None:
        return None
    return int(value) if value == int(value) else float(value)


def by_key(links: QuerySet[Any, Any], *fields: str) -> dict[Any, list[Any]]:
    """By the first field, the rest of each row in the order of `links`; one query."""
    found: dict[Any, list[Any]] = {}
    for key, *rest in links.values_list(*fields):
        found.setdefault(key, []).append(rest[0] if len(rest) == 1 else rest)
    return found


def keys(rows: Iterable[Any]) -> list[int]:
    return [row.pk for row in rows]


def moment(value: dt.datetime | None) -> str | None:
    return value.isoformat() if value else None
