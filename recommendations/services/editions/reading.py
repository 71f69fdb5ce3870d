"""The rows of an edition: out of any file that an import reads, or out of pasted paragraphs."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from django.utils.translation import gettext as _

from nmirf.common.errors import DomainError
from recommendations.parsers import (
    BadFile,
    Limits,
    NeedsMapping,
    ParsedRow,
    PastedParagraph,
    Source,
    Stated,
    TableMapping,
    open_source,
    split_paragraphs,
    suggest_mapping,
)

# An edition of one document; whole exports of many States go through an import.
EDITION_MAX_BYTES = 20 * 1024 * 1024
MOST_ROWS = 10_000
# Columns by which a row names its record.
_NAMING = {"paragraph", "annotation_id"}


@dataclass(frozen=True, slots=True)
class Line:
    """One row: what it names itself by, and its text. With a `problem` it can't be used."""

    position: int
    text: str = ""
    heading: str = ""
    annotation_id: str = ""
    symbol: str = ""
    paragraph: str = ""
    problem: str = ""


def lines_of_file(path: Path, stated: Stated) -> list[Line]:
    """`stated` is what the edition's form says of the document.

    Raises DomainError for a file that can't be read, or has too many rows.
    """
    try:
        source = _opened(path, stated)
        try:
            rows = list(islice(source.rows, MOST_ROWS + 1))
        finally:
            source.close()
    except BadFile as error:
        raise DomainError(str(error)) from error
    return _at_most([_line(row) for row in rows])


def _opened(path: Path, stated: Stated) -> Source:
    """A table of no known kind is read by the titles of its columns, where these say enough."""
    limits = Limits(file=EDITION_MAX_BYTES)
    try:
        return open_source(path, limits, stated=stated)
    except NeedsMapping as error:
        columns = suggest_mapping(error.peek.titles)
        if "text" not in columns or not columns.keys() & _NAMING:
            raise DomainError(
                _("The table needs a column titled “Text”, and one titled “Paragraph”.")
            ) from error
        return open_source(path, limits, mapping=TableMapping(columns=columns), stated=stated)


def _line(row: ParsedRow) -> Line:
    """Texts and numbers alone count here: what else is wrong with a row says nothing of them."""
    problem = ""
    if not row.text or not (row.annotation_id or row.paragraph):
        named = (f"{one.field}: {one.message}" for one in row.problems)
        problem = next(named, _("There is no text, or no number of a paragraph."))
    return Line(
        position=row.position,
        text=row.text,
        heading=row.heading[:300],
        annotation_id=row.annotation_id or "",
        symbol=row.symbol[:80],
        paragraph=row.paragraph[:40],
        problem=problem,
    )


def lines_of_pasted(text: str) -> list[Line]:
    """Each paragraph that begins with its number, as a whole and by its lettered parts.

    Raises DomainError where there is none.
    """
    found = [
        Line(position=place, text=one.text, heading=one.heading[:300], paragraph=one.number[:40])
        for place, one in enumerate(_numbered(text), start=1)
    ]
    if not found:
        raise DomainError(_("No paragraph begins with a number, such as “12.” or “140.253”."))
    return _at_most(found)


def _numbered(text: str) -> Iterator[PastedParagraph]:
    for paragraph in split_paragraphs(text):
        yield from (one for one in (paragraph, *paragraph.parts) if one.number and one.text)


def _at_most(lines: list[Line]) -> list[Line]:
    if len(lines) > MOST_ROWS:
        raise DomainError(
            _("An edition has at most %(number)d rows; this one has more.") % {"number": MOST_ROWS}
        )
    return lines
