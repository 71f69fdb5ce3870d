"""The rows of a table as everyone may read them, each as a line of JSON.

The lines are what every other format is made of, so that all of them say the same.
"""

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from json.encoder import encode_basestring
from typing import Any

from portal.reader import Reader

from .columns import Column, Kind, Table

# By table, the keys of its rows that were read: whatever leads elsewhere leads to nothing public.
Known = dict[str, set[Any]]


def lines(table: Table, reader: Reader, known: Known) -> Iterator[bytes]:
    """A line a row, with every column that has a value; adds the keys that were read to `known`."""
    encoders = [_encoder(column) for column in table.columns]
    for values in rows(table, reader, known):
        found = [
            encode(value)
            for encode, value in zip(encoders, values, strict=True)
            if value is not None
        ]
        yield f"{{{', '.join(found)}}}\n".encode()


def rows(table: Table, reader: Reader, known: Known) -> Iterator[list[Any]]:
    """Rows of plain values: "" is None, numbers are exact.

    A link to what is not public is None; a row that needs it is left out.
    """
    found: Iterator[Sequence[Any]] = table.rows(reader)
    key = table.key
    place = [column.name for column in table.columns].index(key[0])
    own = known.setdefault(table.name, set())
    if any(column.leads_to == table.name for column in table.columns):
        # It leads to rows of its own that may come later.
        held = list(found)
        own.update(values[place] for values in held)
        found = iter(held)
    checks = [
        (number, known[column.leads_to], column.is_filled)
        for number, column in enumerate(table.columns)
        if column.leads_to
    ]
    for values in found:
        row = [_plain(value) for value in values]
        if _closed(row, checks):
            continue
        if len(key) == 1:
            own.add(row[place])
        yield row


def _closed(row: list[Any], checks: Sequence[tuple[int, set[Any], bool]]) -> bool:
    """Empty each link that leads to nothing public; whether the row cannot be without it."""
    for number, keys, is_needed in checks:
        if row[number] not in keys:
            if is_needed:
                return True
            row[number] = None
    return False


def _plain(value: Any) -> Any:
    return None if value == "" else value


def _encoder(column: Column) -> Callable[[Any], str]:
    """From a value to `"name": value`, as JSON writes it."""
    start = f"{encode_basestring(column.name)}: "
    write = _WRITERS[column.kind]
    return lambda value: start + write(value)


def _number(value: Any) -> str:
    """All its digits, without an exponent and without zeros at the end."""
    return f"{Decimal(value).normalize():f}"


_WRITERS: dict[Kind, Callable[[Any], str]] = {
    Kind.TEXT: lambda value: str(encode_basestring(str(value))),
    Kind.WHOLE: lambda value: str(int(value)),
    Kind.NUMBER: _number,
    Kind.TRUTH: lambda value: "true" if value else "false",
    Kind.DAY: lambda value: f'"{value.isoformat()}"',
}
