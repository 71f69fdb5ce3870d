from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.models import AnonymousUser
from django.http import FileResponse, Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from . import policies

# A browser shows these itself; whatever else is saved, so that nothing runs from this address.
SHOWN = {"application/pdf", "image/png", "image/jpeg"}
# A PDF is shown by the browser's own reader, which a sandbox would shut out.
SANDBOX = "default-src 'none'; sandbox"
READER = "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'none'"


@require_safe
@login_not_required
def download(request: HttpRequest, reference: UUID) -> FileResponse:
    """The file, to those who may read it; for everybody else there is none."""
    document = get_object_or_404(policies.visible_documents(request.user), reference=reference)
    try:
        file = document.file.open("rb")
    except FileNotFoundError as error:
        raise Http404 from error
    response = FileResponse(
        file,
        as_attachment=document.media_type not in SHOWN,
        filename=document.filename,
        content_type=document.media_type,
    )
    is_pdf = document.media_type == "application/pdf"
    response["Content-Security-Policy"] = READER if is_pdf else SANDBOX
    response["X-Content-Type-Options"] = "nosniff"
    open_to_all = policies.visible_documents(AnonymousUser()).filter(pk=document.pk).exists()
    response["Cache-Control"] = "public, max-age=300" if open_to_all else "private, no-store"
    return response
