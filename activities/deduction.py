"""What a reader can work out of numbers that are not shown, from the sums in which they stand."""

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from random import Random
from typing import Self

from .sums import Sum

Bounds = tuple[Decimal, Decimal]
_ZERO, _INFINITE = Decimal(0), Decimal("Infinity")
_ROUNDS = 20
# Solved in whole numbers up to this prime: no rounding, and what is 0 by chance is not to be feared.
_PRIME = 2**61 - 1


def bounds(
    sums: Sequence[Sum], shown: Mapping[int, Decimal], lowest: Mapping[int, Decimal]
) -> dict[int, Bounds]:
    """Between which amounts each variable that is not shown must lie.

    `shown`: amounts that a reader sees; `lowest`: of the others, what each is at least. Each sum is
    looked at by itself, again and again until it tells nothing new.
    """
    found = {v: (low, _INFINITE) for v, low in lowest.items()}
    left = [_Known.of(sum_, shown, found) for sum_ in sums if found.keys() & sum_.signs.keys()]
    news = set(found)
    for _round in range(_ROUNDS):
        before, news = news, set()
        for known in left:
            if not (before.isdisjoint(known.signs) and news.isdisjoint(known.signs)):
                news |= known.narrow(found)
        if not news:
            break
    return found


@dataclass(frozen=True, slots=True)
class _Known:
    """A sum as a reader knows it: `seen` and the amounts of `signs` make up nothing together."""

    seen: Decimal
    signs: dict[int, int]

    @classmethod
    def of(cls, sum_: Sum, shown: Mapping[int, Decimal], hidden: Container[int]) -> Self:
        signs = {v: sign for v, sign in sum_.signs.items() if v in hidden}
        seen = (sign * shown[v] for v, sign in sum_.signs.items() if v not in signs)
        return cls(sum(seen, _ZERO), signs)

    def narrow(self, found: dict[int, Bounds]) -> set[int]:
        """Bring the bounds in `found` nearer; of which variables that was so."""
        own = [found[v] if sign > 0 else _negative(found[v]) for v, sign in self.signs.items()]
        least = _but_one([low for low, _high in own])
        most = _but_one([high for _low, high in own])
        changed = set()
        for place, (v, sign) in enumerate(self.signs.items()):
            told = (-self.seen - most[place], -self.seen - least[place])
            low, high = told if sign > 0 else _negative(told)
            if low > found[v][0] or high < found[v][1]:
                found[v] = (max(found[v][0], low), min(found[v][1], high))
                changed.add(v)
        return changed


def _negative(known: Bounds) -> Bounds:
    return -known[1], -known[0]


def _but_one(ends: list[Decimal]) -> list[Decimal]:
    """For each, the sum of the others; those that are infinite are so in one direction."""
    endless = [end for end in ends if end.is_infinite()]
    if len(endless) > 1:
        return [endless[0]] * len(ends)
    total = sum((end for end in ends if end.is_finite()), _ZERO)
    if endless:
        return [total if end.is_infinite() else endless[0] for end in ends]
    return [total - end for end in ends]


def fixed(sums: Sequence[Sum], hidden: set[int]) -> set[int]:
    """Those that all sums together fix, whatever their bounds.

    Amounts that fit the same sums differ by amounts that make up nothing in each sum. Of one such
    difference, taken at random, those are 0 which cannot differ.
    """
    pivots: dict[int, dict[int, int]] = {}
    place: dict[int, int] = {}
    for sum_ in sums:
        row = {v: sign % _PRIME for v, sign in sum_.signs.items() if v in hidden}
        while hits := [v for v in row if v in place]:
            row = _less(row, pivots[first := min(hits, key=place.__getitem__)], first)
        if row:
            v = next(iter(row))
            inverse = pow(row[v], -1, _PRIME)
            pivots[v] = {name: factor * inverse % _PRIME for name, factor in row.items()}
            place[v] = len(place)
    random = Random(0)  # noqa: S311 - nothing is to be guessed: any numbers would do
    difference = {v: random.randrange(1, _PRIME) for v in sorted(hidden - pivots.keys())}
    for v, row in reversed(pivots.items()):
        rest = (factor * difference[name] for name, factor in row.items() if name != v)
        difference[v] = -sum(rest) % _PRIME
    return {v for v, amount in difference.items() if amount == 0}


def _less(row: dict[int, int], pivot: dict[int, int], v: int) -> dict[int, int]:
    """The row without the variable `v`."""
    factor = row[v]
    left = dict(row)
    for name, its in pivot.items():
        left[name] = (left.get(name, 0) - factor * its) % _PRIME
    return {name: value for name, value in left.items() if value}
