"""The XML inside a workbook: shared texts and the cells of a sheet, as events."""

import array
import os
import re
import tempfile
from collections.abc import Callable, Container, Iterator
from functools import lru_cache
from typing import IO, TypeAlias
from xml.parsers import expat

from django.utils.translation import gettext as _

from .archive import damaged
from .rows import MEGABYTE, BadFile, Limits, Unreadable

Cell: TypeAlias = str | float | bool | Unreadable
Attributes: TypeAlias = dict[str, str]

_CHUNK = 128 * 1024
# In bytes; longer shared texts aren't worth remembering.
_SHORT = 512
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")


def parse(
    stream: IO[bytes], attach: Callable[[expat.XMLParserType], None], limits: Limits
) -> Iterator[None]:
    """Feed a part to an XML parser, pausing after each chunk; refuses DTDs and endless tokens."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse_doctype
    attach(parser)
    fed = 0
    while chunk := stream.read(_CHUNK):
        parser.Parse(chunk, False)
        fed += len(chunk)
        if fed - parser.CurrentByteIndex > limits.record + _CHUNK:
            raise _too_long(limits)
        yield
    parser.Parse(b"", True)
    yield


def _refuse_doctype(*_declaration: object) -> None:
    raise BadFile(
        _("The file defines XML entities, which no such file needs: it was not read."),
        what="xml entities",
    )


def _too_long(limits: Limits) -> BadFile:
    return BadFile(
        _("A cell is longer than %(limit)s MB, which no spreadsheet program allows.")
        % {"limit": limits.record // MEGABYTE},
        what="record too long",
    )


class SharedStrings:
    """The texts that cells refer to by number, kept on disk: there may be hundreds of MB."""

    def __init__(self) -> None:
        self._file = tempfile.TemporaryFile()  # noqa: SIM115 - closed by close()
        self._ends = array.array("Q", [0])
        # Labels repeat in row after row; long texts hardly ever do.
        self._remembered = lru_cache(maxsize=4096)(self._read)

    def add(self, text: str) -> None:
        data = text.encode("utf-8", "surrogatepass")
        self._file.write(data)
        self._ends.append(self._ends[-1] + len(data))

    def finish(self) -> None:
        """Call once between the last `add` and the first `get`."""
        self._file.flush()

    def get(self, number: int) -> str:
        if not 0 <= number < len(self._ends) - 1:
            raise damaged()
        start, end = self._ends[number], self._ends[number + 1]
        return (self._remembered if end - start < _SHORT else self._read)(start, end)

    def _read(self, start: int, end: int) -> str:
        data = os.pread(self._file.fileno(), end - start, start)
        return data.decode("utf-8", "surrogatepass")

    def close(self) -> None:
        self._file.close()


class _Capture:
    """The text between two tags, as long as `on`; stops at the limit for one record."""

    __slots__ = ("_length", "_limits", "_pieces", "on")

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._pieces: list[str] = []
        self._length = 0
        self.on = False

    def add(self, data: str) -> None:
        if self.on:
            self._length += len(data)
            if self._length > self._limits.record:
                raise _too_long(self._limits)
            self._pieces.append(data)

    def take(self) -> str:
        text = "".join(self._pieces)
        self._pieces.clear()
        self._length = 0
        return text


def _unescape(text: str) -> str:
    """Characters that XML can't hold are written as _x000D_ in workbooks."""
    return _ESCAPE.sub(lambda found: chr(int(found.group(1), 16)), text) if "_x" in text else text


