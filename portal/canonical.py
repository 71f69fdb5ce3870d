"""The one address under which a page is known: its language, its path, and what of the query counts."""

from dataclasses import dataclass

from django.http import HttpRequest, QueryDict

from .names import names_of

# A list under more choices than these is one of very many like it.
MOST_CHOICES = 2
# What shows the same record with another of its texts.
ANOTHER_TEXT = frozenset({"text"})
# What turns the pages of a list, or orders it, and leaves nothing out.
ALL_THE_SAME = frozenset({"page", "sort", "exact", "view"})
# A longer value was typed by nobody.
LONGEST = 200


@dataclass(frozen=True)
class Canonical:
    """The path with its query; `is_listed` says whether search engines are to keep it."""

    address: str
    is_listed: bool


def canonical(request: HttpRequest) -> Canonical | None:
    """Of a page of the portal; None for all others."""
    match = request.resolver_match
    if match is None or match.namespace != "portal" or NOT_LISTED in request.path_info:
        return None
    address = request.path + query_of(match.view_name, request.GET)
    return Canonical(address, _is_listed(match.view_name, request.GET))


# Pages of single readers, which lie among those of all.
NOT_LISTED = "/workspace/"


def query_of(page: str, query: QueryDict, *, paged: bool = True) -> str:
    """The parts of the query string that count, each once, in the order of their names."""
    found = QueryDict(mutable=True)
    for name in sorted(names_of(page) - ANOTHER_TEXT - (set() if paged else {"page"})):
        values = sorted({value.strip() for value in query.getlist(name) if _counts(name, value)})
        if values:
            found.setlist(name, values)
    return f"?{found.urlencode()}" if found else ""


def _counts(name: str, value: str) -> bool:
    if name == "page":
        return value.isascii() and value.isdecimal() and len(value) < 7 and int(value) > 1
    return 0 < len(value.strip()) <= LONGEST and "\x00" not in value


def _is_listed(page: str, query: QueryDict) -> bool:
    chosen = [name for name in names_of(page) - ALL_THE_SAME if any(query.getlist(name))]
    return len(chosen) <= MOST_CHOICES and "q" not in chosen
