"""Files that a worker makes: asking for one, watching it, fetching it."""

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import get_language
from django.views.decorators.http import require_GET, require_POST

from mechanisms.models import Review
from nmirf.common.errors import DomainError
from nmirf.common.htmx import HtmxRequest, page_or_partial
from reporting import policies
from reporting.choices import FileKind, FileState
from reporting.services import rendering


@require_POST
def request_review_pdf(request: HtmxRequest, slug: str) -> HttpResponse:
    review = get_object_or_404(Review, slug=slug)
    try:
        rendered = rendering.request_review_pdf(
            actor=request.user, review=review, language=get_language() or settings.LANGUAGE_CODE
        )
    except DomainError as error:
        messages.error(request, str(error))
        return redirect(review)
    return redirect(rendered)


# How components/progress.html names the states of a file.
PROGRESS_STATES = {FileState.READY: "done", FileState.FAILED: "failed"}


CONTENT_TYPES = {
    "pdf": "application/pdf",
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


@login_not_required
@require_GET
def rendered(request: HtmxRequest, reference: UUID) -> HttpResponse:
    """How far the file is; htmx asks again until it is ready or has failed."""
    row = get_object_or_404(policies.visible_files(request.user), reference=reference)
    context = {
        "rendered": row,
        "progress_state": PROGRESS_STATES.get(FileState(row.state), "running"),
        "message": row.error or (filesizeformat(row.size) if row.size else ""),
        "label": FileKind(row.kind).label,
        "download_url": reverse("reporting:download", args=[reference]),
    }
    return render(request, page_or_partial(request, "reporting/rendered.html", "state"), context)


@login_not_required
@require_GET
def download(request: HtmxRequest, reference: UUID) -> FileResponse:
    row = get_object_or_404(policies.visible_files(request.user), reference=reference)
    if row.state != FileState.READY:
        raise Http404
    name = f"{slugify(row.title) or row.kind}.{row.format}"
    response = FileResponse(row.file.open(), as_attachment=True, filename=name)
    response["Content-Type"] = CONTENT_TYPES[row.format]
    response["X-Content-Type-Options"] = "nosniff"
    response["ETag"] = f'"{row.sha256}"'
    return response
