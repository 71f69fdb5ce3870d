"""The dry run: every row of a file judged against the register, and nothing written but that.

Rows are read, judged and stored in chunks, so that the memory needed doesn't grow with the file.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import Any

from django.utils.translation import gettext as _

from mechanisms.models import Mechanism, State
from recommendations.choices import RowOutcome
from recommendations.models import (
    ImportBatch,
    ImportRow,
    Recommendation,
)
from recommendations.parsers import ParsedRow, Problem, Source

from .identity import Candidate, Match, find_records, note_candidates
from .payload import (
    Changes,
    Payload,
    difference,
    payload_of_record,
    payload_of_row,
    unmatched,
)
from .references import base_reference, number_references
from .terms import Terms

CHUNK = 500
# Different labels remembered for the report; a file of junk must not fill the memory with them.
_MOST_TERMS = 1_000
_MOST_SYMBOL = 80
_MOST_PARAGRAPH = 40
_EDITABLE = ("text", "heading", "kind", "symbol", "paragraph", "position", "issued_on")


class Reading:
    """One reading of one file; `counts` and `unmatched` are whole when `run` has ended."""

    def __init__(self, batch: ImportBatch, source: Source) -> None:
        self.batch = batch
        self.source = source
        self.terms = Terms.load()
        self.wanted = self.terms.state_of_code.get(batch.state_code)
        self.counts: Counter[str] = Counter()
        self.unmatched: dict[str, Counter[str]] = {}
        self.language = source.language

    def run(self, stored: Callable[[int], None]) -> None:
        """Store a verdict on each row; `stored` hears how many rows are done. Raises BadFile."""
        done = 0
        while chunk := list(islice(self.source.rows, CHUNK)):
            ImportRow.objects.bulk_create(self._judge(chunk))
            done += len(chunk)
            stored(done)
        number_references(self.batch)
        note_candidates(self.batch)

    def _judge(self, chunk: Sequence[ParsedRow]) -> Iterator[ImportRow]:
        candidates: list[Candidate] = []
        for row in chunk:
            if problems := list(row.problems):
                yield self._rejected(row, problems)
                continue
            states = [self.terms.state(label) for label in row.countries]
            found = self._addressee(states)
            if found is None and any(states):
                yield self._row(row, RowOutcome.OTHER_STATE)
                continue
            mechanism = self.terms.mechanism(row.body)
            problems = self._problems(row, found, mechanism)
            if problems or found is None or mechanism is None:
                yield self._rejected(row, problems)
                continue
            payload = payload_of_row(row, mechanism, self.terms, self.language)
            candidates.append(Candidate(row, payload, mechanism, found))
        yield from self._compare(candidates)

    def _addressee(self, states: Sequence[State | None]) -> State | None:
        """The wanted State if the row is addressed to it, else the first one if all are wanted."""
        if self.wanted:
            return next((state for state in states if state == self.wanted), None)
        return next(filter(None, states), None)

    def _problems(
        self, row: ParsedRow, state: State | None, mechanism: Mechanism | None
    ) -> list[Problem]:
        """Why a row can't come in although it could be read."""
        problems = []
        if state is None:
            reason = _("This State is not in the list.") if row.countries else _("It is missing.")
            problems.append(Problem("Countries", ", ".join(row.countries), reason))
        if mechanism is None:
            problems.append(Problem("Body", row.body, _("This mechanism is not in the list.")))
        if len(row.symbol) > _MOST_SYMBOL:
            problems.append(Problem("Symbol", row.symbol, _("This is no document symbol.")))
        if len(row.paragraph) > _MOST_PARAGRAPH:
            problems.append(Problem("Text", row.paragraph, _("This is no paragraph number.")))
        return problems

    def _compare(self, candidates: Sequence[Candidate]) -> Iterator[ImportRow]:
        known = find_records(candidates, source=self.source.kind)
        changed: list[tuple[Candidate, Match, Changes]] = []
        for candidate in candidates:
            self._note_terms(candidate.payload)
            match = known.get(candidate.row.position)
            if match is None:
                yield self._new(candidate)
            elif changes := difference(self.terms.current(match.before), candidate.payload):
                changed.append((candidate, match, changes))
            else:
                yield self._row(candidate.row, RowOutcome.UNCHANGED, match)
        yield from self._changed(changed)

    def _new(self, candidate: Candidate) -> ImportRow:
        row, payload = candidate.row, candidate.payload
        base = base_reference(
            mechanism=candidate.mechanism,
            state=candidate.state,
            symbol=row.symbol,
            paragraph=row.paragraph,
            cycle=row.upr_cycle,
            published_on=row.published_on,
            annotation_id=row.annotation_id,
        )
        changes = payload | {"reference": base, "addressed_to": candidate.state.iso3}
        return self._row(row, RowOutcome.CREATE, reference=base, changes=changes)

    def _changed(self, changed: Sequence[tuple[Candidate, Match, Changes]]) -> Iterator[ImportRow]:
        records = records_for_comparison(match.pk for _candidate, match, _changes in changed)
        for candidate, match, changes in changed:
            now = payload_of_record(records[match.pk])
            if "text" in changes and now["language"] != candidate.payload["language"]:
                reason = _("The record's authentic text is in another language.")
                yield self._rejected(candidate.row, [Problem("Text", self.language, reason)])
                continue
            message = _overridden(changes, now)
            yield self._row(
                candidate.row, RowOutcome.UPDATE, match, changes=changes, message=message
            )

    def _note_terms(self, payload: Payload) -> None:
        for name, label in unmatched(payload):
            labels = self.unmatched.setdefault(name, Counter())
            if label in labels or len(labels) < _MOST_TERMS:
                labels[label] += 1

    def _rejected(self, row: ParsedRow, problems: Sequence[Problem]) -> ImportRow:
        changes = {
            "problems": [
                {"field": problem.field, "value": problem.value, "reason": problem.message}
                for problem in problems
            ]
        }
        message = " ".join(problem.message for problem in problems)
        return self._row(row, RowOutcome.REJECTED, changes=changes, message=message)

    def _row(
        self,
        row: ParsedRow,
        outcome: RowOutcome,
        match: Match | None = None,
        *,
        reference: str = "",
        changes: dict[str, Any] | None = None,
        message: str = "",
    ) -> ImportRow:
        self.counts[outcome] += 1
        return ImportRow(
            batch=self.batch,
            position=row.position,
            outcome=outcome,
            reference=match.reference if match else reference,
            recommendation_id=match.pk if match else None,
            changes=changes or {},
            message=message,
        )


