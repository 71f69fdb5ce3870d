"""E-mails as records: recorded first, sent afterwards, and the mailboxes that refuse them."""

import secrets
from urllib.parse import urlsplit

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from nmirf.common.models import TimeStamped
from notifications.choices import ProblemKind, ProblemSource
from notifications.querysets import DigestQuerySet, MailProblemQuerySet


def new_message_id() -> str:
    """The Message-ID, the same whenever the message is sent: a second copy is known by it."""
    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    return f"<{secrets.token_hex(16)}@{host}>"


class Mailing(TimeStamped):
    """One e-mail to one person: waiting, then claimed by a worker, then sent or held.

    `claimed_at` is written and committed before the mail server is spoken to: a row that is
    claimed, not sent, and that no worker holds any more was in the hands of one that died.
    """

    # Empty until it is recorded or first claimed.
    message_id = models.CharField(
        _("Message-ID"), max_length=200, unique=True, null=True, blank=True, editable=False
    )
    claimed_at = models.DateTimeField(_("claimed by a worker at"), null=True, blank=True)
    sent_at = models.DateTimeField(_("e-mail sent at"), null=True, blank=True)
    # Not sent since the mailbox refuses; the inbox has it all the same.
    held_at = models.DateTimeField(_("held back at"), null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(_("attempts to send it"), default=0)
    problem = models.CharField(_("why the e-mail failed"), max_length=300, blank=True)

    class Meta:
        abstract = True


@pghistory.track()
class Digest(Mailing):
    """The one message that a person gets on a day; the inbox keeps it."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="digests"
    )
    on = models.DateField(_("day"))
    lines = models.PositiveSmallIntegerField(_("lines"))

    objects = DigestQuerySet.as_manager()

    class Meta:
        verbose_name = _("digest")
        ordering = ["-on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["person", "on"], name="digest_once_a_day"),
            models.CheckConstraint(
                name="digest_held_or_sent",
                condition=Q(held_at__isnull=True) | Q(sent_at__isnull=True),
            ),
        ]
        indexes = [
            models.Index(fields=["on"], condition=Q(sent_at__isnull=True), name="digest_unsent")
        ]

    def __str__(self) -> str:
        return f"{self.person}, {self.on}"

    @property
    def recipient(self) -> User:
        return self.person


@pghistory.track()
class MailProblem(TimeStamped):
    """A message that a mailbox refused, at once or in a report that came back later."""

    address = models.EmailField(_("e-mail address"), max_length=254)
    kind = models.CharField(_("what is wrong"), max_length=10, choices=ProblemKind)
    source = models.CharField(_("known from"), max_length=10, choices=ProblemSource)
    at = models.DateTimeField(_("when"), default=timezone.now)
    detail = models.CharField(_("what the mail server said"), max_length=500, blank=True)
    # Names the refusal, so that a report that is read twice counts once.
    key = models.CharField(_("key"), max_length=200, unique=True)
    cleared_at = models.DateTimeField(_("settled at"), null=True, blank=True)
    cleared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = MailProblemQuerySet.as_manager()

    class Meta:
        verbose_name = _("mailbox problem")
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="mail_problem_kind_known", condition=Q(kind__in=ProblemKind.values)
            ),
            models.CheckConstraint(
                name="mail_problem_source_known", condition=Q(source__in=ProblemSource.values)
            ),
            models.CheckConstraint(
                name="mail_problem_cleared_by_somebody",
                condition=Q(cleared_at__isnull=True, cleared_by__isnull=True)
                | Q(cleared_at__isnull=False, cleared_by__isnull=False),
            ),
        ]
        indexes = [
            models.Index(
                Lower("address"), condition=Q(cleared_at__isnull=True), name="mail_problem_open"
            )
        ]

    def __str__(self) -> str:
        return f"{self.address}: {self.get_kind_display()}"
