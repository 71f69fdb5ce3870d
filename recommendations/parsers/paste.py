"""Paragraphs pasted out of a PDF, a Word document or a web page, taken apart and put right."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from .text import clean_text

# In characters: some 300 pages; what is longer is a file, not a paste.
MAX_PASTE = 1_000_000
_LONGEST_HEADING = 160
# A number this far from the one before it is a year, an article, or something else counted.
_FARTHEST = 60
_LARGEST_FIRST = 999

_LINE = re.compile("\r\n|[\r\n\v\f\u2028\u2029]")
_BLOCK_TAG = re.compile(r"</?(?:p|br|div|li|ol|ul|h[1-6]|tr|td|table)\b[^<>]*>", re.IGNORECASE)
_HIDDEN_HYPHEN = "\u00ad"

# What stands at the head and foot of pages, word by word.
_FURNITURE = re.compile(
    r"\d{1,3}(?:/\d{1,3})?|GE\.\d\d-\d{4,6}|\([A-Z]\)|\*\d{5,9}\*|[A-Z]{1,5}(?:/[\w.()-]+){2,}"
    r"|[Pp]age|of|[–-]"
)
_CUT_SYMBOL = re.compile(
    r"(?:Distr\.?\s*:.*|Original\s*:.*|United Nations|Advance unedited version)", re.IGNORECASE
)

# "12. The", "12) The", "١٢- …"; in a review's report also "140.12 Ratify".
_NUMBER = re.compile(
    r"(?:(?:para(?:graph)?\.?|§|п\.)\s*)?"
    r"(\d{1,3}\.\d{1,3}(?!\d|\.\d))[.)]?(?=\s|$)\s*|"
    r"(?:(?:para(?:graph)?\.?|§|п\.)\s*)?(\d{1,4})\s?(?:[.．)、](?!\d)|[-–ـ](?=\s|[\u0600-\u06ff]|$))\s*"
)
# "8 (a). Adopt", "8(a) Adopt", "140.3 (b): Ratify": each item with the whole of its number.
_LETTERED = re.compile(
    r"(?:(?:para(?:graph)?\.?|§|п\.)\s*)?"
    r"(\d{1,3}\.\d{1,3}|\d{1,4})\s?\(([^\W\d_])\)\s?(?:[.:．。：-]\s*|(?=\s|$)\s*)"
)
# A line that ends in one of these goes on with the number of what it speaks of.
_SPEAKS_OF = re.compile(
    r"(?:^|\s)(?:articles?|arts?\.?|artículos?|paragraph\w*|paras?\.?|párrafos?|rules?|sections?|"
    r"alinéas?|targets?|goals?|стат(?:ья|ьи|ей)|пункт\w*|المادة|الفقرة)$",
    re.IGNORECASE,
)
_ENDS_SENTENCE = re.compile(r"[.;:!?؛؟。；：…][\d\s”»\"')\]]*$")

_LETTERS = (
    "abcdefghijklmnopqrstuvwxyz",
    "абвгдежзиклмнопрстуфхцчшщэюя",
    "أبجدهوزحطيكلمنسعفصقرشت",
)
_PLACES = {letter: place for some in _LETTERS for place, letter in enumerate(some)}
_ITEM = re.compile(r"\(?(\w)\)\s+")
_BEFORE_ITEM = re.compile(
    r"(?:^|[:;,.؛،：；]\s*)(?:(?:and|or|et|ou|y|e|o|и|или|و)\s+)?$", re.IGNORECASE
)
_AFTER_ITEM = re.compile(r"[\s;؛；]+(?:(?:and|or|et|ou|y|e|и|или|و)\s*)?$", re.IGNORECASE)

# First halves of words that are written with a hyphen wherever the line ends.
_HYPHENATED = frozenset(
    [
        "non",
        "self",
        "co",
        "anti",
        "long",
        "short",
        "well",
        "low",
        "high",
        "sub",
        "multi",
        "socio",
        "cross",
        "post",
        "pre",
        "ex",
        "vice",
        "half",
        "full",
        "mid",
        "sex",
        "gender",
        "child",
        "human",
        "rights",
        "decision",
        "policy",
        "age",
        "ethno",
        "inter",
        "intra",
        "counter",
        "follow",
        "year",
        "third",
        "women",
        "victim",
        "survivor",
        "evidence",
        "community",
        "state",
        "anglo",
        "quasi",
        "medium",
        "large",
        "small",
        "semi",
        "peri",
        "mi",
        "quasi",
        "après",
        "sous",
        "demi",
        "avant",
        "socio",
        "sud",
        "nord",
        "franco",
        "político",
    ]
)
_WORD_BREAK = re.compile(r"([^\W\d_]+)-$")


@dataclass(frozen=True, slots=True)
class PastedParagraph:
    """One numbered paragraph: "12", the heading it stands under, and its text on one line.

    `parts` are its lettered sub-paragraphs, each numbered "12 (a)" and with the words that lead in
    to all of them before its own; empty where it has none. `number` is "" for text without any.
    """

    number: str
    heading: str
    text: str
    parts: tuple["PastedParagraph", ...] = ()


def split_paragraphs(text: str) -> list[PastedParagraph]:
    """The paragraphs of a text in which each begins with its number, with headings between them.

    Line breaks and hyphens of the page are undone; page numbers, running heads and marks of
    direction are left out. What stands before the first number, or has no numbers at all, gives a
    paragraph without a number for each block between empty lines.
    """
    lines = list(_lines(text[:MAX_PASTE]))
    starts = list(_starts(lines))
    words = _Hyphens(lines)
    if not starts:
        return list(_unnumbered(lines, words))
    above = lines[: starts[0].line]
    heading, length = _heading(above, words)
    found = list(_unnumbered(above[: len(above) - length], words))
    for start, following in zip(starts, [*starts[1:], None], strict=True):
        body = lines[start.line : following.line if following else len(lines)]
        body[0] = body[0][start.width :]
        next_heading, length = _heading(body[1:], words) if following else ("", 0)
        paragraph = words.join(body[: len(body) - length])
        found.append(_paragraph(start.number, heading, paragraph))
        heading = next_heading or heading
    return [paragraph for paragraph in found if paragraph.text]


def _unnumbered(lines: Sequence[str], words: "_Hyphens") -> Iterator[PastedParagraph]:
    for block in _blocks(lines):
        if joined := words.join(block).replace("\n", " "):
            yield PastedParagraph("", "", joined)


@dataclass(frozen=True, slots=True)
class _Start:
    """Where a paragraph begins: the line, its number, and how much of the line that takes."""

    line: int
    number: str
    width: int


def _lines(text: str) -> Iterator[str]:
    """Clean lines, empty ones included; a hyphen that shows only at line ends stays till joined."""
    for line in _LINE.split(_BLOCK_TAG.sub("\n", text)):
        cut = line.rstrip().endswith(_HIDDEN_HYPHEN)
        clean = clean_text(line)
        if not clean or not _is_furniture(clean):
            yield clean + _HIDDEN_HYPHEN if cut and clean else clean


def _is_furniture(line: str) -> bool:
    return bool(_CUT_SYMBOL.fullmatch(line)) or all(map(_FURNITURE.fullmatch, line.split()))


def _starts(lines: Sequence[str]) -> Iterator[_Start]:
    """The lines that begin a paragraph: their numbers rise, and not by leaps."""
    before: _Number | None = None
    previous = ""
    for at, line in enumerate(lines):
        if found := _number(line):
            number, width = found
            rest = line[width:] or next(filter(None, lines[at + 1 :]), "")
            follows = _item_follows if number.letter else _follows
            if rest and follows(before, number, rest, fresh=not previous or _is_end(previous)):
                before = number
                yield _Start(at, str(number), width)
        previous = line


class _Number(NamedTuple):
    """What a paragraph is numbered by: 140.3 is (140, 3); `letter` is "" without one."""

    digits: tuple[int, ...]
    letter: str = ""

    def __str__(self) -> str:
        plain = ".".join(map(str, self.digits))
        return f"{plain} ({self.letter})" if self.letter else plain

    @property
    def place(self) -> int:
        """Of the letter in its alphabet, from 0; -1 for the paragraph itself, or an odd letter."""
        return _PLACES.get(self.letter.casefold(), -1)


def _number(line: str) -> tuple[_Number, int] | None:
    """The number at the start of a line, and how much of the line it takes."""
    if found := _LETTERED.match(line):
        return _Number(_digits(found.group(1)), found.group(2)), found.end()
    if found := _NUMBER.match(line):
        return _Number(_digits(found.group(1) or found.group(2))), found.end()
    return None


def _digits(number: str) -> tuple[int, ...]:
    return tuple(map(int, number.split(".")))


def _is_end(line: str) -> bool:
    if _ENDS_SENTENCE.search(line[-80:]):
        return True
    return len(line) < _LONGEST_HEADING // 2 and not _SPEAKS_OF.search(line)


def _follows(before: _Number | None, number: _Number, rest: str, *, fresh: bool) -> bool:
    """Whether a number at the start of a line is that of the next paragraph."""
    opens = not rest[0].islower() and not rest[0].isdigit()
    this = number.digits
    if before is None:
        return opens and this[0] <= _LARGEST_FIRST
    last = before.digits
    if len(last) != len(this):
        return False
    if this == (*last[:-1], last[-1] + 1):
        return opens or fresh
    return opens and fresh and _is_near(last, this)


def _item_follows(before: _Number | None, number: _Number, rest: str, *, fresh: bool) -> bool:
    """The same of an item with the whole of its number: the next letter, or the first of a later one."""
    if number.place < 0 or rest[0].islower() or rest[0].isdigit():
        return False
    if before is None:
        return fresh and number.digits[0] <= _LARGEST_FIRST
    if before.digits == number.digits:
        return number.place == before.place + 1 and (fresh or before.place >= 0)
    is_near = len(before.digits) == len(number.digits) and _is_near(before.digits, number.digits)
    return fresh and number.place == 0 and is_near


def _is_near(last: tuple[int, ...], this: tuple[int, ...]) -> bool:
    return last < this and this[0] - last[0] <= _FARTHEST


def _heading(lines: Sequence[str], words: "_Hyphens") -> tuple[str, int]:
    """The heading that ends a run of lines, and how many lines from their end belong to headings.

    A heading ends in no full stop and is set apart from what stands before it: by an empty line, or
    because that ends in one. Of headings below each other the last counts.
    """
    block: list[str] = []
    heading, length = "", 0
    for at in range(len(lines) - 1, -2, -1):
        line = lines[at] if at >= 0 else ""
        if line and not _ENDS_SENTENCE.search(line[-80:]):
            block.insert(0, line)
            if sum(map(len, block)) > _LONGEST_HEADING:
                break
            continue
        # Above the lines of the paragraph itself only an end of sentence or a gap sets apart.
        joined = words.join(block).replace("\n", " ")
        if block and at >= 0 and _is_heading(joined):
            heading = heading or joined
            length = len(lines) - at - 1
        elif block and at < 0 and not heading and _is_heading(joined) and _stands_alone(lines):
            return joined, len(lines)
        elif block:
            break
        block = []
        if line:
            break
    return heading, length


def _stands_alone(lines: Sequence[str]) -> bool:
    """Whether all of the lines may be a heading, since nothing stands before them."""
    return bool(lines) and not lines[0][:1].islower()


def _is_heading(line: str) -> bool:
    return 2 < len(line) <= _LONGEST_HEADING and not line[0].islower() and not line[0].isdigit()


def _blocks(lines: Sequence[str]) -> Iterator[list[str]]:
    block: list[str] = []
    for line in [*lines, ""]:
        if line:
            block.append(line)
        elif block:
            yield block
            block = []


class _Hyphens:
    """Joins lines; a hyphen at a line's end goes unless the text elsewhere writes the word with it."""

    def __init__(self, lines: Sequence[str]) -> None:
        words = re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", " ".join(lines).casefold())
        self._words = frozenset(words)

    def join(self, lines: Sequence[str]) -> str:
        """One text; a line that begins a lettered item begins on a new line."""
        pieces: list[str] = []
        for line in filter(None, lines):
            before = pieces[-1] if pieces else ""
            if before.endswith(_HIDDEN_HYPHEN):
                pieces[-1] = before[:-1]
            elif (cut := _WORD_BREAK.search(before[-60:])) and line[0].islower():
                pieces[-1] = before if self._keeps(cut.group(1), line) else before[:-1]
            elif pieces:
                pieces.append("\n" if _ITEM.match(line) else " ")
            pieces.append(line)
        return "".join(pieces).rstrip(_HIDDEN_HYPHEN)

    def _keeps(self, first: str, line: str) -> bool:
        rest = re.match(r"[^\W\d_]*", line)
        second = rest.group().casefold() if rest else ""
        first = first.casefold()
        if f"{first}-{second}" in self._words:
            return True
        return first + second not in self._words and first in _HYPHENATED


