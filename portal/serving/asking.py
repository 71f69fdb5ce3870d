"""What is asked for: a page that everyone may read, by a stranger, at an address in one way of writing."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.contrib.sessions.backends.cached_db import SessionStore
from django.http import HttpRequest
from django.urls import Resolver404, ResolverMatch, resolve
from django.utils import translation

from nmirf.common.addresses import pairs_of
from portal.names import names_of

# Pages of other apps, and those of the same app behind the sign-in, are for whoever opened them.
NAMESPACES = frozenset({"portal", "web"})
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
    return found if is_open and found.namespace in NAMESPACES else None


def is_stranger(request: HttpRequest) -> bool:
    """Nothing in the request says who asks, or holds words for one reader.

    The name of a session that there is not says nothing, and pages do not read `Authorization`.
    """
    if CookieStorage.cookie_name in request.COOKIES:
        return False
    key = request.COOKIES.get(settings.SESSION_COOKIE_NAME)
    # Read, and so kept for whoever reads it next: the question whether it is there is one more.
    return key is None or not SessionStore(key).load()


def asked(request: HttpRequest, view: str) -> Asked:
    """The address with the names of its query in order, and without what only counts visitors.

    `view` is the full name of the page.
    """
    told = [(name, value) for name, value in pairs_of(request) if not name.startswith(TRACKING)]
    query = urlencode(sorted(told, key=lambda pair: pair[0]))
    host = f"{request.scheme}://{request.get_host()}"
    return Asked(
        address=f"{host}{request.path}?{query}",
        query=query,
        is_known=names_of(view).issuperset(name for name, _value in told),
    )
