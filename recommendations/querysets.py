"""Every question asked of the register; each method returns a queryset."""

from collections.abc import Collection
from typing import Any, Self

from django.contrib.postgres.search import SearchQuery
from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Q
from django.db.models.functions import Cast

from nmirf.common.rows import rows

from .choices import (
    AssignmentRole,
    AssignmentState,
    Publication,
    RowOutcome,
    SuggestionDecision,
    Viewpoint,
)

# Languages whose words PostgreSQL can stem; every other text is indexed word by word.
STEMMED_LANGUAGES = ("ar", "en", "es", "fr", "pt", "ru")


def search_in_texts(words: str) -> Q:
    """Match a text in its own language's search configuration; `words` as a web search reads them.

    Quotes make a phrase, OR an alternative, a minus an exclusion; accents and inflections fold.
    """
    condition = Q()
    for language in STEMMED_LANGUAGES:
        query = SearchQuery(words, config=f"nmirf_{language}", search_type="websearch")
        condition |= Q(language=language, search_vector=query)
    query = SearchQuery(words, config="nmirf_simple", search_type="websearch")
    return condition | (~Q(language__in=STEMMED_LANGUAGES) & Q(search_vector=query))


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

    def matching(self, words: str) -> Self:
        """Found by words of any of its texts, or by reference, symbol or paragraph as typed."""
        typed = words.strip()
        texts = rows("recommendations.RecommendationText")
        return self.filter(
            Q(pk__in=texts.filter(search_in_texts(typed)).values("recommendation"))
            | Q(reference__istartswith=typed)
            | Q(symbol__iexact=typed)
            | Q(paragraph=typed)
        )

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
