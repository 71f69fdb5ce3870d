"""Apache Parquet: typed columns, in groups of rows; each column carries what it means."""

from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from portal.opendata.columns import Kind, Table

from .lines import Row

ROWS_IN_A_GROUP = 10_000
_TYPES = {
    Kind.TEXT: pa.string(),
    Kind.WHOLE: pa.int64(),
    # As many digits as the database holds.
    Kind.NUMBER: pa.decimal128(20, 6),
    Kind.TRUTH: pa.bool_(),
    Kind.DAY: pa.date32(),
}


def write(table: Table, rows: Iterable[Row], path: Path) -> None:
    schema = schema_of(table)
    with pq.ParquetWriter(path, schema, compression="zstd") as writer:
        for group in _groups(rows):
            columns = [
                pa.array(values, field.type)
                for values, field in zip(zip(*group, strict=True), schema, strict=True)
            ]
            writer.write_table(pa.Table.from_arrays(columns, schema=schema))


def schema_of(table: Table) -> pa.Schema:
    return pa.schema(
        [
            pa.field(
                column.name,
                _TYPES[column.kind],
                nullable=not column.is_filled,
                metadata={"description": str(column.definition)},
            )
            for column in table.columns
        ],
        metadata={"title": str(table.title), "description": str(table.definition)},
    )


def _groups(rows: Iterable[Row]) -> Iterator[list[Row]]:
    found = iter(rows)
    while group := list(islice(found, ROWS_IN_A_GROUP)):
        yield group
