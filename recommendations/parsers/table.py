"""Any table, read as a person's mapping says: which column, or which constant, is which field."""

import datetime as dt
import re
from collections.abc import Callable, Iterator, Mapping, Set
from dataclasses import dataclass, field
from typing import TypeVar

from django.utils.translation import gettext as _

from . import values
from .mapping import NAMES, TableMapping, fold_heading
from .rows import BadFile, ParsedRow, Problem, Unreadable
from .sheet_xml import Cell
from .text import Paragraph, clean_text, fold_label, split_paragraph, split_states, storable
from .titles import Book, Titles, find_titles, likely_titles
from .uhri import MAX_LABELS, MAX_TEXT, shorten

FORMAT = "table"
_DATE = "issued_on"
_KINDS = (
    ("pledge", r"pledge|commitment|engagement volontaire|promesa|compromiso"),
    ("judgment", r"judg|arret|sentencia|decision"),
    ("treaty_article", r"article|articulo|treaty obligation"),
    ("national", r"national"),
)
_LANGUAGES = {
    "english": "en", "anglais": "en", "ingles": "en", "french": "fr", "francais": "fr",
    "frances": "fr", "spanish": "es", "espagnol": "es", "espanol": "es", "arabic": "ar",
    "arabe": "ar", "russian": "ru", "russe": "ru", "ruso": "ru", "chinese": "zh", "chinois": "zh",
    "chino": "zh",
}  # fmt: skip
_Value = TypeVar("_Value")
_Result = TypeVar("_Result")


def read_rows(
    book: Book, mapping: TableMapping, state_hint: Set[str] | None = None
) -> Iterator[ParsedRow]:
    """The rows below the titles that the mapping names; raises BadFile when they aren't there."""
    reader = _TableReader(_titles(book, mapping), mapping, state_hint)
    return reader.rows()


def _titles(book: Book, mapping: TableMapping) -> Titles:
    wanted = {fold_heading(title) for name, title in mapping.columns.items() if name in NAMES}
    if "text" not in mapping.columns:
        raise BadFile(_("The mapping names no column for the text."), what="no text column")
    sheet = mapping.reading.get("sheet") or ""
    found = find_titles(
        book, lambda titles: wanted <= set(map(fold_heading, titles.values())), sheet
    )
    if found is not None:
        return found
    if sheet and sheet not in {one.name for one in book.sheets}:
        raise BadFile(
            _("The mapping reads the sheet “%(sheet)s”. The sheets here are: %(sheets)s.")
            % {
                "sheet": sheet,
                "sheets": shorten(", ".join(one.name for one in book.sheets)) or "–",
            },
            what="missing sheet",
        )
    nearest = likely_titles(book, sheet)
    there = list(nearest.by_column.values()) if nearest else []
    missing = [
        title
        for title in mapping.columns.values()
        if fold_heading(title) not in set(map(fold_heading, there))
    ]
    raise BadFile(
        _("These columns of the mapping are missing: %(missing)s. The titles here are: %(titles)s.")
        % {"missing": ", ".join(missing) or sheet, "titles": shorten(", ".join(there)) or "–"},
        where=nearest.place if nearest else "",
        what="missing column",
    )


class _TableReader:
    """Reads rows by one mapping; remembers ids and references, so that the second use is rejected."""

    def __init__(self, titles: Titles, mapping: TableMapping, hint: Set[str] | None) -> None:
        self._titles = titles
        self._hint = hint
        name_of = {fold_heading(title): name for name, title in mapping.columns.items()}
        self.fields = titles.fields(
            lambda title: name if (name := name_of.get(fold_heading(title))) in NAMES else None
        )
        self.title_of = {name: titles.by_column[at].strip() for at, name in self.fields.items()}
        self.constants = {
            name: value for name, value in mapping.constants.items() if name in NAMES and value
        }
        self.day_first = bool(mapping.reading.get("day_first", True))
        self.separator = str(mapping.reading.get("separator") or "")
        self._seen: dict[tuple[str, str], int] = {}

    def rows(self) -> Iterator[ParsedRow]:
        shift = self._titles.book.serial_shift
        for number, cells in self._titles.rows(self.fields):
            record = {self.fields[at]: cell for at, cell in cells.items()}
            if shift and isinstance(date := record.get(_DATE), float):
                record[_DATE] = date + shift
            row = _TableRow(self, number, record)
            others = row.labels("state")
            if self._hint and others and not any(fold_label(one) in self._hint for one in others):
                yield ParsedRow(number, body=row.label("body"), countries=others)
            else:
                yield row.parsed()

    def first_use(self, name: str, value: str, number: int) -> int:
        """The row where this id or reference came first: `number` itself when it is new."""
        return self._seen.setdefault((name, value), number)


