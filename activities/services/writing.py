"""Writing an update while it is its institution's own: start, save, throw away."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import User
from activities import policies
from activities.choices import (
    HEADLINE_LENGTH,
    HEADLINE_ROOM,
    NARRATIVE_ROOM,
    OPEN,
)
from activities.models import Activity, ImplementationUpdate, UpdateTarget
from activities.querysets import UpdateQuerySet
from documents import services as documents
from focalpoints.models import Institution, NationalMechanism
from nmirf.common import graphemes
from nmirf.common.decisions import require
from nmirf.common.errors import ConflictError, DomainError
from nmirf.common.history import because
from recommendations.models import Cluster, Recommendation

from .days import check_days
from .evidence import NO_CITATIONS, NO_FILES, Citation, Files, attach_to, cite

# What is saved while someone still types.
TEXTS = ("headline", "narrative", "source")
# What a whole form saves.
CONTENT = (
    *TEXTS,
    "language",
    "period_from",
    "period_to",
    "nothing_new",
    "proposed_status",
    "replaces",
)
ROOM = {"headline": HEADLINE_ROOM, "narrative": NARRATIVE_ROOM, "source": 200}
DEFAULT_LENGTH = 700


class OpenUpdateError(DomainError):
    """The institution has an update on the same under way; `update` is that one."""

    def __init__(self, message: str, update: ImplementationUpdate) -> None:
        super().__init__(message)
        self.update = update


@dataclass(frozen=True, slots=True)
class Targets:
    """What an update is about: recommendations, or one cluster, or one activity."""

    recommendations: Sequence[Recommendation] = ()
    cluster: Cluster | None = None
    activity: Activity | None = None


def length_allowed() -> int:
    """Characters that a narrative may have, as the mechanism has set it."""
    row = NationalMechanism.objects.values_list("update_length", flat=True).first()
    return row or DEFAULT_LENGTH


def start(
    *,
    reference: UUID,
    institution: Institution,
    targets: Targets,
    actor: User,
    content: Mapping[str, Any] | None = None,
    files: Files = NO_FILES,
    saved_from: UUID | None = None,
    another: bool = False,
) -> ImplementationUpdate:
    """Begin a draft. `reference` comes with the form, so that the same form makes one draft only.

    Raises PermissionDenied; OpenUpdateError when this form was sent before, or when the
    institution has another update on the same under way and `another` is not set; FileRefusedError;
    DomainError when a target is not the institution's to report on.
    """
    require(policies.can_write_update(actor, institution.pk))
    with documents.files_follow_rows(), transaction.atomic():
        # Of two forms sent at once the second waits here, then finds what the first has made.
        locked = Institution.objects.select_for_update(no_key=True).get(pk=institution.pk)
        if locked.dissolved_on is not None:
            raise DomainError(_("This institution exists no longer."))
        _refuse_a_second(reference, institution, targets, another=another)
        update = ImplementationUpdate(
            reference=reference,
            institution=institution,
            author=actor,
            last_editor=actor,
            saved_from=saved_from,
        )
        _apply(update, content or {}, CONTENT)
        with because(_("Draft started")):
            update.save(force_insert=True)
            _set_targets(update, targets)
            _check_replaced(update)
            attach_to(update, files, actor)
    return update


def edit(
    *,
    pk: int,
    revision: int,
    content: Mapping[str, Any],
    actor: User,
    targets: Targets | None = None,
    files: Files = NO_FILES,
    citations: Mapping[int, Citation] = NO_CITATIONS,
    saved_from: UUID | None = None,
) -> ImplementationUpdate:
    """Save what was typed. `revision` is the one that the form was opened with.

    `saved_from` names the open form: a saving that overtakes its own autosave is no conflict.
    `citations`: by key of evidence that the update has, the place in it.
    Raises PermissionDenied, ConflictError (with the update as it stands), FileRefusedError,
    DomainError.
    """
    with documents.files_follow_rows(), transaction.atomic():
        update = _locked(pk)
        require(policies.can_edit_update(actor, update))
        overtaken = revision != update.revision and (
            saved_from is None or saved_from != update.saved_from
        )
        standing = {name: getattr(update, name) for name in CONTENT}
        _apply(update, content, CONTENT)
        changed = any(getattr(update, name) != standing[name] for name in CONTENT)
        if overtaken and changed:
            raise ConflictError(
                _("Someone else saved this update first."),
                theirs=ImplementationUpdate.objects.select_related("last_editor").get(pk=pk),
            )
        with because(_("Draft saved")):
            changed = (targets is not None and _set_targets(update, targets)) or changed
            _check_replaced(update)
            if changed:
                update.revision += 1
                update.last_editor = actor
                update.saved_from = saved_from
                update.save()
            cite(update, citations)
            attach_to(update, files, actor)
    return update


def discard(*, pk: int, actor: User) -> None:
    """Throw a draft away that was never submitted; history keeps what it said.

    Raises PermissionDenied.
    """
    with transaction.atomic():
        update = _locked(pk)
        require(policies.can_discard(actor, update))
        kept = [link.document for link in update.evidence_links.select_related("document")]
        with because(_("Draft thrown away")):
            update.delete()
            for document in kept:
                documents.discard(document=document)


def check_complete(update: ImplementationUpdate) -> None:
    """Whether it says enough, and not too much, to be read by others. Raises DomainError."""
    if not update.nothing_new and not update.narrative.strip():
        raise DomainError(_("Say what was done, or that there is nothing new."))
    most = length_allowed()
    if not graphemes.fits(update.narrative, most):
        raise DomainError(
            _("What was done has %(length)s characters; at most %(most)s are allowed.")
            % {"length": graphemes.count(update.narrative), "most": most}
        )
    if not graphemes.fits(update.headline, HEADLINE_LENGTH):
        raise DomainError(
            _("The headline has %(length)s characters; at most %(most)s are allowed.")
            % {"length": graphemes.count(update.headline), "most": HEADLINE_LENGTH}
        )
    if update.cluster_id is None and update.activity_id is None and not update.targets.exists():
        raise DomainError(_("Say which recommendation the update is about."))


def _locked(pk: int) -> ImplementationUpdate:
    return ImplementationUpdate.objects.select_for_update(of=("self",)).get(pk=pk)


def _refuse_a_second(
    reference: UUID, institution: Institution, targets: Targets, *, another: bool
) -> None:
    same = ImplementationUpdate.objects.filter(reference=reference).first()
    if same is not None:
        raise OpenUpdateError(_("This form was sent before; nothing was doubled."), same)
    found = None if another else under_way(institution.pk, targets)
    if found is not None:
        raise OpenUpdateError(
            _("An update of your institution on the same is already under way (%(state)s).")
            % {"state": found.get_state_display()},
            found,
        )


def under_way(institution: int, targets: Targets) -> ImplementationUpdate | None:
    """The institution's update on exactly the same targets that is not published yet, if any."""
    wanted = {recommendation.pk for recommendation in targets.recommendations}
    candidates = ImplementationUpdate.objects.filter(
        institution=institution,
        state__in=OPEN,
        cluster=targets.cluster,
        activity=targets.activity,
    ).prefetch_related("targets")
    if wanted:
        candidates = candidates.filter(targets__recommendation__in=wanted).distinct()
    return next(
        (
            update
            for update in candidates.order_by("pk")
            if {target.recommendation_id for target in update.targets.all()} == wanted
        ),
        None,
    )


