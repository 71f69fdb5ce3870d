"""What a file says of each recommendation, read in portions with the same few queries each."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import get_language

from activities.models import ImplementationUpdate
from portal.reader import Reader
from recommendations.choices import AssignmentRole, AssignmentState
from recommendations.models import (
    GroupLink,
    ObjectiveLink,
    Recommendation,
    RecommendationText,
    RecommendingState,
    SdgGoalLink,
    SdgTargetLink,
    ThemeLink,
)
from recommendations.policies import visible_assessments

PORTION = 1000


@dataclass(frozen=True, slots=True)
class Named:
    """A term: its code, its authoritative name, and its name in the language of the reader."""

    code: str
    name: str
    label: str


@dataclass(slots=True)
class Row:
    """One recommendation with all that a file may say of it; lists are in a fixed order."""

    record: Recommendation
    texts: list[RecommendationText] = field(default_factory=list)
    states: list[Named] = field(default_factory=list)
    themes: list[Named] = field(default_factory=list)
    groups: list[Named] = field(default_factory=list)
    sdgs: list[Named] = field(default_factory=list)
    objectives: list[Named] = field(default_factory=list)
    clusters: list[Named] = field(default_factory=list)
    leads: list[str] = field(default_factory=list)
    contributors: list[str] = field(default_factory=list)
    # The latest published assessment of each viewpoint: what it says, and when.
    views: dict[str, tuple[str, dt.date]] = field(default_factory=dict)
    activities: int = 0
    updates: int = 0
    updated_at: dt.datetime | None = None

    @property
    def authentic(self) -> RecommendationText | None:
        return next((text for text in self.texts if text.is_authentic), None)

    @property
    def shown(self) -> RecommendationText | None:
        """In the language of the reader where there is one, else the authentic text."""
        language = _language()
        mine = (text for text in self.texts if text.language == language)
        return next(mine, None) or self.authentic


def read_rows(
    reader: Reader, found: QuerySet[Recommendation], *, with_lists: bool = True
) -> Iterator[Row]:
    """The rows of `found` in its order; eighteen queries a portion, whatever is in it.

    Without lists the terms, clusters, institutions and views are left out, and eleven queries with them.
    """
    keys = list(found.values_list("pk", flat=True))
    for start in range(0, len(keys), PORTION):
        yield from _portion(reader, keys[start : start + PORTION], with_lists)


def _portion(reader: Reader, keys: Sequence[int], with_lists: bool) -> list[Row]:
    records = (
        reader.recommendations.filter(pk__in=keys)
        .select_related("mechanism", "review", "addressed_to")
        .in_bulk()
    )
    rows = {pk: Row(records[pk]) for pk in keys if pk in records}
    for text in RecommendationText.objects.filter(recommendation__in=keys).defer(
        "raw", "search_vector"
    ):
        if text.recommendation_id in rows:
            rows[text.recommendation_id].texts.append(text)
    if with_lists:
        _add_terms(rows)
        _add_clusters(reader, rows)
        _add_institutions(reader, rows)
        _add_views(reader, rows)
    _add_deeds(reader, rows)
    return list(rows.values())


def _add_terms(rows: dict[int, Row]) -> None:
    links: list[tuple[str, Any, str, str, str]] = [
        ("states", RecommendingState, "state", "iso3", "state__name"),
        ("themes", ThemeLink, "theme", "code", "theme__order"),
        ("groups", GroupLink, "group", "code", "group__order"),
        ("sdgs", SdgGoalLink, "goal", "number", "goal__number"),
        ("sdgs", SdgTargetLink, "target", "code", "target__pk"),
        ("objectives", ObjectiveLink, "objective", "code", "objective__order"),
    ]
    language = _language()
    for name, model, term, code, order in links:
        found = model.objects.filter(recommendation__in=list(rows)).order_by(order, "pk")
        facts = (f"{term}__{code}", f"{term}__name", f"{term}__name_translations")
        for pk, key, words, others in found.values_list("recommendation", *facts):
            getattr(rows[pk], name).append(Named(str(key), words, others.get(language) or words))


def _add_clusters(reader: Reader, rows: dict[int, Row]) -> None:
    language = _language()
    found = reader.memberships.filter(recommendation__in=list(rows)).order_by("cluster__title")
    facts = ("cluster__slug", "cluster__title", "cluster__title_translations")
    for pk, slug, title, others in found.values_list("recommendation", *facts):
        rows[pk].clusters.append(Named(slug, title, others.get(language) or title))


def _add_institutions(reader: Reader, rows: dict[int, Row]) -> None:
    """Who has accepted to lead or to contribute, itself assigned or through a cluster."""
    language = _language()
    accepted = reader.assignments.filter(state=AssignmentState.ACCEPTED)
    names = ("institution__name", "institution__name_translations")
    direct = accepted.filter(recommendation__in=list(rows)).values_list(
        "recommendation", "role", *names
    )
    through = (
        accepted.filter(cluster__memberships__in=reader.memberships.values("pk"))
        .filter(cluster__memberships__recommendation__in=list(rows))
        .values_list("cluster__memberships__recommendation", "role", *names)
    )
    for found in (direct, through):
        for pk, role, name, others in found.order_by("institution__name").distinct():
            listed = {
                AssignmentRole.LEAD: rows[pk].leads,
                AssignmentRole.CONTRIBUTING: rows[pk].contributors,
            }.get(role)
            label = others.get(language) or name
            if listed is not None and label not in listed:
                listed.append(label)


def _add_views(reader: Reader, rows: dict[int, Row]) -> None:
    latest = visible_assessments(reader.user).published().filter(recommendation__in=list(rows))
    facts = ("recommendation", "viewpoint", "status", "assessed_on")
    for pk, viewpoint, status, day in latest.order_by("assessed_on", "pk").values_list(*facts):
        rows[pk].views[viewpoint] = (status, day)


def _add_deeds(reader: Reader, rows: dict[int, Row]) -> None:
    """How many activities and published updates count for each, and when the last update came."""
    keys = list(rows)
    activities: dict[int, set[int]] = defaultdict(set)
    for links in reader.activity_links():
        for link in links.filter(recommendation__in=keys):
            activities[link["recommendation"]].add(link["activity"])
    updates: dict[int, set[int]] = defaultdict(set)
    for links in reader.update_links():
        for link in links.filter(recommendation__in=keys):
            updates[link["recommendation"]].add(link["source"])
    published = dict(
        ImplementationUpdate.objects.published()
        .filter(pk__in=set().union(*updates.values()) if updates else [])
        .values_list("pk", "published_at")
    )
    for pk, row in rows.items():
        found = [published.get(key) for key in updates.get(pk, ())]
        moments = [moment for moment in found if moment is not None]
        row.activities, row.updates = len(activities.get(pk, ())), len(moments)
        row.updated_at = max(moments, default=None)


def _language() -> str:
    return (get_language() or "").split("-")[0]