class StringsParser:
    """Fills `strings` from the part of shared texts: rich text joined, phonetic guides left out."""

    def __init__(self, strings: SharedStrings, limits: Limits) -> None:
        self._strings = strings
        self._capture = _Capture(limits)
        self._tags: dict[str, str] = {}
        self._in_guide = False

    def attach(self, parser: expat.XMLParserType) -> None:
        """Become the handler of a parser's events."""
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._capture.add

    def _start(self, name: str, _attributes: Attributes) -> None:
        if not self._tags:
            self._tags = _tags(name, "si", "t", "rPh")
            return
        tag = self._tags.get(name)
        if tag == "rPh":
            self._in_guide = True
        elif tag == "t":
            self._capture.on = not self._in_guide

    def _end(self, name: str) -> None:
        tag = self._tags.get(name)
        if tag == "t":
            self._capture.on = False
        elif tag == "rPh":
            self._in_guide = False
        elif tag == "si":
            self._strings.add(_unescape(self._capture.take()))


def _tags(root: str, *names: str) -> dict[str, str]:
    """The names as the file writes them: some programs say "x:row" for "row", then throughout."""
    prefix, colon, _local = root.rpartition(":")
    return {f"{prefix}{colon}{name}": name for name in names}


class SheetParser:
    """Collects `rows` of wanted cells while a sheet is fed; the caller takes them away.

    `row` is the number of the row reached.
    """

    def __init__(
        self, strings: SharedStrings, wanted: Container[int] | None, limits: Limits
    ) -> None:
        self.rows: list[tuple[int, dict[int, Cell]]] = []
        self.row = 0
        self._strings = strings
        self._wanted = wanted
        self._capture = _Capture(limits)
        self._columns: dict[str, int] = {}
        self._tags: dict[str, str] = {}
        self._cells: dict[int, Cell] = {}
        self._column = -1
        self._type = "n"
        self._formula: str | None = None
        self._reading = self._in_guide = False

    def attach(self, parser: expat.XMLParserType) -> None:
        """Become the handler of a parser's events."""
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._capture.add

    def _start(self, name: str, attributes: Attributes) -> None:
        tag = self._tags.get(name)
        if tag == "c":
            self._start_cell(attributes)
        elif tag == "row":
            self.row = int(attributes.get("r", self.row + 1))
            self._cells = {}
            self._column = -1
        elif tag == "rPh":
            self._in_guide = True
        elif tag is not None:
            self._capture.on = self._reading and not self._in_guide
        elif not self._tags:
            self._tags = _tags(name, "row", "c", "v", "t", "f", "rPh")

    def _start_cell(self, attributes: Attributes) -> None:
        place = attributes.get("r")
        if place:
            letters = place.rstrip("0123456789")
            self._column = self._columns.get(letters) or self._column_of(letters)
        else:
            self._column += 1
        self._reading = self._wanted is None or self._column in self._wanted
        self._type = attributes.get("t", "n")
        self._formula = None

    def _column_of(self, letters: str) -> int:
        if not (letters.isascii() and letters.isalpha() and len(letters) <= 3):
            raise damaged()
        number = 0
        for letter in letters.upper():
            number = number * 26 + ord(letter) - 64
        self._columns[letters] = number - 1
        return number - 1

    def _end(self, name: str) -> None:
        tag = self._tags.get(name)
        if tag == "c":
            if self._reading:
                self._end_cell(self._capture.take())
        elif tag == "v" or tag == "t":
            self._capture.on = False
        elif tag == "f":
            self._capture.on = False
            self._formula = self._capture.take()
        elif tag == "row":
            if self._cells:
                self.rows.append((self.row, self._cells))
        elif tag == "rPh":
            self._in_guide = False

    def _end_cell(self, text: str) -> None:
        self._reading = False
        if self._formula is not None:
            message = _("A formula stands here: replace it by its value.")
            self._cells[self._column] = Unreadable(f"={self._formula}", message)
        elif text:
            self._cells[self._column] = self._value(text)

    def _value(self, text: str) -> Cell:
        match self._type:
            case "s":
                return self._strings.get(int(text))
            case "n":
                return _number(text)
            case "b":
                return text == "1"
            case "e":
                return Unreadable(text, _("The cell holds an error instead of a value."))
            case _:
                return _unescape(text)


def _number(text: str) -> float | str:
    try:
        return float(text)
    except ValueError:
        return text
