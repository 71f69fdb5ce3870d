import pghistory
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from activities.choices import ActivityPublication, ActivityStatus
from activities.querysets import ActivityQuerySet
from focalpoints.models import Institution
from nmirf.common.i18n import translated
from nmirf.common.models import TimeStamped, translations
from recommendations.models import Cluster, Recommendation


@pghistory.track()
class Activity(TimeStamped):
    """A measure with a lead and dates. That it is completed does not make anything implemented."""

    slug = models.SlugField(_("address"), max_length=80, unique=True)
    title = models.CharField(_("title"), max_length=200)
    title_translations = translations()
    description = models.TextField(_("description"), blank=True)
    lead = models.ForeignKey(
        Institution,
        on_delete=models.PROTECT,
        related_name="activities_led",
        verbose_name=_("lead institution"),
    )
    recommendations = models.ManyToManyField(
        Recommendation, through="ActivityRecommendation", related_name="activities"
    )
    cluster = models.ForeignKey(
        Cluster, on_delete=models.PROTECT, null=True, blank=True, related_name="activities"
    )
    starts_on = models.DateField(_("starts on"))
    ends_on = models.DateField(_("ends on"))
    status = models.CharField(
        _("status"), max_length=20, choices=ActivityStatus, default=ActivityStatus.PLANNED
    )
    budget = models.DecimalField(
        _("budget"), max_digits=14, decimal_places=2, null=True, blank=True
    )
    currency = models.CharField(_("currency"), max_length=3, blank=True)
    publication = models.CharField(
        _("publication"),
        max_length=20,
        choices=ActivityPublication,
        default=ActivityPublication.DRAFT,
    )

    objects = ActivityQuerySet.as_manager()

    class Meta:
        verbose_name = _("activity")
        verbose_name_plural = _("activities")
        ordering = ["ends_on", "pk"]
        constraints = [
            models.CheckConstraint(
                name="activity_ends_after_it_starts", condition=Q(ends_on__gte=F("starts_on"))
            ),
            models.CheckConstraint(
                name="activity_budget_not_negative",
                condition=Q(budget__isnull=True) | Q(budget__gte=0),
            ),
            models.CheckConstraint(
                name="activity_budget_has_a_currency",
                condition=Q(budget__isnull=True) | ~Q(currency=""),
            ),
            models.CheckConstraint(
                name="activity_status_known", condition=Q(status__in=ActivityStatus.values)
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """The title in the language of the page."""
        return translated(self, "title")

    def get_absolute_url(self) -> str:
        return reverse("portal:activity", args=[self.slug])


@pghistory.track()
class ActivityRecommendation(models.Model):
    activity = models.ForeignKey(
        Activity, on_delete=models.CASCADE, related_name="recommendation_links"
    )
    recommendation = models.ForeignKey(
        Recommendation, on_delete=models.CASCADE, related_name="activity_links"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["activity", "recommendation"], name="activity_recommendation_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.activity} – {self.recommendation}"
