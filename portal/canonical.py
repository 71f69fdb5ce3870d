"""The one address under which a page is known: its language, its path, and what of the query counts."""

from dataclasses import dataclass

from django.http import HttpRequest, QueryDict

from .facets import FACETS
from .filters import RegisterFilter

# What chooses within a page, by page; whatever else stands in an address does not change what is read.
KNOWN: dict[str, frozenset[str]] = {
    "portal:register": frozenset(RegisterFilter.base_filters),
    "portal:changes": frozenset({"week", "kind", "institution", "mechanism"}),
    "portal:activities": frozenset({"view", "year"}),
    "portal:clusters": frozenset({"q"}),
    "portal:documents": frozenset({"q", "kind"}),
    "portal:chart": frozenset(RegisterFilter.base_filters) | {"indicator", "year"},
}
# A list under more choices than these is one of very many like it.
MOST_FACETS = 2
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
    names = sorted(KNOWN.get(page, frozenset()) | ({"page"} if paged else set()))
    for name in names:
        values = sorted({value.strip() for value in query.getlist(name) if _counts(name, value)})
        if values:
            found.setlist(name, values)
    return f"?{found.urlencode()}" if found else ""


def _counts(name: str, value: str) -> bool:
    if name == "page":
        return value.isascii() and value.isdecimal() and len(value) < 7 and int(value) > 1
    return 0 < len(value.strip()) <= LONGEST and "\x00" not in value


def _is_listed(page: str, query: QueryDict) -> bool:
    if page != "portal:register":
        return True
    chosen = [facet.name for facet in FACETS if any(query.getlist(facet.name))]
    return len(chosen) <= MOST_FACETS and not query.get("q")
