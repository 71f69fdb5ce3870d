"""What every parser hands over, whatever the format: typed rows, and one way to refuse a file."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, fields
from operator import attrgetter
from typing import Any

MEGABYTE = 1024 * 1024


class BadFile(Exception):  # noqa: N818 - the file is bad, not the program
    """The file as a whole can't be read. Nothing of it may be kept.

    `message` is for a person and says what to do, `where` names the place ("row 12", "byte 1034";
    "" when the whole file is meant), `what` is a short code of the reason, for logs and tests.
    `str()` gives place and message together.
    """

    def __init__(self, message: str, *, where: str = "", what: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.where = where
        self.what = what

    def __str__(self) -> str:
        return f"{self.where}: {self.message}" if self.where else self.message


@dataclass(frozen=True, slots=True)
class Limits:
    """How much a file may ask of the server. Sizes are in bytes.

    `record` is the longest single record or cell; `ratio` is the compression ratio above which a
    large archive part is taken for a bomb (exports reach about 20).
    """

    file: int = 1024 * MEGABYTE
    record: int = 4 * MEGABYTE
    entries: int = 2_000
    unpacked: int = 3 * 1024 * MEGABYTE
    ratio: int = 100


@dataclass(frozen=True, slots=True)
class Problem:
    """One reason why a row can't be used: `field` is the title of the column in the file.

    `list` names the list of the register that lacks the value, where that is the reason.
    """

    field: str
    value: str
    message: str
    list: str = ""


@dataclass(frozen=True, slots=True)
class ParsedRow:
    """One record of an export. A row with `problems` is rejected, its other values are partial.

    `position` counts from 1: the row of the sheet, or the n-th object of a JSON list. Labels are
    as in the file, cleaned of dashes, entities and stray spaces, but not matched to anything.
    `text` is without paragraph number and, for the UPR, without the States in brackets at its end.
    `key` is the source's own name of the row where it has one besides the annotation's id; `codings`
    are (scheme, value) pairs of somebody else's classification; `parts` are the texts of several
    recommendations that the row bundles, empty where it holds a single one. `language` is the code
    that the row itself names; "" where that of the whole file holds. `reference` is the name that a
    register gave the record before it wrote it into the file.
    """

    position: int
    annotation_id: str | None = None
    kind: str = "other"
    body: str = ""
    symbol: str = ""
    document_id: str | None = None
    paragraph: str = ""
    heading: str = ""
    text_raw: str = ""
    text: str = ""
    countries: tuple[str, ...] = ()
    recommending_states: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    sdgs: tuple[str, ...] = ()
    upr_position: str = ""
    upr_cycle: int | None = None
    upr_session: int | None = None
    published_on: dt.date | None = None
    uhri_published_on: dt.date | None = None
    key: str = ""
    position_source: str = ""
    response: str = ""
    codings: tuple[tuple[str, str], ...] = ()
    parts: tuple[str, ...] = ()
    language: str = ""
    reference: str = ""
    problems: tuple[Problem, ...] = ()

    def __reduce__(self) -> tuple[type["ParsedRow"], tuple[Any, ...]]:
        """By its values alone: field by field, as dataclasses do it, half the time would be lost."""
        return ParsedRow, _VALUES(self)


_VALUES = attrgetter(*(field.name for field in fields(ParsedRow)))


@dataclass(frozen=True, slots=True)
class Stated:
    """What a person says of a file that doesn't say it itself; what a row says goes before it.

    `state` and `body` are spelled as the lists know them, `language` is a code ("" for a guess).
    """

    symbol: str = ""
    session: int | None = None
    cycle: int | None = None
    published_on: dt.date | None = None
    state: str = ""
    body: str = ""
    language: str = ""


@dataclass(slots=True)
class Source:
    """An opened file. `rows` streams and may still raise BadFile; `close()` it when leaving early.

    `total` is an estimate for a progress bar, None when the file doesn't say. `language` is the
    code of the language that the texts seem to be in, `kind` the source that speaks in the file
    (a value of `choices.SourceKind`).
    """

    format: str
    kind: str
    language: str
    rows: Iterator[ParsedRow]
    total: int | None = None

    def close(self) -> None:
        """Let go of the file before its end; harmless afterwards."""
        close = getattr(self.rows, "close", None)
        if close is not None:
            close()


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A value that is there but may not be used, such as a formula: how it looks, and why not."""

    shown: str
    message: str

    def __repr__(self) -> str:
        return self.shown
