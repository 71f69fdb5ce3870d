"""The text of a file by page: JSON, {"pages": [text, …], "cut": whether there was more}.

What has no pages of its own (a text, a document of an office) is divided into pieces at paragraphs.
"""

import json
import zipfile
from collections.abc import Callable, Iterator
from typing import IO
from xml.parsers import expat

import pypdfium2 as pdfium

from .errors import DamagedError, LockedError, TooMuchError
from .limits import Limits

# Characters of a piece: about what a page holds.
PIECE = 3_000
_CHUNK = 64 * 1024
_LOCKED = 4  # pdfium: a password is needed, or the wrong one was given
_BODY = {"docx": "word/document.xml", "odt": "content.xml"}
# Where a paragraph ends, by the last part of the element's name, and what stands for white space.
_PARAGRAPHS = {"p", "h", "tr", "table-row"}
_BLANKS = {"tab": "\t", "br": "\n", "cr": "\n", "line-break": "\n", "s": " "}
# Word keeps text in w:t; what was deleted (w:delText) and the codes of fields are no text.
_UNSEEN = {"delText", "instrText"}


def read(stream: IO[bytes], extension: str, limits: Limits) -> bytes:
    """Raises LockedError, DamagedError, TooMuchError."""
    pages: list[str] = []
    room, cut = limits.characters, False
    for text in _READERS[extension](stream):
        if len(pages) >= limits.pages or len(text) > room:
            cut = True
            break
        pages.append(text)
        room -= len(text)
    return json.dumps({"pages": pages, "cut": cut}).encode()


def open_pdf(stream: IO[bytes]) -> pdfium.PdfDocument:
    """Raises LockedError where it asks for a password, DamagedError where it cannot be read."""
    try:
        return pdfium.PdfDocument(stream.read())
    except pdfium.PdfiumError as error:
        if getattr(error, "err_code", None) == _LOCKED or "assword" in str(error):
            raise LockedError from error
        raise DamagedError from error


def _pdf(stream: IO[bytes]) -> Iterator[str]:
    document = open_pdf(stream)
    for number in range(len(document)):
        try:
            page = document[number]
            text = page.get_textpage().get_text_bounded()
            page.close()
        except pdfium.PdfiumError:
            text = ""  # one broken page does not hide the others
        yield _tidy(text)


def _plain(stream: IO[bytes]) -> Iterator[str]:
    body = stream.read()
    for code in ("utf-16",) if body[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig", "cp1252"):
        try:
            yield from _pieces(body.decode(code).splitlines())
        except UnicodeDecodeError:
            continue
        return
    yield from _pieces(body.decode("latin-1").splitlines())


def _office(part: str) -> Callable[[IO[bytes]], Iterator[str]]:
    def paragraphs(stream: IO[bytes]) -> Iterator[str]:
        collector = _Paragraphs()
        try:
            with zipfile.ZipFile(stream) as container, container.open(part) as member:
                while chunk := member.read(_CHUNK):
                    collector.feed(chunk)
                    yield from collector.taken()
                collector.finish()
        except (zipfile.BadZipFile, expat.ExpatError, EOFError, KeyError, ValueError) as error:
            raise DamagedError from error
        except RuntimeError as error:  # zipfile: a password is needed
            raise LockedError from error
        yield from collector.taken()

    return lambda stream: _pieces(paragraphs(stream))


class _Paragraphs:
    """Text between the ends of paragraphs. A declaration of entities is refused: no office writes one."""

    def __init__(self) -> None:
        self._done: list[str] = []
        self._now: list[str] = []
        self._unseen = 0
        self._length = 0
        self._parser = expat.ParserCreate()
        self._parser.buffer_text = True
        self._parser.StartDoctypeDeclHandler = self._refuse
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._text

    def feed(self, chunk: bytes) -> None:
        self._parser.Parse(chunk, False)

    def finish(self) -> None:
        self._parser.Parse(b"", True)

    def taken(self) -> list[str]:
        done, self._done = self._done, []
        return done

    def _refuse(self, *_facts: object) -> None:
        raise DamagedError

    def _start(self, name: str, _attributes: dict[str, str]) -> None:
        bare = name.rsplit(":", 1)[-1]
        self._unseen += bare in _UNSEEN
        if bare in _BLANKS:
            self._now.append(_BLANKS[bare])

    def _end(self, name: str) -> None:
        bare = name.rsplit(":", 1)[-1]
        self._unseen -= bare in _UNSEEN
        if bare in _PARAGRAPHS and self._now:
            self._done.append("".join(self._now))
            self._now, self._length = [], 0

    def _text(self, data: str) -> None:
        if self._unseen:
            return
        self._length += len(data)
        if self._length > 1_000_000:
            raise TooMuchError
        self._now.append(data)


def _pieces(paragraphs: Iterator[str] | list[str]) -> Iterator[str]:
    now: list[str] = []
    length = 0
    for paragraph in paragraphs:
        if length and length + len(paragraph) > PIECE:
            yield _tidy("\n".join(now))
            now, length = [], 0
        now.append(paragraph)
        length += len(paragraph)
    if now:
        yield _tidy("\n".join(now))


def _tidy(text: str) -> str:
    """No zero bytes, which no database takes, and no halves of characters."""
    text = text.replace("\x00", "").replace("\r\n", "\n").replace("\r", "\n")
    return text.encode("utf-8", "replace").decode().strip()


_READERS: dict[str, Callable[[IO[bytes]], Iterator[str]]] = {
    "pdf": _pdf,
    "txt": _plain,
    "csv": _plain,
    **{extension: _office(part) for extension, part in _BODY.items()},
}
