"""When a recommendation was last reported on, to sort by."""

from django.db.models import Func, QuerySet, TextField
from django.db.models.functions import Cast

from nmirf.common.latest import by_key, latest

from .reader import Reader


def last_told(reader: Reader) -> Func:
    """When the latest update that the reader may see was published: its own or a wider one's."""
    updates = reader.updates.filter(published_at__isnull=False).order_by()
    sources: list[tuple[str, QuerySet]] = [
        ("targets__recommendation", updates.filter(targets__isnull=False)),
        (
            "cluster__memberships__recommendation",
            updates.filter(cluster__memberships__in=reader.counting.values("pk")),
        ),
        (
            "activity__recommendation_links__recommendation",
            updates.filter(
                activity__in=reader.activities.values("pk"),
                activity__recommendation_links__isnull=False,
            ),
        ),
    ]
    first, *others = (
        rows.annotate(key=Cast(record, TextField())).values_list("key", "published_at")
        for record, rows in sources
    )
    return latest(by_key(first.union(*others, all=True)), Cast("pk", TextField()))
