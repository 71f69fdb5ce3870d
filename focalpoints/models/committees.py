"""Bodies of the mechanism, their meetings, and what they decide."""

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
    DECISION_MOVES,
    MEETING_MOVES,
    NAMED,
    AttendanceState,
    CommitteeKind,
    DecisionState,
    MeetingState,
    SeatRole,
)
from focalpoints.querysets import (
    AttendanceQuerySet,
    CommitteeQuerySet,
    DecisionQuerySet,
    MeetingQuerySet,
    SeatQuerySet,
)
from nmirf.common.models import Named, TimeStamped
from nmirf.common.workflow import edges

from .institutions import Institution
from .ranges import no_overlap


@pghistory.track()
class Committee(Named):
    """A body of the mechanism: who sits in it, under which terms, and how often it is to meet."""

    slug = models.SlugField(_("address"), max_length=80, unique=True)
    acronym = models.CharField(_("acronym"), max_length=30, blank=True)
    kind = models.CharField(_("kind"), max_length=20, choices=CommitteeKind)
    parent = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("belongs to"),
    )
    mandate = models.TextField(_("what it is for"), blank=True)
    terms_of_reference = models.ForeignKey(
        Document,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("terms of reference"),
    )
    # Null where its terms say nothing of it.
    meetings_a_year = models.PositiveSmallIntegerField(
        _("meetings a year, by its terms"), null=True, blank=True
    )
    closed_on = models.DateField(_("closed on"), null=True, blank=True)

    objects = CommitteeQuerySet.as_manager()

    class Meta:
        verbose_name = _("committee")
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(
                name="committee_kind_known", condition=Q(kind__in=CommitteeKind.values)
            ),
            models.CheckConstraint(
                name="committee_not_its_own_parent",
                condition=Q(parent__isnull=True) | ~Q(parent=F("pk")),
            ),
        ]

    def get_absolute_url(self) -> str:
        return reverse("focalpoints:committee", args=[self.slug])


