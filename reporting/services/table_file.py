"""The PDF of a thematic table; apart from the rest, since WeasyPrint takes a process tens of megabytes."""

from collections.abc import Callable

from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from nmirf.common.errors import DomainError
from nmirf.common.pdf import to_pdf
from recommendations.models import ThematicTable
from reporting import table_report
from reporting.models import RenderedFile


def make(rendered: RenderedFile, tell: Callable[[int], None]) -> bytes:
    rows = ThematicTable.objects.select_related("meeting", "review")
    table = rows.filter(pk=rendered.options["table"]).first()
    if table is None:
        raise DomainError(_("There is no table to report on."))
    html = render_to_string(
        "reporting/pdf/table.html",
        {"report": table_report.gather(table), "language": rendered.language},
    )
    return to_pdf(html, tell)
