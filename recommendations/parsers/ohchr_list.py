"""OHCHR's thematic list of the recommendations of one review: a Word table, one a row.

Layouts of 2014, 2019 and 2025, and that with the recommending States in a column of their own, are
told by their titles, whatever the order of the columns.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from django.utils.translation import gettext as _

from . import register_list, values
from .docx import Document
from .review_title import About, document_of, report_symbol
from .review_title import about as about_review
from .rows import BadFile, Limits, ParsedRow, Problem, Stated
from .text import clean_text, fold_label, split_bundle, split_paragraph, split_states, storable
from .uhri import MAX_LABELS, MAX_TEXT, shorten
from .word_xml import WordCell, WordRow

FORMAT = "ohchr_list"
_BODY = "UPR"
_LONGEST_TITLE = 90

# The first pattern that a title opens with names its column; titles are folded to letters.
_TITLES = (
    ("states", r"(?:recommending|recommandant|etats?recommand|etatsauteurs|estados?(?:que)?recom)"),
    ("text", r"(?:recommendation|recommandation|recomendacion)"),
    ("position", r"(?:position|stateposition|reponse|posicion|postura|respuesta)"),
    ("response", r"(?:assessment|comment|level|implementation|evaluation|observation|comentario)"),
    ("themes", r".*(?:theme|tema|listof|rights|droits|derechos)"),
    ("sdgs", r".*(?:sdg|sustainable|developpementdurable|desarrollosostenible|\bods|\bodd)"),
    ("groups", r".*(?:affectedpersons|groups?|personnes|personas|grupos)"),
)
_TITLE_PATTERNS = tuple((field, re.compile(pattern)) for field, pattern in _TITLES)

_SOURCE = re.compile(
    r"\s*(?:sources?\s+of\s+(?:the\s+)?position|source\s+de\s+la\s+position"
    r"|fuente\s+de\s+la\s+posici[oó]n)\s*:?\s*",
    re.IGNORECASE,
)
_HEADING = re.compile(r"\s*(?:theme|thème|tema)s?\s*:\s*", re.IGNORECASE)
# The headings inside the cell of themes.
_SECTIONS = (
    ("sdgs", r"(?:relevant\s+)?(?:sdgs?|odd|ods|sustainable\s+development\s+goals)"),
    (
        "groups",
        r"(?:affected\s+persons|groups?\s+of\s+persons|affected\s+groups|personnes\s+concern[ée]es"
        r"|groupes\s+de\s+personnes|personas\s+afectadas|grupos\s+de\s+personas)",
    ),
    ("themes", r"(?:human\s+rights\s+)?(?:themes?|thèmes?|temas?|rights)"),
)
_SECTION_PATTERNS = tuple(
    (field, re.compile(rf"[\s•–-]*{pattern}\s*:\s*", re.IGNORECASE)) for field, pattern in _SECTIONS
)
_CODE = re.compile(r"[\s•–-]*([A-Z]\d{1,3})\s+(?=\S)")


def read_rows(path: Path, limits: Limits) -> Iterator[ParsedRow]:
    """The recommendations of all tables that have such titles; raises BadFile when none has."""
    with Document(path, limits) as document:
        headers = document.headers()
        reader: _Reader | None = None
        first = ""
        columns = _Columns()
        for row in document.rows():
            first = first or " | ".join(cell.text for cell in row.cells)
            cells = columns.of(row)
            if cells is None:
                continue
            reader = reader or _Reader(about_review([document.title, *headers]), columns.titles)
            yield from reader.read(row, cells)
        if not columns.titles:
            raise _no_list(document, first)
        if reader is not None:
            yield from reader.last()


def is_of_a_register(path: Path, limits: Limits) -> bool:
    """Whether a register wrote the list: its first row names the document of those below."""
    with Document(path, limits) as document:
        columns = _Columns()
        for row in document.rows():
            if columns.of(row) is not None:
                return _document(row) is not None
    return False


def _document(row: WordRow) -> Stated | None:
    """The document that a row over all columns names."""
    return document_of(row.cells[0].text) if len(row.cells) == 1 else None


def _no_list(document: Document, first: str) -> BadFile:
    if document.tables:
        message = _(
            "This Word document has no table of recommendations (Recommendation, Position, Full"
            " list of themes …): the first of its %(count)s tables begins with: %(titles)s."
        ) % {"count": document.tables, "titles": shorten(clean_text(first)) or "–"}
    else:
        message = _(
            "This Word document has no table, so it is no thematic list of recommendations."
            " It begins with: %(text)s."
        ) % {"text": shorten(clean_text(document.title[:300])) or "–"}
    return BadFile(message, what="no list")


class _Columns:
    """Which column is which, as the last row of titles said; a table may go on from another."""

    def __init__(self) -> None:
        self.titles: dict[str, str] = {}
        self._field_at: dict[int, str] = {}
        self._depth = 0

    def of(self, row: WordRow) -> dict[str, WordCell] | None:
        """The cells of a row by field; None for a row of titles, or one of another table."""
        named = _titles(row.cells)
        if "text" in named.values() and len(set(named.values())) > 1:
            self._depth = row.depth
            self._field_at = dict(_first_of_each(named))
            titles = {cell.column: clean_text(cell.text) for cell in row.cells}
            self.titles = {field: titles[at] for at, field in self._field_at.items()}
            return None
        if not self.titles or row.depth != self._depth:
            return None
        found: dict[str, WordCell] = {}
        for cell in row.cells:
            field = self._field_at.get(cell.column)
            if field is not None:
                found[field] = cell
        return found


def _titles(cells: Iterable[WordCell]) -> dict[int, str]:
    """The field of each column whose cell is one of the known titles; {} when it can't be titles."""
    named: dict[int, str] = {}
    for cell in cells:
        text = cell.text
        if len(text) > _LONGEST_TITLE or any(char.isdigit() for char in text):
            return {}
        folded = "".join(char for char in fold_label(text) if char.isalpha())
        field = next((name for name, known in _TITLE_PATTERNS if known.match(folded)), None)
        if field is not None:
            named[cell.column] = field
    return named


