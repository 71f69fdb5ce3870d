import pghistory
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from nmirf.common.models import TimeStamped

from .choices import DutyKind, Level
from .querysets import DigestQuerySet, NotificationQuerySet, ReminderSentQuerySet


@pghistory.track()
class ReminderRule(TimeStamped):
    """When people hear of a duty: days before it is due, and to whom it goes when it is late."""

    kind = models.CharField(_("kind of duty"), max_length=20, choices=DutyKind, unique=True)
    offsets = ArrayField(
        models.SmallIntegerField(),
        verbose_name=_("days before the due date"),
        help_text=_("Each day is used once; 0 is the due date, -7 a week after it."),
    )
    escalate_deputy_after = models.PositiveSmallIntegerField(
        _("days late before the deputy hears of it"), null=True, blank=True
    )
    escalate_authority_after = models.PositiveSmallIntegerField(
        _("days late before the validating authority hears of it"), null=True, blank=True
    )
    escalate_secretariat_after = models.PositiveSmallIntegerField(
        _("days late before the secretariat hears of it"), null=True, blank=True
    )

    class Meta:
        verbose_name = _("reminder rule")
        ordering = ["kind"]
        constraints = [
            models.CheckConstraint(
                name="reminder_rule_kind_known", condition=models.Q(kind__in=DutyKind.values)
            )
        ]

    def __str__(self) -> str:
        return str(self.get_kind_display())


@pghistory.track()
class Digest(TimeStamped):
    """The one message that a person gets on a day; the inbox keeps it."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="digests"
    )
    on = models.DateField(_("day"))
    lines = models.PositiveSmallIntegerField(_("lines"))
    sent_at = models.DateTimeField(_("e-mail sent at"), null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(_("attempts to send it"), default=0)
    problem = models.CharField(_("why the e-mail failed"), max_length=300, blank=True)

    objects = DigestQuerySet.as_manager()

    class Meta:
        verbose_name = _("digest")
        ordering = ["-on", "pk"]
        constraints = [models.UniqueConstraint(fields=["person", "on"], name="digest_once_a_day")]
        indexes = [
            models.Index(
                fields=["on"], condition=models.Q(sent_at__isnull=True), name="digest_unsent"
            )
        ]

    def __str__(self) -> str:
        return f"{self.person}, {self.on}"


@pghistory.track()
class ReminderSent(TimeStamped):
    """Who was told what, when: one row a reminder, and never a second one like it."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="reminders"
    )
    digest = models.ForeignKey(Digest, on_delete=models.CASCADE, related_name="reminders")
    kind = models.CharField(_("kind of duty"), max_length=20, choices=DutyKind)
    subject = models.CharField(_("subject"), max_length=120)
    level = models.CharField(_("told as"), max_length=20, choices=Level)
    offset = models.SmallIntegerField(_("days before the due date"))
    due_on = models.DateField(_("due"))
    # What the person was told, in that person's language, and where it leads; never restricted.
    text = models.CharField(_("text"), max_length=400)
    path = models.CharField(_("address"), max_length=300)

    objects = ReminderSentQuerySet.as_manager()

    class Meta:
        verbose_name = _("reminder sent")
        ordering = ["-created_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "kind", "subject", "level", "offset", "due_on"],
                name="reminder_never_twice",
            )
        ]
        indexes = [models.Index(fields=["kind", "subject"], name="reminder_by_subject")]

    def __str__(self) -> str:
        return f"{self.subject} → {self.person}"


@pghistory.track()
class Notification(TimeStamped):
    """One line in a person's inbox. The address is a path of this site; the text is never restricted."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notifications"
    )
    text = models.CharField(_("text"), max_length=400)
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
                condition=models.Q(path__regex=r"^/([^/]|$)"),
            ),
        ]

    def __str__(self) -> str:
        return self.text
