"""Two terms that mean the same become one; what moved is written down, so that it can move back."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from nmirf.common.decisions import require
from nmirf.common.errors import DomainError
from nmirf.common.history import because
from recommendations import policies
from recommendations.choices import MOST_LEVELS, ImportState, LinkMethod, TermChoice
from recommendations.models import Listing, Term, TermDecision, TermLink, TermMerge
from recommendations.services.imports.locks import lock_register_briefly

from .spellings import LONGEST, lock_list, refuse_taken, spellings
from .terms import ancestry, find, growing, height, refuse_merged

# Imports that may still be written; what the others decided is over.
_OPEN = (ImportState.QUEUED, ImportState.READING, ImportState.READY, ImportState.FAILED)


@dataclass(frozen=True, slots=True)
class Moves:
    """What a merge moves: numbers of what the person may see, and whether there is more."""

    links: int
    doubled: int
    children: list[str]
    decisions: int
    spellings: list[str]
    moves_unseen: bool


def what_moves(*, list: str, code: str, into: str, actor: User) -> Moves:
    """What merging `code` into `into` would move. Raises as `merge_terms` does."""
    require(policies.can_edit_lists(actor))
    listing = growing(list)
    term, kept = (listing.model.objects.get(code=one) for one in (code, into))
    _refuse(listing, term, kept)
    links = _links(listing, term)
    seen = links.filter(
        recommendation__in=policies.visible_recommendations(actor).order_by().values("pk")
    )
    doubled = seen.filter(recommendation__in=_links(listing, kept).values("recommendation"))
    total, twice = seen.count(), doubled.count()
    return Moves(
        links=total - twice,
        doubled=twice,
        children=[one.label for one in _children(listing, term)],
        decisions=_decisions(list, code).count() + _parents(list, code).count(),
        spellings=_gained(term, kept),
        moves_unseen=links.count() > total,
    )


@transaction.atomic
def merge_terms(*, list: str, code: str, into: str, actor: User, reason: str) -> TermMerge:
    """Move all that `code` stands for to `into`; its code and labels become spellings of that.

    Where a recommendation is linked to both, one link stays: a person's before a source's. Raises
    DoesNotExist, PermissionDenied, and DomainError: for a term in itself or in one below it, for
    too many levels, for terms out of use, and while an import is being written.
    """
    require(policies.can_edit_lists(actor))
    listing = growing(list)
    if not reason.strip():
        raise DomainError(_("Say why."))
    lock_register_briefly()
    lock_list(list)
    term, kept = find(list, code), find(list, into)
    _refuse(listing, term, kept)
    with because(reason):
        moved: dict[str, Any] = {
            "doubled": _drop_doubled(listing, term, kept),
            "links": _repoint(_links(listing, term), **{listing.field: kept}),
            "children": _repoint(_children(listing, term), parent=kept, edited_at=timezone.now()),
            "followers": _repoint(listing.model.objects.filter(merged_into=term), merged_into=kept),
            "decisions": _repoint(_decisions(list, code), code=into),
            "parents": _repoint(_parents(list, code), parent=into),
            "spellings": _gained(term, kept),
            "was_active": term.is_active,
        }
        kept.aliases = [*kept.aliases, *moved["spellings"]]
        term.is_active, term.merged_into = False, kept
        for row in (term, kept):
            row.edited_at = timezone.now()
            row.save()
        return TermMerge.objects.create(
            list=list, merged=code, kept=into, moved=moved, reason=reason, merged_by=actor
        )


@transaction.atomic
def unmerge_term(*, list: str, code: str, actor: User, reason: str) -> TermMerge:
    """Take a merge back: what moved and is still there moves back, whatever came since stays.

    Raises DoesNotExist, PermissionDenied, and DomainError where nothing was merged, where the kept
    term was merged itself, where its parent is retired, and where another term has taken its name.
    """
    require(policies.can_edit_lists(actor))
    listing = growing(list)
    if not reason.strip():
        raise DomainError(_("Say why."))
    lock_register_briefly()
    lock_list(list)
    merge = TermMerge.objects.filter(list=list, merged=code, undone_at=None).first()
    if merge is None:
        raise DomainError(_("Someone has already done this."))
    term, kept = find(list, code), find(list, merge.kept)
    refuse_merged(kept)
    _refuse_below_retired(listing, term)
    moved = merge.moved
    with because(reason):
        kept.aliases = [one for one in kept.aliases if one not in moved["spellings"]]
        kept.edited_at = term.edited_at = timezone.now()
        kept.save()
        refuse_taken(list, spellings(term), but=[code])
        term.is_active, term.merged_into = moved["was_active"], None
        term.save()
        _return_links(listing, term, kept, moved)
        _return_children(listing, term, kept, moved["children"])
        followers = listing.model.objects.filter(pk__in=moved["followers"], merged_into=kept)
        _repoint(followers, merged_into=term)
        _repoint(_decisions(list, kept.code).filter(pk__in=moved["decisions"]), code=code)
        _repoint(_parents(list, kept.code).filter(pk__in=moved["parents"]), parent=code)
        merge.undone_at = timezone.now()
        merge.save(update_fields=["undone_at", "updated_at"])
    return merge


def _refuse(listing: Listing, term: Any, kept: Any) -> None:
    if term == kept:
        raise DomainError(_("A term cannot be merged into itself."))
    refuse_merged(term)
    refuse_merged(kept)
    if not kept.is_active:
        raise DomainError(_("“%(term)s” is retired: bring it back first.") % {"term": kept.label})
    if not listing.is_tree:
        return
    line = ancestry(kept)
    if term in line:
        raise DomainError(
            _("“%(term)s” stands below it: move it, or merge it the other way round.")
            % {"term": kept.label}
        )
    if len(line) + height(term) - 1 > MOST_LEVELS:
        raise DomainError(
            _("What stands below it would stand too deep: themes have at most %(number)d levels.")
            % {"number": MOST_LEVELS}
        )


def _refuse_below_retired(listing: Listing, term: Any) -> None:
    parent = term.parent if listing.is_tree else None
    if parent and not parent.is_active:
        raise DomainError(_("“%(term)s” is retired: bring it back first.") % {"term": parent.label})


def _links(listing: Listing, term: Term) -> QuerySet[Any]:
    rows: QuerySet[Any] = listing.links._default_manager.filter(**{listing.field: term})
    return rows.order_by("pk")


def _children(listing: Listing, term: Term) -> QuerySet[Any]:
    rows: QuerySet[Any] = listing.model.objects.all()
    return rows.filter(parent=term) if listing.is_tree else rows.none()


def _decisions(list: str, code: str) -> QuerySet[TermDecision]:
    """What people decided in open imports of labels that stand for the term."""
    rows = TermDecision.objects.filter(list=list, code=code, batch__state__in=_OPEN)
    return rows.exclude(choice=TermChoice.CREATE)


def _parents(list: str, code: str) -> QuerySet[TermDecision]:
    return TermDecision.objects.filter(list=list, parent=code, batch__state__in=_OPEN)


def _gained(term: Term, kept: Term) -> "list[str]":
    """The spellings that the kept term has not had."""
    known = spellings(kept)
    found = [text for folded, text in spellings(term).items() if folded not in known]
    return sorted(text for text in found if len(text) <= LONGEST)


def _repoint(rows: QuerySet[Any], **to: Any) -> "list[int]":
    """Change all rows; their keys."""
    keys = [*rows.values_list("pk", flat=True)]
    rows.model._default_manager.filter(pk__in=keys).update(**to, updated_at=timezone.now())
    return keys


def _drop_doubled(listing: Listing, term: Term, kept: Term) -> "list[dict[str, Any]]":
    """Delete links to the term where there is one to the kept one; as they were, for undoing."""
    standing = {link.recommendation_id: link for link in _links(listing, kept)}
    dropped = []
    for link in _links(listing, term).filter(recommendation__in=standing):
        other, before = standing[link.recommendation_id], None
        if link.method == LinkMethod.HUMAN != other.method:
            before = _said(other)
            _say(other, _said(link))
        dropped.append(
            {"recommendation": link.recommendation_id, "link": _said(link), "before": before}
        )
        link.delete()
    return dropped


def _said(link: TermLink) -> dict[str, Any]:
    return {
        "method": str(link.method),
        "rationale": link.rationale,
        "reviewed_by_id": link.reviewed_by_id,
    }


def _say(link: TermLink, values: dict[str, Any]) -> None:
    for column, value in values.items():
        setattr(link, column, value)
    link.save()


def _return_links(listing: Listing, term: Term, kept: Term, moved: dict[str, Any]) -> None:
    taken = _links(listing, term).values("recommendation")
    back = _links(listing, kept).filter(pk__in=moved["links"]).exclude(recommendation__in=taken)
    _repoint(back, **{listing.field: term})
    taken_now = {*_links(listing, term).values_list("recommendation", flat=True)}
    standing = {link.recommendation_id: link for link in _links(listing, kept)}
    for entry in moved["doubled"]:
        key = entry["recommendation"]
        # Where people took the kept term away since, they spoke of both.
        if key not in standing or key in taken_now:
            continue
        if entry["before"] and _said(standing[key]) == entry["link"]:
            _say(standing[key], entry["before"])
        listing.links._default_manager.create(
            recommendation_id=key, **{listing.field: term}, **entry["link"]
        )


def _return_children(listing: Listing, term: Any, kept: Term, keys: Iterable[int]) -> None:
    for child in _children(listing, kept).filter(pk__in=keys):
        line = ancestry(term)
        if child not in line and len(line) + height(child) <= MOST_LEVELS:
            child.parent, child.edited_at = term, timezone.now()
            child.save(update_fields=["parent", "edited_at", "updated_at"])
