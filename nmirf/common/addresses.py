"""What stands after the question mark of an address, before anything reads it."""

from collections.abc import Callable
from urllib.parse import parse_qsl, urlencode

from django.http import HttpRequest
from django.http.response import HttpResponseBase

NUL = "\x00"


def pairs_of(request: HttpRequest) -> list[tuple[str, str]]:
    """Names and values as Django reads them; what is no UTF-8 stands for a mark of that."""
    raw = request.META.get("QUERY_STRING", "").encode("latin-1", "replace")
    return parse_qsl(raw.decode("utf-8", "replace"), keep_blank_values=True)


class WithoutNul:
    """Take out of queries and cookies the character that nobody looks for and no database takes.

    After decoding: taken out of an address as it is written, it could leave another one behind.
    In a path it is 404; see portal.middleware.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        query = request.META.get("QUERY_STRING", "")
        if "%00" in query or NUL in query:
            told = [
                (name.replace(NUL, ""), value.replace(NUL, "")) for name, value in pairs_of(request)
            ]
            request.META["QUERY_STRING"] = urlencode(told)
        if any(NUL in value for value in request.COOKIES.values()):
            request.COOKIES = {
                name: value for name, value in request.COOKIES.items() if NUL not in value
            }
        return self.get_response(request)
