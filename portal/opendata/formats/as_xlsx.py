"""An Excel workbook: the rows with typed cells, and what the columns mean."""

import datetime as dt
from collections.abc import Iterable
from itertools import chain, islice
from pathlib import Path
from typing import Any

import xlsxwriter
from django.utils.translation import gettext as _
from django.utils.translation import override

from nmirf.common.cells import Cuts
from portal.opendata.columns import Kind, Table

from .lines import Row

# What a sheet can hold. Source: Microsoft, Excel specifications and limits.
MOST_ROWS = 1_048_576
FEW_ROWS = 500
_WIDTHS = {Kind.TEXT: 24, Kind.WHOLE: 10, Kind.NUMBER: 14, Kind.TRUTH: 10, Kind.DAY: 12}
# Every file of the same rows is the same file.
_MADE_AT = dt.datetime(2000, 1, 1)  # noqa: DTZ001 - the property has no zone


def write(table: Table, rows: Iterable[Row], path: Path) -> None:
    found = iter(rows)
    first = list(islice(found, FEW_ROWS + 1))
    # Few rows need no files besides; of many no more than one is in memory.
    layout = "in_memory" if len(first) <= FEW_ROWS else "constant_memory"
    options = {
        layout: True,
        "strings_to_formulas": False,
        "strings_to_numbers": False,
        "strings_to_urls": False,
        "default_date_format": "yyyy-mm-dd",
    }
    with xlsxwriter.Workbook(str(path), options) as book:
        book.set_properties({"title": str(table.title), "created": _MADE_AT})
        head = book.add_format({"bold": True, "bottom": 1})
        # Marked in one language, as the columns are named.
        with override(None):
            cuts = Cuts()
        _data(book, table, chain(first, found), cuts, head)
        _columns(book, table, head)
        cuts.tell(book, head)


def _data(book: Any, table: Table, rows: Iterable[Row], cuts: Cuts, head: Any) -> None:
    """On as many sheets as there have to be."""
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    place = MOST_ROWS
    sheet: Any = None
    number = 0
    for row in rows:
        if place >= MOST_ROWS:
            number += 1
            sheet, place = _sheet(book, table, head, f"data {number}" if number > 1 else "data"), 1
        for at, value in enumerate(row):
            if isinstance(value, str):
                column = table.columns[at].name
                value = cuts.fitted(value, sheet=sheet.name, row=place, column=column)
            if value is not None:
                _cell(sheet, place, at, value, day)
        place += 1
    if sheet is None:
        _sheet(book, table, head, "data")


def _sheet(book: Any, table: Table, head: Any, name: str) -> Any:
    sheet = book.add_worksheet(name)
    for at, column in enumerate(table.columns):
        sheet.set_column(at, at, _WIDTHS[column.kind])
    sheet.freeze_panes(1, 0)
    for at, column in enumerate(table.columns):
        sheet.write_string(0, at, column.name, head)
    return sheet


def _cell(sheet: Any, row: int, place: int, value: Any, day: Any) -> None:
    """Days, numbers and truth values as such; all else as text, never as a formula or a link."""
    if isinstance(value, str):
        sheet.write_string(row, place, value)
    elif isinstance(value, bool):
        sheet.write_boolean(row, place, value)
    elif isinstance(value, dt.date):
        sheet.write_datetime(row, place, value, day)
    else:
        sheet.write_number(row, place, value)


def _columns(book: Any, table: Table, head: Any) -> None:
    sheet = book.add_worksheet("columns")
    sheet.set_column(0, 1, 24)
    sheet.set_column(2, 2, 100)
    sheet.freeze_panes(1, 0)
    for place, title in enumerate((_("Column"), _("Kind of value"), _("Meaning"))):
        sheet.write_string(0, place, title, head)
    for number, column in enumerate(table.columns, start=1):
        for place, words in enumerate((column.name, column.kind.value, str(column.definition))):
            sheet.write_string(number, place, words)
