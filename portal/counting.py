"""The one statement that counts the register's facets; see portal.facets for what it is asked."""

import datetime as dt
import hashlib
from collections.abc import Iterable, Mapping
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet
from django.db.models.functions import ExtractYear
from psycopg import sql

from nmirf.common.dates import today

from .reader import Reader

NOT_ASSESSED = "not_assessed"

# Days within which what is due is due soon.
SOON_DAYS = 90

# The statement. `asked` holds the reader's language, the day, the day until which something is due
# soon, and the languages of the site. `near` lists what misses at most one facet; `hits` is true where
# none is missed, `keeps_theme` where none but the theme is: see `_keeps`. Beside them `open_cluster`, `assigned`,
# `led`, `active`, `told` and `proved` hold what this reader may see of links; see `_links`.

# What the result itself holds, for the bar above the list and the number of pages.
COUNT_RESULT = """
    SELECT 'result', COALESCE(NULLIF(status, ''), 'not_assessed'), '', '', 0, count(*)
      FROM near WHERE hits GROUP BY 2
"""

# Every theme beside itself and each theme above it; then those that have narrower ones.
LINEAGE = """
    lineage (theme_id, ancestor_id) AS (
        SELECT id, id FROM recommendations_theme
         UNION ALL
        SELECT lineage.theme_id, theme.parent_id
          FROM lineage JOIN recommendations_theme theme ON theme.id = lineage.ancestor_id
         WHERE theme.parent_id IS NOT NULL),
    parents (ancestor_id) AS (
        SELECT DISTINCT parent_id FROM recommendations_theme WHERE parent_id IS NOT NULL)
"""
# Columns that are true or false, since the planner takes half of the rows to fit those: it takes
# next to none to fit a number, and then looks each of thousands up by itself.
NEAR = """
    near AS MATERIALIZED (SELECT *, {total} = 0 AS hits{kept} FROM base WHERE {total} <= 1)
"""
COLUMNS = (
    *("id", "mechanism_id", "review_id", "status", "position", "publication", "kind"),
    *("requires_legislation", "priority", "follow_up_due_on"),
)


def run(
    reader: Reader, found: QuerySet, narrowing: dict[str, Q], parts: dict[str, str], language: str
) -> list[tuple[str, str, str, str, int, int]]:
    """Rows of (facet, value, label, parent, place, number), labels in `language` where they vary.

    `found` is what the search leaves of what the reader may see, `narrowing` what each facet with
    a choice asks, `parts` the count of each facet.
    """
    listed = (
        found.order_by()
        .annotate(
            issued_year=ExtractYear("issued_on"),
            **{
                f"fits_{name}": ExpressionWrapper(condition, output_field=BooleanField())
                for name, condition in narrowing.items()
            },
        )
        .values(*COLUMNS, "issued_year", *(f"fits_{name}" for name in narrowing))
    )
    base, values = _table("base", [listed])
    links, linked = _links(reader)
    day = today()
    asked = [
        language,
        day,
        day + dt.timedelta(days=SOON_DAYS),
        [code for code, _name in settings.LANGUAGES],
    ]
    heads = [
        "asked (language, today, soon, languages) AS (SELECT %s, %s::date, %s::date, %s::text[])"
    ]
    statement = "WITH RECURSIVE " + ", ".join([*heads, base, *links, LINEAGE, _near(narrowing)])
    counts = (part.replace("{keeps}", _keeps(name, narrowing)) for name, part in parts.items())
    statement += " UNION ALL ".join([COUNT_RESULT, *counts])
    return _remembered(statement, [*asked, *values, *linked])


def _near(narrowing: Iterable[str]) -> str:
    missed = {name: f"(fits_{name} IS NOT TRUE)::int" for name in narrowing}
    total = " + ".join(missed.values()) or "0"
    kept = "".join(f", {total} - {miss} = 0 AS keeps_{name}" for name, miss in missed.items())
    return NEAR.replace("{kept}", kept).replace("{total}", total)


