"""UPR Info's export: one row for each State that made a recommendation, merged into one for all.

The file says neither document nor paragraph: a recommendation is known by the State under review,
the session and its text. Source: UPR Info, "Database of UPR recommendations and voluntary pledges".
"""

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping, Set
from functools import lru_cache
from typing import NamedTuple, TypeVar

from django.utils.translation import gettext as _

from . import values
from .rows import ParsedRow, Problem, Unreadable
from .sheet_xml import Cell
from .text import clean_text, fold_label, storable
from .titles import Titles
from .uhri import MAX_LABELS, MAX_TEXT, fold_title, shorten

FORMAT = "upr_info"
_BODY = "UPR"

# The columns of the export of sessions 1 to 20, and those of the database that took its place.
_HISTORIC = {
    "To": "country",
    "Text": "text",
    "From": "states",
    "Response": "response",
    "Action": "action",
    "Issue": "issues",
    "Session": "session",
}
_TODAY = {
    "state_under_review": "country",
    "recommendation": "text",
    "recommending_state": "states",
    "response": "response",
    "action_category": "action",
    "issues": "issues",
    "session": "session",
    "cycle": "cycle",
}
_LAYOUTS = tuple(
    {fold_title(title): field for title, field in layout.items()} for layout in (_HISTORIC, _TODAY)
)
_REQUIRED = frozenset({"country", "text", "states", "response"})

_PLEDGE = re.compile(r"voluntary (?:pledge|commitment)|pledge")
_UNKNOWN_STATE = re.compile(r"\W*unknown\W*", re.IGNORECASE)
_ACTIONS = ("minimal", "continuing", "considering", "general", "specific")
_Result = TypeVar("_Result")
_NOT_TEXT = re.compile(r"[\W_]+")


def fits(titles: Mapping[int, str]) -> bool:
    """Whether a row of titles is that of an export, of either layout."""
    return _layout(titles) is not None


def _layout(titles: Mapping[int, str]) -> Mapping[str, str] | None:
    found = {fold_title(title) for title in titles.values()}
    for layout in _LAYOUTS:
        named = {field for title, field in layout.items() if title in found}
        if named >= _REQUIRED and named & {"session", "cycle"}:
            return layout
    return None


def fold_text(text: str) -> str:
    """A text as two rows of one recommendation are compared: letters and digits, no case."""
    return _NOT_TEXT.sub(" ", text.casefold()).strip()


class _Said(NamedTuple):
    """What one row says; `digest` is what rows of one recommendation share, None for a bad row."""

    country: str
    text: str
    raw: str
    states: tuple[str, ...]
    position: str
    is_pledge: bool
    actions: tuple[str, ...]
    issues: tuple[str, ...]
    session: int | None
    cycle: int | None
    problems: tuple[Problem, ...]

    @property
    def key(self) -> str:
        """The same in every export, whatever the State answered since."""
        cycle = "" if self.session else self.cycle
        parts = (fold_label(self.country), self.session or "", cycle or "", fold_text(self.text))
        whole = "\x1f".join(map(str, (*parts, "pledge" if self.is_pledge else "")))
        return hashlib.blake2b(whole.encode(), digest_size=16).hexdigest()


def read_rows(titles: Titles, state_hint: Set[str] | None = None) -> Iterator[ParsedRow]:
    """One row for each recommendation, in the place of the first that speaks of it.

    The file is read twice: first for which rows belong together, in some 200 bytes a row.
    """
    reader = _Reader(titles)
    merged, suffixes = _plan(reader)
    for number, said in reader.rows():
        others = merged.get(number, ())
        if others is None:
            continue
        if state_hint and said.country and fold_label(said.country) not in state_hint:
            yield ParsedRow(number, body=_BODY, countries=(said.country,))
        else:
            yield _row(number, said, others, suffixes.get(number, ""))


_Plan = tuple[dict[int, tuple[_Said, ...] | None], dict[int, str]]


def _plan(reader: "_Reader") -> _Plan:
    """For a row the others that are merged into it, None for those; and what sets its key apart.

    A text to which one State answered differently twice is two recommendations with one key: the
    later of them gets its position added.
    """
    first: dict[bytes, int] = {}
    answered: dict[bytes, str] = {}
    merged: dict[int, tuple[_Said, ...] | None] = {}
    suffixes: dict[int, str] = {}
    for number, said in reader.rows():
        if said.problems:
            continue
        key = bytes.fromhex(said.key)
        digest = key + said.position.encode()
        at = first.setdefault(digest, number)
        if at == number:
            if answered.setdefault(key, said.position) != said.position:
                suffixes[number] = f"-{said.position or 'none'}"
        else:
            merged[at] = (*(merged.get(at) or ()), said._replace(text="", raw=""))
            merged[number] = None
    return merged, suffixes


