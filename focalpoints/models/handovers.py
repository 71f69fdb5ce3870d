"""What one holder of a post leaves to the next, item by item."""

import uuid

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from focalpoints.choices import HANDOVER_MOVES, HandoverItemKind, HandoverState
from focalpoints.querysets import HandoverQuerySet
from nmirf.common.models import TimeStamped
from nmirf.common.workflow import edges

from .appointments import Appointment


@pghistory.track()
class Handover(TimeStamped):
    """From one appointment to the next. `successor` is set where one was named, and when it is done;
    in between whoever holds the post is asked of the appointments.
    """

    # Added by `with_people`.
    leaver_acts: bool
    followers: list[int]

    reference = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    appointment = models.ForeignKey(
        Appointment,
        on_delete=models.PROTECT,
        related_name="handovers",
        verbose_name=_("who leaves"),
    )
    successor = models.ForeignKey(
        Appointment,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="handovers_received",
        verbose_name=_("who follows"),
    )
    state = models.CharField(
        _("state"), max_length=20, choices=HandoverState, default=HandoverState.WRITING
    )
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    due_on = models.DateField(_("to be written by"))
    note = models.TextField(_("what the successor should know"), blank=True)
    # Counts savings of the note and the items, so that of two who edit at once the second is told.
    revision = models.PositiveIntegerField(_("revision"), default=1)
    # The open form that saved last: its own later savings are no conflict.
    saved_from = models.UUIDField(null=True, blank=True, editable=False)
    last_editor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    # Who handed it over: another than the one who leaves where that one could not.
    handed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    handed_at = models.DateTimeField(_("handed over at"), null=True, blank=True)
    acknowledged_at = models.DateTimeField(_("acknowledged at"), null=True, blank=True)
    reason = models.CharField(_("why it was cancelled"), max_length=300, blank=True)

    objects = HandoverQuerySet.as_manager()

    class Meta:
        verbose_name = _("handover")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="handover_state_known", condition=Q(state__in=HandoverState.values)
            ),
            models.CheckConstraint(
                name="handover_not_to_oneself",
                condition=Q(successor__isnull=True) | ~Q(successor=F("appointment")),
            ),
            models.UniqueConstraint(
                fields=["appointment"],
                condition=~Q(state__in=[HandoverState.ACKNOWLEDGED, HandoverState.CANCELLED]),
                name="handover_one_open",
            ),
            models.CheckConstraint(
                name="handover_acknowledged_has_a_date",
                condition=~Q(state=HandoverState.ACKNOWLEDGED) | Q(acknowledged_at__isnull=False),
            ),
            models.CheckConstraint(
                name="handover_handed_by_someone",
                condition=~Q(state__in=[HandoverState.HANDED, HandoverState.ACKNOWLEDGED])
                | Q(handed_at__isnull=False, handed_by__isnull=False),
            ),
            models.CheckConstraint(
                name="handover_cancelled_with_a_reason",
                condition=~Q(state=HandoverState.CANCELLED) | ~Q(reason=""),
            ),
        ]
        triggers = [
            pgtrigger.FSM(name="state_moves", field="state", transitions=edges(HANDOVER_MOVES))
        ]

    def __str__(self) -> str:
        return f"{self.appointment}"

    def get_absolute_url(self) -> str:
        return reverse("reporting:handover", args=[self.reference])


@pghistory.track()
class HandoverItem(TimeStamped):
    """One open thing as it stood when the handover was started or last brought up to date."""

    handover = models.ForeignKey(Handover, on_delete=models.CASCADE, related_name="items")
    kind = models.CharField(_("kind"), max_length=20, choices=HandoverItemKind)
    # The same as long as it is the same thing: "update:<reference>", "section:<key>", …
    subject = models.CharField(max_length=160)
    title = models.CharField(_("what it is"), max_length=400)
    path = models.CharField(_("address"), max_length=300, blank=True)
    due_on = models.DateField(_("due"), null=True, blank=True)
    # When it was found to be done or no longer the institution's; the note stays.
    gone_at = models.DateTimeField(_("done since"), null=True, blank=True)
    note = models.CharField(_("how it stands"), max_length=1000, blank=True)
    acknowledged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    acknowledged_at = models.DateTimeField(_("acknowledged at"), null=True, blank=True)

    class Meta:
        verbose_name = _("item of a handover")
        ordering = [F("due_on").asc(nulls_last=True), "kind", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["handover", "subject"], name="handover_item_once"),
            models.CheckConstraint(
                name="handover_item_kind_known", condition=Q(kind__in=HandoverItemKind.values)
            ),
            models.CheckConstraint(
                name="handover_item_path_local",
                condition=Q(path="") | Q(path__regex=r"^/([^/]|$)"),
            ),
            models.CheckConstraint(
                name="handover_item_acknowledged_by_someone",
                condition=Q(acknowledged_at__isnull=True, acknowledged_by__isnull=True)
                | Q(acknowledged_at__isnull=False, acknowledged_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.title


@pghistory.track()
class HandoverQuestion(TimeStamped):
    """What the successor asks back about an item, and the answer; the item stays open meanwhile."""

    item = models.ForeignKey(HandoverItem, on_delete=models.CASCADE, related_name="questions")
    text = models.CharField(_("question"), max_length=500)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    answer = models.CharField(_("answer"), max_length=1000, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)

    class Meta:
        verbose_name = _("question about a handover")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["item"],
                condition=Q(answered_at__isnull=True),
                name="handover_question_one_open",
            ),
            models.CheckConstraint(
                name="handover_question_answered_by_someone",
                condition=Q(answered_at__isnull=True, answered_by__isnull=True, answer="")
                | (Q(answered_at__isnull=False, answered_by__isnull=False) & ~Q(answer="")),
            ),
        ]

    def __str__(self) -> str:
        return self.text
