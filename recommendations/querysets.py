"""Every question asked of the register; each method returns a queryset."""

from collections.abc import Collection, Iterable
from typing import Any, Self

from django.db import models
from django.db.models import Case, Count, Exists, F, Max, Min, OuterRef, Q, Value, When
from django.db.models.functions import Cast

from nmirf.common.rows import rows

from .choices import (
    STEPS,
    AssignmentRole,
    AssignmentState,
    Publication,
    RowOutcome,
    SuggestionDecision,
    TableItemState,
    TextStanding,
    ViewDigest,
    Viewpoint,
)
from .search import Search, read
from .search.conditions import condition

# What a text is, by the columns that say so.
TEXT_STANDS: dict[str, dict[str, bool]] = {
    TextStanding.AUTHENTIC: {"is_authentic": True},
    TextStanding.OFFICIAL: {"is_official": True},
    TextStanding.MACHINE: {"is_machine_made": True},
    TextStanding.UNOFFICIAL: {
        "is_authentic": False,
        "is_official": False,
        "is_machine_made": False,
    },
}


class RecommendationQuerySet(models.QuerySet):
    def published(self) -> Self:
        return self.filter(publication=Publication.PUBLISHED)

    def not_retired(self) -> Self:
        return self.exclude(publication=Publication.RETIRED)

    def drafts_of_import(self, batch: Any) -> Self:
        """What an import brought and nobody has published or retired since."""
        return self.filter(
            publication=Publication.DRAFT,
            pk__in=batch.rows.filter(outcome=RowOutcome.CREATE).values("recommendation"),
        )

    def matching(self, words: str | Search) -> Self:
        """Found by words of any of its texts, or by reference, symbol or paragraph as typed.

        A search that was read before is not read again; see `recommendations.search`.
        """
        search = words if isinstance(words, Search) else read(words)
        return self.filter(condition(search))

    def assigned_to(self, institutions: Collection[int]) -> Self:
        """Those that one of the institutions has a part in, of its own or through a cluster."""
        assignments = rows("recommendations.Assignment")
        mine = assignments.not_withdrawn().filter(institution__in=institutions)
        return self.filter(
            Q(pk__in=mine.filter(recommendation__isnull=False).values("recommendation"))
            | Q(
                memberships__in=rows("recommendations.ClusterMembership").filter(
                    cluster__in=mine.values("cluster")
                )
            )
        ).distinct()

    def without_assignment(self) -> Self:
        """No institution answers for it, neither directly nor through a cluster."""
        assignments = rows("recommendations.Assignment")
        standing = assignments.not_withdrawn()
        return self.filter(
            ~Exists(standing.filter(recommendation=OuterRef("pk"))),
            ~Exists(standing.filter(cluster__memberships__recommendation=OuterRef("pk"))),
        )

    def lacking_text_in(self, language: str) -> Self:
        """Those without any text in this language."""
        texts = rows("recommendations.RecommendationText").filter(language=language)
        return self.filter(~Exists(texts.filter(recommendation=OuterRef("pk"))))

    def with_text_standing(self, language: str, standing: str) -> Self:
        """Those whose text in this language is of this kind (a value of `TextStanding`)."""
        texts = rows("recommendations.RecommendationText").filter(
            language=language, **TEXT_STANDS[standing]
        )
        return self.filter(Exists(texts.filter(recommendation=OuterRef("pk"))))

    def for_list(self) -> Self:
        """All that one line of a list shows: three queries whatever the length."""
        return self.select_related("mechanism", "review").prefetch_related(
            "texts",
            "recommending_states",
            models.Prefetch(
                "assignments",
                queryset=rows("recommendations.Assignment")
                .accepted()
                .filter(role=AssignmentRole.LEAD)
                .select_related("institution"),
                to_attr="leads",
            ),
            "clusters",
        )


