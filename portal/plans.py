"""What the pages of plans show, gathered in a few queries whatever their size."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from urllib.parse import quote, urlencode

from django.db.models import CharField, F, Q, QuerySet, Value
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from activities.choices import ActivityStatus
from activities.models import (
    ActivityObjective,
    IndicatorObjective,
    NationalPlan,
    ObjectiveCluster,
    ObjectiveRecommendation,
    ObjectiveTarget,
    PlanObjective,
)
from activities.policies import visible_indicators
from nmirf.common.dates import today
from nmirf.common.trees import Node, nodes
from recommendations.querysets import RecommendationQuerySet

from .cards import UNQUOTED, Item
from .facets.plans import ANY, covered, uncovered
from .reader import Reader

# References that are named beside an objective; the rest are in the register.
MOST_NAMED = 8


@dataclass(frozen=True, slots=True)
class Linked(Item):
    """What hangs on an objective; `note` is the status of an activity, which counts unless cancelled."""

    note: str = ""
    counts: bool = True


@dataclass(slots=True)
class Objective:
    """One objective as one reader sees it; `answers` is how many recommendations it answers."""

    pk: int
    parent: int | None
    code: str
    title: str
    statement: str
    lead: Item | None
    clusters: list[Item] = field(default_factory=list)
    references: list[Item] = field(default_factory=list)
    targets: list[Item] = field(default_factory=list)
    activities: list[Linked] = field(default_factory=list)
    indicators: list[Item] = field(default_factory=list)
    answers: int = 0

    @property
    def more(self) -> int:
        """How many it answers besides those that are named."""
        return self.answers - len(self.references)


@dataclass
class Outline:
    """A plan with its objectives; each part is read once, when it is asked for."""

    reader: Reader
    plan: NationalPlan

    @cached_property
    def objectives(self) -> dict[int, Objective]:
        """By key, in the order of their numbers; four queries."""
        language, places = _language(), _Places()
        rows = self.plan.objectives.order_by("order", "pk").values_list(
            *("pk", "parent", "code", "title", "title_translations", "statement"),
            *("lead__slug", "lead__name", "lead__name_translations"),
        )
        found = {
            pk: Objective(
                pk, parent, code, titles.get(language) or title, statement, _lead(language, *lead)
            )
            for pk, parent, code, title, titles, statement, *lead in rows
        }
        for kind, key, value, label, translations, more in _linked(self.reader, self.plan):
            words = (translations or {}).get(language) or label
            places.hang(found[key], kind, value, words, more)
        self._count(found, places)
        return found

    def _count(self, found: dict[int, Objective], places: "_Places") -> None:
        visible = self.reader.recommendations.order_by().values("pk")
        direct = ObjectiveRecommendation.objects.filter(
            objective__plan=self.plan, recommendation__in=visible
        )
        named = direct.order_by("recommendation__reference").values_list(
            "objective", "recommendation", "recommendation__reference"
        )
        answered: dict[int, set[int]] = {key: set() for key in found}
        for key, pk, reference in named:
            answered[key].add(pk)
            if len(found[key].references) < MOST_NAMED:
                found[key].references.append(Item(reference, places.recommendation(reference)))
        through = self.reader.counting.filter(
            cluster__objective_links__objective__plan=self.plan, recommendation__in=visible
        ).order_by()
        for key, pk in through.values_list("cluster__objective_links__objective", "recommendation"):
            answered[key].add(pk)
        for key, keys in answered.items():
            found[key].answers = len(keys)

    @cached_property
    def nodes(self) -> list[Node[Objective]]:
        return nodes(self.objectives.values(), lambda row: row.pk, lambda row: row.parent)

    @property
    def idle(self) -> list[Objective]:
        """Objectives nothing implements: no activity that counts is for them, nor for one below."""
        busy: set[int] = set()
        for row in self.objectives.values():
            above: int | None = row.pk if any(one.counts for one in row.activities) else None
            while above is not None and above not in busy:
                busy.add(above)
                above = self.objectives[above].parent
        return [row for row in self.objectives.values() if row.pk not in busy]


def _lead(language: str, slug: str | None, name: str, names: dict[str, str]) -> Item | None:
    if slug is None:
        return None
    return Item(names.get(language) or name, reverse("portal:institution", args=[slug]))


class _Places:
    """Addresses by the thousand: each is looked up once, without what it ends with."""

    def __init__(self) -> None:
        self.register = reverse("portal:register")
        self.clusters, self.activities = (
            reverse(f"portal:{name}", args=["x"]).removesuffix("x/")
            for name in ("cluster", "activity")
        )

    def recommendation(self, reference: str) -> str:
        return f"{self.register}{quote(reference, safe=UNQUOTED)}/"

    def hang(self, objective: Objective, kind: str, value: str, label: str, more: str) -> None:
        if kind == "cluster":
            objective.clusters.append(Item(label, f"{self.clusters}{value}/"))
        elif kind == "target":
            objective.targets.append(Item(value, f"{self.register}?sdg={value}"))
        elif kind == "activity":
            status = ActivityStatus(more)
            address, counts = f"{self.activities}{value}/", status != ActivityStatus.CANCELLED
            objective.activities.append(Linked(label, address, str(status.label), counts))
        else:
            objective.indicators.append(Item(label))


def _linked(reader: Reader, plan: NationalPlan) -> QuerySet[Any, Any]:
    """(kind, objective, value, label, translations, more) of what hangs on objectives; one query."""
    mine = {"objective__plan": plan}
    clusters = ObjectiveCluster.objects.filter(**mine, cluster__in=reader.clusters.values("pk"))
    activities = ActivityObjective.objects.filter(
        **mine, activity__in=reader.activities.values("pk")
    )
    indicators = IndicatorObjective.objects.filter(
        **mine, indicator__in=visible_indicators(reader.user).not_retired().values("pk")
    )
    parts = [
        _part(clusters, "cluster", "cluster__slug", "cluster__title"),
        _part(activities, "activity", "activity__slug", "activity__title", "activity__status"),
        _part(indicators, "indicator", "indicator__slug", "indicator__name"),
        _part(ObjectiveTarget.objects.filter(**mine), "target", "target__code", "target__name"),
    ]
    return parts[0].union(*parts[1:], all=True).order_by("words")


def _part(links: QuerySet, kind: str, value: str, label: str, more: str = "") -> QuerySet[Any, Any]:
    found: QuerySet[Any, Any] = links.order_by().annotate(
        kind=Value(kind),
        words=F(label),
        more=F(more) if more else Value("", output_field=CharField()),
    )
    return found.values_list("kind", "objective", value, "words", f"{label}_translations", "more")


def _language() -> str:
    return (get_language() or "").split("-")[0]


# Coverage: what is asked and what plans answer, both ways.


@dataclass(frozen=True, slots=True)
class Coverage:
    """Of `asked` recommendations `covered` are covered; the addresses lead to both in the register."""

    asked: int
    covered: int
    covered_url: str
    uncovered_url: str
    on: dt.date

    @property
    def uncovered(self) -> int:
        return self.asked - self.covered


def asked_of(reader: Reader, plan: NationalPlan | None = None) -> RecommendationQuerySet:
    """What a plan is measured against: the register as it is read; of a review's plan, that review.

    The secretariat measures what is published, as everyone does.
    """
    rows = reader.recommendations
    if reader.rights.is_secretariat:
        rows = rows.published()
    return rows.filter(review=plan.review_id) if plan and plan.review_id else rows


def left_out(reader: Reader, plan: NationalPlan | None = None) -> RecommendationQuerySet:
    """Recommendations the plan does not cover; without one, those no current plan covers."""
    missing = ~covered(reader, [plan.pk]) if plan else uncovered(reader)
    return asked_of(reader, plan).filter(missing)


def coverage(reader: Reader, plan: NationalPlan | None = None) -> Coverage:
    """Two queries."""
    rows = asked_of(reader, plan)
    total = rows.count()
    missing = left_out(reader, plan).count()
    chosen: dict[str, str] = {"review": plan.review.slug} if plan and plan.review else {}
    if reader.rights.is_secretariat:
        chosen["publication"] = "published"
    return Coverage(
        asked=total,
        covered=total - missing,
        covered_url=_register({"plan": plan.slug} | chosen) if plan else "",
        uncovered_url=_register({"unplanned": plan.slug if plan else ANY} | chosen),
        on=today(),
    )


def _register(chosen: dict[str, str]) -> str:
    return f"{reverse('portal:register')}?{urlencode(chosen)}"


def idle_objectives(reader: Reader, plan: NationalPlan | None = None) -> QuerySet[PlanObjective]:
    """Objectives nothing implements, of one plan or of all current ones."""
    plans = reader.plans.filter(pk=plan.pk) if plan else reader.plans.current(today())
    rows = PlanObjective.objects.filter(plan__in=plans.order_by().values("pk"))
    busy = PlanObjective.objects.implemented(reader.activities)
    return rows.exclude(pk__in=busy.order_by().values("pk")).with_path()


def answered_by(reader: Reader, keys: Iterable[int], recommendation: int) -> list[PlanObjective]:
    """Objectives that answer a recommendation, itself or through one of the clusters `keys`."""
    direct = ObjectiveRecommendation.objects.filter(recommendation=recommendation)
    through = ObjectiveCluster.objects.filter(cluster__in=list(keys))
    return list(
        PlanObjective.objects.filter(
            Q(pk__in=direct.values("objective")) | Q(pk__in=through.values("objective")),
            plan__in=reader.plans.values("pk"),
        ).with_path()
    )


# Versions, side by side.


@dataclass(frozen=True, slots=True)
class Difference:
    """What became of one objective: `changes` are (what, before, after)."""

    code: str
    title: str
    changes: list[tuple[str, str, str]]


@dataclass(frozen=True, slots=True)
class Compared:
    about: list[tuple[str, str, str]]
    added: list[Difference]
    removed: list[Difference]
    changed: list[Difference]

    @property
    def is_same(self) -> bool:
        return not (self.about or self.added or self.removed or self.changed)


def compare(reader: Reader, before: dict[str, Any], after: dict[str, Any]) -> Compared:
    """Two contents of PlanVersion; links are named as far as the reader may see what they lead to."""
    seen = _Seen(reader, before, after)
    old = {one["code"]: one for one in before["objectives"]}
    new = {one["code"]: one for one in after["objectives"]}
    both = [(code, seen.changes(old[code], new[code])) for code in new if code in old]
    about = (("title", _("Title")), ("starts_on", _("First day")), ("ends_on", _("Last day")))
    return Compared(
        about=[
            (label, before[name], after[name])
            for name, label in about
            if before[name] != after[name]
        ],
        added=[_alone(new[code]) for code in new if code not in old],
        removed=[_alone(old[code]) for code in old if code not in new],
        changed=[
            Difference(code, new[code]["title"], changes) for code, changes in both if changes
        ],
    )


def _alone(said: dict[str, Any]) -> Difference:
    return Difference(said["code"], said["title"], [])


class _Seen:
    """Of what two versions name, what the reader may see."""

    def __init__(self, reader: Reader, *contents: dict[str, Any]) -> None:
        objectives = [one for content in contents for one in content["objectives"]]
        slugs = {slug for one in objectives for slug in one["clusters"]}
        references = {ref for one in objectives for ref in one["recommendations"]}
        self.clusters = {row.slug: row.label for row in reader.clusters.filter(slug__in=slugs)}
        visible = reader.recommendations.filter(reference__in=references)
        self.references = set(visible.values_list("reference", flat=True))

    def changes(self, before: dict[str, Any], after: dict[str, Any]) -> list[tuple[str, str, str]]:
        labels = (
            ("title", _("Title")),
            ("parent", _("Stands below")),
            ("statement", _("What is to be reached")),
            ("lead", _("Lead institution")),
            ("clusters", _("Clusters")),
            ("recommendations", _("Recommendations")),
            ("targets", _("SDG targets")),
        )
        pairs = [
            (label, self._said(before, name), self._said(after, name)) for name, label in labels
        ]
        return [(label, was, now) for label, was, now in pairs if was != now]

    def _said(self, one: dict[str, Any], name: str) -> str:
        value = one[name]
        if name == "clusters":
            return ", ".join(self.clusters[slug] for slug in value if slug in self.clusters)
        if name == "recommendations":
            return ", ".join(ref for ref in value if ref in self.references)
        return ", ".join(value) if isinstance(value, list) else str(value)
