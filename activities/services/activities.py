"""Activities: plan, change, publish, say how far they are."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from activities import policies
from activities.choices import ActivityPublication, ActivityStatus, UpdateState
from activities.models import Activity, ActivityStep
from focalpoints.models import Institution
from nmirf.common.dates import today
from nmirf.common.decisions import require
from nmirf.common.errors import ConflictError, DomainError
from nmirf.common.history import because
from nmirf.common.workflow import WorkflowError
from recommendations.models import Cluster, Recommendation

from .days import check_days
from .links import add_links, set_links

FIELDS = (
    "code",
    "title",
    "title_translations",
    "description",
    "expected_result",
    "kind_of_act",
    "lead",
    "other_partners",
    "territory",
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

    `content` holds fields of the activity, and rows under "objectives", "groups", "contributing"
    and "partners". `token` comes with the form, so that the same form makes one activity only.
    Raises PermissionDenied, DomainError.
    """
    activity = Activity()
    fill(activity, content)
    begin(activity, actor, token)
    with because(_("Activity planned")):
        save(activity, force_insert=True)
        linked = {"recommendations": recommendations, "clusters": clusters}
        set_links(activity, actor, {**content, **linked})
    return activity


def begin(activity: Activity, actor: User, token: UUID) -> None:
    """Give a new activity its address. Raises PermissionDenied, DomainError for a form sent twice."""
    require(policies.can_plan_activity(actor, activity.lead_id))
    # Of two forms sent at once the second waits here, then finds what the first has made.
    Institution.objects.select_for_update(no_key=True).get(pk=activity.lead_id)
    ending = token.hex[:10]
    if Activity.objects.filter(slug__endswith=ending).exists():
        raise DomainError(_("This form was sent before; nothing was doubled."))
    activity.slug = "-".join(filter(None, [slugify(activity.title)[:60].strip("-"), ending]))


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
    activity = locked(pk)
    require(policies.can_plan_activity(actor, activity.lead_id))
    if seen is not None and seen != activity.updated_at:
        raise ConflictError(_("Someone else saved this activity first."), theirs=activity)
    fill(activity, content)
    require(policies.can_plan_activity(actor, activity.lead_id))
    with because(_("Activity changed")):
        save(activity)
        linked = {"recommendations": recommendations, "clusters": clusters}
        set_links(activity, actor, {**content, **linked})
    return activity


@transaction.atomic
def link_more(
    *,
    pk: int,
    actor: User,
    recommendations: Sequence[Recommendation] = (),
    clusters: Sequence[Cluster] = (),
) -> int:
    """Let an activity that is there answer more, instead of entering it once more.

    Returns how many links are new. Raises PermissionDenied, and DomainError where nothing is named.
    """
    activity = locked(pk)
    require(policies.can_plan_activity(actor, activity.lead_id))
    if not recommendations and not clusters:
        raise DomainError(_("Name a recommendation or choose a cluster."))
    with because(_("Activity linked to more")):
        added = add_links(activity, {"recommendations": recommendations, "clusters": clusters})
        activity.save(update_fields=["updated_at"])
    return added


@transaction.atomic
def set_status(
    *, pk: int, actor: User, status: ActivityStatus, reason: str, on: dt.date | None = None
) -> Activity:
    """Say how far the activity is since the day `on` (today), and why.

    The days on which it really started and ended follow from it. That it is completed makes
    nothing implemented. Raises PermissionDenied, WorkflowError.
    """
    activity = locked(pk)
    require(policies.can_plan_activity(actor, activity.lead_id))
    if activity.status == status:
        raise WorkflowError(_("The activity has this status already."))
    if not reason.strip():
        raise WorkflowError(_("Say why."))
    with because(reason):
        take_step(activity, actor, status, reason, on or today())
        activity.save(update_fields=["status", "started_on", "ended_on", "updated_at"])
    return activity


def take_step(
    activity: Activity, actor: User, status: ActivityStatus, reason: str, on: dt.date
) -> None:
    """Record the step and set status and real days; the activity itself is not saved."""
    if on > today():
        raise WorkflowError(_("This day lies ahead: the status is set when it is so."))
    ActivityStep.objects.create(
        activity=activity, actor=actor, source=activity.status, target=status, reason=reason
    )
    activity.status = status
    activity.started_on, activity.ended_on = _days_of(activity, status, on)


