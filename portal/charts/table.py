"""The numbers of a chart as a file, with what they count below them."""

import csv
import io
from typing import Any

from nmirf.common.tables import safe
from portal.exports.as_csv import text_of

from .drawing import Drawing


def as_csv(drawing: Drawing) -> bytes:
    """UTF-8 with a byte-order mark; after an empty row what is counted, of when, and whose it is."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    for row in drawing.table():
        writer.writerow([_cell(value) for value in row])
    writer.writerow([])
    for line in filter(None, (drawing.title, drawing.said, drawing.caption, drawing.explanation)):
        writer.writerow([safe(line)])
    writer.writerow([safe(drawing.source)])
    return text.getvalue().encode("utf-8-sig")


def _cell(value: Any) -> str:
    return str(value) if isinstance(value, int) else safe(text_of(value))
