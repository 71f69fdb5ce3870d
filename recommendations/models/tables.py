"""Thematic tables: the recommendations of a review, one after another, and who takes which."""

import pghistory
import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from focalpoints.models import Institution, Meeting
from mechanisms.models import Review
from nmirf.common.models import TimeStamped
from nmirf.common.workflow import edges
from recommendations.choices import (
    TABLE_ITEM_MOVES,
    TABLE_MOVES,
    AssignmentRole,
    TableItemState,
    TableSaying,
    TableState,
)
from recommendations.querysets import TableItemQuerySet, ThematicTableQuerySet

from .recommendation import Recommendation


@pghistory.track(exclude=["version"])
class ThematicTable(TimeStamped):
    """A meeting that goes through recommendations and settles who leads each of them."""

    meeting = models.OneToOneField(Meeting, on_delete=models.CASCADE, related_name="table")
    review = models.ForeignKey(
        Review,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="tables",
        verbose_name=_("review"),
    )
    state = models.CharField(
        _("state"), max_length=20, choices=TableState, default=TableState.PREPARED
    )
    # In which the texts are shown beside the authentic one; [] shows the reader's own.
    languages = ArrayField(
        models.CharField(max_length=12), verbose_name=_("languages"), default=list, blank=True
    )
    # What is on the projector. Null before the first and after the last.
    current = models.ForeignKey(
        "TableItem", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    # Goes up with everything that a phone or the projector has to show anew.
    version = models.PositiveBigIntegerField(default=0, editable=False)
    opened_at = models.DateTimeField(_("opened at"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)

    objects = ThematicTableQuerySet.as_manager()

    class Meta:
        verbose_name = _("thematic table")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="table_state_known", condition=Q(state__in=TableState.values)
            )
        ]
        triggers = [
            pgtrigger.FSM(name="state_moves", field="state", transitions=edges(TABLE_MOVES))
        ]

    def __str__(self) -> str:
        return str(self.meeting)

    def get_absolute_url(self) -> str:
        return reverse("recommendations:table", args=[self.meeting.reference])


@pghistory.track()
class TableItem(TimeStamped):
    """One recommendation on the table."""

    table = models.ForeignKey(ThematicTable, on_delete=models.CASCADE, related_name="items")
    recommendation = models.ForeignKey(
        Recommendation, on_delete=models.PROTECT, related_name="table_items"
    )
    position = models.PositiveIntegerField(_("position"))
    state = models.CharField(
        _("state"), max_length=20, choices=TableItemState, default=TableItemState.WAITING
    )
    note = models.CharField(_("note"), max_length=500, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    settled_at = models.DateTimeField(_("settled at"), null=True, blank=True)

    objects = TableItemQuerySet.as_manager()

    class Meta:
        verbose_name = _("recommendation on a table")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["table", "recommendation"], name="table_item_once"),
            models.UniqueConstraint(
                fields=["table", "position"],
                name="table_item_position_once",
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.CheckConstraint(
                name="table_item_state_known", condition=Q(state__in=TableItemState.values)
            ),
            models.CheckConstraint(
                name="table_item_settled_by_someone",
                condition=~Q(state=TableItemState.SETTLED)
                | Q(settled_by__isnull=False, settled_at__isnull=False),
            ),
            models.CheckConstraint(
                name="table_item_parked_with_a_note",
                condition=~Q(state=TableItemState.PARKED) | ~Q(note=""),
            ),
        ]
        triggers = [
            pgtrigger.FSM(name="state_moves", field="state", transitions=edges(TABLE_ITEM_MOVES))
        ]

    def __str__(self) -> str:
        return f"{self.position}. {self.recommendation}"


@pghistory.track()
class TableClaim(TimeStamped):
    """What an institution says at the table: this is ours, or it is not, and in which part."""

    item = models.ForeignKey(TableItem, on_delete=models.CASCADE, related_name="claims")
    institution = models.ForeignKey(
        Institution, on_delete=models.PROTECT, related_name="table_claims"
    )
    role = models.CharField(_("role"), max_length=20, choices=AssignmentRole)
    # Who pressed the button; by the table itself for those who are absent.
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    by_the_table = models.BooleanField(_("assigned by the table"), default=False)
    # The institution's objection, which parks the recommendation.
    objection = models.CharField(_("why not"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("claim at a table")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["item", "institution"], name="table_claim_once"),
            models.CheckConstraint(
                name="table_claim_role_known", condition=Q(role__in=AssignmentRole.values)
            ),
            # Whom the table names is not there to object.
            models.CheckConstraint(
                name="table_claim_objection_is_ones_own",
                condition=Q(by_the_table=False) | Q(objection=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.institution}: {self.item}"


class TablePress(TimeStamped):
    """One press on a phone, so that the same one, sent again over a bad line, counts once."""

    key = models.UUIDField(_("key"), unique=True)
    item = models.ForeignKey(TableItem, on_delete=models.CASCADE, related_name="presses")
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+")
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    said = models.CharField(_("what was pressed"), max_length=20, choices=TableSaying)

    class Meta:
        verbose_name = _("press at a table")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="table_press_known", condition=Q(said__in=TableSaying.values)
            )
        ]

    def __str__(self) -> str:
        return f"{self.institution}: {self.get_said_display()}"
