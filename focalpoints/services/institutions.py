"""Institutions: entered, edited, let in and suspended. How one becomes another: `reporting`."""

import datetime as dt
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from accounts.models import User
from focalpoints import policies
from focalpoints.choices import Standing
from focalpoints.models import FormerName, Institution
from nmirf.common.decisions import require
from nmirf.common.errors import ConflictError, DomainError
from nmirf.common.history import because

CONTENT = (
    *("name", "name_translations", "acronym", "kind", "branch", "parent", "territory"),
    *("membership", "mailbox", "website"),
)
# What an address below the list of institutions means already.
TAKEN_WORDS = frozenset({"new"})


@transaction.atomic
def create_institution(*, actor: User, reason: str = "", **facts: Any) -> Institution:
    """Enter one; its address follows from its name. Raises PermissionDenied, DomainError."""
    require(policies.can_edit_institutions(actor))
    row = Institution(**{name: facts[name] for name in CONTENT if name in facts})
    row.name = row.name.strip()
    _refuse_namesake(row)
    row.slug = free_slug(row.name)
    with because(reason or str(_("Institution entered"))):
        _save(row)
    return row


@transaction.atomic
def edit_institution(
    *, pk: int, seen: dt.datetime, actor: User, reason: str, **facts: Any
) -> Institution:
    """Correct what is known of it.

    Raises DoesNotExist, PermissionDenied, ConflictError with the row as it stands where somebody
    saved it after `seen`, and DomainError, for a place below itself too.
    """
    row = Institution.objects.select_for_update(no_key=True).get(pk=pk)
    require(policies.can_edit_institutions(actor))
    if row.updated_at != seen:
        raise ConflictError(_("Someone else has saved this in the meantime."), theirs=row)
    for name in CONTENT:
        if name in facts:
            setattr(row, name, facts[name])
    row.name = row.name.strip()
    _refuse_namesake(row)
    with because(reason):
        # Without the address, which is a key: rows that refer to this one need not wait.
        _save(row, update_fields=[*CONTENT, "updated_at"])
    return row


@transaction.atomic
def set_standing(*, pk: int, standing: str, actor: User, reason: str) -> Institution:
    """Approve or suspend; the rights of its people follow at their next request.

    Raises DoesNotExist, PermissionDenied, and DomainError where it stands so already, where no
    reason is given, or where it hosts the mechanism.
    """
    row = Institution.objects.select_for_update(no_key=True).get(pk=pk)
    require(policies.can_edit_institutions(actor))
    if not reason.strip():
        raise DomainError(_("Say why."))
    if row.standing == standing:
        raise DomainError(_("Someone has already done this."))
    if standing == Standing.SUSPENDED and policies.is_host(row):
        raise DomainError(_("It hosts the mechanism and can’t be suspended."))
    with because(reason):
        row.standing = standing
        row.save(update_fields=["standing", "updated_at"])
    return row


def free_slug(name: str, *, own: int | None = None) -> str:
    """An address out of the name that no institution has or ever had, but for `own` itself."""
    base = slugify(name)[:70].strip("-") or "institution"
    rows = Institution.objects.filter(slug__startswith=base)
    names = FormerName.objects.filter(slug__startswith=base)
    if own is not None:
        rows, names = rows.exclude(pk=own), names.exclude(institution=own)
    taken = {*rows.values_list("slug", flat=True), *names.values_list("slug", flat=True)}
    slug, number = base, 1
    while slug in taken | TAKEN_WORDS:
        number += 1
        slug = f"{base}-{number}"
    return slug


def _save(row: Institution, **how: Any) -> None:
    try:
        with transaction.atomic():
            row.save(**how)
    except IntegrityError as error:
        if "no_cycle" not in str(error) and "own_parent" not in str(error):
            raise
        words = _("%(parent)s stands below %(institution)s itself: choose another one.")
        raise DomainError(words % {"parent": row.parent, "institution": row}) from error


def _refuse_namesake(row: Institution) -> None:
    same = Institution.objects.existing().filter(name__iexact=row.name).exclude(pk=row.pk)
    if not row.name:
        raise DomainError(_("Say its name."))
    if same.exists():
        raise DomainError(_("There is an institution of this name already."))
