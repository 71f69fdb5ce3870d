"""National plans: their objectives as a tree, and what the objectives answer."""

import uuid

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from activities.choices import MOST_LEVELS_OF_OBJECTIVES, PlanKind
from activities.querysets import ObjectiveQuerySet, PlanQuerySet
from documents.models import Document
from focalpoints.models import Institution
from mechanisms.models import Review
from nmirf.common.i18n import translated
from nmirf.common.models import TimeStamped, translations
from nmirf.common.workflow import edges
from recommendations.choices import PUBLICATION_MOVES, Publication
from recommendations.models import Cluster, Recommendation, SdgTarget

# Counting stops one above the limit, so that parents in a circle end the count too.
_LEVELS = """
    WITH RECURSIVE up (id, level) AS (
        SELECT NEW.parent_id, 1 WHERE NEW.parent_id IS NOT NULL
        UNION ALL
        SELECT objective.parent_id, up.level + 1
          FROM up JOIN activities_planobjective objective ON objective.id = up.id
         WHERE objective.parent_id IS NOT NULL AND up.level < MOST_LEVELS)
    SELECT COALESCE(MAX(level), 0) FROM up INTO above;
    WITH RECURSIVE down (id, level) AS (
        SELECT NEW.id, 1
        UNION ALL
        SELECT objective.id, down.level + 1
          FROM down JOIN activities_planobjective objective ON objective.parent_id = down.id
         WHERE down.level <= MOST_LEVELS)
    SELECT MAX(level) FROM down INTO below;
    IF above + below > MOST_LEVELS THEN
        RAISE EXCEPTION 'objectives stand in at most MOST_LEVELS levels, and not in a circle'
              USING ERRCODE = '23514';
    END IF;
    IF EXISTS (SELECT 1 FROM activities_planobjective other
                WHERE (other.id = NEW.parent_id OR other.parent_id = NEW.id)
                  AND other.plan_id <> NEW.plan_id) THEN
        RAISE EXCEPTION 'an objective stands below one of its own plan' USING ERRCODE = '23514';
    END IF;
    RETURN NULL;
""".replace("MOST_LEVELS", str(MOST_LEVELS_OF_OBJECTIVES))
# Numbers in the code filled up to six digits: as text they then sort as numbers do.
_ORDER = r"""
    NEW."order" := (
        SELECT string_agg(
                   CASE WHEN part[1] ~ '^[0-9]'
                        THEN lpad(part[1], GREATEST(6, length(part[1])), '0')
                        ELSE lower(part[1]) END, '' ORDER BY place)
          FROM regexp_matches(NEW.code, '[0-9]+|[^0-9]+', 'g') WITH ORDINALITY AS t (part, place));
    RETURN NEW;
"""


