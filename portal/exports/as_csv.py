"""CSV in UTF-8 with a byte-order mark, so that Excel reads the letters; one row of titles."""

import csv
import datetime as dt
import io
from typing import IO, Any

from django.utils.translation import gettext as _

from nmirf.common.csv_files import safe

from .table import Table


def write(table: Table, file: IO[bytes]) -> None:
    text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="", write_through=True)
    writer = csv.writer(text)
    writer.writerow([column.name for column in table.columns])
    for values in table.values():
        writer.writerow([safe(text_of(value)) for value in values])
    text.flush()
    text.detach()


def text_of(value: Any) -> str:
    """A value as text: days as ISO 8601, several values with a semicolon between, nothing as ""."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, list):
        return "; ".join(value)
    return str(value)
