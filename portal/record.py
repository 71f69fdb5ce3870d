"""What the page of one recommendation shows, gathered in a few queries and in plain values."""

import datetime as dt
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import (
    CharField,
    Count,
    F,
    JSONField,
    OuterRef,
    Q,
    QuerySet,
    Value,
    prefetch_related_objects,
)
from django.db.models.functions import Cast, JSONObject
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from activities.models import (
    ActivityCluster,
    ActivityRecommendation,
    ImplementationUpdate,
    PlanObjective,
    UpdateTarget,
)
from activities.querysets import ActivityQuerySet
from portal.activities import Card as ActivityCard
from portal.activities import cards as activity_cards
from recommendations.choices import (
    COUNTING_OVERLAPS,
    AssignmentRole,
    AssignmentState,
    LinkMethod,
    Overlap,
    Publication,
    Viewpoint,
)
from recommendations.models import (
    Assessment,
    Assignment,
    ClusterMembership,
    GroupLink,
    Recommendation,
    RecommendationText,
    RecommendingState,
    Repeat,
    SdgGoalLink,
    SdgTargetLink,
    ThemeLink,
)
from recommendations.policies import can_decide_assignment, visible_assessments
from reporting.models import Obligation
from reporting.policies import visible_obligations

from .answers import Answer, answers
from .cards import Item
from .events import Documents, Event, as_event, evidence
from .measured import indicators_of
from .plans import answered_by
from .reader import Reader
from .voices import (
    KINDS,
    Disagreement,
    Proofs,
    View,
    disagreement,
    side_by_side,
    viewer,
)

_OWED = ("slug", "title", "title_translations", "due_on", "due_source", "state")


def with_obligations(rows: QuerySet[Recommendation], reader: Reader) -> QuerySet[Recommendation]:
    """Adds `owed`: obligations about it that the reader sees, the first due first."""
    mine = visible_obligations(reader.user).filter(recommendation=OuterRef("pk"))
    facts = JSONObject(**{name: name for name in _OWED})
    return rows.annotate(owed=ArraySubquery(mine.order_by("due_on", "pk").values(found=facts)))


@dataclass(slots=True)
class Part:
    """An institution's part in it, with the buttons that its people have."""

    institution: Item
    role: AssignmentRole
    state: str
    is_settled: bool
    through: str = ""
    reason: str = ""
    answer_by: dt.date | None = None
    decide: str = ""
    can_contest: bool = False


