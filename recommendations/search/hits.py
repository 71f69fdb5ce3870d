"""Where a search matched: how well, and which words of which text."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.search import SearchHeadline, SearchRank
from django.db.models import Case, F, Func, Max, OuterRef, Q, Subquery, TextField, Value, When
from django.db.models.functions import Coalesce, Left, Length
from django.utils.html import escape
from django.utils.safestring import SafeString

from nmirf.common.rows import rows

from .codes import covered, with_codes
from .conditions import AsAsked, Holds, any_leaf
from .marks import BEGIN, END, without_strays
from .query import Code, Node, leaves
from .reading import Search
from .signs import SIGNS, STAND_INS, with_signs

# Characters of a text that is shown whole; of a longer one, the parts around the words.
SHOWN_WHOLE = 500


@dataclass(frozen=True, slots=True)
class Hit:
    """The text that matched, in its language, with the words that were found marked."""

    language: str
    html: SafeString


def marked_hits(search: Search, keys: Collection[int], language: str) -> dict[int, Hit]:
    """By recommendation, the text that matched; one query, and one more where phrases are asked for.

    Of several the one in `language` is taken, then the authentic one. A recommendation that was
    found by its reference alone has none.
    """
    leaf = any_leaf(search.tree) if search.tree is not None else None
    if leaf is None or search.tree is None or not keys:
        return {}
    texts = rows("recommendations.RecommendationText")
    preference = Case(
        When(Q(Holds(search.tree), language=language), then=0),
        When(Holds(search.tree), then=1),
        When(Q(language=language), then=2),
        default=3,
    )
    best = (
        texts.filter(Holds(leaf), recommendation__in=keys)
        .order_by("recommendation_id", preference, "-is_authentic", "language")
        .distinct("recommendation_id")
    )
    found = (
        texts.filter(pk__in=best.values("pk"))
        .order_by()
        .annotate(length=Length("text"), begins=Left(_written(), 12))
        .annotate(marked=_headline(leaf))
        .values_list("recommendation", "language", "marked", "begins", "length")
    )
    texts_found = {key: (of_language, *text) for key, of_language, *text in found}
    marked = without_strays({key: text[:2] for key, text in texts_found.items()}, leaf)
    return {
        key: Hit(of_language, as_html(marked[key], begins, length))
        for key, (of_language, _marked, begins, length) in texts_found.items()
    }


def as_html(marked: str, begins: str, length: int) -> SafeString:
    """Escaped, the signs turned into tags, with dots where it does not begin the text."""
    marked, begins = with_signs(marked), with_signs(begins)
    if length > SHOWN_WHOLE:
        plain = marked.replace(BEGIN, "").replace(END, "")
        marked = f"{'' if plain.startswith(begins) else '… '}{marked} …"
    html = str(escape(marked)).replace(BEGIN, "<mark>").replace(END, "</mark>")
    return SafeString(html)


def _written() -> Func:
    """The text with stand-ins for typographic signs, and without the signs of ours."""
    return Func(
        F("text"),
        Value(SIGNS + BEGIN + END),
        Value(STAND_INS),
        function="translate",
        output_field=TextField(),
    )


def _headline(leaf: Node) -> Case:
    configuration = Func(F("language"), function="nmirf_search_config")
    asked: dict[str, Any] = {
        "config": configuration,
        "start_sel": BEGIN,
        "stop_sel": END,
    }
    query: Any = AsAsked(leaf)
    whole = SearchHeadline(_written(), query, highlight_all=True, **asked)
    parts = SearchHeadline(
        _written(),
        query,
        max_fragments=3,
        max_words=30,
        min_words=12,
        fragment_delimiter=" … ",
        **asked,
    )
    return Case(
        When(Q(length__lte=SHOWN_WHOLE), then=whole), default=parts, output_field=TextField()
    )


def with_relevance(found: Any, search: Search) -> Any:
    """Adds `relevance`: how well the best text matches; what was typed as a reference comes first."""
    if search.tree is None or any_leaf(search.tree) is None:
        return found.annotate(relevance=Value(0.0))
    rank: Any = SearchRank(F("search_vector"), AsAsked(search.tree))
    best = (
        rows("recommendations.RecommendationText")
        .filter(Holds(search.tree), recommendation=OuterRef("pk"))
        .order_by()
        .values("recommendation")
        .annotate(best=Max(rank))
        .values("best")
    )
    codes = [leaf.text for leaf in leaves(search.tree) if isinstance(leaf, Code)]
    codes += [search.code] if search.code else []
    if not codes:
        return found.annotate(relevance=Coalesce(Subquery(best), 0.0))
    exact, begun = Q(), Q()
    for code in dict.fromkeys(codes):
        exact |= covered(code, "reference_code", "symbol_code", exactly=True)
        begun |= covered(code, "reference_code", "symbol_code", "paragraph_code")
    typed = Case(When(exact, then=Value(2.0)), When(begun, then=Value(1.0)))
    return with_codes(found).annotate(relevance=Coalesce(typed, Subquery(best), 0.0))
