"""The formats of a table besides lines of JSON: what writes each.

A format is one module with a function `write(table, rows, path)` and a line in `WRITERS`.
"""

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from portal.opendata.columns import Table

from . import as_csv, as_parquet, as_xlsx
from .lines import Row

WRITERS: Mapping[str, Callable[[Table, Iterable[Row], Path], None]] = {
    "csv": as_csv.write,
    "xlsx": as_xlsx.write,
    "parquet": as_parquet.write,
}
