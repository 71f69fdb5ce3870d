import datetime as dt
from collections.abc import Collection
from typing import Self

from django.db import models
from django.db.models import Count, Max, Q
from django.db.models.functions import Lower
from django.db.models.lookups import IsNull

from .choices import Channel, ProblemKind

# A mailbox that refuses a message so often is not asked again; people look into it.
MOST_ATTEMPTS = 5
# An older digest says nothing that a newer one does not: it is not sent late.
STALE_DAYS = 3


class NotificationQuerySet(models.QuerySet):
    def unread(self) -> Self:
        return self.filter(read_at__isnull=True)

    def untold(self) -> Self:
        """Unread lines that are for the digest and that no digest has carried yet."""
        return self.unread().filter(digest__isnull=True, channel=Channel.DIGEST)

    def narrowed(self, *, kind: str = "", unread: bool = False) -> Self:
        rows = self.filter(kind=kind) if kind else self
        return rows.unread() if unread else rows

    def for_inbox(self) -> Self:
        """Unread first, then the newest."""
        return self.select_related("digest", "delivery").order_by(
            IsNull(models.F("read_at"), True).desc(), "-created_at", "-pk"
        )


class DigestQuerySet(models.QuerySet):
    def to_send(self, on: dt.date) -> Self:
        """Recorded but not sent, and worth another attempt on the day `on`."""
        return self.filter(
            sent_at__isnull=True,
            held_at__isnull=True,
            attempts__lt=MOST_ATTEMPTS,
            on__gt=on - dt.timedelta(days=STALE_DAYS),
            person__is_active=True,
        )

    def failing(self) -> Self:
        """Not sent, and the mailbox or the mail server said why."""
        return self.filter(sent_at__isnull=True).exclude(problem="")

    def held_lately(self, on: dt.date) -> Self:
        """Held back since the mailbox refused, and still worth sending on the day `on`."""
        return self.filter(
            held_at__isnull=False, sent_at__isnull=True, on__gt=on - dt.timedelta(days=STALE_DAYS)
        )


class DeliveryQuerySet(models.QuerySet):
    def to_send(self, now: dt.datetime) -> Self:
        """Recorded but not sent, and still worth an attempt."""
        return self.filter(
            sent_at__isnull=True,
            held_at__isnull=True,
            attempts__lt=MOST_ATTEMPTS,
            created_at__gt=now - dt.timedelta(days=STALE_DAYS),
            notification__person__is_active=True,
        )


class MailProblemQuerySet(models.QuerySet):
    def open(self) -> Self:
        return self.filter(cleared_at__isnull=True)

    def of(self, address: str) -> Self:
        return self.alias(lowered=Lower("address")).filter(lowered=address.lower())

    def refuses(self, address: str) -> bool:
        """Whether nothing is mailed to this address until somebody has looked into it."""
        return self.open().of(address).filter(kind=ProblemKind.HARD).exists()

    def by_address(self) -> "models.QuerySet":
        """A row an address: `lowered`, `hard` and `soft` (how many), `last_at`; the latest first."""
        rows: models.QuerySet = (
            self.open()
            .order_by()
            .annotate(lowered=Lower("address"))
            .values("lowered")
            .annotate(
                hard=Count("pk", filter=Q(kind=ProblemKind.HARD)),
                soft=Count("pk", filter=Q(kind=ProblemKind.SOFT)),
                last_at=Max("at"),
            )
        )
        return rows.order_by("-last_at", "lowered")


class ReminderSentQuerySet(models.QuerySet):
    def about(self, subject: str) -> Self:
        """Who was told about one duty, when, and at which level; the latest first."""
        return self.filter(subject=subject).for_trail()

    def of_institution(self, slug: str) -> Self:
        """Reminders of the duties of one institution, whoever was told."""
        return self.filter(institution=slug).for_trail()

    def for_trail(self) -> Self:
        return self.select_related("person", "digest").order_by("-created_at", "pk")

    def narrowed(
        self,
        *,
        person: str = "",
        institution: str = "",
        kind: str = "",
        level: str = "",
        since: dt.date | None = None,
        until: dt.date | None = None,
    ) -> Self:
        """By parts of a name or address, kind, level, and days of the digest, both included."""
        rows = self
        if person:
            rows = rows.filter(
                Q(person__full_name__icontains=person) | Q(person__email__icontains=person)
            )
        if institution:
            rows = rows.filter(
                Q(institution=institution) | Q(institution_name__icontains=institution)
            )
        exact = {"kind": kind, "level": level, "digest__on__gte": since, "digest__on__lte": until}
        return rows.filter(**{name: value for name, value in exact.items() if value})

    def latest_of(self, person: int) -> Self:
        """The latest reminder of each duty that this person was told of as the one who owes it."""
        newest = (
            self.filter(person=person, level="holder")
            .order_by("kind", "subject", "-created_at", "-pk")
            .distinct("kind", "subject")
            .values("pk")
        )
        return self.filter(pk__in=newest).order_by("due_on", "pk")


class SnoozeQuerySet(models.QuerySet):
    def active(self) -> Self:
        """Not taken back. One whose day has come is active still: on that day one is reminded."""
        return self.filter(resumed_at__isnull=True)

    def holding(self, on: dt.date) -> Self:
        """Those because of which nobody is reminded on the day `on`."""
        return self.active().filter(until__gt=on)

    def about(self, subject: str) -> Self:
        return self.filter(subject=subject).select_related("person").order_by("-created_at")


class HolidayQuerySet(models.QuerySet):
    def in_year(self, year: int) -> Self:
        return self.filter(on__year=year).order_by("on")

    def years(self) -> Collection[int]:
        """The years that have holidays, the latest first."""
        return [day.year for day in self.dates("on", "year", order="DESC")]


class FollowQuerySet(models.QuerySet):
    def of(self, email: str) -> Self:
        """What this address follows, or has been asked to confirm, however it is spelt."""
        return self.filter(email__iexact=email)

    def confirmed(self) -> Self:
        return self.filter(confirmed_at__isnull=False)


class FollowMailQuerySet(models.QuerySet):
    def to_send(self, on: dt.date) -> Self:
        """Recorded but not sent, and worth another attempt on the day `on`."""
        return self.filter(
            sent_at__isnull=True,
            held_at__isnull=True,
            attempts__lt=MOST_ATTEMPTS,
            on__gt=on - dt.timedelta(days=STALE_DAYS),
        )
