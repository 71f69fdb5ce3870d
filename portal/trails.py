"""The way to a page, as components/breadcrumbs.html takes it."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _


def trail(*steps: tuple[str, str]) -> list[dict[str, Any]]:
    """From the first page over (label, address) to this page, whose address is empty."""
    home = (_("Home"), reverse("portal:home"))
    return [{"label": label, "url": url} for label, url in (home, *steps)]
