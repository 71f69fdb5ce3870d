"""Facets over the lists that a recommendation is linked to, and the languages of its texts."""

from typing import Any

from django.conf import settings
from django.conf.locale import LANG_INFO
from django.db.models import CharField, Q, QuerySet
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

from mechanisms.models import State
from portal.reader import Reader
from recommendations.models import (
    AffectedGroup,
    GroupLink,
    Objective,
    ObjectiveLink,
    RecommendationText,
    RecommendingState,
    SdgGoal,
    SdgGoalLink,
    SdgTarget,
    SdgTargetLink,
    Theme,
    ThemeLink,
)

from .base import Facet, by_code, led_terms, terms

# A theme that has no narrower ones is on a recommendation once at most: only the wider ones need to
# be told apart.
COUNT_THEME = """
    SELECT 'theme', term.code,
           COALESCE(NULLIF(term.name_translations ->> language, ''), term.name),
           COALESCE(parent.code, ''), term."order", number
      FROM (SELECT link.theme_id AS ancestor_id, count(*) AS number
              FROM near JOIN recommendations_themelink link ON link.recommendation_id = near.id
             WHERE {keeps} AND link.theme_id NOT IN (SELECT ancestor_id FROM parents)
             GROUP BY 1
             UNION ALL
            SELECT ancestor_id, count(*)
              FROM (SELECT DISTINCT near.id, ancestor_id
                      FROM near
                      JOIN recommendations_themelink link ON link.recommendation_id = near.id
                      JOIN lineage ON lineage.theme_id = link.theme_id
                     WHERE {keeps} AND ancestor_id IN (SELECT ancestor_id FROM parents)) AS each
             GROUP BY 1) AS counted
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
             WHERE {keeps} GROUP BY 1) AS counted
      JOIN recommendations_affectedgroup term ON term.id = group_id CROSS JOIN asked
"""
COUNT_OBJECTIVE = """
    SELECT 'objective', lower(term.code),
           COALESCE(NULLIF(term.name_translations ->> language, ''), term.name), '',
           term."order", number
      FROM (SELECT objective_id, count(*) AS number
              FROM near JOIN recommendations_objectivelink link ON link.recommendation_id = near.id
             WHERE {keeps} GROUP BY 1) AS counted
      JOIN recommendations_objective term ON term.id = objective_id CROSS JOIN asked
"""
COUNT_STATE = """
    SELECT 'state', lower(term.iso3),
           COALESCE(NULLIF(term.name_translations ->> language, ''), term.name), '', 0, number
      FROM (SELECT state_id, count(*) AS number
              FROM near
              JOIN recommendations_recommendingstate link ON link.recommendation_id = near.id
             WHERE {keeps} GROUP BY 1) AS counted
      JOIN mechanisms_state term ON term.id = state_id CROSS JOIN asked
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
             WHERE {keeps} GROUP BY 1) AS counted
      JOIN recommendations_sdggoal term ON term.id = goal_id CROSS JOIN asked
     UNION ALL
    SELECT 'sdg', term.code,
           term.code || ' ' ||
           COALESCE(NULLIF(term.name_translations ->> language, ''), term.name),
           goal.number::text, term."order"::int, counted.number
      FROM (SELECT target_id, count(*) AS number
              FROM near JOIN recommendations_sdgtargetlink link ON link.recommendation_id = near.id
             WHERE {keeps} GROUP BY 1) AS counted
      JOIN recommendations_sdgtarget term ON term.id = target_id
      JOIN recommendations_sdggoal goal ON goal.id = term.goal_id
     CROSS JOIN asked
"""
COUNT_CLUSTER = """
    SELECT 'cluster', term.slug,
           COALESCE(NULLIF(term.title_translations ->> language, ''), term.title), '', 0, number
      FROM (SELECT cluster_id, count(*) AS number
              FROM near
              JOIN recommendations_clustermembership link ON link.recommendation_id = near.id
              JOIN open_cluster ON open_cluster.id = link.cluster_id
             WHERE {keeps} GROUP BY 1) AS counted
      JOIN recommendations_cluster term ON term.id = cluster_id CROSS JOIN asked
"""
COUNT_LANGUAGE = """
    SELECT 'language', said.language, '', '', 0, count(*)
      FROM near JOIN recommendations_recommendationtext said ON said.recommendation_id = near.id
     WHERE {keeps} GROUP BY 2
"""
# What the site is read in, less what has a text in it.
COUNT_LACKING = """
    SELECT 'lacking', wanted.code, '', '', 0,
           (SELECT count(*) FROM near WHERE {keeps}) - COALESCE(had.number, 0)
      FROM asked CROSS JOIN unnest(asked.languages) AS wanted (code)
      LEFT JOIN (SELECT said.language, count(*) AS number
                   FROM near
                   JOIN recommendations_recommendationtext said
                     ON said.recommendation_id = near.id
                  WHERE {keeps} GROUP BY 1) AS had ON had.language = wanted.code
"""

