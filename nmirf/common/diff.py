"""Two texts compared word by word, as HTML that says what went and what came."""

import difflib

import regex
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

_WORDS = regex.compile(r"\s+|\w+|[^\w\s]")


def word_diff(before: str | None, after: str | None) -> SafeString:
    """`after` with what was taken out in `<del>` and what came in `<ins>`; None is no text."""
    old, new = _WORDS.findall(before or ""), _WORDS.findall(after or "")
    pieces: list[tuple[str, str]] = []
    for tag, a, b, c, d in difflib.SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes():
        if tag == "equal":
            pieces.append(("", "".join(old[a:b])))
            continue
        if b > a:
            pieces.append(("del", "".join(old[a:b])))
        if d > c:
            pieces.append(("ins", "".join(new[c:d])))
    return format_html_join("", "{}", ((_piece(tag, text),) for tag, text in pieces))


def side_by_side(before: str | None, after: str | None) -> tuple[SafeString, SafeString]:
    """Both texts: the first with what went in `<del>`, the second with what came in `<ins>`."""
    old, new = _WORDS.findall(before or ""), _WORDS.findall(after or "")
    left: list[tuple[str, str]] = []
    right: list[tuple[str, str]] = []
    for tag, a, b, c, d in difflib.SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes():
        left.append(("" if tag == "equal" else "del", "".join(old[a:b])))
        right.append(("" if tag == "equal" else "ins", "".join(new[c:d])))
    return _joined(left), _joined(right)


def _joined(pieces: list[tuple[str, str]]) -> SafeString:
    return format_html_join("", "{}", ((_piece(tag, text),) for tag, text in pieces if text))


def _piece(tag: str, text: str) -> SafeString:
    return format_html("<{0}>{1}</{0}>", tag, text) if tag else format_html("{}", text)
