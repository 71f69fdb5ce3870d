"""What a term is called, and that no two terms of a list are called the same.

Spellings are compared as imports compare them, by `fold_label`. A merged term claims none: the
term that was kept has taken them over.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db import connection
from django.utils.translation import gettext as _

from nmirf.common.errors import DomainError
from recommendations.choices import Taxonomy
from recommendations.models import LISTINGS, Listing, SdgGoal, Term
from recommendations.parsers.text import fold_label

_LOCK = 7_203
LONGEST = 300


def listing_of(name: str) -> Listing:
    """Raises DomainError where there is no such list."""
    if name not in LISTINGS:
        raise DomainError(_("There is no list “%(list)s”.") % {"list": name})
    return LISTINGS[name]


def lock_list(name: str) -> None:
    """One change of a list at a time, until the transaction ends: spellings and trees are whole."""
    with connection.cursor() as cursor:
        place = Taxonomy.values.index(name)
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_LOCK, place])


def tidy(labels: Iterable[str]) -> list[str]:
    """One of each spelling, in the order given. Raises DomainError for one that can't be compared."""
    kept: dict[str, str] = {}
    for label in (" ".join(label.split()) for label in labels):
        if not label:
            continue
        if not fold_label(label) or len(label) > LONGEST:
            raise DomainError(
                _(
                    "“%(label)s” cannot be a spelling: it needs a letter or a digit and at most "
                    "%(most)d characters."
                )
                % {"label": label[:60], "most": LONGEST}
            )
        kept.setdefault(fold_label(label), label)
    return list(kept.values())


def spellings(term: Term) -> dict[str, str]:
    """Folded spelling → as written: name, its translations, aliases, code."""
    texts = (term.name, *term.name_translations.values(), *term.aliases, term.code)
    return {fold_label(text): text for text in reversed(texts) if fold_label(text)}


@dataclass(frozen=True, slots=True)
class Owner:
    """Who answers to a spelling."""

    code: str
    label: str
    is_active: bool = True


def refuse_taken(name: str, wanted: dict[str, str], *, but: Iterable[str] = ()) -> None:
    """Raise DomainError where another term than those of the codes `but` answers to a spelling."""
    mine = set(but)
    for folded, owner in _owners(name):
        if folded in wanted and owner.code not in mine:
            words = (
                _("“%(spelling)s” already belongs to “%(term)s” (%(code)s).")
                if owner.is_active
                else _(
                    "“%(spelling)s” already belongs to “%(term)s” (%(code)s), which is retired: "
                    "bring it back, or merge it."
                )
            )
            raise DomainError(
                words % {"spelling": wanted[folded], "term": owner.label, "code": owner.code}
            )


def _owners(name: str) -> Iterator[tuple[str, Owner]]:
    for term in LISTINGS[name].model.objects.unmerged():
        owner = Owner(term.code, term.label, term.is_active)
        yield from ((folded, owner) for folded in spellings(term))
    if name == Taxonomy.SDGS:
        for goal in SdgGoal.objects.all():
            owner = Owner(str(goal.number), goal.label)
            for text in (goal.name, *goal.name_translations.values()):
                yield fold_label(text), owner
