"""Files of values made into raw rows: one value a row, periods side by side, or SDMX-CSV.

Source: SDMX-CSV 1.0 (DATAFLOW in the first column) and 2.0 (STRUCTURE, STRUCTURE_ID, ACTION).
"""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from activities.choices import Dimension
from nmirf.common.tables import safe
from recommendations.parsers.delimited import CsvFile
from recommendations.parsers.mapping import fold_heading
from recommendations.parsers.recognise import CSV, XLSX, recognise
from recommendations.parsers.rows import BadFile, Limits, Unreadable
from recommendations.parsers.xlsx import Workbook

from .columns import FIELDS
from .periods import is_period

MOST_VALUES = 50_000
_TITLE_ROWS = 20
_LIMITS = {"record": 1024 * 1024}
DIMENSIONS = frozenset(Dimension.values)


@dataclass(frozen=True, slots=True)
class RawValue:
    """One value as the file has it. `row` and `titles` (field → column) name the place for people."""

    row: str
    period: str
    value: str | float
    cells: dict[str, str]
    titles: dict[str, str]
    # Field → a cell that says something which may not be taken over.
    unreadable: dict[str, Unreadable] = field(default_factory=dict)

    def title(self, name: str) -> str:
        return self.titles.get(name, name)

    @property
    def groups(self) -> dict[str, str]:
        """By dimension, what its cell says."""
        return {name: text for name, text in self.cells.items() if name in DIMENSIONS}


@dataclass(slots=True)
class ValueFile:
    """`layout`: long, wide or sdmx. `ignored` are titles of columns that say nothing here."""

    layout: str
    values: list[RawValue]
    ignored: list[str] = field(default_factory=list)


def read_values(path: Path, size: int) -> ValueFile:
    """Every value that the file states, in its order. Raises BadFile where it is no such table."""
    limits = Limits(file=size + 1, **_LIMITS)
    kind = recognise(path, limits)
    if kind not in (CSV, XLSX):
        raise BadFile(_("This is neither a CSV file nor an Excel workbook."), what="no table")
    book: Any = CsvFile(path, limits) if kind == CSV else Workbook(path, limits)
    with book:
        sheets = [found for sheet in book.sheets if (found := _titles(book, sheet))]
        if not sheets:
            raise BadFile(
                _(
                    "No row of titles was found. Needed are a column for the indicator and either"
                    " columns for period and value, or one column for each period."
                ),
                what="no titles",
            )
        return _read(book, sheets)


@dataclass(frozen=True, slots=True)
class _Sheet:
    sheet: Any
    row: int
    fields: dict[int, str]
    periods: dict[int, str]
    titles: dict[int, str]
    layout: str


def _titles(book: Any, sheet: Any) -> _Sheet | None:
    """The first row near the top that names an indicator and its values."""
    with closing(book.rows(sheet)) as rows:
        for number, cells in islice(rows, _TITLE_ROWS):
            texts = {at: text for at, cell in cells.items() if (text := _text(cell))}
            fields = {
                at: FIELDS[f] for at, text in texts.items() if (f := fold_heading(text)) in FIELDS
            }
            periods = {
                at: text for at, text in texts.items() if at not in fields and is_period(text)
            }
            layout = _layout(set(fields.values()), periods)
            if layout:
                _refuse_doubles(book, sheet, number, fields, texts)
                return _Sheet(sheet, number, fields, periods, texts, layout)
    return None


def _layout(fields: set[str], periods: dict[int, str]) -> str:
    if "indicator" not in fields:
        return ""
    if {"period", "value"} <= fields:
        return "sdmx" if fields & {"dataflow", "structure"} else "long"
    return "wide" if periods else ""


def _refuse_doubles(
    book: Any, sheet: Any, number: int, fields: dict[int, str], texts: dict[int, str]
) -> None:
    seen: set[str] = set()
    for at, name in fields.items():
        # SDMX has both STRUCTURE and STRUCTURE_ID, which say nothing here.
        if name in seen and name != "structure":
            raise BadFile(
                _("Two columns say the same: “%(title)s”. Remove one.") % {"title": texts[at]},
                where=book.place(sheet, number),
                what="double title",
            )
        seen.add(name)


def _read(book: Any, sheets: list[_Sheet]) -> ValueFile:
    found = ValueFile(layout=sheets[0].layout, values=[])
    for sheet in sheets:
        known = sheet.fields.keys() | sheet.periods.keys()
        found.ignored += [text for at, text in sheet.titles.items() if at not in known]
        for raw in _raw(book, sheet):
            found.values.append(raw)
            if len(found.values) > MOST_VALUES:
                raise BadFile(
                    _("The file has more than %(most)d values. Split it.") % {"most": MOST_VALUES},
                    what="too many values",
                )
    if not found.values:
        raise BadFile(_("The file holds no value."), what="no rows")
    return found


def _raw(book: Any, sheet: _Sheet) -> Iterator[RawValue]:
    titles = {name: sheet.titles[at] for at, name in sheet.fields.items()}
    for number, cells in book.rows(sheet.sheet):
        if number <= sheet.row:
            continue
        known = {sheet.fields[at]: cell for at, cell in cells.items() if at in sheet.fields}
        said = {name: _text(cell) for name, cell in known.items()}
        bad = {name: cell for name, cell in known.items() if isinstance(cell, Unreadable)}
        if sheet.layout == "sdmx":
            said = {name: _code(name, text) for name, text in said.items()}
        place = book.place(sheet.sheet, number)
        if sheet.layout != "wide":
            if any(said.values()):
                at = next(at for at, name in sheet.fields.items() if name == "value")
                yield RawValue(
                    place, said.get("period", ""), _value(cells.get(at, "")), said, titles, bad
                )
            continue
        for at, period in sheet.periods.items():
            if _text(cells.get(at, "")):
                named = titles | {"value": period}
                yield RawValue(place, period, _value(cells[at]), said, named, bad)


def _code(name: str, text: str) -> str:
    """Of "F: Female", as files with both codes and labels have it, the code."""
    return text if name in ("note", "source") else text.partition(":")[0].strip()


def _value(cell: Any) -> str | float:
    return cell if isinstance(cell, float) else _text(cell)


def _text(cell: Any) -> str:
    """A cell as text; whole numbers as such, and without the mark that keeps it from being run."""
    if isinstance(cell, bool):
        return "1" if cell else "0"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    if isinstance(cell, Unreadable):
        return f"={cell.shown}"
    text = str(cell).strip()
    return text[1:] if text.startswith("'") and safe(text[1:]) == text else text
