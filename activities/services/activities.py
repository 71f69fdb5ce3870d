"""Activities: plan, change, publish."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from accounts.models import User
from activities import policies
from activities.choices import ActivityPublication, ActivityStatus
from activities.models import Activity, ActivityCluster, ActivityRecommendation, ActivityStep
from focalpoints.models import Institution
from nmirf.common.decisions import require
from nmirf.common.errors import ConflictError, DomainError
from nmirf.common.history import because
from nmirf.common.workflow import WorkflowError
from recommendations.models import Cluster, Recommendation

FIELDS = (
    "title",
    "description",
    "lead",
    "starts_on",
    "ends_on",
)


@transaction.atomic
def plan_activity(
    *,
    actor: User,
    content: Mapping[str, Any],
    recommendations: Sequence[Recommendation] = (),
    clusters: Sequence[Cluster] = (),
    token: UUID,
) -> Activity:
    """Enter a measure; it is internal until it is published.

    `token` comes with the form, so that the same form makes one activity only. Raises
    PermissionDenied, DomainError.
    """
    activity = Activity()
    _fill(activity, content)
    require(policies.can_plan_activity(actor, activity.lead_id))
    # Of two forms sent at once the second waits here, then finds what the first has made.
    Institution.objects.select_for_update(no_key=True).get(pk=activity.lead_id)
    ending = token.hex[:10]
    if Activity.objects.filter(slug__endswith=ending).exists():
        raise DomainError(_("This form was sent before; nothing was doubled."))
    activity.slug = "-".join(filter(None, [slugify(activity.title)[:60].strip("-"), ending]))
    with because(_("Activity planned")):
        activity.save(force_insert=True)
        _link(activity, recommendations)
        _link_clusters(activity, clusters)
    return activity


@transaction.atomic
def change_activity(
    *,
    pk: int,
    actor: User,
    content: Mapping[str, Any],
    recommendations: Sequence[Recommendation] = (),
    clusters: Sequence[Cluster] = (),
    seen: dt.datetime | None = None,
) -> Activity:
    """Save changes. `seen` is when the activity that the form showed was last changed.

    Raises PermissionDenied, ConflictError, DomainError.
    """
    activity = _locked(pk)
    require(policies.can_plan_activity(actor, activity.lead_id))
    if seen is not None and seen != activity.updated_at:
        raise ConflictError(_("Someone else saved this activity first."), theirs=activity)
    _fill(activity, content)
    require(policies.can_plan_activity(actor, activity.lead_id))
    with because(_("Activity changed")):
        activity.save()
        _link(activity, recommendations)
        _link_clusters(activity, clusters)
    return activity


@transaction.atomic
def set_status(*, pk: int, actor: User, status: ActivityStatus, reason: str) -> Activity:
    """Say how far the activity is, and why; that it is done makes nothing implemented.

    Raises PermissionDenied, WorkflowError.
    """
    activity = _locked(pk)
    require(policies.can_plan_activity(actor, activity.lead_id))
    if activity.status == status:
        raise WorkflowError(_("The activity has this status already."))
    if not reason.strip():
        raise WorkflowError(_("Say why."))
    with because(reason):
        ActivityStep.objects.create(
            activity=activity, actor=actor, source=activity.status, target=status, reason=reason
        )
        activity.status = status
        activity.save(update_fields=["status", "updated_at"])
    return activity


@transaction.atomic
def publish_activity(*, pk: int, actor: User) -> Activity:
    """Show it to everyone. Raises PermissionDenied with the reason."""
    activity = _locked(pk)
    require(policies.can_publish_activity(actor, activity))
    with because(_("Activity published")):
        activity.publication = ActivityPublication.PUBLISHED
        activity.save(update_fields=["publication", "updated_at"])
    return activity


def _locked(pk: int) -> Activity:
    return Activity.objects.select_for_update(of=("self",)).get(pk=pk)


def _fill(activity: Activity, content: Mapping[str, Any]) -> None:
    for name in FIELDS:
        if name in content:
            setattr(activity, name, content[name])
    if activity.ends_on < activity.starts_on:
        raise DomainError(_("The activity ends before it starts."))


def _link(activity: Activity, recommendations: Sequence[Recommendation]) -> None:
    wanted = {recommendation.pk for recommendation in recommendations}
    present = set(activity.recommendation_links.values_list("recommendation", flat=True))
    activity.recommendation_links.exclude(recommendation__in=wanted).delete()
    ActivityRecommendation.objects.bulk_create(
        ActivityRecommendation(activity=activity, recommendation_id=pk)
        for pk in sorted(wanted - present)
    )


def _link_clusters(activity: Activity, clusters: Sequence[Cluster]) -> None:
    wanted = {cluster.pk for cluster in clusters}
    present = set(activity.cluster_links.values_list("cluster", flat=True))
    activity.cluster_links.exclude(cluster__in=wanted).delete()
    ActivityCluster.objects.bulk_create(
        ActivityCluster(activity=activity, cluster_id=pk) for pk in sorted(wanted - present)
    )
