"""JSON: where the rows come from and what the columns mean, then the rows with typed values."""

import datetime as dt
import json
from typing import IO, Any

from .table import Table


def write(table: Table, file: IO[bytes]) -> None:
    head = {
        "title": table.title,
        "source": table.source,
        "licence": table.licence,
        "address": table.address,
        "narrowed_by": list(table.narrowed),
        "language": table.language,
        "made_at": table.made_at.isoformat(),
        "count": table.total,
        "columns": [
            {"name": one.name, "title": str(one.title), "definition": str(one.definition)}
            for one in table.columns
        ],
    }
    names = [column.name for column in table.columns]
    # The rows follow one by one, so that the memory needed does not grow with the file.
    file.write(_encoded(head)[:-1] + b', "rows": [')
    for number, values in enumerate(table.values()):
        row = dict(zip(names, map(_plain, values), strict=True))
        file.write((b",\n" if number else b"\n") + _encoded(row))
    file.write(b"\n]}\n")


def _encoded(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, dt.date) else value
