"""When a recommendation was last reported on, to sort by."""

from typing import Any

from django.db.models import DateTimeField, F, Func, QuerySet, Subquery, TextField
from django.db.models.functions import Cast

from .reader import Reader


class _Latest(Subquery):
    """By the keys of records as text, the latest moment of each, of rows of (record, moment).

    Nothing in it hangs on the row that it is asked for: the database answers it once, where a
    subquery for each of ten thousand rows takes ten times as long.
    """

    template = (
        "(SELECT jsonb_object_agg(each.record, each.moment ORDER BY each.moment)"
        " FROM (%(subquery)s) AS each (record, moment))"
    )
    output_field = TextField()


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
        rows.annotate(record=F(record)).values_list("record", "published_at")
        for record, rows in sources
    )
    latest: Any = _Latest(first.union(*others, all=True))
    return Func(
        latest,
        Cast("pk", TextField()),
        template="(%(expressions)s)::timestamptz",
        arg_joiner=" ->> ",
        output_field=DateTimeField(),
    )
