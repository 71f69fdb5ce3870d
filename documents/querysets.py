import re
from collections.abc import Iterable
from functools import reduce
from typing import Any, Self

from django.conf import settings
from django.contrib.postgres.search import SearchHeadline, SearchQueryField, SearchVectorField
from django.db import models
from django.db.models import BooleanField, ExpressionWrapper, F, Func, OuterRef, Q, Value
from django.db.models.expressions import CombinedExpression
from django.db.models.functions import Coalesce, NullIf, Replace

from nmirf.common.rows import rows

from .choices import HELD_BACK, Classification, TextState

# Around the words that were found, in a piece of text; no file holds these.
FOUND = ("\ue000", "\ue001")


def languages_of(language: str) -> list[str]:
    """The languages by whose rules a text is read: its own; where that is not known, the State's."""
    return [language] if language else [code for code, _name in settings.LANGUAGES]


def without_tags(text: Any) -> Any:
    """The database takes what stands in angle brackets for markup, and would not see it."""
    return Replace(text, Value("<"), Value(" "))


def vector_of(text: Any, language: str) -> Any:
    """The words of `text` as their language inflects them, and as they are.

    The functions and configurations of search are the database's own, see recommendations 0001.
    """
    text = without_tags(text)
    parts: list[Any] = [
        Func(Value(code), text, function="nmirf_text_vector", output_field=SearchVectorField())
        for code in languages_of(language)
    ]
    return reduce(lambda one, other: CombinedExpression(one, "||", other), parts)


def query_of(words: str) -> Any:
    """What is looked for, in whichever language of the State; quotes hold a phrase together."""
    # A word that is not to occur would occur in another language's reading.
    asked = Value(re.sub(r"(^|\s)-+", " ", words)[:300])
    parts: list[Any] = [
        Func(
            Func(Value(code), function="nmirf_search_config"),
            Func(asked, function="nmirf_words"),
            function="websearch_to_tsquery",
            output_field=SearchQueryField(),
        )
        for code in (*languages_of(""), "")
    ]
    return reduce(lambda one, other: CombinedExpression(one, "||", other), parts)


def _holds(vector: Any, words: str) -> Any:
    joined = CombinedExpression(vector, "@@", query_of(words), output_field=BooleanField())
    return ExpressionWrapper(joined, output_field=BooleanField())


class PageQuerySet(models.QuerySet):
    def holding(self, words: str) -> Self:
        return self.alias(_holds=_holds(F("search_vector"), words)).filter(_holds=True)

    def hits(self, words: str, documents: Iterable[int]) -> Self:
        """Of each of these documents the first page that holds the words; adds `piece`, its place.

        The words stand between the two signs of FOUND.
        """
        start, stop = FOUND
        first = (
            self.filter(document__in=list(documents))
            .holding(words)
            .order_by("document_id", "number")
            .distinct("document_id")
        )
        piece = SearchHeadline(
            without_tags(F("text")),
            query_of(words),
            # By the rules of the text's own language, for the words of a query are stems.
            config=Func(
                Coalesce(NullIf("document__language", Value("")), Value(settings.LANGUAGE_CODE)),
                function="nmirf_search_config",
            ),
            start_sel=start,
            stop_sel=stop,
            max_words=28,
            min_words=12,
            max_fragments=1,
        )
        return self.filter(pk__in=first.values("pk")).annotate(piece=piece).order_by("document_id")


class DocumentQuerySet(models.QuerySet):
    def public(self) -> Self:
        return self.filter(classification=Classification.PUBLIC).served()

    def served(self) -> Self:
        """Without those that the virus scanner holds back, or has not seen yet."""
        return self.exclude(scan_state__in=HELD_BACK)

    def held_back(self) -> Self:
        return self.filter(scan_state__in=HELD_BACK)

    def newest_versions(self) -> Self:
        """Of each row of versions among these documents the last one."""
        newer = self.model._default_manager.filter(
            series=OuterRef("series"), version__gt=OuterRef("version"), pk__in=self.values("pk")
        )
        return self.exclude(models.Exists(newer))

    def matching(self, words: str) -> Self:
        """Those in whose title or text the words occur."""
        words = words.replace("\x00", " ").strip()
        title = Func(
            F("language"),
            F("title"),
            function="nmirf_text_vector",
            output_field=SearchVectorField(),
        )
        pages = rows("documents.Page").holding(words).values("document")
        return self.alias(_titled=_holds(title, words)).filter(
            Q(_titled=True) | Q(title__icontains=words) | Q(pk__in=pages)
        )

    def counted_by(self, column: str) -> list[tuple[str, int]]:
        """(value, how many documents), the most frequent first."""
        counted = self.order_by().values(column).annotate(number=models.Count("pk"))
        return list(counted.order_by("-number", column).values_list(column, "number"))

    def with_extract(self) -> Self:
        return self.select_related("extract", "owner")


class ExtractQuerySet(models.QuerySet):
    def waiting(self) -> Self:
        return self.filter(state=TextState.WAITING)