def _keeps(name: str, narrowing: Mapping[str, Q]) -> str:
    """What misses nothing, or this facet alone."""
    if not narrowing:
        return "TRUE"
    return f"keeps_{name}" if name in narrowing else "hits"


# Every change of these records, raw SQL included, leaves a row of history: the newest rows of them
# tell whether a count is still true. Of two changes that overlap, the later may commit first: what
# was counted while anything was being written is therefore forgotten after half a minute.
COUNTED = (
    *("activities_activity", "activities_activityrecommendation", "activities_updatetarget"),
    *("activities_evidence", "activities_implementationupdate", "documents_document"),
    *("focalpoints_institution", "mechanisms_mechanism", "mechanisms_review", "mechanisms_state"),
    *("recommendations_affectedgroup", "recommendations_assessment", "recommendations_assignment"),
    *("recommendations_cluster", "recommendations_clustermembership", "recommendations_theme"),
    *("recommendations_grouplink", "recommendations_recommendation", "recommendations_sdggoal"),
    *("recommendations_objective", "recommendations_objectivelink", "recommendations_themelink"),
    *("recommendations_sdggoallink", "recommendations_sdgtarget", "recommendations_sdgtargetlink"),
    *("recommendations_recommendationtext", "recommendations_recommendingstate"),
)
SECONDS_IN_QUIET, SECONDS_WHILE_WRITING = 60 * 60, 30
NEWEST = (
    sql.SQL(
        "SELECT pg_snapshot_xmin(pg_current_snapshot()) = pg_snapshot_xmax(pg_current_snapshot()),"
        " {}"
    )
    .format(
        sql.SQL(", ").join(
            sql.SQL("(SELECT max(pgh_id) FROM {})").format(sql.Identifier(f"{table}event"))
            for table in COUNTED
        )
    )
    .as_string(None)
)


def _remembered(statement: str, parameters: list[Any]) -> list[tuple[str, str, str, str, int, int]]:
    with connection.cursor() as cursor:
        # As text: what notes the history of a form reads the statement as such.
        cursor.execute(NEWEST)
        is_quiet, *newest = cursor.fetchone()
        asked = repr((newest, statement, parameters))
        key = "register:counts:" + hashlib.sha256(asked.encode()).hexdigest()
        rows: list[tuple[str, str, str, str, int, int]] | None = cache.get(key)
        if rows is None:
            cursor.execute(statement, parameters)
            rows = list(cursor.fetchall())
            cache.set(key, rows, SECONDS_IN_QUIET if is_quiet else SECONDS_WHILE_WRITING)
    return rows


Table = tuple[str, list[Any]]
# What the statement joins is the same for all who may see the same: its text is made once for them.
_known: dict[tuple[Any, ...], tuple[list[str], list[Any]]] = {}
MOST_KNOWN = 256


def _links(reader: Reader) -> tuple[list[str], list[Any]]:
    """The tables of links that hold what this reader may see, with their parameters."""
    key = (reader.user.pk, reader.rights, today())
    if key not in _known:
        if len(_known) >= MOST_KNOWN:
            _known.clear()
        pairs = "(recommendation_id, linked_id)"
        tables = [
            _table("open_cluster (id)", [reader.clusters.order_by().values("pk")]),
            _table(f"assigned {pairs}", reader.assignment_links()),
            _table(f"led {pairs}", reader.lead_links()),
            _table(f"active {pairs}", reader.activity_links()),
            _table(f"told {pairs}", reader.update_links()),
            _table("proved (id)", [reader.proofs.order_by().values("update")]),
        ]
        values = [value for _query, parameters in tables for value in parameters]
        _known[key] = ([query for query, _values in tables], values)
    return _known[key]


def _table(name: str, queries: list[QuerySet]) -> Table:
    compiled = [query.query.sql_with_params() for query in queries]
    return (
        f"{name} AS MATERIALIZED ({' UNION '.join(query for query, _values in compiled)})",
        [value for _query, values in compiled for value in values],
    )
