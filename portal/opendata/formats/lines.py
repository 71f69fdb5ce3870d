"""What is read back from a file of lines, with the values that each column has."""

import datetime as dt
import json
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

from portal.opendata.columns import Kind, Table

Row = list[Any]
_READ: dict[Kind, Callable[[str], Any]] = {
    Kind.DAY: dt.date.fromisoformat,
    Kind.NUMBER: Decimal,
}


def rows(table: Table, path: Path) -> Iterator[Row]:
    """The rows of a file of lines, one by one: a value a column, in their order, None for none."""
    columns = [(column.name, _READ.get(column.kind)) for column in table.columns]
    with path.open(encoding="utf-8") as file:
        for line in file:
            found = json.loads(line, parse_float=Decimal)
            yield [
                read(value) if read and value is not None else value
                for name, read in columns
                for value in (found.get(name),)
            ]
