"""The spellings under which imports know States and mechanisms."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime

from django.db import connection, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from mechanisms import policies
from mechanisms.models import Mechanism, State
from nmirf.common.decisions import require
from nmirf.common.errors import ConflictError, DomainError
from nmirf.common.history import because

Fold = Callable[[str], str]
_LOCK = 7_204
_STATES, _MECHANISMS = range(2)


@transaction.atomic
def set_state_aliases(
    *,
    code: str,
    aliases: Sequence[str],
    fold: Fold,
    actor: User,
    reason: str,
    seen: datetime | None = None,
    add: bool = False,
) -> State:
    """Say which other spellings a State has; with `add`, which it has besides those it had.

    `fold` brings spellings into the form in which they are compared. Raises DoesNotExist, PermissionDenied, ConflictError where the row is no longer as it was at
    `seen`, and DomainError naming the State that one of the spellings already belongs to.
    """
    require(policies.can_edit_aliases(actor))
    _lock(_STATES)
    state = State.objects.select_for_update().get(iso3=code)
    others = ((row, _of_state(row)) for row in State.objects.exclude(pk=state.pk))
    aliases = [*state.aliases, *aliases] if add else aliases
    _set(state, _of_state(state), aliases, others, fold, reason, seen)
    return state


@transaction.atomic
def set_mechanism_aliases(
    *,
    code: str,
    aliases: Sequence[str],
    fold: Fold,
    actor: User,
    reason: str,
    seen: datetime | None = None,
    add: bool = False,
) -> Mechanism:
    """As `set_state_aliases`, for a mechanism."""
    require(policies.can_edit_aliases(actor))
    _lock(_MECHANISMS)
    mechanism = Mechanism.objects.select_for_update().get(code=code)
    others = ((row, _of_mechanism(row)) for row in Mechanism.objects.exclude(pk=mechanism.pk))
    aliases = [*mechanism.aliases, *aliases] if add else aliases
    _set(mechanism, _of_mechanism(mechanism), aliases, others, fold, reason, seen)
    return mechanism


def _lock(of: int) -> None:
    """One change of a list's spellings at a time, until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_LOCK, of])


def _of_state(row: State) -> Iterable[str]:
    return (row.name, row.iso3, row.iso2, *row.aliases)


def _of_mechanism(row: Mechanism) -> Iterable[str]:
    return (row.code, row.short_name, row.name, *row.aliases)


def _set(
    row: State | Mechanism,
    own: Iterable[str],
    aliases: Sequence[str],
    others: Iterator[tuple[State | Mechanism, Iterable[str]]],
    fold: Fold,
    reason: str,
    seen: datetime | None,
) -> None:
    if seen is not None and row.updated_at != seen:
        raise ConflictError(_("Someone else has saved this in the meantime."), theirs=row)
    if not reason.strip():
        raise DomainError(_("Say why."))
    known = {fold(spelling) for spelling in own}
    added = {fold(alias): alias for alias in reversed(aliases)}
    owner = {fold(spelling): other for other, spellings in others for spelling in spellings}
    for folded, alias in added.items():
        if folded not in known and folded in owner:
            raise DomainError(
                _("“%(spelling)s” already belongs to %(term)s.")
                % {"spelling": alias, "term": owner[folded].label}
            )
    kept = [*{fold(alias): alias for alias in reversed(aliases)}.values()][::-1]
    if kept == row.aliases:
        return
    with because(reason):
        row.aliases = kept
        row.save(update_fields=["aliases", "updated_at"])
