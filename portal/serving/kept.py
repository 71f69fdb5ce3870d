"""Pages that are kept for the next reader, and made by one process while the others wait.

There is a fixed number of places, and an address has one of them: whatever is asked for, the cache
holds no more than so many pages, and nothing has to be cleared away. What lies at a place is
served to nobody but who asked for just this address, in the same generation.
"""

import hashlib
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.conf import settings
from django.core.cache import cache
from django.utils import timezone

from .generation import Generation

# Places for addresses without a query and with one: of the latter there is no end.
PLACES = {False: 4096, True: 1024}
MOST_BYTES = 128 * 1024  # compressed
# What pages take from other caches may be so old: while a generation is young, a page is kept no longer.
SETTLING_SECONDS = 90
YOUNG_SECONDS = 30
# A process that is killed while it makes a page holds the others up for no longer than this.
LOCK_SECONDS = 8
WAIT_SECONDS = 6
LOOK_EVERY = 0.02

# Other templates, other settings: what was kept before this process's program began is not served.
EDITION = secrets.token_hex(8)
STARTED = timezone.now()


@dataclass(frozen=True)
class Page:
    """An answer as it is kept; `packed` is its body, compressed, None where it must not be kept."""

    address: str
    generation: str
    headers: tuple[tuple[str, str], ...] = ()
    tag: str = ""
    packed: bytes | None = None


def find(address: str, generation: Generation) -> Page | None:
    page: Page | None = cache.get(_place(address))
    if page and (page.address, page.generation) == (address, generation.key):
        return page
    return None


def keep(page: Page, generation: Generation) -> None:
    """Keep it, or note that it is not to be kept, so that nobody waits for it."""
    seconds: int = settings.PAGE_CACHE_SECONDS
    if (timezone.now() - generation.since).total_seconds() < SETTLING_SECONDS:
        seconds = min(seconds, YOUNG_SECONDS)
    cache.set(_place(page.address), page, seconds)


@contextmanager
def alone(address: str, generation: Generation) -> Iterator[Page | None]:
    """The page that another process has made meanwhile; None where this one is to make it.

    Whoever waits for too long makes it as well: a page late is better than none.
    """
    lock, mine = f"{_place(address)}:lock:{_digest(address)}", secrets.token_hex(8)
    end = time.monotonic() + WAIT_SECONDS
    has_lock, found = cache.add(lock, mine, LOCK_SECONDS), None
    while not has_lock and found is None and time.monotonic() < end:
        time.sleep(LOOK_EVERY)
        found = find(address, generation)
        has_lock = found is None and cache.add(lock, mine, LOCK_SECONDS)
    try:
        yield found
    finally:
        if has_lock and cache.get(lock) == mine:
            cache.delete(lock)


def _digest(address: str) -> str:
    return hashlib.sha256(f"{EDITION} {address}".encode()).hexdigest()


def _place(address: str) -> str:
    has_query = not address.endswith("?")
    number = int(_digest(address)[:12], 16) % PLACES[has_query]
    return f"pages:{'asked' if has_query else 'plain'}:{EDITION}:{number}"