def _first_of_each(named: Mapping[int, str]) -> Iterator[tuple[int, str]]:
    seen: set[str] = set()
    for column, field in sorted(named.items()):
        if field not in seen:
            seen.add(field)
            yield column, field


class _Reader:
    """Makes rows of cells; waits with each row for the cells below that continue it."""

    def __init__(self, about: About, titles: Mapping[str, str]) -> None:
        self._about = about
        self._titles = titles
        self._symbol = about.symbol
        self._theme = ""
        self._document: Stated | None = None
        self._waiting: tuple[int, dict[str, list[str]]] | None = None
        self._above: dict[str, list[str]] = {}
        self._seen: dict[tuple[str, str], tuple[int, str, tuple[str, ...]]] = {}

    def read(self, row: WordRow, cells: Mapping[str, WordCell]) -> Iterator[ParsedRow]:
        """The row before this one, once it is sure to be whole."""
        text = cells.get("text")
        if text is not None and text.continues and self._waiting:
            for field, cell in cells.items():
                if not cell.continues:
                    self._waiting[1].setdefault(field, []).extend(cell.lines)
            return
        yield from self.last()
        if text is None or not text.lines:
            return
        if document := _document(row):
            self._document, self._theme = document, ""
            return
        heading = _HEADING.match(text.text)
        if heading or (len(row.cells) == 1 and not re.match(r"\s*\d", text.text)):
            self._theme = text.text[heading.end() :] if heading else text.text
            return
        lines = {field: self._lines(field, cell) for field, cell in cells.items()}
        self._waiting, self._above = (row.number, lines), lines

    def _lines(self, field: str, cell: WordCell) -> list[str]:
        """The lines of a cell; one that is merged with the cell above says what that says."""
        return list(self._above.get(field, []) if cell.continues else cell.lines)

    def last(self) -> Iterator[ParsedRow]:
        """The row that still waits, if one does and it says something new."""
        if self._waiting is None:
            return
        number, lines = self._waiting
        self._waiting = None
        if self._document is not None:
            yield self._of_document(number, lines, self._document)
            return
        about = self._about, self._symbol, self._theme
        row = _Row(number, lines, self._titles, *about).parsed()
        self._symbol = row.symbol or self._symbol
        if row.paragraph:
            place = (row.symbol, row.paragraph)
            said = (row.position, row.text, row.recommending_states)
            first = self._seen.setdefault(place, said)
            if first[0] != number:
                if first[1:] == said[1:]:
                    # Some lists repeat a recommendation under each of its themes.
                    return
                row = _repeated(row, first[0], self._titles)
        yield row

    def _of_document(
        self, number: int, lines: Mapping[str, list[str]], document: Stated
    ) -> ParsedRow:
        """A row below the name of its document, where several may stand at one paragraph.

        What a register wrote is read as it wrote it. Another is a person's, read as OHCHR's are;
        the last column of such a list is no answer of the State.
        """
        if register_list.reference_of(lines):
            return register_list.parsed(number, lines, self._titles, document)
        about = self._about, "", self._theme
        row = _Row(number, lines, self._titles, *about, of_upr=document.body == _BODY).parsed()
        return replace(
            row,
            body=document.body,
            symbol=document.symbol,
            countries=tuple(filter(None, [document.state])) or row.countries,
            upr_cycle=document.cycle,
            upr_session=document.session,
            published_on=document.published_on,
            response="",
        )


