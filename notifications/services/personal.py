"""What the inbox and the digests keep of a person (settings.PERSONAL_DATA)."""

from collections.abc import Iterator

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services.personal import Part, forget_rows, listed
from nmirf.common.rows import rows
from notifications.models import Delivery, Digest, Follow, FollowMail, MailProblem, ReminderSent

# Who was told of which duty on which day is the record of how a duty was chased.
KEPT = frozenset({"notifications.digest", "notifications.remindersent"})


def parts(person: User) -> Iterator[Part]:
    after = _("Kept under the name of the post: the record of how duties were chased.")
    yield listed(
        "digests",
        _("Digests sent to you"),
        Digest.objects.filter(person=person),
        *("on", "lines", "sent_at", "problem"),
        after=after,
    )
    yield listed(
        "reminders",
        _("Reminders sent to you"),
        ReminderSent.objects.filter(person=person),
        *("created_at", "kind", "subject", "level", "due_on", "text"),
        after=after,
    )
    deleted = _("Deleted, with its history.")
    yield listed(
        "deliveries",
        capfirst(str(Delivery._meta.verbose_name)),
        Delivery.objects.filter(notification__person=person).order_by("-pk"),
        *("created_at", "notification__text", "sent_at", "held_at", "problem"),
        after=deleted,
    )
    yield listed(
        "follows",
        _("Records that you follow by e-mail"),
        Follow.objects.of(person.email),
        *("created_at", "kind", "key", "confirmed_at"),
        after=deleted,
    )
    yield listed(
        "mail_problems",
        _("Mailboxes that refuse"),
        MailProblem.objects.of(person.email),
        *("at", "address", "kind", "source", "detail"),
        after=deleted,
    )


def hindrances(person: User) -> Iterator[str]:
    yield from ()


def forget(person: User, known_as: str) -> None:
    """What a mail server answers often holds the address that it refused."""
    Digest.objects.filter(person=person).update(problem="")
    rows("notifications.DigestEvent").filter(person=person).update(problem="")
    Follow.objects.of(person.email).delete()
    FollowMail.objects.filter(email__iexact=person.email).delete()
    forget_rows(MailProblem, address__iexact=person.email)
