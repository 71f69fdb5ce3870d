"""Which invitation went to whom, so that none goes twice."""

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from focalpoints.choices import MailMethod
from focalpoints.querysets import MeetingMailQuerySet
from nmirf.common.models import TimeStamped

from .committees import Attendance, Meeting


@pghistory.track()
class MeetingMail(TimeStamped):
    """One e-mail with its calendar file: written down first, sent afterwards, once a sequence.

    It goes to who is on the list, by `attendance`. Whoever was taken off it is on no list any more:
    that mail keeps by itself for which meeting it is, and to whom it goes.
    """

    attendance = models.ForeignKey(
        Attendance, on_delete=models.CASCADE, null=True, blank=True, related_name="mails"
    )
    meeting = models.ForeignKey(
        Meeting, on_delete=models.CASCADE, null=True, blank=True, related_name="withdrawals"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    # Of a guest without an account, or of an institution whose post was vacant.
    name = models.CharField(_("name"), max_length=200, blank=True, default="", db_default="")
    email = models.EmailField(_("e-mail address"), blank=True, default="", db_default="")
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
            models.CheckConstraint(
                name="meeting_mail_to_invited_or_withdrawn",
                condition=Q(attendance__isnull=False, meeting__isnull=True, user__isnull=True)
                & Q(name="", email="")
                | Q(attendance__isnull=True, meeting__isnull=False, method=MailMethod.CANCEL)
                & (Q(user__isnull=False, email="") | Q(user__isnull=True) & ~Q(email="")),
            ),
            models.UniqueConstraint(
                fields=["meeting", "user", "sequence"], name="meeting_mail_withdrawn_once"
            ),
            models.UniqueConstraint(
                "meeting",
                Lower("email"),
                "sequence",
                condition=~Q(email=""),
                name="meeting_mail_withdrawn_once_an_address",
            ),
        ]
        indexes = [
            models.Index(
                fields=["attendance"], condition=Q(sent_at__isnull=True), name="meeting_mail_unsent"
            )
        ]

    def __str__(self) -> str:
        return f"{self.attendance_id or self.meeting_id}, {self.sequence}"

    @property
    def invitation(self) -> Attendance:
        """The invitation that the mail is about; of one withdrawn, unsaved, who had it."""
        return self.attendance or Attendance(
            meeting=self.meeting, user=self.user, name=self.name, email=self.email
        )
