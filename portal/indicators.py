"""What is said of an indicator beside its numbers, on its page and its sheet."""

from typing import Any

from django.utils.translation import gettext as _

from activities.models import Indicator

# What the list is narrowed by.
FACETS = ("right", "kind", "sdg", "custodian", "progress")


def facts_of(row: Indicator) -> list[dict[str, Any]]:
    """Labels and values for components/kv.html; what is empty is not shown."""
    goal = row.sdg_target.goal if row.sdg_target else None
    return [
        {"label": _("Code"), "value": row.code, "isolate": True},
        {"label": _("Kind"), "value": row.get_kind_display()},
        {"label": _("Right"), "value": row.get_right_display() if row.right else ""},
        {"label": _("Attribute"), "value": row.attribute.label if row.attribute else ""},
        {"label": _("Unit"), "value": row.unit.label},
        {"label": _("Frequency"), "value": row.get_frequency_display()},
        {"label": _("Which way is good"), "value": row.get_direction_display()},
        {
            "label": _("Custodian"),
            "value": row.custodian.label,
            "url": row.custodian.get_absolute_url(),
        },
        {"label": _("Source"), "value": row.source},
        {"label": _("SDG"), "value": f"{goal.number} {goal.label}" if goal else ""},
        {
            "label": _("SDG target"),
            "value": f"{row.sdg_target.code} {row.sdg_target.label}" if row.sdg_target else "",
        },
        {"label": _("SDG indicator"), "value": row.sdg_indicator, "isolate": True},
    ]
