"""Reports on what is missing: listed, read, fetched."""

from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from nmirf.common.decisions import require
from nmirf.common.htmx import HtmxRequest
from nmirf.common.tables import csv_file
from reporting import gap_report, policies
from reporting.models import GapReport, RenderedFile

PAGE_SIZE = 25


@require_GET
def reports(request: HtmxRequest) -> HttpResponse:
    require(policies.can_report_gaps(request.user))
    rows = GapReport.objects.defer("members").select_related("made_by")
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "reporting/gap_reports.html", {"page": page})


@require_GET
def report(request: HtmxRequest, reference: UUID) -> HttpResponse:
    """The numbers beside those of the report before, what came and went, and the files."""
    row = _find(request, reference)
    earlier = GapReport.objects.filter(scope=row.scope, made_at__lt=row.made_at or row.created_at)
    context = {
        "report": row,
        "contents": gap_report.gather(row) if row.made_at else None,
        "files": RenderedFile.objects.of_gaps(row.pk).order_by("-format", "pk"),
        "earlier": earlier.defer("members").order_by("-made_at"),
    }
    return render(request, "reporting/gap_report.html", context)


@require_GET
def report_csv(request: HtmxRequest, reference: UUID) -> HttpResponse:
    """Each gap of each recommendation on that day, a row each."""
    row = _find(request, reference)
    contents = gap_report.gather(row)
    rows = [
        (line.name.value, line.label, reference)
        for line in contents.lines
        for reference in row.members[line.name.value]
    ]
    day = row.as_of.isoformat() if row.as_of else "open"
    return csv_file(f"gap-report-{day}", ["gap", "label", "reference"], rows)


def _find(request: HtmxRequest, reference: UUID) -> GapReport:
    require(policies.can_report_gaps(request.user))
    rows = GapReport.objects.select_related("previous", "made_by")
    row: GapReport = get_object_or_404(rows, reference=reference)
    return row