@dataclass
class Record:
    """A recommendation as one reader sees it; every part is read once, when it is asked for."""

    reader: Reader
    row: Recommendation

    @cached_property
    def terms(self) -> dict[str, list[Item]]:
        return _terms(self.reader, self.row)

    @cached_property
    def positions(self) -> list[Answer]:
        return answers(self.reader, self.row)

    @cached_property
    def memberships(self) -> list[Any]:
        """Rows of ClusterMembership with `alike` (int): how many others that the reader sees ask for the same substance."""
        visible = self.reader.recommendations.exclude(pk=self.row.pk).values("pk")
        alike = Count(
            "cluster__memberships",
            filter=Q(
                cluster__memberships__overlap=Overlap.DIRECT,
                cluster__memberships__recommendation__in=visible,
            ),
        )
        return list(
            self.reader.memberships.filter(recommendation=self.row)
            .select_related("cluster")
            .annotate(alike=alike)
            .order_by("cluster__title", "pk")
        )

    @cached_property
    def counting(self) -> dict[int, ClusterMembership]:
        """By cluster, the memberships through which what is told there counts here."""
        return {row.cluster_id: row for row in self.memberships if row.overlap in COUNTING_OVERLAPS}

    @cached_property
    def parts(self) -> list[Part]:
        """Who answers for it; the leads first, its own before those of its clusters."""
        of_clusters = {row.cluster_id: row.cluster.label for row in self.memberships}
        rows = (
            self.reader.assignments.filter(
                Q(recommendation=self.row) | Q(cluster__in=list(of_clusters))
            )
            .select_related("institution")
            .order_by("cluster", "pk")
        )
        found = [self._part(row, of_clusters.get(row.cluster_id or 0, "")) for row in rows]
        return [part for role in AssignmentRole for part in found if part.role == role]

    def _part(self, row: Assignment, through: str) -> Part:
        decides = bool(can_decide_assignment(self.reader.user, row))
        waits = row.state in (AssignmentState.PROPOSED, AssignmentState.CONTESTED)
        return Part(
            institution=Item(row.institution.label, row.institution.get_absolute_url()),
            role=AssignmentRole(row.role),
            state=row.get_state_display(),
            is_settled=row.state == AssignmentState.ACCEPTED,
            through=through,
            reason=row.reason if row.state == AssignmentState.CONTESTED else "",
            answer_by=row.answer_by if waits else None,
            decide=reverse("recommendations:move_assignment", args=[row.pk])
            if decides and waits
            else "",
            can_contest=row.state == AssignmentState.PROPOSED,
        )

    @cached_property
    def settled(self) -> list[Part]:
        """An institution once, in its first part."""
        found: dict[Item, Part] = {}
        for part in self.parts:
            if part.is_settled:
                found.setdefault(part.institution, part)
        return list(found.values())

    @cached_property
    def unsettled(self) -> list[Part]:
        return [part for part in self.parts if not part.is_settled]

    @cached_property
    def _assessed(self) -> list[Assessment]:
        return list(
            visible_assessments(self.reader.user)
            .filter(recommendation=self.row)
            .exclude(publication=Publication.RETIRED)
            .select_related("institution", "grade__scale")
            .order_by("-assessed_on", "-pk")
        )

    @cached_property
    def _words(self) -> tuple[list[Assessment], list[ImplementationUpdate]]:
        """What was assessed and told, each institution with the names that it bore: one query for both."""
        said = self._assessed, self._reported
        prefetch_related_objects(
            [row.institution for rows in said for row in rows if row.institution], "former_names"
        )
        return said

    @property
    def assessments(self) -> list[Assessment]:
        """Of every viewpoint, the latest first."""
        return self._words[0]

    @property
    def updates(self) -> list[ImplementationUpdate]:
        """The latest first; of those withdrawn that they were there."""
        return self._words[1]

    @cached_property
    def activity_rows(self) -> ActivityQuerySet:
        """Those for it, and those for a cluster whose substance it shares."""
        direct = ActivityRecommendation.objects.filter(recommendation=self.row)
        through = ActivityCluster.objects.filter(cluster__in=list(self.counting))
        return self.reader.activities.filter(
            Q(pk__in=direct.values("activity")) | Q(pk__in=through.values("activity"))
        )

    @cached_property
    def activities(self) -> list[ActivityCard]:
        return activity_cards(self.activity_rows.order_by("ends_on", "pk"))

    @cached_property
    def indicators(self) -> list[tuple[Any, Any]]:
        """(indicator, how it stands), its own and through clusters."""
        return [*indicators_of(self.reader, self.row, list(self.counting))]

    @cached_property
    def objectives(self) -> list[PlanObjective]:
        """Objectives of plans that answer it, and those that answer a cluster it counts in."""
        return answered_by(self.reader, self.counting, self.row.pk)

    @cached_property
    def _reported(self) -> list[ImplementationUpdate]:
        direct = UpdateTarget.objects.filter(recommendation=self.row)
        return list(
            self.reader.told.filter(
                Q(pk__in=direct.values("update"))
                | Q(cluster__in=list(self.counting))
                | Q(activity__in=self.activity_rows.order_by().values("pk"))
            )
            .select_related("institution", "activity")
            .order_by("-published_at", "-pk")
        )

    @cached_property
    def evidence(self) -> Documents:
        return evidence(
            self.reader,
            {
                "update": [row.pk for row in self.updates],
                "assessment": [row.pk for row in self.assessments],
            },
        )

    def _evidence_of(self, kind: str, key: int) -> tuple[Item, ...]:
        return self.evidence.get((kind, key), ())

    @cached_property
    def views(self) -> list[View]:
        """The newest word of each viewpoint side by side, each with what it said before."""
        return side_by_side(self.assessments, self._proofs)

    @cached_property
    def disagreement(self) -> Disagreement | None:
        return disagreement(self.assessments)

    @cached_property
    def _proofs(self) -> Proofs:
        return {row.pk: self._evidence_of("assessment", row.pk) for row in self.assessments}

    @cached_property
    def events(self) -> list[Event]:
        """What was told, assessed and decided, the latest first."""
        found = [self._told(row) for row in self.updates]
        found += [
            Event(
                title=_("%(who)s: %(status)s")
                % {
                    "who": viewer(row.viewpoint, row.institution, row.assessed_on),
                    "status": row.graded or row.get_status_display(),
                },
                on=row.assessed_on,
                who=(KINDS[Viewpoint(row.viewpoint)](), *filter(None, [row.symbol])),
                rank=1,
            )
            for row in self.assessments
            if row.publication == Publication.PUBLISHED
        ]
        found += [
            Event(
                title=_("Position of the State: %(position)s") % {"position": answer.position},
                on=answer.on,
                who=(answer.source,) if answer.source else (),
                rank=2,
            )
            for answer in self.positions
            if answer.on is not None and not answer.why_corrected
        ]
        if self.row.issued_on:
            found.append(Event(title=_("Recommendation issued"), on=self.row.issued_on, rank=3))
        return sorted(found, key=lambda event: (event.on.toordinal(), -event.rank), reverse=True)

    def _told(self, row: ImplementationUpdate) -> Event:
        through = []
        if row.cluster_id in self.counting:
            membership = self.counting[row.cluster_id]
            words = {
                Overlap.DIRECT: _("told of the cluster “%(cluster)s”: direct overlap"),
                Overlap.PARTIAL: _("told of the cluster “%(cluster)s”: partial overlap"),
            }[Overlap(membership.overlap)]
            through.append(words % {"cluster": membership.cluster.label})
        elif row.activity:
            through.append(
                _("told of the activity “%(activity)s”") % {"activity": row.activity.label}
            )
        return as_event(row, through, self._evidence_of("update", row.pk))

    @cached_property
    def obligations(self) -> list[Obligation]:
        """As `with_obligations` read them with the row."""
        return [
            Obligation(**facts | {"due_on": dt.date.fromisoformat(facts["due_on"])})
            for facts in self.row.owed  # type: ignore[attr-defined]
        ]

    def text_in(self, language: str) -> RecommendationText | None:
        """The text asked for, else the one in the page's language, else the authentic one."""
        texts = {text.language: text for text in self.row.texts.all()}
        return texts.get(language) or self.row.shown_text


