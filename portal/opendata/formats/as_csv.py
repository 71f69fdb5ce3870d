"""CSV in UTF-8, without a mark at its beginning: a row of names, then the rows.

Source: RFC 4180. A text that a spreadsheet would run as a formula has an apostrophe before it.
"""

import csv
import datetime as dt
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from nmirf.common.tables import safe
from portal.opendata.columns import Kind, Table

from .lines import Row

_WRITE: dict[Kind, Callable[[Any], str]] = {
    Kind.TEXT: safe,
    Kind.WHOLE: str,
    Kind.NUMBER: lambda value: f"{value:f}",
    Kind.TRUTH: lambda value: "true" if value else "false",
    Kind.DAY: dt.date.isoformat,
}


def write(table: Table, rows: Iterable[Row], path: Path) -> None:
    writes = [_WRITE[column.kind] for column in table.columns]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([column.name for column in table.columns])
        for row in rows:
            writer.writerow(
                [
                    "" if value is None else put(value)
                    for put, value in zip(writes, row, strict=True)
                ]
            )