def _repeated(row: ParsedRow, first: int, titles: Mapping[str, str]) -> ParsedRow:
    message = _("Row %(first)s of this file has the same number.") % {"first": first}
    problem = Problem(titles["text"], row.paragraph, message)
    return ParsedRow(
        position=row.position,
        paragraph=row.paragraph,
        text=row.text,
        text_raw=row.text_raw,
        problems=(*row.problems, problem),
    )


class _Row:
    """One row while it is read; it collects problems instead of stopping at the first."""

    def __init__(
        self,
        number: int,
        lines: Mapping[str, list[str]],
        titles: Mapping[str, str],
        about: About,
        symbol: str,
        theme: str,
        *,
        of_upr: bool = True,
    ) -> None:
        self._number = number
        self._cells = lines
        self._titles = titles
        self._about = about
        self._known_symbol = symbol
        self._theme = theme
        self._of_upr = of_upr
        self._problems: list[Problem] = []

    def parsed(self) -> ParsedRow:
        lines, source = _apart(self._cells.get("text", []))
        raw = storable("\n".join(lines))
        if len(raw) > MAX_TEXT:
            self._problem(
                "text", raw, _("This is longer than %(limit)s characters.") % {"limit": MAX_TEXT}
            )
            raw = ""
        whole = clean_text(raw)
        text, named = split_states(whole) if self._of_upr else (whole, ())
        paragraph = split_paragraph(text, headings=False)
        if not paragraph.text and not self._problems:
            self._problem("text", raw, _("There is no text."))
        themes, codes = self._themes()
        return ParsedRow(
            position=self._number,
            kind="recommendation",
            body=_BODY,
            symbol=report_symbol(source) or self._known_symbol,
            paragraph=paragraph.number,
            text_raw=raw,
            text=paragraph.text,
            countries=(self._about.country,) if self._about.country else (),
            recommending_states=self._states() or named,
            themes=themes,
            groups=values.split_labels(self._section("groups")),
            sdgs=values.split_sdgs(self._section("sdgs")),
            upr_position=self._position(),
            upr_cycle=self._about.cycle,
            upr_session=self._about.session,
            position_source=source,
            response=storable("\n".join(self._cells.get("response", []))),
            codings=tuple(("ohchr_theme", code) for code in codes),
            parts=split_bundle(whole) if self._of_upr else (),
            problems=tuple(self._problems),
        )

    def _problem(self, field: str, value: str, message: str) -> None:
        self._problems.append(Problem(self._titles.get(field, field), shorten(value), message))

    def _position(self) -> str:
        cell = storable("\n".join(self._cells.get("position", [])))
        try:
            return values.parse_position(values.split_lines(cell))
        except ValueError as error:
            self._problem("position", cell, str(error))
            return ""

    def _states(self) -> tuple[str, ...]:
        cell = clean_text("; ".join(self._cells.get("states", [])))
        if not cell:
            return ()
        return split_states(f". ({cell.strip('; ')})")[1] or values.split_labels(cell)

    def _section(self, wanted: str) -> str:
        """The lines of one kind, from a column of their own or from among the themes."""
        found = list(self._cells.get(wanted, [])) if wanted != "themes" else []
        section = "themes"
        for line in self._cells.get("themes", []):
            section, rest = _section_of(line, section)
            if section == wanted and rest.strip():
                found.append(rest)
        if wanted != "themes":
            # A column of its own may repeat its heading.
            found = [_section_of(line, wanted)[1] for line in found]
        text = storable("\n".join(found))
        if len(text) > MAX_LABELS:
            self._problem(
                wanted, text, _("This is longer than %(limit)s characters.") % {"limit": MAX_LABELS}
            )
            return ""
        return text

    def _themes(self) -> tuple[tuple[str, ...], list[str]]:
        """Labels without their codes, and the codes; the row's heading where it names no theme."""
        cell = self._section("themes") or self._theme
        codes = [found.group(1) for line in cell.split("\n") if (found := _CODE.match(line))]
        bare = "\n".join(_CODE.sub("", line, count=1) for line in cell.split("\n"))
        return values.split_themes(bare), codes


def _section_of(line: str, section: str) -> tuple[str, str]:
    """The section that a line belongs to, and the line without the heading that opens it."""
    for name, heading in _SECTION_PATTERNS:
        found = heading.match(line)
        if found:
            return name, line[found.end() :]
    return section, line


def _apart(lines: Iterable[str]) -> tuple[list[str], str]:
    """The lines of the recommendation itself, and the source of the State's position."""
    text: list[str] = []
    source: list[str] = []
    for line in lines:
        found = _SOURCE.search(line)
        if source or (found and found.start() == 0):
            source.append(line[found.end() :] if found else line)
        elif found:
            text.append(line[: found.start()])
            source.append(line[found.end() :])
        else:
            text.append(line)
    return text, clean_text(" ".join(source))[:300]
