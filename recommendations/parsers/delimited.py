"""CSV files, record by record in constant memory, whatever program on whatever system wrote them."""

import codecs
import csv
import io
import re
from collections.abc import Container, Generator, Iterator
from itertools import islice
from pathlib import Path

from django.utils.translation import gettext as _

from .rows import MEGABYTE, BadFile, Limits
from .sheet_xml import Cell
from .xlsx import Sheet

DELIMITERS = (",", ";", "\t", "|")
MOST_COLUMNS = 2_000
_HEAD = 64 * 1024
_SNIFFED_ROWS = 10
_SEP = re.compile(r"sep=(.)\r?\n?\Z", re.IGNORECASE)
# The module's own limit is for the whole process; the limits of each file are checked here.
csv.field_size_limit(1024 * MEGABYTE)

# Byte order marks, the longest first.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_MULTIBYTE = re.compile(rb"[\xc3-\xf4][\x80-\xbf]+")


class CsvFile:
    """A CSV file as a workbook of one nameless sheet; `encoding` and `delimiter` are as found.

    `is_regular` says whether its first records are about as wide as each other, as in a table.
    Raises BadFile when it is no text in UTF-8, UTF-16 or Windows-1252.
    """

    serial_shift = 0

    def __init__(self, path: Path, limits: Limits) -> None:
        self._path = path
        self._limits = limits
        self.sheets = [Sheet("", "")]
        self.encoding = encoding_of(path)
        try:
            with self._text() as file:
                head = file.read(_HEAD)
        except UnicodeError as error:
            raise _unknown_encoding(0) from error
        self.delimiter, self._skipped = _sniff(head)
        self.is_regular = _fitness(head, self.delimiter)[0] >= 0.5 or self._skipped > 0

    def __enter__(self) -> "CsvFile":
        return self

    def __exit__(self, *_exception: object) -> None:
        self.close()

    def close(self) -> None:
        """Nothing is held open between readings."""

    def place(self, _sheet: Sheet, row: int) -> str:
        return _("row %(row)s") % {"row": row}

    def rows(
        self, sheet: Sheet, wanted: Container[int] | None = None
    ) -> Generator[tuple[int, dict[int, Cell]], None, None]:
        """Record number (from 1) and cells by column (from 0); empty ones are left out.

        Raises BadFile at the first record that can't be read.
        """
        with self._text() as file:
            lines = _Lines(file, self._limits)
            reader = csv.reader(lines, delimiter=self.delimiter)
            number = 0
            try:
                for number, record in enumerate(reader, 1):
                    lines.start_record(number + 1)
                    if len(record) > MOST_COLUMNS:
                        raise _too_many_columns(len(record))
                    if number > self._skipped and (cells := _filled(record, wanted)):
                        yield number, cells
                lines.check_end(self.delimiter)
            except BadFile as error:
                error.where = error.where or self.place(sheet, number)
                raise
            except (csv.Error, UnicodeError) as error:
                raise BadFile(
                    _("The file can't be read as CSV from here on."),
                    where=self.place(sheet, number + 1),
                    what="broken csv",
                ) from error

    def _text(self) -> io.TextIOWrapper:
        return self._path.open(encoding=self.encoding, newline="")


def _filled(record: list[str], wanted: Container[int] | None) -> dict[int, Cell]:
    return {
        column: value
        for column, value in enumerate(record)
        if value and (wanted is None or column in wanted)
    }


def _too_many_columns(count: int) -> BadFile:
    return BadFile(
        _("This row has %(count)s cells; at most %(limit)s are read.")
        % {"count": count, "limit": MOST_COLUMNS},
        what="too many columns",
    )


