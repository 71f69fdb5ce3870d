"""Objectives of a plan: entered, changed, moved in the tree, linked, deleted.

Every deed locks the plan, so that of two people who move objectives at once the second sees what
the first has made, and no circle can close between them.
"""

import datetime as dt
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from activities import policies
from activities.choices import MOST_LEVELS_OF_OBJECTIVES
from activities.models import Activity, ActivityObjective, NationalPlan, PlanObjective
from nmirf.common.decisions import require
from nmirf.common.errors import ConflictError, DomainError
from nmirf.common.history import because
from recommendations.models import Cluster, Recommendation, SdgTarget

FIELDS = ("code", "title", "title_translations", "statement", "lead")


@dataclass
class Tree:
    """The objectives of one plan by key, with the key of what each stands below."""

    rows: dict[int, PlanObjective] = field(default_factory=dict)

    @classmethod
    def of(cls, plan: NationalPlan) -> "Tree":
        return cls({row.pk: row for row in plan.objectives.all()})

    def below(self, pk: int) -> set[int]:
        """What stands below it, at whatever depth."""
        found: set[int] = set()
        layer = {pk}
        while layer:
            layer = {row.pk for row in self.rows.values() if row.parent_id in layer} - found
            found |= layer
        return found

    def above(self, pk: int | None) -> list[int]:
        """It and what it stands below, the nearest first."""
        found: list[int] = []
        while pk is not None and pk not in found:
            found.append(pk)
            pk = self.rows[pk].parent_id
        return found

    def height(self, pk: int) -> int:
        """How many levels it and what is below it take."""
        own = len(self.above(pk))
        return max((len(self.above(one)) for one in self.below(pk)), default=own) - own + 1

    def check_code(self, row: PlanObjective) -> None:
        """Raise DomainError where another one has the number."""
        if any(other.code == row.code and other.pk != row.pk for other in self.rows.values()):
            raise DomainError(
                _("The number %(code)s is used already in this plan.") % {"code": row.code}
            )

    def check_place(self, row: PlanObjective, parent: PlanObjective | None) -> None:
        """Raise DomainError where `row` cannot stand below `parent`."""
        if parent is None:
            return
        if parent.pk not in self.rows:
            raise DomainError(_("An objective stands below one of its own plan."))
        if row.pk and (parent.pk == row.pk or parent.pk in self.below(row.pk)):
            raise DomainError(
                _("%(code)s would stand below itself: %(parent)s is part of it.")
                % {"code": row.code, "parent": parent.code}
            )
        levels = len(self.above(parent.pk)) + (self.height(row.pk) if row.pk else 1)
        if levels > MOST_LEVELS_OF_OBJECTIVES:
            raise DomainError(
                _("Objectives stand in at most %(most)d levels.")
                % {"most": MOST_LEVELS_OF_OBJECTIVES}
            )


@transaction.atomic
def add_objective(
    *,
    plan_pk: int,
    actor: User,
    parent: PlanObjective | None = None,
    clusters: Collection[Cluster] = (),
    recommendations: Collection[Recommendation] = (),
    targets: Collection[SdgTarget] = (),
    **content: Any,
) -> PlanObjective:
    """A new objective, with what it answers. Raises PermissionDenied, DomainError."""
    plan = _locked(plan_pk, actor)
    tree = Tree.of(plan)
    row = PlanObjective(plan=plan, parent=parent, **content)
    row.code = row.code.strip()
    tree.check_code(row)
    tree.check_place(row, parent)
    with because(_("Objective entered")):
        row.save()
        set_links(row, clusters=clusters, recommendations=recommendations, targets=targets)
    return row


@transaction.atomic
def edit_objective(
    *,
    pk: int,
    actor: User,
    parent: PlanObjective | None,
    clusters: Collection[Cluster],
    recommendations: Collection[Recommendation],
    targets: Collection[SdgTarget],
    seen: dt.datetime,
    reason: str,
    **content: Any,
) -> PlanObjective:
    """Change an objective, or its place: what stands below it goes along, under its new number.

    `seen` is when the objective that the form showed was last saved. Raises PermissionDenied,
    ConflictError, DomainError.
    """
    plan = _locked(PlanObjective.objects.get(pk=pk).plan_id, actor)
    tree = Tree.of(plan)
    row = tree.rows[pk]
    if seen != row.updated_at:
        raise ConflictError(_("Someone else saved this objective first."), theirs=row)
    before = row.code
    for name in FIELDS:
        if name in content:
            setattr(row, name, content[name])
    row.code = row.code.strip()
    tree.check_code(row)
    tree.check_place(row, parent)
    row.parent = parent
    with because(reason):
        if renumbered := _renumbered(tree, row, before):
            for one in renumbered:
                one.updated_at = timezone.now()
            PlanObjective.objects.bulk_update([row, *renumbered], ["code", "updated_at"])
        row.save()
        set_links(row, clusters=clusters, recommendations=recommendations, targets=targets)
    return row


