"""How people come in: by invitation, or as an organisation that asks; and what they consent to."""

import datetime as dt
import uuid

import pghistory
import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from documents.models import Document
from focalpoints.choices import (
    REGISTRATION_MOVES,
    InstitutionKind,
    InvitationState,
    PostLevel,
    RegistrationState,
    Role,
)
from focalpoints.querysets import ConsentQuerySet, InvitationQuerySet, RegistrationQuerySet
from nmirf.common.models import TimeStamped
from nmirf.common.workflow import edges

from .appointments import Appointment
from .institutions import Institution


@pghistory.track(exclude=["token_digest"])
class Invitation(TimeStamped):
    """An appointment that waits for the person: the link in the e-mail is good once, for some days."""

    reference = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    # SHA-256 of the token in the link; the token itself is kept nowhere.
    token_digest = models.CharField(max_length=64, unique=True, editable=False)
    email = models.EmailField(_("e-mail address"))
    full_name = models.CharField(_("full name"), max_length=200)
    institution = models.ForeignKey(
        Institution, on_delete=models.PROTECT, related_name="invitations"
    )
    role = models.CharField(_("role"), max_length=30, choices=Role)
    deputises = models.ForeignKey(
        Appointment, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    portfolio = models.CharField(_("portfolio"), max_length=300, blank=True)
    level = models.CharField(
        _("level"), max_length=20, choices=PostLevel, default=PostLevel.TECHNICAL
    )
    letter = models.ForeignKey(
        Document,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("letter"),
    )
    starts_on = models.DateField(_("starts on"))
    ends_on = models.DateField(_("ends on"), null=True, blank=True)
    language = models.CharField(_("language"), max_length=12, blank=True)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    expires_at = models.DateTimeField(_("good until"))
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    accepted_at = models.DateTimeField(_("accepted at"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("called back at"), null=True, blank=True)
    appointment = models.OneToOneField(
        Appointment, on_delete=models.PROTECT, null=True, blank=True, related_name="invitation"
    )

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(name="invitation_role_known", condition=Q(role__in=Role.values)),
            models.CheckConstraint(
                name="invitation_ends_after_it_starts",
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
            ),
            models.CheckConstraint(
                name="invitation_accepted_or_revoked",
                condition=Q(accepted_at__isnull=True) | Q(revoked_at__isnull=True),
            ),
            models.CheckConstraint(
                name="invitation_accepted_has_an_appointment",
                condition=Q(accepted_at__isnull=True, appointment__isnull=True)
                | Q(accepted_at__isnull=False, appointment__isnull=False),
            ),
            models.UniqueConstraint(
                Lower("email"),
                "institution",
                "role",
                condition=Q(accepted_at__isnull=True, revoked_at__isnull=True),
                name="invitation_one_open",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.full_name}, {self.get_role_display()}, {self.institution}"

    def state(self, at: dt.datetime) -> InvitationState:
        """What became of it, as of the instant `at`."""
        if self.accepted_at:
            return InvitationState.ACCEPTED
        if self.revoked_at:
            return InvitationState.REVOKED
        return InvitationState.EXPIRED if self.expires_at <= at else InvitationState.OPEN


@pghistory.track(exclude=["token_digest"])
class Registration(TimeStamped):
    """An organisation of civil society, or an NHRI, that asks to take part."""

    reference = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    # SHA-256 of the token that confirms the address.
    token_digest = models.CharField(max_length=64, unique=True, editable=False)
    name = models.CharField(_("name of the organisation"), max_length=300)
    acronym = models.CharField(_("acronym"), max_length=30, blank=True)
    kind = models.CharField(_("kind"), max_length=20, choices=InstitutionKind)
    territory = models.CharField(_("where it works"), max_length=120, blank=True)
    website = models.URLField(_("website"), blank=True)
    about = models.CharField(_("what it does"), max_length=1000)
    # Codes of the lists of themes and of groups that it asks to be consulted on.
    themes = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    groups = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    full_name = models.CharField(_("who will represent it"), max_length=200)
    email = models.EmailField(_("e-mail address"))
    language = models.CharField(_("language"), max_length=12, blank=True)
    expires_at = models.DateTimeField(_("to be confirmed by"), default=timezone.now)
    # The two messages to whoever asks: null as long as they have not gone out.
    sent_at = models.DateTimeField(_("link sent at"), null=True, blank=True)
    answer_sent_at = models.DateTimeField(_("answer sent at"), null=True, blank=True)
    state = models.CharField(
        _("state"), max_length=20, choices=RegistrationState, default=RegistrationState.UNCONFIRMED
    )
    confirmed_at = models.DateTimeField(_("address confirmed at"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    institution = models.ForeignKey(
        Institution, on_delete=models.PROTECT, null=True, blank=True, related_name="registrations"
    )

    objects = RegistrationQuerySet.as_manager()

    class Meta:
        verbose_name = _("registration")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="registration_state_known", condition=Q(state__in=RegistrationState.values)
            ),
            models.CheckConstraint(
                name="registration_kind_known",
                condition=Q(
                    kind__in=[
                        InstitutionKind.CSO,
                        InstitutionKind.NHRI,
                        InstitutionKind.ACADEMIA,
                    ]
                ),
            ),
            models.CheckConstraint(
                name="registration_declined_with_a_reason",
                condition=~Q(state=RegistrationState.DECLINED) | ~Q(reason=""),
            ),
            models.CheckConstraint(
                name="registration_approved_has_an_institution",
                condition=~Q(state=RegistrationState.APPROVED) | Q(institution__isnull=False),
            ),
        ]
        triggers = [
            pgtrigger.FSM(name="state_moves", field="state", transitions=edges(REGISTRATION_MOVES))
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("focalpoints:registration", args=[self.reference])


@pghistory.track()
class ContactConsent(TimeStamped):
    """A person's leave to show name and office contact in the public directory: dated, withdrawable."""

    appointment = models.ForeignKey(Appointment, on_delete=models.CASCADE, related_name="consents")
    # Of the text that the person agreed to.
    version = models.CharField(_("version of the text"), max_length=20)
    given_at = models.DateTimeField(_("given at"))
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)

    objects = ConsentQuerySet.as_manager()

    class Meta:
        verbose_name = _("consent to a public contact")
        ordering = ["-given_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["appointment"],
                condition=Q(withdrawn_at__isnull=True),
                name="consent_one_in_force",
            ),
            models.CheckConstraint(
                name="consent_withdrawn_after_given",
                condition=Q(withdrawn_at__isnull=True) | Q(withdrawn_at__gte=F("given_at")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.appointment}: {self.given_at:%Y-%m-%d}"
