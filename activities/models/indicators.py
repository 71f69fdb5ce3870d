"""What is measured: indicators, their units, and what they are linked to."""

import pghistory
import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from activities.choices import (
    Direction,
    Frequency,
    IndicatorKind,
    Right,
)
from activities.querysets import IndicatorQuerySet
from focalpoints.models import Institution
from mechanisms.models import aliases
from nmirf.common.i18n import translated
from nmirf.common.models import Named, TimeStamped, translations
from nmirf.common.workflow import edges
from recommendations.choices import PUBLICATION_MOVES, Publication
from recommendations.models import Cluster, Recommendation, SdgTarget

from .activities import Activity
from .plans import PlanObjective


@pghistory.track()
class Unit(Named):
    """What values are counted in. `symbol` follows the number; a share lies between 0 and 100."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    symbol = models.CharField(_("symbol"), max_length=20, blank=True)
    is_share = models.BooleanField(_("a share of a hundred"), default=False)
    is_count = models.BooleanField(_("a number of people or cases"), default=False)
    decimals = models.PositiveSmallIntegerField(_("decimals shown"), default=0)
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    aliases = aliases()
    edited_at = models.DateTimeField(_("edited here"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("unit")
        ordering = ["order", "name", "pk"]


@pghistory.track()
class RightAttribute(Named):
    """An attribute of a right. Source: OHCHR, HR/PUB/12/5, tables of illustrative indicators."""

    code = models.SlugField(_("code"), max_length=80, unique=True)
    right = models.CharField(_("right"), max_length=40, choices=Right)
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    edited_at = models.DateTimeField(_("edited here"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("attribute of a right")
        verbose_name_plural = _("attributes of a right")
        ordering = ["right", "order", "pk"]
        constraints = [
            models.CheckConstraint(
                name="attribute_right_known", condition=Q(right__in=Right.values)
            )
        ]


@pghistory.track()
class Indicator(TimeStamped):
    """Something measured again and again, in one unit, by one custodian."""

    slug = models.SlugField(_("address"), max_length=80, unique=True)
    # As the statistics office numbers it; an import knows the series by it.
    code = models.CharField(_("code"), max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=300)
    name_translations = translations()
    kind = models.CharField(_("kind"), max_length=20, choices=IndicatorKind)
    right = models.CharField(_("right"), max_length=40, choices=Right, blank=True)
    attribute = models.ForeignKey(
        RightAttribute,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="indicators",
        verbose_name=_("attribute of the right"),
    )
    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="indicators", verbose_name=_("unit")
    )
    definition = models.TextField(_("definition"), blank=True)
    method = models.TextField(_("how it is worked out"), blank=True)
    source = models.CharField(_("source of the values"), max_length=300, blank=True)
    custodian = models.ForeignKey(
        Institution,
        on_delete=models.PROTECT,
        related_name="indicators",
        verbose_name=_("custodian"),
    )
    frequency = models.CharField(
        _("frequency"), max_length=20, choices=Frequency, default=Frequency.YEARLY
    )
    direction = models.CharField(
        _("which way is good"), max_length=10, choices=Direction, default=Direction.UP
    )
    baseline_value = models.DecimalField(
        _("baseline"), max_digits=20, decimal_places=6, null=True, blank=True
    )
    baseline_year = models.PositiveSmallIntegerField(
        _("year of the baseline"), null=True, blank=True
    )
    target_value = models.DecimalField(
        _("target"), max_digits=20, decimal_places=6, null=True, blank=True
    )
    target_year = models.PositiveSmallIntegerField(_("year of the target"), null=True, blank=True)
    # As "16.3.1"; the target of the goal is linked besides.
    sdg_indicator = models.CharField(_("SDG indicator"), max_length=20, blank=True)
    sdg_target = models.ForeignKey(
        SdgTarget,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="indicators",
        verbose_name=_("SDG target"),
    )
    recommendations = models.ManyToManyField(
        Recommendation, through="IndicatorRecommendation", related_name="indicators"
    )
    clusters = models.ManyToManyField(
        Cluster, through="IndicatorCluster", related_name="indicators"
    )
    activities = models.ManyToManyField(
        Activity, through="IndicatorActivity", related_name="indicators"
    )
    objectives = models.ManyToManyField(
        PlanObjective, through="IndicatorObjective", related_name="indicators"
    )
    publication = models.CharField(
        _("publication"), max_length=20, choices=Publication, default=Publication.DRAFT
    )

    objects = IndicatorQuerySet.as_manager()

    class Meta:
        verbose_name = _("indicator")
        ordering = ["code", "pk"]
        constraints = [
            models.CheckConstraint(
                name="indicator_baseline_has_a_year",
                condition=Q(baseline_value__isnull=True) | Q(baseline_year__isnull=False),
            ),
            models.CheckConstraint(
                name="indicator_target_has_a_year",
                condition=Q(target_value__isnull=True) | Q(target_year__isnull=False),
            ),
            models.CheckConstraint(
                name="indicator_target_after_its_baseline",
                condition=Q(baseline_year__isnull=True)
                | Q(target_year__isnull=True)
                | Q(target_year__gt=F("baseline_year")),
            ),
            models.CheckConstraint(
                name="indicator_kind_known", condition=Q(kind__in=IndicatorKind.values)
            ),
        ]
        triggers = [
            pgtrigger.FSM(
                name="publication_moves", field="publication", transitions=edges(PUBLICATION_MOVES)
            )
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """The name in the language of the page."""
        return translated(self, "name")

    def get_absolute_url(self) -> str:
        return reverse("portal:indicator", args=[self.slug])


@pghistory.track()
class IndicatorRecommendation(models.Model):
    indicator = models.ForeignKey(
        Indicator, on_delete=models.CASCADE, related_name="recommendation_links"
    )
    recommendation = models.ForeignKey(
        Recommendation, on_delete=models.CASCADE, related_name="indicator_links"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["indicator", "recommendation"], name="indicator_recommendation_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.indicator} – {self.recommendation}"


@pghistory.track()
class IndicatorCluster(models.Model):
    indicator = models.ForeignKey(Indicator, on_delete=models.CASCADE, related_name="cluster_links")
    cluster = models.ForeignKey(Cluster, on_delete=models.PROTECT, related_name="indicator_links")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["indicator", "cluster"], name="indicator_cluster_once")
        ]

    def __str__(self) -> str:
        return f"{self.indicator} – {self.cluster}"


@pghistory.track()
class IndicatorActivity(models.Model):
    indicator = models.ForeignKey(
        Indicator, on_delete=models.CASCADE, related_name="activity_links"
    )
    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="indicator_links")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["indicator", "activity"], name="indicator_activity_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.indicator} – {self.activity}"


@pghistory.track()
class IndicatorObjective(models.Model):
    indicator = models.ForeignKey(
        Indicator, on_delete=models.CASCADE, related_name="objective_links"
    )
    objective = models.ForeignKey(
        PlanObjective, on_delete=models.CASCADE, related_name="indicator_links"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["indicator", "objective"], name="indicator_objective_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.indicator} – {self.objective}"
