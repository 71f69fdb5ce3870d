"""Lines of the inbox, and how each person wants to hear of them."""

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from nmirf.common.models import TimeStamped
from notifications.choices import (
    IMMEDIATE_KINDS,
    PREFERENCE_KINDS,
    STANDARD_HOUR,
    Channel,
    Frequency,
    NewsKind,
    Weekday,
)
from notifications.querysets import DeliveryQuerySet, NotificationQuerySet

from .mail import Digest, Mailing


# The day of the last digest changes daily and is no choice of the person's.
@pghistory.track(exclude=["considered_on"])
class Rhythm(TimeStamped):
    """How often and when a person's digest goes out; the standard where there is no row."""

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="rhythm"
    )
    frequency = models.CharField(
        _("digest"), max_length=10, choices=Frequency, default=Frequency.DAILY
    )
    weekday = models.PositiveSmallIntegerField(
        _("day of the week"), choices=Weekday, default=Weekday.MONDAY
    )
    hour = models.PositiveSmallIntegerField(_("hour of the day"), default=STANDARD_HOUR)
    # The person's own day that the clock has last dealt with, whether there was news or not.
    considered_on = models.DateField(null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("rhythm of the digest")
        constraints = [
            models.CheckConstraint(
                name="rhythm_frequency_known", condition=Q(frequency__in=Frequency.values)
            ),
            models.CheckConstraint(name="rhythm_weekday_known", condition=Q(weekday__lte=6)),
            models.CheckConstraint(name="rhythm_hour_of_a_day", condition=Q(hour__lte=23)),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.get_frequency_display()}"


@pghistory.track()
class Preference(TimeStamped):
    """How one kind of news, or of reminders that may be turned off, reaches a person."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="preferences"
    )
    kind = models.CharField(_("kind"), max_length=30)
    channel = models.CharField(_("how"), max_length=10, choices=Channel)

    class Meta:
        verbose_name = _("preference")
        ordering = ["person", "kind"]
        constraints = [
            models.UniqueConstraint(fields=["person", "kind"], name="preference_once"),
            # Legal duties are no kind that there can be a preference about.
            models.CheckConstraint(
                name="preference_kind_may_be_chosen", condition=Q(kind__in=PREFERENCE_KINDS)
            ),
            models.CheckConstraint(
                name="preference_channel_known", condition=Q(channel__in=Channel.values)
            ),
            models.CheckConstraint(
                name="preference_at_once_only_what_cannot_wait",
                condition=~Q(channel=Channel.IMMEDIATE)
                | Q(kind__in=sorted(kind.value for kind in IMMEDIATE_KINDS)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}, {self.kind}: {self.get_channel_display()}"


@pghistory.track()
class Notification(TimeStamped):
    """One line in a person's inbox. The address is a path of this site.

    `outside` is what an e-mail says where the line itself names what is not for everyone's eyes;
    empty where the line may be mailed as it is.
    """

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notifications"
    )
    kind = models.CharField(_("kind"), max_length=20, choices=NewsKind, default=NewsKind.OTHER)
    channel = models.CharField(_("how"), max_length=10, choices=Channel, default=Channel.DIGEST)
    text = models.CharField(_("text"), max_length=400)
    outside = models.CharField(_("text of the e-mail"), max_length=400, blank=True)
    path = models.CharField(_("address"), max_length=300)
    key = models.CharField(_("key"), max_length=160)
    read_at = models.DateTimeField(_("read at"), null=True, blank=True)
    # The digest that carried it by e-mail; one digest does, once.
    digest = models.ForeignKey(
        Digest, on_delete=models.SET_NULL, null=True, blank=True, related_name="news"
    )

    objects = NotificationQuerySet.as_manager()

    class Meta:
        verbose_name = _("notification")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["person", "key"], name="notification_once"),
            models.CheckConstraint(
                name="notification_path_local",
                condition=Q(path__regex=r"^/([^/]|$)"),
            ),
            models.CheckConstraint(
                name="notification_kind_known", condition=Q(kind__in=NewsKind.values)
            ),
            models.CheckConstraint(
                name="notification_channel_known", condition=Q(channel__in=Channel.values)
            ),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def mailed(self) -> str:
        """What an e-mail says of it."""
        return self.outside or self.text


@pghistory.track()
class Delivery(Mailing):
    """The e-mail that carries one line at once; there is one, however often a task asks for it."""

    notification = models.OneToOneField(
        Notification, on_delete=models.CASCADE, related_name="delivery"
    )

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = _("delivery at once")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="delivery_held_or_sent",
                condition=Q(held_at__isnull=True) | Q(sent_at__isnull=True),
            ),
        ]
        indexes = [
            models.Index(
                fields=["created_at"],
                condition=Q(sent_at__isnull=True, held_at__isnull=True),
                name="delivery_unsent",
            )
        ]

    def __str__(self) -> str:
        return str(self.notification)

    @property
    def recipient(self) -> User:
        return self.notification.person
