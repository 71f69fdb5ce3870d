"""Short tables as CSV files: UTF-8 with a byte-order mark, so that spreadsheets read the letters."""

import csv
from collections.abc import Iterable, Sequence

from django.http import HttpResponse

# A spreadsheet takes a cell that begins with one of these for a formula and runs it.
# Source: OWASP, CSV Injection.
_DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def safe(cell: str) -> str:
    """The cell with an apostrophe before it where a spreadsheet would run it as a formula."""
    return f"'{cell}" if cell.lstrip(" \u00a0").startswith(_DANGEROUS) else cell


def csv_answer(name: str, titles: Sequence[str], rows: Iterable[Sequence[object]]) -> HttpResponse:
    """A file `name`.csv: one row of titles, days as ISO 8601, nothing as an empty cell."""
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    response["Cache-Control"] = "private, no-store"
    response.write("\ufeff")
    writer = csv.writer(response)
    writer.writerow(titles)
    writer.writerows([safe("" if cell is None else str(cell)) for cell in row] for row in rows)
    return response
