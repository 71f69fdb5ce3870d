"""Writes to accounts."""

import datetime as dt

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


def mark_visit(*, user: User, at: dt.datetime) -> None:
    """Remember when a person was last at their desk, to within ten minutes."""
    if user.last_visit_at is None or at - user.last_visit_at > dt.timedelta(minutes=10):
        User.objects.filter(pk=user.pk).update(last_visit_at=at)
