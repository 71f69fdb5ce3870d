"""The tree of a search as conditions on recommendations and their texts.

Words that belong together must be in one text, since a text is in one language: `and` and `or`
over words and phrases are one `tsquery` a language. What is left out by NOT, and codes, concern the
recommendation as a whole: it is left out when any of its texts has the word.

Nothing that was typed becomes part of a statement: each word is a parameter of a function that
reads plain text. Words that a language does without (its stop words) drop out by themselves.
"""

import re
from collections.abc import Iterable
from typing import Any

from django.contrib.postgres.search import SearchQueryField
from django.db.models import BooleanField, F, Func, Q

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

# A part of a statement, with the parameters that it takes.
Compiled = tuple[str, tuple[str, ...]]


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
    return Q(pk__in=texts.filter(Holds(node)).values("recommendation"))


class Holds(Func):
    """Whether a text holds the words, each asked in the way of the text's own language.

    Written out, since the same made of lookups takes longer to compile than to answer; a line a
    language, so that the index serves each.
    """

    def __init__(self, node: Node) -> None:
        super().__init__(F("language"), F("search_vector"), output_field=BooleanField())
        self.node = node

    def as_sql(self, compiler: Any, connection: Any, *more: Any, **context: Any) -> Compiled:
        language, vector = (compiler.compile(part)[0] for part in self.get_source_expressions())
        stemmed = ", ".join(f"'{code}'" for code in STEMMED_LANGUAGES)
        lines: list[str] = []
        parameters: list[str] = []
        for code in (*STEMMED_LANGUAGES, OTHER):
            if found := in_language(self.node, code):
                which = f"NOT IN ({stemmed})" if code == OTHER else f"= '{code}'"
                lines.append(f"({language} {which} AND {vector} @@ {found[0]})")
                parameters += found[1]
        return f"({' OR '.join(lines) or 'FALSE'})", tuple(parameters)


class AsAsked(Func):
    """The words as the `tsquery` of each text's own language."""

    def __init__(self, node: Node) -> None:
        super().__init__(F("language"), output_field=SearchQueryField())
        self.node = node

    def as_sql(self, compiler: Any, connection: Any, *more: Any, **context: Any) -> Compiled:
        (language,) = (compiler.compile(part)[0] for part in self.get_source_expressions())
        lines: list[str] = []
        parameters: list[str] = []
        for code in (*STEMMED_LANGUAGES, OTHER):
            if found := in_language(self.node, code):
                which = "ELSE" if code == OTHER else f"WHEN '{code}' THEN"
                lines.append(f"{which} {found[0]}")
                parameters += found[1]
        return f"(CASE {language} {' '.join(lines)} END)", tuple(parameters)


def in_language(node: Node, language: str) -> Compiled | None:
    """The words, phrases and codes of a tree as a `tsquery`; None where it holds none for a language.

    What stands under NOT has no part in it.
    """
    if isinstance(node, Not):
        return None
    if isinstance(node, Word):
        return _word(node, language)
    if isinstance(node, Phrase | Code):
        return _phrase(node, language)
    parts = [part for child in node.nodes if (part := in_language(child, language))]
    if not parts:
        return None
    joined = (" && " if isinstance(node, And) else " || ").join(text for text, _values in parts)
    return f"({joined})", tuple(value for _text, values in parts for value in values)


def _phrase(node: Phrase | Code, language: str) -> Compiled | None:
    if isinstance(node, Phrase) and node.language:
        own = node.language if node.language in STEMMED_LANGUAGES else OTHER
        if own != language:
            return None
    return f"phraseto_tsquery('nmirf_{language}'::regconfig, %s)", (as_words(node.text),)


def _word(node: Word, language: str) -> Compiled:
    """A beginning is asked of words as they are written, whatever their language makes of them."""
    plain = f"plainto_tsquery('nmirf_{language}'::regconfig, %s)"
    if not node.is_prefix:
        return plain, (as_words(node.text),)
    # Letters, digits and low lines alone: nothing in them can end the quotes.
    *whole, last = _LETTERS.findall(node.text)
    begins = f"to_tsquery('nmirf_{OTHER}'::regconfig, %s)"
    return f"({' && '.join([*(plain for _word in whole), begins])})", (*whole, f"'{last}':*")


def any_leaf(node: Node) -> Node | None:
    """All that is looked for as alternatives: what is marked in a hit."""
    found = tuple(leaves(node))
    return (Or(found) if len(found) > 1 else found[0]) if found else None
