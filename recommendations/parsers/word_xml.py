"""The XML inside a Word document: the rows of its tables, and what stands before them, as events."""

from collections.abc import Callable
from typing import NamedTuple, TypeAlias
from xml.parsers import expat

from django.utils.translation import gettext as _

from .archive import damaged
from .rows import MEGABYTE, BadFile, Limits

# Far more than Word writes; nesting costs memory, so a file may not choose how much.
_DEEPEST = 400
_MOST_TABLES = 20
_MOST_CELLS = 500
# In characters: what is kept of the text outside tables, where title and heading stand.
_TITLE = 4_000

_CHARACTERS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}


_Start: TypeAlias = Callable[[str, str], None]
_End: TypeAlias = Callable[[str], None]


class WordCell(NamedTuple):
    """A cell: the first column of the grid that it covers, how many, and its paragraphs.

    `continues` says that it is merged with the cell above and holds no text of its own.
    """

    column: int
    span: int
    lines: tuple[str, ...]
    continues: bool

    @property
    def text(self) -> str:
        return " ".join(self.lines)


class WordRow(NamedTuple):
    """A row: its number in the document, the number of its table, how deep that lies, its cells."""

    number: int
    table: int
    depth: int
    cells: tuple[WordCell, ...]


class _Table:
    """A table being read; tables lie in cells of others."""

    __slots__ = ("cells", "column", "continues", "deleted", "lines", "number", "size", "span")

    def __init__(self, number: int) -> None:
        self.number = number
        self.start_row()

    def start_row(self) -> None:
        self.cells: list[WordCell] = []
        self.column = 0
        self.deleted = False
        self.start_cell()

    def start_cell(self) -> None:
        self.lines: list[str] = []
        self.size = 0
        self.span = 1
        self.continues = False


