"""The tree of a search as conditions on recommendations and their texts.

Words that belong together must be in one text, since a text is in one language: `and` and `or`
over words and phrases are one `tsquery` a language. What is left out by NOT, and codes, concern the
recommendation as a whole: it is left out when any of its texts has the word.

Nothing that was typed becomes part of a statement: each word is a parameter of a function that
reads plain text. Words that a language does without (its stop words) drop out by themselves.
"""

import re
from collections.abc import Iterable

from django.contrib.postgres.search import CombinedSearchQuery, SearchQuery, SearchQueryField
from django.db.models import Case, Q, When

from nmirf.common.rows import rows

from .codes import covered, with_codes
from .query import And, Code, Node, Not, Or, Phrase, Word, leaves
from .reading import Search
from .signs import as_words

# Languages whose words PostgreSQL can stem; every other text is indexed word by word.
STEMMED_LANGUAGES = ("ar", "en", "es", "fr", "pt", "ru")
OTHER = "simple"
EVERY_CODE = ("reference_code", "symbol_code", "paragraph_code")
# Not an empty list: Django would not ask the database at all, and the counts are one statement.
NOTHING = Q(pk__isnull=True)
_LETTERS = re.compile(r"\w+")

Query = SearchQuery | CombinedSearchQuery


def condition(search: Search) -> Q:
    """Which recommendations a search finds; none where nothing was asked for."""
    if search.tree is None:
        return NOTHING
    found = _of(search.tree)
    return (
        found | _with_code(search.code, "reference_code", "symbol_code") if search.code else found
    )


def _of(node: Node) -> Q:
    if _is_text(node):
        return _in_texts(node)
    if isinstance(node, Code):
        columns = EVERY_CODE[2:] if node.is_paragraph else EVERY_CODE
        return _with_code(node.text, *columns) | _in_texts(Phrase(node.text))
    if isinstance(node, Not):
        return ~_of(node.node)
    if isinstance(node, Or):
        return _any(_of(child) for child in node.nodes)
    return _all_of(node)


def _all_of(node: Node) -> Q:
    """The words of an `and` in one text, all else beside them."""
    children = node.nodes if isinstance(node, And) else ()
    words = tuple(child for child in children if _is_text(child))
    condition = _in_texts(And(words)) if words else Q()
    for child in children:
        if not _is_text(child):
            condition &= _of(child)
    return condition


def _any(conditions: Iterable[Q]) -> Q:
    found = Q()
    for condition in conditions:
        found |= condition
    return found


def _is_text(node: Node) -> bool:
    if isinstance(node, And | Or):
        return all(_is_text(child) for child in node.nodes)
    return isinstance(node, Word | Phrase)


def _with_code(code: str, *columns: str) -> Q:
    recommendations = with_codes(rows("recommendations.Recommendation"))
    return Q(pk__in=recommendations.filter(covered(code, *columns)).values("pk"))


def _in_texts(node: Node) -> Q:
    texts = rows("recommendations.RecommendationText")
    return Q(pk__in=texts.filter(holds(node)).values("recommendation"))


def holds(node: Node) -> Q:
    """Texts that hold the words, each asked in the way of its own language."""
    condition = Q()
    for language in STEMMED_LANGUAGES:
        query = in_language(node, language)
        if query is not None:
            condition |= Q(language=language, search_vector=query)
    query = in_language(node, OTHER)
    if query is not None:
        condition |= ~Q(language__in=STEMMED_LANGUAGES) & Q(search_vector=query)
    return condition or NOTHING


def by_language(node: Node) -> Case:
    """The words as the `tsquery` of each text's own language."""
    asked = {language: in_language(node, language) for language in (*STEMMED_LANGUAGES, OTHER)}
    return Case(
        *(
            When(language=language, then=query)
            for language, query in asked.items()
            if query is not None and language != OTHER
        ),
        default=asked[OTHER],
        output_field=SearchQueryField(),
    )


def in_language(node: Node, language: str) -> Query | None:
    """The words, phrases and codes of a tree in one language; None where it holds none for it.

    What stands under NOT has no part in it.
    """
    if isinstance(node, Not):
        return None
    if isinstance(node, Word):
        return _word(node, f"nmirf_{language}")
    if isinstance(node, Phrase | Code):
        return _phrase(node, language)
    found: Query | None = None
    for child in node.nodes:
        query = in_language(child, language)
        if query is not None and found is not None:
            found = found & query if isinstance(node, And) else found | query
        else:
            found = found if query is None else query
    return found


def _phrase(node: Phrase | Code, language: str) -> Query | None:
    if isinstance(node, Phrase) and node.language:
        own = node.language if node.language in STEMMED_LANGUAGES else OTHER
        if own != language:
            return None
    return SearchQuery(as_words(node.text), config=f"nmirf_{language}", search_type="phrase")


def _word(node: Word, configuration: str) -> Query:
    """A beginning is asked of words as they are written, whatever their language makes of them."""
    if not node.is_prefix:
        return SearchQuery(as_words(node.text), config=configuration, search_type="plain")
    # Letters, digits and low lines alone: nothing in them can end the quotes.
    *whole, last = _LETTERS.findall(node.text)
    query: Query = SearchQuery(f"'{last}':*", config=f"nmirf_{OTHER}", search_type="raw")
    for word in whole:
        query = SearchQuery(word, config=configuration, search_type="plain") & query
    return query


def any_leaf(node: Node) -> Node | None:
    """All that is looked for as alternatives: what is marked in a hit."""
    found = tuple(leaves(node))
    return (Or(found) if len(found) > 1 else found[0]) if found else None
