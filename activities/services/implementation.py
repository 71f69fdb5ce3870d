"""The plan that follows one review, made from its recommendations in one act."""

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from activities import policies
from activities.choices import PlanKind
from activities.models import NationalPlan, ObjectiveRecommendation, PlanObjective
from mechanisms.models import Review
from nmirf.common.decisions import require
from nmirf.common.errors import DomainError
from nmirf.common.history import because
from recommendations.choices import COUNTING_OVERLAPS, Position, Publication
from recommendations.models import Cluster, ClusterMembership, Recommendation, Theme, ThemeLink

from .objectives import set_links
from .plans import create_plan

SUPPORTED = (Position.SUPPORTED, Position.SUPPORTED_NOTED)


@dataclass
class Group:
    """What becomes one objective: recommendations of one theme, or of one cluster."""

    title: str
    title_translations: dict[str, str] = field(default_factory=dict)
    cluster: Cluster | None = None
    recommendations: list[Recommendation] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Made:
    """The plan, whether it was made just now, and how many recommendations are new in it."""

    plan: NationalPlan
    is_new: bool
    added: int


def groups_of(review: Review, *, by: str, only_supported: bool = False) -> list[Group]:
    """The published recommendations of a review, each in one group; those that fit none at the end.

    `by` is "theme" (the first of its themes, at the top of the tree) or "cluster" (the first in
    which it counts).
    """
    rows = Recommendation.objects.published().filter(review=review)
    if only_supported:
        rows = rows.filter(position__in=SUPPORTED)
    listed = list(rows.order_by("paragraph_key", "reference"))
    found = _by_cluster(listed) if by == "cluster" else _by_theme(listed)
    grouped = {row.pk for group in found for row in group.recommendations}
    rest = [row for row in listed if row.pk not in grouped]
    if rest:
        title = _("Recommendations without a cluster") if by == "cluster" else _("Other subjects")
        found.append(Group(title, recommendations=rest))
    return found


def _by_theme(rows: list[Recommendation]) -> list[Group]:
    themes = {theme.pk: theme for theme in Theme.objects.all()}
    links = ThemeLink.objects.filter(recommendation__in=rows).values_list("recommendation", "theme")
    first: dict[int, Theme] = {}
    for pk, key in links:
        top = _top(themes, key)
        if pk not in first or _place(top) < _place(first[pk]):
            first[pk] = top
    tops = sorted({theme.pk for theme in first.values()}, key=lambda key: _place(themes[key]))
    return [
        Group(
            themes[top].name,
            themes[top].name_translations,
            recommendations=[row for row in rows if row.pk in first and first[row.pk].pk == top],
        )
        for top in tops
    ]


def _top(themes: dict[int, Theme], key: int) -> Theme:
    while (parent := themes[key].parent_id) is not None:
        key = parent
    return themes[key]


def _place(theme: Theme) -> tuple[int, str, int]:
    return theme.order, theme.name, theme.pk


def _by_cluster(rows: list[Recommendation]) -> list[Group]:
    memberships = (
        ClusterMembership.objects.filter(recommendation__in=rows, overlap__in=COUNTING_OVERLAPS)
        .exclude(cluster__publication=Publication.RETIRED)
        .select_related("cluster__lead")
        .order_by("cluster__title", "cluster")
    )
    of, place = {row.pk: row for row in rows}, {row.pk: at for at, row in enumerate(rows)}
    groups: dict[int, Group] = {}
    for membership in memberships:
        if row := of.pop(membership.recommendation_id, None):
            cluster = membership.cluster
            group = groups.setdefault(
                cluster.pk, Group(cluster.title, cluster.title_translations, cluster)
            )
            group.recommendations.append(row)
    for group in groups.values():
        group.recommendations.sort(key=lambda row: place[row.pk])
    return list(groups.values())


@transaction.atomic
def plan_from_review(
    *,
    review_pk: int,
    actor: User,
    by: str,
    only_supported: bool,
    title: str,
    starts_on: dt.date,
    ends_on: dt.date,
) -> Made:
    """Make the implementation plan of a review, or bring in what its present one does not have yet.

    Safe to repeat: a second click waits, finds the plan and adds nothing. Raises
    PermissionDenied, DomainError.
    """
    require(policies.can_manage_plans(actor))
    review = Review.objects.select_for_update(no_key=True).get(pk=review_pk)
    groups = groups_of(review, by=by, only_supported=only_supported)
    if not groups:
        raise DomainError(_("No recommendation of this review is published."))
    plan = (
        NationalPlan.objects.not_retired()
        .select_for_update(of=("self",))
        .filter(kind=PlanKind.IMPLEMENTATION, review=review)
        .first()
    )
    is_new = plan is None
    if plan is None:
        plan = create_plan(
            actor=actor,
            kind=PlanKind.IMPLEMENTATION,
            title=title,
            review=review,
            starts_on=starts_on,
            ends_on=ends_on,
        )
    with because(_("Made from the recommendations of the review")):
        return Made(plan, is_new, _fill(plan, groups))


def _fill(plan: NationalPlan, groups: Iterable[Group]) -> int:
    """Link what no objective of the plan has yet; how many recommendations that were."""
    links = ObjectiveRecommendation.objects.filter(objective__plan=plan)
    present = set(links.values_list("recommendation", flat=True))
    rows = list(plan.objectives.prefetch_related("clusters"))
    number = max((int(row.code) for row in rows if re.fullmatch(r"\d{1,6}", row.code)), default=0)
    added = 0
    for group in groups:
        missing = [row for row in group.recommendations if row.pk not in present]
        if not missing:
            continue
        objective = _objective_of(group, rows)
        if objective is None:
            number += 1
            objective = _new(plan, group, str(number))
        ObjectiveRecommendation.objects.bulk_create(
            ObjectiveRecommendation(objective=objective, recommendation=row) for row in missing
        )
        added += len(missing)
    return added


def _objective_of(group: Group, rows: Iterable[PlanObjective]) -> PlanObjective | None:
    """The objective that a group became when the plan was made, if it is still there."""
    for row in rows:
        by_cluster = group.cluster is not None and group.cluster in row.clusters.all()
        if by_cluster or row.title.casefold() == group.title[:300].casefold():
            return row
    return None


def _new(plan: NationalPlan, group: Group, code: str) -> PlanObjective:
    row = PlanObjective.objects.create(
        plan=plan,
        code=code,
        title=group.title[:300],
        title_translations=group.title_translations,
        statement=group.cluster.statement if group.cluster else "",
        lead=group.cluster.lead if group.cluster else None,
    )
    if group.cluster:
        set_links(row, clusters=[group.cluster])
    return row
