"""Who may see and do what in the register. Nowhere else decides this."""

from collections.abc import Collection

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from accounts.choices import StandingGroup
from accounts.models import User
from focalpoints.models import Appointment, Institution
from focalpoints.policies import Person, can_edit_reference, is_secretariat, standing
from nmirf.common.dates import today
from nmirf.common.decisions import ALLOW, Decision, deny

from .choices import AssignmentState, Viewpoint
from .models import (
    Assessment,
    Assignment,
    Cluster,
    ImportBatch,
    Recommendation,
    SavedView,
    ThematicTable,
)
from .querysets import (
    AssessmentQuerySet,
    AssignmentQuerySet,
    ClusterQuerySet,
    RecommendationQuerySet,
    SavedViewQuerySet,
    ThematicTableQuerySet,
)


def visible_recommendations(user: Person) -> RecommendationQuerySet:
    """What is published; to an institution's people also drafts assigned to it; all to the secretariat.

    Retired records keep their address for the secretariat alone.
    """
    rights = standing(user)
    if rights.is_secretariat:
        return Recommendation.objects.all()
    published = Recommendation.objects.published()
    mine = rights.report_for | rights.sign_for
    if not mine:
        return published
    assigned = Recommendation.objects.not_retired().assigned_to(mine)
    return Recommendation.objects.filter(
        Q(pk__in=published.values("pk")) | Q(pk__in=assigned.values("pk"))
    )


def led_on(user: Person, reference: str) -> Recommendation | None:
    """The record that a merged one became, for those who may see it; None if there is none for them.

    The address of a draft that was never published stays unknown to all but the secretariat.
    """
    rows = Recommendation.objects.filter(merged_into__isnull=False)
    if not standing(user).is_secretariat:
        rows = rows.filter(published_at__isnull=False)
    row = rows.filter(reference=reference).first()
    while row is not None and row.merged_into is not None:
        row = row.merged_into
    return visible_recommendations(user).filter(pk=row.pk).first() if row else None


def visible_clusters(user: Person) -> ClusterQuerySet:
    """What is published; drafts of clusters are internal."""
    rights = standing(user)
    if rights.is_secretariat:
        return Cluster.objects.all()
    if rights.reads_internal:
        return Cluster.objects.not_retired()
    return Cluster.objects.published()


def visible_assignments(user: Person) -> AssignmentQuerySet:
    """The public sees accepted ones; an institution its own; the secretariat all."""
    rights = standing(user)
    if rights.is_secretariat:
        return Assignment.objects.all()
    return Assignment.objects.filter(
        Q(state=AssignmentState.ACCEPTED) | Q(institution__in=rights.report_for | rights.sign_for)
    )


def visible_assessments(user: Person) -> AssessmentQuerySet:
    """Published ones; besides them the drafts of one's own institution.

    The secretariat sees its own drafts and those of civil society, which it moderates; never
    those of an NHRI.
    """
    rights = standing(user)
    own = Q(institution__in=rights.institutions)
    if rights.is_secretariat:
        read = [Viewpoint.SECRETARIAT, Viewpoint.MECHANISM, Viewpoint.CIVIL_SOCIETY]
        own |= Q(viewpoint__in=read)
    return Assessment.objects.filter(Q(publication="published") | own)


def can_manage_register(user: Person) -> Decision:
    """Register, import, cluster, publish, link to the lists."""
    return is_secretariat(user)


def can_edit_lists(user: Person) -> Decision:
    """Terms of the lists, their labels and spellings: reference data."""
    return can_edit_reference(user)


def can_assign(user: Person) -> Decision:
    return is_secretariat(user)


def can_decide_assignment(user: Person, assignment: Assignment) -> Decision:
    """Accept or contest: the focal point or deputy of the institution that is asked."""
    if assignment.institution_id in standing(user).report_for:
        return ALLOW
    return deny(_("Only the focal point or deputy of the institution decides on its assignments."))


def can_settle_assignment(user: Person, assignment: Assignment) -> Decision:
    """Withdraw it, or propose it again after it was contested."""
    return is_secretariat(user)


