"""Facets over the lists that a recommendation is linked to, and the languages of its texts."""

from typing import Any

from django.conf import settings
from django.conf.locale import LANG_INFO
from django.db.models import CharField, Q, QuerySet
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

from mechanisms.models import State
from portal.counting import Tally
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


def _count_lacking(tally: Tally) -> dict[str, int]:
    kept, texts = tally.kept("lacking"), tally.ties.get("language", {})
    return {code: (kept & ~texts.get(code, 0)).bit_count() for code, _name in settings.LANGUAGES}


THEME = Facet(
    "theme",
    _("Theme"),
    _narrow_themes,
    ties={"theme": "theme"},
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
    ties={"group": "group"},
    find=lambda reader, values: led_terms(AffectedGroup, "group", values),
)
OBJECTIVE = Facet(
    "objective",
    _("Operational objective"),
    lambda reader, keys: Q(
        pk__in=ObjectiveLink.objects.filter(objective__in=keys).values("recommendation")
    ),
    ties={"objective": "objective"},
    find=lambda reader, values: led_terms(Objective, "objective", values),
    most_first=False,
)
STATE = Facet(
    "state",
    _("Recommending State"),
    lambda reader, keys: Q(
        pk__in=RecommendingState.objects.filter(state__in=keys).values("recommendation")
    ),
    ties={"state": "state"},
    find=lambda reader, values: terms(
        by_code(State.objects.all(), "iso3", values),
        *("state", "iso3", "name", "name_translations"),
    ),
)
SDG = Facet(
    "sdg",
    _("Sustainable Development Goal"),
    _narrow_sdgs,
    ties={"goal": "goal", "target": "target"},
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
    ties={"cluster": "cluster"},
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
    ties={"language": ""},
    choices=LANGUAGES,
)
LACKING = Facet(
    "lacking",
    _("Without a text in"),
    _narrow_lacking,
    count=_count_lacking,
    choices={code: LANGUAGES.get(code, code) for code, _name in settings.LANGUAGES},
    most_first=False,
)
