"""The record of the register, its texts, and its links to earlier ones."""

from typing import Any

import pghistory
import pgtrigger
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Func, Q
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from mechanisms.choices import ImplementationStatus
from mechanisms.models import Mechanism, Review, State
from nmirf.common.history import tracked_in_bulk
from nmirf.common.models import TimeStamped
from nmirf.common.workflow import edges
from recommendations.choices import (
    PUBLICATION_MOVES,
    ActionLevel,
    Kind,
    Position,
    Publication,
    TextStanding,
)
from recommendations.querysets import RecommendationQuerySet, RepeatQuerySet

from .taxonomy import AffectedGroup, Objective, SdgGoal, SdgTarget, Theme


def as_of(name: str, *more: models.Index) -> dict[str, Any]:
    """History with an index `name` that finds the last event of each row before a moment: how things
    stood on a past day. It finds the events of a row too, in the place of the usual index.
    """
    index = models.Index(fields=["pgh_obj", "-pgh_created_at", "-pgh_id"], name=name)
    return {
        "meta": {"indexes": [index, *more]},
        "obj_field": pghistory.ObjForeignKey(related_name="events", db_index=False),
    }


def present(column: str, name: str) -> models.Index:
    """An index of the rows alone in which the column, a key that most rows lack, is filled in."""
    return models.Index(fields=[column], condition=Q(**{f"{column}__isnull": False}), name=name)


