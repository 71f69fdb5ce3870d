"""Clusters: one statement of an objective, and the recommendations that it answers."""

from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from accounts.models import User
from focalpoints.models import Institution
from nmirf.common.decisions import require
from nmirf.common.errors import DomainError
from nmirf.common.history import because
from nmirf.common.workflow import WorkflowError
from recommendations import policies
from recommendations.choices import PUBLICATION_MOVES, Overlap
from recommendations.models import Cluster, ClusterMembership, Recommendation


@transaction.atomic
def create_cluster(
    *, actor: User, title: str, statement: str = "", lead: Institution | None = None
) -> Cluster:
    """A new cluster, in draft. Its address is made from the title and never changes."""
    require(policies.can_manage_register(actor))
    with because(str(_("Cluster opened"))):
        return Cluster.objects.create(
            slug=_free_slug(title), title=title, statement=statement, lead=lead
        )


def _free_slug(title: str) -> str:
    base = slugify(title)[:70] or "cluster"
    taken = set(Cluster.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    return next(
        slug
        for slug in [base, *(f"{base}-{n}" for n in range(2, len(taken) + 3))]
        if slug not in taken
    )


@transaction.atomic
def edit_cluster(
    *, pk: int, actor: User, title: str, statement: str, lead: Institution | None, reason: str
) -> Cluster:
    """Change what a cluster says of itself."""
    cluster = Cluster.objects.select_for_update().get(pk=pk)
    require(policies.can_manage_register(actor))
    with because(reason):
        cluster.title, cluster.statement, cluster.lead = title, statement, lead
        cluster.save(update_fields=["title", "statement", "lead", "updated_at"])
    return cluster


@transaction.atomic
def move_cluster(*, pk: int, name: str, actor: User, note: str = "") -> Cluster:
    """Publish or retire a cluster. Raises PermissionDenied, WorkflowError."""
    cluster = Cluster.objects.select_for_update().get(pk=pk)
    require(policies.can_manage_register(actor))
    step = PUBLICATION_MOVES[name]
    if cluster.publication not in step.sources:
        raise WorkflowError(_("Someone has already done this."))
    if step.needs_note and not note.strip():
        raise WorkflowError(_("Say why."))
    with because(note or str(step.label)):
        cluster.publication = step.target
        cluster.save(update_fields=["publication", "updated_at"])
    return cluster


class Part(NamedTuple):
    """How far a recommendation belongs to a cluster, and a note on it."""

    overlap: str
    note: str


def parts_of(*, cluster: int, recommendations: Collection[int]) -> dict[int, Part]:
    """Those of the recommendations that are in the cluster; one query."""
    rows = ClusterMembership.objects.filter(cluster=cluster, recommendation__in=recommendations)
    return {
        pk: Part(overlap, note)
        for pk, overlap, note in rows.values_list("recommendation_id", "overlap", "note")
    }


@transaction.atomic
def set_members(
    *, actor: User, cluster: Cluster, wanted: Mapping[int, Part | None], reason: str
) -> int:
    """Give each recommendation its part in the cluster, None for none; how many are new in it.

    Raises PermissionDenied.
    """
    require(policies.can_manage_register(actor))
    Cluster.objects.select_for_update().get(pk=cluster.pk)
    rows = cluster.memberships.select_for_update().filter(recommendation__in=wanted)
    present = {row.recommendation_id: row for row in rows}
    gone = [row.pk for pk, row in present.items() if wanted[pk] is None]
    new, changed = [], []
    for pk, part in wanted.items():
        row = present.get(pk)
        if part is None or (row and (row.overlap, row.note) == part):
            continue
        if row is None:
            row = ClusterMembership(cluster=cluster, recommendation_id=pk)
            new.append(row)
        else:
            changed.append(row)
        row.overlap, row.note, row.updated_at = part.overlap, part.note, timezone.now()
    with because(reason):
        if gone:
            ClusterMembership.objects.filter(pk__in=gone).delete()
        ClusterMembership.objects.bulk_create(new)
        ClusterMembership.objects.bulk_update(changed, ["overlap", "note", "updated_at"])
    return len(new)


def add_members(
    *,
    actor: User,
    cluster: Cluster,
    recommendations: Iterable[Recommendation],
    overlap: str = Overlap.DIRECT,
    note: str = "",
) -> int:
    """Put recommendations into a cluster; those in it already get the overlap given now.

    Returns how many are new in it.
    """
    wanted = {row.pk: Part(str(overlap), note) for row in recommendations}
    return set_members(actor=actor, cluster=cluster, wanted=wanted, reason=_("Clustered"))


@transaction.atomic
def remove_member(
    *, actor: User, cluster: Cluster, recommendation: Recommendation, reason: str
) -> None:
    """Take a recommendation out of a cluster; history keeps that it was in it.

    Raises PermissionDenied, and DomainError where it is not a member or no reason is given.
    """
    require(policies.can_manage_register(actor))
    if not reason.strip():
        raise DomainError(_("Say why."))
    if not parts_of(cluster=cluster.pk, recommendations=[recommendation.pk]):
        raise DomainError(_("It is not in this cluster."))
    set_members(actor=actor, cluster=cluster, wanted={recommendation.pk: None}, reason=reason)
