"""What was chosen in the facets, and how many recommendations each further choice would leave."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import get_language

from .counting import NOT_ASSESSED, Rows, Tally
from .counting import run as run_count
from .facets import STATUS, Facet, counted, facets_for
from .reader import Reader


@dataclass(frozen=True, slots=True)
class Term:
    """One value that was chosen; `key` is what the database knows it by."""

    value: str
    label: str
    key: Any


@dataclass(slots=True)
class Option:
    """One line of a facet; `parent` names the line that it stands under, if any."""

    value: str
    label: str
    count: int = 0
    parent: str = ""
    place: int = 0
    checked: bool = False
    children: "list[Option]" = field(default_factory=list)

    @property
    def is_opened(self) -> bool:
        """Whether something below it was chosen, so that it is in sight."""
        return any(child.checked or child.is_opened for child in self.children)


Choices = Mapping[str, Sequence[Term]]


def resolve(
    reader: Reader, typed: Mapping[str, list[str]]
) -> tuple[dict[str, list[Term]], list[str]]:
    """The terms behind the values in the address, and the values that stand for nothing.

    One query whatever was chosen; none where only fixed values were. What the reader may not see
    is unknown to them.
    """
    chosen: dict[str, list[Term]] = {}
    queries: list[QuerySet] = []
    for facet in facets_for(reader):
        values = typed.get(facet.name) or []
        known = [value for value in values if value in facet.choices]
        if known:
            chosen[facet.name] = [
                Term(value, str(facet.choices[value]), "" if value == NOT_ASSESSED else value)
                for value in known
            ]
        if facet.find is not None and len(known) < len(values):
            queries.append(facet.find(reader, values))
    known_values = {(name, term.value.lower()) for name, terms in chosen.items() for term in terms}
    for name, value, term in _look_up(queries):
        known_values.add((name, value))
        # A merged term leads to the one that was kept, which may have been chosen as well.
        if term not in chosen.setdefault(name, []):
            chosen[name].append(term)
    unknown = [
        value
        for name, values in typed.items()
        for value in values
        if (name, value.lower()) not in known_values
    ]
    return chosen, unknown


def _look_up(queries: list[QuerySet]) -> Iterable[tuple[str, str, Term]]:
    """(facet, value as typed in small letters, the term that it leads to)."""
    if not queries:
        return
    language = _language()
    for name, typed, value, key, label, translations in queries[0].union(*queries[1:], all=True):
        words = translations.get(language) or label
        if name == "sdg":
            yield name, typed, Term(value, f"{value} {words}", value)
        else:
            yield name, typed, Term(value, words, key)


def conditions(reader: Reader, chosen: Choices) -> dict[str, Q]:
    """What each facet with a choice asks of a recommendation."""
    return {
        facet.name: facet.narrow(reader, [term.key for term in chosen[facet.name]])
        for facet in facets_for(reader)
        if chosen.get(facet.name)
    }


@dataclass
class Counts:
    """How many recommendations each option would leave, and what the result holds by status."""

    options: dict[str, list[Option]]
    by_status: dict[str, int]

    @property
    def total(self) -> int:
        return sum(self.by_status.values())


def count(reader: Reader, found: QuerySet, chosen: Choices, names: Collection[str] = ()) -> Counts:
    """Count every facet under the choices made, in one statement; `found` is what is searched.

    Where there are `names`, those facets alone, and the result by status.
    """
    facets = [one for one in facets_for(reader) if not names or one.name in names]
    own = {STATUS.name: STATUS.own} | {one.name: one.own for one in facets if one.own}

    def conclude(tally: Tally) -> Rows:
        result = tally.own.get(("status", 0), {})
        rows = [("result", status, "", "", 0, number) for status, number in result.items()]
        return rows + [row for facet in facets for row in counted(facet, tally)]

    rows = run_count(
        reader,
        found,
        conditions(reader, chosen),
        own,
        _language(),
        [facet.name for facet in facets],
        conclude,
    )
    options: dict[str, list[Option]] = {facet.name: [] for facet in facets}
    by_status: dict[str, int] = {}
    for name, value, label, parent, place, number in rows:
        if name == "result":
            by_status["" if value == NOT_ASSESSED else value] = number
        else:
            options[name].append(Option(value, label, number, parent, place))
    for facet in facets:
        options[facet.name] = _arranged(facet, options[facet.name], chosen.get(facet.name, ()))
    return Counts(options, by_status)


def _order(facet: Facet) -> Callable[[Option], tuple[Any, ...]]:
    if facet.most_first:
        return lambda option: (-option.count, option.label)
    return lambda option: (option.place, option.label)


def _arranged(facet: Facet, options: list[Option], chosen: Sequence[Term]) -> list[Option]:
    """In the order to show: what was chosen is there even where nothing remains under it."""
    found = {
        option.value: option
        for option in options
        if option.count
        and (not facet.choices or facet.find is not None or option.value in facet.choices)
    }
    for term in chosen:
        found.setdefault(term.value, Option(term.value, term.label)).checked = True
    if facet.choices:
        for place, (value, label) in enumerate(facet.choices.items()):
            if value in found:
                found[value].label, found[value].place = str(label), place
    ordered = sorted(found.values(), key=_order(facet))
    if facet.is_tree:
        for option in ordered:
            if option.parent in found:
                found[option.parent].children.append(option)
        ordered = [option for option in ordered if option.parent not in found]
    return ordered


def _language() -> str:
    return (get_language() or "").split("-")[0]
