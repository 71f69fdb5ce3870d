"""What a reshuffle would move, row by row, read without changing anything."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import User
from activities.choices import UpdateState
from activities.models import ImplementationUpdate
from focalpoints.choices import ReshuffleKind
from focalpoints.policies import can_edit_institutions
from nmirf.common.decisions import require
from recommendations.choices import Publication
from recommendations.models import Assessment
from reporting.models import Comment

from .checks import lacks_authority, refusals, warnings
from .plans import Plan
from .proposing import decided, themes_of
from .things import THINGS

Found = dict[str, list[Any]]


@dataclass(frozen=True, slots=True)
class Line:
    """One row that would move. `target`: the place in `Plan.after` that is proposed for it."""

    key: str
    words: str
    note: str
    target: int


@dataclass(frozen=True, slots=True)
class Group:
    noun: str
    label: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Preview:
    """`refusals` stop it; `warnings` are to be read; `asks_for_authority`: an update waits to be
    signed where nobody could sign; `stays`: (what, how many) that keeps the name of its day.
    """

    plan: Plan
    groups: tuple[Group, ...]
    fingerprint: str
    refusals: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    asks_for_authority: bool = False
    # Of a division, by key: the themes that a row is about, those above them too.
    themes: Mapping[str, set[int]] = field(default_factory=dict)
    stays: tuple[tuple[str, int], ...] = field(default=())

    @property
    def total(self) -> int:
        return sum(len(group.lines) for group in self.groups)


def preview(*, plan: Plan, actor: User, given: Mapping[str, int] | None = None) -> Preview:
    """What would move now, and to whom where nothing else is said in `given` (by key).

    A constant number of queries. Raises PermissionDenied.
    """
    require(can_edit_institutions(actor))
    found = gather(plan)
    targets = decided(plan, found, given or {})
    groups = tuple(
        Group(
            thing.noun,
            str(thing.label),
            tuple(
                Line(thing.key(row), thing.words(row), thing.note(row), targets[thing.key(row)])
                for row in found[thing.noun]
            ),
        )
        for thing in THINGS
        if found[thing.noun]
    )
    return Preview(
        plan=plan,
        groups=groups,
        fingerprint=fingerprint(plan, found),
        refusals=tuple(refusals(plan, found)),
        warnings=tuple(warnings(plan)),
        themes=themes_of(found) if plan.kind == ReshuffleKind.SPLIT else {},
        asks_for_authority=lacks_authority(plan, found, targets),
        stays=tuple(_staying(plan)),
    )


def gather(plan: Plan, *, lock: bool = False) -> Found:
    """The open rows of the institutions that others follow, by noun."""
    if not plan.leaving:
        return {thing.noun: [] for thing in THINGS}
    found: Found = {}
    for thing in THINGS:
        rows = thing.open(plan.leaving, plan.effective_on)
        found[thing.noun] = list(rows.select_for_update(of=("self",)) if lock else rows)
    return found


def fingerprint(plan: Plan, found: Found) -> str:
    """The same as long as exactly the same rows would move of the same institutions."""
    keys = sorted(thing.key(row) for thing in THINGS for row in found[thing.noun])
    named = [[row.pk, row.name, row.slug] for row in plan.before]
    words = json.dumps([plan.kind, plan.effective_on.isoformat(), named, keys])
    return hashlib.sha256(words.encode()).hexdigest()


def _staying(plan: Plan) -> list[tuple[str, int]]:
    """What was published, signed or said stays with whoever published, signed or said it."""
    mine = list(plan.before)
    signed = [UpdateState.SIGNED, UpdateState.PUBLISHED, UpdateState.SUPERSEDED]
    counted = (
        (
            _("Updates signed or published"),
            ImplementationUpdate.objects.filter(
                institution__in=mine, state__in=[*signed, UpdateState.WITHDRAWN]
            ),
        ),
        (
            _("Assessments published"),
            Assessment.objects.filter(institution__in=mine).exclude(publication=Publication.DRAFT),
        ),
        (_("Comments in consultations"), Comment.objects.filter(institution__in=mine)),
    )
    return [(label, number) for label, rows in counted if (number := rows.count())]
