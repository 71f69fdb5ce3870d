"""One way into a file of any format: recognised by content, opened, and its first rows looked at."""

from collections.abc import Iterator, Set
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from . import ohchr_list, register_list, table, template, uhri_json, uhri_table, upr_info, values
from .delimited import CsvFile
from .language import guess_language
from .mapping import NeedsMapping, TableMapping, TablePeek
from .recognise import CSV, DOCX, JSON, XLSX, recognise
from .rows import BadFile, Limits, ParsedRow, Source, Stated
from .titles import Book, Titles, find_titles, likely_titles, peek
from .uhri import shorten
from .xlsx import Workbook

# Rows looked at before the first is handed on: they show the language, and early mistakes.
_SAMPLE = 40


@dataclass(frozen=True, slots=True)
class _Opened:
    """A format and its rows; `kind` is the source that speaks in it, a value of SourceKind."""

    format: str
    kind: str
    rows: Iterator[ParsedRow]
    total: int | None = None


def open_source(
    path: Path,
    limits: Limits | None = None,
    *,
    mapping: TableMapping | None = None,
    stated: Stated | None = None,
    state_hint: Set[str] | None = None,
) -> Source:
    """Recognise the file by its content and begin to read it.

    `mapping` says how to read a table, also one of a known format; without it, a table that nobody
    knows raises NeedsMapping, which carries its beginning. `stated` fills in what the file doesn't
    say. `state_hint` holds the folded spellings of the one State that is wanted: rows clearly
    addressed to others may then come with position, body and countries alone.

    Raises BadFile when it is no export, is unsafe, or has no rows; iterating over the rows raises
    it too, where a file that began well goes wrong. Rows with problems are handed over like others.
    """
    try:
        return _source(path, limits or Limits(), mapping, stated or Stated(), state_hint)
    except OSError as error:
        raise _unopened(error) from error


def peek_table(path: Path, limits: Limits | None = None, sheet: str = "") -> TablePeek:
    """The beginning of a CSV or XLSX file, for a person who is to say which column is which.

    `sheet` is the name of one; the first that holds anything unless said. Raises BadFile for what
    is no table or holds nothing.
    """
    with open_book(path, limits or Limits()) as book:
        return peek(book, _likely(book, sheet))


def open_book(path: Path, limits: Limits) -> Book:
    """A CSV or XLSX file opened for its rows; close it. Raises BadFile for what is no table."""
    try:
        found = recognise(path, limits)
        if found not in (CSV, XLSX):
            raise _no_table()
        return _book(found, path, limits)
    except OSError as error:
        raise _unopened(error) from error


def _no_table() -> BadFile:
    return BadFile(_("This is no table: its format explains itself."), what="no table")


def _unopened(error: OSError) -> BadFile:
    return BadFile(
        _("The file can't be opened: %(reason)s") % {"reason": error.strerror or error},
        what="unreadable",
    )


def _source(
    path: Path,
    limits: Limits,
    mapping: TableMapping | None,
    stated: Stated,
    state_hint: Set[str] | None,
) -> Source:
    opened = _opened(path, limits, mapping, state_hint)
    sample = list(islice(opened.rows, _SAMPLE))
    if not sample:
        raise BadFile(
            _("The file holds no records."), where=_("row %(row)s") % {"row": 1}, what="no rows"
        )
    language = stated.language or guess_language(row.text for row in sample)
    rows = _resume(sample, opened.rows)
    return Source(
        format=opened.format,
        kind=opened.kind,
        language=language,
        rows=rows if replace(stated, language="") == Stated() else _filled(rows, stated),
        total=opened.total,
    )