def _row(number: int, said: _Said, others: tuple[_Said, ...], suffix: str) -> ParsedRow:
    together = (said, *others)
    issues = values.distinct(issue for one in together for issue in one.issues)
    actions = dict.fromkeys(action for one in together for action in one.actions)
    states = values.distinct(state for one in together for state in one.states)
    return ParsedRow(
        position=number,
        kind="pledge" if said.is_pledge else "recommendation",
        body=_BODY,
        text_raw=said.raw,
        text=said.text,
        countries=(said.country,) if said.country else (),
        # The State that makes a pledge stands in the column of those that recommend.
        recommending_states=() if said.is_pledge else states,
        themes=issues,
        upr_position=said.position,
        upr_session=said.session,
        upr_cycle=said.cycle,
        key="" if said.problems else said.key + suffix,
        codings=(
            *(("upr_info_action", action) for action in actions),
            *(("upr_info_issue", issue) for issue in issues),
        ),
        problems=said.problems,
    )


class _Reader:
    """The rows of an export; can be read more than once."""

    def __init__(self, titles: Titles) -> None:
        self._titles = titles
        layout = _layout(titles.by_column) or {}
        self._fields = titles.fields(lambda title: layout.get(fold_title(title)))
        self._title_of = {field: titles.by_column[at] for at, field in self._fields.items()}

    def rows(self) -> Iterator[tuple[int, _Said]]:
        for number, cells in self._titles.rows(self._fields):
            yield number, self._said({self._fields[at]: cell for at, cell in cells.items()})

    def _said(self, cells: Mapping[str, Cell]) -> _Said:
        row = _Cells(cells, self._title_of)
        raw = row.text("text", MAX_TEXT)
        answer = row.text("response")
        is_pledge = bool(_PLEDGE.search(answer.casefold()))
        session, cycle = row.parsed("session", values.parse_session) or (None, None)
        cycle = row.parsed("cycle", values.parse_cycle) or cycle
        position = "" if is_pledge else row.parsed("response", _position) or ""
        clean = clean_text(raw)
        if not clean and not row.problems:
            row.note("text", raw, _("There is no text."))
        return _Said(
            country=values.clean_label(row.text("country")),
            text=clean,
            raw=raw,
            states=_states(row.text("states")),
            position=position,
            is_pledge=is_pledge,
            actions=_action(row.text("action")),
            issues=_split(row.text("issues"), ","),
            session=session,
            cycle=cycle or (values.cycle_of_session(session) if session else None),
            problems=tuple(row.problems),
        )


class _Cells:
    """The cells of a row by field; notes what is wrong with them."""

    def __init__(self, cells: Mapping[str, Cell], title_of: Mapping[str, str]) -> None:
        self._cells = cells
        self._title_of = title_of
        self.problems: list[Problem] = []

    def note(self, field: str, value: object, message: str) -> None:
        self.problems.append(Problem(self._title_of.get(field, field), shorten(value), message))

    def text(self, field: str, limit: int = MAX_LABELS) -> str:
        cell = self._cells.get(field, "")
        if isinstance(cell, str) and len(cell) <= limit:
            return storable(cell)
        if isinstance(cell, Unreadable):
            self.note(field, cell, cell.message)
            return ""
        shown = str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)
        if len(shown) > limit:
            message = _("This is longer than %(limit)s characters.") % {"limit": limit}
            self.note(field, shown, message)
            return ""
        return storable(shown)

    def parsed(self, field: str, parse: Callable[[str], _Result]) -> _Result | None:
        text = self.text(field)
        try:
            return parse(text)
        except ValueError as error:
            self.note(field, text, str(error))
            return None


@lru_cache(maxsize=256)
def _position(answer: str) -> str:
    return values.parse_position(values.split_labels(answer))


@lru_cache(maxsize=2048)
def _states(cell: str) -> tuple[str, ...]:
    return tuple(name for name in _split(cell, "|") if not _UNKNOWN_STATE.fullmatch(name))


@lru_cache(maxsize=2048)
def _split(cell: str, usual: str) -> tuple[str, ...]:
    """The labels of a cell: the old export divides with commas, today's with "|"."""
    text = clean_text(cell.replace("\n", "|"))
    return values.distinct(text.split("|" if "|" in text else usual))


@lru_cache(maxsize=256)
def _action(cell: str) -> tuple[str, ...]:
    """The category, 1 to 5, also where it is named; anything else as it stands."""
    label = values.clean_label(cell)
    if found := re.match(r"([1-5])(?!\d)", label):
        return (found.group(1),)
    for number, name in enumerate(_ACTIONS, 1):
        if label.casefold().startswith(name):
            return (str(number),)
    return (label[:200],) if label else ()
