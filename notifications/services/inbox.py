"""The inbox: one line a fact and person, however often a task says it."""

from collections.abc import Callable, Iterable

from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.utils import timezone, translation

from accounts.models import User
from nmirf.common.queue import enqueue
from notifications.choices import Channel, NewsKind
from notifications.models import Delivery, Notification
from notifications.models.mail import new_message_id

from .preferences import channels_for

# The count stands on every page of a signed-in person; it is forgotten whenever the inbox changes.
UNREAD_SECONDS = 60


def unread_count(person: User) -> int:
    """How many lines wait in a person's inbox; at most a minute old."""
    count: int | None = cache.get(_key(person.pk))
    if count is None:
        count = Notification.objects.filter(person=person).unread().count()
        cache.set(_key(person.pk), count, UNREAD_SECONDS)
    return count


def forget_counts(people: Iterable[int]) -> None:
    """Count the inboxes of these people anew, once the transaction has committed."""
    keys = [_key(pk) for pk in people]
    transaction.on_commit(lambda: cache.delete_many(keys))


def _key(person: int) -> str:
    return f"inbox:unread:{person}"


@transaction.atomic
def notify(
    *,
    people: Iterable[User],
    text: Callable[[], str],
    path: str,
    key: str,
    kind: NewsKind = NewsKind.OTHER,
    outside: Callable[[], str] | None = None,
) -> int:
    """Put one line into each person's inbox; returns how many are new.

    `text` is called once for each person, in that person's language. E-mails carry it, so that it
    must not say anything restricted; where it does, `outside` says what an e-mail may say
    instead. `path` is an address of this site. `key` names the fact: a second call with the same
    key adds nothing. Kinds that cannot wait are mailed at once, after the transaction has
    committed, to those who have not chosen otherwise.
    """
    told = list(people)
    channels = channels_for(told, kind)
    rows = []
    for person in told:
        with translation.override(person.preferred_language or settings.LANGUAGE_CODE):
            rows.append(
                Notification(
                    person=person,
                    kind=kind,
                    channel=channels[person.pk],
                    text=text()[:400],
                    outside=outside()[:400] if outside else "",
                    path=path,
                    key=key,
                )
            )
    before = Notification.objects.filter(key=key).count()
    Notification.objects.bulk_create(rows, ignore_conflicts=True)
    if Channel.IMMEDIATE in channels.values():
        _deliver_at_once(key)
    forget_counts(row.person_id for row in rows)
    return Notification.objects.filter(key=key).count() - before


def _deliver_at_once(key: str) -> None:
    """Write down that these lines are to be mailed at once: one row a line, and never a second."""
    lines = Notification.objects.filter(key=key, channel=Channel.IMMEDIATE, delivery=None)
    Delivery.objects.bulk_create(
        [Delivery(notification=line, message_id=new_message_id()) for line in lines.order_by("pk")],
        ignore_conflicts=True,
    )
    enqueue("notifications.deliver")


@transaction.atomic
def mark_read(*, person: User, pks: Iterable[int] | None = None) -> int:
    """Mark the given lines of one's own inbox as read, all of them where none are given."""
    rows = Notification.objects.filter(person=person).unread()
    if pks is not None:
        rows = rows.filter(pk__in=pks)
    forget_counts([person.pk])
    return rows.update(read_at=timezone.now(), updated_at=timezone.now())
