"""The register as a file: the same rows, in the same order, that the reader has on screen.

    table = export_table(reader, found, columns)
    with open(…, "wb") as file:
        FORMATS["csv"].write(table, file)

A format is one module with a function `write(table, file)` and a line in `FORMATS`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import IO

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from . import as_csv, as_docx, as_json, as_xlsx
from .columns import Column, choose, columns_for
from .table import Table, export_table

__all__ = ["FORMATS", "Column", "Format", "Table", "choose", "columns_for", "export_table"]


@dataclass(frozen=True, slots=True)
class Format:
    """One kind of file."""

    name: str
    label: str | Promise
    content_type: str
    write: Callable[[Table, IO[bytes]], None]


FORMATS: Mapping[str, Format] = {
    one.name: one
    for one in (
        Format("csv", _("CSV, for any program"), "text/csv; charset=utf-8", as_csv.write),
        Format(
            "xlsx",
            _("Excel, with a sheet that explains the columns"),
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            as_xlsx.write,
        ),
        Format("json", _("JSON, for programmers"), "application/json", as_json.write),
        Format(
            "docx",
            _("Word, in the table layout of OHCHR’s lists of recommendations"),
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            as_docx.write,
        ),
    )
}
