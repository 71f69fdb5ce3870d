"""Who may see and do what with national plans."""

from activities.models import NationalPlan
from activities.querysets import PlanQuerySet
from focalpoints.policies import Person, is_secretariat, standing
from nmirf.common.decisions import Decision


def visible_plans(user: Person) -> PlanQuerySet:
    """What is published; drafts of plans are internal, retired ones the secretariat's."""
    rights = standing(user)
    if rights.is_secretariat:
        return NationalPlan.objects.all()
    if rights.reads_internal:
        return NationalPlan.objects.not_retired()
    return NationalPlan.objects.published()


def can_manage_plans(user: Person) -> Decision:
    """Enter, change, import, publish, retire: plans are the whole Government's."""
    return is_secretariat(user)