class ImportRowQuerySet(models.QuerySet):
    def matching(self, words: str) -> Self:
        """In what the row says, would change, or was rejected for, or in the record that it meets."""
        said = self.annotate(
            said_text=Cast("changes", models.TextField()),
            whole_text=Cast("said", models.TextField()),
        )
        texts = rows("recommendations.RecommendationText").filter(
            recommendation=OuterRef("recommendation"), text__icontains=words
        )
        return said.filter(
            Q(said_text__icontains=words)
            | Q(whole_text__icontains=words)
            | Q(reference__icontains=words)
            | Q(message__icontains=words)
            | Exists(texts)
        )

    def with_unknown_terms(self) -> Self:
        return self.exclude(unknown=[])

    def with_candidates(self) -> Self:
        return self.exclude(candidates=[])

    def bundled(self) -> Self:
        """Rows that hold several recommendations, split or not."""
        return self.exclude(parts=[], part=0)

    def decided(self, batch: Any) -> Self:
        return self.filter(position__in=batch.row_decisions.values("position"))

    def undecided(self, batch: Any) -> Self:
        return self.exclude(position__in=batch.row_decisions.values("position"))


class SourceRecordQuerySet(models.QuerySet):
    def named(self, source: str, keys: Iterable[str]) -> Self:
        """What a source said under one of its own names."""
        # That none of many names is empty the planner only knows, and uses the index, when it is told.
        return self.filter(source=source, key__in=keys).exclude(key="")


class ClusterQuerySet(models.QuerySet):
    def published(self) -> Self:
        return self.filter(publication=Publication.PUBLISHED)

    def not_retired(self) -> Self:
        return self.exclude(publication=Publication.RETIRED)

    def with_sizes(self) -> Self:
        """Adds `size` (int): how many recommendations are in it."""
        return self.annotate(size=Count("memberships")).order_by("title", "pk")


class AssignmentQuerySet(models.QuerySet):
    def for_list(self, state: str) -> Self:
        """Those in one state with all that a line shows, the soonest to be answered first."""
        return (
            self.filter(state=state)
            .select_related("institution", "recommendation__mechanism", "cluster", "proposed_by")
            .prefetch_related("recommendation__texts")
            .order_by(F("answer_by").asc(nulls_last=True), "-updated_at", "pk")
        )

    def not_withdrawn(self) -> Self:
        return self.exclude(state=AssignmentState.WITHDRAWN)

    def accepted(self) -> Self:
        return self.filter(state=AssignmentState.ACCEPTED)

    def proposed(self) -> Self:
        return self.filter(state=AssignmentState.PROPOSED)

    def contested(self) -> Self:
        return self.filter(state=AssignmentState.CONTESTED)


class AssessmentQuerySet(models.QuerySet):
    def published(self) -> Self:
        return self.filter(publication=Publication.PUBLISHED)

    def latest_of_each_view(self) -> Self:
        """The newest published assessment of each viewpoint and institution, by recommendation."""
        return (
            self.published()
            .order_by("recommendation_id", "viewpoint", "institution_id", "-assessed_on", "-pk")
            .distinct("recommendation_id", "viewpoint", "institution_id")
        )

    def of_secretariat(self) -> Self:
        return self.filter(viewpoint=Viewpoint.SECRETARIAT)

    def steps_apart(self, viewpoints: Collection[str]) -> Any:
        """By recommendation whose latest views differ: `apart`, how many steps (see STEPS) lie between.

        Of the viewpoints named alone. Rows of {recommendation, apart}, the furthest apart first.
        """
        newest = self.filter(viewpoint__in=viewpoints).latest_of_each_view()
        step = Case(*(When(status=status, then=Value(number)) for status, number in STEPS.items()))
        return (
            self.model._default_manager.filter(pk__in=newest.values("pk"), status__in=STEPS)
            .order_by()
            .values("recommendation")
            .annotate(apart=Max(step) - Min(step))
            .filter(apart__gt=0)
            .order_by("-apart", "recommendation")
        )

    def to_moderate(self) -> Self:
        """What civil society handed in and the secretariat has not decided yet."""
        return self.filter(
            viewpoint=Viewpoint.CIVIL_SOCIETY,
            publication=Publication.DRAFT,
            handed_in_at__isnull=False,
        )


