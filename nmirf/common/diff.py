"""Two texts compared word by word, as HTML that says what went, what came, or what differs."""

import difflib
from dataclasses import dataclass
from typing import NamedTuple

import regex
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

_WORDS = regex.compile(r"\s+|\w+|[^\w\s]")
_WORD = regex.compile(r"\w+")
# With less in common than this, of all words, marks would show chance alone.
_ALIKE = 0.5
# Two or three words are changed into others, however little these have in common.
_FEW = 8


class _Run(NamedTuple):
    """What stands in both, or what stands in the place of what."""

    is_same: bool
    old: str
    new: str


def word_diff(before: str | None, after: str | None) -> SafeString:
    """`after` with what was taken out in `<del>` and what came in `<ins>`; None is no text.

    Of texts that have little in common the whole of one comes after the whole of the other.
    """
    pieces: list[tuple[str, str]] = []
    for run in _compared(before or "", after or "")[0]:
        pieces += [("", run.new)] if run.is_same else [("del", run.old), ("ins", run.new)]
    return _joined(pieces)


def side_by_side(before: str | None, after: str | None) -> tuple[SafeString, SafeString]:
    """Both texts: the first with what went in `<del>`, the second with what came in `<ins>`.

    Long texts that have little in common stand beside each other as they are.
    """
    runs, is_alike = _compared(before or "", after or "")
    long = min(_count(before or ""), _count(after or "")) > _FEW
    went, came = ("del", "ins") if is_alike or not long else ("", "")
    return (
        _joined([("" if run.is_same else went, run.old) for run in runs]),
        _joined([("" if run.is_same else came, run.new) for run in runs]),
    )


@dataclass(frozen=True, slots=True)
class Apart:
    """Two texts for a reader who asks what differs: marked where they are much alike, else not."""

    first: SafeString
    second: SafeString
    is_alike: bool


def apart(first: str, second: str) -> Apart:
    """Both texts, each with what the other has not in `<mark>`."""
    runs, is_alike = _compared(first, second)
    tag = "mark" if is_alike else ""
    return Apart(
        _joined([piece for run in runs for piece in _tight("" if run.is_same else tag, run.old)]),
        _joined([piece for run in runs for piece in _tight("" if run.is_same else tag, run.new)]),
        is_alike,
    )


def _tight(tag: str, text: str) -> list[tuple[str, str]]:
    """The mark on the words alone, not on the spaces around them."""
    words = text.strip()
    start = text.index(words)
    return [("", text[:start]), (tag if words else "", words), ("", text[start + len(words) :])]


def _compared(before: str, after: str) -> tuple[list[_Run], bool]:
    """The runs in order, and whether the texts have much in common; if not, it is one run."""
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    matcher = difflib.SequenceMatcher(a=old, b=new, autojunk=False)
    runs = [
        _Run(tag == "equal", "".join(old[a:b]), "".join(new[c:d]))
        for tag, a, b, c, d in matcher.get_opcodes()
    ]
    common = sum(_count(run.new) for run in runs if run.is_same)
    if 2 * common < _ALIKE * (_count(before) + _count(after)):
        return [_Run(before == after, before, after)], before == after
    return list(_without_islands(runs)), True


def _count(text: str) -> int:
    return len(_WORD.findall(text))


def _without_islands(runs: list[_Run]) -> list[_Run]:
    """With a single word that two changes leave between them taken into the change."""
    found: list[_Run] = []
    for at, run in enumerate(runs):
        is_island = run.is_same and 0 < at < len(runs) - 1 and _count(run.new) < 2
        if found and not found[-1].is_same and (is_island or not run.is_same):
            last = found.pop()
            run = _Run(False, last.old + run.old, last.new + run.new)
        found.append(run)
    return found


def _joined(pieces: list[tuple[str, str]]) -> SafeString:
    return format_html_join("", "{}", ((_piece(tag, text),) for tag, text in pieces if text))


def _piece(tag: str, text: str) -> SafeString:
    return format_html("<{0}>{1}</{0}>", tag, text) if tag else format_html("{}", text)
