"""Rows of an import put into the database, by the fastest way that it offers."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

from recommendations.models import ImportRow

_COLUMNS = (
    *("batch_id", "position", "part", "outcome", "reference", "addressed_to"),
    *(
        "paragraph_key",
        "recommendation_id",
        "changes",
        "said",
        "message",
        "candidates",
        "parts",
        "unknown",
    ),
)
_JSON = {"changes", "said", "candidates", "parts", "unknown"}
_EMPTY: dict[type, str] = {list: "[]", dict: "{}"}


@dataclass(slots=True)
class Verdict:
    """An ImportRow before it is stored, field by field: what one row of the file would do."""

    batch_id: int
    position: int
    outcome: str
    part: int = 0
    reference: str = ""
    addressed_to: str = ""
    paragraph_key: str = ""
    recommendation_id: int | None = None
    changes: dict[str, Any] = field(default_factory=dict)
    said: dict[str, Any] = field(default_factory=dict)
    message: str = ""
    candidates: list[Any] = field(default_factory=list)
    parts: list[Any] = field(default_factory=list)
    unknown: list[Any] = field(default_factory=list)


def store(rows: Iterable[Verdict]) -> None:
    """Add the rows of the import. They have no history to write."""
    table = ImportRow._meta.db_table
    statement = f"COPY {table} ({', '.join(_COLUMNS)}) FROM STDIN"
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row([_value(row, name) for name in _COLUMNS])


def _value(row: Verdict, name: str) -> object:
    value = getattr(row, name)
    if name not in _JSON:
        return value
    # Most of the lists and objects of most rows are empty.
    return _encode(value) if value else _EMPTY[type(value)]


_encode = json.JSONEncoder(ensure_ascii=False, check_circular=False).encode
