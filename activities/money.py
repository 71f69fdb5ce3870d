"""Money of activities: summed for one kind in one currency, never across kinds or currencies."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from .choices import BudgetKind
from .models import BudgetLine


@dataclass(frozen=True, slots=True)
class Sums:
    """What is planned, committed and spent in one currency; None where nothing is entered."""

    currency: str
    planned: Decimal | None
    committed: Decimal | None
    spent: Decimal | None


def sums(lines: Iterable[BudgetLine]) -> list[Sums]:
    """One row for each currency, by its code."""
    found: dict[str, dict[str, Decimal]] = defaultdict(dict)
    for line in lines:
        kinds = found[line.currency]
        kinds[line.kind] = kinds.get(line.kind, Decimal(0)) + line.amount
    return [
        Sums(currency, *(kinds.get(kind) for kind in BudgetKind.values))
        for currency, kinds in sorted(found.items())
    ]
