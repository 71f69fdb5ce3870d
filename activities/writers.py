"""Series as files: CSV, Excel and SDMX-CSV, each of which the import reads back with nothing changed.

Only values as they may be shown get in: see `activities.showing`.
"""

import csv
import datetime as dt
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import xlsxwriter
from django.conf import settings
from django.utils.translation import gettext as _

from nmirf.common.tables import safe

from .choices import Dimension
from .models import Indicator
from .parsers.columns import status_code
from .showing import Shown, threshold
from .sources import Source

Cells = list[Any]
LONG = (
    *("indicator", "name", "unit", "period", *Dimension.values, "value", "cases", "quality"),
    *("standing", "source", "document", "note", "withheld"),
)
SDMX = (
    *("DATAFLOW", "FREQ", "INDICATOR", *(name.upper() for name in Dimension.values)),
    *("TIME_PERIOD", "OBS_VALUE", "OBS_STATUS", "CONF_STATUS", "UNIT_MEASURE", "CASES"),
    *("QUALITY", "STANDING", "SOURCE", "DOCUMENT", "COMMENT"),
)
TYPES = {
    "csv": "text/csv; charset=utf-8",
    "sdmx.csv": "application/vnd.sdmx.data+csv; charset=utf-8; version=1.0.0",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@dataclass(frozen=True, slots=True)
class Series:
    indicator: Indicator
    values: Sequence[Shown]
    # By key of the value, the document that it rests on.
    sources: Mapping[int, Source] = field(default_factory=dict)


def write(ending: str, series: Iterable[Series]) -> bytes:
    """The file with this ending: a key of TYPES."""
    if ending == "xlsx":
        return _xlsx(series)
    titles, row = (SDMX, _sdmx) if ending == "sdmx.csv" else (LONG, _long)
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(titles)
    for cells in _rows(series, row):
        writer.writerow([_safe(cell) for cell in cells])
    return text.getvalue().encode("utf-8" if ending == "sdmx.csv" else "utf-8-sig")


def _rows(series: Iterable[Series], row: Any) -> Iterator[Cells]:
    for one in series:
        for value in one.values:
            source = one.sources.get(value.row.pk)
            yield row(one.indicator, value, source.address if source else "")


def _long(indicator: Indicator, one: Shown, document: str) -> Cells:
    groups = one.breakdown
    return [
        *(indicator.code, indicator.label, indicator.unit.code, one.row.period),
        *(groups.get(name, "") for name in Dimension.values),
        *(_number(one), "" if one.cases is None else one.cases, one.row.quality),
        *(one.row.standing, one.row.source, document, one.row.note, one.text if one.why else ""),
    ]


def _sdmx(indicator: Indicator, one: Shown, document: str) -> Cells:
    """Source: SDMX-CSV 1.0; CL_OBS_STATUS Q (missing, suppressed); CL_CONF_STATUS F (free), N (not
    for publication)."""
    groups = one.breakdown
    status = "Q" if one.why else status_code(one.row.quality, one.row.standing)
    return [
        *(f"{settings.STATE_CODE}:HUMAN_RIGHTS_INDICATORS(1.0)", one.period.frequency),
        *(indicator.code, *(groups.get(name, "_T") for name in Dimension.values)),
        *(one.row.period, _number(one), status, "N" if one.why else "F", indicator.unit.code),
        *("" if one.cases is None else one.cases, one.row.quality, one.row.standing),
        *(one.row.source, document, one.row.note),
    ]


def _number(one: Shown) -> str | int | float:
    """As it was entered, without zeros at the end; "" where it is hidden."""
    return "" if one.value is None else _Plain(f"{one.value.normalize():f}")


class _Plain(str):
    """A number in its digits, which no spreadsheet takes for a formula: not made safe, a minus stays."""


def _safe(cell: Any) -> Any:
    return safe(cell) if isinstance(cell, str) and not isinstance(cell, _Plain) else cell


def _xlsx(series: Iterable[Series]) -> bytes:
    file = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(file, options) as book:
        head = book.add_format({"bold": True, "bottom": 1})
        sheet = book.add_worksheet("values")
        sheet.freeze_panes(1, 1)
        sheet.set_column(0, len(LONG) - 1, 14)
        sheet.set_column(1, 1, 50)
        for place, title in enumerate(LONG):
            sheet.write_string(0, place, title, head)
        for number, cells in enumerate(_rows(series, _long), start=1):
            for place, cell in enumerate(cells):
                _cell(sheet, number, place, cell)
        _about(book, head)
    return file.getvalue()


def _cell(sheet: Any, row: int, place: int, cell: Any) -> None:
    if isinstance(cell, _Plain | int):
        sheet.write_number(row, place, float(cell))
    elif cell:
        sheet.write_string(row, place, cell)


def _about(book: Any, head: Any) -> None:
    sheet = book.add_worksheet("about")
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, 1, 90)
    protection = _(
        "Numbers of fewer than %(number)d people or cases are not shown, nor are numbers that would"
        " give these away; “withheld” may be either."
    ) % {"number": threshold()}
    facts = (
        (_("Source"), settings.SITE_NAME),
        (_("Made at"), f"{dt.datetime.now(dt.UTC):%Y-%m-%d %H:%M} UTC"),
        (_("Small numbers"), protection),
    )
    for number, (name, text) in enumerate(facts):
        sheet.write_string(number, 0, str(name), head)
        sheet.write_string(number, 1, str(text))
