"""What a client can unpack. Source: RFC 9110, section 12.5.3."""

from django.http import HttpRequest


def takes_gzip(request: HttpRequest) -> bool:
    """Whether gzip, or anything, is named among the encodings and not ruled out by a weight of 0."""
    for one in request.headers.get("Accept-Encoding", "").lower().split(","):
        name, _semicolon, weight = one.partition(";")
        if name.strip() in ("gzip", "*"):
            return weight.replace(" ", "") not in ("q=0", "q=0.0", "q=0.00", "q=0.000")
    return False
