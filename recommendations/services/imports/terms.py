"""Every spelling under which the register's lists are known, and what it stands for."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Self

from mechanisms.models import Mechanism, State
from recommendations.choices import TermChoice, TermList
from recommendations.models import (
    AffectedGroup,
    ImportBatch,
    SdgGoal,
    SdgTarget,
    TermDecision,
    Theme,
)
from recommendations.parsers.text import fold_label

# Stands before a label that no list knows, where codes are expected.
UNKNOWN = "?"
# What a decision can name; a longer label is known by its beginning.
MOST_LABEL = 300
# A cell that joins more terms than this by semicolons is taken for one label.
_MOST_JOINED = 40
_SDG = re.compile(r"(\d{1,2})(\.\w{1,2})?(?=\s*[-–:.]|\s|$)")


@dataclass(frozen=True, slots=True)
class Terms:
    """Lists read once for one import: a few hundred rows, compared by `fold_label`.

    The `*_keys` lead from a code to the primary key. A merged term leads to the one that was
    kept; what only a retired term answers to matches nothing and is reported under its name.
    `decided` holds what people decided of the spellings of one import, and `lent` the codes that
    stand for a label in that import alone.
    """

    mechanisms: Mapping[str, Mechanism]
    states: Mapping[str, State]
    themes: Mapping[str, str]
    groups: Mapping[str, str]
    sdg_names: Mapping[str, str]
    mechanism_of_code: Mapping[str, Mechanism]
    state_of_code: Mapping[str, State]
    theme_keys: Mapping[str, int]
    group_keys: Mapping[str, int]
    # Codes that no longer stand for themselves, and what stands in their place.
    themes_now: Mapping[str, str]
    groups_now: Mapping[str, str]
    goal_keys: Mapping[str, int]
    target_keys: Mapping[str, int]
    decided: Mapping[tuple[str, str], TermDecision] = field(default_factory=dict)

    @classmethod
    def load(cls, batch: ImportBatch | None = None) -> Self:
        """The lists as they stand, and what was decided of the terms of `batch`."""
        mechanisms, states = list(Mechanism.objects.all()), list(State.objects.all())
        themes = list(Theme.objects.select_related("merged_into"))
        groups = list(AffectedGroup.objects.select_related("merged_into"))
        goals, targets = list(SdgGoal.objects.all()), list(SdgTarget.objects.all())
        return cls(
            mechanisms=_spellings(
                (m, (m.code, m.short_name, m.name, *m.aliases)) for m in mechanisms
            ),
            states=_spellings((s, (s.name, s.iso3, s.iso2, *s.aliases)) for s in states),
            themes=_terms(themes),
            groups=_terms(groups),
            sdg_names=_spellings(
                [
                    *((str(g.number), (g.name,)) for g in goals),
                    *((t.code, (t.name, *t.aliases)) for t in targets),
                ]
            ),
            mechanism_of_code={m.code: m for m in mechanisms},
            state_of_code={s.iso3: s for s in states},
            theme_keys={t.code: t.merged_into_id or t.pk for t in themes},
            group_keys={g.code: g.merged_into_id or g.pk for g in groups},
            themes_now=_led_on(themes),
            groups_now=_led_on(groups),
            goal_keys={str(g.number): g.pk for g in goals},
            target_keys={t.code: t.pk for t in targets},
            decided=_decided(batch) if batch else {},
        )

    def spellings_of_state(self, code: str) -> frozenset[str] | None:
        """Folded; None for a code that stands for every State."""
        if code not in self.state_of_code:
            return None
        names = {name for name, state in self.states.items() if state.iso3 == code}
        for (name, label), decision in self.decided.items():
            if (name, decision.code) == (TermList.ADDRESSEES, code):
                names.add(fold_label(label))
        return frozenset(names)

    def mechanism(self, label: str) -> Mechanism | None:
        return self.mechanisms.get(fold_label(label)) or self.mechanism_of_code.get(
            self._decided_code(TermList.MECHANISMS, label) or ""
        )

    def addressee(self, label: str) -> State | None:
        return self.states.get(fold_label(label)) or self.state_of_code.get(
            self._decided_code(TermList.ADDRESSEES, label) or ""
        )

    def addressee_codes(self, labels: Iterable[str]) -> list[str]:
        """Codes, sorted; a label that no list knows stays, with a mark before it. So for all."""
        found = ((self.addressee(label), label) for label in labels)
        return sorted({state.iso3 if state else UNKNOWN + label for state, label in found})

    def is_left_out(self, name: str, label: str) -> bool:
        decision = self.decided.get((name, label[:MOST_LABEL]))
        return decision is not None and decision.choice == TermChoice.LEAVE_OUT

    def codes(self, name: str, labels: Iterable[str]) -> list[str]:
        """As `addressee_codes`, of any list of `TermList`, with what was decided of its terms.

        Of the SDGs, numbers of goals ("16") and codes of targets ("16.3") stand in one list, as
        the source has it.
        """
        return sorted({code for label in labels for code in self._codes(name, label)})

    def _codes(self, name: str, label: str) -> Sequence[str]:
        """The term that a label names; else the terms that it joins by semicolons, if all are known."""
        if code := self._code(name, label):
            return [code]
        pieces = label.split(";")
        if (name, label[:MOST_LABEL]) in self.decided or not 1 < len(pieces) <= _MOST_JOINED:
            return [UNKNOWN + label]
        return self._joined(name, pieces) or [UNKNOWN + label]

    def _joined(self, name: str, pieces: Sequence[str]) -> list[str]:
        """The terms of the pieces, the longest first, since some have a semicolon of their own."""
        found, at = [], 0
        while at < len(pieces):
            for end in range(len(pieces), at, -1):
                if code := self._code(name, ";".join(pieces[at:end]).strip()):
                    found.append(code)
                    at = end
                    break
            else:
                return []
        return found

    def _code(self, name: str, label: str) -> str | None:
        if name == TermList.THEMES:
            code = self.themes.get(fold_label(label))
        elif name == TermList.GROUPS:
            code = self.groups.get(fold_label(label))
        elif name == TermList.SDGS:
            code = self._sdg(label)
        else:
            state = self.states.get(fold_label(label))
            code = state.iso3 if state else None
        return self._decided_code(name, label) if code is None else code

    def _decided_code(self, name: str, label: str) -> str | None:
        decision = self.decided.get((name, label[:MOST_LABEL])) if self.decided else None
        return (decision.code or None) if decision else None

    def lent(self, name: str, labels: Iterable[str]) -> dict[str, str]:
        """Label → code of those that stand for a term in this import alone."""
        found = ((label, self.decided.get((name, label[:MOST_LABEL]))) for label in labels)
        return {
            label: decision.code
            for label, decision in found
            if decision is not None and decision.choice == TermChoice.MAP
        }

    def current(self, payload: Mapping[str, Any]) -> dict[str, Any]:
        """What a source said before, in today's codes: a merge or a retirement is no change of it."""
        now = {"themes": self.themes_now, "groups": self.groups_now}
        return dict(payload) | {
            name: sorted({led.get(code, code) for code in payload[name]})
            for name, led in now.items()
            if payload.get(name)
        }

    def _sdg(self, label: str) -> str | None:
        found = _SDG.match(label)
        if found is None:
            return self.sdg_names.get(fold_label(label))
        code = str(int(found[1])) + (found[2] or "").lower()
        return code if code in self.goal_keys or code in self.target_keys else None