def _apply(
    update: ImplementationUpdate, content: Mapping[str, Any], allowed: Sequence[str]
) -> None:
    for name in allowed:
        if name not in content:
            continue
        value = content[name]
        if isinstance(value, str) and name in ROOM:
            value = graphemes.normal(value)[: ROOM[name]]
        setattr(update, name, value)
    check_days(update.period_from, update.period_to)
    if update.period_from and update.period_to and update.period_to < update.period_from:
        raise DomainError(_("The period ends before it begins."))


def _set_targets(update: ImplementationUpdate, targets: Targets) -> bool:
    """Write what the update is about; True when that differs from before. Raises DomainError."""
    institutions = [update.institution_id]
    wanted = {recommendation.pk for recommendation in targets.recommendations}
    present = set(update.targets.values_list("recommendation", flat=True))
    if bool(wanted) + bool(targets.cluster) + bool(targets.activity) != 1:
        raise DomainError(
            _("An update is about recommendations, or about one cluster, or about one activity.")
        )
    added = wanted - present
    allowed = policies.reportable_recommendations(institutions).filter(pk__in=added)
    refused = added - set(allowed.values_list("pk", flat=True))
    if refused:
        names = Recommendation.objects.filter(pk__in=refused).values_list("reference", flat=True)
        raise DomainError(
            _("Not assigned to your institution: %(references)s.")
            % {"references": ", ".join(names)}
        )
    _check_one(update, targets.cluster, targets.activity)
    changed = bool(added or present - wanted) or (
        (update.cluster, update.activity) != (targets.cluster, targets.activity)
    )
    if changed:
        update.targets.exclude(recommendation__in=wanted).delete()
        UpdateTarget.objects.bulk_create(
            UpdateTarget(update=update, recommendation_id=pk) for pk in sorted(added)
        )
        update.cluster, update.activity = targets.cluster, targets.activity
        update.save(update_fields=["cluster", "activity", "updated_at"])
    return changed


