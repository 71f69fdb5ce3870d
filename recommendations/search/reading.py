"""A search as it was typed, read once and then asked in several ways."""

from dataclasses import dataclass

from nmirf.common.rows import rows

from .codes import as_one_code
from .query import Node, cleaned, parse
from .synonyms import Synonyms


@dataclass(frozen=True, slots=True)
class Search:
    """`tree`: what is asked for, None where there is nothing; `literal`: the same without synonyms.

    `also`: the terms that are searched besides, as the list of synonyms writes them. `code`: all
    that was typed where it may be one reference, else "".
    """

    typed: str
    literal: Node | None
    tree: Node | None
    also: tuple[str, ...] = ()
    code: str = ""


def read(typed: str, *, exactly: bool = False) -> Search:
    """Read what was typed, whatever it is; one query for synonyms unless `exactly`."""
    typed = cleaned(typed).strip()
    literal = parse(typed)
    if literal is None or exactly:
        return Search(typed, literal, literal, code=as_one_code(typed))
    groups = rows("recommendations.Synonym").filter(is_active=True).order_by("pk")
    synonyms = Synonyms(groups.values_list("terms", "language"))
    tree = synonyms.widen(literal)
    return Search(typed, literal, tree, tuple(synonyms.added), as_one_code(typed))