class _Lines:
    """The lines of a file, none longer and no record longer than the limit."""

    def __init__(self, file: io.TextIOWrapper, limits: Limits) -> None:
        self._file = file
        self._limits = limits
        self._record: list[str] = []
        self._last: list[str] = []
        self._length = 0
        self._number = 1

    def __iter__(self) -> Iterator[str]:
        while line := self._file.readline(self._limits.record + 1):
            self._length += len(line)
            if self._length > self._limits.record:
                raise BadFile(
                    _(
                        "This record is longer than %(limit)s MB. Perhaps a quotation mark that"
                        " opens in it is never closed."
                    )
                    % {"limit": self._limits.record // MEGABYTE},
                    where=_("row %(row)s") % {"row": self._number},
                    what="record too long",
                )
            if "\0" in line:
                raise BadFile(
                    _("There is a NUL character here, which no text holds."),
                    where=_("row %(row)s") % {"row": self._number},
                    what="nul",
                )
            self._record.append(line)
            yield line

    def start_record(self, number: int) -> None:
        """Forget the lines of the record that was read whole."""
        self._last, self._record = self._record, []
        self._length = 0
        self._number = number

    def check_end(self, delimiter: str) -> None:
        """Raise BadFile if the last record ended only because the file did."""
        try:
            list(csv.reader(self._last, delimiter=delimiter, strict=True))
        except csv.Error as error:
            if "unexpected end" in str(error):
                raise BadFile(
                    _("A quotation mark that opens in this row is never closed."),
                    where=_("row %(row)s") % {"row": self._number - 1},
                    what="open quote",
                ) from error


def encoding_of(path: Path) -> str:
    """The encoding of a text; raises BadFile, naming the byte, when it is none of those we read."""
    with path.open("rb") as file:
        head = file.read(_HEAD)
        for mark, encoding in _MARKS:
            if head.startswith(mark):
                return encoding
        nulls = head[:1024].count(0)
        if nulls * 4 > len(head[:1024]):
            even = head[:1024:2].count(0)
            return "utf-16-be" if even * 2 > nulls else "utf-16-le"
        file.seek(0)
        return _eight_bits(iter(lambda: file.read(MEGABYTE), b""))


def _eight_bits(chunks: Iterator[bytes]) -> str:
    counts = _Bytes()
    for chunk in chunks:
        counts.add(chunk)
    return counts.encoding()


class _Bytes:
    """What the bytes of a text tell of its encoding: UTF-8 if nothing contradicts."""

    def __init__(self) -> None:
        self._decoder = codecs.getincrementaldecoder("utf-8")()
        self._read = self._high = self._multibyte = self._letters = 0
        self._first_bad: int | None = None
        self._undefined: int | None = None

    def add(self, chunk: bytes) -> None:
        self._check(chunk)
        if not chunk.isascii():
            self._multibyte += sum(map(len, _MULTIBYTE.findall(chunk)))
            self._high += len(chunk) - len(chunk.translate(None, _HIGH))
            if self._undefined is None and (found := _UNDEFINED.search(chunk)):
                self._undefined = self._read + found.start()
        self._letters += len(chunk) - len(chunk.translate(None, _LETTERS))
        self._read += len(chunk)

    def _check(self, chunk: bytes) -> None:
        if self._first_bad is None:
            pending = len(self._decoder.getstate()[0])
            try:
                self._decoder.decode(chunk)
            except UnicodeDecodeError as error:
                self._first_bad = self._read - pending + error.start

    def encoding(self) -> str:
        """Raises BadFile when it is neither UTF-8 nor Windows-1252."""
        if self._first_bad is None and (pending := self._decoder.getstate()[0]):
            self._first_bad = self._read - len(pending)
        if self._first_bad is None:
            return "utf-8"
        # UTF-8 with a mistake in it, or another script's encoding: in neither case this one.
        is_utf8 = self._multibyte * 2 > self._high
        if is_utf8 or self._high * 4 > self._letters + self._high:
            raise _unknown_encoding(self._first_bad)
        if self._undefined is not None:
            raise _unknown_encoding(self._undefined)
        return "cp1252"


_HIGH = bytes(range(0x80, 0x100))
_LETTERS = bytes([*range(0x41, 0x5B), *range(0x61, 0x7B)])
# Windows-1252 leaves these without a meaning.
_UNDEFINED = re.compile(rb"[\x81\x8d\x8f\x90\x9d]")


def _unknown_encoding(byte: int) -> BadFile:
    return BadFile(
        _(
            "The text is in no encoding that is read here (UTF-8, UTF-16, Windows-1252)."
            " Save the file as “CSV UTF-8”."
        ),
        where=_("byte %(byte)s") % {"byte": byte},
        what="encoding",
    )


def _sniff(head: str) -> tuple[str, int]:
    """The delimiter of a text that begins so, and how many records at its start only name it."""
    first = re.split("[\r\n]", head, maxsplit=1)[0]
    if named := _SEP.match(first):
        return named.group(1), 1
    return max(DELIMITERS, key=lambda delimiter: _fitness(head, delimiter)), 0


def _fitness(head: str, delimiter: str) -> tuple[float, int]:
    """How well a delimiter divides the first records: share with as many cells as the first."""
    try:
        records = [
            record
            for record in islice(
                csv.reader(io.StringIO(head, newline=""), delimiter=delimiter), _SNIFFED_ROWS
            )
            if record
        ]
    except csv.Error:
        return (0, 0)
    width = len(records[0]) if records else 0
    if width < 2:
        return (0, 0)
    whole = records[:-1] if len(records) > 1 else records
    return (sum(len(record) == width for record in whole) / len(whole), width)
