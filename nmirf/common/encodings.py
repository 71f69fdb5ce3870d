"""What a client can unpack, and answers packed for it. Source: RFC 9110, sections 8.4 and 12.5.3."""

import gzip
from http import HTTPStatus
from typing import TypeVar

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers

Answer = TypeVar("Answer", bound=HttpResponseBase)
LEVEL = 6
LEAST = 500  # bytes; below, nothing is won
# Kinds of content that are text, by how their names begin or end; pictures and workbooks are packed.
_TEXTS = ("text/", "application/json", "application/xml")
_ENDINGS = ("+json", "+xml")


def takes_gzip(request: HttpRequest) -> bool:
    """Whether gzip, or anything, is named among the encodings and not ruled out by a weight of 0."""
    for one in request.headers.get("Accept-Encoding", "").lower().split(","):
        name, _semicolon, weight = one.partition(";")
        if name.strip() in ("gzip", "*"):
            return weight.replace(" ", "") not in ("q=0", "q=0.0", "q=0.00", "q=0.000")
    return False


def packed(request: HttpRequest, response: Answer) -> Answer:
    """The answer, compressed where it is text and the client takes that.

    Only for what holds nothing of one reader: beside a secret, its length could tell what it is.
    Its tag becomes a weak one, for the bytes are others, and whoever asks with it is understood.
    """
    if not isinstance(response, HttpResponse) or response.has_header("Content-Encoding"):
        return response
    kind = response.get("Content-Type", "").partition(";")[0].strip().lower()
    is_text = kind.startswith(_TEXTS) or kind.endswith(_ENDINGS)
    if not is_text and response.status_code != HTTPStatus.NOT_MODIFIED:
        return response
    patch_vary_headers(response, ["Accept-Encoding"])
    if not takes_gzip(request) or len(response.content) < LEAST:
        return response
    response.content = gzip.compress(response.content, LEVEL, mtime=0)
    response["Content-Encoding"] = "gzip"
    response["Content-Length"] = str(len(response.content))
    tag = response.get("ETag", "")
    if tag and not tag.startswith("W/"):
        response["ETag"] = f"W/{tag}"
    return response
