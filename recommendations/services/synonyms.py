"""The list of synonyms, as the secretariat keeps it."""

from collections.abc import Sequence

from django.db import transaction
from django.utils.crypto import get_random_string
from django.utils.text import slugify
from django.utils.translation import gettext as _

from accounts.models import User
from nmirf.common.decisions import require
from nmirf.common.errors import DomainError
from nmirf.common.history import because
from recommendations import policies
from recommendations.models import Synonym
from recommendations.search.synonyms import key_of


@transaction.atomic
def save_synonym(
    *, actor: User, terms: Sequence[str], language: str, is_active: bool, pk: int | None = None
) -> Synonym:
    """Change a group of terms, or make a new one where `pk` is None.

    Raises PermissionDenied, DomainError where another group in use has one of the terms already.
    """
    require(policies.can_manage_register(actor))
    row = Synonym.objects.select_for_update().get(pk=pk) if pk else Synonym(code=_code(terms[0]))
    if is_active:
        _refuse_double(row, terms, language)
    row.terms, row.language, row.is_active = list(terms), language, is_active
    with because(_("Synonyms changed") if pk else _("Synonyms added")):
        row.save()
    return row


def _refuse_double(row: Synonym, terms: Sequence[str], language: str) -> None:
    """One term in two groups would join what the groups keep apart."""
    keys = {key_of(term) for term in terms}
    others = Synonym.objects.filter(is_active=True).exclude(pk=row.pk)
    if language:
        others = others.filter(language__in=["", language])
    for other in others:
        double = next((term for term in other.terms if key_of(term) in keys), None)
        if double is not None:
            raise DomainError(
                _("“%(term)s” is in another group already: %(group)s.")
                % {"term": double, "group": other}
            )


def _code(term: str) -> str:
    """What names the row in files; it never changes."""
    base = slugify(term)[:50] or "terms"
    taken = Synonym.objects.filter(code=base).exists()
    return f"{base}-{get_random_string(6).lower()}" if taken else base
