"""Which numbers are too small to be shown, and which others would give them away.

The rule (ADR 0022): a number of people or cases from 1 to k−1 is hidden, and so is a value that
rests on so few. Then further numbers are hidden until, as far as sums tell, each small number may
be anything from 1 to k. All of them bear one mark, which does not say whose own number is small:
k−1 small parts of a whole that is small itself would otherwise be told to be 1 each. Which sums a
reader may know stands in `activities.sums`. Nothing here knows of pages or of the database.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from itertools import groupby

from .deduction import Bounds, bounds, fixed
from .parsers.periods import Period
from .sums import lattice

_ZERO, _ONE = Decimal(0), Decimal(1)


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
    measures = [_Measure(cells, known, k) for known in amounts if known]
    closed = {v for one in measures for v in one.small if v >= 0}
    while added := {v for one in measures for v in one.exposed(closed)}:
        closed |= added
    summed = {v for one in measures for sum_ in one.sums for v in sum_.signs}
    return {i: Hidden.WITHHELD if i in summed else Hidden.SMALL for i in closed}


class _Measure:
    """What adds up in one year: the values, or the cases on which they rest.

    Variables are places in the list of cells; those below 0 nobody entered, so that no reader sees
    them. What a reader knows of a variable: bounds, or that sums fix it.
    """

    def __init__(self, cells: Sequence[Cell], amounts: dict[int, Decimal], k: int) -> None:
        values = {(cells[i].period, cells[i].key): (i, amount) for i, amount in amounts.items()}
        found = lattice(values, k)
        self.k = k
        self.amounts, self.sums, self.unseen = found.amounts, found.sums, found.unseen
        self.small = {v for v, amount in self.amounts.items() if 0 < amount < k}

    def exposed(self, closed: set[int]) -> set[int]:
        """Cells to be hidden next, for small amounts can be told; none if none can or need be."""
        if not self.small:
            return set()
        unknown = self.unseen | (closed & self.amounts.keys())
        known = self._bounds(unknown)
        told = {v for v in self.small if self._is_narrow(v, known[v])}
        told = told or (self.small & fixed(self.sums, unknown)) - self._always_fixed
        return self._next(told, unknown)

    @cached_property
    def _most(self) -> set[int]:
        """All that can be hidden: what a reader knows even then cannot be helped."""
        return self.unseen | {v for v, amount in self.amounts.items() if amount > 0}

    @cached_property
    def _widest(self) -> dict[int, Bounds]:
        return self._bounds(self._most)

    @cached_property
    def _always_fixed(self) -> set[int]:
        return fixed(self.sums, self._most)

    def _is_narrow(self, variable: int, known: Bounds) -> bool:
        """Whether a reader knows more of a small amount than that it may be from 1 to k."""
        low, high = self._widest[variable]
        return known[0] > max(_ONE, low) or known[1] < min(Decimal(self.k), high)

    def _next(self, told: set[int], unknown: set[int]) -> set[int]:
        """Cells to be hidden for those that can be told: near, parts before wholes, the smallest first.

        Near are the sums in which they stand; where nothing is left in these, those that touch them.
        Of cells whose sums touch each other one is taken: it may be enough.
        """
        reached, rest = set(told), self.sums
        while near := [sum_ for sum_ in rest if reached & sum_.signs.keys()]:
            candidates = {
                (v == sum_.whole, self.amounts[v], v)
                for sum_ in near
                for v in sum_.signs
                if v not in unknown and self.amounts[v] > 0
            }
            if candidates:
                return self._apart([v for _is_whole, _amount, v in sorted(candidates)])
            rest = [sum_ for sum_ in rest if sum_ not in near]
            reached |= {v for sum_ in near for v in sum_.signs}
        return set()

    def _apart(self, candidates: list[int]) -> set[int]:
        found: set[int] = set()
        touched: set[int] = set()
        for v in candidates:
            around = self._around[v]
            if not touched & around:
                found.add(v)
                touched |= around
        return found

    @cached_property
    def _around(self) -> dict[int, set[int]]:
        """Of each variable, those that stand in a sum with it, and itself."""
        found: dict[int, set[int]] = {}
        for sum_ in self.sums:
            for v in sum_.signs:
                found.setdefault(v, set()).update(sum_.signs)
        return found

    def _bounds(self, hidden: set[int]) -> dict[int, Bounds]:
        """For a reader who knows all sums. A zero is hidden only for another amount than this one."""
        lowest = {v: min(_ONE, self.amounts.get(v, _ZERO)) for v in hidden}
        return bounds(self.sums, self.amounts, lowest)
