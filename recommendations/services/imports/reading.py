"""The dry run: every row of a file judged against the register, and nothing written but that.

Rows are read, judged and stored in chunks, so that the memory needed doesn't grow with the file.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice
from typing import Any

from django.utils.translation import gettext as _

from mechanisms.models import Mechanism, State
from recommendations.choices import RowChoice, RowOutcome, SourceKind, TermList
from recommendations.models import ImportBatch
from recommendations.parsers import ParsedRow, Problem, Source
from recommendations.parsers.text import split_paragraph, split_states

from .fields import field_label
from .identity import note_candidates, places_known
from .matching import (
    Known,
    Spoken,
    known_records,
    part_key,
    records_for_comparison,
    split_before,
)
from .payload import (
    Changes,
    Payload,
    additions,
    carry_over,
    difference,
    key_of,
    payload_of_record,
    payload_of_row,
    unmatched,
    whole_key,
)
from .references import base_reference, number_references, paragraph_key
from .stored import Verdict, store
from .terms import Terms

CHUNK = 500
# Different labels remembered for the report; a file of junk must not fill the memory with them.
_MOST_TERMS = 1_000
_MOST_SYMBOL = 80
_MOST_PARAGRAPH = 40
# Files of these are on one State as a rule, and may leave out which.
_OF_ONE_STATE = {SourceKind.OHCHR_LIST, SourceKind.TABLE, SourceKind.REGISTER}
_EDITABLE = ("text", "heading", "kind", "symbol", "paragraph", "position", "issued_on")


class Reading:
    """One reading of one file; `counts` and `unmatched` are whole when `run` has ended."""

    def __init__(self, batch: ImportBatch, source: Source, terms: Terms) -> None:
        self.batch = batch
        self.source = source
        self.terms = terms
        self.wanted = terms.state_of_code.get(batch.state_code)
        self.counts: Counter[str] = Counter()
        self.unmatched: dict[str, Counter[str]] = {}
        self.decisions = {one.position: one for one in batch.row_decisions.all()}
        self.places = places_known()
        # The source's name of each row that was read → its position.
        self.seen: dict[str, int] = {}

    def run(self, stored: Callable[[int], None]) -> None:
        """Store a verdict on each row; `stored` hears how many rows are done. Raises BadFile."""
        done = 0
        while chunk := list(islice(self.source.rows, CHUNK)):
            verdicts = self._judge(chunk)
            # While rows are copied, the database answers nothing else: they are judged before, or
            # meanwhile where nothing is asked.
            store(list(verdicts) if self._asks(chunk) else verdicts)
            done += len(chunk)
            stored(done)
        number_references(self.batch)
        note_candidates(self.batch)

    def _asks(self, chunk: Sequence[ParsedRow]) -> bool:
        """Whether to judge these rows takes a look at the register."""
        return bool(self.places or self.decisions) or any(row.parts for row in chunk)

    def _judge(self, chunk: Sequence[ParsedRow]) -> Iterator[Verdict]:
        split = split_before((whole_key(row) for row in chunk if row.parts), self.source.kind)
        sound: list[Spoken] = []
        for row in chunk:
            decision = self.decisions.get(row.position)
            if decision and decision.choice == RowChoice.LEAVE_OUT:
                yield self._left_out(row)
                continue
            found = self._sound(row)
            if found is None:
                continue
            if not isinstance(found, Spoken):
                yield self._refused(row, found)
            elif row.parts and self._is_split(row, split):
                sound += self._parts_of(found)
            else:
                sound.append(found)
        yield from self._compare(sound)

    def _sound(self, row: ParsedRow) -> Spoken | Sequence[Problem] | None:
        """The row with all that it says; why it can't come in; None for another State's."""
        if row.problems:
            return row.problems
        states = [self.terms.addressee(label) for label in row.countries]
        state = self._addressee(states)
        if state is None and not row.countries and self.source.kind in _OF_ONE_STATE:
            state = self.wanted
        if state is None and any(states):
            # Only counted: of a bulk file, hardly a row is one's own.
            self.counts[RowOutcome.OTHER_STATE] += 1
            return None
        mechanism = self.terms.mechanism(row.body)
        problems = self._problems(row, state, mechanism)
        if problems or state is None or mechanism is None:
            return problems
        payload = payload_of_row(row, mechanism, self.terms, row.language or self.source.language)
        return Spoken(row, payload, mechanism, state)

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
            lacking = TermList.ADDRESSEES if row.countries else ""
            problems.append(Problem("Countries", ", ".join(row.countries), reason, lacking))
        if mechanism is None:
            reason = _("This mechanism is not in the list.") if row.body else _("It is missing.")
            lacking = TermList.MECHANISMS if row.body else ""
            problems.append(Problem("Body", row.body, reason, lacking))
        if len(row.symbol) > _MOST_SYMBOL:
            problems.append(Problem("Symbol", row.symbol, _("This is no document symbol.")))
        if len(row.paragraph) > _MOST_PARAGRAPH:
            problems.append(Problem("Text", row.paragraph, _("This is no paragraph number.")))
        return problems or self._told_twice(row)

    def _told_twice(self, row: ParsedRow) -> list[Problem]:
        key = key_of(row)
        if not key:
            return []
        first = self.seen.setdefault(key, row.position)
        if first == row.position:
            return []
        reason = _("The row %(number)s has the same one.") % {"number": first}
        return [Problem(_("the row's own name"), key, reason)]

    def _is_split(self, row: ParsedRow, before: set[str]) -> bool:
        decision = self.decisions.get(row.position)
        if decision is not None:
            return decision.choice == RowChoice.SPLIT
        return whole_key(row) in before

    def _parts_of(self, whole: Spoken) -> Iterator[Spoken]:
        """The recommendations that one row bundles, each with its own number and States.

        The annotation's id stays with the first.
        """
        for number, raw in enumerate(whole.row.parts, 1):
            text, states = split_states(raw)
            found = split_paragraph(text, headings=False)
            row = replace(
                whole.row,
                text=found.text,
                text_raw=raw,
                paragraph=found.number or whole.row.paragraph,
                recommending_states=states or whole.row.recommending_states,
                key=part_key(whole_key(whole.row), number),
                annotation_id=whole.row.annotation_id if number == 1 else None,
                parts=(),
            )
            language = whole.payload["language"]
            payload = payload_of_row(row, whole.mechanism, self.terms, language)
            yield replace(whole, row=row, payload=payload, part=number)

    def _compare(self, rows: Sequence[Spoken]) -> Iterator[Verdict]:
        decided = {row.place: self.decisions.get(row.row.position) for row in rows}
        known = known_records(
            rows,
            source=self.source.kind,
            places=self.places,
            targets={
                place: one.target_id
                for place, one in decided.items()
                if one and one.target_id is not None
            },
            separate={
                place for place, one in decided.items() if one and one.choice == RowChoice.SEPARATE
            },
        )
        held: list[tuple[Spoken, Known]] = []
        for row in rows:
            match = known.get(row.place)
            if match and match.before:
                carry_over(match.before, row.payload)
            self._note_terms(unmatched(row.payload))
            if match is None:
                yield self._new(row)
            elif match.before and not difference(self.terms.current(match.before), row.payload):
                yield self._row(row, RowOutcome.UNCHANGED, match)
            else:
                held.append((row, match))
        yield from self._changed(held)

    def _new(self, spoken: Spoken) -> Verdict:
        row = spoken.row
        base = base_reference(
            mechanism=spoken.mechanism,
            state=spoken.state,
            symbol=row.symbol,
            paragraph=row.paragraph,
            cycle=row.upr_cycle,
            published_on=row.published_on,
            annotation_id=row.annotation_id,
        )
        verdict = self._row(spoken, RowOutcome.CREATE, reference=base, changes=spoken.payload)
        verdict.addressed_to = spoken.state.iso3
        verdict.paragraph_key = paragraph_key(row.paragraph)
        return verdict

    def _changed(self, held: Sequence[tuple[Spoken, Known]]) -> Iterator[Verdict]:
        records = records_for_comparison(match.pk for _row, match in held)
        for row, match in held:
            now = payload_of_record(records[match.pk])
            if match.leads and match.before:
                before = self.terms.current(match.before)
                yield self._followed(row, match, now, difference(before, row.payload))
            else:
                yield self._added(row, match, now)

    def _followed(self, row: Spoken, match: Known, now: Payload, changes: Changes) -> Verdict:
        """What the leading source changed is taken over."""
        if "text" in changes and now["language"] != row.payload["language"]:
            reason = _("The recommendation's authentic text is in another language.")
            problem = Problem("Text", row.payload["language"], reason)
            return self._rejected(row.row, [problem], part=row.part)
        message = _overridden(changes, now)
        return self._row(
            row, RowOutcome.UPDATE, match, changes=changes, said=row.payload, message=message
        )

    def _added(self, row: Spoken, match: Known, now: Payload) -> Verdict:
        """Another source adds what the record lacks, and with it that it speaks of it too.

        One that adds nothing leaves no trace, unless a person decided what the row is: the next
        file of that source is to know it.
        """
        changes = additions(now, row.payload, match.before, match.others)
        if match.before is None and (changes or row.row.position in self.decisions):
            changes["source"] = [None, str(SourceKind(self.source.kind).label)]
        outcome = RowOutcome.UPDATE if changes else RowOutcome.UNCHANGED
        said = row.payload if changes else {}
        return self._row(row, outcome, match, changes=changes, said=said)

    def _note_terms(self, terms: Iterable[tuple[str, str]]) -> None:
        for name, label in terms:
            labels = self.unmatched.setdefault(name, Counter())
            if label in labels or len(labels) < _MOST_TERMS:
                labels[label] += 1

    def _refused(self, row: ParsedRow, problems: Sequence[Problem]) -> Verdict:
        """Rejected; or left out, where a person left out what it lacks."""
        lacking = {
            one.list: (row.body,) if one.list == TermList.MECHANISMS else row.countries
            for one in problems
            if one.list
        }
        unknown = [(name, label) for name, labels in lacking.items() for label in labels]
        self._note_terms(unknown)
        for name, labels in lacking.items():
            if all(self.terms.is_left_out(name, label) for label in labels):
                message = _("Left out with “%(term)s”.") % {"term": ", ".join(labels)}
                return self._left_out(row, message, unknown)
        return self._rejected(row, problems, unknown=unknown)

    def _rejected(
        self,
        row: ParsedRow,
        problems: Sequence[Problem],
        *,
        part: int = 0,
        unknown: Sequence[tuple[str, str]] = (),
    ) -> Verdict:
        self.counts[RowOutcome.REJECTED] += 1
        found = [
            {"field": problem.field, "value": problem.value, "reason": problem.message}
            | ({"list": problem.list} if problem.list else {})
            for problem in problems
        ]
        return Verdict(
            batch_id=self.batch.pk,
            position=row.position,
            part=part,
            outcome=RowOutcome.REJECTED,
            changes={"problems": found} | ({"text": row.text} if unknown else {}),
            message=" ".join(problem.message for problem in problems),
            unknown=[list(pair) for pair in unknown],
        )

    def _left_out(
        self, row: ParsedRow, message: str = "", unknown: Sequence[tuple[str, str]] = ()
    ) -> Verdict:
        self.counts[RowOutcome.LEFT_OUT] += 1
        place = {"symbol": row.symbol, "paragraph": row.paragraph, "text": row.text}
        return Verdict(
            batch_id=self.batch.pk,
            position=row.position,
            outcome=RowOutcome.LEFT_OUT,
            changes=place,
            message=message,
            unknown=[list(pair) for pair in unknown],
        )

    def _row(
        self,
        spoken: Spoken,
        outcome: RowOutcome,
        match: Known | None = None,
        *,
        reference: str = "",
        changes: dict[str, Any] | None = None,
        said: Payload | None = None,
        message: str = "",
    ) -> Verdict:
        self.counts[outcome] += 1
        return Verdict(
            batch_id=self.batch.pk,
            position=spoken.row.position,
            part=spoken.part,
            outcome=outcome,
            reference=match.reference if match else reference,
            recommendation_id=match.pk if match else None,
            changes=changes or {},
            said=said or {},
            message=message,
            parts=list(spoken.row.parts),
            unknown=[list(pair) for pair in unmatched(spoken.payload)],
        )


def _overridden(changes: Changes, now: Payload) -> str:
    """What people had changed here and the source now changes too, in words."""
    lost = [field for field in _EDITABLE if field in changes and now[field] not in changes[field]]
    if not lost:
        return ""
    return _(
        "Changed here too: %(fields)s. The source's value takes its place; the history keeps yours."
    ) % {"fields": "; ".join(f"{field_label(field)}: {now[field] or '–'}" for field in lost)}
