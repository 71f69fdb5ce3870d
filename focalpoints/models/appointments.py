"""Posts, who may propose one, whether they are still right, and days away from them."""

import uuid

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from documents.models import Document
from focalpoints.choices import (
    OPEN_PROPOSALS,
    PROPOSAL_MOVES,
    ConfirmationAnswer,
    PostLevel,
    ProposalState,
    Role,
)
from focalpoints.querysets import (
    AbsenceQuerySet,
    AppointmentQuerySet,
    ConfirmationQuerySet,
    ProposalQuerySet,
)
from nmirf.common.models import TimeStamped
from nmirf.common.workflow import edges

from .institutions import Institution, still_there
from .ranges import no_overlap


@pghistory.track()
class Appointment(TimeStamped):
    """A person's post at an institution. Rights follow from it, start with it and end with it."""

    reference = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="appointments",
        verbose_name=_("person"),
    )
    institution = models.ForeignKey(
        Institution,
        on_delete=models.PROTECT,
        related_name="appointments",
        verbose_name=_("institution"),
    )
    role = models.CharField(_("role"), max_length=30, choices=Role)
    level = models.CharField(
        _("level"), max_length=20, choices=PostLevel, default=PostLevel.TECHNICAL
    )
    portfolio = models.CharField(_("portfolio"), max_length=300, blank=True)
    deputises = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="deputies",
        verbose_name=_("deputises for"),
    )
    starts_on = models.DateField(_("starts on"))
    ends_on = models.DateField(_("ends on"), null=True, blank=True)
    suspended_on = models.DateField(_("suspended since"), null=True, blank=True)
    letter = models.ForeignKey(
        Document,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("letter"),
    )
    last_confirmed_on = models.DateField(_("last confirmed on"), null=True, blank=True)

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("appointment")
        ordering = ["institution", "role", "starts_on", "pk"]
        constraints = [
            no_overlap("appointment_no_overlap", "user", "institution", "role"),
            models.CheckConstraint(
                name="appointment_role_known", condition=Q(role__in=Role.values)
            ),
            models.CheckConstraint(
                name="appointment_level_known", condition=Q(level__in=PostLevel.values)
            ),
            models.CheckConstraint(
                name="appointment_ends_after_it_starts",
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
            ),
            models.CheckConstraint(
                name="appointment_only_a_deputy_deputises",
                condition=Q(deputises__isnull=True) | Q(role=Role.DEPUTY),
            ),
        ]
        triggers = [
            still_there(unless="NEW.ends_on <= gone"),
            # At the end of the transaction: a reshuffle moves principal and deputy one after the other.
            pgtrigger.Trigger(
                name="deputy_of_another",
                level=pgtrigger.Row,
                when=pgtrigger.After,
                operation=pgtrigger.Insert
                | pgtrigger.UpdateOf("deputises_id", "institution_id", "user_id", "role"),
                timing=pgtrigger.Deferred,
                func="""
                    IF EXISTS (
                        SELECT 1 FROM focalpoints_appointment deputy
                        JOIN focalpoints_appointment principal ON principal.id = deputy.deputises_id
                        WHERE NEW.id IN (deputy.id, principal.id)
                        AND (principal.user_id = deputy.user_id
                            OR principal.institution_id <> deputy.institution_id
                            OR principal.role <> 'focal_point')
                    ) THEN
                        RAISE EXCEPTION USING ERRCODE = 'check_violation', MESSAGE =
                            'appointment_deputy_of_another: a deputy stands in for a focal point'
                            ' of the same institution, and for nobody else';
                    END IF;
                    RETURN NULL;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.get_role_display()}, {self.institution}"

    def get_absolute_url(self) -> str:
        return reverse("focalpoints:appointment", args=[self.reference])

    @property
    def ended_at_once(self) -> bool:
        """Suspended on the last day: that is how a post ends without waiting for midnight."""
        return self.ends_on is not None and self.suspended_on == self.ends_on


@pghistory.track()
class AppointmentProposal(TimeStamped):
    """A deputy whom a focal point proposes, whom the authority confirms and the secretariat appoints."""

    reference = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    institution = models.ForeignKey(
        Institution, on_delete=models.PROTECT, related_name="appointment_proposals"
    )
    role = models.CharField(_("role"), max_length=30, choices=Role, default=Role.DEPUTY)
    deputises = models.ForeignKey(
        Appointment, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    full_name = models.CharField(_("full name"), max_length=200)
    email = models.EmailField(_("e-mail address"))
    portfolio = models.CharField(_("portfolio"), max_length=300, blank=True)
    starts_on = models.DateField(_("starts on"))
    ends_on = models.DateField(_("ends on"), null=True, blank=True)
    letter = models.ForeignKey(
        Document,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("letter"),
    )
    state = models.CharField(
        _("state"), max_length=20, choices=ProposalState, default=ProposalState.PROPOSED
    )
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    # What came of it.
    appointment = models.ForeignKey(
        Appointment, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = ProposalQuerySet.as_manager()

    class Meta:
        verbose_name = _("proposed appointment")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="proposal_state_known", condition=Q(state__in=ProposalState.values)
            ),
            models.CheckConstraint(name="proposal_role_known", condition=Q(role__in=Role.values)),
            models.CheckConstraint(
                name="proposal_ends_after_it_starts",
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
            ),
            models.CheckConstraint(
                name="proposal_declined_with_a_reason",
                condition=~Q(state=ProposalState.DECLINED) | ~Q(reason=""),
            ),
            models.UniqueConstraint(
                Lower("email"),
                "institution",
                "role",
                condition=Q(state__in=sorted(OPEN_PROPOSALS)),
                name="proposal_one_open",
            ),
        ]
        triggers = [
            pgtrigger.FSM(name="state_moves", field="state", transitions=edges(PROPOSAL_MOVES))
        ]

    def __str__(self) -> str:
        return f"{self.full_name}, {self.get_role_display()}, {self.institution}"

    def get_absolute_url(self) -> str:
        return reverse("focalpoints:proposal", args=[self.reference])


@pghistory.track()
class ConfirmationRound(TimeStamped):
    """The yearly question to everybody who holds a post: is this still right?"""

    reference = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    title = models.CharField(_("title"), max_length=200)
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    opened_on = models.DateField(_("opened on"))
    due_on = models.DateField(_("answers wanted by"))
    closed_on = models.DateField(_("closed on"), null=True, blank=True)

    class Meta:
        verbose_name = _("confirmation round")
        ordering = ["-opened_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="confirmation_round_due_after_it_opens",
                condition=Q(due_on__gte=F("opened_on")),
            ),
            models.CheckConstraint(
                name="confirmation_round_closed_after_it_opens",
                condition=Q(closed_on__isnull=True) | Q(closed_on__gte=F("opened_on")),
            ),
            # One question at a time: nobody is asked twice.
            models.UniqueConstraint(
                fields=["closed_on"],
                name="confirmation_round_one_open",
                condition=Q(closed_on__isnull=True),
                nulls_distinct=False,
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("focalpoints:confirmation_round", args=[self.reference])


@pghistory.track()
class Confirmation(TimeStamped):
    """One appointment's answer in a round; none as long as `answer` is empty."""

    reference = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    round = models.ForeignKey(
        ConfirmationRound, on_delete=models.CASCADE, related_name="confirmations"
    )
    appointment = models.ForeignKey(
        Appointment, on_delete=models.CASCADE, related_name="confirmations"
    )
    answer = models.CharField(_("answer"), max_length=20, choices=ConfirmationAnswer, blank=True)
    note = models.CharField(_("what has to change"), max_length=500, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)

    objects = ConfirmationQuerySet.as_manager()

    class Meta:
        verbose_name = _("confirmation")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["round", "appointment"], name="confirmation_once"),
            models.CheckConstraint(
                name="confirmation_answer_known",
                condition=Q(answer__in=["", *ConfirmationAnswer.values]),
            ),
            models.CheckConstraint(
                name="confirmation_change_says_which",
                condition=~Q(answer=ConfirmationAnswer.CHANGE) | ~Q(note=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.round}: {self.appointment}"

    def get_absolute_url(self) -> str:
        return reverse("focalpoints:confirm", args=[self.reference])


@pghistory.track()
class Absence(TimeStamped):
    """Days on which the deputy acts for the principal."""

    appointment = models.ForeignKey(Appointment, on_delete=models.CASCADE, related_name="absences")
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("to, last day included"))
    # For the one who stands in: what is under way. Never why the person is away.
    note = models.CharField(_("what the deputy should know"), max_length=500, blank=True)
    # When the deputy was told; the return is told once too.
    announced_at = models.DateTimeField(null=True, blank=True, editable=False)
    return_told_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = AbsenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("absence")
        ordering = ["starts_on", "pk"]
        constraints = [
            models.CheckConstraint(
                name="absence_ends_after_it_starts", condition=Q(ends_on__gte=F("starts_on"))
            ),
            no_overlap("absence_no_overlap", "appointment"),
        ]

    def __str__(self) -> str:
        return f"{self.appointment}: {self.starts_on} – {self.ends_on}"

    def get_absolute_url(self) -> str:
        """What was done in the meantime; the page draws on records of all apps."""
        return reverse("reporting:absence", args=[self.appointment.reference, self.pk])