class TermQuerySet(models.QuerySet):
    """Of every list of terms."""

    def offered(self) -> Self:
        """What forms offer: neither retired nor merged into another term."""
        return self.filter(is_active=True)

    def unmerged(self) -> Self:
        """Those that stand for themselves, retired ones among them."""
        return self.filter(merged_into=None)

    def led_to_by(self, keys: Any) -> Self:
        """What these terms stand for, by key or as a query: a merged one for the one kept."""
        return self.filter(Q(pk__in=keys, merged_into=None) | Q(merged_from__in=keys)).distinct()

    def with_use(self, visible: models.QuerySet) -> Self:
        """Adds `uses`: of how many of the recommendations in `visible` the term is said."""
        links = Count("links", filter=Q(links__recommendation__in=visible.order_by().values("pk")))
        return self.annotate(uses=links)


class SuggestionQuerySet(models.QuerySet):
    def undecided(self) -> Self:
        """Open ones of which both records are still in the register."""
        retired = Publication.RETIRED
        return self.filter(decision=SuggestionDecision.OPEN).exclude(
            Q(subject__publication=retired) | Q(other__publication=retired)
        )

    def of_kind(self, kind: str) -> Self:
        return self.filter(kind=kind)

    def for_list(self) -> Self:
        """With both records and their texts, the likeliest first: three queries whatever the length."""
        return (
            self.select_related(
                *("subject__mechanism", "subject__review", "other__mechanism", "other__review")
            )
            .prefetch_related("subject__texts", "other__texts")
            .order_by("-score", "pk")
        )


class RepeatQuerySet(models.QuerySet):
    def for_list(self, end: str) -> Self:
        """With the record at `end` ("later" or "earlier") and its texts: two queries."""
        return (
            self.select_related(f"{end}__mechanism")
            .prefetch_related(f"{end}__texts")
            .order_by(f"{end}__issued_on", "pk")
        )


class SavedViewQuerySet(models.QuerySet):
    def telling(self) -> Self:
        """Those whose owner, still with an account in use, wants to hear what is new in them."""
        return self.exclude(digest=ViewDigest.NONE).filter(owner__is_active=True)


class ThematicTableQuerySet(models.QuerySet):
    def for_institutions(self, institutions: Collection[int], user: int | None) -> Self:
        """Those to which one of the institutions, or the person, is invited."""
        invited = rows("focalpoints.Attendance").filter(
            Q(institution__in=institutions) | Q(user=user, user__isnull=False)
        )
        return self.filter(Exists(invited.filter(meeting=OuterRef("meeting"))))

    def with_counts(self) -> Self:
        """Adds `total`, `settled` and `parked` (ints): how many recommendations, and where they are."""
        return self.annotate(
            total=Count("items"),
            settled=Count("items", filter=Q(items__state=TableItemState.SETTLED)),
            parked=Count("items", filter=Q(items__state=TableItemState.PARKED)),
        ).order_by("-meeting__starts_at", "-pk")


class TableItemQuerySet(models.QuerySet):
    def waiting(self) -> Self:
        return self.filter(state=TableItemState.WAITING)

    def parked(self) -> Self:
        return self.filter(state=TableItemState.PARKED)

    def settled(self) -> Self:
        return self.filter(state=TableItemState.SETTLED)

    def in_order(self) -> Self:
        """With their records and texts, as the table takes them: two queries."""
        return (
            self.select_related("recommendation__mechanism", "recommendation__review", "settled_by")
            .prefetch_related("recommendation__texts")
            .order_by("position", "pk")
        )
