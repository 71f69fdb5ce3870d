"""Small tables as files: CSV in UTF-8 with a byte-order mark, so that Excel reads the letters; XLSX."""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

import xlsxwriter
from django.http import HttpResponse

from .cells import Cuts

# A spreadsheet takes a cell that begins with one of these for a formula and runs it.
# Source: OWASP, CSV Injection.
_DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def safe(cell: str) -> str:
    """The cell with an apostrophe before it where a spreadsheet would run it as a formula."""
    return f"'{cell}" if cell.lstrip(" \u00a0").startswith(_DANGEROUS) else cell


def csv_file(name: str, titles: Sequence[Any], rows: Iterable[Sequence[Any]]) -> HttpResponse:
    """The answer that downloads `<name>.csv`: a row of titles, then the rows; None is empty."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([str(title) for title in titles])
    for row in rows:
        writer.writerow([safe("" if cell is None else str(cell)) for cell in row])
    return attached(f"{name}.csv", text.getvalue().encode("utf-8-sig"), "text/csv; charset=utf-8")


_WIDTH = 30
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def xlsx_file(
    name: str, sheets: Sequence[tuple[str, Sequence[Any], Iterable[Sequence[Any]]]]
) -> HttpResponse:
    """The answer that downloads `<name>.xlsx`: sheets of (name, titles, rows), all cells as text.

    As text, "2.10" stays what it is, and nothing is ever a formula. What a cell can't hold is cut,
    and one more sheet says so.
    """
    data = io.BytesIO()
    cuts = Cuts()
    with xlsxwriter.Workbook(data, {"in_memory": True}) as book:
        head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
        wrap = book.add_format({"text_wrap": True, "valign": "top", "num_format": "@"})
        for title, columns, rows in sheets:
            sheet = book.add_worksheet(title[:31])
            sheet.set_column(0, max(len(columns) - 1, 0), _WIDTH, wrap)
            sheet.freeze_panes(1, 0)
            for place, column in enumerate(columns):
                sheet.write_string(0, place, str(column), head)
            for number, row in enumerate(rows, start=1):
                for place, cell in enumerate(row):
                    text = cuts.fitted(
                        "" if cell is None else str(cell),
                        sheet=title,
                        row=number,
                        column=columns[place],
                    )
                    sheet.write_string(number, place, text, wrap)
        cuts.tell(book, head)
    return attached(f"{name}.xlsx", data.getvalue(), XLSX)


def attached(filename: str, content: bytes, kind: str) -> HttpResponse:
    """The answer that downloads `content`; it is one reader's own and is kept nowhere."""
    response = HttpResponse(content, content_type=kind)
    response["Cache-Control"] = "private, no-store"
    response["Content-Disposition"] = f'attachment; filename="{filename}"'
    return response