def _check_one(
    update: ImplementationUpdate, cluster: Cluster | None, activity: Activity | None
) -> None:
    institutions = [update.institution_id]
    clusters = policies.reportable_clusters(institutions)
    if cluster and cluster != update.cluster and not clusters.filter(pk=cluster.pk).exists():
        raise DomainError(_("This cluster is not assigned to your institution."))
    own = policies.reportable_activities(institutions)
    if activity and activity != update.activity and not own.filter(pk=activity.pk).exists():
        raise DomainError(_("This activity is not your institution's."))


def _check_replaced(update: ImplementationUpdate) -> None:
    if update.replaces_id is None:
        return
    targets = targets_of(update)
    older = replaceable(update.institution_id, targets).filter(pk=update.replaces_id).first()
    if older is None:
        raise DomainError(
            _("Only a published update of your institution on the same can be replaced.")
        )
    left = left_untold(older, targets)
    if left:
        raise DomainError(
            _(
                "“%(title)s” tells of %(references)s as well, of which nothing would be told any"
                " more. Add that to the recommendations, or let the earlier update stand."
            )
            % {"title": older, "references": ", ".join(left)}
        )


def left_untold(older: ImplementationUpdate, targets: Targets) -> list[str]:
    """References of what `older` tells of and `targets` do not name: it cannot give way to them.

    What is retired needs nothing told of it, and nobody can name it any more.
    """
    left = older.targets.exclude(recommendation__in=targets.recommendations)
    left = left.filter(recommendation__in=Recommendation.objects.not_retired())
    return sorted(left.values_list("recommendation__reference", flat=True))


def targets_of(update: ImplementationUpdate) -> Targets:
    """What it tells about now; prefetch `targets__recommendation` for many."""
    return Targets(
        recommendations=[target.recommendation for target in update.targets.all()],
        cluster=update.cluster,
        activity=update.activity,
    )


def replaceable(institution: int, targets: Targets) -> UpdateQuerySet:
    """Published updates that share a target with `targets`: of the institution or a predecessor.

    One takes the place of another only where it tells of all of that (`left_untold`).
    """
    line = Institution.objects.predecessors_of(institution).values("pk")
    published = ImplementationUpdate.objects.published().filter(
        Q(institution=institution) | Q(institution__in=line)
    )
    if targets.cluster is not None:
        return published.filter(cluster=targets.cluster)
    if targets.activity is not None:
        return published.filter(activity=targets.activity)
    return published.filter(recommendations__in=targets.recommendations).distinct()
