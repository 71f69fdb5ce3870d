"""The PDF of one review; apart from the rest, since WeasyPrint takes a process tens of megabytes."""

from collections.abc import Callable

from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from nmirf.common.dates import today
from nmirf.common.errors import DomainError
from nmirf.common.pdf import to_pdf
from reporting import review_report
from reporting.models import RenderedFile


def make(rendered: RenderedFile, tell: Callable[[int], None]) -> bytes:
    if rendered.review is None:
        raise DomainError(_("There is no review to report on."))
    report = review_report.gather(rendered.review, today())
    html = render_to_string(
        "reporting/pdf/review.html",
        {"report": report, "language": rendered.language, "today": today()},
    )
    return to_pdf(html, tell)
