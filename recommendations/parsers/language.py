"""Which of the six UN languages texts are in: a guess good enough to choose a dictionary."""

import re
from collections import Counter
from collections.abc import Iterable

# Frequent words that the other languages don't share.
_WORDS = {
    "en": frozenset(
        ["the", "and", "of", "to", "that", "with", "for", "should", "by", "all", "its"]
    ),
    "fr": frozenset(["le", "les", "des", "et", "du", "une", "aux", "dans", "pour", "que", "sur"]),
    "es": frozenset(["el", "los", "las", "y", "del", "una", "por", "para", "con", "que", "se"]),
}
_SCRIPTS = (
    ("ar", re.compile("[\u0600-\u06ff]")),
    ("ru", re.compile("[\u0400-\u04ff]")),
    ("zh", re.compile("[\u4e00-\u9fff]")),
)
_WORD = re.compile(r"[^\W\d_]+")


def guess_language(texts: Iterable[str]) -> str:
    """The code of the language most of the texts are in; "en", the export's own, when unclear."""
    votes = Counter(filter(None, map(_language_of, texts)))
    return max(votes, key=lambda code: (votes[code], code == "en")) if votes else "en"


def _language_of(text: str) -> str | None:
    sample = text[:1000]
    letters = len(_WORD.findall(sample)) and sum(map(len, _WORD.findall(sample)))
    for code, script in _SCRIPTS:
        if letters and len(script.findall(sample)) * 2 > letters:
            return code
    words = Counter(_WORD.findall(sample.lower()))
    scores = {code: sum(words[word] for word in known) for code, known in _WORDS.items()}
    best = max(scores, key=lambda code: scores[code])
    return best if scores[best] > 1 else None
