"""Feeds: what is new, for programs that people read news with."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portal.followed import OF_ONE, WHOLE, Followed
from portal.frame import site
from portal.lasting import lasting
from portal.syndication import FeedFacts, as_atom, as_json, updated

FORMS = {
    "atom": (as_atom, "application/atom+xml; charset=utf-8"),
    "json": (as_json, "application/feed+json; charset=utf-8"),
}


@require_safe
@login_not_required
def feed(request: HttpRequest, name: str, ending: str) -> HttpResponseBase:
    """Everything of one kind; the register under what its address narrows it to."""
    if name not in WHOLE or ending not in FORMS:
        raise Http404
    return _answer(request, WHOLE[name](request.GET), ending)


@require_safe
@login_not_required
def feed_of(request: HttpRequest, kind: str, key: str, ending: str) -> HttpResponseBase:
    """What happens to one record."""
    if kind not in OF_ONE or ending not in FORMS:
        raise Http404
    return _answer(request, OF_ONE[kind](key), ending)


def _answer(request: HttpRequest, found: Followed, ending: str) -> HttpResponseBase:
    write, content_type = FORMS[ending]
    name = site().name
    facts = FeedFacts(
        key=f"feed:{found.key}",
        title=_("%(title)s · %(site)s") % {"title": found.title, "site": name},
        page=found.page,
        address=request.path.removesuffix(f".{ending}"),
        query=found.query,
        language=get_language() or "",
        author=name,
    )
    body = write(facts, found.entries)
    return lasting(request, body, content_type, modified=updated(found.entries))
