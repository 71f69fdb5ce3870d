"""What a bulk edit asks, and what that means for each of its records.

An edit is plain JSON, as it is kept: its kind, and what the kind needs.

    {"kind": "themes", "add": [3], "remove": [5], "replace": false, "method": "human",
     "rationale": ""}                               so also groups, sdg_targets, objectives
    {"kind": "cluster", "cluster": 12, "overlap": "direct", "note": ""}
    {"kind": "cluster_out", "cluster": 12}
    {"kind": "assignment", "institution": 7, "role": "lead", "answer_by": "2027-01-31"}
    {"kind": "priority", "value": true}
    {"kind": "legislation", "value": true, "basis": "Penal Code"}
    {"kind": "follow_up", "value": "2027-06-30", "source": "CCPR/C/SVN/CO/4, para. 48"}
                                                   null and "" take the day away
    {"kind": "publication", "move": "publish"}       or "retire"
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from recommendations.choices import (
    PUBLICATION_MOVES,
    AssignmentRole,
    AssignmentState,
    Publication,
)
from recommendations.models import Recommendation
from recommendations.services import assignments, links

from . import fields

Edit = Mapping[str, Any]

REFUSALS: dict[str, Promise] = {
    "retired": _("It is retired."),
    "merged": _("It was merged into another recommendation, which stands for it."),
    "led": _("Another institution leads already: withdraw its assignment first."),
    "part": _("The institution has another part in it already."),
}


class Refused(Exception):  # noqa: N818 - an answer, not an error
    """A record can't have this edit; `code` is a key of REFUSALS."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(slots=True)
class Plan:
    """What the edits would do to one record: fields that change, and edits that it can't have."""

    before: dict[str, Any] = field(default_factory=dict)
    after: dict[str, Any] = field(default_factory=dict)
    refused: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Facts:
    """What decides whether a record can have an edit at all."""

    publication: str
    is_merged: bool


def key_of(edit: Edit) -> str:
    """The field that an edit changes."""
    if edit["kind"] in ("cluster", "cluster_out"):
        return fields.key_of("cluster", edit["cluster"])
    if edit["kind"] == "assignment":
        return fields.key_of("assignment", edit["institution"])
    return str(edit["kind"])


def plans_of(
    edits: Collection[Edit], recommendations: Collection[int], actor: User
) -> dict[int, Plan]:
    """What the edits would do to each record as it stands now; a few queries for each edit.

    Edits of the same field follow one another. An edit that a record can't have leaves the others.
    """
    facts = {
        pk: _Facts(publication, merged is not None)
        for pk, publication, merged in Recommendation.objects.filter(
            pk__in=recommendations
        ).values_list("pk", "publication", "merged_into")
    }
    plans = {pk: Plan() for pk in facts}
    values = {key: fields.read(key, list(facts)) for key in dict.fromkeys(map(key_of, edits))}
    for place, edit in enumerate(edits):
        key = key_of(edit)
        led = _led(edit, list(facts))
        for pk, plan in plans.items():
            stands = values[key][pk]
            try:
                _refuse(edit, facts[pk])
                wanted = _after(edit, plan.after.get(key, stands), actor, is_led=pk in led)
            except Refused as refused:
                plan.refused[str(place)] = refused.code
            else:
                _note(plan, key, stands, wanted)
    return plans


def _note(plan: Plan, key: str, stands: Any, wanted: Any) -> None:
    if wanted == stands:
        plan.before.pop(key, None)
        plan.after.pop(key, None)
    else:
        plan.before[key], plan.after[key] = stands, wanted


def _led(edit: Edit, recommendations: Collection[int]) -> set[int]:
    if edit["kind"] != "assignment" or edit["role"] != AssignmentRole.LEAD:
        return set()
    return assignments.led_by_others(
        institution=edit["institution"], recommendations=recommendations
    )


def _refuse(edit: Edit, facts: _Facts) -> None:
    """A retired record changes in one thing alone: it can be published again, unless merged."""
    if edit["kind"] != "publication" and facts.publication == Publication.RETIRED:
        raise Refused("retired")
    if edit.get("move") == "publish" and facts.is_merged:
        raise Refused("merged")


def _after(edit: Edit, value: Any, actor: User, *, is_led: bool) -> Any:
    kind = edit["kind"]
    if kind in links.LINK_KINDS:
        return _terms(edit, value, actor)
    if kind == "cluster_out":
        return None
    if kind == "assignment":
        return _part(edit, value, is_led=is_led)
    if kind == "publication":
        target = str(PUBLICATION_MOVES[edit["move"]].target)
        moment = None if target == Publication.PUBLISHED else value[1]
        return value if value[0] == target else [target, moment, False]
    return {
        "cluster": lambda: [edit["overlap"], edit["note"]],
        "priority": lambda: [edit["value"]],
        "follow_up": lambda: [edit["value"], edit["source"] if edit["value"] else ""],
        "legislation": lambda: [edit["value"], edit["basis"]],
    }[kind]()


def _terms(edit: Edit, value: Mapping[str, Any], actor: User) -> dict[str, Any]:
    """A link that is there already keeps its method and rationale."""
    added = [str(term) for term in edit["add"]]
    gone = {str(term) for term in edit["remove"]} - set(added)
    made = list(links.made_by(actor, method=edit["method"], rationale=edit["rationale"]))
    kept = {
        term: how
        for term, how in value.items()
        if term in added or (term not in gone and not edit["replace"])
    }
    found = dict.fromkeys(added, made) | kept
    return {term: found[term] for term in sorted(found, key=int)}


def _part(edit: Edit, value: Any, *, is_led: bool) -> Any:
    if value is not None:
        if value[0] != edit["role"]:
            raise Refused("part")
        return value
    if is_led:
        raise Refused("led")
    return [edit["role"], str(AssignmentState.PROPOSED), edit["answer_by"]]
