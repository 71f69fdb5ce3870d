"""Who may see and do what with updates."""

from collections.abc import Collection

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from activities.choices import (
    BEYOND_THE_INSTITUTION,
    EDITABLE,
    UPDATE_MOVES,
    PartRole,
    UpdateState,
)
from activities.models import (
    Activity,
    ActivityInstitution,
    Evidence,
    ImplementationUpdate,
    UpdateTarget,
)
from activities.querysets import ActivityQuerySet, UpdateQuerySet
from documents.choices import Classification, Kind
from documents.models import Document
from documents.querysets import DocumentQuerySet
from focalpoints.policies import Person, is_secretariat, standing
from nmirf.common.decisions import ALLOW, Decision, deny
from recommendations.choices import AssignmentState
from recommendations.models import Assignment, Cluster, Recommendation
from recommendations.querysets import AssignmentQuerySet, ClusterQuerySet, RecommendationQuerySet


def visible_updates(user: Person) -> UpdateQuerySet:
    """What is published; one's own institution's at every stage; the secretariat's after submission.

    What tells of withheld recommendations alone stays with the latter two.
    """
    published = Q(state=UpdateState.PUBLISHED) & ~_of_withheld_alone()
    return ImplementationUpdate.objects.filter(published | _own(user))


def once_public(user: Person) -> UpdateQuerySet:
    """What this reader may know that it was told: published now, or superseded or withdrawn since.

    Of the latter two everybody learns that they were there and what became of them, not what they
    said: that stays with `visible_updates`, as does what tells of withheld recommendations alone.
    """
    told = [UpdateState.PUBLISHED, UpdateState.SUPERSEDED, UpdateState.WITHDRAWN]
    rows = ImplementationUpdate.objects.filter(state__in=told)
    return rows.filter(~_of_withheld_alone() | _own(user))


def _own(user: Person) -> Q:
    rights = standing(user)
    own = Q(institution__in=rights.report_for | rights.sign_for)
    if rights.is_secretariat:
        own |= Q(state__in=BEYOND_THE_INSTITUTION)
    return own


def _of_withheld_alone() -> Q:
    """Those whose every recommendation was retired to protect someone, and which name nothing else."""
    withheld = UpdateTarget.objects.filter(recommendation__is_withheld=True)
    others = UpdateTarget.objects.filter(update=OuterRef("pk"), recommendation__is_withheld=False)
    nothing_else = Q(~Exists(others), cluster=None, activity=None)
    return Q(pk__in=withheld.values("update")) & nothing_else


def can_write_update(user: Person, institution: int) -> Decision:
    """Start one for an institution: its focal point or deputy."""
    if institution in standing(user).report_for:
        return ALLOW
    return deny(_("Only the focal point or deputy of the institution reports for it."))


def can_edit_update(user: Person, update: ImplementationUpdate) -> Decision:
    """Whoever reports for its institution, until it is submitted and after it is returned."""
    if update.state not in EDITABLE:
        return deny(_("This update has been submitted; it can be edited after it is returned."))
    return can_write_update(user, update.institution_id)


def can_move(user: Person, update: ImplementationUpdate, move: str) -> Decision:
    """Each move has one kind of person who makes it; see the access table."""
    rights = standing(user)
    if move == "submit":
        return can_write_update(user, update.institution_id)
    if move in ("sign", "decline"):
        if update.institution_id in rights.sign_for:
            return ALLOW
        return deny(_("Only the validating authority of the institution signs."))
    secretariat = is_secretariat(user)
    if secretariat and update.institution_id in rights.institutions:
        return deny(_("Nobody verifies or publishes the updates of one's own institution."))
    return secretariat


def can_attach_signed_form(user: Person, update: ImplementationUpdate) -> Decision:
    """A form signed on paper: the focal point attaches it; the secretariat checks it afterwards."""
    return can_write_update(user, update.institution_id)


def can_check_signed_form(user: Person, update: ImplementationUpdate) -> Decision:
    """Say whether the form on paper is in order: whoever may publish the update."""
    if update.signed_form_id is None:
        return deny(_("No signed form is attached."))
    return can_move(user, update, "publish")


def can_verify(user: Person) -> Decision:
    """Open the queue of what waits to be verified; each update is asked for again."""
    return is_secretariat(user)


def updates_to_verify(user: Person) -> UpdateQuerySet:
    """Submitted ones, but those of one's own institution: nobody verifies these themselves."""
    rights = standing(user)
    if not rights.is_secretariat:
        return ImplementationUpdate.objects.none()
    waiting = visible_updates(user).waiting(UpdateState.SUBMITTED)
    return waiting.exclude(institution__in=rights.institutions)


