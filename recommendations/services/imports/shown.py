"""Rows of an import as people read them: codes by their names, changes side by side."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.safestring import SafeString

from mechanisms.models import Mechanism, State
from nmirf.common.diff import side_by_side
from recommendations.choices import ImportState, Kind, Position, RowChoice, RowOutcome
from recommendations.models import (
    AffectedGroup,
    ImportBatch,
    ImportRow,
    RowDecision,
    SdgTarget,
    Theme,
)

from .fields import field_label
from .payload import COMPARED, Changes
from .terms import UNKNOWN


@dataclass(frozen=True, slots=True)
class Change:
    """One field of a changed record, both values as text in which the difference is marked."""

    label: str
    before: SafeString
    after: SafeString


@dataclass(frozen=True, slots=True)
class Choice:
    """A decision that the row offers; `target` is the reference of the record meant, if any."""

    value: str
    label: str
    target: str = ""


@dataclass(frozen=True, slots=True)
class ShownRow:
    """One row of the report; which parts are filled depends on the outcome."""

    row: ImportRow
    text: str = ""
    language: str = ""
    place: str = ""
    changes: Sequence[Change] = ()
    problems: Sequence[dict[str, str]] = field(default_factory=list)
    unknown: Sequence[str] = ()
    decision: RowDecision | None = None
    choices: Sequence[Choice] = ()


def shown(batch: ImportBatch, rows: Iterable[ImportRow]) -> list[ShownRow]:
    """A page of rows; asks for the names of terms and for decisions once, whatever their number."""
    rows = list(rows)
    names = _names() if any(row.outcome == RowOutcome.UPDATE for row in rows) else {}
    decided = batch.row_decisions.filter(position__in={row.position for row in rows})
    decisions = {one.position: one for one in decided.select_related("target", "decided_by")}
    is_open = batch.state == ImportState.READY
    return [_shown(row, names, decisions, is_open=is_open) for row in rows]


def _shown(
    row: ImportRow,
    names: Mapping[str, Mapping[str, str]],
    decisions: Mapping[int, RowDecision],
    *,
    is_open: bool,
) -> ShownRow:
    content = row.changes
    said = row.said or content
    is_changed = row.outcome == RowOutcome.UPDATE
    decision = decisions.get(row.position)
    return ShownRow(
        row,
        text=_text(said.get("text")),
        language=_text(said.get("language")),
        place=" · ".join(filter(None, (_text(said.get(name)) for name in ("symbol", "paragraph")))),
        changes=_changes(content, names) if is_changed else (),
        problems=content.get("problems", []),
        unknown=[label for _list, label in row.unknown],
        decision=decision,
        choices=_choices(row) if is_open and decision is None else (),
    )


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _choices(row: ImportRow) -> list[Choice]:
    """What may be decided of a row besides what is to happen with it anyway."""
    if row.outcome in {RowOutcome.REJECTED, RowOutcome.UNCHANGED}:
        return []
    offered = []
    if row.parts:
        offered.append(Choice(RowChoice.SPLIT, str(RowChoice.SPLIT.label)))
    offered += [
        Choice(RowChoice.SAME_AS, str(RowChoice.SAME_AS.label), one["reference"])
        for one in row.candidates
    ]
    if row.candidates or row.outcome == RowOutcome.UPDATE:
        offered.append(Choice(RowChoice.SEPARATE, str(RowChoice.SEPARATE.label)))
    return [*offered, Choice(RowChoice.LEAVE_OUT, str(RowChoice.LEAVE_OUT.label))]


def _changes(changes: Changes, names: Mapping[str, Mapping[str, str]]) -> list[Change]:
    return [
        Change(
            field_label(name),
            *side_by_side(*(_words(value, names.get(name, {})) for value in changes[name])),
        )
        for name in ("source", "annotation_id", *COMPARED)
        if name in changes
    ]


def _words(value: Any, names: Mapping[str, str]) -> str:
    values = value if isinstance(value, list) else [value]
    found = (
        ": ".join(one) if isinstance(one, list) else str(one).removeprefix(UNKNOWN)
        for one in values
        if one is not None
    )
    return ", ".join(names.get(one, one) for one in found)


def _names() -> dict[str, dict[str, str]]:
    """Code to name, by field."""
    states = {state.iso3: state.label for state in State.objects.all()}
    return {
        "mechanism": {m.code: m.short_name for m in Mechanism.objects.all()},
        "kind": {code: str(label) for code, label in Kind.choices},
        "position": {code: str(label) for code, label in Position.choices},
        "countries": states,
        "recommending_states": states,
        "themes": {theme.code: theme.label for theme in Theme.objects.all()},
        "groups": {group.code: group.label for group in AffectedGroup.objects.all()},
        "sdgs": {target.code: str(target) for target in SdgTarget.objects.all()},
    }
