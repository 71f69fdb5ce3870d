"""Who may see and do what with plans, activities, indicators and updates. Nowhere else decides this."""

from .activities import can_plan_activity, can_publish_activity, visible_activities
from .indicators import (
    can_enter_value,
    can_import_values,
    can_manage_indicators,
    fillable_indicators,
    visible_imports,
    visible_indicators,
)
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
    "can_enter_value",
    "can_import_values",
    "can_manage_indicators",
    "can_move",
    "can_plan_activity",
    "can_publish_activity",
    "can_read_steps",
    "can_write_update",
    "fillable_indicators",
    "readable_documents",
    "reportable_activities",
    "reportable_clusters",
    "reportable_recommendations",
    "visible_activities",
    "visible_imports",
    "visible_indicators",
    "visible_updates",
]
