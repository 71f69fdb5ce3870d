"""Sheets of .xlsx workbooks, row by row in constant memory.

Nothing in the file is run or computed: macros aren't looked at, formulas are reported instead of
replaced by the result that some program stored with them, and any DTD is refused.
"""

import posixpath
import zlib
from collections.abc import Callable, Container, Generator
from pathlib import Path
from typing import NamedTuple
from xml.parsers import expat

from django.utils.translation import gettext as _

from .archive import DAMAGED, damaged, open_archive
from .rows import BadFile, Limits
from .sheet_xml import Attributes, Cell, SharedStrings, SheetParser, StringsParser, parse

# In the lists of sheets and of links between parts; workbooks have dozens.
_MANY_ELEMENTS = 20_000
_UNREADABLE_XML = (*DAMAGED, expat.ExpatError, zlib.error, RuntimeError)


class Sheet(NamedTuple):
    """A sheet of a workbook: its name on the tab, and the part of the archive that holds it."""

    name: str
    part: str


class Workbook:
    """An .xlsx file opened for reading; `close()` it, or use it as a context manager.

    `serial_shift` is the number of days to add to date serials: 0, or 1462 for files that count
    from 1904. Raises BadFile when the archive is unsafe or isn't a workbook.
    """

    def __init__(self, path: Path, limits: Limits) -> None:
        self._limits = limits
        self._archive = open_archive(path, limits)
        self._strings: SharedStrings | None = None
        self._parts = {name.casefold(): name for name in self._archive.namelist()}
        self.sheets: list[Sheet] = []
        self.serial_shift = 0
        try:
            self._read_structure()
        except BadFile:
            self.close()
            raise
        except _UNREADABLE_XML as error:
            self.close()
            raise damaged() from error

    def __enter__(self) -> "Workbook":
        return self

    def __exit__(self, *_exception: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the archive and drop what was unpacked of it."""
        self._archive.close()
        if self._strings is not None:
            self._strings.close()

    def rows(
        self, sheet: Sheet, wanted: Container[int] | None = None
    ) -> Generator[tuple[int, dict[int, Cell]], None, None]:
        """Row number (from 1) and cells by column (from 0); empty cells and rows are left out.

        `wanted` names the columns to read (all when None); it may be changed between rows, and
        takes effect within some rows. Raises BadFile at the first place that can't be read.
        """
        strings = self._shared_strings()
        parser = SheetParser(strings, wanted, self._limits)
        try:
            with self._archive.open(sheet.part) as stream:
                for _chunk in parse(stream, parser.attach, self._limits):
                    rows, parser.rows = parser.rows, []
                    yield from rows
        except BadFile as error:
            error.where = error.where or self.place(sheet, parser.row)
            raise
        except _UNREADABLE_XML as error:
            refusal = damaged()
            refusal.where = self.place(sheet, parser.row)
            raise refusal from error

    def place(self, sheet: Sheet, row: int) -> str:
        """How a message names a row."""
        return _("sheet “%(sheet)s”, row %(row)s") % {"sheet": sheet.name, "row": row}

    def _shared_strings(self) -> SharedStrings:
        if self._strings is None:
            self._strings = SharedStrings()
            parser = StringsParser(self._strings, self._limits)
            try:
                self._run(self._strings_part, parser.attach)
            except _UNREADABLE_XML as error:
                raise damaged() from error
            self._strings.finish()
        return self._strings

    def _read_structure(self) -> None:
        workbook = self._workbook_part()
        folder, name = posixpath.split(workbook)
        targets: dict[str, tuple[str, str]] = {}
        for tag, attributes in self._elements(posixpath.join(folder, "_rels", f"{name}.rels")):
            if tag == "Relationship" and attributes.get("TargetMode") != "External":
                part = posixpath.normpath(posixpath.join("/", folder, attributes["Target"]))
                kind = attributes["Type"].rpartition("/")[2]
                targets[attributes["Id"]] = (kind, part.lstrip("/").casefold())
        self._strings_part = next(
            (part for kind, part in targets.values() if kind == "sharedStrings"), ""
        )
        for tag, attributes in self._elements(workbook):
            if tag == "sheet":
                link = next((value for key, value in attributes.items() if key.endswith(":id")), "")
                kind, part = targets.get(link, ("", ""))
                if kind == "worksheet" and part in self._parts:
                    self.sheets.append(Sheet(attributes.get("name", ""), self._parts[part]))
            elif tag == "workbookPr" and attributes.get("date1904") in ("1", "true", "on"):
                self.serial_shift = 1462

    def _workbook_part(self) -> str:
        for tag, attributes in self._elements("_rels/.rels"):
            if tag == "Relationship" and attributes.get("Type", "").endswith("/officeDocument"):
                return attributes["Target"].lstrip("/")
        return "xl/workbook.xml"

    def _elements(self, part: str) -> list[tuple[str, Attributes]]:
        """Local names and attributes of all elements of a small part; [] when there is none."""
        found: list[tuple[str, Attributes]] = []

        def note(tag: str, attributes: Attributes) -> None:
            found.append((tag.rpartition(":")[2], attributes))
            if len(found) > _MANY_ELEMENTS:
                raise damaged()

        def attach(parser: expat.XMLParserType) -> None:
            parser.StartElementHandler = note

        self._run(part, attach)
        return found

    def _run(self, part: str, attach: Callable[[expat.XMLParserType], None]) -> None:
        """Feed a whole part to the handlers; a part that isn't there says nothing."""
        name = self._parts.get(part.casefold())
        if name is not None:
            with self._archive.open(name) as stream:
                for _chunk in parse(stream, attach, self._limits):
                    pass
