"""Rows of titles: where they stand in a workbook or CSV file, whatever stands before them."""

from collections.abc import Callable, Container, Generator, Iterator, Mapping
from contextlib import closing
from itertools import islice
from typing import NamedTuple, TypeAlias

from django.utils.translation import gettext as _

from nmirf.common.cells import is_cut

from .delimited import CsvFile
from .mapping import TablePeek
from .rows import BadFile, Unreadable
from .sheet_xml import Cell
from .text import clean_text
from .uhri import shorten
from .xlsx import Sheet, Workbook

Book: TypeAlias = Workbook | CsvFile
# The titles must be among the first rows that hold anything.
_TITLE_ROWS = 20
_PEEKED_ROWS = 5


class Titles(NamedTuple):
    """The row of titles of a sheet: its number, and the title in each column (from 0)."""

    book: Book
    sheet: Sheet
    row: int
    by_column: dict[int, str]

    @property
    def place(self) -> str:
        return self.book.place(self.sheet, self.row)

    def rows(
        self, wanted: Container[int] | None = None
    ) -> Generator[tuple[int, dict[int, Cell]], None, None]:
        """The rows below that hold more than spaces, by number; a text that was cut is unreadable."""
        for number, cells in self.book.rows(self.sheet, wanted):
            if number > self.row and not all(map(is_blank, cells.values())):
                yield number, {at: _whole(cell) for at, cell in cells.items()}

    def fields(self, field_of: Callable[[str], str | None]) -> dict[int, str]:
        """The field of each column whose title has one; raises BadFile where two have the same."""
        named: dict[int, str] = {}
        for column, title in self.by_column.items():
            field = field_of(title)
            if field in named.values():
                raise BadFile(
                    _("Two columns have the title “%(title)s”: remove one.")
                    % {"title": shorten(title.strip())},
                    where=self.place,
                    what="double title",
                )
            if field:
                named[column] = field
        return named


def _whole(cell: Cell) -> Cell:
    if isinstance(cell, str) and is_cut(cell):
        message = _("This text was cut, as a cell can hold no more. Take it from a whole file.")
        return Unreadable(f"{cell[:80]} … {cell[-80:]}", message)
    return cell


def is_blank(value: Cell) -> bool:
    return isinstance(value, str) and not value.strip()


def find_titles(
    book: Book, fits: Callable[[Mapping[int, str]], bool], sheet_name: str = ""
) -> Titles | None:
    """The first row near the top of any sheet (or the named one) whose texts fit."""
    for sheet in book.sheets:
        if sheet_name in ("", sheet.name):
            for titles in _of_sheet(book, sheet):
                if fits(titles.by_column):
                    return titles
    return None


def likely_titles(book: Book, sheet_name: str = "") -> Titles | None:
    """The row that looks most like titles: the first about as wide as the rows below it.

    A sheet of one column, such as a cover, is taken only where no other has more.
    """
    narrow = None
    for sheet in book.sheets:
        if sheet_name not in ("", sheet.name):
            continue
        rows = [titles for titles in _of_sheet(book, sheet) if titles.by_column]
        widest = max((len(titles.by_column) for titles in rows), default=0)
        found = next((titles for titles in rows if len(titles.by_column) * 2 > widest), None)
        if found and widest > 1:
            return found
        narrow = narrow or found
    return narrow


def _of_sheet(book: Book, sheet: Sheet) -> Iterator[Titles]:
    with closing(book.rows(sheet)) as rows:
        for number, cells in islice(rows, _TITLE_ROWS):
            texts = {at: cell for at, cell in cells.items() if isinstance(cell, str)}
            yield Titles(book, sheet, number, {at: t for at, t in texts.items() if t.strip()})


def peek(book: Book, titles: Titles) -> TablePeek:
    """What a person sees of a table before saying which column is which."""
    with closing(titles.rows()) as rows:
        shown = tuple(
            tuple(_shown(cells.get(column, "")) for column in titles.by_column)
            for _number, cells in islice(rows, _PEEKED_ROWS)
        )
    return TablePeek(
        sheets=tuple(sheet.name for sheet in book.sheets),
        titles=tuple(clean_text(title) for title in titles.by_column.values()),
        rows=shown,
        sheet=titles.sheet.name,
        encoding=getattr(book, "encoding", ""),
        delimiter=getattr(book, "delimiter", ""),
    )


def _shown(value: Cell) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return shorten(value)
