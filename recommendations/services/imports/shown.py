"""Rows of an import as people read them: codes by their names, changes before and after."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from mechanisms.models import Mechanism, State
from recommendations.choices import Kind, Position, RowOutcome
from recommendations.models import AffectedGroup, ImportRow, SdgTarget, Theme

from .fields import field_label
from .payload import COMPARED, Changes
from .terms import UNKNOWN


@dataclass(frozen=True, slots=True)
class Change:
    """One field of a changed record, both values as text."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class ShownRow:
    """One row of the report; which parts are filled depends on the outcome."""

    row: ImportRow
    text: str = ""
    place: str = ""
    changes: Sequence[Change] = ()
    problems: Sequence[dict[str, str]] = field(default_factory=list)


def shown(rows: Iterable[ImportRow]) -> list[ShownRow]:
    """A page of rows; asks for the names of terms once, whatever the number of rows."""
    rows = list(rows)
    names = _names() if any(row.outcome == RowOutcome.UPDATE for row in rows) else {}
    return [_shown(row, names) for row in rows]


def _shown(row: ImportRow, names: dict[str, dict[str, str]]) -> ShownRow:
    content = row.changes
    if row.outcome == RowOutcome.CREATE:
        place = " · ".join(filter(None, (content["symbol"], content["paragraph"])))
        return ShownRow(row, text=content["text"], place=place)
    if row.outcome == RowOutcome.UPDATE:
        return ShownRow(row, changes=_changes(content, names))
    return ShownRow(row, problems=content.get("problems", []))


def _changes(changes: Changes, names: dict[str, dict[str, str]]) -> list[Change]:
    return [
        Change(field_label(name), *(_words(value, names.get(name, {})) for value in changes[name]))
        for name in ("annotation_id", *COMPARED)
        if name in changes
    ]


def _words(value: Any, names: dict[str, str]) -> str:
    values = value if isinstance(value, list) else [value]
    found = (str(one).removeprefix(UNKNOWN) for one in values if one is not None)
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
