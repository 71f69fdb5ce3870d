"""Word documents, table row by table row in constant memory.

Nothing in the document is run, fetched or computed: macros, links, fields that include other files
and embedded parts aren't looked at. What a field shows is read as the text that it is.
"""

import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from xml.parsers import expat

from django.utils.translation import gettext as _

from .archive import DAMAGED, damaged, open_archive
from .rows import MEGABYTE, BadFile, Limits
from .sheet_xml import parse
from .word_xml import TablesParser, WordRow

PART = "word/document.xml"
_UNREADABLE_XML = (*DAMAGED, expat.ExpatError, zlib.error, RuntimeError)
_MOST_HEADERS = 12


class Document:
    """A .docx file opened for reading; `close()` it, or use it as a context manager.

    `title` is what stands before and between the tables as far as `rows` has come. Raises BadFile
    when the archive is unsafe or isn't a document.
    """

    def __init__(self, path: Path, limits: Limits) -> None:
        self._limits = limits
        self._archive = open_archive(path, limits)
        self._parts = {name.casefold(): name for name in self._archive.namelist()}
        self.title = ""
        self.tables = 0

    def __enter__(self) -> "Document":
        return self

    def __exit__(self, *_exception: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the archive."""
        self._archive.close()

    def headers(self) -> list[str]:
        """The text at the head of the pages, and the document's title among its properties."""
        parts = sorted(part for part in self._parts if part.startswith("word/header"))
        texts = [self._plain(part) for part in parts[:_MOST_HEADERS]]
        return [text for text in (*texts, self._core_title()) if text]

    def rows(self) -> Iterator[WordRow]:
        """The rows of all tables, in order. Raises BadFile at the first place that can't be read."""
        parser = TablesParser(self._limits)
        try:
            for _chunk in self._feed(PART, parser.attach):
                rows, parser.rows = parser.rows, []
                self.title, self.tables = parser.title, parser.tables
                yield from rows
        except BadFile as error:
            error.where = error.where or _place(parser.row)
            raise
        except _UNREADABLE_XML as error:
            refusal = damaged()
            refusal.where = _place(parser.row)
            raise refusal from error

    def _plain(self, part: str) -> str:
        parser = TablesParser(self._limits)
        try:
            for _chunk in self._feed(part, parser.attach):
                pass
        except _UNREADABLE_XML as error:
            raise damaged() from error
        # Headers are often laid out as a table.
        cells = (cell.text for row in parser.rows for cell in row.cells)
        return "\n".join(filter(None, (parser.title, *cells)))

    def _core_title(self) -> str:
        pieces: list[str] = []
        inside = False

        def start(name: str, _attributes: object) -> None:
            nonlocal inside
            inside = name.endswith("title")

        def end(_name: str) -> None:
            nonlocal inside
            inside = False

        def text(data: str) -> None:
            if inside:
                pieces.append(data)

        def attach(parser: expat.XMLParserType) -> None:
            parser.StartElementHandler = start
            parser.EndElementHandler = end
            parser.CharacterDataHandler = text

        try:
            for _chunk in self._feed("docprops/core.xml", attach):
                pass
        except _UNREADABLE_XML as error:
            raise damaged() from error
        return "".join(pieces)[:500]

    def _feed(self, part: str, attach: Callable[[expat.XMLParserType], None]) -> Iterator[None]:
        """Feed a part to handlers, pausing after each chunk; one that isn't there says nothing."""
        name = self._parts.get(part.casefold())
        if name is None or (part != PART and self._archive.getinfo(name).file_size > MEGABYTE):
            return
        with self._archive.open(name) as stream:
            yield from parse(stream, attach, self._limits)


def _place(row: int) -> str:
    return _("table row %(row)s") % {"row": row}
