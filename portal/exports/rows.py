"""What a file says of each recommendation, read in portions with the same few queries each."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import CharField, F, QuerySet, Value, Window
from django.db.models.functions import Cast, RowNumber
from django.utils.translation import get_language

from activities.choices import UpdateState
from activities.models import ImplementationUpdate
from portal.reader import Reader
from portal.record import Record
from recommendations.choices import AssignmentRole, AssignmentState, Publication
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
    lead_terms: list[Named] = field(default_factory=list)
    contributor_terms: list[Named] = field(default_factory=list)
    # The latest published assessment of each viewpoint: what it says, and when.
    views: dict[str, tuple[str, dt.date]] = field(default_factory=dict)
    activities: int = 0
    updates: int = 0
    updated_at: dt.datetime | None = None

    @property
    def leads(self) -> list[str]:
        return [term.label for term in self.lead_terms]

    @property
    def contributors(self) -> list[str]:
        return [term.label for term in self.contributor_terms]

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
    """The rows of `found` in its order; nine queries a portion, whatever is in it.

    Without lists the terms, clusters, institutions and views are left out, and their queries.
    """
    keys = list(found.values_list("pk", flat=True))
    for start in range(0, len(keys), PORTION):
        yield from portion(reader, keys[start : start + PORTION], with_lists=with_lists)


def portion(reader: Reader, keys: Sequence[int], *, with_lists: bool = True) -> list[Row]:
    """The rows with these keys, in their order; nine queries."""
    records = (
        reader.recommendations.filter(pk__in=keys)
        .select_related("mechanism", "review", "addressed_to")
        .in_bulk()
    )
    found = [records[pk] for pk in keys if pk in records]
    return of_records(reader, found, with_lists=with_lists)


def of_records(
    reader: Reader, found: Sequence[Recommendation], *, with_lists: bool = True
) -> list[Row]:
    """As `portion`, of records that were read with mechanism, review and State; eight queries."""
    rows = {record.pk: Row(record) for record in found}
    _add_texts(rows)
    if with_lists:
        _add_terms(rows)
        _add_clusters(reader, rows)
        _add_institutions(reader, rows)
        _add_views(reader, rows)
    _add_deeds(reader, rows)
    return list(rows.values())


def of_record(record: Record) -> Row:
    """As `of_records`, of one of which more is read anyway; three queries besides."""
    row = Row(record.row)
    rows = {record.row.pk: row}
    _add_texts(rows)
    _add_terms(rows)
    _add_institutions(record.reader, rows)
    for one in record.memberships:
        row.clusters.append(Named(one.cluster.slug, one.cluster.title, one.cluster.label))
    for said in reversed(record.assessments):
        if said.publication == Publication.PUBLISHED:
            row.views[said.viewpoint] = (said.status, said.assessed_on)
    told = [
        update.published_at
        for update in record.updates
        if update.state == UpdateState.PUBLISHED and update.published_at
    ]
    row.activities, row.updates = len(record.activity_rows), len(told)
    row.updated_at = max(told, default=None)
    return row


def _add_texts(rows: dict[int, Row]) -> None:
    texts = RecommendationText.objects.filter(recommendation__in=list(rows))
    for text in texts.defer("raw", "search_vector"):
        rows[text.recommendation_id].texts.append(text)


def _add_terms(rows: dict[int, Row]) -> None:
    """One query: the place in the list, the key of the link, and the term of each."""
    links: list[tuple[str, Any, str, str, str]] = [
        ("states", RecommendingState, "state", "iso3", "state__name"),
        ("themes", ThemeLink, "theme", "code", "theme__order"),
        ("groups", GroupLink, "group", "code", "group__order"),
        ("sdgs", SdgGoalLink, "goal", "number", "goal__number"),
        ("sdgs", SdgTargetLink, "target", "code", "target__pk"),
        ("objectives", ObjectiveLink, "objective", "code", "objective__order"),
    ]
    keys = list(rows)
    parts = [
        model.objects.filter(recommendation__in=keys)
        .order_by()
        .annotate(
            part=Value(part),
            kind=Value(name),
            place=Window(RowNumber(), order_by=[F(order).asc(), F("pk").asc()]),
            value=Cast(f"{term}__{code}", CharField()),
        )
        .values_list(
            *("part", "place", "kind", "recommendation"),
            *("value", f"{term}__name", f"{term}__name_translations"),
        )
        for part, (name, model, term, code, order) in enumerate(links)
    ]
    language = _language()
    found = parts[0].union(*parts[1:], all=True)
    for _part, _place, kind, pk, value, words, others in sorted(found, key=lambda row: row[:2]):
        getattr(rows[pk], kind).append(Named(value, words, others.get(language) or words))


def _add_clusters(reader: Reader, rows: dict[int, Row]) -> None:
    language = _language()
    found = reader.memberships.filter(recommendation__in=list(rows)).order_by("cluster__title")
    facts = ("cluster__slug", "cluster__title", "cluster__title_translations")
    for pk, slug, title, others in found.values_list("recommendation", *facts):
        rows[pk].clusters.append(Named(slug, title, others.get(language) or title))


def _add_institutions(reader: Reader, rows: dict[int, Row]) -> None:
    """Who has accepted to lead or to contribute, itself assigned or through a cluster; one query."""
    language, keys = _language(), list(rows)
    accepted = reader.assignments.filter(state=AssignmentState.ACCEPTED).order_by()
    facts = ("institution__slug", "institution__name", "institution__name_translations")
    direct = accepted.filter(recommendation__in=keys).annotate(way=Value(0))
    through = accepted.filter(cluster__memberships__in=reader.memberships.values("pk"))
    through = through.filter(cluster__memberships__recommendation__in=keys).annotate(way=Value(1))
    found = direct.values_list("way", "recommendation", "role", *facts).union(
        through.values_list("way", "cluster__memberships__recommendation", "role", *facts),
        all=True,
    )
    for _way, pk, role, slug, name, others in sorted(found, key=lambda row: (row[0], row[4])):
        listed = {
            AssignmentRole.LEAD: rows[pk].lead_terms,
            AssignmentRole.CONTRIBUTING: rows[pk].contributor_terms,
        }.get(role)
        term = Named(slug, name, others.get(language) or name)
        if listed is not None and term not in listed:
            listed.append(term)


def _add_views(reader: Reader, rows: dict[int, Row]) -> None:
    latest = visible_assessments(reader.user).published().filter(recommendation__in=list(rows))
    facts = ("recommendation", "viewpoint", "status", "assessed_on")
    for pk, viewpoint, status, day in latest.order_by("assessed_on", "pk").values_list(*facts):
        rows[pk].views[viewpoint] = (status, day)


def _add_deeds(reader: Reader, rows: dict[int, Row]) -> None:
    """How many activities and published updates count for each, and when the last came; three queries."""
    keys = list(rows)
    activities: dict[int, set[int]] = defaultdict(set)
    for pk, activity in _together(reader.activity_links(), keys, "activity"):
        activities[pk].add(activity)
    updates: dict[int, set[int]] = defaultdict(set)
    for pk, source in _together(reader.update_links(), keys, "source"):
        updates[pk].add(source)
    published = dict(
        ImplementationUpdate.objects.published()
        .filter(pk__in=set().union(*updates.values()))
        .values_list("pk", "published_at")
    )
    for pk, row in rows.items():
        moments = [published.get(one) for one in updates.get(pk, ())]
        told = [moment for moment in moments if moment is not None]
        row.activities, row.updates = len(activities.get(pk, ())), len(told)
        row.updated_at = max(told, default=None)


def _together(links: Sequence[QuerySet], keys: Sequence[int], *facts: str) -> QuerySet:
    """(recommendation, …) of all ways in which something is linked, in one query."""
    parts = [
        rows.filter(recommendation__in=keys).values_list("recommendation", *facts) for rows in links
    ]
    return parts[0].union(*parts[1:], all=True)


def _language() -> str:
    return (get_language() or "").split("-")[0]
