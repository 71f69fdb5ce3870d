"""What a facet is, and the ways in which most of them narrow the list."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Case, F, Model, Q, QuerySet, Value, When
from django.db.models.functions import Lower
from django.utils.functional import Promise

from portal.counting import Listed, Rows, Tally
from portal.reader import Reader
from portal.reader import linked as linked

Narrow = Callable[[Reader, list[Any]], Q]
Find = Callable[[Reader, list[str]], QuerySet]


@dataclass(frozen=True)
class Facet:
    """`narrow` says which recommendations a choice keeps, from the keys of what was chosen.

    `choices` lists fixed values with their words; where there are none, `find` answers with the
    (facet, value as typed, value, key, label, translations of the label) of those values that the
    reader may use.

    What is counted is one of four: `own`, SQL over the columns of the record (see
    portal.counting) whose values are keys of the list `terms`, or the values themselves; `ties`
    (portal.ties), by name with the list that their keys are of; or what `count` answers from the
    tally, by value; or what `rows` answers, value by value. Where there is a `find`, `choices` are
    values beside those that it finds.
    """

    name: str
    title: Promise
    narrow: Narrow
    own: str = ""
    terms: str = ""
    ties: Mapping[str, str] = field(default_factory=dict)
    count: Callable[[Tally], Mapping[str, int]] | None = None
    rows: Callable[[Tally], Iterable[tuple[Listed, int]]] | None = None
    choices: Mapping[str, Any] = field(default_factory=dict)
    find: Find | None = None
    is_open: bool = False
    most_first: bool = True
    is_tree: bool = False


def counted(facet: Facet, tally: Tally) -> Rows:
    """The options of a facet: (facet, value, label, value of the parent, place, number)."""
    if facet.rows:
        numbers: list[tuple[Listed, int]] = list(facet.rows(tally))
    elif facet.count:
        numbers = [(Listed(value), number) for value, number in facet.count(tally).items()]
    elif facet.own:
        numbers = [
            (term, number)
            for key, number in tally.numbers(facet.name, facet.name).items()
            if (term := _term(tally, facet.terms, key))
        ]
    else:
        kept = tally.kept(facet.name)
        numbers = [(term, (kept & records).bit_count()) for term, records in _sets(facet, tally)]
    return [
        (facet.name, term.value, term.label, term.parent, term.place, number)
        for term, number in numbers
        if number
    ]


def _sets(facet: Facet, tally: Tally) -> list[tuple[Listed, int]]:
    """Each value with the set of those that are tied to it, or to one below it."""
    terms: dict[str, Listed] = {}
    found: dict[str, int] = {}
    for tie, listed in facet.ties.items():
        terms |= {term.value: term for term in tally.terms.get(listed, {}).values()}
        for key, records in tally.ties.get(tie, {}).items():
            if term := _term(tally, listed, key):
                terms.setdefault(term.value, term)
                found[term.value] = found.get(term.value, 0) | records
    if facet.is_tree:
        _add_to_those_above(found, terms)
    return [(terms[value], records) for value, records in found.items()]


def _term(tally: Tally, listed: str, key: str) -> Listed | None:
    """None of a term that was made while the page was: its turn comes with the next one."""
    return tally.terms.get(listed, {}).get(key) if listed else Listed(key)


def _add_to_those_above(found: dict[str, int], terms: Mapping[str, Listed]) -> None:
    for value, records in list(found.items()):
        above = terms[value].parent
        while above in terms:
            found[above] = found.get(above, 0) | records
            above = terms[above].parent


def column(name: str) -> Narrow:
    """Keys are what a column holds."""
    return lambda reader, keys: Q(**{f"{name}__in": keys})


def any_of(conditions: Mapping[str, Callable[[Reader], Q]]) -> Narrow:
    """Keys name conditions; what fits one of those chosen is kept."""

    def narrow(reader: Reader, keys: list[Any]) -> Q:
        found = Q()
        for key in keys:
            found |= conditions[key](reader)
        return found

    return narrow


def terms(rows: QuerySet, facet: str, value: str, label: str, translations: str) -> QuerySet:
    """What `find` answers with, of rows that are terms."""
    found: QuerySet = (
        rows.order_by()
        .annotate(facet=Value(facet), typed=Lower(value), value=Lower(value))
        .values_list("facet", "typed", "value", "pk", label, translations)
    )
    return found


def led_terms(model: type[Model], facet: str, values: list[str]) -> QuerySet:
    """Terms by their codes; a merged one leads to the one that was kept."""
    led = {
        name: Case(When(merged_into=None, then=F(name)), default=F(f"merged_into__{name}"))
        for name in ("pk", "code", "name", "name_translations")
    }
    found: QuerySet = (
        by_code(model._default_manager.all(), "code", values)
        .order_by()
        .annotate(facet=Value(facet), typed=Lower("code"), value=Lower(led["code"]))
        .annotate(key=led["pk"], label_now=led["name"], others=led["name_translations"])
        .values_list("facet", "typed", "value", "key", "label_now", "others")
    )
    return found


def by_code(rows: QuerySet, column: str, values: list[str]) -> QuerySet:
    """Rows whose code is one of the values, whatever the case."""
    wanted = [value.lower() for value in values]
    found: QuerySet = rows.annotate(lower=Lower(column)).filter(lower__in=wanted)
    return found
