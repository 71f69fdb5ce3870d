"""What is done: measures with a lead, dates, parts, money and milestones."""

from typing import Any

import pgtrigger
from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from activities.choices import ActivityPublication, ActivityStatus, BudgetKind, PartRole
from activities.querysets import ActivityQuerySet
from focalpoints.models import Institution, still_there
from nmirf.common.history import tracked_in_bulk
from nmirf.common.i18n import translated
from nmirf.common.models import TimeStamped, translations
from recommendations.models import AffectedGroup, Cluster, Objective, Recommendation

from .plans import PlanObjective


@tracked_in_bulk()
class Activity(TimeStamped):
    """A measure with a lead and dates. That it is completed does not make anything implemented.

    Whether it is delayed is worked out from its dates and its status, never entered.
    """

    slug = models.SlugField(_("address"), max_length=80, unique=True)
    # The number that the State's own plan gives it, by which an import knows it again.
    code = models.CharField(_("code"), max_length=40, blank=True)
    title = models.CharField(_("title"), max_length=200)
    title_translations = translations()
    description = models.TextField(_("description"), blank=True)
    expected_result = models.TextField(_("expected result"), blank=True)
    kind_of_act = models.ForeignKey(
        Objective,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="activities",
        verbose_name=_("kind of act"),
    )
    lead = models.ForeignKey(
        Institution,
        on_delete=models.PROTECT,
        related_name="activities_led",
        verbose_name=_("lead institution"),
    )
    institutions = models.ManyToManyField(
        Institution, through="ActivityInstitution", related_name="activities_joined"
    )
    other_partners = models.CharField(_("other partners"), max_length=300, blank=True)
    recommendations = models.ManyToManyField(
        Recommendation, through="ActivityRecommendation", related_name="activities"
    )
    # What is done for a cluster counts for its members, through overlap.
    clusters = models.ManyToManyField(Cluster, through="ActivityCluster", related_name="activities")
    objectives = models.ManyToManyField(
        PlanObjective, through="ActivityObjective", related_name="activities"
    )
    groups = models.ManyToManyField(
        AffectedGroup, through="ActivityGroup", related_name="activities"
    )
    territory = models.CharField(_("territory"), max_length=200, blank=True)
    starts_on = models.DateField(_("starts on"))
    ends_on = models.DateField(_("ends on"))
    started_on = models.DateField(_("started on"), null=True, blank=True)
    ended_on = models.DateField(_("ended on"), null=True, blank=True)
    status = models.CharField(
        _("status"), max_length=20, choices=ActivityStatus, default=ActivityStatus.PLANNED
    )
    copied_from = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="copies"
    )
    split_from = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="parts"
    )
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
                name="activity_ended_after_it_started",
                condition=Q(ended_on__isnull=True)
                | Q(started_on__isnull=False, ended_on__gte=F("started_on")),
            ),
            models.CheckConstraint(
                name="activity_status_known", condition=Q(status__in=ActivityStatus.values)
            ),
            models.UniqueConstraint(
                fields=["code"], condition=~Q(code=""), name="activity_code_once"
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """The title in the language of the page."""
        return translated(self, "title")

    @property
    def kind(self) -> Objective | None:
        """The kind of act; the term kept, where the one that was chosen was merged into another."""
        chosen: Any = self.kind_of_act
        return (chosen.merged_into or chosen) if chosen else None

    def get_absolute_url(self) -> str:
        return reverse("portal:activity", args=[self.slug])


@tracked_in_bulk()
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


@tracked_in_bulk()
class ActivityCluster(models.Model):
    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="cluster_links")
    cluster = models.ForeignKey(Cluster, on_delete=models.PROTECT, related_name="activity_links")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["activity", "cluster"], name="activity_cluster_once")
        ]

    def __str__(self) -> str:
        return f"{self.activity} – {self.cluster}"


@tracked_in_bulk()
class ActivityObjective(models.Model):
    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="objective_links")
    objective = models.ForeignKey(
        PlanObjective, on_delete=models.PROTECT, related_name="activity_links"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["activity", "objective"], name="activity_objective_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.activity} – {self.objective}"


@tracked_in_bulk()
class ActivityGroup(models.Model):
    """People whom the activity is for."""

    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="group_links")
    group = models.ForeignKey(
        AffectedGroup, on_delete=models.PROTECT, related_name="activity_links"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["activity", "group"], name="activity_group_once")
        ]

    def __str__(self) -> str:
        return f"{self.activity} – {self.group}"


@tracked_in_bulk()
class ActivityInstitution(TimeStamped):
    """An institution that contributes to an activity, or is a partner in it, beside its lead."""

    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="parts_taken")
    institution = models.ForeignKey(
        Institution, on_delete=models.PROTECT, related_name="activity_parts"
    )
    role = models.CharField(
        _("part"), max_length=20, choices=PartRole, default=PartRole.CONTRIBUTING
    )

    class Meta:
        verbose_name = _("part in an activity")
        constraints = [
            models.UniqueConstraint(
                fields=["activity", "institution"], name="activity_institution_once"
            ),
            models.CheckConstraint(
                name="activity_part_known", condition=Q(role__in=PartRole.values)
            ),
        ]
        triggers = [still_there()]

    def __str__(self) -> str:
        return f"{self.institution}: {self.get_role_display()}"


@tracked_in_bulk()
class Milestone(TimeStamped):
    """A step of an activity with a day by which it is to be done."""

    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="milestones")
    title = models.CharField(_("title"), max_length=200)
    due_on = models.DateField(_("due on"))
    done_on = models.DateField(_("done on"), null=True, blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("milestone")
        ordering = ["due_on", "pk"]

    def __str__(self) -> str:
        return self.title


@tracked_in_bulk()
class BudgetLine(TimeStamped):
    """An amount of money for an activity: of one kind, one year, one currency and one source."""

    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="budget_lines")
    kind = models.CharField(_("kind"), max_length=10, choices=BudgetKind)
    amount = models.DecimalField(
        _("amount"), max_digits=16, decimal_places=2, validators=[MinValueValidator(0)]
    )
    # ISO 4217.
    currency = models.CharField(_("currency"), max_length=3)
    year = models.PositiveSmallIntegerField(_("year"))
    source = models.CharField(_("source of the money"), max_length=200)
    funder = models.ForeignKey(
        Institution,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="budget_lines",
        verbose_name=_("funder"),
    )
    note = models.CharField(_("note"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("line of the budget")
        ordering = ["year", "kind", "currency", "pk"]
        constraints = [
            models.CheckConstraint(name="budget_not_negative", condition=Q(amount__gte=0)),
            models.CheckConstraint(
                name="budget_kind_known", condition=Q(kind__in=BudgetKind.values)
            ),
            models.CheckConstraint(
                name="budget_currency_of_iso_4217", condition=Q(currency__regex=r"^[A-Z]{3}$")
            ),
            models.CheckConstraint(
                name="budget_year_plausible", condition=Q(year__range=(1990, 2100))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year}: {self.amount} {self.currency}"


class ActivityStep(models.Model):
    """One change of the status of an activity, with its reason: never edited."""

    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="steps")
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    source = models.CharField(_("from"), max_length=20, choices=ActivityStatus)
    target = models.CharField(_("to"), max_length=20, choices=ActivityStatus)
    reason = models.TextField(_("reason"))
    at = models.DateTimeField(_("at"), auto_now_add=True)

    class Meta:
        verbose_name = _("change of status")
        ordering = ["at", "pk"]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"{self.source} → {self.target}"
