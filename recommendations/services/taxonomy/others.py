"""Spellings of States and mechanisms beside those of terms: what an import may learn to recognise."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from mechanisms.models import Mechanism, State
from mechanisms.services import aliases as mechanisms
from recommendations.choices import TermList
from recommendations.models import Term
from recommendations.parsers.text import fold_label

from . import terms
from .spellings import tidy

STATES, MECHANISMS = "states", "mechanisms"


@transaction.atomic
def add_alias(
    *, list: str, code: str, label: str, actor: User, reason: str = ""
) -> Term | State | Mechanism:
    """One more spelling of what `code` names in `list`: a list of terms, of States, of mechanisms.

    A spelling that it has already changes nothing. Raises DoesNotExist, PermissionDenied, and
    DomainError naming whoever else answers to the spelling.
    """
    if list in (STATES, TermList.STATES, MECHANISMS):
        row: State | Mechanism = _deed(list)(
            code=code,
            aliases=tidy([label]),
            fold=fold_label,
            actor=actor,
            reason=reason or str(_("One more spelling")),
            add=True,
        )
        return row
    return terms.add_alias(list=list, code=code, label=label, actor=actor, reason=reason)


def set_aliases(
    *,
    list: str,
    code: str,
    aliases: Sequence[str],
    actor: User,
    reason: str,
    seen: datetime | None = None,
) -> State | Mechanism:
    """All spellings of a State ("states") or a mechanism ("mechanisms"), besides its names.

    Raises DoesNotExist, PermissionDenied, ConflictError, DomainError.
    """
    done: State | Mechanism = _deed(list)(
        code=code, aliases=tidy(aliases), fold=fold_label, actor=actor, reason=reason, seen=seen
    )
    return done


def _deed(list: str) -> Any:
    if list == MECHANISMS:
        return mechanisms.set_mechanism_aliases
    return mechanisms.set_state_aliases
