"""The length of a text in characters as people see them, whatever they are made of."""

import regex

_CLUSTERS = regex.compile(r"\X")
# One seen character seldom needs more code points; a pile of marks on one letter is no text.
MOST_CODE_POINTS_EACH = 10


def normal(text: str) -> str:
    """Line ends as one character each, as the counter in the browser counts them."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def count(text: str) -> int:
    """Extended grapheme clusters (Unicode, UAX #29)."""
    return len(_CLUSTERS.findall(normal(text)))


def fits(text: str, most: int) -> bool:
    """Whether `text` has at most `most` characters, none of them made of absurdly many marks."""
    return len(text) <= most * MOST_CODE_POINTS_EACH and count(text) <= most
