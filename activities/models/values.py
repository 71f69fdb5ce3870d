"""The series of indicators: values, what they are broken down by, and the files that they came in."""

import uuid

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from activities.choices import Dimension, Quality, ValueImportState, ValueStanding
from activities.querysets import ValueQuerySet
from documents.models import Document
from mechanisms.models import aliases
from nmirf.common.history import tracked_in_bulk
from nmirf.common.models import Named, TimeStamped

from .indicators import Indicator


@pghistory.track()
class Category(Named):
    """A group in a dimension, as "Women" in "Sex": what values are broken down by."""

    dimension = models.CharField(_("dimension"), max_length=20, choices=Dimension)
    code = models.SlugField(_("code"), max_length=40)
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    aliases = aliases()
    edited_at = models.DateTimeField(_("edited here"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("group of a breakdown")
        verbose_name_plural = _("groups of a breakdown")
        ordering = ["dimension", "order", "name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["dimension", "code"], name="category_once"),
            models.CheckConstraint(
                name="category_dimension_known", condition=Q(dimension__in=Dimension.values)
            ),
        ]


# What no value may be, whoever writes it: its unit says so.
_FITS_ITS_UNIT = """
    IF EXISTS (
        SELECT 1 FROM written v JOIN activities_indicator i ON i.id = v.indicator_id
        JOIN activities_unit u ON u.id = i.unit_id
        WHERE v.value < 0 AND (u.is_share OR u.is_count) OR v.value > 100 AND u.is_share
    ) THEN
        RAISE EXCEPTION 'A value does not fit the unit of its indicator';
    END IF;
    RETURN NULL;
"""


@tracked_in_bulk(unread=("entered_by", "document", "revises"))
class IndicatorValue(TimeStamped):
    """One value for one period, of everybody or of one group. A revision stands beside what it revises.

    `breakdown` is {dimension: code of the category}; `breakdown_key` the same as text, in the order
    of the dimensions' names ("age=children;sex=female"), "" for everybody.
    """

    indicator = models.ForeignKey(Indicator, on_delete=models.CASCADE, related_name="values")
    # As SDMX writes it: 2024, 2024-S1, 2024-Q3, 2024-07.
    period = models.CharField(_("period"), max_length=10)
    period_from = models.DateField(_("from"))
    period_to = models.DateField(_("to"))
    breakdown = models.JSONField(_("breakdown"), default=dict, blank=True)
    breakdown_key = models.CharField(max_length=300, blank=True, editable=False)
    value = models.DecimalField(_("value"), max_digits=20, decimal_places=6)
    # On how many people or cases it rests: what keeps small groups from being recognised.
    cases = models.PositiveBigIntegerField(_("number of people or cases"), null=True, blank=True)
    quality = models.CharField(
        _("quality"), max_length=20, choices=Quality, default=Quality.NOT_ASSESSED
    )
    standing = models.CharField(
        _("provisional or final"),
        max_length=20,
        choices=ValueStanding,
        default=ValueStanding.FINAL,
    )
    source = models.CharField(_("source"), max_length=300, blank=True)
    document = models.ForeignKey(
        Document,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="indicator_values",
        verbose_name=_("document"),
    )
    note = models.CharField(_("note"), max_length=300, blank=True)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    # The value that was said before for the same period and group; it is kept and no longer shown first.
    revises = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="revised_by"
    )
    # Neither revised nor withdrawn.
    is_current = models.BooleanField(_("the latest"), default=True)
    # One that was withdrawn revises nothing: what it revised is said again.
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)
    withdrawn_because = models.CharField(
        _("why it was withdrawn"), max_length=300, blank=True, default="", db_default=""
    )

    objects = ValueQuerySet.as_manager()

    class Meta:
        verbose_name = _("value")
        ordering = ["indicator", "period_from", "breakdown_key", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["indicator", "period", "breakdown_key"],
                condition=Q(is_current=True),
                name="value_of_a_period_once",
            ),
            models.CheckConstraint(
                name="value_period_in_order", condition=Q(period_to__gte=F("period_from"))
            ),
            models.CheckConstraint(
                name="value_quality_known", condition=Q(quality__in=Quality.values)
            ),
            models.CheckConstraint(
                name="value_standing_known", condition=Q(standing__in=ValueStanding.values)
            ),
            models.CheckConstraint(
                name="value_withdrawn_says_why",
                condition=Q(withdrawn_at__isnull=True, withdrawn_because="")
                | Q(withdrawn_at__isnull=False, is_current=False, revises__isnull=True)
                & ~Q(withdrawn_because=""),
            ),
        ]
        indexes = [
            models.Index(
                fields=["indicator", "-period_to"],
                condition=Q(is_current=True, breakdown_key=""),
                name="value_latest_of_everybody",
            ),
            models.Index(fields=["indicator", "period_to"], name="value_by_indicator_and_day"),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="value_fits_its_unit",
                level=pgtrigger.Statement,
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                referencing=pgtrigger.Referencing(new="written"),
                func=_FITS_ITS_UNIT,
            ),
            # What was said is kept as it was said; a change is a revision beside it.
            pgtrigger.Protect(
                name="value_is_kept",
                operation=pgtrigger.UpdateOf("value", "period", "breakdown_key", "cases"),
                condition=pgtrigger.AnyChange("value", "period", "breakdown_key", "cases"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator}, {self.period}"


def value_import_path(batch: "ValueImport", filename: str) -> str:
    """Where an imported file of values lies: under its import's own name."""
    return f"imports/values/{batch.reference}"


@pghistory.track(exclude=["found", "attempts"])
class ValueImport(TimeStamped):
    """A file of values: what it would change when it was checked, and who took it over when."""

    reference = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    file = models.FileField(_("file"), upload_to=value_import_path, max_length=200)
    filename = models.CharField(_("file name"), max_length=200)
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    layout = models.CharField(_("layout"), max_length=20, blank=True)
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    state = models.CharField(
        _("state"),
        max_length=20,
        choices=ValueImportState,
        default=ValueImportState.CHECKED,
    )
    # {"new": 3, "revised": 1, "unchanged": 20, "withheld": 0, "wrong": 2}, as last looked at.
    counts = models.JSONField(_("counts"), default=dict, blank=True)
    # Of a file that a worker reads, what it found: {"problems": [[row, column, value, reason]],
    # "ignored": [title]}, at most as many problems as are listed; of others it is read off the file.
    found = models.JSONField(_("what was found"), default=dict, blank=True)
    error = models.CharField(_("what went wrong"), max_length=500, blank=True)
    # Who decided that it is taken over: the values are theirs.
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    # How often a worker took it up: a file that takes workers with it is left alone in the end.
    attempts = models.PositiveSmallIntegerField(default=0, editable=False)
    committed_at = models.DateTimeField(_("taken over at"), null=True, blank=True)

    class Meta:
        verbose_name = _("import of values")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="value_import_state_known", condition=Q(state__in=ValueImportState.values)
            ),
            models.CheckConstraint(
                name="value_import_committed_has_a_moment",
                condition=Q(state="committed", committed_at__isnull=False)
                | (~Q(state="committed") & Q(committed_at__isnull=True)),
            ),
        ]

    def __str__(self) -> str:
        return self.filename

    def get_absolute_url(self) -> str:
        return reverse("activities:value_import", args=[self.reference])
