"""A bulk edit in words: what it asks, and what it means for some of its records."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from focalpoints.models import Institution
from recommendations.choices import AssignmentRole, AssignmentState, Overlap, Publication
from recommendations.models import BulkEditItem, Cluster
from recommendations.services.links import LINK_KINDS

from .edits import REFUSALS, Edit
from .fields import row_of

FIELDS: dict[str, Promise] = {
    "themes": gettext_lazy("Themes"),
    "groups": gettext_lazy("Affected groups"),
    "sdg_targets": gettext_lazy("Targets of the SDGs"),
    "objectives": gettext_lazy("Objectives"),
    "cluster": gettext_lazy("Cluster"),
    "assignment": gettext_lazy("Assignment"),
    "priority": gettext_lazy("Priority"),
    "legislation": gettext_lazy("Requires legislation"),
    "follow_up": gettext_lazy("Follow-up due on"),
    "publication": gettext_lazy("Publication"),
}


@dataclass(frozen=True, slots=True)
class Change:
    label: str
    before: str
    after: str


@dataclass(slots=True)
class Sample:
    """One record: what changes in it, why not, what undoing left as it was."""

    item: BulkEditItem
    changes: list[Change] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)


class Labels:
    """Names of the terms, clusters and institutions that edits and items speak of."""

    def __init__(self, wanted: dict[str, set[int]]) -> None:
        models: dict[str, Any] = {name: kind.terms for name, kind in LINK_KINDS.items()}
        models |= {"cluster": Cluster, "assignment": Institution}
        self.rows = {
            name: {row.pk: str(row) for row in models[name].objects.filter(pk__in=keys)}
            for name, keys in wanted.items()
        }

    def of(self, name: str, pk: int) -> str:
        return self.rows[name].get(pk, "–")

    def terms(self, name: str, keys: Iterable[Any]) -> str:
        return ", ".join(sorted(self.of(name, int(pk)) for pk in keys))


def labels_of(edits: Sequence[Edit], items: Sequence[BulkEditItem] = ()) -> Labels:
    """The names needed, one query for each list that is spoken of."""
    wanted: dict[str, set[int]] = {}
    for edit in edits:
        kind = edit["kind"]
        if kind in LINK_KINDS:
            wanted.setdefault(kind, set()).update(edit["add"], edit["remove"])
        elif "cluster" in edit:
            wanted.setdefault("cluster", set()).add(edit["cluster"])
        elif kind == "assignment":
            wanted.setdefault("assignment", set()).add(edit["institution"])
    for item in items:
        for key, value in [*item.before.items(), *item.after.items()]:
            if key in LINK_KINDS:
                wanted.setdefault(key, set()).update(map(int, value))
    return Labels(wanted)


def described(edits: Sequence[Edit], labels: Labels) -> list[str]:
    """Each edit in a line, in their order."""
    return [_described(edit, labels) for edit in edits]


def _described(edit: Edit, labels: Labels) -> str:
    kind = edit["kind"]
    if kind in LINK_KINDS:
        return f"{FIELDS[kind]}: {_terms(edit, labels)}"
    if kind == "cluster":
        return _("Put into the cluster “%(cluster)s”: %(overlap)s") % {
            "cluster": labels.of("cluster", edit["cluster"]),
            "overlap": Overlap(edit["overlap"]).label,
        }
    if kind == "cluster_out":
        return _("Take out of the cluster “%(cluster)s”") % {
            "cluster": labels.of("cluster", edit["cluster"])
        }
    if kind == "assignment":
        part = [edit["role"], AssignmentState.PROPOSED, edit["answer_by"]]
        return _("Propose to %(institution)s: %(part)s") % {
            "institution": labels.of("assignment", edit["institution"]),
            "part": _value("assignment", part, labels),
        }
    if kind == "publication":
        retires = edit["move"] == "retire"
        return _("Retire") if retires else _("Publish")
    reason = {"legislation": "basis", "follow_up": "source"}.get(kind)
    value = [edit["value"], edit[reason]] if reason else [edit["value"]]
    return f"{FIELDS[kind]}: {_value(kind, value, labels)}"


def _terms(edit: Edit, labels: Labels) -> str:
    kind = edit["kind"]
    parts = []
    if edit["add"]:
        words = _("these alone: %(terms)s") if edit["replace"] else _("add %(terms)s")
        parts.append(words % {"terms": labels.terms(kind, edit["add"])})
    if edit["remove"] and not edit["replace"]:
        parts.append(_("take away %(terms)s") % {"terms": labels.terms(kind, edit["remove"])})
    return "; ".join(parts)


def samples(items: Sequence[BulkEditItem], labels: Labels) -> list[Sample]:
    """Items with their recommendation read along, in words."""
    return [
        Sample(
            item,
            [
                Change(
                    field_label(key, labels),
                    _value(key.partition(":")[0], item.before[key], labels),
                    _value(key.partition(":")[0], after, labels),
                )
                for key, after in item.after.items()
            ],
            [str(REFUSALS[code]) for code in dict.fromkeys(item.refused.values())],
            [field_label(key, labels) for key in item.left],
        )
        for item in items
    ]


def field_label(key: str, labels: Labels) -> str:
    name = key.partition(":")[0]
    if ":" not in key:
        return str(FIELDS[name])
    return f"{FIELDS[name]}: {labels.of(name, row_of(key))}"


def _value(name: str, value: Any, labels: Labels) -> str:
    """What stands in a field, in words; "–" where there is nothing."""
    if not value:
        return "–"
    if name in LINK_KINDS:
        return labels.terms(name, value)
    if name == "cluster":
        return " · ".join(filter(None, [str(Overlap(value[0]).label), value[1]]))
    if name == "assignment":
        return _part(value)
    if name == "publication":
        return str(Publication(value[0]).label)
    if name == "follow_up":
        return " · ".join(filter(None, [_day(value[0]), value[1]])) if value[0] else "–"
    words = "–" if value[0] is None else _("yes") if value[0] else _("no")
    return " · ".join([words, *filter(None, value[1:])])


def _part(value: Sequence[Any]) -> str:
    role, state, answer_by = value
    parts = [str(AssignmentRole(role).label), str(AssignmentState(state).label)]
    if answer_by:
        parts.append(_("to be answered by %(date)s") % {"date": _day(answer_by)})
    return " · ".join(parts)


def _day(value: str) -> str:
    return date_format(dt.date.fromisoformat(value), "SHORT_DATE_FORMAT")
