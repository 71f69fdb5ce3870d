"""The rows of an edition: out of any file that an import reads, or out of pasted paragraphs."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from django.utils.translation import gettext as _

from nmirf.common.errors import DomainError
from recommendations.parsers import BadFile, Limits, ParsedRow, open_source

# An edition of one document; whole exports of many States go through an import.
EDITION_MAX_BYTES = 20 * 1024 * 1024
MOST_ROWS = 10_000

# "140.253.", "12)", "22 (a)", "٣٥.": a paragraph's number at the start of a line.
_NUMBER = re.compile(
    r"^\s*[\[(]?(?P<number>\d+(?:\.\d+)*(?:\s*\(\w{1,3}\)|[a-z](?=[.)\s]))?)[\])]?[.):\-–]?\s+"
    r"(?P<text>\S.*)$"
)
_LETTER = re.compile(r"^\s*\((?P<letter>[^\W\d_]{1,4})\)\s+(?P<text>\S.*)$")
_STEM = re.compile(r"\d+(?:\.\d+)*")


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


def lines_of_file(path: Path) -> list[Line]:
    """Raises DomainError for a file that can't be read, or has too many rows."""
    try:
        source = open_source(path, Limits(file=EDITION_MAX_BYTES))
        try:
            rows = list(islice(source.rows, MOST_ROWS + 1))
        finally:
            source.close()
    except BadFile as error:
        raise DomainError(str(error)) from error
    return _at_most([_line(row) for row in rows])


def _line(row: ParsedRow) -> Line:
    problem = next((one.message for one in row.problems), "")
    if not row.text and not problem:
        problem = _("There is no text.")
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
    """Each paragraph that begins with its number, with the lines that follow; letters are parts.

    What stands before the first number is left out. Raises DomainError where there is none.
    """
    found = [
        Line(position=place, text=body, paragraph=number)
        for place, (number, body) in enumerate(_paragraphs(text.splitlines()), start=1)
    ]
    if not found:
        raise DomainError(_("No paragraph begins with a number, such as “12.” or “140.253”."))
    return _at_most(found)


def _paragraphs(lines: list[str]) -> Iterator[tuple[str, str]]:
    number, body = "", [""]
    for line in lines:
        start = _start(line, number)
        if start is None:
            body.append(line.strip())
            continue
        if number:
            yield number[:40], " ".join(filter(None, body))
        number, first = start
        body = [first]
    if number:
        yield number[:40], " ".join(filter(None, body))


def _start(line: str, number: str) -> tuple[str, str] | None:
    """Number and first words of the paragraph that this line begins; None where it goes on."""
    if found := _NUMBER.match(line):
        return found["number"], found["text"].strip()
    stem = _STEM.match(number)
    if stem and (found := _LETTER.match(line)):
        return f"{stem[0]} ({found['letter']})", found["text"].strip()
    return None


def _at_most(lines: list[Line]) -> list[Line]:
    if len(lines) > MOST_ROWS:
        raise DomainError(
            _("An edition has at most %(number)d rows; this one has more.") % {"number": MOST_ROWS}
        )
    return lines
