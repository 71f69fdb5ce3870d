"""Letters as they are compared, and typographic signs, which not every database tells from them."""

import unicodedata

# As in the function `nmirf_words` of the database.
SIGNS = "‘’‚“”„«»‹›…–—،؛؟。、•·¿¡\u00a0\u202f"
# Control characters that no text has, one for each: the database takes them for what is between words.
STAND_INS = "".join(map(chr, [*range(1, 9), *range(14, 32)]))[: len(SIGNS)]
_SPACES = str.maketrans(dict.fromkeys(SIGNS, " "))
_BACK = str.maketrans(STAND_INS, SIGNS)


def as_words(text: str) -> str:
    """With a space in the place of each sign."""
    return text.translate(_SPACES)


def with_signs(text: str) -> str:
    """With the signs again in the place of what stood in for them."""
    return text.translate(_BACK)


def folded(word: str) -> str:
    """Small letters without accents and vowel signs: how words are compared."""
    plain = unicodedata.normalize("NFKD", word.casefold())
    return "".join(letter for letter in plain if not unicodedata.combining(letter))
