"""One term of a list: made, edited, moved in its order, retired, deleted where it never counted."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from nmirf.common.decisions import require
from nmirf.common.errors import ConflictError, DomainError
from nmirf.common.history import because
from recommendations import policies
from recommendations.choices import MOST_LEVELS, Taxonomy
from recommendations.models import Listing, SdgGoal, Term, TermDecision, TermMerge, Theme

from .spellings import listing_of, lock_list, refuse_taken, spellings, tidy

# What an address of a list means already.
_TAKEN_WORDS = frozenset({"new", "download"})
_CODES: dict[str, re.Pattern[str]] = {Taxonomy.OBJECTIVES: re.compile(r"[A-Z]{3}")}
_CODE = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


@transaction.atomic
def create_term(
    *,
    list: str,
    code: str,
    name: str,
    actor: User,
    parent: str = "",
    values: Mapping[str, Any] | None = None,
    reason: str = "",
) -> Term:
    """A new term at the end of its list; `parent` is a code, `values` are further columns.

    Raises PermissionDenied, and DomainError where the list is fixed, the code is not of its form,
    the parent cannot have it, or another term answers to one of the spellings.
    """
    require(policies.can_edit_lists(actor))
    listing = growing(list)
    lock_list(list)
    _check_code(list, code)
    term: Term = listing.model(code=code, name=name.strip())
    for column, value in (values or {}).items():
        setattr(term, column, value)
    term.aliases = tidy(term.aliases)
    if listing.is_tree:
        _place_below(term, parent)
    refuse_taken(list, spellings(term))
    if not term.order:
        term.order = (listing.model.objects.aggregate(last=Max("order"))["last"] or 0) + 1
    term.edited_at = timezone.now()
    with because(reason or str(_("New term"))):
        term.save()
    return term


@transaction.atomic
def edit_term(
    *,
    list: str,
    code: str,
    values: Mapping[str, Any],
    seen: datetime,
    actor: User,
    reason: str,
) -> Term:
    """Change columns of a term; `parent` among them is a code, "" for none.

    Only spellings that are new to the term are compared with those of others. Raises DoesNotExist,
    PermissionDenied, ConflictError with the term as it stands where it is no longer as it was at
    `seen`, and DomainError.
    """
    require(policies.can_edit_lists(actor))
    lock_list(list)
    term = find(list, code)
    if term.updated_at != seen:
        raise ConflictError(_("Someone else has saved this in the meantime."), theirs=term)
    refuse_merged(term)
    before = spellings(term)
    _assign(list, term, values)
    added = {folded: text for folded, text in spellings(term).items() if folded not in before}
    refuse_taken(list, added, but=[code])
    return _save(term, reason)


@transaction.atomic
def add_alias(*, list: str, code: str, label: str, actor: User, reason: str = "") -> Term:
    """One more spelling of a term; of the kept one, where `code` was merged into it.

    A spelling that it has already changes nothing. Raises DoesNotExist, PermissionDenied, and
    DomainError where the term is retired or another term answers to the spelling.
    """
    require(policies.can_edit_lists(actor))
    if list == Taxonomy.SDGS and code.isdecimal() and SdgGoal.objects.filter(number=code).exists():
        raise DomainError(_("Goals have no further spellings: choose one of its targets."))
    listing_of(list)
    lock_list(list)
    term = find(list, code)
    if term.merged_into_id:
        term = find(list, term.merged_into.code)
    if not term.is_active:
        raise DomainError(_("“%(term)s” is retired: bring it back first.") % {"term": term.label})
    before = spellings(term)
    term.aliases = tidy([*term.aliases, label])
    added = {folded: text for folded, text in spellings(term).items() if folded not in before}
    if not added:
        known: Term = find(list, term.code)
        return known
    refuse_taken(list, added, but=[term.code])
    return _save(term, reason or str(_("One more spelling")))


@transaction.atomic
def move_term(*, list: str, code: str, up: bool, actor: User) -> None:
    """One place up or down among those with the same parent; at the end of the row it stays."""
    require(policies.can_edit_lists(actor))
    listing = growing(list)
    lock_list(list)
    term = find(list, code)
    refuse_merged(term)
    rows = listing.model.objects.unmerged().select_for_update()
    if listing.is_tree:
        rows = rows.filter(parent=term.parent_id)
    row = [*rows]
    place = row.index(term)
    other = place + (-1 if up else 1)
    if not 0 <= other < len(row):
        return
    orders = [one.order for one in row]
    if len(set(orders)) < len(row):
        # Two of the same order have no first: number them all anew, in the order shown.
        orders = [*range(min(orders), min(orders) + len(row))]
    row[place], row[other] = row[other], row[place]
    with because(str(_("Order changed"))):
        for one, order in zip(row, orders, strict=True):
            if one.order != order:
                one.order, one.edited_at = order, timezone.now()
                one.save(update_fields=["order", "edited_at", "updated_at"])


@transaction.atomic
def retire_term(*, list: str, code: str, actor: User, reason: str) -> Term:
    """No longer offered, nor recognised by imports; what is linked to it stays linked.

    Raises DoesNotExist, PermissionDenied, and DomainError where terms in use stand below it.
    """
    require(policies.can_edit_lists(actor))
    listing = growing(list)
    lock_list(list)
    term = find(list, code)
    if not term.is_active:
        raise DomainError(_("Someone has already done this."))
    if listing.is_tree and term.children.offered().exists():
        raise DomainError(_("Terms in use stand below it: retire or move them first."))
    term.is_active = False
    return _save(term, reason)


@transaction.atomic
def restore_term(*, list: str, code: str, actor: User, reason: str) -> Term:
    """Bring a retired term back. Raises DoesNotExist, PermissionDenied, DomainError."""
    require(policies.can_edit_lists(actor))
    listing = growing(list)
    lock_list(list)
    term = find(list, code)
    refuse_merged(term)
    if term.is_active:
        raise DomainError(_("Someone has already done this."))
    parent = term.parent if listing.is_tree else None
    if parent and not parent.is_active:
        raise DomainError(_("“%(term)s” is retired: bring it back first.") % {"term": parent.label})
    refuse_taken(list, spellings(term), but=[code])
    term.is_active = True
    return _save(term, reason)


@transaction.atomic
def delete_term(*, list: str, code: str, actor: User, reason: str) -> None:
    """Delete a term to which nothing ever referred; the history keeps that it was there.

    Raises DoesNotExist, PermissionDenied, and DomainError saying what refers or referred to it.
    """
    require(policies.can_edit_lists(actor))
    listing = growing(list)
    lock_list(list)
    term = find(list, code)
    if why := what_refers(list, term):
        raise DomainError(why)
    if not reason.strip():
        raise DomainError(_("Say why."))
    with because(reason):
        listing.model.objects.filter(pk=term.pk).delete()


def what_refers(list: str, term: Term) -> str:
    """Why a term cannot be deleted, in words; "" where nothing ever referred to it."""
    listing = listing_of(list)
    if listing.is_fixed:
        return _("This list is fixed: only labels and spellings change.")
    events = listing.links._meta.get_field("events").related_model
    if events._default_manager.filter(**{f"{listing.field}_id": term.pk}).exists():
        return _("Recommendations are or were linked to it. Retire it instead.")
    below = listing.model._meta.get_field("events").related_model._default_manager
    if listing.is_tree and below.filter(parent_id=term.pk).exists():
        return _("Terms stand or stood below it. Retire it instead.")
    merges = TermMerge.objects.filter(list=list)
    if merges.filter(kept=term.code).exists() or merges.filter(merged=term.code).exists():
        return _("It was part of a merge. Retire it instead.")
    decisions = TermDecision.objects.filter(list=list)
    if (decisions.filter(code=term.code) | decisions.filter(parent=term.code)).exists():
        return _("Imports refer to it. Retire it instead.")
    return ""


def find(list: str, code: str) -> Any:
    """The term, locked. Raises DoesNotExist."""
    return listing_of(list).model.objects.select_for_update(of=("self",)).get(code=code)


def growing(list: str) -> Listing:
    """Raises DomainError where the list is none, or is fixed."""
    listing = listing_of(list)
    if listing.is_fixed:
        raise DomainError(_("This list is fixed: only labels and spellings change."))
    return listing


def refuse_merged(term: Term) -> None:
    """Raises DomainError where the term leads on to another one."""
    if term.merged_into is not None:
        raise DomainError(
            _("It was merged into “%(term)s”. Undo the merge first.")
            % {"term": term.merged_into.label}
        )


def _check_code(list: str, code: str) -> None:
    form = _CODES.get(list, _CODE)
    if not form.fullmatch(code) or code in _TAKEN_WORDS or len(code) > 60:
        raise DomainError(
            _("“%(code)s” cannot be a code: three capital letters are needed.") % {"code": code}
            if list in _CODES
            else _("“%(code)s” cannot be a code: small letters, digits and hyphens, at most 60.")
            % {"code": code}
        )
    if listing_of(list).model.objects.filter(code=code).exists():
        raise DomainError(_("The code “%(code)s” is taken.") % {"code": code})


def _assign(list: str, term: Any, values: Mapping[str, Any]) -> None:
    changes = dict(values)
    if "parent" in changes:
        _place_below(term, changes.pop("parent"))
    if "aliases" in changes:
        changes["aliases"] = tidy(changes["aliases"])
    for column, value in changes.items():
        setattr(term, column, value)


def _place_below(term: Any, parent: str) -> None:
    """Raises DomainError where the parent is unknown or retired, below the term, or too deep."""
    if parent == (term.parent.code if term.parent else ""):
        return
    if not parent:
        term.parent = None
        return
    above = Theme.objects.offered().filter(code=parent).first()
    if above is None:
        raise DomainError(_("There is no term “%(code)s” in use.") % {"code": parent})
    line = ancestry(above)
    if term in line:
        raise DomainError(
            _("“%(term)s” stands below it: it cannot be its parent.") % {"term": above.label}
        )
    if len(line) + height(term) > MOST_LEVELS:
        raise DomainError(_("Themes stand in at most %(number)d levels.") % {"number": MOST_LEVELS})
    term.parent = above


def ancestry(theme: Theme) -> "list[Theme]":
    """The theme and all above it."""
    line = [theme]
    while line[-1].parent:
        line.append(line[-1].parent)
    return line


def height(theme: Theme) -> int:
    """How many levels the theme and what stands below it take."""
    level, keys = 1, [theme.pk] if theme.pk else []
    while keys := [*Theme.objects.filter(parent__in=keys).values_list("pk", flat=True)]:
        level += 1
    return level


def _save(term: Term, reason: str) -> Term:
    if not reason.strip():
        raise DomainError(_("Say why."))
    term.edited_at = timezone.now()
    with because(reason):
        term.save()
    return term
