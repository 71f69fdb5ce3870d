"""UHRI's JSON export: one list of objects, read one by one, so that its size doesn't matter.

The standard library's scanner reads each object: it is faster than the event parsers, knows the
exact byte of a mistake, and refuses deep nesting, on which ijson fills the memory.
"""

import codecs
import json
from collections.abc import Iterator, Set
from pathlib import Path
from typing import IO, NoReturn

from django.utils.translation import gettext as _

from .rows import MEGABYTE, BadFile, Limits, ParsedRow, Problem
from .uhri import FIELD_OF, KEYS, REQUIRED, RecordReader, fold_title, shorten

FORMAT = "uhri_json"
_CHUNK = 256 * 1024
# A list whose first records all lack what every record of UHRI has is a list of something else.
_PATIENCE = 20
_SPACE = " \t\r\n"
_CUT = object()
# A mistake this close to the end of what was read may only be a value cut in two.
_NEAR_END = 32


def read_rows(
    path: Path, limits: Limits, state_hint: Set[str] | None = None
) -> Iterator[ParsedRow]:
    """The rows of the list in `path`; raises BadFile where the JSON stops being readable."""
    reader = RecordReader({field: key for key, field in KEYS.items()}, state_hint)
    held: list[ParsedRow] = []
    known = False
    with path.open("rb") as file:
        for position, value in enumerate(JsonList(file, limits), 1):
            record = _by_field(value) if isinstance(value, dict) else None
            if record is None:
                problem = Problem("", shorten(value), _("This is not a record."))
                row = ParsedRow(position, problems=(problem,))
            else:
                row = reader.read(position, record)
                known = known or record.keys() >= REQUIRED
            if known:
                yield from held
                held.clear()
                yield row
            elif len(held) >= _PATIENCE:
                raise _foreign(value)
            else:
                held.append(row)
        if held:
            raise _foreign(value)


def estimate_total(path: Path) -> int | None:
    """How many records the file seems to hold, None when it can't be told."""
    with path.open("rb") as file:
        found = sum(
            chunk.count(b'"AnnotationId"') for chunk in iter(lambda: file.read(MEGABYTE), b"")
        )
    return found or None


def _by_field(value: dict[str, object]) -> dict[str, object]:
    if value.keys() >= KEYS.keys():
        return {field: value[key] for key, field in KEYS.items()}
    named = {FIELD_OF.get(fold_title(key), ""): item for key, item in value.items()}
    named.pop("", None)
    return named


def _foreign(value: object) -> BadFile:
    keys = ", ".join(list(value)[:8]) if isinstance(value, dict) else ""
    return BadFile(
        _(
            "This is JSON, but not an export of the Universal Human Rights Index: its records"
            " have no AnnotationId, Text, Body and Countries (they have: %(keys)s)."
        )
        % {"keys": shorten(keys) or "–"},
        where=_("row %(row)s") % {"row": 1},
        what="foreign json",
    )


class JsonList:
    """The values of a JSON list in a file, in constant memory."""

    def __init__(self, file: IO[bytes], limits: Limits) -> None:
        self._file = file
        self._limits = limits
        self._decoder = codecs.getincrementaldecoder("utf-8")()
        self._text = ""
        self._at = 0
        self._bytes_read = 0
        self._ended = False
        self._row = 1

    def __iter__(self) -> Iterator[object]:
        self._skip_mark()
        self._expect("[")
        if self._next() == "]":
            self._at += 1
        else:
            yield self._value()
            while self._expect(",]") == ",":
                self._row += 1
                yield self._value()
        if self._next():
            self._fail(_("Something follows the end of the list."), "trailing text")

    def _skip_mark(self) -> None:
        if self._next() == "\ufeff":
            self._at += 1

    def _expect(self, allowed: str) -> str:
        found = self._next()
        if not found:
            self._truncated()
        if found not in allowed:
            self._broken(self._at)
        self._at += 1
        return found

    def _next(self) -> str:
        """The next character that isn't a space, without taking it; "" at the end."""
        while True:
            while self._at < len(self._text):
                if self._text[self._at] not in _SPACE:
                    return self._text[self._at]
                self._at += 1
            if not self._more():
                return ""

    def _value(self) -> object:
        if not self._next():
            self._truncated()
        while (value := self._scan()) is _CUT:
            if not self._more():
                self._truncated()
            if len(self._text) - self._at > self._limits.record:
                self._fail(
                    _("This record is longer than %(limit)s MB: no record of UHRI is.")
                    % {"limit": self._limits.record // MEGABYTE},
                    "record too long",
                )
        return value

    def _scan(self) -> object:
        """The next value, or _CUT when more of the file is needed to have it whole."""
        try:
            value, end = _SCANNER.raw_decode(self._text, self._at)
        except json.JSONDecodeError as error:
            if not self._may_be_cut(error):
                self._broken(error.pos)
            return _CUT
        except (ValueError, RecursionError):
            self._broken(self._at)
        # A number that ends where the buffer ends may go on.
        if end == len(self._text) and not self._ended:
            return _CUT
        self._at = end
        return value

    def _may_be_cut(self, error: json.JSONDecodeError) -> bool:
        if error.msg.startswith("Unterminated string"):
            return True
        text = self._text.rstrip()
        if self._ended:
            return error.pos >= len(text) or not text.endswith("]")
        return error.pos >= len(text) - _NEAR_END

    def _more(self) -> bool:
        """Read on; False at the end of the file."""
        if self._ended:
            return False
        data = self._file.read(_CHUNK)
        self._ended = not data
        pending = len(self._decoder.getstate()[0])
        try:
            text = self._decoder.decode(data, final=not data)
        except UnicodeDecodeError as error:
            raise BadFile(
                _("The text is not in UTF-8 here. Save the file as UTF-8, or download it again."),
                where=self._place(self._bytes_read - pending + error.start),
                what="encoding",
            ) from None
        self._bytes_read += len(data)
        self._text = self._text[self._at :] + text
        self._at = 0
        return bool(data)

    def _place(self, byte: int) -> str:
        return _("row %(row)s, byte %(byte)s") % {"row": self._row, "byte": byte}

    def _byte(self, at: int) -> int:
        """The byte of the file at which a character of the buffer lies."""
        rest = len(self._text[at:].encode("utf-8", "surrogatepass"))
        return self._bytes_read - len(self._decoder.getstate()[0]) - rest

    def _fail(self, message: str, what: str) -> NoReturn:
        raise BadFile(message, where=self._place(self._byte(self._at)), what=what)

    def _broken(self, at: int) -> NoReturn:
        raise BadFile(
            _("The file is not valid JSON from here on. Download the export again."),
            where=self._place(self._byte(at)),
            what="broken json",
        )

    def _truncated(self) -> NoReturn:
        raise BadFile(
            _("The file ends in the middle of the list: it was not downloaded whole. Try again."),
            where=self._place(self._bytes_read),
            what="truncated json",
        )


def _refuse(constant: str) -> NoReturn:
    raise ValueError(constant)


_SCANNER = json.JSONDecoder(parse_constant=_refuse)