class TablesParser:
    """Collects `rows` of tables while a document is fed; the caller takes them away.

    `row` counts the rows reached, `tables` the tables; `title` is the beginning of the text outside
    them. What is deleted, hidden behind a placeholder, or said twice for old programs is left out.
    """

    def __init__(self, limits: Limits) -> None:
        self.rows: list[WordRow] = []
        self.row = 0
        self.tables = 0
        self.title = ""
        self._limits = limits
        self._starts: dict[str, _Start] = {}
        self._ends: dict[str, _End] = {}
        self._stack: list[_Table] = []
        self._pieces: list[str] = []
        self._length = 0
        self._depth = 0
        self._muted = 0
        self._reading = self._in_row_properties = False
        self._placeholders: list[bool] = []

    def attach(self, parser: expat.XMLParserType) -> None:
        """Become the handler of a parser's events."""
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise damaged()
        if not self._starts:
            self._name_tags(name.rpartition(":")[0])
        start = self._starts.get(name)
        if start is not None:
            start(name.rpartition(":")[2], attributes.get(self._value, ""))
        elif name.endswith(":Fallback"):
            self._muted += 1

    def _end(self, name: str) -> None:
        self._depth -= 1
        end = self._ends.get(name)
        if end is not None:
            end(name.rpartition(":")[2])
        elif name.endswith(":Fallback"):
            self._muted -= 1

    def _name_tags(self, prefix: str) -> None:
        """Note the tags that matter as this file writes them: "w:p" in nearly all, "p" in some."""
        before = f"{prefix}:" if prefix else ""
        self._value = f"{before}val"
        for tags, start, end in (
            (("tbl", "tr", "tc", "p"), self._start_block, self._end_block),
            (("t",), self._start_text, self._end_text),
            (_CHARACTERS, self._character, None),
            (("del", "moveFrom"), self._start_gone, self._end_gone),
            (("sdt",), self._start_control, self._end_control),
            (("sdtContent",), self._start_content, self._end_content),
            (("showingPlcHdr",), self._placeholder, None),
            (("trPr",), self._start_row_properties, self._end_row_properties),
            (("gridSpan", "gridBefore", "vMerge"), self._property, None),
        ):
            self._starts |= {before + tag: start for tag in tags}
            self._ends |= {before + tag: end for tag in tags if end is not None}

    def _start_text(self, _tag: str, _value: str) -> None:
        self._reading = True

    def _end_text(self, _tag: str) -> None:
        self._reading = False

    def _character(self, tag: str, _value: str) -> None:
        self._add(_CHARACTERS[tag])

    def _start_gone(self, _tag: str, _value: str) -> None:
        """What a person has deleted or moved away, with tracking on, is still in the file."""
        self._muted += 1
        if self._in_row_properties and self._stack:
            self._stack[-1].deleted = True

    def _end_gone(self, _tag: str) -> None:
        self._muted -= 1

    def _start_control(self, _tag: str, _value: str) -> None:
        """A field to fill in; as long as nobody did, it shows an invitation to, which is no text."""
        self._placeholders.append(False)

    def _placeholder(self, _tag: str, _value: str) -> None:
        if self._placeholders:
            self._placeholders[-1] = True

    def _end_control(self, _tag: str) -> None:
        self._placeholders.pop()

    def _start_content(self, _tag: str, _value: str) -> None:
        self._muted += self._placeholders[-1:] == [True]

    def _end_content(self, _tag: str) -> None:
        self._muted -= self._placeholders[-1:] == [True]

    def _start_row_properties(self, _tag: str, _value: str) -> None:
        self._in_row_properties = True

    def _end_row_properties(self, _tag: str) -> None:
        self._in_row_properties = False

    def _property(self, tag: str, value: str) -> None:
        if not self._stack:
            return
        table = self._stack[-1]
        if tag == "vMerge":
            table.continues = value != "restart"
        elif tag == "gridSpan":
            table.span = _count(value)
        else:
            table.column += _count(value)

    def _start_block(self, tag: str, _value: str) -> None:
        self._end_line()
        if tag == "tbl":
            self.tables += 1
            self._stack.append(_Table(self.tables))
            if len(self._stack) > _MOST_TABLES:
                raise damaged()
        elif self._stack and tag == "tr":
            self.row += 1
            self._stack[-1].start_row()
        elif self._stack and tag == "tc":
            self._stack[-1].start_cell()

    def _end_block(self, tag: str) -> None:
        self._end_line()
        if tag == "tbl":
            self._stack.pop()
        elif tag == "tr":
            self._end_row()
        elif tag == "tc" and self._stack:
            table = self._stack[-1]
            cell = WordCell(table.column, table.span, tuple(table.lines), table.continues)
            table.cells.append(cell)
            table.column += table.span
            table.start_cell()
            if len(table.cells) > _MOST_CELLS:
                raise damaged()

    def _end_row(self) -> None:
        table = self._stack[-1] if self._stack else None
        if table is None or table.deleted:
            return
        self.rows.append(WordRow(self.row, table.number, len(self._stack), tuple(table.cells)))
        if len(self._stack) > 1:
            # What a table in a cell says is said by the cell too.
            for cell in table.cells:
                self._keep(self._stack[-2], cell.lines)

    def _text(self, data: str) -> None:
        if self._reading:
            self._add(data)

    def _add(self, data: str) -> None:
        if self._muted:
            return
        self._length += len(data)
        if self._length > self._limits.record:
            raise _too_long(self._limits)
        self._pieces.append(data)

    def _end_line(self) -> None:
        if not self._pieces:
            return
        lines = tuple(filter(None, (line.strip() for line in "".join(self._pieces).split("\n"))))
        self._pieces.clear()
        self._length = 0
        if self._stack:
            self._keep(self._stack[-1], lines)
        elif len(self.title) < _TITLE:
            self.title = "\n".join(filter(None, (self.title, *lines)))[:_TITLE]

    def _keep(self, table: _Table, lines: tuple[str, ...]) -> None:
        table.size += sum(map(len, lines))
        if table.size > self._limits.record:
            raise _too_long(self._limits)
        table.lines += lines


def _count(value: str) -> int:
    """The number of columns of a property; what is no such number covers one."""
    return min(int(value), _MOST_CELLS) if value.isdecimal() and len(value) < 6 else 1


def _too_long(limits: Limits) -> BadFile:
    return BadFile(
        _("A cell is longer than %(limit)s MB, which no list of recommendations needs.")
        % {"limit": limits.record // MEGABYTE},
        what="record too long",
    )