@transaction.atomic
def delete_objective(*, pk: int, actor: User, reason: str) -> None:
    """Take an objective out. A second click finds it done. Raises PermissionDenied, DomainError."""
    row = PlanObjective.objects.filter(pk=pk).first()
    if row is None:
        require(policies.can_manage_plans(actor))
        return
    _locked(row.plan_id, actor)
    if hanging := hanging_on(row):
        raise DomainError(
            _("%(code)s cannot be deleted: %(things)s hang on it.")
            % {"code": row.code, "things": ", ".join(hanging)}
        )
    with because(reason):
        row.delete()


@transaction.atomic
def set_activities(
    *, pk: int, actor: User, shown: Collection[Activity], chosen: Collection[Activity]
) -> int:
    """Of the activities `shown`, link those `chosen` to the objective; how many are new.

    Links to activities that were not shown stay. Raises PermissionDenied.
    """
    row = PlanObjective.objects.get(pk=pk)
    _locked(row.plan_id, actor)
    wanted = {activity.pk for activity in chosen}
    offered = {activity.pk for activity in shown}
    present = set(row.activity_links.values_list("activity", flat=True))
    with because(_("Activities linked to the objective")):
        row.activity_links.filter(activity__in=(present & offered) - wanted).delete()
        ActivityObjective.objects.bulk_create(
            ActivityObjective(objective=row, activity_id=key)
            for key in sorted((wanted & offered) - present)
        )
    return len((wanted & offered) - present)


def next_code(plan: NationalPlan, parent: PlanObjective | None) -> str:
    """A number to propose for a new objective: one more than the last whole number at its place."""
    start = f"{parent.code}." if parent else ""
    codes = plan.objectives.filter(parent=parent).values_list("code", flat=True)
    ends = [code.removeprefix(start) for code in codes]
    return f"{start}{max((int(end) for end in ends if end.isdecimal()), default=0) + 1}"


def hanging_on(row: PlanObjective) -> list[str]:
    """What would be lost with it, in words; nothing where it can go."""
    numbers: tuple[tuple[int, Callable[[int], str]], ...] = (
        (row.children.count(), lambda n: ngettext("%d objective", "%d objectives", n)),
        (row.activity_links.count(), lambda n: ngettext("%d activity", "%d activities", n)),
        (row.indicator_links.count(), lambda n: ngettext("%d indicator", "%d indicators", n)),
    )
    return [words(number) % number for number, words in numbers if number]


def set_links(
    row: PlanObjective,
    *,
    clusters: Iterable[Cluster] | None = None,
    recommendations: Iterable[Recommendation] | None = None,
    targets: Iterable[SdgTarget] | None = None,
) -> bool:
    """Link it to exactly these; None leaves a kind of links as it is. Whether anything changed."""
    wanted: tuple[tuple[Any, str, Iterable[models.Model] | None], ...] = (
        (row.cluster_links, "cluster", clusters),
        (row.recommendation_links, "recommendation", recommendations),
        (row.target_links, "target", targets),
    )
    changed = [_set(links, name, rows) for links, name, rows in wanted if rows is not None]
    return any(changed)


def _set(links: Any, name: str, rows: Iterable[models.Model]) -> bool:
    wanted = {one.pk for one in rows}
    present = set(links.values_list(name, flat=True))
    links.filter(**{f"{name}__in": present - wanted}).delete()
    links.model.objects.bulk_create(
        links.model(objective=links.instance, **{f"{name}_id": pk})
        for pk in sorted(wanted - present)
    )
    return wanted != present


def _locked(plan_pk: int, actor: User) -> NationalPlan:
    plan = NationalPlan.objects.select_for_update().get(pk=plan_pk)
    require(policies.can_manage_plans(actor))
    return plan


def _renumbered(tree: Tree, row: PlanObjective, before: str) -> list[PlanObjective]:
    """What stands below it under a number that begins with its own, with the new one."""
    if before == row.code:
        return []
    below = tree.below(row.pk)
    found = [tree.rows[pk] for pk in below if tree.rows[pk].code.startswith(f"{before}.")]
    taken = {one.code for pk, one in tree.rows.items() if one not in found and pk != row.pk}
    for one in found:
        one.code = row.code + one.code[len(before) :]
        if one.code in taken | {row.code} or len(one.code) > 30:
            raise DomainError(
                _("The number %(code)s, which one below it would get, cannot be used.")
                % {"code": one.code}
            )
    return found
