"""Files, and pictures of their first page: to those who may read the document, and for nobody else.

The policy is asked before anything the request says of what it has already is looked at.
"""

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.models import AnonymousUser
from django.http import FileResponse, Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from documents import policies
from documents.models import Document

# A browser shows these itself; whatever else is saved, so that nothing runs from this address.
SHOWN = {"application/pdf", "image/png", "image/jpeg"}
# A PDF is shown by the browser's own reader, which a sandbox would shut out.
SANDBOX = "default-src 'none'; sandbox"
READER = "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'none'"


@require_safe
@login_not_required
def download(request: HttpRequest, reference: UUID) -> HttpResponseBase:
    """The file, to those who may read it; for everybody else there is none."""
    document = get_object_or_404(policies.visible_documents(request.user), reference=reference)
    return _serve(
        request,
        document,
        document.file,
        mark=document.sha256,
        as_attachment=document.media_type not in SHOWN,
        filename=document.filename,
        content_type=document.media_type,
    )


@require_safe
@login_not_required
def picture(request: HttpRequest, reference: UUID) -> HttpResponseBase:
    """The first page as PNG, under the same policy as the file."""
    documents = policies.visible_documents(request.user).select_related("extract")
    document = get_object_or_404(documents.exclude(extract__picture=""), reference=reference)
    return _serve(
        request,
        document,
        document.extract.picture,
        mark=f"{document.sha256}-picture",
        filename="page-1.png",
        content_type="image/png",
    )


def _serve(
    request: HttpRequest, document: Document, stored: Any, *, mark: str, **facts: Any
) -> HttpResponseBase:
    known: HttpResponseBase | None = get_conditional_response(request, etag=f'"{mark}"')
    response = known or _file(stored, facts)
    is_pdf = facts["content_type"] == "application/pdf"
    response["ETag"] = f'"{mark}"'
    response["Content-Security-Policy"] = READER if is_pdf else SANDBOX
    response["X-Content-Type-Options"] = "nosniff"
    open_to_all = policies.visible_documents(AnonymousUser()).filter(pk=document.pk).exists()
    # Asked anew each time: a document that is closed is closed at once, whoever keeps a copy.
    response["Cache-Control"] = "public, no-cache" if open_to_all else "private, no-store"
    return response


def _file(stored: Any, facts: dict[str, Any]) -> FileResponse:
    try:
        return FileResponse(stored.open("rb"), **facts)
    except FileNotFoundError as error:
        raise Http404 from error
