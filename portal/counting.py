"""The one statement that counts the register's facets; see facets.py for what it is asked."""

import hashlib
from typing import Any

from django.core.cache import cache
from django.db import connection
from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet
from django.db.models.functions import ExtractYear
from psycopg import sql

from nmirf.common.dates import today

from .reader import Reader

NOT_ASSESSED = "not_assessed"

# Counting. `near` lists what misses at most one facet; `asked` holds the reader's language.
# `missed <@ '{x}'` keeps what misses nothing, or facet x alone.

COUNT_STATUS = """
    SELECT 'status', COALESCE(NULLIF(status, ''), 'not_assessed'), '', '', 0, count(*)
      FROM near WHERE missed <@ '{status}' GROUP BY 2
"""
COUNT_MECHANISM = """
    SELECT 'mechanism', lower(term.code), term.short_name, '', term."order", number
      FROM (SELECT mechanism_id, count(*) AS number
              FROM near WHERE missed <@ '{mechanism}' GROUP BY 1) AS counted
      JOIN mechanisms_mechanism term ON term.id = mechanism_id
"""
COUNT_REVIEW = """
    SELECT 'review', term.slug,
           COALESCE(NULLIF(term.title_translations ->> language, ''), term.title), '',
           -COALESCE(extract(year FROM COALESCE(term.published_on, term.held_on)), 0)::int, number
      FROM (SELECT review_id, count(*) AS number
              FROM near WHERE missed <@ '{review}' GROUP BY 1) AS counted
      JOIN mechanisms_review term ON term.id = review_id CROSS JOIN asked
"""
COUNT_THEME = """
    SELECT 'theme', term.code,
           COALESCE(NULLIF(term.name_translations ->> language, ''), term.name),
           COALESCE(parent.code, ''), term."order", number
      FROM (SELECT ancestor_id, count(DISTINCT near.id) AS number
              FROM near
              JOIN recommendations_themelink link ON link.recommendation_id = near.id
              JOIN lineage ON lineage.theme_id = link.theme_id
             WHERE missed <@ '{theme}' GROUP BY 1) AS counted
      JOIN recommendations_theme term ON term.id = ancestor_id
      LEFT JOIN recommendations_theme parent ON parent.id = term.parent_id
     CROSS JOIN asked
"""
COUNT_GROUP = """
    SELECT 'group', term.code,
           COALESCE(NULLIF(term.name_translations ->> language, ''), term.name), '',
           term."order", number
      FROM (SELECT group_id, count(*) AS number
              FROM near JOIN recommendations_grouplink link ON link.recommendation_id = near.id
             WHERE missed <@ '{group}' GROUP BY 1) AS counted
      JOIN recommendations_affectedgroup term ON term.id = group_id CROSS JOIN asked
"""
COUNT_SDG = """
    SELECT 'sdg', term.number::text,
           term.number || ' ' ||
           COALESCE(NULLIF(term.name_translations ->> language, ''), term.name),
           '', term.number::int, counted.number
      FROM (SELECT goal_id, count(*) AS number
              FROM near
              JOIN (SELECT recommendation_id, goal_id FROM recommendations_sdggoallink
                     UNION
                    SELECT link.recommendation_id, target.goal_id
                      FROM recommendations_sdgtargetlink link
                      JOIN recommendations_sdgtarget target ON target.id = link.target_id) AS link
                ON link.recommendation_id = near.id
             WHERE missed <@ '{sdg}' GROUP BY 1) AS counted
      JOIN recommendations_sdggoal term ON term.id = goal_id CROSS JOIN asked
     UNION ALL
    SELECT 'sdg', term.code,
           term.code || ' ' ||
           COALESCE(NULLIF(term.name_translations ->> language, ''), term.name),
           goal.number::text, term."order"::int, counted.number
      FROM (SELECT target_id, count(*) AS number
              FROM near JOIN recommendations_sdgtargetlink link ON link.recommendation_id = near.id
             WHERE missed <@ '{sdg}' GROUP BY 1) AS counted
      JOIN recommendations_sdgtarget term ON term.id = target_id
      JOIN recommendations_sdggoal goal ON goal.id = term.goal_id
     CROSS JOIN asked
"""
COUNT_POSITION = """
    SELECT 'position', "position", '', '', 0, count(*)
      FROM near WHERE missed <@ '{position}' GROUP BY 2
"""
COUNT_INSTITUTION = """
    SELECT 'institution', term.slug,
           COALESCE(NULLIF(term.name_translations ->> language, ''), term.name), '', 0, number
      FROM (SELECT linked_id, count(*) AS number
              FROM near JOIN assigned ON assigned.recommendation_id = near.id
             WHERE missed <@ '{institution}' GROUP BY 1) AS counted
      JOIN focalpoints_institution term ON term.id = linked_id CROSS JOIN asked
"""
COUNT_CLUSTER = """
    SELECT 'cluster', term.slug,
           COALESCE(NULLIF(term.title_translations ->> language, ''), term.title), '', 0, number
      FROM (SELECT cluster_id, count(*) AS number
              FROM near
              JOIN recommendations_clustermembership link ON link.recommendation_id = near.id
              JOIN open_cluster ON open_cluster.id = link.cluster_id
             WHERE missed <@ '{cluster}' GROUP BY 1) AS counted
      JOIN recommendations_cluster term ON term.id = cluster_id CROSS JOIN asked
"""
COUNT_YEAR = """
    SELECT 'year', issued_year::text, issued_year::text, '', -issued_year, count(*)
      FROM near WHERE missed <@ '{year}' AND issued_year IS NOT NULL GROUP BY issued_year
"""
COUNT_GAP = """
    SELECT 'gap', 'activity', '', '', 0, count(*) FROM near
     WHERE missed <@ '{gap}' AND id NOT IN (SELECT recommendation_id FROM active)
     UNION ALL
    SELECT 'gap', 'assignment', '', '', 0, count(*) FROM near
     WHERE missed <@ '{gap}' AND id NOT IN (SELECT recommendation_id FROM assigned)
     UNION ALL
    SELECT 'gap', 'update', '', '', 0, count(*) FROM near
     WHERE missed <@ '{gap}' AND id NOT IN (SELECT recommendation_id FROM told)
"""
COUNT_PUBLICATION = """
    SELECT 'publication', publication, '', '', 0, count(*)
      FROM near WHERE missed <@ '{publication}' GROUP BY 2
"""
# What the result itself holds, for the bar above the list and the number of pages.
COUNT_RESULT = """
    SELECT 'result', COALESCE(NULLIF(status, ''), 'not_assessed'), '', '', 0, count(*)
      FROM near WHERE missed = '{}' GROUP BY 2
"""