# Languages by their own names.
LANGUAGES: dict[str, str] = {
    code: facts["name_local"] for code, facts in LANG_INFO.items() if "name_local" in facts
}


def _narrow_themes(reader: Reader, keys: list[Any]) -> Q:
    """A theme stands for all below it."""
    below = Q(theme__in=keys) | Q(theme__parent__in=keys) | Q(theme__parent__parent__in=keys)
    return Q(pk__in=ThemeLink.objects.filter(below).values("recommendation"))


def _narrow_sdgs(reader: Reader, keys: list[Any]) -> Q:
    """Keys are as typed: "16" for a goal and all its targets, "16.9" for a target."""
    goals = [key for key in keys if key.isdecimal()]
    targets = SdgTargetLink.objects.filter(
        Q(target__code__in=keys) | Q(target__goal__number__in=goals)
    )
    return Q(pk__in=targets.values("recommendation")) | Q(
        pk__in=SdgGoalLink.objects.filter(goal__number__in=goals).values("recommendation")
    )


def _find_sdgs(reader: Reader, values: list[str]) -> QuerySet:
    goals = SdgGoal.objects.annotate(code=Cast("number", CharField())).filter(code__in=values)
    targets = SdgTarget.objects.filter(code__in=values)
    return terms(goals, "sdg", "code", "name", "name_translations").union(
        terms(targets, "sdg", "code", "name", "name_translations"), all=True
    )


def _texts_in(language: str) -> Q:
    return Q(pk__in=RecommendationText.objects.filter(language=language).values("recommendation"))


def _narrow_lacking(reader: Reader, keys: list[Any]) -> Q:
    """Without a text in one of the languages."""
    found = Q()
    for key in keys:
        found |= ~_texts_in(key)
    return found


THEME = Facet(
    "theme",
    _("Theme"),
    _narrow_themes,
    COUNT_THEME,
    find=lambda reader, values: led_terms(Theme, "theme", values),
    is_open=True,
    most_first=False,
    is_tree=True,
)
GROUP = Facet(
    "group",
    _("People concerned"),
    lambda reader, keys: Q(
        pk__in=GroupLink.objects.filter(group__in=keys).values("recommendation")
    ),
    COUNT_GROUP,
    find=lambda reader, values: led_terms(AffectedGroup, "group", values),
)
OBJECTIVE = Facet(
    "objective",
    _("Operational objective"),
    lambda reader, keys: Q(
        pk__in=ObjectiveLink.objects.filter(objective__in=keys).values("recommendation")
    ),
    COUNT_OBJECTIVE,
    find=lambda reader, values: led_terms(Objective, "objective", values),
    most_first=False,
)
STATE = Facet(
    "state",
    _("Recommending State"),
    lambda reader, keys: Q(
        pk__in=RecommendingState.objects.filter(state__in=keys).values("recommendation")
    ),
    COUNT_STATE,
    find=lambda reader, values: terms(
        by_code(State.objects.all(), "iso3", values),
        *("state", "iso3", "name", "name_translations"),
    ),
)
SDG = Facet(
    "sdg",
    _("Sustainable Development Goal"),
    _narrow_sdgs,
    COUNT_SDG,
    find=_find_sdgs,
    most_first=False,
    is_tree=True,
)
CLUSTER = Facet(
    "cluster",
    _("Cluster"),
    lambda reader, keys: Q(
        pk__in=reader.memberships.filter(cluster__in=keys).values("recommendation")
    ),
    COUNT_CLUSTER,
    find=lambda reader, values: terms(
        reader.clusters.filter(slug__in=values),
        *("cluster", "slug", "title", "title_translations"),
    ),
)
LANGUAGE = Facet(
    "language",
    _("Text in"),
    lambda reader, keys: Q(
        pk__in=RecommendationText.objects.filter(language__in=keys).values("recommendation")
    ),
    COUNT_LANGUAGE,
    choices=LANGUAGES,
)
LACKING = Facet(
    "lacking",
    _("Without a text in"),
    _narrow_lacking,
    COUNT_LACKING,
    choices={code: LANGUAGES.get(code, code) for code, _name in settings.LANGUAGES},
    most_first=False,
)