def _overridden(changes: Changes, now: Payload) -> str:
    """What people had changed here and the source now changes too, in words."""
    lost = [field for field in _EDITABLE if field in changes and now[field] not in changes[field]]
    if not lost:
        return ""
    return _(
        "Changed here too: %(fields)s. The source's value takes its place; the history keeps yours."
    ) % {"fields": "; ".join(f"{field_label(field)}: {now[field] or '–'}" for field in lost)}


def field_label(field: str) -> str:
    """The name of a field of the payload as people read it."""
    labels = {
        "annotation_id": _("UHRI annotation"),
        "mechanism": _("mechanism"),
        "symbol": _("document symbol"),
        "paragraph": _("paragraph"),
        "kind": _("kind"),
        "heading": _("heading"),
        "text": _("text"),
        "countries": _("addressed to"),
        "position": _("position of the State"),
        "recommending_states": _("recommending States"),
        "themes": _("themes"),
        "groups": _("affected groups"),
        "sdgs": _("Sustainable Development Goals"),
        "cycle": _("cycle"),
        "session": _("session"),
        "issued_on": _("issued on"),
    }
    return labels.get(field, field)


def records_for_comparison(keys: Any) -> dict[int, Recommendation]:
    """Records with everything that `payload_of_record` reads, by key."""
    records = Recommendation.objects.filter(pk__in=list(keys)).select_related(
        "mechanism", "addressed_to", "review"
    )
    links = ("theme_links__theme", "group_links__group", "sdg_goal_links__goal")
    records = records.prefetch_related(
        "texts", "recommending_states", *links, "sdg_target_links__target"
    )
    return {record.pk: record for record in records}
