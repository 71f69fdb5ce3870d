"""The inbox: one line a fact and person, however often a task says it."""

from collections.abc import Callable, Iterable

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation

from accounts.models import User
from notifications.models import Notification


@transaction.atomic
def notify(*, people: Iterable[User], text: Callable[[], str], path: str, key: str) -> int:
    """Put one line into each person's inbox; returns how many are new.

    `text` is called once for each person, in that person's language; it must not say anything
    restricted, since digests carry it by e-mail. `path` is an address of this site. `key` names
    the fact: a second call with the same key adds nothing.
    """
    rows = []
    for person in people:
        with translation.override(person.preferred_language or settings.LANGUAGE_CODE):
            rows.append(Notification(person=person, text=text()[:400], path=path, key=key))
    before = Notification.objects.filter(key=key).count()
    Notification.objects.bulk_create(rows, ignore_conflicts=True)
    return Notification.objects.filter(key=key).count() - before


@transaction.atomic
def mark_read(*, person: User, pks: Iterable[int] | None = None) -> int:
    """Mark the given lines of one's own inbox as read, all of them where none are given."""
    rows = Notification.objects.filter(person=person).unread()
    if pks is not None:
        rows = rows.filter(pk__in=pks)
    return rows.update(read_at=timezone.now(), updated_at=timezone.now())