def _terms(rows: Sequence[Theme | AffectedGroup]) -> dict[str, str]:
    """Folded spelling to code; terms in use have the first claim on a spelling."""
    led = _led_on(rows)
    return _spellings(
        (
            led.get(row.code, row.code),
            (row.code, row.name, *row.name_translations.values(), *row.aliases),
        )
        for row in sorted(rows, key=lambda row: not row.is_active)
    )


def _led_on(rows: Sequence[Theme | AffectedGroup]) -> dict[str, str]:
    """Of merged terms the code of the kept one; of retired ones the name, marked as unknown.

    A term that ships out of use is not offered, yet known: only a person retires it.
    """
    found = {}
    for row in rows:
        stands = row.merged_into or row
        if not stands.is_active and stands.edited_at:
            found[row.code] = UNKNOWN + stands.name
        elif stands is not row:
            found[row.code] = stands.code
    return found


def _spellings(entries: Iterable[tuple[Any, Iterable[str]]]) -> dict[str, Any]:
    """Folded spelling to what it stands for; the first to claim a spelling keeps it."""
    known: dict[str, Any] = {}
    for meaning, spellings in entries:
        for spelling in spellings:
            if folded := fold_label(spelling):
                known.setdefault(folded, meaning)
    return known


def _decided(batch: ImportBatch) -> dict[tuple[str, str], TermDecision]:
    return {(one.list, one.label): one for one in batch.term_decisions.all()}
