"""How many words a text has, for the limits that committees set."""

import re

# Marks of Markdown stand between words and are none; an apostrophe or hyphen inside one is part of it.
_WORD = re.compile(r"\w+(?:['’\-‐]\w+)*")


def count_words(text: str) -> int:
    return len(_WORD.findall(text))
