"""Small tables as CSV in UTF-8 with a byte-order mark, so that Excel reads the letters."""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

from django.http import HttpResponse

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
    response = HttpResponse(
        text.getvalue().encode("utf-8-sig"), content_type="text/csv; charset=utf-8"
    )
    response["Cache-Control"] = "private, no-store"
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response
