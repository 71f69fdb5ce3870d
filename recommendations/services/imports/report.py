"""What an import did or would do, as the command prints it and the page shows it."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Self

from recommendations.choices import ImportState, RowOutcome
from recommendations.models import ImportBatch

from .payload import TERM_LISTS

# In these there is something to tell of the file: what its rows do or did, or why it can't be used.
TOLD = (ImportState.FAILED, ImportState.READY, ImportState.COMMITTED, ImportState.UNDONE)


@dataclass(frozen=True, slots=True)
class Report:
    """Numbers are rows of the file; a row with several problems stands several times in `rejected`."""

    format: str
    rows: int
    created: int
    updated: int
    unchanged: int
    skipped_other_state: int
    rejected: list[dict[str, Any]]
    unmatched_terms: dict[str, list[dict[str, Any]]]
    seconds: float

    @classmethod
    def of(cls, batch: ImportBatch) -> Self:
        """Read from the batch and its rows, while these stand."""
        count = batch.counts
        rejected = batch.rows.filter(outcome=RowOutcome.REJECTED).order_by("position")
        return cls(
            format=batch.format,
            rows=count["rows"],
            created=count[RowOutcome.CREATE],
            updated=count[RowOutcome.UPDATE],
            unchanged=count[RowOutcome.UNCHANGED],
            skipped_other_state=count[RowOutcome.OTHER_STATE],
            rejected=[
                {"row": position, **{name: problem[name] for name in ("field", "value", "reason")}}
                for position, changes in rejected.values_list("position", "changes").iterator()
                for problem in changes["problems"]
            ],
            # What a row can't come in without is told where it is rejected.
            unmatched_terms={name: batch.unmatched.get(name, []) for name in TERM_LISTS},
            seconds=round(batch.seconds, 2),
        )

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)

    @property
    def writes_nothing(self) -> bool:
        return not (self.created or self.updated)


def refusal(reason: str, *, where: str = "", what: str = "") -> dict[str, Any]:
    """Of a file that can't be used: which place is meant, a short code, and the reason for people."""
    return {"error": {"where": where, "what": what, "reason": reason}, "rejected": []}


def document_of(batch: ImportBatch) -> dict[str, Any] | None:
    """What the command prints of such a file as JSON; None while there is nothing to tell."""
    if batch.state == ImportState.FAILED:
        return refusal(batch.error, where=batch.error_where, what=batch.error_what)
    return Report.of(batch).as_dict() if batch.state in TOLD else None


def counts_of(counter: Mapping[str, int]) -> dict[str, int]:
    """Rows by outcome, each outcome named, and their sum."""
    return {
        "rows": sum(counter.values()),
        **{str(outcome): counter.get(outcome, 0) for outcome in RowOutcome},
    }


def unmatched_of(found: Mapping[str, Counter[str]]) -> dict[str, list[dict[str, Any]]]:
    """The terms that no list knows, by list, the most frequent first; each list of terms is named,
    and those of mechanisms and States where they lack something.
    """
    return {
        name: [
            {"term": term, "count": count}
            for term, count in sorted(
                found.get(name, Counter()).items(), key=lambda item: (-item[1], item[0])
            )
        ]
        for name in dict.fromkeys((*TERM_LISTS, *found))
    }