def _terms(reader: Reader, row: Recommendation) -> dict[str, list[Item]]:
    """States, themes, groups, goals, targets and repeats, with their places in the register.

    One query: rows of (kind, value, label, translations, how it was linked).
    """
    visible = reader.recommendations.order_by().values("pk")
    nothing = Value({}, output_field=JSONField())

    def rows(links: QuerySet, kind: str, value: str, term: str, method: Any) -> QuerySet:
        found: QuerySet = links.order_by().annotate(kind=Value(kind), how=method)
        return found.values_list(
            "kind", value, f"{term}__name", f"{term}__name_translations", "how"
        )

    def repeats(links: QuerySet, kind: str, end: str) -> QuerySet:
        found: QuerySet = links.order_by().annotate(kind=Value(kind), how=Value(""), none=nothing)
        return found.values_list("kind", f"{end}__reference", f"{end}__reference", "none", "how")

    method, mine = F("method"), {"recommendation": row}
    parts = [
        rows(RecommendingState.objects.filter(**mine), "state", "state__iso3", "state", Value("")),
        rows(ThemeLink.objects.filter(**mine), "theme", "theme__code", "theme", method),
        rows(GroupLink.objects.filter(**mine), "group", "group__code", "group", method),
        rows(SdgTargetLink.objects.filter(**mine), "target", "target__code", "target", method),
        repeats(Repeat.objects.filter(later=row, earlier__in=visible), "earlier", "earlier"),
        repeats(Repeat.objects.filter(earlier=row, later__in=visible), "later", "later"),
    ]
    goals = SdgGoalLink.objects.filter(**mine).order_by()
    parts.append(
        goals.annotate(
            kind=Value("goal"), code=Cast("goal__number", CharField()), how=method
        ).values_list("kind", "code", "goal__name", "goal__name_translations", "how")
    )
    language = (get_language() or "").split("-")[0]
    found: dict[str, list[Item]] = {}
    for kind, value, label, translations, how in parts[0].union(*parts[1:], all=True):
        words = (translations or {}).get(language) or label
        if kind in ("goal", "target"):
            words = f"{value} {words}"
        if how == LinkMethod.RULE:
            words = _("%(term)s (suggested by a rule, unreviewed)") % {"term": words}
        found.setdefault(kind, []).append(Item(words, _place(kind, value)))
    for items in found.values():
        items.sort(key=lambda item: item.label)
    return found


_PAGE_OF = {
    "earlier": "portal:recommendation",
    "later": "portal:recommendation",
    "theme": "portal:theme",
    "group": "portal:group",
    "goal": "portal:sdg_goal",
}


def _place(kind: str, value: str) -> str:
    """The page of the record, or of the term, which leads on to all that share it."""
    if kind == "target":
        return reverse("portal:sdg_target", args=value.split(".", 1))
    return reverse(_PAGE_OF[kind], args=[value]) if kind in _PAGE_OF else ""