def _paragraph(number: str, heading: str, joined: str) -> PastedParagraph:
    items = _items(joined)
    text = clean_text(joined)
    if len(items) < 2:
        return PastedParagraph(number, heading, text)
    lead = clean_text(joined[: items[0][0]])
    ends = [start for start, _letter in items[1:]] + [len(joined)]
    parts = tuple(
        PastedParagraph(
            f"{number} ({letter})",
            heading,
            f"{lead} {_AFTER_ITEM.sub('', clean_text(joined[start:end]))}".strip(),
        )
        for (start, letter), end in zip(items, ends, strict=True)
    )
    return PastedParagraph(number, heading, text, parts)


def _items(joined: str) -> list[tuple[int, str]]:
    """Where the items (a), (b), (c) … begin, in this order; "article 2 (a)" begins none."""
    for alphabet in _LETTERS:
        found: list[tuple[int, str]] = []
        for item in _ITEM.finditer(joined):
            expected = alphabet[len(found)] if len(found) < len(alphabet) else ""
            before = joined[max(0, item.start() - 12) : item.start()]
            if item.group(1).casefold() == expected and (
                before.endswith("\n") or not before or _BEFORE_ITEM.search(before)
            ):
                found.append((item.start(), item.group(1)))
        if len(found) > 1:
            return found
    return []
