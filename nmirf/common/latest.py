"""The latest moment of each of many records, to show or to sort by."""

from typing import Any

from django.db.models import DateTimeField, Func, QuerySet, Subquery, TextField
from django.db.models.expressions import Combinable


class _ByKey(Subquery):
    """By key, the latest moment that it has among rows of (key, moment).

    Nothing in it hangs on the row that it is asked for: the database answers it once, where a
    subquery for each of ten thousand rows takes many times as long.
    """

    template = (
        "(SELECT jsonb_object_agg(each.key, each.moment ORDER BY each.moment)"
        " FROM (%(subquery)s) AS each (key, moment))"
    )
    output_field = TextField()


def latest(rows: QuerySet, key: Combinable) -> Func:
    """The latest moment among those of `rows` that have this key; None where there is none.

    `rows` are of (key, moment), the key a text and never null; `key` is a text as well.
    """
    moments: Any = _ByKey(rows)
    return Func(
        moments,
        key,
        template="(%(expressions)s)::timestamptz",
        arg_joiner=" ->> ",
        output_field=DateTimeField(),
    )
