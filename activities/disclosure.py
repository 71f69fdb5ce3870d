"""Which numbers are too small to be shown, and which others would give them away.

The rule (ADR 0022): a number of people or cases from 1 to k−1 is hidden, and so is a value that
rests on so few. Then further numbers are hidden until, as far as sums tell, each small number may
be anything from 1 to k−1. All of them bear one mark, which does not say whose own number is small:
k−1 small parts of a whole that is small itself would otherwise be told to be 1 each. Sums that are looked at: a group and its parts by one dimension (also
parts that nobody entered, where the rest is small), two dimensions of one group without a total,
a year and its half-years, quarters or months. Nothing here knows of pages or of the database.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from itertools import combinations, groupby

from .breakdowns import key_of, of_key
from .parsers.periods import Period

# Beyond so many parts of one sum, only all of them together are taken for its whole.
MOST_PARTS = 12
_ONE = Decimal(1)
_INFINITE = Decimal("Infinity")
_ROUNDS = 20

_Bounds = tuple[Decimal, Decimal]


class Hidden(StrEnum):
    SMALL = "small"  # fewer than k; stands in no sum
    WITHHELD = "withheld"  # is small or would give a small one away


@dataclass(frozen=True, slots=True)
class Cell:
    """One value of one indicator. `cases`: on how many people or cases it rests, None if unsaid."""

    period: Period
    key: str
    value: Decimal
    cases: int | None = None


@dataclass(slots=True)
class _Sum:
    """Parts that make up a whole; by variable, its sign. Variables from `len(cells)` on are unseen."""

    signs: dict[int, int]
    whole: int


@dataclass(slots=True)
class _Measure:
    """What adds up: the amount of each variable, and the sums in which they stand."""

    amounts: dict[int, Decimal]
    sums: list[_Sum] = field(default_factory=list)
    unseen: set[int] = field(default_factory=set)
    small: set[int] = field(default_factory=set)


def hidden(cells: Sequence[Cell], *, is_count: bool, k: int) -> dict[int, Hidden]:
    """By the place of each cell that may not be shown, why. `is_count`: values are people or cases.

    Sums never reach across a year, so that each year is looked at by itself.
    """
    found: dict[int, Hidden] = {}
    places = sorted(range(len(cells)), key=lambda place: cells[place].period.year)
    for _year, group in groupby(places, key=lambda place: cells[place].period.year):
        own = list(group)
        part = _of_year([cells[place] for place in own], is_count=is_count, k=k)
        found |= {own[place]: why for place, why in part.items()}
    return found


def _of_year(cells: list[Cell], *, is_count: bool, k: int) -> dict[int, Hidden]:
    amounts = [{i: Decimal(c.cases) for i, c in enumerate(cells) if c.cases is not None}]
    if is_count:
        amounts.append({i: cell.value for i, cell in enumerate(cells)})
    measures = [_measure(cells, known, k) for known in amounts if known]
    closed = {i for one in measures for i in one.small if i < len(cells)}
    if closed or any(one.small for one in measures):
        _guard(measures, closed, k)
    summed = {v for one in measures for sum_ in one.sums for v in sum_.signs}
    return {i: Hidden.WITHHELD if i in summed else Hidden.SMALL for i in closed}


def _guard(measures: list[_Measure], closed: set[int], k: int) -> None:
    """Hide further cells until no small one can be told."""
    while True:
        added = False
        for one in measures:
            exposed = _exposed(one, closed, k)
            if exposed is not None:
                closed.add(exposed)
                added = True
        if not added:
            return


def _exposed(one: _Measure, closed: set[int], k: int) -> int | None:
    """A cell to be hidden next because some small amount can be told; None if none can be helped."""
    unknown = {v for v in one.amounts if v in closed or v in one.unseen}
    most = unknown | {v for v, amount in one.amounts.items() if amount > 0}
    bounds, widest = _bounds(one, unknown), _bounds(one, most)
    told = {v for v in one.small if _is_narrow(bounds[v], widest[v], k)}
    told = told or one.small & _determined(one, unknown) - _determined(one, most)
    return _next(one, told, unknown)


def _is_narrow(bounds: _Bounds, widest: _Bounds, k: int) -> bool:
    """Whether a reader knows more of a small amount than its bounds, and need not."""
    low, high = max(_ONE, widest[0]), min(Decimal(k), widest[1])
    return bounds[0] > low or bounds[1] < high


def _next(one: _Measure, told: set[int], unknown: set[int]) -> int | None:
    """The cell to be hidden for those that can be told: near to one, a part before a whole, the smallest.

    Near are the sums in which they stand; where nothing is left in these, those that touch them.
    """
    reached, rest = set(told), list(one.sums)
    while near := [sum_ for sum_ in rest if reached & sum_.signs.keys()]:
        candidates = [
            (v == sum_.whole, one.amounts[v], v)
            for sum_ in near
            for v in sum_.signs
            if v not in unknown and one.amounts[v] > 0
        ]
        if candidates:
            return min(candidates)[-1]
        rest = [sum_ for sum_ in rest if sum_ not in near]
        reached |= {v for sum_ in near for v in sum_.signs}
    return None


def _bounds(one: _Measure, unknown: set[int]) -> dict[int, _Bounds]:
    """Between which amounts each unknown must lie, for a reader who knows all sums.

    A zero is hidden only for another amount than this one.
    """
    bounds = {v: (min(_ONE, one.amounts[v]), _INFINITE) for v in unknown}
    for _round in range(_ROUNDS):
        before = dict(bounds)
        for sum_ in one.sums:
            _narrow(one, sum_, bounds)
        if bounds == before:
            break
    return bounds


def _narrow(one: _Measure, sum_: _Sum, bounds: dict[int, _Bounds]) -> None:
    """What one sum says of each of its unknowns, given what is known of the others."""
    shown = sum(
        (sign * one.amounts[v] for v, sign in sum_.signs.items() if v not in bounds), Decimal(0)
    )
    for v, sign in sum_.signs.items():
        if v not in bounds:
            continue
        low = high = -shown
        for other, its in sum_.signs.items():
            if other != v and other in bounds:
                ends = [its * end for end in bounds[other]]
                low, high = low - max(ends), high - min(ends)
        if sign < 0:
            low, high = -high, -low
        bounds[v] = (max(bounds[v][0], low), min(bounds[v][1], high))


def _determined(one: _Measure, unknown: set[int]) -> set[int]:
    """Unknowns that all sums together fix, by elimination."""
    order = sorted(unknown)
    rows = [
        {v: Fraction(sign) for v, sign in sum_.signs.items() if v in unknown} for sum_ in one.sums
    ]
    reduced: list[dict[int, Fraction]] = []
    for v in order:
        pivot = next((row for row in rows if row.get(v)), None)
        if pivot is None:
            continue
        rows.remove(pivot)
        pivot = {name: factor / pivot[v] for name, factor in pivot.items()}
        rows = [_less(row, pivot, v) for row in rows]
        reduced = [_less(row, pivot, v) for row in reduced] + [pivot]
    return {next(iter(row)) for row in reduced if len(row) == 1}


def _less(row: dict[int, Fraction], pivot: dict[int, Fraction], v: int) -> dict[int, Fraction]:
    """The row without the variable `v`."""
    factor = row.get(v)
    if not factor:
        return row
    names = row.keys() | pivot.keys()
    left = {name: row.get(name, Fraction(0)) - factor * pivot.get(name, 0) for name in names}
    return {name: value for name, value in left.items() if value}


# The sums.


def _measure(cells: list[Cell], amounts: dict[int, Decimal], k: int) -> _Measure:
    one = _Measure(amounts=dict(amounts))
    one.small = {i for i, amount in amounts.items() if 0 < amount < k}
    at = {(cells[i].period, cells[i].key): i for i in amounts}
    for whole, parts in [*_by_dimension(at), *_by_time(at)]:
        for sum_ in _sums(one, whole, parts, k):
            one.sums.append(sum_)
    for sides in _without_total(at):
        _equal_sides(one, sides)
    return one


def _families(at: dict[tuple[Period, str], int]) -> dict[tuple[Period, str], dict[str, list[int]]]:
    """By period and group, its parts by each dimension that it is broken down by."""
    found: dict[tuple[Period, str], dict[str, list[int]]] = {}
    for (period, key), i in at.items():
        breakdown = of_key(key)
        for dimension in breakdown:
            rest = {name: code for name, code in breakdown.items() if name != dimension}
            found.setdefault((period, key_of(rest)), {}).setdefault(dimension, []).append(i)
    return found


def _by_dimension(at: dict[tuple[Period, str], int]) -> Iterable[tuple[int, list[int]]]:
    for group, dimensions in _families(at).items():
        if group in at:
            yield from ((at[group], parts) for parts in dimensions.values())


def _without_total(at: dict[tuple[Period, str], int]) -> Iterable[list[list[int]]]:
    for group, dimensions in _families(at).items():
        if group not in at and len(dimensions) > 1:
            yield list(dimensions.values())


def _by_time(at: dict[tuple[Period, str], int]) -> Iterable[tuple[int, list[int]]]:
    for (period, key), whole in at.items():
        if period.months == 1:
            continue
        for months in (1, 3, 6):
            parts = [
                i
                for (other, its_key), i in at.items()
                if its_key == key and other.months == months and period.holds(other)
            ]
            if parts:
                yield whole, parts


def _sums(one: _Measure, whole: int, parts: list[int], k: int) -> list[_Sum]:
    """The sums that hold between a whole and its parts; a small rest is a part that nobody sees."""
    rest = one.amounts[whole] - sum((one.amounts[part] for part in parts), Decimal(0))
    if rest == 0:
        return [_as_sum(whole, parts)]
    if 0 < rest < k:
        unseen = len(one.amounts) + len(one.unseen) + 1_000_000
        one.amounts[unseen] = rest
        one.unseen.add(unseen)
        one.small.add(unseen)
        return [_as_sum(whole, [*parts, unseen])]
    if rest < 0 and len(parts) <= MOST_PARTS:
        return [_as_sum(whole, some) for some in _making_up(one, whole, parts)]
    return []


def _making_up(one: _Measure, whole: int, parts: list[int]) -> Iterable[list[int]]:
    """Of parts that overlap, such as age groups within each other, those that make up the whole."""
    for size in range(2, len(parts)):
        for some in combinations(parts, size):
            if sum(one.amounts[part] for part in some) == one.amounts[whole]:
                yield list(some)


def _as_sum(whole: int, parts: list[int]) -> _Sum:
    return _Sum({whole: -1} | dict.fromkeys(parts, 1), whole)


def _equal_sides(one: _Measure, sides: list[list[int]]) -> None:
    """Two dimensions of one group whose total nobody entered: each makes up the same."""
    first = sides[0]
    total = sum(one.amounts[i] for i in first)
    for other in sides[1:]:
        if sum(one.amounts[i] for i in other) == total:
            signs = dict.fromkeys(first, 1) | dict.fromkeys(other, -1)
            one.sums.append(_Sum(signs, whole=-1))
