"""UHRI's export as a table, in Excel or CSV: a row of titles, one annotation a row."""

from collections.abc import Iterator, Mapping, Set

from .rows import ParsedRow
from .sheet_xml import Cell
from .titles import Titles
from .uhri import FIELD_OF, REQUIRED, RecordReader, fold_title

XLSX, CSV = "uhri_xlsx", "uhri_csv"
_DATES = ("published", "uhri_published")
_COUNTS = ("session", "cycle")
# How messages name the columns that an export must have.
REQUIRED_TITLES = {
    "text": "Text",
    "countries": "Countries Concerned",
    "body": "Recommending Body",
    "annotation_id": "OHCHR Annotation Id",
}


def field_of(title: str) -> str | None:
    return FIELD_OF.get(fold_title(title))


def fits(titles: Mapping[int, str]) -> bool:
    """Whether a row of titles is that of an export."""
    return {field_of(title) for title in titles.values()} >= REQUIRED


def read_rows(titles: Titles, state_hint: Set[str] | None = None) -> Iterator[ParsedRow]:
    """The rows below the titles of an export."""
    fields = titles.fields(field_of)
    reader = RecordReader(
        {field: titles.by_column[at].strip() for at, field in fields.items()}, state_hint
    )
    for number, cells in titles.rows(fields):
        record = {fields[column]: value for column, value in cells.items()}
        yield reader.read(number, _adapted(record, titles.book.serial_shift))


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
