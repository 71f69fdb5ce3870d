"""Tables of anything else than recommendations: rows of texts under titles that the caller knows."""

from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from django.utils.translation import gettext as _

from .mapping import fold_heading
from .opening import open_book
from .rows import BadFile, Limits, Problem, Unreadable
from .sheet_xml import Cell
from .text import storable
from .titles import Titles, find_titles, likely_titles
from .uhri import shorten

# What `nmirf.common.tables.safe` puts before a cell that a spreadsheet would run.
_GUARD = "'"


@dataclass(frozen=True, slots=True)
class PlainRow:
    """One row: `number` as the file counts it, texts by field; what could not be read is a problem."""

    number: int
    values: dict[str, str]
    problems: tuple[Problem, ...] = ()


@dataclass(slots=True)
class PlainTable:
    """`titles` are those of the file by field; `ignored` those that stand for nothing here."""

    titles: dict[str, str]
    ignored: list[str]
    rows: list[PlainRow] = field(default_factory=list)


def read_table(
    path: Path,
    names: Mapping[str, Collection[str]],
    required: Collection[str],
    *,
    most: int,
    limits: Limits | None = None,
) -> PlainTable:
    """All rows of a CSV or XLSX file. `names` are the titles by which each field is known.

    Titles are compared without regard to case, accents and signs. A column that is there and empty
    in a row is "" in it. Raises BadFile where a required column is missing, or there are more rows
    than `most`, or the file is none of the two.
    """
    known = {fold_heading(title): name for name, titles in names.items() for title in titles}
    with _titles(path, limits or Limits(), known, required) as titles:
        fields = titles.fields(lambda title: known.get(fold_heading(title)))
        table = PlainTable(
            titles={name: titles.by_column[at].strip() for at, name in fields.items()},
            ignored=[text.strip() for at, text in titles.by_column.items() if at not in fields],
        )
        table.rows = [
            _row(number, fields, table.titles, cells)
            for number, cells in islice(titles.rows(fields), most + 1)
        ]
    if len(table.rows) > most:
        raise BadFile(
            _("The file has more than %(most)d rows.") % {"most": most}, what="too many rows"
        )
    return table


@contextmanager
def _titles(
    path: Path, limits: Limits, known: dict[str, str], required: Collection[str]
) -> Iterator[Titles]:
    with open_book(path, limits) as book:
        fits = _fitting(known, required)
        if (titles := find_titles(book, fits)) is not None:
            yield titles
            return
        nearest = likely_titles(book)
        there = list(nearest.by_column.values()) if nearest else []
    found = {known.get(fold_heading(title)) for title in there}
    raise BadFile(
        _("These columns are missing: %(missing)s. The titles here are: %(titles)s.")
        % {
            "missing": ", ".join(name for name in required if name not in found),
            "titles": shorten(", ".join(there)) or "–",
        },
        where=nearest.place if nearest else "",
        what="missing column",
    )


def _fitting(known: dict[str, str], required: Collection[str]) -> Callable[..., bool]:
    def fits(titles: dict[int, str]) -> bool:
        return set(required) <= {known.get(fold_heading(title)) for title in titles.values()}

    return fits


def _row(
    number: int, fields: dict[int, str], titles: dict[str, str], cells: dict[int, Cell]
) -> PlainRow:
    values: dict[str, str] = {}
    problems = []
    for at, name in fields.items():
        cell = cells.get(at, "")
        if isinstance(cell, Unreadable):
            problems.append(Problem(titles[name], shorten(cell.shown), cell.message))
            cell = ""
        values[name] = _text(cell)
    return PlainRow(number, values, tuple(problems))


def _text(cell: Cell) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    text = storable(str(cell)).strip()
    return text[1:] if text.startswith(_GUARD) and text[1:2] in "=+-@" else text
