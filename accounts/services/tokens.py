"""Tokens with which programs read what their owner may read: made, used, revoked."""

import datetime as dt

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import ApiToken, User
from nmirf.common import tokens
from nmirf.common.dates import today
from nmirf.common.errors import DomainError
from nmirf.common.history import because

# So many are kept apart by whoever owns them; more are a sign that one leaks.
MOST_TOKENS = 10
LONGEST_DAYS = 365
# When it was last used is for people: to the quarter of an hour is enough.
USED_AGAIN = dt.timedelta(minutes=15)


@transaction.atomic
def make(*, actor: User, name: str, days: int) -> tuple[ApiToken, str]:
    """(its row, the token itself, which is known to nobody afterwards). Raises DomainError."""
    User.objects.select_for_update().get(pk=actor.pk)
    if not 1 <= days <= LONGEST_DAYS:
        raise DomainError(_("A token is good for a year at most."))
    on = today()
    if ApiToken.objects.filter(person=actor).in_force(on).count() >= MOST_TOKENS:
        raise DomainError(_("You have ten tokens already: revoke one that is no longer used."))
    token, digest = tokens.mint()
    with because("Token of the API made"):
        row = ApiToken.objects.create(
            person=actor,
            name=name,
            hint=token[-4:],
            digest=digest,
            issued_on=on,
            expires_on=on + dt.timedelta(days=days),
        )
    return row, token


@transaction.atomic
def revoke(*, actor: User, pk: int) -> ApiToken:
    """From this moment on it opens nothing; to revoke it twice changes nothing. Raises DoesNotExist."""
    row = ApiToken.objects.select_for_update().get(pk=pk, person=actor)
    if row.revoked_at is None:
        row.revoked_at = timezone.now()
        with because("Token of the API revoked"):
            row.save(update_fields=["revoked_at", "updated_at"])
    return row


def found(token: str) -> ApiToken | None:
    """The row of a token in force whose owner may sign in, with the owner; None of any other text."""
    digest = tokens.digest_of(token)
    if not digest:
        return None
    rows = ApiToken.objects.in_force(today()).filter(person__is_active=True)
    if not settings.DEMO_MODE:
        rows = rows.filter(person__is_demo=False)
    return rows.select_related("person").filter(digest=digest).first()


def mark_used(*, pk: int) -> None:
    """Note that it was used now, unless that was noted a moment ago."""
    now = timezone.now()
    lately = Q(last_used_at=None) | Q(last_used_at__lt=now - USED_AGAIN)
    ApiToken.objects.filter(lately, pk=pk).update(last_used_at=now)
