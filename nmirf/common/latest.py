"""The latest moment of each of many records, to show or to sort by.

What it is read from hangs on no row that it is asked for: the database reads it once, where a
subquery for each of ten thousand rows takes many times as long.
"""

from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db.models import DateTimeField, Func, QuerySet
from django.db.models.expressions import Combinable, RawSQL

# SQL and its parameters.
Statement = tuple[str, tuple[Any, ...]]


def by_key(rows: QuerySet) -> Statement:
    """What gives by key the latest moment among rows of (key, moment); no key, a text, is null."""
    try:
        statement, values = rows.query.sql_with_params()
    except EmptyResultSet:
        # Of nobody's records the ORM asks nothing, and has no statement for it.
        return "NULL::jsonb", ()
    return (
        "SELECT jsonb_object_agg(each.key, each.moment ORDER BY each.moment)"  # noqa: S608 - the same
        f" FROM ({statement}) AS each (key, moment)",
        values,
    )


def latest(moments: Statement, key: Combinable) -> Func:
    """The moment that `by_key` found for this key, a text; None where there is none."""
    return Func(
        RawSQL(*moments),  # noqa: S611 - written by the ORM
        key,
        template="(%(expressions)s)::timestamptz",
        arg_joiner=" ->> ",
        output_field=DateTimeField(),
    )
