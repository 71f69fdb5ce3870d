"""Accounts: opened, kept up by their holders, let in again."""

import datetime as dt
from collections.abc import Iterable

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.models import Group
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.choices import StandingGroup
from accounts.models import FirstDay, User
from nmirf.common.errors import DomainError
from nmirf.common.history import because


@transaction.atomic
def open_account(
    *, email: str, full_name: str, password: str | None = None, language: str = ""
) -> User:
    """An account; without a password its holder sets one at `password_path`, which the caller sends.

    The first day of whoever it is for stands open from then on.
    """
    with because("Account opened"):
        user = User.objects.create_user(
            email=email, full_name=full_name, password=password, preferred_language=language
        )
        FirstDay.objects.create(user=user)
    return user


@transaction.atomic
def set_preferences(*, user: User, full_name: str, phone: str, language: str, zone: str) -> User:
    """What people say of themselves: name, telephone, language, time zone."""
    user = User.objects.select_for_update().get(pk=user.pk)
    user.full_name, user.phone = full_name, phone
    user.preferred_language, user.time_zone = language, zone
    user.save(update_fields=["full_name", "phone", "preferred_language", "time_zone"])
    return user


def mark_visit(*, user: User, at: dt.datetime) -> None:
    """Remember when a person was last at their desk, to within ten minutes."""
    if user.last_visit_at is None or at - user.last_visit_at > dt.timedelta(minutes=10):
        User.objects.filter(pk=user.pk).update(last_visit_at=at)


@transaction.atomic
def admit(*, email: str, full_name: str, groups: Iterable[str]) -> User:
    """Open an account, or find the one with this address, and add it to these standing groups.

    For whoever runs the server: the first account of an instance has nobody to open it. Raises
    DomainError for a new account without a name, one that was closed, one of the demonstration.
    """
    # The administration pages offer the groups that there are.
    standing = {name: Group.objects.get_or_create(name=name)[0] for name in StandingGroup.values}
    user = User.objects.select_for_update().filter(email__iexact=email).first()
    if user is None and not full_name:
        raise DomainError(_("A new account needs the person's name."))
    if user is not None and user.is_demo:
        raise DomainError(_("This is an account of the demonstration."))
    if user is not None and not user.is_active:
        raise DomainError(_("This account may not sign in; an administrator can open it again."))
    user = user or open_account(email=email, full_name=full_name)
    user.groups.add(*(standing[name] for name in groups))
    return user


def password_path(user: User) -> str:
    """The address on this site at which this person sets a password; good once, for three days."""
    arguments = [user_pk_to_url_str(user), default_token_generator.make_token(user)]
    return reverse("account_reset_password_from_key", args=arguments)


def password_link(user: User) -> str:
    """`password_path` with the name of the site, to be copied from a terminal."""
    return f"{settings.SITE_URL}{password_path(user)}"


@transaction.atomic
def forget_second_factor(*, user: User) -> int:
    """Remove what was lost; the next sign-in sets up another. How many were removed."""
    removed: int
    removed, _kinds = Authenticator.objects.filter(user=user).delete()
    return removed
