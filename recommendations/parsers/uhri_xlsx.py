"""UHRI's Excel export: one sheet, a row of titles, one annotation a row."""

from collections.abc import Iterator
from contextlib import closing
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from django.utils.translation import gettext as _

from .rows import BadFile, Limits, ParsedRow
from .sheet_xml import Cell
from .uhri import FIELD_OF, REQUIRED, RecordReader, fold_title, shorten
from .xlsx import Sheet, Workbook

FORMAT = "uhri_xlsx"
# The titles must be among the first rows that hold anything.
_TITLE_ROWS = 20
_DATES = ("published", "uhri_published")
_COUNTS = ("session", "cycle")
# How messages name the columns that an export must have.
_REQUIRED_TITLES = {
    "text": "Text",
    "countries": "Countries Concerned",
    "body": "Recommending Body",
    "annotation_id": "OHCHR Annotation Id",
}


class _Titles(NamedTuple):
    """The row of titles of a sheet: its number, and the title in each column."""

    sheet: Sheet
    row: int
    by_column: dict[int, str]

    def fields(self) -> dict[int, str]:
        """Our field name of each column that has one."""
        named = {
            column: FIELD_OF.get(fold_title(title)) for column, title in self.by_column.items()
        }
        return {column: field for column, field in named.items() if field}


def read_rows(path: Path, limits: Limits) -> Iterator[ParsedRow]:
    """The rows of the first sheet that has UHRI's titles; raises BadFile when none has."""
    with Workbook(path, limits) as workbook:
        titles = _find_titles(workbook)
        fields = titles.fields()
        reader = RecordReader(_title_of_field(titles))
        for number, cells in workbook.rows(titles.sheet, fields):
            if number > titles.row and not all(map(_is_blank, cells.values())):
                record = {fields[column]: value for column, value in cells.items()}
                yield reader.read(number, _adapted(record, workbook.serial_shift))


def _is_blank(value: Cell) -> bool:
    return isinstance(value, str) and not value.strip()


def _adapted(record: dict[str, Cell], serial_shift: int) -> dict[str, Cell]:
    """Numbers as the export would write them: a session as text, dates counted from 1899."""
    for field in _COUNTS:
        value = record.get(field)
        if isinstance(value, float) and value.is_integer():
            record[field] = str(int(value))
    for field in _DATES if serial_shift else ():
        value = record.get(field)
        if isinstance(value, float):
            record[field] = value + serial_shift
    return record


def _find_titles(workbook: Workbook) -> _Titles:
    nearest: _Titles | None = None
    for sheet in workbook.sheets:
        with closing(workbook.rows(sheet)) as rows:
            for number, cells in islice(rows, _TITLE_ROWS):
                texts = {at: cell for at, cell in cells.items() if isinstance(cell, str)}
                titles = _Titles(sheet, number, texts)
                if set(titles.fields().values()) >= REQUIRED:
                    return titles
                if nearest is None or len(titles.fields()) > len(nearest.fields()):
                    nearest = titles
    raise _no_titles(nearest)


def _title_of_field(titles: _Titles) -> dict[str, str]:
    title_of: dict[str, str] = {}
    for column, field in titles.fields().items():
        title = titles.by_column[column].strip()
        if field in title_of:
            raise BadFile(
                _("Two columns have the title “%(title)s”: remove one.")
                % {"title": shorten(title)},
                where=_place(titles),
                what="double title",
            )
        title_of[field] = title
    return title_of


def _no_titles(nearest: _Titles | None) -> BadFile:
    if nearest is None:
        return BadFile(_("The workbook is empty."), what="no rows")
    found = set(nearest.fields().values())
    if found:
        missing = [title for field, title in _REQUIRED_TITLES.items() if field not in found]
        message = _("These columns of the export are missing: %(titles)s.")
        values = {"titles": ", ".join(missing)}
    else:
        message = _(
            "No sheet of this workbook has the columns of an export of the Universal Human Rights"
            " Index (Text, Countries Concerned, Recommending Body, OHCHR Annotation Id …)."
            " The first row is: %(titles)s."
        )
        values = {"titles": shorten(", ".join(nearest.by_column.values()))}
    return BadFile(message % values, where=_place(nearest), what="wrong sheet")


def _place(titles: _Titles) -> str:
    place = {"sheet": titles.sheet.name, "row": titles.row}
    return _("sheet “%(sheet)s”, row %(row)s") % place
