"""Who may see and do what in the register. Nowhere else decides this."""

from collections.abc import Collection

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from accounts.choices import StandingGroup
from accounts.models import User
from documents.choices import Classification
from documents.models import Document
from focalpoints.models import Appointment, Institution
from focalpoints.policies import Person, can_edit_reference, is_secretariat, standing
from nmirf.common.dates import today
from nmirf.common.decisions import ALLOW, Decision, deny

from .choices import AssignmentState, Publication, Viewpoint
from .models import (
    Assessment,
    AssessmentEvidence,
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


def visible_assessments(user: Person) -> AssessmentQuerySet:
    """Published ones, but of withheld records; besides them all of one's own institution.

    The secretariat sees its own drafts and those contributions of civil society that were handed
    in, which it moderates; never the drafts of an NHRI or of an institution.
    """
    rights = standing(user)
    own = Q(institution__in=rights.institutions)
    if rights.is_secretariat:
        own |= Q(viewpoint__in=[Viewpoint.SECRETARIAT, Viewpoint.MECHANISM])
        own |= Q(viewpoint=Viewpoint.CIVIL_SOCIETY, handed_in_at__isnull=False)
    published = Q(publication=Publication.PUBLISHED, recommendation__is_withheld=False)
    return Assessment.objects.filter(published | own)


def can_read_own_assessments(user: Person) -> Decision:
    """Open the list of what one states: whoever may state a view."""
    if stated_views(user):
        return ALLOW
    return deny(_("Assessments are written by the secretariat and by institutions."))


def stated_views(user: Person) -> list[tuple[Viewpoint, int | None]]:
    """The viewpoints that this person may state, each with its institution."""
    rights = standing(user)
    found: list[tuple[Viewpoint, int | None]] = []
    if rights.is_secretariat:
        found += [(Viewpoint.SECRETARIAT, None), (Viewpoint.MECHANISM, None)]
    own = {
        Viewpoint.INSTITUTION: rights.report_for,
        Viewpoint.NHRI: rights.nhri,
        Viewpoint.CIVIL_SOCIETY: rights.civil_society,
    }
    return found + [(view, pk) for view, pks in own.items() for pk in sorted(pks)]


def can_assess(user: Person, viewpoint: str, institution: int | None) -> Decision:
    """Each viewpoint is stated by those whose view it is, and by nobody for them."""
    if (Viewpoint(viewpoint), institution) in stated_views(user):
        return ALLOW
    return deny(_("You cannot assess from this point of view."))


def can_edit_assessment(user: Person, assessment: Assessment) -> Decision:
    """A draft, by those whose view it is; what was handed in or published stays as it was said."""
    if assessment.publication != Publication.DRAFT or assessment.handed_in_at is not None:
        return deny(_("This assessment stays as it was said: write a new one."))
    return can_assess(user, assessment.viewpoint, assessment.institution_id)


def can_hand_in_assessment(user: Person, assessment: Assessment) -> Decision:
    """Civil society's own draft, to the secretariat that moderates it."""
    if assessment.viewpoint != Viewpoint.CIVIL_SOCIETY:
        return deny(_("Only contributions of civil society are handed in."))
    return can_edit_assessment(user, assessment)


def can_publish_assessment(user: Person, assessment: Assessment) -> Decision:
    """Each its own; civil society's what was handed in, by the secretariat that moderates.

    An institution's own view is official: its validating authority publishes it.
    """
    rights = standing(user)
    institution = assessment.institution_id
    allowed = {
        Viewpoint.SECRETARIAT: rights.is_secretariat,
        Viewpoint.MECHANISM: rights.is_secretariat,
        Viewpoint.NHRI: institution in rights.nhri,
        Viewpoint.CIVIL_SOCIETY: rights.is_secretariat and assessment.handed_in_at is not None,
        Viewpoint.INSTITUTION: institution in rights.sign_for,
    }[Viewpoint(assessment.viewpoint)]
    return ALLOW if allowed else deny(_("You cannot publish this assessment."))


def can_retire_assessment(user: Person, assessment: Assessment) -> Decision:
    """Whose view it is; the secretariat besides, of an institution's and what it moderates.

    An NHRI's is taken back by the NHRI alone.
    """
    rights = standing(user)
    institution = assessment.institution_id
    moderates = rights.is_secretariat and assessment.handed_in_at is not None
    drops = rights.is_secretariat and assessment.publication == Publication.PUBLISHED
    allowed = {
        Viewpoint.SECRETARIAT: rights.is_secretariat,
        Viewpoint.MECHANISM: rights.is_secretariat,
        Viewpoint.NHRI: institution in rights.nhri,
        Viewpoint.CIVIL_SOCIETY: moderates or institution in rights.civil_society,
        Viewpoint.INSTITUTION: drops or institution in rights.report_for | rights.sign_for,
    }[Viewpoint(assessment.viewpoint)]
    return ALLOW if allowed else deny(_("You cannot retire this assessment."))


def can_moderate_assessments(user: Person) -> Decision:
    return is_secretariat(user)


def can_compare_views(user: Person) -> Decision:
    """Open the list of where views differ: everybody with a part in the mechanism."""
    if standing(user).is_member:
        return ALLOW
    return deny(_("This list is for those who take part in the mechanism."))


def readable_proofs(user: Person) -> QuerySet[Document]:
    """Files that assessments rest on: for those who see the assessment, as far as their class lets them.

    An institution's own people read all of its files.
    """
    rights = standing(user)
    classes = [Classification.PUBLIC]
    if rights.reads_internal:
        classes.append(Classification.INTERNAL)
    if rights.is_secretariat:
        classes.append(Classification.RESTRICTED)
    links = AssessmentEvidence.objects
    shown = visible_assessments(user).exclude(publication=Publication.RETIRED)
    own = links.filter(assessment__institution__in=rights.institutions)
    return Document.objects.filter(
        Q(
            pk__in=links.filter(assessment__in=shown.values("pk")).values("document"),
            classification__in=classes,
        )
        | Q(pk__in=own.values("document"))
    )


def still_read(reference: str) -> Recommendation | None:
    """A retired record about which an NHRI published something: that stays open at its address.

    None for one that leads on, for one that was retired to protect someone, and for all others.
    """
    said = Assessment.objects.published().filter(
        recommendation=OuterRef("pk"), viewpoint=Viewpoint.NHRI
    )
    return (
        Recommendation.objects.filter(
            Exists(said),
            reference=reference,
            publication=Publication.RETIRED,
            published_at__isnull=False,
            is_withheld=False,
            merged_into=None,
        )
        .select_related("mechanism")
        .first()
    )


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
