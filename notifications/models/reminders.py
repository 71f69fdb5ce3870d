"""When people hear of what they owe, and the record of who was told what."""

import pghistory
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from nmirf.common.models import TimeStamped
from notifications.choices import DutyKind, Level
from notifications.querysets import ReminderSentQuerySet, SnoozeQuerySet

from .mail import Digest


@pghistory.track()
class ReminderRule(TimeStamped):
    """When people hear of a duty: days before it is due, and to whom it goes when it is late."""

    kind = models.CharField(_("kind of duty"), max_length=20, choices=DutyKind, unique=True)
    offsets = ArrayField(
        models.SmallIntegerField(),
        verbose_name=_("days before the due date"),
        help_text=_("Each day is used once; 0 is the due date, -7 a week after it."),
    )
    working_days = models.BooleanField(
        _("count working days"),
        default=False,
        help_text=_("Weekends and public holidays are not counted, and nobody is told on them."),
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
                name="reminder_rule_kind_known", condition=Q(kind__in=DutyKind.values)
            )
        ]

    def __str__(self) -> str:
        return str(self.get_kind_display())

    @property
    def days_before(self) -> list[int]:
        return [offset for offset in self.offsets if offset > 0]

    @property
    def days_late(self) -> list[int]:
        return [-offset for offset in self.offsets if offset < 0]


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
    # Whose duty it was, by address and by the name of that day; empty for the secretariat's own.
    institution = models.CharField(_("institution"), max_length=80, blank=True)
    institution_name = models.CharField(_("name of the institution"), max_length=300, blank=True)
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
        indexes = [
            models.Index(fields=["kind", "subject"], name="reminder_by_subject"),
            models.Index(fields=["institution", "-created_at"], name="reminder_by_institution"),
        ]

    def __str__(self) -> str:
        return f"{self.subject} → {self.person}"


@pghistory.track()
class Snooze(TimeStamped):
    """A person puts the reminders of one duty off; everybody else hears of it as before."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="snoozes"
    )
    kind = models.CharField(_("kind of duty"), max_length=20, choices=DutyKind)
    subject = models.CharField(_("subject"), max_length=120)
    due_on = models.DateField(_("due"))
    until = models.DateField(_("remind again on"))
    # As the reminder said it that was put off.
    institution = models.CharField(_("institution"), max_length=80, blank=True)
    text = models.CharField(_("text"), max_length=400)
    path = models.CharField(_("address"), max_length=300)
    resumed_at = models.DateTimeField(_("taken back at"), null=True, blank=True)

    objects = SnoozeQuerySet.as_manager()

    class Meta:
        verbose_name = _("reminder put off")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(name="snooze_kind_known", condition=Q(kind__in=DutyKind.values)),
            models.CheckConstraint(
                name="snooze_not_past_the_due_date", condition=Q(until__lte=F("due_on"))
            ),
            models.UniqueConstraint(
                fields=["person", "kind", "subject"],
                name="snooze_one_at_a_time",
                condition=Q(resumed_at__isnull=True),
            ),
        ]
        indexes = [models.Index(fields=["subject"], name="snooze_by_subject")]

    def __str__(self) -> str:
        return f"{self.subject}: {self.until}"
