"""Which words of a hit stay marked: those of a phrase only where the phrase itself stands.

The database marks every word that a search holds, wherever it is: of "female genital cutting" also
the cut of a budget.
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from django.db import connection

from .query import Code, Node, Phrase, Word, leaves
from .signs import as_words, folded

# Signs that no text uses; they become tags once everything around them is escaped.
BEGIN, END = "\ue000", "\ue001"
_PIECE = re.compile(rf"{BEGIN}([^{END}]*){END}|\w+")

# Of some text: each stem with its place among the words, stop words counted, in order.
Stems = list[tuple[int, str]]
_STEMS = """
    SELECT asked.language, asked.words,
           array_agg(place ORDER BY place, length(lexeme) DESC),
           array_agg(lexeme ORDER BY place, length(lexeme) DESC)
      FROM unnest(%s::text[], %s::text[]) AS asked (language, words),
           unnest(to_tsvector(nmirf_search_config(asked.language), asked.words)) AS found,
           unnest(found.positions) AS place
     GROUP BY 1, 2
"""


@dataclass
class _Wanted:
    """What is looked for in texts of one language."""

    phrases: list[Stems] = field(default_factory=list)
    words: set[str] = field(default_factory=set)
    beginnings: tuple[str, ...] = ()

    def holds(self, stems: Collection[str]) -> bool:
        """Whether a word is looked for by itself, or is of no phrase that is."""
        if any(stem in self.words or stem.startswith(self.beginnings or ("\0",)) for stem in stems):
            return True
        in_phrases = {stem for phrase in self.phrases for _place, stem in phrase}
        return not in_phrases.intersection(stems)


@dataclass(frozen=True, slots=True)
class _Piece:
    start: int
    end: int
    # Of a word that is marked.
    stems: frozenset[str] | None


def without_strays(marked: dict[int, tuple[str, str]], node: Node) -> dict[int, str]:
    """By key, the marked text of (language, marked text) with strays unmarked; at most one query."""
    asked = list(leaves(node))
    if not any(_is_phrase(leaf) for leaf in asked):
        return {key: text for key, (_language, text) in marked.items()}
    languages = {language for language, _text in marked.values()}
    words = {
        (language, word[1])
        for language, text in marked.values()
        for word in _PIECE.finditer(text)
        if word[1]
    }
    stems = _stems(words | {(language, leaf.text) for language in languages for leaf in asked})
    wanted = {language: _wanted(asked, language, stems) for language in languages}
    return {
        key: _kept(text, language, wanted[language], stems)
        for key, (language, text) in marked.items()
    }


def _is_phrase(leaf: Word | Phrase | Code) -> bool:
    return not isinstance(leaf, Word) and len(re.findall(r"\w+", leaf.text)) > 1


def _stems(pieces: Collection[tuple[str, str]]) -> dict[tuple[str, str], Stems]:
    asked = {(language, as_words(text)): (language, text) for language, text in pieces}
    with connection.cursor() as cursor:
        cursor.execute(_STEMS, [[one for one, _text in asked], [text for _one, text in asked]])
        return {
            asked[language, text]: list(zip(places, lexemes, strict=True))
            for language, text, places, lexemes in cursor.fetchall()
        }


def _wanted(
    asked: list[Word | Phrase | Code], language: str, stems: dict[tuple[str, str], Stems]
) -> _Wanted:
    wanted = _Wanted()
    for leaf in asked:
        if isinstance(leaf, Word) and leaf.is_prefix:
            wanted.beginnings += (folded(leaf.text),)
        if isinstance(leaf, Phrase) and leaf.language not in ("", language):
            continue
        found = stems.get((language, leaf.text), [])
        if _is_phrase(leaf) and len(found) > 1:
            wanted.phrases.append(found)
        else:
            wanted.words.update(stem for _place, stem in found)
    return wanted


def _kept(text: str, language: str, wanted: _Wanted, stems: dict[tuple[str, str], Stems]) -> str:
    pieces = list(_pieces(text, language, stems))
    kept = {at for at, one in enumerate(pieces) if one.stems and wanted.holds(one.stems)}
    for at, _one in enumerate(pieces):
        for phrase in wanted.phrases:
            kept.update(_run(pieces, at, phrase))
    parts: list[str] = []
    end = 0
    for at, one in enumerate(pieces):
        word = text[one.start : one.end]
        stays = one.stems is None or at in kept
        parts += [text[end : one.start], word if stays else word.strip(BEGIN + END)]
        end = one.end
    return "".join([*parts, text[end:]])


def _pieces(text: str, language: str, stems: dict[tuple[str, str], Stems]) -> Iterator[_Piece]:
    for found in _PIECE.finditer(text):
        of_word = None
        if found[1]:
            of_word = frozenset(stem for _place, stem in stems.get((language, found[1]), []))
        yield _Piece(found.start(), found.end(), of_word)


def _run(pieces: list[_Piece], at: int, phrase: Stems) -> set[int]:
    """The pieces from `at` on that are the phrase; none where it does not stand there."""
    used: set[int] = set()
    before = phrase[0][0]
    for place, stem in phrase:
        if used and _has(pieces, at, stem):
            before = place
            continue
        # What stands between is as many stop words as in the phrase.
        onward = at + max(1, place - before) if used else at
        step = next(
            (one for one in range(at + bool(used), onward + 1) if _has(pieces, one, stem)), None
        )
        if step is None:
            # A compound stands in the list of its own words too.
            if "-" in stem:
                continue
            return set()
        at, before = step, place
        used.add(at)
    return used


def _has(pieces: list[_Piece], at: int, stem: str) -> bool:
    return at < len(pieces) and stem in (pieces[at].stems or ())