@pghistory.track()
class NationalPlan(TimeStamped):
    """A plan with objectives: of human rights, of development, of a sector, or after one review."""

    slug = models.SlugField(_("address"), max_length=80, unique=True)
    kind = models.CharField(_("kind"), max_length=20, choices=PlanKind)
    title = models.CharField(_("title"), max_length=200)
    title_translations = translations()
    summary = models.TextField(_("summary"), blank=True)
    lead = models.ForeignKey(
        Institution,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="plans_led",
        verbose_name=_("lead institution"),
    )
    review = models.ForeignKey(
        Review,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="plans",
        verbose_name=_("review that it follows"),
    )
    document = models.ForeignKey(
        Document,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="plans",
        verbose_name=_("document"),
    )
    starts_on = models.DateField(_("starts on"))
    ends_on = models.DateField(_("ends on"))
    adopted_on = models.DateField(_("adopted on"), null=True, blank=True)
    publication = models.CharField(
        _("publication"), max_length=20, choices=Publication, default=Publication.DRAFT
    )

    objects = PlanQuerySet.as_manager()

    class Meta:
        verbose_name = _("plan")
        ordering = ["-starts_on", "title", "pk"]
        constraints = [
            models.CheckConstraint(
                name="plan_ends_after_it_starts", condition=Q(ends_on__gte=F("starts_on"))
            ),
            models.CheckConstraint(name="plan_kind_known", condition=Q(kind__in=PlanKind.values)),
            models.CheckConstraint(
                name="plan_of_a_review_names_it",
                condition=~Q(kind=PlanKind.IMPLEMENTATION) | Q(review__isnull=False),
            ),
            models.UniqueConstraint(fields=["title", "starts_on"], name="plan_once"),
            # Made twice, it would be two answers to one question.
            models.UniqueConstraint(
                fields=["review"],
                condition=Q(kind=PlanKind.IMPLEMENTATION) & ~Q(publication=Publication.RETIRED),
                name="plan_implements_a_review_once",
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
        """The title in the language of the page."""
        return translated(self, "title")

    def get_absolute_url(self) -> str:
        return reverse("portal:plan", args=[self.slug])


@pghistory.track()
class PlanObjective(TimeStamped):
    """An objective of a plan, or one below another; `code` is its number in the plan, as "2.1.3"."""

    plan = models.ForeignKey(NationalPlan, on_delete=models.CASCADE, related_name="objectives")
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="children"
    )
    code = models.CharField(_("number"), max_length=30)
    # Kept from `code` by the database, so that 2.10 stands after 2.9.
    order = models.CharField(max_length=120, blank=True, editable=False, db_collation="C")
    title = models.CharField(_("title"), max_length=300)
    title_translations = translations()
    statement = models.TextField(_("what is to be reached"), blank=True)
    lead = models.ForeignKey(
        Institution,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="objectives_led",
        verbose_name=_("lead institution"),
    )
    clusters = models.ManyToManyField(
        Cluster, through="ObjectiveCluster", related_name="objectives"
    )
    recommendations = models.ManyToManyField(
        Recommendation, through="ObjectiveRecommendation", related_name="plan_objectives"
    )
    targets = models.ManyToManyField(
        SdgTarget, through="ObjectiveTarget", related_name="plan_objectives"
    )

    objects = ObjectiveQuerySet.as_manager()

    class Meta:
        verbose_name = _("objective of a plan")
        verbose_name_plural = _("objectives of a plan")
        ordering = ["plan", "order", "pk"]
        constraints = [
            # Looked at when a statement ends: a move gives a whole branch new numbers in one.
            models.UniqueConstraint(
                fields=["plan", "code"],
                name="plan_objective_code_once",
                deferrable=models.Deferrable.IMMEDIATE,
            ),
            models.CheckConstraint(name="plan_objective_has_a_code", condition=~Q(code="")),
            models.CheckConstraint(
                name="plan_objective_not_its_own_parent",
                condition=Q(parent__isnull=True) | ~Q(parent=F("pk")),
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="levels_of_objectives",
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("parent_id", "plan_id"),
                when=pgtrigger.After,
                declare=[("above", "INTEGER"), ("below", "INTEGER")],
                func=_LEVELS,
            ),
            pgtrigger.Trigger(
                name="order_of_objectives",
                operation=pgtrigger.Insert | pgtrigger.Update,
                when=pgtrigger.Before,
                func=_ORDER,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.label}"

    @property
    def label(self) -> str:
        """The title in the language of the page."""
        return translated(self, "title")

    def get_absolute_url(self) -> str:
        return f"{self.plan.get_absolute_url()}#objective-{self.pk}"


@pghistory.track()
class ObjectiveCluster(models.Model):
    objective = models.ForeignKey(
        PlanObjective, on_delete=models.CASCADE, related_name="cluster_links"
    )
    cluster = models.ForeignKey(Cluster, on_delete=models.PROTECT, related_name="objective_links")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["objective", "cluster"], name="objective_cluster_once")
        ]

    def __str__(self) -> str:
        return f"{self.objective} – {self.cluster}"


@pghistory.track()
class ObjectiveRecommendation(models.Model):
    objective = models.ForeignKey(
        PlanObjective, on_delete=models.CASCADE, related_name="recommendation_links"
    )
    recommendation = models.ForeignKey(
        Recommendation, on_delete=models.CASCADE, related_name="plan_objective_links"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["objective", "recommendation"], name="objective_recommendation_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.objective} – {self.recommendation}"


@pghistory.track()
class ObjectiveTarget(models.Model):
    objective = models.ForeignKey(
        PlanObjective, on_delete=models.CASCADE, related_name="target_links"
    )
    target = models.ForeignKey(
        SdgTarget, on_delete=models.PROTECT, related_name="plan_objective_links"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["objective", "target"], name="objective_target_once")
        ]

    def __str__(self) -> str:
        return f"{self.objective} – {self.target}"


class PlanVersion(models.Model):
    """A plan as it stood when it was adopted or changed: its objectives and links, never edited."""

    reference = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    plan = models.ForeignKey(NationalPlan, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField(_("version"))
    note = models.CharField(_("what changed"), max_length=300)
    # {"title", "starts_on", "ends_on", "publication", "objectives": [{"code", "parent", "title",
    # "statement", "lead", "clusters": [slug], "recommendations": [reference], "targets": [code]}]}
    content = models.JSONField(_("content"))
    sha256 = models.CharField("SHA-256", max_length=64)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField(_("made at"), auto_now_add=True)

    class Meta:
        verbose_name = _("version of a plan")
        ordering = ["plan", "-number"]
        constraints = [models.UniqueConstraint(fields=["plan", "number"], name="plan_version_once")]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"{self.plan}, {self.number}"
