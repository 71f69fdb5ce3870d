"""A UHRI record, whichever file it comes from, made into a row: the rules both formats share."""

import datetime as dt
from collections.abc import Callable, Hashable, Mapping, Set
from typing import TypeVar

from django.utils.translation import gettext as _

from . import values
from .rows import ParsedRow, Problem, Unreadable
from .text import Paragraph, clean_text, fold_label, split_paragraph, split_states, storable

# The keys of the JSON export, with our name of what they hold.
KEYS = {
    "Text": "text",
    "Countries": "countries",
    "Body": "body",
    "Symbol": "symbol",
    "Themes": "themes",
    "AffectedPersons": "groups",
    "Sdgs": "sdgs",
    "PublicationDate": "published",
    "UprRecommendingCountry": "states",
    "UprPositions": "position",
    "AnnotationType": "kind",
    "AnnotationId": "annotation_id",
    "UprSession": "session",
    "UprCycle": "cycle",
    "DocumentId": "document_id",
    "PublicationDateOnUhri": "uhri_published",
}
# Other titles of the same: the columns of the sheet, and spellings seen in re-used exports.
_OTHER_TITLES = {
    "Countries Concerned": "countries",
    "Recommending Body": "body",
    "Document Symbol": "symbol",
    "Document Publication Date": "published",
    "UPR Recommending States": "states",
    "UPR Recommending Countries": "states",
    "UPR Position": "position",
    "Type": "kind",
    "OHCHR Annotation Id": "annotation_id",
    "Date of publication on UHRI": "uhri_published",
}
# A file without these isn't an export of UHRI, whatever else it holds.
REQUIRED = frozenset({"text", "countries", "body", "annotation_id"})

# In characters. The longest paragraphs of UN documents have about 10,000.
MAX_TEXT = 100_000
MAX_LABELS = 10_000

_Value = TypeVar("_Value", bound=Hashable)
_Result = TypeVar("_Result")


def fold_title(title: str) -> str:
    """A title as titles are compared: letters alone, so that "Reccomending" is "Recommending"."""
    letters = "".join(char for char in title.casefold() if char.isalnum())
    return letters.replace("cc", "c").replace("mm", "m")


FIELD_OF = {fold_title(title): field for title, field in (KEYS | _OTHER_TITLES).items()}


def shorten(value: object) -> str:
    """A value as a message shows it: storable, and no longer than two lines."""
    text = storable(value if isinstance(value, str) else repr(value))
    return text if len(text) <= 200 else f"{text[:199]}…"


class RecordReader:
    """Makes rows of records; `titles` gives the file's own name of each field, for messages.

    With `state_hint`, the folded spellings of one State, records that are clearly addressed to others
    give rows with position, body and countries alone. Remembers the annotation ids of the file, so that the second use of one is rejected.
    """

    def __init__(self, titles: Mapping[str, str], state_hint: Set[str] | None = None) -> None:
        self.titles = titles
        self._hint = state_hint
        self._seen: dict[bytes, int] = {}

    def read(self, position: int, record: Mapping[str, object]) -> ParsedRow:
        """The row of one record: a mapping of our field names to values as the file has them."""
        if self._hint and (others := self._other_states(record.get("countries"))):
            return ParsedRow(position, body=_bare(record.get("body")), countries=others)
        return _Record(self, position, record).row()

    def _other_states(self, countries: object) -> tuple[str, ...]:
        """The States that a record is addressed to, when the wanted one is clearly not among them."""
        cells = countries if isinstance(countries, list) else [countries]
        texts = [cell for cell in cells if isinstance(cell, str)]
        if len(texts) < len(cells):
            return ()
        labels = tuple(label for text in texts for label in values.split_labels(text[:MAX_LABELS]))
        return () if self._hint and any(map(self._is_wanted, labels)) else labels

    def _is_wanted(self, label: str) -> bool:
        return self._hint is not None and fold_label(label) in self._hint

    def first_use(self, annotation_id: str, position: int) -> int:
        """The position where this id came first: `position` itself when it is new."""
        return self._seen.setdefault(bytes.fromhex(annotation_id.replace("-", "")), position)


def _bare(body: object) -> str:
    return values.clean_label(body[:MAX_LABELS]) if isinstance(body, str) else ""