def _opened(
    path: Path, limits: Limits, mapping: TableMapping | None, state_hint: Set[str] | None
) -> _Opened:
    found = recognise(path, limits)
    if mapping is not None and found in (JSON, DOCX):
        raise _no_table()
    if found == JSON:
        total = uhri_json.estimate_total(path)
        rows = uhri_json.read_rows(path, limits, state_hint)
        return _Opened(uhri_json.FORMAT, "uhri", rows, total)
    if found == DOCX:
        rows = ohchr_list.read_rows(path, limits)
        if ohchr_list.is_of_a_register(path, limits):
            return _Opened(register_list.FORMAT, "register", rows)
        return _Opened(ohchr_list.FORMAT, "ohchr_list", rows)
    book = _book(found, path, limits)
    try:
        opened = _table(book, mapping, state_hint)
    except BaseException:
        book.close()
        raise
    return replace(opened, rows=_closing(book, opened.rows))


def _book(found: str, path: Path, limits: Limits) -> Book:
    return Workbook(path, limits) if found == XLSX else CsvFile(path, limits)


def _table(book: Book, mapping: TableMapping | None, state_hint: Set[str] | None) -> _Opened:
    if mapping is not None:
        return _Opened(table.FORMAT, "table", table.read_rows(book, mapping, state_hint))
    if titles := find_titles(book, uhri_table.fits):
        name = uhri_table.XLSX if isinstance(book, Workbook) else uhri_table.CSV
        return _Opened(name, "uhri", uhri_table.read_rows(titles, state_hint))
    if titles := find_titles(book, upr_info.fits):
        return _Opened(upr_info.FORMAT, "upr_info", upr_info.read_rows(titles, state_hint))
    if titles := find_titles(book, template.fits):
        mapping = template.mapping_of(titles.by_column)
        return _Opened(table.FORMAT, "table", table.read_rows(book, mapping, state_hint))
    raise _unknown_table(book, _likely(book))


def _likely(book: Book, sheet: str = "") -> Titles:
    titles = likely_titles(book, sheet)
    if titles is None:
        raise BadFile(_("The table is empty."), what="no rows")
    if isinstance(book, CsvFile) and not (book.is_regular and len(titles.by_column) > 1):
        raise BadFile(_("This looks like plain text, not like a table or an export."), what="text")
    return titles


def _unknown_table(book: Book, titles: Titles) -> NeedsMapping:
    found = {uhri_table.field_of(title) for title in titles.by_column.values()}
    missing = [title for name, title in uhri_table.REQUIRED_TITLES.items() if name not in found]
    if len(missing) < len(uhri_table.REQUIRED_TITLES):
        message = _(
            "This is no export that is known. For one of the Universal Human Rights Index, these"
            " columns are missing: %(titles)s. Say which column is which, or export it again."
        ) % {"titles": ", ".join(missing)}
    else:
        message = _(
            "This table has the columns of no export that is known. Say which column is which."
            " The first row is: %(titles)s."
        ) % {"titles": shorten(", ".join(titles.by_column.values()))}
    return NeedsMapping(message, peek(book, titles), where=titles.place)


def _closing(book: Book, rows: Iterator[ParsedRow]) -> Iterator[ParsedRow]:
    with book:
        yield from rows


def _resume(sample: list[ParsedRow], rows: Iterator[ParsedRow]) -> Iterator[ParsedRow]:
    yield from sample
    sample.clear()
    yield from rows


def _filled(rows: Iterator[ParsedRow], stated: Stated) -> Iterator[ParsedRow]:
    """The rows, with what a person stated of the file where they say nothing themselves."""
    cycle = stated.cycle or (values.cycle_of_session(stated.session) if stated.session else None)
    for row in rows:
        said: dict[str, Any] = {
            "symbol": row.symbol or stated.symbol,
            "body": row.body or stated.body,
            "countries": row.countries or tuple(filter(None, [stated.state])),
            "published_on": row.published_on or stated.published_on,
        }
        if values.is_upr(said["body"]):
            said["upr_session"] = row.upr_session or stated.session
            said["upr_cycle"] = row.upr_cycle or cycle
        yield replace(row, **said)
