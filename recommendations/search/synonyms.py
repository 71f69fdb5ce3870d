"""Words that mean the same, from the list that the secretariat keeps: an abbreviation and its words."""

import re
from collections.abc import Iterable, Sequence

from .query import And, Node, Not, Or, Phrase, Word
from .signs import folded

_PIECE = re.compile(r"\w+")
Key = tuple[str, ...]


def key_of(text: str) -> Key:
    """The words of a term without case, accents and the s of a plural: how terms are recognised."""
    return tuple(_singular(piece) for piece in _PIECE.findall(folded(text)))


def _singular(word: str) -> str:
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word


class Synonyms:
    """Groups of terms, each with the language that it belongs to or "" for every language."""

    def __init__(self, groups: Iterable[tuple[Sequence[str], str]]) -> None:
        self._groups: dict[Key, list[tuple[str, str]]] = {}
        self.added: list[str] = []
        for terms, language in groups:
            members = [(term, language) for term in terms]
            for key in {key_of(term) for term in terms}:
                self._groups.setdefault(key, []).extend(members)
        self._longest = max(map(len, self._groups), default=0)

    def widen(self, node: Node) -> Node:
        """The same tree with the terms that mean the same beside each other; notes them in `added`."""
        if isinstance(node, Not):
            return Not(self.widen(node.node))
        if isinstance(node, Or):
            return Or(tuple(self.widen(child) for child in node.nodes))
        found = self._runs(node.nodes if isinstance(node, And) else (node,))
        return found[0] if len(found) == 1 else And(tuple(found))

    def _runs(self, nodes: Sequence[Node]) -> list[Node]:
        """Of words beside each other the longest that make a term, then the rest."""
        found: list[Node] = []
        place = 0
        while place < len(nodes):
            length = self._length_of_term(nodes, place)
            if length:
                found.append(self._beside(nodes[place : place + length]))
            elif isinstance(nodes[place], And | Or | Not):
                found.append(self.widen(nodes[place]))
            else:
                found.append(nodes[place])
            place += length or 1
        return found

    def _length_of_term(self, nodes: Sequence[Node], place: int) -> int:
        """How many nodes from here make a term; 0 where none does."""
        first = nodes[place]
        if isinstance(first, Phrase):
            return int(key_of(first.text) in self._groups)
        key: Key = ()
        longest = 0
        for number, node in enumerate(nodes[place:], 1):
            if not isinstance(node, Word) or node.is_prefix or len(key) >= self._longest:
                break
            key += key_of(node.text)
            if key in self._groups:
                longest = number
        return longest

    def _beside(self, nodes: Sequence[Node]) -> Node:
        typed = [node for node in nodes if isinstance(node, Word | Phrase)]
        key = tuple(piece for node in typed for piece in key_of(node.text))
        start, end = typed[0].start, typed[-1].end
        as_typed = " ".join(node.text for node in typed).casefold()
        terms = dict.fromkeys(self._groups[key])
        new = [term for term, _language in terms if key_of(term) != key]
        self.added += [term for term in new if term not in self.added]
        # NHRI beside the plural that was typed; words apart hold the phrase that they make.
        others = [
            (term, language)
            for term, language in terms
            if term in new or (len(typed) == 1 and term.casefold() != as_typed)
        ]
        literal: Node = typed[0] if len(typed) == 1 else And(tuple(typed))
        return Or((literal, *(Phrase(term, start, end, language) for term, language in others)))
