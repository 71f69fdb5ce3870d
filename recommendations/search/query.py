"""The query language: words, "phrases", OR, NOT or a minus, a star for beginnings, brackets.

Any text can be read. What makes no sense as an operator is a word: a quote that is never closed
ends with the text, a bracket without its other half is left out, `OR` at an end is the word "or".
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from .codes import read_code

# More than anyone means; what follows is left out, so that no text can keep the database busy.
MOST_LEAVES = 32
MOST_TOKENS = 100
DEEPEST = 8


@dataclass(frozen=True, slots=True)
class Leaf:
    """`start` and `end` say where it stands in what was typed."""

    text: str
    start: int = field(default=0, compare=False)
    end: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Word(Leaf):
    is_prefix: bool = False


@dataclass(frozen=True, slots=True)
class Phrase(Leaf):
    """Words one after the other. `language`: only in texts of this one; "" for every language."""

    language: str = ""


@dataclass(frozen=True, slots=True)
class Code(Leaf):
    """A reference, a document symbol or the number of a paragraph, as typed."""

    is_paragraph: bool = False


@dataclass(frozen=True, slots=True)
class Not:
    node: "Node"


@dataclass(frozen=True, slots=True)
class And:
    nodes: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Or:
    nodes: tuple["Node", ...]


Node = Word | Phrase | Code | Not | And | Or

OPEN, CLOSE, OR, AND, NOT = "(", ")", "OR", "AND", "NOT"
QUOTES = '"“”„«»'
_SPACE = re.compile(r"\s+")
_PHRASE = re.compile(f"[{QUOTES}]([^{QUOTES}]*)(?:[{QUOTES}]|$)")
_WORD = re.compile(rf"[^\s(){QUOTES}]+")
_LETTER = re.compile(r"\w")
# A minus before a word leaves it out; a dash between two words does nothing.
_MINUS = re.compile(r"[-−](?=\S)")


@dataclass(frozen=True, slots=True)
class Sign:
    """An operator, with how it was typed."""

    kind: str
    leaf: Word


def cleaned(typed: str) -> str:
    """Without what a database or a page cannot take."""
    return typed.replace("\x00", " ").encode("utf-8", "ignore").decode()


def parse(typed: str) -> Node | None:
    """The tree of what was typed; None where it holds nothing that can be looked for."""
    return _Parser(list(_tokens(typed))).any_of(0)


def leaves(node: Node | None) -> Iterator[Word | Phrase | Code]:
    """Whatever is looked for, in order, without what is left out by NOT."""
    if isinstance(node, And | Or):
        for child in node.nodes:
            yield from leaves(child)
    elif node is not None and not isinstance(node, Not):
        yield node


def _tokens(typed: str) -> Iterator[Sign | Word | Phrase | Code]:
    place, number, signs, at_start = 0, 0, 0, True
    while place < len(typed) and number < MOST_LEAVES and signs < MOST_TOKENS:
        if space := _SPACE.match(typed, place):
            place, at_start = space.end(), True
            continue
        token, place = _token(typed, place, at_start)
        at_start = isinstance(token, Sign) and token.kind in (OPEN, NOT)
        if token is not None:
            number += not isinstance(token, Sign)
            signs += isinstance(token, Sign)
            yield token


def _token(
    typed: str, place: int, at_start: bool
) -> tuple[Sign | Word | Phrase | Code | None, int]:
    if typed[place] in (OPEN, CLOSE):
        return Sign(typed[place], Word("", place, place + 1)), place + 1
    if found := _PHRASE.match(typed, place):
        words = Phrase(found[1].strip(), place, found.end())
        return words if _LETTER.search(words.text) else None, found.end()
    if at_start and _MINUS.match(typed, place):
        return Sign(NOT, Word("", place, place + 1)), place + 1
    if at_start and (code := read_code(typed, place)):
        return Code(code.text, place, code.end, code.is_paragraph), code.end
    found = _WORD.match(typed, place)
    return (_word(found), found.end()) if found else (None, place + 1)


def _word(found: re.Match[str]) -> Sign | Word | None:
    text, start, end = found[0], found.start(), found.end()
    if text in (OR, AND, NOT, "|"):
        return Sign(OR if text == "|" else text, Word(text, start, end))
    is_prefix = text.endswith("*")
    text = text.replace("*", " ").strip()
    return Word(text, start, end, is_prefix) if _LETTER.search(text) else None


class _Parser:
    """Goes once through the tokens; NOT binds before AND, AND before OR."""

    def __init__(self, tokens: list[Sign | Word | Phrase | Code]) -> None:
        self.tokens = tokens
        self.place = 0

    def any_of(self, depth: int) -> Node | None:
        """Alternatives, to the end or to the bracket that closes."""
        found: list[Node] = []
        while True:
            node = self.all_of(depth, is_first=not found)
            if node is not None:
                found.append(node)
            if not self._next_is(OR):
                break
            self.place += 1
        if self._next_is(CLOSE):
            self.place += 1
            if depth == 0:
                return self._and_then(found)
        return _joined(Or, found)

    def _and_then(self, found: list[Node]) -> Node | None:
        """Go on after a bracket that closes nothing."""
        rest = self.any_of(0)
        before = _joined(Or, found)
        return _joined(And, [node for node in (before, rest) if node is not None])

    def all_of(self, depth: int, *, is_first: bool) -> Node | None:
        found: list[Node] = []
        while self.place < len(self.tokens) and not self._next_is(CLOSE):
            if self._next_is(OR) and not self._is_word_here(has_left=bool(found) or not is_first):
                break
            node = self.one(depth)
            if node is not None:
                found.append(node)
        return _joined(And, found)

    def one(self, depth: int) -> Node | None:
        token = self.tokens[self.place]
        self.place += 1
        if not isinstance(token, Sign):
            return token
        if token.kind == OPEN:
            return self.any_of(min(depth + 1, DEEPEST)) if depth < DEEPEST else None
        if token.kind == NOT and self._something_follows():
            node = self.one(depth)
            return Not(node) if node is not None else None
        if token.kind == AND and self._something_follows():
            return None
        return _as_word(token)

    def _next_is(self, kind: str) -> bool:
        if self.place >= len(self.tokens):
            return False
        token = self.tokens[self.place]
        return isinstance(token, Sign) and token.kind == kind

    def _is_word_here(self, *, has_left: bool) -> bool:
        """Whether OR joins nothing: there is nothing before it, or nothing after."""
        self.place += 1
        joins = has_left and self._something_follows()
        self.place -= 1
        return not joins

    def _something_follows(self) -> bool:
        if self.place >= len(self.tokens):
            return False
        token = self.tokens[self.place]
        return not isinstance(token, Sign) or token.kind in (OPEN, NOT)


def _as_word(token: Sign) -> Word | None:
    return token.leaf if token.leaf.text and _LETTER.search(token.leaf.text) else None


def _joined(kind: type[And] | type[Or], nodes: list[Node]) -> Node | None:
    if len(nodes) > 1:
        return kind(tuple(nodes))
    return nodes[0] if nodes else None
