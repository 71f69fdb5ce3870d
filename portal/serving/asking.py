"""What is asked for: a page that everyone may read, by a stranger, at an address in one way of writing."""

from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.http import HttpRequest
from django.urls import Resolver404, ResolverMatch, resolve
from django.utils import translation

from portal.names import names_of

# Pages of other apps, and those of the same app behind the sign-in, are for whoever opened them.
NAMESPACE = "portal"
# Put behind addresses by those who send readers here; no page reads them.
TRACKING = ("utm_", "mtm_", "pk_", "fbclid", "gclid", "msclkid", "mc_cid", "mc_eid")


@dataclass(frozen=True)
class Asked:
    """`address` is the same for every way of writing one request.

    `is_known` says whether it may be kept: that the page reads each name in its query.
    """

    address: str
    query: str
    is_known: bool


def public_view(path: str) -> ResolverMatch | None:
    """The open view of the portal behind `path`, if it is one."""
    language = translation.get_language_from_path(path) or settings.LANGUAGE_CODE
    with translation.override(language):
        try:
            found = resolve(path)
        except Resolver404:
            return None
    is_open = getattr(found.func, "login_required", True) is False
    return found if is_open and found.namespace == NAMESPACE else None


def is_stranger(request: HttpRequest) -> bool:
    """Nothing in the request says who asks, or holds words for one reader."""
    named = (settings.SESSION_COOKIE_NAME, CookieStorage.cookie_name)
    return (
        not any(name in request.COOKIES for name in named)
        and "Authorization" not in request.headers
    )


def asked(request: HttpRequest, view: str) -> Asked:
    """The address with the names of its query in order, and without what only counts visitors.

    `view` is the full name of the page.
    """
    pairs = parse_qsl(request.META.get("QUERY_STRING", ""), keep_blank_values=True)
    told = [(name, value) for name, value in pairs if not name.startswith(TRACKING)]
    query = urlencode(sorted(told, key=lambda pair: pair[0]))
    host = f"{request.scheme}://{request.get_host()}"
    return Asked(
        address=f"{host}{request.path}?{query}",
        query=query,
        is_known=names_of(view).issuperset(name for name, _value in told),
    )
