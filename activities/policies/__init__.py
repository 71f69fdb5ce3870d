"""Who may see and do what with plans, activities, indicators and updates. Nowhere else decides this."""

from .activities import (
    can_follow_activity,
    can_plan_activities,
    can_plan_activity,
    can_publish_activity,
    linkable_clusters,
    linkable_objectives,
    linkable_recommendations,
    visible_activities,
)
from .plans import can_manage_plans, visible_plans
from .updates import (
    available_moves,
    can_attach_signed_form,
    can_check_signed_form,
    can_discard,
    can_edit_update,
    can_move,
    can_read_steps,
    can_write_update,
    readable_documents,
    reportable_activities,
    reportable_clusters,
    reportable_recommendations,
    visible_updates,
)

__all__ = [
    "available_moves",
    "can_attach_signed_form",
    "can_check_signed_form",
    "can_discard",
    "can_edit_update",
    "can_follow_activity",
    "can_manage_plans",
    "can_move",
    "can_plan_activities",
    "can_plan_activity",
    "can_publish_activity",
    "can_read_steps",
    "can_write_update",
    "linkable_clusters",
    "linkable_objectives",
    "linkable_recommendations",
    "readable_documents",
    "reportable_activities",
    "reportable_clusters",
    "reportable_recommendations",
    "visible_activities",
    "visible_plans",
    "visible_updates",
]
