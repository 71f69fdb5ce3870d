"""A search as it was typed, read once and then asked in several ways."""

from collections.abc import Sequence
from dataclasses import dataclass

from nmirf.common.rows import rows

from .codes import as_one_code
from .query import Node, cleaned, parse
from .synonyms import Synonyms

# Terms that mean the same, with the language that they belong to.
Groups = tuple[tuple[Sequence[str], str], ...]


@dataclass(frozen=True, slots=True)
class Search:
    """`tree`: what is asked for, None where there is nothing; `literal`: the same without synonyms.

    `also`: the terms that are searched besides, as the list of synonyms writes them. `code`: all
    that was typed where it may be one reference, else "". `groups`: the list of synonyms that it
    was read with, none where it is asked exactly.
    """

    typed: str
    literal: Node | None
    tree: Node | None
    also: tuple[str, ...] = ()
    code: str = ""
    groups: Groups = ()


def read(typed: str, *, exactly: bool = False, groups: Groups | None = None) -> Search:
    """Read what was typed, whatever it is.

    One query for synonyms, unless `exactly` or `groups` holds them from another search.
    """
    typed = cleaned(typed).strip()
    literal = parse(typed)
    if literal is None or exactly:
        return Search(typed, literal, literal, code=as_one_code(typed))
    if groups is None:
        kept = rows("recommendations.Synonym").filter(is_active=True).order_by("pk")
        groups = tuple(kept.values_list("terms", "language"))
    synonyms = Synonyms(groups)
    tree = synonyms.widen(literal)
    return Search(typed, literal, tree, tuple(synonyms.added), as_one_code(typed), groups)
