import datetime as dt
from typing import Self

from django.db import models
from django.db.models.lookups import IsNull

# A mailbox that refuses a message so often is not asked again; people look into it.
MOST_ATTEMPTS = 5
# An older digest says nothing that a newer one does not: it is not sent late.
STALE_DAYS = 3


class NotificationQuerySet(models.QuerySet):
    def unread(self) -> Self:
        return self.filter(read_at__isnull=True)

    def untold(self) -> Self:
        """Unread lines that no digest has carried yet."""
        return self.unread().filter(digest__isnull=True)

    def for_inbox(self) -> Self:
        """Unread first, then the newest."""
        return self.order_by(IsNull(models.F("read_at"), True).desc(), "-created_at", "-pk")


class DigestQuerySet(models.QuerySet):
    def to_send(self, on: dt.date) -> Self:
        """Recorded but not sent, and worth another attempt on the day `on`."""
        return self.filter(
            sent_at__isnull=True,
            attempts__lt=MOST_ATTEMPTS,
            on__gt=on - dt.timedelta(days=STALE_DAYS),
        )

    def failing(self) -> Self:
        """Not sent, and the mailbox or the mail server said why."""
        return self.filter(sent_at__isnull=True).exclude(problem="")


class ReminderSentQuerySet(models.QuerySet):
    def about(self, subject: str) -> Self:
        """Who was told about one duty, when, and at which level; the latest first."""
        return (
            self.filter(subject=subject)
            .select_related("person", "digest")
            .order_by("-created_at", "pk")
        )

    def for_trail(self) -> Self:
        return self.select_related("person", "digest").order_by("-created_at", "pk")
