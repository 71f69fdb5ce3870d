"""An Excel workbook: the rows with typed cells, what the columns mean, and where it comes from."""

import datetime as dt
from typing import IO, Any

import xlsxwriter
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _

from nmirf.common.cells import Cuts

from .as_csv import text_of
from .table import Table

_WIDE = {"text": 80, "themes": 40, "groups": 30, "sdgs": 40, "review": 30, "response": 60}
_USUAL_WIDTH = 18


def write(table: Table, file: IO[bytes]) -> None:
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_numbers": False,
        "strings_to_urls": False,
        "default_date_format": "yyyy-mm-dd",
    }
    with xlsxwriter.Workbook(file, options) as book:
        head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
        wrap = book.add_format({"text_wrap": True, "valign": "top"})
        day = book.add_format({"num_format": "yyyy-mm-dd", "valign": "top"})
        book.set_properties({"title": table.title, "author": table.source})
        cuts = Cuts()
        _rows(book, table, cuts, head, wrap, day)
        if any(column.definition for column in table.columns):
            _definitions(book, table, head, wrap)
        _about(book, table, head, wrap, len(cuts.places))
        cuts.tell(book, head)


def _rows(book: Any, table: Table, cuts: Cuts, head: Any, wrap: Any, day: Any) -> None:
    """Write them; `cuts` notes what did not fit."""
    sheet = _sheet(book, table, table.listed)
    for place, column in enumerate(table.columns):
        width = 80 if column.name.startswith("text_") and len(column.name) == 7 else _USUAL_WIDTH
        sheet.set_column(place, place, _WIDE.get(column.name, width))
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, table.total, len(table.columns) - 1)
    sheet.repeat_rows(0)
    for place, column in enumerate(table.columns):
        sheet.write_string(0, place, str(column.title), head)
    for number, values in enumerate(table.values(), start=1):
        for place, (column, value) in enumerate(zip(table.columns, values, strict=True)):
            if isinstance(value, list | str):
                value = cuts.fitted(
                    text_of(value), sheet=sheet.name, row=number, column=column.title
                )
            _cell(sheet, number, place, value, wrap, day)


def _cell(sheet: Any, row: int, place: int, value: Any, wrap: Any, day: Any) -> None:
    """Days, numbers and truth values as such; all else as text, never as a formula or a link."""
    if isinstance(value, bool):
        sheet.write_boolean(row, place, value, wrap)
    elif isinstance(value, int):
        sheet.write_number(row, place, value, wrap)
    elif isinstance(value, dt.date):
        sheet.write_datetime(row, place, value, day)
    elif value:
        sheet.write_string(row, place, text_of(value), wrap)


def _definitions(book: Any, table: Table, head: Any, wrap: Any) -> None:
    sheet = _sheet(book, table, _("Columns"))
    sheet.set_column(0, 1, 30)
    sheet.set_column(2, 2, 90)
    sheet.freeze_panes(1, 0)
    for place, title in enumerate((_("Column"), _("Name in other formats"), _("Meaning"))):
        sheet.write_string(0, place, title, head)
    for number, column in enumerate(table.columns, start=1):
        for place, words in enumerate((column.title, column.name, column.definition)):
            sheet.write_string(number, place, str(words), wrap)


def _about(book: Any, table: Table, head: Any, wrap: Any, cut: int) -> None:
    sheet = _sheet(book, table, _("About this file"))
    sheet.set_column(0, 0, 30)
    sheet.set_column(1, 1, 90)
    facts = (
        (_("Title"), table.title),
        (_("Source"), table.source),
        (_("Address"), table.address),
        (_("Narrowed by"), "\n".join(table.narrowed) or table.everything),
        (table.listed, table.total),
        (_("Made at"), f"{table.made_at:%Y-%m-%d %H:%M} UTC"),
        (_("Language"), get_language_info(table.language)["name_local"]),
        (_("Licence"), table.licence),
        *([(_("Texts cut at what a cell can hold"), cut)] if cut else []),
    )
    for number, (name, value) in enumerate(facts):
        sheet.write_string(number, 0, name, head)
        _cell(sheet, number, 1, value, wrap, wrap)


def _sheet(book: Any, table: Table, name: str) -> Any:
    sheet = book.add_worksheet(name[:31])
    if get_language_info(table.language)["bidi"]:
        sheet.right_to_left()
    return sheet
