"""What anybody follows by e-mail, without an account, and the messages about it."""

import datetime as dt
import uuid

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from nmirf.common.models import TimeStamped
from notifications.choices import FollowKind
from notifications.querysets import FollowMailQuerySet, FollowQuerySet

from .mail import Mailing


class Follow(TimeStamped):
    """An address that hears of the changes of one public record, once it has confirmed so.

    Without a history: whoever stops leaves nothing behind.
    """

    reference = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    email = models.EmailField(_("e-mail address"), max_length=254)
    language = models.CharField(_("language"), max_length=12, blank=True)
    kind = models.CharField(_("kind"), max_length=20, choices=FollowKind)
    # Of the record in its own address: the reference of a recommendation, the slug of others.
    key = models.CharField(_("record"), max_length=200)
    # SHA-256 of the token that confirms it; the token itself is kept nowhere.
    token_digest = models.CharField(max_length=64, unique=True, editable=False)
    expires_at = models.DateTimeField(_("to be confirmed by"), default=timezone.now)
    sent_at = models.DateTimeField(_("link sent at"), null=True, blank=True)
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True, blank=True)
    # Changes until then have been told.
    told_until = models.DateTimeField(_("told until"), null=True, blank=True)

    objects = FollowQuerySet.as_manager()

    class Meta:
        verbose_name = _("record followed by e-mail")
        ordering = ["kind", "key", "pk"]
        constraints = [
            models.CheckConstraint(
                name="follow_kind_known", condition=Q(kind__in=FollowKind.values)
            ),
            models.CheckConstraint(
                name="follow_confirmed_is_told_from_then",
                condition=Q(confirmed_at__isnull=True, told_until__isnull=True)
                | Q(confirmed_at__isnull=False, told_until__isnull=False),
            ),
            models.UniqueConstraint(Lower("email"), "kind", "key", name="follow_once"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.key}"

    def is_open(self, at: dt.datetime) -> bool:
        """Whether it can still be confirmed."""
        return self.confirmed_at is None and self.expires_at > at


class FollowMail(Mailing):
    """The one message that an address gets on a day; deleted some days after it was sent."""

    email = models.EmailField(_("e-mail address"), max_length=254)
    language = models.CharField(_("language"), max_length=12, blank=True)
    on = models.DateField(_("day"))
    # What changed: rows of kind, key, title, path, and lines of text; public words alone.
    lines = models.JSONField(_("lines"), default=list)

    objects = FollowMailQuerySet.as_manager()

    class Meta:
        verbose_name = _("message to a follower")
        ordering = ["-on", "pk"]
        constraints = [
            models.UniqueConstraint(Lower("email"), "on", name="follow_mail_once_a_day"),
            models.CheckConstraint(
                name="follow_mail_held_or_sent",
                condition=Q(held_at__isnull=True) | Q(sent_at__isnull=True),
            ),
        ]
        indexes = [
            models.Index(
                fields=["on"], condition=Q(sent_at__isnull=True), name="follow_mail_unsent"
            )
        ]

    def __str__(self) -> str:
        return f"{self.on}"

    @property
    def recipient(self) -> "FollowMail":
        """Whose mailbox it goes to: it knows its address itself."""
        return self