# Every theme beside itself and each theme above it.
LINEAGE = """
    lineage (theme_id, ancestor_id) AS (
        SELECT id, id FROM recommendations_theme
         UNION ALL
        SELECT lineage.theme_id, theme.parent_id
          FROM lineage JOIN recommendations_theme theme ON theme.id = lineage.ancestor_id
         WHERE theme.parent_id IS NOT NULL)
"""
NEAR = """
    near AS MATERIALIZED (
        SELECT * FROM (
            SELECT *, array_remove(ARRAY[NULL::text /* missed */], NULL) AS missed FROM base
        ) AS listed WHERE cardinality(missed) <= 1)
"""


def run(
    reader: Reader, found: QuerySet, narrowing: dict[str, Q], parts: list[str], language: str
) -> list[tuple[str, str, str, str, int, int]]:
    """Rows of (facet, value, label, parent, place, number), labels in `language` where they vary.

    `found` is what the search leaves of what the reader may see, `narrowing` what each facet with
    a choice asks, `parts` the facets to count.
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
        .values(
            *("id", "mechanism_id", "review_id", "status", "position", "publication"),
            "issued_year",
            *(f"fits_{name}" for name in narrowing),
        )
    )
    base, values = _table("base", [listed])
    links, linked = _links(reader)
    heads, parameters = ["asked (language) AS (SELECT %s)", base, *links], [language]
    parameters += [*values, *linked]
    missed = "".join(f", CASE WHEN fits_{name} THEN NULL ELSE '{name}' END" for name in narrowing)
    near = NEAR.replace("/* missed */", missed)
    statement = "WITH RECURSIVE " + ", ".join([*heads, LINEAGE, near])
    statement += " UNION ALL ".join([COUNT_RESULT, *parts])
    return _remembered(statement, parameters)


# Every change of these records, raw SQL included, leaves a row of history: the newest rows of them
# tell whether a count is still true. Of two changes that overlap, the later may commit first; what
# was counted between them is therefore forgotten after half a minute.
COUNTED = (
    *("activities_activity", "activities_activityrecommendation", "activities_updatetarget"),
    *("activities_implementationupdate", "focalpoints_institution", "mechanisms_mechanism"),
    *("mechanisms_review", "recommendations_affectedgroup", "recommendations_assignment"),
    *("recommendations_cluster", "recommendations_clustermembership", "recommendations_theme"),
    *("recommendations_grouplink", "recommendations_recommendation", "recommendations_sdggoal"),
    *("recommendations_sdggoallink", "recommendations_sdgtarget", "recommendations_sdgtargetlink"),
    *("recommendations_recommendationtext", "recommendations_themelink"),
)
REMEMBERED_SECONDS = 30
NEWEST = sql.SQL("SELECT {}").format(
    sql.SQL(", ").join(
        sql.SQL("(SELECT max(pgh_id) FROM {})").format(sql.Identifier(f"{table}event"))
        for table in COUNTED
    )
)


def _remembered(statement: str, parameters: list[Any]) -> list[tuple[str, str, str, str, int, int]]:
    with connection.cursor() as cursor:
        cursor.execute(NEWEST)
        asked = repr((cursor.fetchone(), statement, parameters))
        key = "register:counts:" + hashlib.sha256(asked.encode()).hexdigest()
        rows: list[tuple[str, str, str, str, int, int]] | None = cache.get(key)
        if rows is None:
            cursor.execute(statement, parameters)
            rows = list(cursor.fetchall())
            cache.set(key, rows, REMEMBERED_SECONDS)
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
            _table(f"active {pairs}", reader.activity_links()),
            _table(f"told {pairs}", reader.update_links()),
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
