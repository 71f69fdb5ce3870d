"""The picture that a page is shared with."""

from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponseBase
from django.views.decorators.http import require_safe

from portal.lasting import lasting
from portal.pictures import draw
from portal.shared import card_of, shared

HOUR, DAY = 3600, 86_400


@require_safe
@login_not_required
def card(request: HttpRequest, kind: str, key: str) -> HttpResponseBase:
    """Drawn once for the same words, whoever asks."""
    found = shared(kind, key)
    if found is None:
        raise Http404
    facts = card_of(found)
    name = f"card:{facts.mark}"
    picture = cache.get(name)
    if picture is None:
        picture = draw(facts)
        cache.set(name, picture, DAY)
    return lasting(request, picture, "image/png", seconds=HOUR, mark=facts.mark)
