"""Who sees and edits institutions."""

from django.utils.translation import gettext as _

from focalpoints.models import (
    Institution,
    NationalMechanism,
)
from focalpoints.querysets import (
    InstitutionQuerySet,
)
from nmirf.common.decisions import ALLOW, Decision, deny

from .rights import Person, is_secretariat, standing


def visible_institutions(user: Person) -> InstitutionQuerySet:
    """Everyone sees approved institutions; the secretariat and administrators see all."""
    rights = standing(user)
    if rights.is_secretariat or rights.is_administrator:
        return Institution.objects.all()
    return Institution.objects.approved()


def can_edit_institutions(user: Person) -> Decision:
    """Enter, edit, approve, suspend, rename, merge, divide, dissolve."""
    return is_secretariat(user)


def is_host(institution: Institution) -> bool:
    """Whether the mechanism has its seat there."""
    return NationalMechanism.objects.filter(host=institution).exists()


def can_read_memory(user: Person, institution: int) -> Decision:
    """An institution's own people and the secretariat."""
    rights = standing(user)
    if rights.is_secretariat or institution in rights.institutions:
        return ALLOW
    return deny(_("Only the institution's own people and the secretariat read its memory."))
