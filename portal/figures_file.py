"""The figures as a file: a row for each line, with n, day and definition beside the number."""

import csv
import datetime as dt
import io
import json
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

import xlsxwriter
from django.core.serializers.json import DjangoJSONEncoder
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _

from nmirf.common.tables import safe
from portal.exports.as_csv import text_of
from portal.figures import HEAD, read_all, rows
from reporting.figures import Scope

_WIDTHS = {"title": 34, "group": 30, "line": 44, "counted": 40, "scope": 30, "definition": 100}


def as_csv(scope: Scope) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow([name for name, _title in HEAD])
    for row in rows(read_all(scope), scope):
        writer.writerow([safe(text_of(value)) for value in row])
    return text.getvalue().encode("utf-8-sig")


def as_json(scope: Scope) -> bytes:
    names = [name for name, _title in HEAD]
    listed = [dict(zip(names, row, strict=True)) for row in rows(read_all(scope), scope)]
    return json.dumps({"figures": listed}, cls=DjangoJSONEncoder, ensure_ascii=False).encode()


def as_xlsx(scope: Scope) -> bytes:
    file = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_numbers": False,
        "strings_to_urls": False,
    }
    with xlsxwriter.Workbook(file, options) as book:
        head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
        wrap = book.add_format({"text_wrap": True, "valign": "top"})
        day = book.add_format({"num_format": "yyyy-mm-dd", "valign": "top"})
        sheet = book.add_worksheet(_("Figures")[:31])
        if get_language_bidi():
            sheet.right_to_left()
        sheet.freeze_panes(1, 2)
        sheet.repeat_rows(0)
        for place, (name, title) in enumerate(HEAD):
            sheet.set_column(place, place, _WIDTHS.get(name, 16))
            sheet.write_string(0, place, str(title), head)
        for number, row in enumerate(rows(read_all(scope), scope), start=1):
            for place, value in enumerate(row):
                _cell(sheet, number, place, value, wrap, day)
    return file.getvalue()


def _cell(sheet: Any, row: int, place: int, value: Any, wrap: Any, day: Any) -> None:
    if isinstance(value, dt.date):
        sheet.write_datetime(row, place, value, day)
    elif isinstance(value, int | Decimal):
        sheet.write_number(row, place, value, wrap)
    elif value:
        sheet.write_string(row, place, value, wrap)


# By the ending of the address: the type of the content, and what makes it.
FILES: Mapping[str, tuple[str, Callable[[Scope], bytes]]] = {
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", as_xlsx),
    "csv": ("text/csv; charset=utf-8", as_csv),
    "json": ("application/json", as_json),
}
