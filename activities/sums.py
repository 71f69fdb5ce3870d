"""Which values of an indicator add up to which others: what a reader can subtract.

A year's values stand in a lattice: a group and its parts by each dimension, a period and the
shorter ones in it. Places of the lattice that nobody entered are in it too, for what is missing
twice is known once it is worked out in one of the two. Nothing here knows what is hidden.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import combinations, count

from .breakdowns import key_of, of_key
from .parsers.periods import Period

Place = tuple[Period, str]
# Beyond so many parts of one sum, only all of them together are taken for its whole.
MOST_PARTS = 12


@dataclass(slots=True)
class Sum:
    """Parts that make up a whole; by variable, its sign. `whole` is one of the variables."""

    signs: dict[int, int]
    whole: int


@dataclass(slots=True)
class Lattice:
    """The sums of one year. Variables from 0 are values, in their order; those below 0 nobody entered.

    `amounts`: of each variable whose amount is known to us; of those that nobody entered, where
    the others tell it.
    """

    amounts: dict[int, Decimal]
    sums: list[Sum] = field(default_factory=list)

    @property
    def unseen(self) -> set[int]:
        return {v for sum_ in self.sums for v in sum_.signs if v < 0}


@dataclass(slots=True)
class _Family:
    """A place, and its parts by one dimension or by one length of period."""

    whole: Place
    parts: list[Place]


def lattice(values: Mapping[Place, tuple[int, Decimal]], k: int) -> Lattice:
    """`values`: by place, the variable from 0 and its amount; all of one year.

    A rest that no part accounts for is one more part if it is smaller than k. What is larger may be
    other groups, or people counted nowhere: no sum is made of it.
    """
    places = _Places(values)
    families = _families(values)
    places.derive(families)
    found = Lattice(amounts=places.amounts)
    for family in families:
        found.sums += places.sums_of(family, k)
    _prune(found, k)
    return found


class _Places:
    """The variable of each place, and the amount of each that is known."""

    def __init__(self, values: Mapping[Place, tuple[int, Decimal]]) -> None:
        self.variables = {place: variable for place, (variable, _amount) in values.items()}
        self.amounts = dict(values.values())
        self._free = count(-1, -1)

    def derive(self, families: Sequence[_Family]) -> None:
        """Work out what nobody entered from sums in which nothing else is missing."""
        is_new = True
        while is_new:
            is_new = False
            for family in families:
                is_new |= self._derive(family)

    def sums_of(self, family: _Family, k: int) -> list[Sum]:
        """The sums that hold between a whole and its parts."""
        whole, parts = self._variable(family.whole), [self._variable(p) for p in family.parts]
        total = self._total(parts)
        known = self.amounts.get(whole)
        found = []
        if not {whole, *parts} <= self.amounts.keys():
            if known is None or total <= known:
                found.append(self._sum(whole, parts))
        elif total == known:
            return [self._sum(whole, parts)]
        if whole >= 0:
            found += self._of_entered(whole, [part for part in parts if part >= 0], k)
        return found

    def _of_entered(self, whole: int, parts: list[int], k: int) -> list[Sum]:
        rest = self.amounts[whole] - self._total(parts)
        if 0 < rest < k:
            unseen = next(self._free)
            self.amounts[unseen] = rest
            return [self._sum(whole, [*parts, unseen])]
        if rest == 0:
            return [self._sum(whole, parts)]
        if rest < 0 and len(parts) <= MOST_PARTS:
            return [self._sum(whole, some) for some in self._making_up(whole, parts)]
        return []

    def _making_up(self, whole: int, parts: list[int]) -> Iterator[list[int]]:
        """Of parts that overlap, such as age groups within each other, those that make up the whole."""
        for size in range(2, len(parts)):
            for some in combinations(parts, size):
                if self._total(some) == self.amounts[whole]:
                    yield list(some)

    def _sum(self, whole: int, parts: Iterable[int]) -> Sum:
        # What nobody entered and nothing is left for is taken to be zero by any reader.
        signs = {part: 1 for part in parts if part >= 0 or self.amounts.get(part) != 0}
        return Sum({whole: -1} | signs, whole)

    def _total(self, variables: Iterable[int]) -> Decimal:
        return sum((self.amounts.get(v, Decimal(0)) for v in variables), Decimal(0))

    def _variable(self, place: Place) -> int:
        if place not in self.variables:
            self.variables[place] = next(self._free)
        return self.variables[place]

    def _derive(self, family: _Family) -> bool:
        whole, parts = self._variable(family.whole), [self._variable(p) for p in family.parts]
        unknown = [v for v in (whole, *parts) if v not in self.amounts]
        if len(unknown) != 1:
            return False
        total = self._total(parts)
        rest = total if unknown == [whole] else self.amounts[whole] - total
        if rest < 0:
            return False
        self.amounts[unknown[0]] = rest
        return True


def _families(values: Iterable[Place]) -> list[_Family]:
    """Each place that has parts of which one was entered, or parts of its own; longer periods first."""
    places = _upwards(values)
    codes: dict[str, set[str]] = {}
    for _period, key in places:
        for dimension, code in of_key(key).items():
            codes.setdefault(dimension, set()).add(code)
    found: dict[tuple[Place, str | int], _Family] = {}
    for period, key in sorted(places, key=_order):
        breakdown = of_key(key)
        for dimension in breakdown:
            rest = {name: code for name, code in breakdown.items() if name != dimension}
            whole = (period, key_of(rest))
            if (whole, dimension) not in found:
                parts = [key_of(rest | {dimension: code}) for code in sorted(codes[dimension])]
                found[whole, dimension] = _Family(whole, [(period, part) for part in parts])
        for longer in _longer(period):
            if ((longer, key), period.months) not in found:
                shorter = [(part, key) for part in _shorter(longer, period.months)]
                found[(longer, key), period.months] = _Family((longer, key), shorter)
    return list(found.values())


def _upwards(values: Iterable[Place]) -> set[Place]:
    """What was entered, and all that it is a part of."""
    found: set[Place] = set()
    left = set(values)
    while left:
        found |= left
        left = {whole for place in left for whole in _wholes(place)} - found
    return found


def _wholes(place: Place) -> Iterator[Place]:
    period, key = place
    breakdown = of_key(key)
    for dimension in breakdown:
        yield period, key_of({name: c for name, c in breakdown.items() if name != dimension})
    for longer in _longer(period):
        yield longer, key


def _longer(period: Period) -> Iterator[Period]:
    for months in (3, 6, 12):
        if months > period.months:
            yield Period(period.year, months, (period.number - 1) * period.months // months + 1)


def _shorter(period: Period, months: int) -> list[Period]:
    many = period.months // months
    first = (period.number - 1) * many + 1
    return [Period(period.year, months, first + place) for place in range(many)]


def _order(place: Place) -> tuple[int, int, int, str]:
    period, key = place
    return (-period.months, period.number, key.count("="), key)


def _prune(found: Lattice, k: int) -> None:
    """Leave out sums that tell nothing: what nobody entered, if it is not small, stands in no other."""
    while True:
        often = Counter(v for sum_ in found.sums for v in sum_.signs)
        alone = {
            v for v, many in often.items() if v < 0 and many == 1 and not _is_small(found, v, k)
        }
        if not alone:
            break
        found.sums = [sum_ for sum_ in found.sums if not alone & sum_.signs.keys()]
    unseen = found.unseen
    found.amounts = {v: amount for v, amount in found.amounts.items() if v >= 0 or v in unseen}


def _is_small(found: Lattice, variable: int, k: int) -> bool:
    """Whether it is known to us to be from 1 to k - 1."""
    return 0 < found.amounts.get(variable, Decimal(0)) < k