def can_assess(user: Person, viewpoint: str, institution: int | None) -> Decision:
    """Each viewpoint is stated by those whose view it is, and by nobody for them."""
    rights = standing(user)
    allowed = {
        Viewpoint.SECRETARIAT: rights.is_secretariat and institution is None,
        Viewpoint.MECHANISM: rights.is_secretariat and institution is None,
        Viewpoint.NHRI: institution in rights.nhri,
        Viewpoint.CIVIL_SOCIETY: institution in rights.civil_society,
        Viewpoint.INSTITUTION: institution in rights.report_for,
    }[Viewpoint(viewpoint)]
    return ALLOW if allowed else deny(_("You cannot assess from this point of view."))


def can_publish_assessment(user: Person, assessment: Assessment) -> Decision:
    """An NHRI publishes its own; the secretariat its own and, moderating, civil society's."""
    rights = standing(user)
    if assessment.viewpoint == Viewpoint.NHRI:
        allowed = assessment.institution_id in rights.nhri
    else:
        allowed = rights.is_secretariat
    return ALLOW if allowed else deny(_("You cannot publish this assessment."))


def visible_views(user: Person) -> SavedViewQuerySet:
    """One's own, and what colleagues share while they are colleagues.

    What is shared is the question alone; what it finds follows from the reader's own rights.
    """
    rights = standing(user)
    if not isinstance(user, User) or not rights.is_signed_in:
        return SavedView.objects.none()
    here = Appointment.objects.in_force(today()).filter(
        user=OuterRef("owner"), institution=OuterRef("institution")
    )
    colleagues = Q(Exists(here), is_shared=True, institution__in=rights.institutions)
    if rights.is_secretariat:
        officers = User.objects.in_group(StandingGroup.SECRETARIAT)
        colleagues |= Q(is_shared=True, institution=None, owner__in=officers.values("pk"))
    return SavedView.objects.filter(Q(owner=user) | colleagues)


def can_change_view(user: Person, view: SavedView) -> Decision:
    """Rename, share, follow, delete: whoever saved it, and nobody else."""
    return ALLOW if view.owner_id == user.pk else deny(_("Only its owner changes a saved view."))


def can_share_view(user: Person, institution: int | None) -> Decision:
    """With the own institution; None is the secretariat, for those who belong to it."""
    rights = standing(user)
    allowed = rights.is_secretariat if institution is None else institution in rights.institutions
    return ALLOW if allowed else deny(_("You can share a view with your own colleagues only."))


def can_see_imports(user: Person) -> Decision:
    return is_secretariat(user)


def can_change_import(user: Person, batch: ImportBatch) -> Decision:
    return is_secretariat(user)


def can_choose_interests(user: Person, institution: Institution) -> Decision:
    """Whoever speaks for the institution without reporting for it, and the secretariat."""
    if institution.pk in standing(user).comment_for:
        return ALLOW
    return is_secretariat(user)


def visible_tables(user: Person) -> ThematicTableQuerySet:
    """All to the secretariat; to members of the mechanism those that they are invited to."""
    rights = standing(user)
    if rights.is_secretariat:
        return ThematicTable.objects.all()
    if not rights.reads_internal:
        return ThematicTable.objects.none()
    return ThematicTable.objects.for_institutions(rights.institutions, user.pk)


def can_run_table(user: Person) -> Decision:
    return is_secretariat(user)


def can_press(user: Person, invited: Collection[int], institution: int | None) -> Decision:
    """Focal points and deputies speak at a table, each for an invited institution of their own.

    None as `institution` asks whether there is any that the person may speak for.
    """
    mine = standing(user).report_for & frozenset(invited)
    if mine and (institution is None or institution in mine):
        return ALLOW
    return deny(_("At the table focal points and deputies of invited institutions speak."))


def can_read_tables(user: Person) -> Decision:
    """Open the list of tables: members of the mechanism, each of whom sees those they are invited to."""
    if standing(user).reads_internal:
        return ALLOW
    return deny(_("Thematic tables are for members of the mechanism."))