@pghistory.track()
class Seat(TimeStamped):
    """An institution's or a person's place in a committee, from a day to a day."""

    committee = models.ForeignKey(Committee, on_delete=models.CASCADE, related_name="seats")
    institution = models.ForeignKey(
        Institution,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="seats",
        verbose_name=_("institution"),
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="seats",
        verbose_name=_("person"),
    )
    role = models.CharField(_("role"), max_length=20, choices=SeatRole, default=SeatRole.MEMBER)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("to, last day included"), null=True, blank=True)

    objects = SeatQuerySet.as_manager()

    class Meta:
        verbose_name = _("seat")
        ordering = ["role", "institution", "pk"]
        constraints = [
            models.CheckConstraint(name="seat_role_known", condition=Q(role__in=SeatRole.values)),
            models.CheckConstraint(
                name="seat_of_someone",
                condition=Q(institution__isnull=False) | Q(user__isnull=False),
            ),
            models.CheckConstraint(
                name="seat_ends_after_it_starts",
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
            ),
            no_overlap(
                "seat_institution_no_overlap",
                "committee",
                "institution",
                condition=Q(user__isnull=True),
            ),
            no_overlap(
                "seat_user_no_overlap", "committee", "user", condition=Q(user__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user or self.institution}: {self.get_role_display()}"


@pghistory.track()
class Meeting(TimeStamped):
    """One meeting of a committee, or a thematic table of its own."""

    reference = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    committee = models.ForeignKey(
        Committee,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="meetings",
        verbose_name=_("committee"),
    )
    title = models.CharField(_("title"), max_length=200)
    is_table = models.BooleanField(_("thematic table"), default=False)
    starts_at = models.DateTimeField(_("begins"))
    ends_at = models.DateTimeField(_("ends"))
    place = models.CharField(_("place"), max_length=200, blank=True)
    link = models.URLField(_("address of the video meeting"), blank=True)
    state = models.CharField(
        _("state"), max_length=20, choices=MeetingState, default=MeetingState.PLANNED
    )
    convened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    invited_at = models.DateTimeField(_("invitations sent at"), null=True, blank=True)
    # Counts changes of time, place or state after the invitation: RFC 5545 SEQUENCE.
    sequence = models.PositiveIntegerField(default=0)
    minutes = models.TextField(_("minutes"), blank=True)
    minutes_document = models.ForeignKey(
        Document,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("signed minutes"),
    )
    # Counts savings of the minutes, so that nobody overwrites unseen.
    minutes_revision = models.PositiveIntegerField(default=1)
    # From then on the minutes stay as they are.
    minutes_approved_at = models.DateTimeField(_("minutes approved at"), null=True, blank=True)
    minutes_approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = MeetingQuerySet.as_manager()

    class Meta:
        verbose_name = _("meeting")
        ordering = ["-starts_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="meeting_state_known", condition=Q(state__in=MeetingState.values)
            ),
            models.CheckConstraint(
                name="meeting_ends_after_it_begins", condition=Q(ends_at__gt=F("starts_at"))
            ),
            models.CheckConstraint(
                name="meeting_minutes_approved_by_someone",
                condition=Q(minutes_approved_at__isnull=True, minutes_approved_by__isnull=True)
                | Q(minutes_approved_at__isnull=False, minutes_approved_by__isnull=False),
            ),
            models.CheckConstraint(
                name="meeting_minutes_approved_of_one_held",
                condition=Q(minutes_approved_at__isnull=True) | Q(state=MeetingState.HELD),
            ),
        ]
        triggers = [
            pgtrigger.FSM(name="state_moves", field="state", transitions=edges(MEETING_MOVES))
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("reporting:meeting", args=[self.reference])


@pghistory.track()
class Attendance(TimeStamped):
    """Who was invited to a meeting, what they answered, and who came."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="attendances")
    institution = models.ForeignKey(
        Institution,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="attendances",
        verbose_name=_("institution"),
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="attendances",
        verbose_name=_("person"),
    )
    # Someone without an account, or who came instead.
    name = models.CharField(_("name"), max_length=200, blank=True)
    # Of a guest without an account.
    email = models.EmailField(_("e-mail address"), blank=True)
    state = models.CharField(
        _("state"), max_length=20, choices=AttendanceState, default=AttendanceState.INVITED
    )
    note = models.CharField(_("note"), max_length=300, blank=True)

    objects = AttendanceQuerySet.as_manager()

    class Meta:
        verbose_name = _("attendance")
        ordering = ["institution", "pk"]
        constraints = [
            models.CheckConstraint(
                name="attendance_state_known", condition=Q(state__in=AttendanceState.values)
            ),
            models.CheckConstraint(
                name="attendance_of_someone",
                condition=Q(institution__isnull=False) | Q(user__isnull=False) | ~Q(name=""),
            ),
            models.UniqueConstraint(
                fields=["meeting", "user"],
                condition=Q(user__isnull=False),
                name="attendance_once",
            ),
            models.UniqueConstraint(
                fields=["meeting", "institution"],
                condition=Q(user__isnull=True, email="", name=""),
                name="attendance_of_vacant_post_once",
            ),
            models.UniqueConstraint(
                "meeting",
                Lower("email"),
                condition=~Q(email=""),
                name="attendance_guest_once",
            ),
            models.CheckConstraint(
                name="attendance_substitute_is_named",
                condition=~Q(state__in=NAMED) | ~Q(name=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.invited}: {self.get_state_display()}"

    @property
    def invited(self) -> str:
        """Who was invited: a person, a guest by name, or an institution whose post is vacant."""
        if self.user is not None:
            return str(self.user)
        return self.name or (self.institution.label if self.institution else "")

    @property
    def address(self) -> str:
        """Where an invitation goes; "" where no address is known."""
        if self.user is not None:
            return self.user.email
        return self.email or (self.institution.mailbox if self.institution else "")


@pghistory.track()
class Decision(TimeStamped):
    """What a meeting decided, who has to do it, and by when."""

    reference = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="decisions")
    number = models.PositiveSmallIntegerField(_("number"))
    text = models.TextField(_("decision"))
    # Null where the secretariat has to carry it out.
    institution = models.ForeignKey(
        Institution,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="decisions",
        verbose_name=_("responsible institution"),
    )
    due_on = models.DateField(_("due on"), null=True, blank=True)
    state = models.CharField(
        _("state"), max_length=20, choices=DecisionState, default=DecisionState.OPEN
    )
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    settled_at = models.DateTimeField(_("settled at"), null=True, blank=True)
    outcome = models.CharField(_("what was done"), max_length=500, blank=True)

    objects = DecisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("decision")
        ordering = ["meeting", "number"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "number"], name="decision_number_once"),
            models.CheckConstraint(
                name="decision_state_known", condition=Q(state__in=DecisionState.values)
            ),
            models.CheckConstraint(
                name="decision_settled_says_how",
                condition=Q(state=DecisionState.OPEN)
                | (Q(settled_at__isnull=False, settled_by__isnull=False) & ~Q(outcome="")),
            ),
        ]
        triggers = [
            pgtrigger.FSM(name="state_moves", field="state", transitions=edges(DECISION_MOVES))
        ]

    def __str__(self) -> str:
        return f"{self.meeting}, {self.number}"

    def get_absolute_url(self) -> str:
        return reverse("reporting:decision", args=[self.reference])