def _days_of(
    activity: Activity, status: ActivityStatus, on: dt.date
) -> tuple[dt.date | None, dt.date | None]:
    """When it really started and ended, once it has `status` since the day `on`."""
    started = activity.started_on
    if status == ActivityStatus.PLANNED:
        return None, None
    if status == ActivityStatus.IN_PROGRESS:
        return started or on, None
    if status == ActivityStatus.CANCELLED and started is None:
        return None, None
    started = started or min(activity.starts_on, on)
    if on < started:
        raise WorkflowError(_("That is before the day on which it started."))
    return started, on


@transaction.atomic
def publish_activity(*, pk: int, actor: User) -> Activity:
    """Show it to everyone. Raises PermissionDenied with the reason."""
    activity = locked(pk)
    require(policies.can_publish_activity(actor, activity))
    with because(_("Activity published")):
        activity.publication = ActivityPublication.PUBLISHED
        activity.save(update_fields=["publication", "updated_at"])
    return activity


@transaction.atomic
def take_back_activity(*, pk: int, actor: User, reason: str) -> Activity:
    """Make a draft of it again, which the public does not see any more.

    Raises PermissionDenied with the reason, and WorkflowError while updates on it are published.
    """
    activity = locked(pk)
    require(policies.can_take_back_activity(actor, activity))
    if not reason.strip():
        raise WorkflowError(_("Say why."))
    if activity.updates.filter(state=UpdateState.PUBLISHED).exists():
        raise WorkflowError(_("Updates on this activity are published: withdraw them first."))
    with because(reason):
        activity.publication = ActivityPublication.DRAFT
        activity.save(update_fields=["publication", "updated_at"])
    return activity


@transaction.atomic
def discard_activity(*, pk: int, actor: User, reason: str) -> None:
    """Throw a draft away with its milestones, money and links; the history keeps it.

    A second click finds it done. Raises PermissionDenied with the reason, and DomainError where
    something hangs on it.
    """
    activity = Activity.objects.select_for_update(of=("self",)).filter(pk=pk).first()
    if activity is None:
        require(policies.can_plan_activities(actor))
        return
    require(policies.can_discard_activity(actor, activity))
    if hanging := hanging_on(activity):
        words = _("It cannot be thrown away: %(things)s hang on it. Its status can be “cancelled”.")
        raise DomainError(words % {"things": ", ".join(hanging)})
    with because(reason):
        activity.delete()


def hanging_on(activity: Activity) -> list[str]:
    """What is on record about it and would be lost with it, in words."""
    numbers: tuple[tuple[int, Callable[[int], str]], ...] = (
        (activity.updates.count(), lambda n: ngettext("%d update", "%d updates", n)),
        (activity.indicator_links.count(), lambda n: ngettext("%d indicator", "%d indicators", n)),
        (activity.round_items.count(), lambda n: ngettext("%d question", "%d questions", n)),
        (
            activity.steps.count(),
            lambda n: ngettext("%d change of status", "%d changes of status", n),
        ),
    )
    return [words(number) % number for number, words in numbers if number]


def locked(pk: int) -> Activity:
    """The activity alone is locked, not what it is joined with. Raises Activity.DoesNotExist."""
    return Activity.objects.select_for_update(of=("self",)).get(pk=pk)


def fill(activity: Activity, content: Mapping[str, Any]) -> None:
    """Set the fields that `content` has. Raises DomainError where its days cannot be."""
    for name in FIELDS:
        if name in content:
            setattr(activity, name, content[name])
    check_days(activity.starts_on, activity.ends_on)
    if activity.ends_on < activity.starts_on:
        raise DomainError(_("The activity ends before it starts."))


def save(activity: Activity, **options: Any) -> None:
    """Write it. Raises DomainError where another one has its code."""
    try:
        with transaction.atomic():
            activity.save(**options)
    except IntegrityError as error:
        if "activity_code_once" not in str(error):
            raise
        words = _("Another activity has the code “%(code)s” already.")
        raise DomainError(words % {"code": activity.code}) from error
