"""Certificates as PDF; apart from the rest, since WeasyPrint takes a process tens of megabytes."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _

from focalpoints.models import TrainingAttendance
from nmirf.common.errors import DomainError
from nmirf.common.pdf import to_pdf
from notifications.services.letters import language_of, site
from reporting.models import RenderedFile


def make(rendered: RenderedFile, tell: Callable[[int], None]) -> bytes:
    """One certificate, or all of a training, one a page, each in its person's language.

    Raises DomainError where none is issued any more.
    """
    rows = TrainingAttendance.objects.certified().select_related("training", "user")
    if "attendance" in rendered.options:
        rows = rows.filter(pk=rendered.options["attendance"])
    else:
        rows = rows.filter(training=rendered.options["training"])
    pages = [_page(row) for row in rows.order_by("name", "pk")]
    if not pages:
        raise DomainError(_("No certificate has been issued."))
    # The document is in the language of its one person; of many, in that of who asked.
    language = pages[0]["language"] if len(pages) == 1 else rendered.language
    with translation.override(language):
        html = render_to_string(
            "reporting/pdf/certificates.html",
            {"title": rendered.title, "pages": pages, "language": language},
        )
    return to_pdf(html, tell)


def _page(row: TrainingAttendance) -> dict[str, Any]:
    """What stands on one certificate; `words` is its HTML in the person's language."""
    language = language_of(row.user) if row.user else settings.LANGUAGE_CODE
    with translation.override(language):
        context = {
            "row": row,
            "training": row.training,
            "site": site(),
            "address": settings.SITE_URL + reverse("portal:verify", args=[row.reference]),
        }
        words = render_to_string("reporting/pdf/_certificate.html", context)
    bidi = get_language_info(language)["bidi"]
    return {"language": language, "direction": "rtl" if bidi else "ltr", "words": words}