def can_sign(user: Person) -> Decision:
    """Open the queue of what waits for a signature: the authorities of institutions."""
    if standing(user).sign_for:
        return ALLOW
    return deny(_("Only the validating authority of an institution signs."))


def updates_to_sign(user: Person) -> UpdateQuerySet:
    """Verified ones of the institutions for which the person signs today."""
    waiting = visible_updates(user).waiting(UpdateState.VERIFIED)
    return waiting.of_institutions(standing(user).sign_for)


def has_to_read(user: Person, update: ImplementationUpdate) -> bool:
    """Whether it is kept that this person opened it: those who sign it, or who verify it."""
    if update.state == UpdateState.VERIFIED:
        return bool(can_move(user, update, "sign"))
    return update.state == UpdateState.SUBMITTED and bool(can_move(user, update, "verify"))


def can_discard(user: Person, update: ImplementationUpdate) -> Decision:
    """Throw a draft away: only what nobody else has been asked to read yet."""
    if update.state != UpdateState.DRAFT:
        return deny(_("Only a draft that was never submitted can be thrown away."))
    return can_write_update(user, update.institution_id)


def can_read_steps(user: Person, update: ImplementationUpdate) -> Decision:
    """How it came about, with the notes: the institution's own people and the secretariat."""
    rights = standing(user)
    if rights.is_secretariat or update.institution_id in (rights.report_for | rights.sign_for):
        return ALLOW
    return deny(_("The steps are read by the institution and the secretariat."))


def reportable_recommendations(institutions: Collection[int]) -> RecommendationQuerySet:
    """What these institutions may report on: assigned to one of them, directly or by cluster."""
    mine = _assignments(institutions)
    return (
        Recommendation.objects.not_retired()
        .filter(
            Q(pk__in=mine.filter(recommendation__isnull=False).values("recommendation"))
            | Q(memberships__cluster__in=mine.filter(cluster__isnull=False).values("cluster"))
        )
        .distinct()
    )


def reportable_clusters(institutions: Collection[int]) -> ClusterQuerySet:
    """Those assigned to these institutions that are not retired."""
    mine = _assignments(institutions).filter(cluster__isnull=False)
    return Cluster.objects.not_retired().filter(pk__in=mine.values("cluster"))


def reportable_activities(institutions: Collection[int]) -> ActivityQuerySet:
    """Those that one of them leads or contributes to."""
    parts = ActivityInstitution.objects.filter(
        institution__in=institutions, role=PartRole.CONTRIBUTING
    )
    return Activity.objects.filter(Q(lead__in=institutions) | Q(pk__in=parts.values("activity")))


def _assignments(institutions: Collection[int]) -> AssignmentQuerySet:
    return Assignment.objects.filter(
        institution__in=institutions,
        state__in=[AssignmentState.ACCEPTED, AssignmentState.PROPOSED],
    )


def readable_documents(user: Person) -> DocumentQuerySet:
    """Files of updates: for those who see the update, as far as the file's class lets them.

    The institution's own people read all of its files; of a confidential one they are the named
    people. A form signed on paper is read by them and, unless confidential, the secretariat.
    """
    rights = standing(user)
    classes = [Classification.PUBLIC]
    if rights.reads_internal:
        classes.append(Classification.INTERNAL)
    if rights.is_secretariat:
        classes.append(Classification.RESTRICTED)
    seen = visible_updates(user)
    own = ImplementationUpdate.objects.filter(institution__in=rights.report_for | rights.sign_for)
    opened = Q(
        pk__in=Evidence.objects.filter(update__in=seen).values("document"),
        classification__in=classes,
    )
    if rights.is_secretariat:
        opened |= Q(
            pk__in=seen.exclude(signed_form=None).values("signed_form"),
            classification__in=classes,
        )
    if rights.report_for or rights.sign_for:
        # Of what they cite they read every version, for they decide which one to cite.
        cited = Evidence.objects.filter(update__in=own)
        opened |= Q(pk__in=cited.values("document"))
        opened |= Q(kind=Kind.EVIDENCE, series__in=cited.values("document__series"))
        opened |= Q(pk__in=own.exclude(signed_form=None).values("signed_form"))
    return Document.objects.filter(opened)


def available_moves(user: Person, update: ImplementationUpdate) -> list[str]:
    """The names of the moves to offer this person now: the buttons of the page."""
    return [
        name
        for name, step in UPDATE_MOVES.items()
        if name != "supersede" and update.state in step.sources and can_move(user, update, name)
    ]
