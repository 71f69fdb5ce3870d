"""The State's own look: the logo that its pages, documents and shared pictures carry."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from focalpoints import policies
from focalpoints.models import NationalMechanism
from nmirf.common.decisions import require
from nmirf.common.errors import DomainError
from nmirf.common.history import because
from nmirf.common.images import made_anew

# Twice what the masthead shows, for fine screens and paper.
WIDTH, HEIGHT = 480, 112


@transaction.atomic
def set_logo(*, actor: User, data: bytes, alt: str) -> NationalMechanism:
    """Made anew as a PNG; `alt` says what it shows.

    Raises PermissionDenied; DomainError for what is no picture, is too large, or has no words.
    """
    require(policies.can_administer(actor))
    row = NationalMechanism.objects.select_for_update().get()
    if not alt.strip():
        raise DomainError(_("Say what the logo shows, for those who do not see it."))
    picture = made_anew(data, width=WIDTH, height=HEIGHT)
    row.logo, row.logo_mark, row.logo_alt = picture.body, picture.mark, alt.strip()
    row.logo_width, row.logo_height = picture.width, picture.height
    with because(_("Logo changed")):
        row.save()
    return row


@transaction.atomic
def remove_logo(*, actor: User) -> NationalMechanism:
    """Raises PermissionDenied."""
    require(policies.can_administer(actor))
    row = NationalMechanism.objects.select_for_update().get()
    row.logo, row.logo_mark, row.logo_width, row.logo_height = b"", "", 0, 0
    with because(_("Logo removed")):
        row.save()
    return row
