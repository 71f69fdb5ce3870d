"""Whose mailbox an address is; the settings name it, since mailboxes that refuse lie below."""

from collections.abc import Collection

from django.db.models.functions import Lower
from django.urls import reverse

from focalpoints.models import Institution


def owners(addresses: Collection[str]) -> dict[str, tuple[str, str]]:
    """Lower-case address → (name, page) of the institution whose functional mailbox it is."""
    rows = (
        Institution.objects.annotate(lowered=Lower("mailbox"))
        .filter(lowered__in=addresses)
        .order_by("pk")
    )
    return {row.lowered: (row.label, reverse("focalpoints:people")) for row in rows}
