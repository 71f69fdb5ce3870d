"""Open data as files: to everyone and every program, whole or in part, never half made."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import http_date, parse_http_date_safe
from django.views.decorators.http import require_http_methods

from nmirf.common.encodings import takes_gzip
from portal.opendata import editions, withdrawn
from portal.opendata.editions import Edition, File
from portal.opendata.ranges import UnsatisfiableError, bytes_of, part_of

# How long a copy is used without asking: of an edition too, which may have to be taken back.
CACHING = "public, max-age=600"
# What a script on another site may see and send. Source: WHATWG, Fetch, CORS protocol.
_OPEN = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "Content-Length, Content-Range, ETag, Last-Modified",
}
_ASKED_BEFORE = {
    "Access-Control-Allow-Methods": "GET, HEAD, OPTIONS",
    "Access-Control-Allow-Headers": "If-Modified-Since, If-None-Match, If-Range, Range",
    "Access-Control-Max-Age": "86400",
}
_VERBS = ["GET", "HEAD", "OPTIONS"]


@require_http_methods(["GET", "HEAD"])
@login_not_required
def start(request: HttpRequest) -> HttpResponse:
    return redirect("portal:open_data")


@require_http_methods(_VERBS)
@login_not_required
def current(request: HttpRequest, name: str) -> HttpResponseBase:
    """A file of the newest edition."""
    newest = editions.newest()
    if newest is not None and not withdrawn.is_open(newest):
        # The next run makes another one; what is older would be taken for what holds now.
        return HttpResponse(status=503, headers={"Retry-After": "600", "Cache-Control": "no-store"})
    return _answer(request, newest, name)


@require_http_methods(_VERBS)
@login_not_required
def of_version(request: HttpRequest, version: str, name: str) -> HttpResponseBase:
    """A file of one edition, for as long as it is kept."""
    edition = editions.find(version)
    if edition is None or not withdrawn.is_open(edition):
        raise Http404
    return _answer(request, edition, name)


def _answer(request: HttpRequest, edition: Edition | None, name: str) -> HttpResponseBase:
    file = edition.files.get(name) if edition else None
    if edition is None or file is None:
        raise Http404
    response: HttpResponseBase
    if request.method == "OPTIONS":
        response = HttpResponse(status=204, headers=_ASKED_BEFORE)
    else:
        response = _serve(request, edition, file)
        response["Cache-Control"] = CACHING
    for header, value in _OPEN.items():
        response[header] = value
    return response


def _serve(request: HttpRequest, edition: Edition, file: File) -> HttpResponseBase:
    """The file, a part of it, or that the client has it already."""
    modified = int(file.changed_at.timestamp())
    # A part is of GET alone. Source: RFC 9110, section 14.2.
    asked = request.headers.get("Range", "") if request.method == "GET" else ""
    is_squeezed = bool(file.squeezed) and not asked and takes_gzip(request)
    etag = f'"{file.sha256[:40]}-gzip"' if is_squeezed else f'"{file.sha256[:40]}"'
    known = get_conditional_response(request, etag=etag, last_modified=modified)
    if known is not None:
        response: HttpResponseBase = known
    elif asked and _is_for(request, etag, modified):
        response = _part(edition, file, asked)
    else:
        response = _whole(edition, file, is_squeezed)
    response["ETag"] = etag
    response["Last-Modified"] = http_date(modified)
    response["Accept-Ranges"] = "bytes"
    if file.squeezed:
        patch_vary_headers(response, ["Accept-Encoding"])
    return response


def _is_for(request: HttpRequest, etag: str, modified: int) -> bool:
    """Whether the rest that is asked for is of the file that the client has the beginning of."""
    held = request.headers.get("If-Range", "")
    return held in ("", etag) or parse_http_date_safe(held) == modified


def _whole(edition: Edition, file: File, is_squeezed: bool) -> HttpResponseBase:
    path = edition.path(f"{file.name}.gz" if is_squeezed else file.name)
    try:
        # The edition may have gone between the look and the reach.
        response = FileResponse(path.open("rb"), **_facts(file))
    except FileNotFoundError as error:
        raise Http404 from error
    response["Content-Length"] = str(file.squeezed if is_squeezed else file.bytes)
    if is_squeezed:
        response["Content-Encoding"] = "gzip"
    return response


def _part(edition: Edition, file: File, asked: str) -> HttpResponseBase:
    try:
        part = part_of(asked, file.bytes)
    except UnsatisfiableError:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{file.bytes}"})
    if part is None:
        return _whole(edition, file, is_squeezed=False)
    path = edition.path(file.name)
    if not path.exists():
        raise Http404
    response = StreamingHttpResponse(bytes_of(path, part), status=206, content_type=file.media_type)
    response["Content-Disposition"] = f'attachment; filename="{file.name}"'
    response["Content-Range"] = f"bytes {part.start}-{part.stop - 1}/{file.bytes}"
    response["Content-Length"] = str(len(part))
    return response


def _facts(file: File) -> dict[str, Any]:
    return {"as_attachment": True, "filename": file.name, "content_type": file.media_type}
