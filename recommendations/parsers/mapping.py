"""Tables of any kind: how a person says which column is which, and what to show while asking."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from .rows import BadFile


@dataclass(frozen=True, slots=True)
class TableMapping:
    """Which column is which field.

    `columns` leads from our field to the title of a column, `constants` from our field to the value
    that every row has; a column's own value goes before it. `reading` may hold `day_first` (bool,
    days before months: true unless said), `separator` (between several labels of a cell) and
    `sheet` (the name of a sheet; the first with the titles unless said).
    """

    columns: Mapping[str, str]
    constants: Mapping[str, str] = field(default_factory=dict)
    reading: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TablePeek:
    """The beginning of a table: sheets by name (one, "", of a CSV), titles, and up to five rows.

    Every row has as many cells as there are titles. `encoding` and `delimiter` are "" for XLSX.
    """

    sheets: tuple[str, ...]
    titles: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    encoding: str = ""
    delimiter: str = ""


class NeedsMapping(BadFile):
    """A sound table of a kind that nobody knows: a person has to say which column is which."""

    def __init__(self, message: str, peek: TablePeek) -> None:
        super().__init__(message, what="needs mapping")
        self.peek = peek
