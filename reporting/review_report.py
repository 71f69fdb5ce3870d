"""What the PDF of one review says: published facts, by theme, in numbered paragraphs."""

import datetime as dt
from dataclasses import dataclass, field

from django.contrib.auth.models import AnonymousUser
from django.db.models import Prefetch

from activities.models import ActivityCluster, ActivityRecommendation, ImplementationUpdate
from activities.policies import visible_updates
from mechanisms.models import Review
from recommendations.choices import COUNTING_OVERLAPS
from recommendations.models import ClusterMembership, Recommendation, Theme, ThemeLink
from recommendations.policies import (
    visible_assessments,
    visible_clusters,
    visible_recommendations,
)

from .figures import Reading, Scope, read


@dataclass
class Entry:
    """One recommendation with what counts for it. `number` is its paragraph in the report."""

    number: int
    recommendation: Recommendation
    updates: list[ImplementationUpdate]
    rationale: str


@dataclass
class Chapter:
    """The recommendations of one top theme; `theme` is None for those that have none."""

    theme: Theme | None
    entries: list[Entry] = field(default_factory=list)


@dataclass
class ReviewReport:
    review: Review
    chapters: list[Chapter]
    status: Reading
    positions: Reading
    total: Reading
    updates: Reading

    @property
    def readings(self) -> list[Reading]:
        """What stands at a glance, to be defined below it."""
        return [self.total, self.status, self.positions, self.updates]


def gather(review: Review, on: dt.date) -> ReviewReport:
    """All that is published about the review's recommendations, as a stranger may read it.

    Each recommendation stands once, under the top theme of its first theme. The numbers are the
    figures of the day `on`.
    """
    scope = Scope(on, review=review)
    nobody = AnonymousUser()
    rows = list(
        visible_recommendations(nobody)
        .filter(review=review)
        .select_related("mechanism")
        .prefetch_related(
            "texts",
            "recommending_states",
            Prefetch(
                "theme_links",
                queryset=ThemeLink.objects.select_related("theme__parent").order_by(
                    "theme__order", "theme__pk"
                ),
            ),
        )
        .order_by("paragraph_key", "reference")
    )
    pks = [row.pk for row in rows]
    updates = _updates(pks)
    rationales = _rationales(pks)
    chapters: dict[int, Chapter] = {}
    for row in rows:
        theme = _top_theme(row)
        chapter = chapters.setdefault(theme.pk if theme else 0, Chapter(theme))
        chapter.entries.append(Entry(0, row, updates.get(row.pk, []), rationales.get(row.pk, "")))
    ordered = sorted(chapters.values(), key=_place)
    for number, entry in enumerate((e for c in ordered for e in c.entries), start=1):
        entry.number = number
    return ReviewReport(
        review=review,
        chapters=ordered,
        status=read("recommendations.status", scope),
        positions=read("recommendations.position", scope),
        total=read("recommendations.total", scope),
        updates=read("updates.published", scope),
    )


def _place(chapter: Chapter) -> tuple[int, int]:
    return (chapter.theme.order, chapter.theme.pk) if chapter.theme else (1 << 15, 0)


def _top_theme(row: Recommendation) -> Theme | None:
    links = list(row.theme_links.all())
    if not links:
        return None
    theme = links[0].theme
    return theme.parent or theme


def _updates(pks: list[int]) -> dict[int, list[ImplementationUpdate]]:
    """Published updates by recommendation: its own, and those on a cluster that overlaps with it."""
    published = {
        update.pk: update
        for update in visible_updates(AnonymousUser())
        .counting_for(pks)
        .select_related("institution")
        .prefetch_related("targets")
        .order_by("-published_at", "-pk")
    }
    members = ClusterMembership.objects.filter(
        recommendation__in=pks,
        overlap__in=COUNTING_OVERLAPS,
        cluster__in=visible_clusters(AnonymousUser()).values("pk"),
    ).values_list("cluster_id", "recommendation_id")
    by_cluster: dict[int, list[int]] = {}
    for cluster, recommendation in members:
        by_cluster.setdefault(cluster, []).append(recommendation)
    by_activity = _by_activity({update.activity_id for update in published.values()}, by_cluster)
    wanted = set(pks)
    found: dict[int, list[ImplementationUpdate]] = {}
    for update in published.values():
        targets = {target.recommendation_id for target in update.targets.all()}
        if update.cluster_id is not None:
            targets |= set(by_cluster.get(update.cluster_id, []))
        if update.activity_id is not None:
            targets |= by_activity.get(update.activity_id, set())
        for pk in targets & wanted:
            found.setdefault(pk, []).append(update)
    return found


def _by_activity(
    activities: set[int | None], by_cluster: dict[int, list[int]]
) -> dict[int, set[int]]:
    """By activity, the recommendations for which it counts, itself or through a cluster; two queries."""
    keys = activities - {None}
    if not keys:
        return {}
    found: dict[int, set[int]] = {}
    direct = ActivityRecommendation.objects.filter(
        activity__in=keys, activity__publication="published"
    )
    for activity, recommendation in direct.values_list("activity", "recommendation"):
        found.setdefault(activity, set()).add(recommendation)
    through = ActivityCluster.objects.filter(activity__in=keys, activity__publication="published")
    for activity, cluster in through.values_list("activity", "cluster"):
        found.setdefault(activity, set()).update(by_cluster.get(cluster, []))
    return found


def _rationales(pks: list[int]) -> dict[int, str]:
    """The reasons of the status shown: the secretariat's latest published assessment."""
    rows = (
        visible_assessments(AnonymousUser())
        .of_secretariat()
        .filter(recommendation__in=pks)
        .latest_of_each_view()
        .values_list("recommendation_id", "rationale")
    )
    return dict(rows)
