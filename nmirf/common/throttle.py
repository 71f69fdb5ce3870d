"""How often a stranger may post. An address is kept as a keyed hash, for the window alone."""

import hashlib
import hmac
import time
from dataclasses import dataclass

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.translation import gettext as _

from .errors import DomainError


class TooOftenError(DomainError):
    """The client has done this so often that it has to wait."""


def allow(request: HttpRequest, deed: str, *, limit: int, seconds: int) -> bool:
    """Whether this client may do `deed` once more: at most `limit` times in `seconds`."""
    return allow_once_more(deed, get_adapter(request).get_client_ip(request), limit, seconds)


def allow_once_more(deed: str, address: str, limit: int, seconds: int) -> bool:
    """Whether `deed` may be done once more for this address, of the network or of a mailbox."""
    digest = hmac.new(settings.SECRET_KEY.encode(), address.encode(), hashlib.sha256).hexdigest()
    key = f"throttle:{deed}:{digest[:32]}"
    if cache.add(key, 1, seconds):
        return limit >= 1
    try:
        return int(cache.incr(key)) <= limit
    except ValueError:  # the window closed between the two questions
        cache.set(key, 1, seconds)
        return limit >= 1


def require(request: HttpRequest, deed: str, *, limit: int, seconds: int) -> None:
    """As `allow`, but raises TooOftenError."""
    if not allow(request, deed, limit=limit, seconds=seconds):
        raise TooOftenError(
            _("Too many messages came from your connection. Please send it again in an hour.")
        )


@dataclass(frozen=True, slots=True)
class Allowance:
    """How often something may still be done in the present window, which ends in `reset` seconds."""

    limit: int
    remaining: int
    reset: int
    is_allowed: bool


def spend(deed: str, whose: str, limit: int, seconds: int) -> Allowance:
    """Do `deed` once more on behalf of `whose`; windows begin at fixed moments, so their end is known."""
    now = int(time.time())
    window, into = divmod(now, seconds)
    digest = hmac.new(settings.SECRET_KEY.encode(), whose.encode(), hashlib.sha256).hexdigest()
    key = f"throttle:{deed}:{window}:{digest[:32]}"
    number = 1
    if not cache.add(key, 1, seconds):
        try:
            number = int(cache.incr(key))
        except ValueError:  # the window closed between the two questions
            cache.set(key, 1, seconds)
    return Allowance(limit, max(0, limit - number), seconds - into, number <= limit)
