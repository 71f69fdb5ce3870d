"""“Did you mean”: words of published texts in the place of words that no published text has."""

import re
from dataclasses import dataclass

from django.db import connection

from .query import Leaf, Phrase, Word, leaves
from .reading import Search
from .signs import folded

MOST_WORDS = 8
_TYPED = re.compile(r"[^\W\d_]{3,}")

ALIKE = """
    SELECT asked.place, found.word, found.folded, found.language, found.number
      FROM unnest(%s::text[]) WITH ORDINALITY AS asked (word, place)
     CROSS JOIN LATERAL (
           SELECT word, folded, language, number FROM recommendations_searchword
            WHERE folded %% asked.word
            ORDER BY similarity(folded, asked.word) DESC, number DESC LIMIT 40) AS found
"""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What may have been meant; `language` is that of the words, "" where they are of several."""

    typed: str
    language: str


@dataclass(frozen=True, slots=True)
class _Typed:
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Known:
    word: str
    language: str
    distance: int
    number: int


def suggestion(search: Search, language: str) -> Suggestion | None:
    """The search with words that are known in the place of those that are not; one query.

    Whether it finds anything for the reader is for the caller to ask. None where every word is
    known, or nothing is like it. Of words as near as each other, those in `language` come first.
    """
    typed = _words(search)
    if not typed:
        return None
    better = _better(typed, language)
    text = search.typed
    for word, known in sorted(better, key=lambda pair: -pair[0].start):
        text = text[: word.start] + known.word + text[word.end :]
    languages = {known.language for _word, known in better}
    return Suggestion(text, languages.pop() if len(languages) == 1 else "") if better else None


def _words(search: Search) -> list[_Typed]:
    found: list[_Typed] = []
    for leaf in leaves(search.literal):
        if isinstance(leaf, Phrase) or (isinstance(leaf, Word) and not leaf.is_prefix):
            found += _pieces(search.typed, leaf)
    return found[:MOST_WORDS]


def _pieces(typed: str, leaf: Leaf) -> list[_Typed]:
    return [
        _Typed(folded(piece[0]), piece.start(), piece.end())
        for piece in _TYPED.finditer(typed, leaf.start, leaf.end)
    ]


def _better(typed: list[_Typed], language: str) -> list[tuple[_Typed, _Known]]:
    with connection.cursor() as cursor:
        cursor.execute(ALIKE, [[word.text for word in typed]])
        alike = cursor.fetchall()
    known: set[int] = set()
    candidates: dict[int, list[_Known]] = {}
    for place, word, plain, of_language, number in alike:
        asked = typed[place - 1].text
        if plain == asked:
            known.add(place)
        distance = steps_between(asked, plain)
        if distance <= allowed(asked):
            candidates.setdefault(place, []).append(_Known(word, of_language, distance, number))
    return [
        (word, min(candidates[place], key=lambda known: _order(known, language)))
        for place, word in enumerate(typed, 1)
        if place not in known and place in candidates
    ]


def _order(known: _Known, language: str) -> tuple[int, bool, int, str]:
    return (known.distance, known.language != language, -known.number, known.word)


def allowed(word: str) -> int:
    """How many errors are forgiven: one in a short word, three in a long one."""
    return 1 if len(word) <= 4 else 2 if len(word) <= 8 else 3


def steps_between(one: str, other: str) -> int:
    """Letters to add, to drop, to change or to swap with their neighbour until both are the same.

    Source: optimal string alignment distance.
    """
    before: list[int] = []
    last = list(range(len(other) + 1))
    for row, letter in enumerate(one, 1):
        line = [row]
        for column, wanted in enumerate(other, 1):
            cost = min(
                last[column] + 1, line[column - 1] + 1, last[column - 1] + (letter != wanted)
            )
            if row > 1 and column > 1 and letter == other[column - 2] and one[row - 2] == wanted:
                cost = min(cost, before[column - 2] + 1)
            line.append(cost)
        before, last = last, line
    return last[-1]
