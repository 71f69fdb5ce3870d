"""Who may see and do what with activities."""

from django.utils.translation import gettext as _

from activities.choices import (
    ActivityPublication,
)
from activities.models import Activity
from activities.querysets import ActivityQuerySet
from focalpoints.policies import Person, is_secretariat, standing
from nmirf.common.decisions import ALLOW, Decision, deny


def visible_activities(user: Person) -> ActivityQuerySet:
    """What is published; drafts are internal."""
    if standing(user).reads_internal:
        return Activity.objects.all()
    return Activity.objects.published()


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