@dataclass(slots=True)
class _TableRow:
    """One row while it is read; it collects problems instead of stopping at the first."""

    reader: _TableReader
    number: int
    record: Mapping[str, Cell]
    problems: list[Problem] = field(default_factory=list)

    def parsed(self) -> ParsedRow:
        body = self.label("body")
        session, stated = self._session()
        is_upr = values.is_upr(body)
        raw = self._string("text", MAX_TEXT)
        paragraph, named = self._text(raw, is_upr=is_upr)
        return ParsedRow(
            position=self.number,
            annotation_id=self._once("annotation_id", self._annotation_id()),
            kind=self._kind(),
            body=body,
            symbol=self.label("symbol"),
            paragraph=paragraph.number,
            heading=paragraph.heading,
            text_raw=raw,
            text=paragraph.text,
            countries=self.labels("state"),
            recommending_states=self.labels("recommending_states") or named,
            themes=self.labels("themes", values.split_themes),
            groups=self.labels("groups"),
            sdgs=self.labels("sdgs", values.split_sdgs),
            upr_position=self._parsed("position", values.parse_position, self.labels("position"))
            or "",
            upr_session=session,
            upr_cycle=stated or (values.cycle_of_session(session) if session else None),
            published_on=self._date(),
            key=self._once("reference", self.label("reference")[:200]) or "",
            position_source=self.label("position_source")[:300],
            response=self._string("response", MAX_TEXT).strip(),
            language=self._language(),
            problems=tuple(self.problems),
        )

    def _problem(self, name: str, value: object, message: str) -> None:
        said = "; ".join(value) if isinstance(value, tuple) else value
        shown = shorten(said) if said not in (None, "") else ""
        title = self.reader.title_of.get(name, name)
        if all(problem.field != title for problem in self.problems):
            self.problems.append(Problem(title, shown, message))

    def _string(self, name: str, limit: int = MAX_LABELS) -> str:
        value = self.record.get(name)
        if isinstance(value, Unreadable):
            self._problem(name, value, value.message)
            return ""
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        text = "" if value is None else str(value)
        text = text if text.strip() else str(self.reader.constants.get(name, ""))
        if len(text) > limit:
            message = _("This is longer than %(limit)s characters.") % {"limit": limit}
            self._problem(name, text, message)
            return ""
        return storable(text)

    def label(self, name: str) -> str:
        return values.clean_label(self._string(name))

    def labels(
        self, name: str, split: Callable[[str], tuple[str, ...]] = values.split_labels
    ) -> tuple[str, ...]:
        text = self._string(name)
        if self.reader.separator:
            # Whoever names what divides labels says thereby that nothing else does.
            return values.split_lines(text.replace(self.reader.separator, "\n"))
        return split(text)

    def _parsed(
        self, name: str, parse: Callable[[_Value], _Result], value: _Value
    ) -> _Result | None:
        try:
            return parse(value)
        except ValueError as error:
            self._problem(name, self.record.get(name, value), str(error))
            return None

    def _session(self) -> tuple[int | None, int | None]:
        found = self._parsed("session", values.parse_session, self.label("session")) or (None, None)
        cycle = self._parsed("cycle", values.parse_cycle, self.label("cycle"))
        return found[0], cycle or found[1]

    def _date(self) -> dt.date | None:
        value = self.record.get(_DATE)
        day_first = self.reader.day_first
        if isinstance(value, float):
            return self._parsed(_DATE, values.parse_date, value)
        return self._parsed(
            _DATE, lambda text: values.parse_date(text, day_first=day_first), self._string(_DATE)
        )

    def _annotation_id(self) -> str | None:
        return self._parsed("annotation_id", values.parse_uuid, self._string("annotation_id"))

    def _once(self, name: str, value: str | None) -> str | None:
        """The value, noting a problem when an earlier row has it too."""
        if not value or name in self.reader.constants:
            return value
        first = self.reader.first_use(name, value.casefold(), self.number)
        if first != self.number:
            message = _("Row %(first)s of this file has the same id.") % {"first": first}
            self._problem(name, value, message)
        return value

    def _kind(self) -> str:
        folded = fold_label(self.label("kind"))
        if not folded:
            return "recommendation"
        for kind, words in _KINDS:
            if re.search(words, folded):
                return kind
        return values.parse_kind(folded)

    def _language(self) -> str:
        written = self.label("language")
        code = fold_label(written)
        code = _LANGUAGES.get(code, code.partition("-")[0])
        if written and not re.fullmatch("[a-z]{2,3}", code):
            self._problem("language", written, _("This is no code of a language."))
            return ""
        return code

    def _text(self, raw: str, *, is_upr: bool) -> tuple[Paragraph, tuple[str, ...]]:
        """The text without number and States; a column of its own decides what the number is."""
        text = clean_text(raw)
        named: tuple[str, ...] = ()
        if is_upr:
            text, named = split_states(text)
        number, heading = self.label("paragraph"), clean_text(self._string("heading"))
        found = split_paragraph(text, headings=not is_upr and not heading)
        if number and found.number != number:
            found = Paragraph(number, heading, text)
        if not found.text:
            self._problem("text", raw, _("There is no text."))
        return Paragraph(number or found.number, heading or found.heading, found.text), named
