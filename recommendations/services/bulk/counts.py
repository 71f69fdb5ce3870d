"""A bulk edit in numbers, for the page that shows what it would do."""

from collections import Counter
from collections.abc import Collection, Mapping
from typing import Any

from .edits import Edit, Plan, key_of

# References that the page names for each reason why records can't be changed.
NAMED = 12


class Counting:
    """Counts plans as they come, chunk by chunk."""

    def __init__(self, edits: Collection[Edit]) -> None:
        self.edits = list(edits)
        self.records: Counter[str] = Counter()
        self.by_edit: list[Counter[str]] = [Counter() for _edit in self.edits]
        self.reasons: dict[str, int] = Counter()
        self.named: dict[str, list[int]] = {}

    def add(self, plans: Mapping[int, Plan]) -> None:
        for pk, plan in plans.items():
            self.records[_outcome(bool(plan.after), bool(plan.refused))] += 1
            for place, edit in enumerate(self.edits):
                refused = str(place) in plan.refused
                changes = key_of(edit) in plan.after and not refused
                self.by_edit[place][_outcome(changes, refused)] += 1
            for code in set(plan.refused.values()):
                self.reasons[code] += 1
                named = self.named.setdefault(code, [])
                if len(named) < NAMED:
                    named.append(pk)

    def as_dict(self) -> dict[str, Any]:
        """As kept with the bulk edit: records by outcome, edits by outcome, reasons with examples."""
        return {
            **_three(self.records),
            "edits": [_three(count) for count in self.by_edit],
            "reasons": {code: [n, self.named[code]] for code, n in self.reasons.items()},
        }


def _outcome(changes: bool, refused: bool) -> str:
    return "change" if changes else "refused" if refused else "same"


def _three(count: Counter[str]) -> dict[str, int]:
    return {name: count[name] for name in ("change", "same", "refused")}
