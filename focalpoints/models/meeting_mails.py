"""Which invitation went to whom, so that none goes twice."""

import pghistory
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from focalpoints.choices import MailMethod
from focalpoints.querysets import MeetingMailQuerySet
from nmirf.common.models import TimeStamped

from .committees import Attendance


@pghistory.track()
class MeetingMail(TimeStamped):
    """One e-mail with its calendar file: written down first, sent afterwards, once a sequence."""

    attendance = models.ForeignKey(Attendance, on_delete=models.CASCADE, related_name="mails")
    sequence = models.PositiveIntegerField(_("sequence"))
    method = models.CharField(_("method"), max_length=10, choices=MailMethod)
    sent_at = models.DateTimeField(_("e-mail sent at"), null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(_("attempts to send it"), default=0)
    problem = models.CharField(_("why the e-mail failed"), max_length=300, blank=True)

    objects = MeetingMailQuerySet.as_manager()

    class Meta:
        verbose_name = _("e-mail about a meeting")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["attendance", "sequence"], name="meeting_mail_once_a_sequence"
            ),
            models.CheckConstraint(
                name="meeting_mail_method_known", condition=Q(method__in=MailMethod.values)
            ),
        ]
        indexes = [
            models.Index(
                fields=["attendance"], condition=Q(sent_at__isnull=True), name="meeting_mail_unsent"
            )
        ]

    def __str__(self) -> str:
        return f"{self.attendance_id}, {self.sequence}"