@tracked_in_bulk(
    unread=["mechanism", "review", "addressed_to", "merged_into"],
    **as_of("recommendation_as_of", present("merged_into", "recommendation_event_merged")),
)
class Recommendation(TimeStamped):
    """One thing that a mechanism asked of a State."""

    reference = models.CharField(_("reference"), max_length=80, unique=True)
    mechanism = models.ForeignKey(
        Mechanism,
        on_delete=models.PROTECT,
        related_name="recommendations",
        verbose_name=_("mechanism"),
        # `recommendation_by_place` begins with it.
        db_index=False,
    )
    review = models.ForeignKey(
        Review,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="recommendations",
        verbose_name=_("review"),
    )
    symbol = models.CharField(_("document symbol"), max_length=80, blank=True)
    paragraph = models.CharField(_("paragraph"), max_length=40, blank=True)
    # The paragraph's numbers, so that 9 sorts before 10; "" where there is none.
    paragraph_key = models.CharField(max_length=60, blank=True, editable=False)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind, default=Kind.RECOMMENDATION)
    issued_on = models.DateField(_("issued on"), null=True, blank=True)
    addressed_to = models.ForeignKey(
        State,
        on_delete=models.PROTECT,
        related_name="recommendations_received",
        verbose_name=_("addressed to"),
    )
    recommending_states = models.ManyToManyField(
        State,
        through="RecommendingState",
        related_name="recommendations_made",
        verbose_name=_("recommending States"),
    )
    position = models.CharField(
        _("position of the State"), max_length=20, choices=Position, default=Position.NOT_STATED
    )
    position_source = models.CharField(_("source of the position"), max_length=200, blank=True)
    response = models.TextField(_("response of the State"), blank=True)
    response_source = models.CharField(_("source of the response"), max_length=200, blank=True)
    themes = models.ManyToManyField(Theme, through="ThemeLink", related_name="recommendations")
    groups = models.ManyToManyField(
        AffectedGroup, through="GroupLink", related_name="recommendations"
    )
    sdg_goals = models.ManyToManyField(
        SdgGoal, through="SdgGoalLink", related_name="recommendations"
    )
    sdg_targets = models.ManyToManyField(
        SdgTarget, through="SdgTargetLink", related_name="recommendations"
    )
    objectives = models.ManyToManyField(
        Objective, through="ObjectiveLink", related_name="recommendations"
    )
    action_level = models.PositiveSmallIntegerField(
        _("action level"), choices=ActionLevel, null=True, blank=True
    )
    requires_legislation = models.BooleanField(_("requires legislation"), null=True, blank=True)
    legislation_basis = models.CharField(
        _("why it requires legislation"), max_length=300, blank=True
    )
    follow_up_due_on = models.DateField(_("follow-up due on"), null=True, blank=True)
    follow_up_source = models.CharField(
        _("source of the follow-up date"), max_length=200, blank=True
    )
    priority = models.BooleanField(_("priority"), default=False)
    annotation_id = models.UUIDField(_("UHRI annotation"), unique=True, null=True, blank=True)
    publication = models.CharField(
        _("publication"), max_length=20, choices=Publication, default=Publication.DRAFT
    )
    published_at = models.DateTimeField(_("published at"), null=True, blank=True)
    # Retired to protect someone: the public does not find it on earlier days either.
    is_withheld = models.BooleanField(_("kept out of earlier days too"), default=False)
    # A record that turned out to be the same as another one: retired, and led on to that one.
    merged_into = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="merged_from",
        db_index=False,
    )
    # The latest published assessment of the secretariat; "" before the first. Kept by the database.
    status = models.CharField(
        _("status"), max_length=40, choices=ImplementationStatus, blank=True, editable=False
    )
    status_on = models.DateField(_("status assessed on"), null=True, blank=True, editable=False)

    objects = RecommendationQuerySet.as_manager()

    class Meta:
        verbose_name = _("recommendation")
        verbose_name_plural = _("recommendations")
        ordering = ["-issued_on", "symbol", "paragraph_key", "pk"]
        constraints = [
            models.CheckConstraint(
                name="recommendation_position_known", condition=Q(position__in=Position.values)
            ),
            models.CheckConstraint(
                name="recommendation_publication_known",
                condition=Q(publication__in=Publication.values),
            ),
            models.CheckConstraint(
                name="recommendation_kind_known", condition=Q(kind__in=Kind.values)
            ),
            models.CheckConstraint(
                name="recommendation_action_level_1_to_5",
                condition=Q(action_level__isnull=True) | Q(action_level__range=(1, 5)),
            ),
            models.CheckConstraint(
                name="recommendation_published_has_a_date",
                condition=~Q(publication=Publication.PUBLISHED) | Q(published_at__isnull=False),
            ),
            models.CheckConstraint(
                name="recommendation_withheld_is_retired",
                condition=Q(is_withheld=False) | Q(publication=Publication.RETIRED),
            ),
            models.CheckConstraint(
                name="recommendation_merged_is_retired",
                condition=Q(merged_into__isnull=True) | Q(publication=Publication.RETIRED),
            ),
            models.CheckConstraint(
                name="recommendation_not_merged_into_itself",
                condition=Q(merged_into__isnull=True) | ~Q(merged_into=F("pk")),
            ),
        ]
        indexes = [
            present("merged_into", "recommendation_merged_into"),
            models.Index(fields=["symbol", "paragraph"], name="recommendation_by_paragraph"),
            # Where an import looks for the record of a row: see services/imports/identity.py.
            models.Index(
                F("mechanism"),
                F("addressed_to"),
                Func(F("symbol"), function="nmirf_symbol_key"),
                Func(F("paragraph"), function="nmirf_paragraph_key"),
                name="recommendation_by_place",
            ),
            # The register, the newest first: see portal.filters.
            models.Index(
                F("publication"),
                F("issued_on").desc(nulls_last=True),
                F("symbol"),
                F("paragraph_key"),
                name="recommendation_list",
            ),
            # For what is searched as it was typed; see recommendations.search.codes.
            models.Index(
                OpClass(Func(F("reference"), function="nmirf_code"), name="text_pattern_ops"),
                name="recommendation_reference_code",
            ),
            models.Index(
                OpClass(Func(F("symbol"), function="nmirf_code"), name="text_pattern_ops"),
                name="recommendation_symbol_code",
            ),
            models.Index(
                OpClass(Func(F("paragraph"), function="nmirf_code"), name="text_pattern_ops"),
                name="recommendation_paragraph_code",
            ),
        ]
        triggers = [
            pgtrigger.FSM(
                name="publication_moves", field="publication", transitions=edges(PUBLICATION_MOVES)
            )
        ]

    def __str__(self) -> str:
        return self.reference

    def get_absolute_url(self) -> str:
        return reverse("portal:recommendation", args=[self.reference])

    @property
    def authentic(self) -> "RecommendationText | None":
        """The authentic text; reads the prefetched texts."""
        return next((text for text in self.texts.all() if text.is_authentic), None)

    @property
    def shown_text(self) -> "RecommendationText | None":
        """The text to show first: in the page's language where there is one, else the authentic."""
        language = (get_language() or "").split("-")[0]
        texts = {text.language: text for text in self.texts.all()}
        return texts.get(language) or self.authentic


