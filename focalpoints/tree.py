"""The tree of institutions as a list: who stands below whom, narrowed without losing the way up."""

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from .models import Institution


@dataclass(slots=True)
class Branch:
    """One institution; `is_way` for one that is shown only because something below it was asked for."""

    row: Institution
    is_way: bool = False
    below: list["Branch"] = field(default_factory=list)


def tree_of(rows: Iterable[Institution], asked: Mapping[str, Any]) -> tuple[list[Branch], int]:
    """Those on top with all below them, and how many of `rows` fit what was asked.

    `asked` holds what the filter says: q, kind, branch, membership, territory, standing; empty
    values ask nothing. An institution whose parent is not among the rows stands on top.
    """
    known = {row.pk: row for row in rows}
    fitting = {pk for pk, row in known.items() if fits(row, asked)}
    shown = set(fitting)
    for pk in fitting:
        shown |= set(_way_up(known, pk))
    below: dict[int | None, list[Institution]] = defaultdict(list)
    for pk in shown:
        parent = known[pk].parent_id
        below[parent if parent in known else None].append(known[pk])

    def grow(parent: int | None) -> list[Branch]:
        ordered = sorted(below[parent], key=lambda row: (folded(row.label), row.pk))
        return [Branch(row, row.pk not in fitting, grow(row.pk)) for row in ordered]

    return grow(None), len(fitting)


def _way_up(known: Mapping[int, Institution], pk: int) -> Iterable[int]:
    above = known[pk].parent_id
    while above is not None and above in known:
        yield above
        above = known[above].parent_id


def fits(row: Institution, asked: Mapping[str, Any]) -> bool:
    """Whether it is what was asked for; words are compared without accents and capitals."""
    columns = ("kind", "branch", "membership", "territory", "standing")
    if any(asked.get(name) and getattr(row, name) != asked[name] for name in columns):
        return False
    words = folded(asked.get("q") or "")
    return not words or any(words in folded(name) for name in names_of(row))


def names_of(row: Institution) -> list[str]:
    """Each name that it has or had, in every language, and its acronyms."""
    found: list[str] = []
    borne: list[Any] = [row, *row.former_names.all()]
    for one in borne:
        found += [one.name, one.acronym, *one.name_translations.values()]
    return [name for name in found if name]


def folded(text: str) -> str:
    """For comparing: no accents, no capitals."""
    plain = unicodedata.normalize("NFKD", text)
    return "".join(sign for sign in plain if not unicodedata.combining(sign)).casefold()
