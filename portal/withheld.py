"""Records that were retired to protect someone: on no past day, and in no file of one."""

from typing import Any

from django.db.models import BigIntegerField
from django.db.models.expressions import RawSQL

from recommendations.models import Recommendation

# Their keys, and those of what was merged into one of them: it asked the same of the State.
KEYS = RawSQL(
    """WITH RECURSIVE withheld(id) AS (
        SELECT id FROM recommendations_recommendation WHERE is_withheld
        UNION
        SELECT row.id FROM recommendations_recommendation AS row
        JOIN withheld ON row.merged_into_id = withheld.id
    ) SELECT id FROM withheld""",
    (),
    output_field=BigIntegerField(),
)


def references() -> frozenset[str]:
    """Every reference that any of them ever had; one query."""
    model: Any = Recommendation
    events = model.pgh_event_model.objects.filter(pgh_obj_id__in=KEYS)
    return frozenset(events.values_list("reference", flat=True).distinct())
