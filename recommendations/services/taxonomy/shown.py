"""The lists as people read them: rows in the order of the tree, numbers, a file to take away."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from mechanisms.models import Mechanism, State
from nmirf.common.decisions import require
from recommendations import policies
from recommendations.choices import Taxonomy
from recommendations.models import LISTINGS, Term, TermMerge
from recommendations.parsers.text import fold_label

from .others import MECHANISMS, STATES
from .spellings import spellings

# A list with more terms than this is shown branch by branch.
LONGEST_FLAT = 40
# What a spreadsheet would take for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class Summary:
    """One list in numbers; `None` where a number has no meaning for it."""

    name: str
    label: str
    terms: int
    used: int | None = None
    retired: int | None = None
    unverified: int | None = None


def summaries(user: User) -> list[Summary]:
    """All lists in numbers, one query a list; used is what recommendations that `user` sees say."""
    require(policies.can_edit_lists(user))
    found = [_summary(name, _visible(user)) for name in Taxonomy.values]
    return [*found, *_others()]


def _visible(user: User) -> QuerySet[Any]:
    return policies.visible_recommendations(user).order_by()


def _summary(name: str, visible: QuerySet[Any]) -> Summary:
    listing = LISTINGS[name]
    links = listing.links._default_manager.filter(
        **{listing.field: OuterRef("pk")}, recommendation__in=visible.values("pk")
    )
    numbers = {
        "terms": Count("pk"),
        "used": Count("pk", filter=Q(is_used=True)),
        "retired": Count("pk", filter=Q(is_active=False)),
    }
    if "verified" in listing.own:
        numbers["unverified"] = Count("pk", filter=Q(verified=False))
    rows = listing.model.objects.unmerged().order_by().annotate(is_used=Exists(links))
    return Summary(name, str(Taxonomy(name).label), **rows.aggregate(**numbers))


def _others() -> Iterator[Summary]:
    for name, label, model in (
        (STATES, _("States"), State),
        (MECHANISMS, _("Mechanisms"), Mechanism),
    ):
        numbers = model._default_manager.aggregate(
            terms=Count("pk"), unverified=Count("pk", filter=Q(verified=False))
        )
        yield Summary(name, str(label), **numbers)


@dataclass(frozen=True, slots=True)
class Line:
    """One term in its place; `uses` counts recommendations, `level` starts at 0."""

    term: Any
    level: int
    labels: list[tuple[str, str]]
    uses: int
    can_rise: bool = False
    can_sink: bool = False


def lines(list: str, user: User, words: str = "") -> "list[Line]":
    """The list in its order, children below their parents; with `words`, those spelled with them.

    One query whatever the length.
    """
    require(policies.can_edit_lists(user))
    listing = LISTINGS[list]
    related = ("merged_into", *(("parent",) if listing.is_tree else ()))
    if list == Taxonomy.SDGS:
        related = (*related, "goal")
    rows = listing.model.objects.with_use(_visible(user)).select_related(*related)
    ordered = rows.order_by(*listing.model._meta.ordering)
    below: dict[int | None, Any] = {}
    for term in ordered:
        below.setdefault(getattr(term, "parent_id", None), []).append(term)
    found = [*_walk(below, None, 0, moves=not listing.is_fixed)]
    folded = fold_label(words)
    if folded:
        found = [line for line in found if any(folded in one for one in spellings(line.term))]
    return found


@dataclass(frozen=True, slots=True)
class Branch:
    """Lines that are shown or folded away together; a list that is short has one without a label."""

    label: str
    lines: "list[Line]"
    is_open: bool


def branches(found: "list[Line]", *, words: str, opened: str) -> "list[Branch]":
    """Terms of a long list by what they stand below, the goal of a target or the theme at the top.

    What was searched is open, and so is the branch with the term whose code is `opened`.
    """
    if len(found) <= LONGEST_FLAT or words:
        return [Branch("", found, is_open=True)]
    grouped: dict[str, list[Line]] = {}
    top = ""
    for line in found:
        goal = getattr(line.term, "goal", None)
        if goal is not None:
            top = f"{goal.number} {goal.label}"
        elif line.level == 0:
            top = line.term.label
        grouped.setdefault(top, []).append(line)
    if len(grouped) > LONGEST_FLAT:
        return [Branch("", found, is_open=True)]
    return [
        Branch(label, rows, is_open=any(line.term.code == opened for line in rows))
        for label, rows in grouped.items()
    ]


def _walk(below: Any, parent: int | None, level: int, *, moves: bool) -> Iterator[Line]:
    row = below.get(parent, [])
    moving = [term for term in row if moves and term.merged_into_id is None]
    for term in row:
        may_move = term in moving
        yield Line(
            term,
            level,
            labels_of(term),
            term.uses,
            can_rise=may_move and term != moving[0],
            can_sink=may_move and term != moving[-1],
        )
        yield from _walk(below, term.pk, level + 1, moves=moves)


def labels_of(term: Term) -> list[tuple[str, str]]:
    """(language, label) in each language of the instance; "" where there is none."""
    return [
        (code, term.name if code == main_language() else term.name_translations.get(code, ""))
        for code in languages()
    ]


def main_language() -> str:
    """The language of the column `name`."""
    return str(settings.LANGUAGE_CODE).split("-")[0]


def languages() -> list[str]:
    return [code for code, _name in settings.LANGUAGES]


def merges_into(list: str, code: str) -> QuerySet[TermMerge]:
    """The merges into a term that stand, the latest first."""
    merges = TermMerge.objects.filter(list=list, kept=code, undone_at=None)
    return merges.select_related("merged_by")


def last_editor(term: Any) -> User | None:
    """Who saved it last, as history knows; None for what no signed-in person saved."""
    events: Any = term._meta.get_field("events").related_model
    event = (
        events._default_manager.filter(pgh_obj_id=term.pk)
        .select_related("pgh_context")
        .order_by("pgh_id")
        .last()
    )
    found = event.pgh_context.metadata.get("user") if event and event.pgh_context else None
    return User.objects.filter(pk=found).first() if found else None


def table(list: str, user: User) -> Iterator[Sequence[str]]:
    """The list as rows of a file, with the columns of the files that ship; safe in a spreadsheet."""
    others = [code for code in languages() if code != main_language()]
    columns = ["parent"] if LISTINGS[list].is_tree else []
    yield [
        *("code", "name", *(f"name_{code}" for code in others), *columns, "aliases", "order"),
        *("is_active", "merged_into", "recommendations"),
    ]
    for line in lines(list, user):
        term = line.term
        merged = term.merged_into
        yield [
            _safe(cell)
            for cell in (
                *(term.code, term.name, *(term.name_translations.get(code, "") for code in others)),
                *((term.parent.code if term.parent else "",) if columns else ()),
                *(" | ".join(term.aliases), str(term.order), str(term.is_active).lower()),
                *(merged.code if merged else "", str(line.uses)),
            )
        ]


def _safe(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
