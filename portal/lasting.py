"""Answers that anybody may keep: the same for every reader, with what it takes to ask for news of them."""

import datetime as dt
import hashlib

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.http import http_date


def lasting(
    request: HttpRequest,
    body: bytes,
    content_type: str,
    *,
    modified: dt.datetime | None = None,
    seconds: int = 300,
    mark: str = "",
) -> HttpResponseBase:
    """`body`, or 304 to whoever has it already; kept by caches for `seconds`.

    `mark` names the content where the content itself is not the best name of it. Source: RFC 9110.
    """
    etag = f'"{mark or hashlib.sha256(body).hexdigest()[:32]}"'
    whole = HttpResponse(body, content_type=content_type)
    whole["ETag"] = etag
    moment = int(modified.timestamp()) if modified else None
    if moment is not None:
        whole["Last-Modified"] = http_date(moment)
    known = get_conditional_response(request, etag=etag, last_modified=moment, response=whole)
    answer: HttpResponseBase = known or whole
    patch_cache_control(answer, public=True, max_age=seconds)
    # Programs of other sites may read what everybody may.
    answer["Access-Control-Allow-Origin"] = "*"
    return answer