_INDEX_TEXT = """
    NEW.search_vector := nmirf_text_vector(NEW.language, NEW.heading || ' ' || NEW.text);
    RETURN NEW;
"""


@tracked_in_bulk(exclude=["search_vector"], **as_of("text_as_of"))
class RecommendationText(TimeStamped):
    """A recommendation in one language. The authentic text is never overwritten by a translation."""

    recommendation = models.ForeignKey(
        Recommendation, on_delete=models.CASCADE, related_name="texts", db_index=False
    )
    language = models.CharField(_("language"), max_length=12)
    text = models.TextField(_("text"))
    raw = models.TextField(_("text as the source has it"), blank=True)
    heading = models.CharField(_("heading in the document"), max_length=300, blank=True)
    is_authentic = models.BooleanField(_("authentic"), default=False)
    is_machine_made = models.BooleanField(_("machine translation"), default=False)
    # A translation that the United Nations or the State itself published.
    is_official = models.BooleanField(_("official translation"), default=False)
    source = models.CharField(_("source"), max_length=200, blank=True)
    translator = models.CharField(_("translator"), max_length=200, blank=True)
    search_vector = SearchVectorField(null=True, editable=False)

    class Meta:
        verbose_name = _("text")
        ordering = ["-is_authentic", "language"]
        constraints = [
            models.UniqueConstraint(
                fields=["recommendation", "language"], name="text_once_in_a_language"
            ),
            models.UniqueConstraint(
                fields=["recommendation"],
                condition=Q(is_authentic=True),
                name="text_one_authentic",
            ),
            models.CheckConstraint(
                name="text_authentic_is_no_machine",
                condition=~Q(is_authentic=True, is_machine_made=True),
            ),
            models.CheckConstraint(
                name="text_official_is_a_translation",
                condition=Q(is_official=False) | Q(is_authentic=False, is_machine_made=False),
            ),
            models.CheckConstraint(name="text_not_empty", condition=~Q(text="")),
        ]
        indexes = [GinIndex(fields=["search_vector"], name="text_search")]
        triggers = [
            pgtrigger.Trigger(
                name="index_new_text",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                # An import brings the words along, as the same function gave them.
                condition=pgtrigger.Condition(
                    "NEW.search_vector IS NULL"
                    " OR current_setting('nmirf.words_are_ready', true) IS DISTINCT FROM 'on'"
                ),
                func=_INDEX_TEXT,
            ),
            pgtrigger.Trigger(
                name="index_text",
                when=pgtrigger.Before,
                operation=pgtrigger.UpdateOf("text", "heading", "language"),
                func=_INDEX_TEXT,
            ),
        ]

    def __str__(self) -> str:
        return Truncator(self.text).chars(80)

    @property
    def standing(self) -> TextStanding:
        """What the text is: the authentic one, or which kind of translation."""
        if self.is_authentic:
            return TextStanding.AUTHENTIC
        if self.is_machine_made:
            return TextStanding.MACHINE
        return TextStanding.OFFICIAL if self.is_official else TextStanding.UNOFFICIAL


@pghistory.track()
class Repeat(TimeStamped):
    """One recommendation takes up an earlier one."""

    later = models.ForeignKey(Recommendation, on_delete=models.CASCADE, related_name="repeats_of")
    earlier = models.ForeignKey(
        Recommendation, on_delete=models.CASCADE, related_name="repeated_by"
    )

    objects = RepeatQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["later", "earlier"], name="repeat_once"),
            models.CheckConstraint(name="repeat_not_of_itself", condition=~Q(later=F("earlier"))),
        ]

    def __str__(self) -> str:
        return f"{self.later} ← {self.earlier}"
