"""Tell the CDN to forget its copies once something public has changed."""

import json
import urllib.request

from django.conf import settings
from django.core.cache import cache

from nmirf.common.queue import enqueue

from .generation import current

DONE, QUEUED = "pages:purged", "pages:purge-queued"
# One message for all that changes within so many seconds.
PAUSE_SECONDS = 5
PATIENCE_SECONDS = 10


def notice() -> None:
    """After somebody wrote: hand it to a worker where a CDN is to be told and nobody has yet."""
    if not settings.CDN_PURGE_URL or current().key == cache.get(DONE):
        return
    if cache.add(QUEUED, 1, PAUSE_SECONDS):
        enqueue("portal.purge")


def purge() -> bool:
    """Whether it was told now. A generation of which it was told already is not told of again.

    Raises OSError where it cannot be reached or refuses; the clock asks again a minute later.
    """
    if not settings.CDN_PURGE_URL:
        return False
    # First of all: whoever writes from now on asks for another message.
    cache.delete(QUEUED)
    generation = current()
    if cache.get(DONE) == generation.key:
        return False
    request = urllib.request.Request(  # noqa: S310, an address out of the settings
        settings.CDN_PURGE_URL,
        data=json.dumps({"purge_everything": True}).encode(),
        headers={"Content-Type": "application/json"}
        | (
            {"Authorization": f"Bearer {settings.CDN_PURGE_TOKEN}"}
            if settings.CDN_PURGE_TOKEN
            else {}
        ),
        method="POST",
    )
    with urllib.request.urlopen(request, timeout=PATIENCE_SECONDS):  # noqa: S310
        cache.set(DONE, generation.key, None)
    return True
