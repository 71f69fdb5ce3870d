"""Rows of an import put into the database, by the fastest way that it offers."""

import json
from collections.abc import Sequence

from django.db import connection

from recommendations.models import ImportRow

_COLUMNS = (
    *("batch_id", "position", "part", "outcome", "reference", "recommendation_id", "changes"),
    *("said", "message", "candidates", "parts", "unknown"),
)
_JSON = {"changes", "said", "candidates", "parts", "unknown"}


def store(rows: Sequence[ImportRow]) -> None:
    """Add rows that are not saved yet; they don't learn their keys. They have no history to write."""
    table = ImportRow._meta.db_table
    statement = f"COPY {table} ({', '.join(_COLUMNS)}) FROM STDIN"
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row([_value(row, name) for name in _COLUMNS])


def _value(row: ImportRow, name: str) -> object:
    value = getattr(row, name)
    return _encode(value) if name in _JSON else value


_encode = json.JSONEncoder(ensure_ascii=False, check_circular=False).encode
