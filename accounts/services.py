"""Writes to accounts."""

from django.db import transaction

from nmirf.common.history import because

from .models import User


@transaction.atomic
def open_account(*, email: str, full_name: str) -> User:
    """An account without a password: its holder sets one through the link that is mailed."""
    with because("Account opened"):
        return User.objects.create_user(email=email, full_name=full_name)


@transaction.atomic
def set_preferences(*, user: User, full_name: str, phone: str, language: str, zone: str) -> User:
    """What people say of themselves: name, telephone, language, time zone."""
    user = User.objects.select_for_update().get(pk=user.pk)
    user.full_name, user.phone = full_name, phone
    user.preferred_language, user.time_zone = language, zone
    user.save(update_fields=["full_name", "phone", "preferred_language", "time_zone"])
    return user
