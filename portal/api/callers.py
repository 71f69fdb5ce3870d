"""Who calls: nobody, or the owner of a token. A session that a browser holds counts for nothing."""

from dataclasses import dataclass

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.utils.translation import gettext as _

from accounts.models import ApiToken, User
from accounts.services import tokens
from nmirf.common.throttle import Allowance, spend
from portal.reader import Reader

from .problems import ApiError

MINUTE = 60


@dataclass(frozen=True)
class Caller:
    """Whose eyes a request is answered with."""

    token: ApiToken | None = None

    @property
    def user(self) -> User | AnonymousUser:
        return self.token.person if self.token else AnonymousUser()

    @property
    def key(self) -> int | None:
        return self.token.person_id if self.token else None

    def reader(self) -> Reader:
        return Reader(self.user)


class ApiRequest(HttpRequest):
    """As it comes out of portal.api.middleware."""

    caller: Caller


def caller_of(request: HttpRequest) -> Caller:
    """Raises ApiError for a header that brings no token in force: nobody is told less than they think."""
    header = request.headers.get("Authorization")
    if header is None:
        return Caller()
    scheme, _space, token = header.partition(" ")
    row = tokens.found(token.strip()) if scheme.lower() == "bearer" else None
    if row is None:
        raise refused()
    tokens.mark_used(pk=row.pk)
    return Caller(row)


def refused() -> ApiError:
    return ApiError(
        "unauthorized",
        _("There is no such token, or it has expired or been revoked."),
        headers={"WWW-Authenticate": 'Bearer realm="api"'},
    )


def allowance(request: HttpRequest, caller: Caller) -> Allowance:
    """One more request: of a token, wherever it comes from, or of an address of the network."""
    if caller.token:
        return spend("api-token", str(caller.token.pk), settings.API_TOKEN_RATE, MINUTE)
    return spend("api", _address(request), settings.API_RATE, MINUTE)


def _address(request: HttpRequest) -> str:
    """Of the network; all whom a proxy hides share one allowance."""
    try:
        return str(get_adapter(request).get_client_ip(request))
    except PermissionDenied:
        return "unknown"


def headers_of(spent: Allowance) -> dict[str, str]:
    """Source: IETF draft-ietf-httpapi-ratelimit-headers, the three headers that clients read."""
    return {
        "RateLimit-Limit": str(spent.limit),
        "RateLimit-Remaining": str(spent.remaining),
        "RateLimit-Reset": str(spent.reset),
    }