class _Record:
    """One record while it is read; it collects problems instead of stopping at the first."""

    __slots__ = ("_position", "_problems", "_reader", "_record")

    def __init__(self, reader: RecordReader, position: int, record: Mapping[str, object]) -> None:
        self._reader = reader
        self._position = position
        self._record = record
        self._problems: list[Problem] = []

    def row(self) -> ParsedRow:
        body = self._label("body")
        if not body:
            self._missing("body", _("The body that made the recommendation is missing."))
        upr_position = self._parsed("position", self._labels("position"), values.parse_position)
        session, cycle = self._session()
        is_upr = bool(values.is_upr(body) or upr_position or session)
        raw = self._string("text", MAX_TEXT)
        paragraph, named = self._text(raw, is_upr=is_upr)
        return ParsedRow(
            position=self._position,
            annotation_id=self._annotation_id(),
            kind=values.parse_kind(self._label("kind")),
            body=body,
            symbol=self._label("symbol"),
            document_id=self._uuid("document_id"),
            paragraph=paragraph.number,
            heading=paragraph.heading,
            text_raw=raw,
            text=paragraph.text,
            countries=self._labels("countries"),
            recommending_states=self._labels("states") or named,
            themes=self._labels("themes", values.split_themes),
            groups=self._labels("groups"),
            sdgs=self._labels("sdgs", values.split_sdgs),
            upr_position=upr_position or "",
            upr_cycle=cycle,
            upr_session=session,
            published_on=self._date("published"),
            uhri_published_on=self._date("uhri_published"),
            problems=tuple(self._problems),
        )

    def _problem(self, field: str, message: str, value: object = None) -> None:
        shown = "" if value is None else shorten(value)
        self._problems.append(Problem(self._reader.titles.get(field, field), shown, message))

    def _missing(self, field: str, message: str) -> None:
        """Note that a value is missing, unless it is there and was found wrong already."""
        title = self._reader.titles.get(field, field)
        if all(problem.field != title for problem in self._problems):
            self._problem(field, message, self._record.get(field))

    def _parsed(
        self, field: str, value: _Value, parse: Callable[[_Value], _Result]
    ) -> _Result | None:
        try:
            return parse(value)
        except ValueError as error:
            self._problem(field, str(error), self._record.get(field))
            return None

    def _string(self, field: str, limit: int) -> str:
        value = self._record.get(field)
        if value is None:
            return ""
        if not isinstance(value, str):
            self._problem(field, _wrong_type(value), value)
            return ""
        if len(value) > limit:
            self._problem(field, _too_long(limit), value)
            return ""
        return storable(value)

    def _label(self, field: str) -> str:
        return values.clean_label(self._string(field, MAX_LABELS))

    def _labels(
        self, field: str, split: Callable[[str], tuple[str, ...]] = values.split_labels
    ) -> tuple[str, ...]:
        value = self._record.get(field)
        if not isinstance(value, list):
            return split(self._string(field, MAX_LABELS)) if value is not None else ()
        # In a list each theme stands alone: only a cell can need splitting at dashes.
        if split is values.split_themes:
            split = values.split_lines
        texts = [item for item in value if isinstance(item, str)]
        if len(texts) < len(value):
            wrong = [item for item in value if not (item is None or isinstance(item, str))]
            if wrong:
                self._problem(field, _wrong_type(wrong[0]), wrong[0])
                return ()
        if sum(map(len, texts)) > MAX_LABELS:
            self._problem(field, _too_long(MAX_LABELS), value)
            return ()
        if len(texts) == 1:
            return split(texts[0])
        return values.distinct(part for text in texts for part in split(text))

    def _uuid(self, field: str) -> str | None:
        return self._parsed(field, self._string(field, MAX_LABELS), values.parse_uuid)

    def _annotation_id(self) -> str | None:
        found = self._uuid("annotation_id")
        if found is None:
            return None
        first = self._reader.first_use(found, self._position)
        if first != self._position:
            message = _("Row %(first)s of this file has the same id.") % {"first": first}
            self._problem("annotation_id", message, found)
        return found

    def _date(self, field: str) -> dt.date | None:
        value = self._record.get(field)
        if isinstance(value, float | int) and not isinstance(value, bool):
            return self._parsed(field, float(value), values.parse_date)
        return self._parsed(field, self._string(field, MAX_LABELS), values.parse_date)

    def _session(self) -> tuple[int | None, int | None]:
        """Session and cycle: the cycle as stated, otherwise as follows from the session."""
        session = stated = None
        for label in self._labels("session", values.split_lines):
            found = self._parsed("session", label, values.parse_session) or (None, None)
            session, stated = session or found[0], stated or found[1]
        cycle = self._parsed("cycle", self._label("cycle"), values.parse_cycle) or stated
        return session, cycle or (values.cycle_of_session(session) if session else None)

    def _text(self, raw: str, *, is_upr: bool) -> tuple[Paragraph, tuple[str, ...]]:
        text = clean_text(raw)
        named: tuple[str, ...] = ()
        if is_upr:
            text, named = split_states(text)
        paragraph = split_paragraph(text, headings=not is_upr)
        if not paragraph.text:
            self._missing("text", _("There is no text."))
        return paragraph, named


def _wrong_type(value: object) -> str:
    if isinstance(value, Unreadable):
        return value.message
    if isinstance(value, int | float):
        return _("A number stands where text belongs.")
    return _("Something else stands where text belongs.")


def _too_long(limit: int) -> str:
    return _("This is longer than %(limit)s characters.") % {"limit": limit}
