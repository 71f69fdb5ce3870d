"""Who may see and do what with activities, and what they may link to them."""

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from activities.choices import ActivityPublication
from activities.models import Activity, PlanObjective
from activities.querysets import ActivityQuerySet
from focalpoints.policies import Person, is_secretariat, standing
from nmirf.common.decisions import ALLOW, Decision, deny
from nmirf.common.rows import rows
from recommendations.policies import visible_clusters, visible_recommendations
from recommendations.querysets import ClusterQuerySet, RecommendationQuerySet

from .plans import visible_plans
from .updates import reportable_recommendations


def visible_activities(user: Person) -> ActivityQuerySet:
    """What is published; drafts are internal."""
    if standing(user).reads_internal:
        return Activity.objects.all()
    return Activity.objects.published()


def can_plan_activities(user: Person) -> Decision:
    """Enter activities at all: for one's own institution, or for any."""
    rights = standing(user)
    if rights.is_secretariat or rights.report_for:
        return ALLOW
    return deny(_("Only the secretariat or a focal point plans activities."))


def can_plan_activity(user: Person, institution: int) -> Decision:
    """The secretariat for any institution, a focal point or deputy for one's own."""
    rights = standing(user)
    if rights.is_secretariat or institution in rights.report_for:
        return ALLOW
    return deny(_("Only the lead institution or the secretariat plans this activity."))


def can_publish_activity(user: Person, activity: Activity) -> Decision:
    if activity.publication == ActivityPublication.PUBLISHED:
        return deny(_("This activity is published already."))
    return is_secretariat(user)


def can_take_back_activity(user: Person, activity: Activity) -> Decision:
    """Make a draft again of what is published."""
    if activity.publication != ActivityPublication.PUBLISHED:
        return deny(_("This activity is not published."))
    return is_secretariat(user)


def can_discard_activity(user: Person, activity: Activity) -> Decision:
    """Throw a draft away: whoever plans it."""
    if activity.publication != ActivityPublication.DRAFT:
        return deny(_("This activity is published: it is taken back before it is thrown away."))
    return can_plan_activity(user, activity.lead_id)


def has_thrown_away(user: Person, slug: str) -> bool:
    """Whether it was this person who threw the activity of this address away, and none has it now."""
    if Activity.objects.filter(slug=slug).exists():
        return False
    by = {"pgh_label": "delete", "pgh_context__metadata__user": user.pk}
    return bool(rows("activities.ActivityEvent").filter(slug=slug, **by).exists())


def can_follow_activity(user: Person, activity: Activity) -> Decision:
    """Read the inside of it, with reasons and notes: those who take part, and the secretariat."""
    rights = standing(user)
    taking_part = Activity.objects.filter(pk=activity.pk).taken_part_in_by(rights.institutions)
    if rights.is_secretariat or (rights.institutions and taking_part.exists()):
        return ALLOW
    return deny(_("Only those who take part in the activity and the secretariat read this."))


def linkable_recommendations(user: Person, activity: Activity | None) -> RecommendationQuerySet:
    """What may be linked: all to the secretariat, to others what is theirs or is linked already."""
    rows = visible_recommendations(user)
    rights = standing(user)
    if rights.is_secretariat:
        return rows
    own = Q(pk__in=reportable_recommendations(rights.report_for).order_by().values("pk"))
    if activity is not None:
        own |= Q(pk__in=activity.recommendation_links.values("recommendation"))
    return rows.filter(own)


def linkable_clusters(user: Person) -> ClusterQuerySet:
    """Those that the person sees; a retired one takes no new link."""
    return visible_clusters(user).not_retired()


def linkable_objectives(user: Person) -> QuerySet[PlanObjective]:
    """Objectives of the plans that this person sees and that are not retired."""
    return PlanObjective.objects.filter(plan__in=visible_plans(user).not_retired().values("pk"))
