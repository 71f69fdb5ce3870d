"""Collection rounds: who owes which values or updates for which period, and what became of it."""

import uuid

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from activities.choices import (
    DUE_MOVES,
    ROUND_MOVES,
    DueState,
    RoundDeed,
    RoundKind,
    RoundState,
)
from activities.querysets import DueQuerySet, RoundQuerySet
from focalpoints.models import Institution, still_there
from nmirf.common.history import tracked_in_bulk
from nmirf.common.models import TimeStamped
from nmirf.common.workflow import edges
from recommendations.models import Cluster, Recommendation

from .activities import Activity
from .indicators import Indicator
from .updates import ImplementationUpdate


@pghistory.track()
class CollectionRound(TimeStamped):
    """One asking of many institutions at once, for one period and by one day."""

    reference = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    title = models.CharField(_("title"), max_length=200)
    kind = models.CharField(_("kind"), max_length=20, choices=RoundKind)
    period_from = models.DateField(_("period from"))
    period_to = models.DateField(_("period to"))
    due_on = models.DateField(_("due on"))
    note = models.TextField(_("what is asked for"), blank=True)
    # Of what it asks, as chosen; who owes what follows from it on the day of the opening. Keys of
    # records by name ("review", "mechanism", "cluster", "plan", "theme"), lists of keys
    # ("institutions", "indicators", "recommendations"), "about" and two switches.
    choice = models.JSONField(_("choice"), default=dict, blank=True)
    state = models.CharField(
        _("state"), max_length=10, choices=RoundState, default=RoundState.DRAFT
    )
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    opened_at = models.DateTimeField(_("opened at"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)

    objects = RoundQuerySet.as_manager()

    class Meta:
        verbose_name = _("collection round")
        ordering = ["-due_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="round_period_in_order", condition=Q(period_to__gte=F("period_from"))
            ),
            models.CheckConstraint(
                name="round_due_after_its_period", condition=Q(due_on__gte=F("period_to"))
            ),
            models.CheckConstraint(name="round_kind_known", condition=Q(kind__in=RoundKind.values)),
            models.UniqueConstraint(
                fields=["kind", "period_from", "period_to", "title"], name="round_once"
            ),
        ]
        triggers = [
            pgtrigger.FSM(name="state_moves", field="state", transitions=edges(ROUND_MOVES))
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("activities:round", args=[self.reference])

    @property
    def is_open(self) -> bool:
        return self.state == RoundState.OPEN


class RoundWork(TimeStamped):
    """That a round is to be opened or closed by a worker; it is gone once that is done, or given up."""

    round = models.OneToOneField(CollectionRound, on_delete=models.CASCADE, related_name="work")
    deed = models.CharField(_("deed"), max_length=10, choices=RoundDeed)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    # How often a worker took it up: a round that takes workers with it is left alone in the end.
    attempts = models.PositiveSmallIntegerField(default=0, editable=False)

    class Meta:
        verbose_name = _("work on a collection round")
        constraints = [
            models.CheckConstraint(
                name="round_work_deed_known", condition=Q(deed__in=RoundDeed.values)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.round}: {self.get_deed_display()}"


@tracked_in_bulk(
    unread=[
        *("institution", "indicator", "recommendation", "cluster", "activity"),
        *("update", "answered_by"),
    ]
)
class RoundItem(TimeStamped):
    """What one institution owes in a round: a value of an indicator, or an update on one thing."""

    reference = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    round = models.ForeignKey(CollectionRound, on_delete=models.CASCADE, related_name="items")
    institution = models.ForeignKey(
        Institution,
        on_delete=models.PROTECT,
        related_name="round_items",
        verbose_name=_("institution"),
    )
    indicator = models.ForeignKey(
        Indicator, on_delete=models.CASCADE, null=True, blank=True, related_name="round_items"
    )
    recommendation = models.ForeignKey(
        Recommendation, on_delete=models.CASCADE, null=True, blank=True, related_name="round_items"
    )
    cluster = models.ForeignKey(
        Cluster, on_delete=models.CASCADE, null=True, blank=True, related_name="round_items"
    )
    activity = models.ForeignKey(
        Activity, on_delete=models.CASCADE, null=True, blank=True, related_name="round_items"
    )
    state = models.CharField(_("state"), max_length=20, choices=DueState, default=DueState.DUE)
    # While the round is open, what answers is found when it is asked for (`activities.owed`); closing
    # writes it down: the update, or the day of the value.
    update = models.ForeignKey(
        ImplementationUpdate,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="round_items",
    )
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    note = models.CharField(_("note"), max_length=300, blank=True)

    objects = DueQuerySet.as_manager()

    class Meta:
        verbose_name = _("due in a round")
        ordering = ["round", "institution", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=[
                    "round",
                    "institution",
                    "indicator",
                    "recommendation",
                    "cluster",
                    "activity",
                ],
                nulls_distinct=False,
                name="round_item_once",
            ),
            models.CheckConstraint(
                name="round_item_of_one_thing",
                condition=Q(
                    indicator__isnull=False,
                    recommendation__isnull=True,
                    cluster__isnull=True,
                    activity__isnull=True,
                )
                | Q(
                    indicator__isnull=True,
                    recommendation__isnull=False,
                    cluster__isnull=True,
                    activity__isnull=True,
                )
                | Q(
                    indicator__isnull=True,
                    recommendation__isnull=True,
                    cluster__isnull=False,
                    activity__isnull=True,
                )
                | Q(
                    indicator__isnull=True,
                    recommendation__isnull=True,
                    cluster__isnull=True,
                    activity__isnull=False,
                ),
            ),
        ]
        triggers = [
            pgtrigger.FSM(name="state_moves", field="state", transitions=edges(DUE_MOVES)),
            still_there(unless="NEW.state <> 'due'"),
        ]

    def __str__(self) -> str:
        return f"{self.institution}: {self.thing}"

    @property
    def thing(self) -> Indicator | Recommendation | Cluster | Activity:
        """What is owed: the indicator whose value, or the thing on which an update."""
        found = self.indicator or self.recommendation or self.cluster or self.activity
        if found is None:
            raise ValueError("an item of a round is of one thing (round_item_of_one_thing)")
        return found
