"""Which records the feed of changes tells of, and what of their history is public."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.db import models
from django.db.models import QuerySet

from activities.models import (
    Activity,
    ActivityCluster,
    ActivityInstitution,
    ActivityRecommendation,
    BudgetLine,
    ImplementationUpdate,
    Indicator,
    IndicatorValue,
    Milestone,
    NationalPlan,
    PlanObjective,
)
from activities.policies import visible_indicators
from documents.models import Document
from documents.policies import visible_documents
from focalpoints.models import Committee, FormerName, Institution, Seat
from focalpoints.policies import visible_institutions
from mechanisms.models import (
    Instrument,
    Mechanism,
    Ratification,
    Reservation,
    Review,
    ReviewDocument,
)
from nmirf.common.dates import today
from portal.reader import Reader
from recommendations.models import (
    AffectedGroup,
    Assessment,
    Assignment,
    Cluster,
    ClusterMembership,
    GroupLink,
    Objective,
    ObjectiveLink,
    PositionChange,
    Recommendation,
    RecommendationText,
    RecommendingState,
    Repeat,
    SdgGoalLink,
    SdgTargetLink,
    Theme,
    ThemeLink,
)
from reporting.models import Obligation, ReportDraft
from reporting.policies import visible_drafts, visible_obligations

# Asked of an event in SQL, which {e} stands for.
ALWAYS = "true"
PUBLISHED = "{e}.publication = 'published'"
ACCEPTED = "{e}.state = 'accepted'"
OF_PUBLIC_DOCUMENT = (
    "EXISTS (SELECT FROM documents_document d"
    " WHERE d.id = {e}.document_id AND d.classification = 'public')"
)
OF_APPROVED_INSTITUTION = (
    "{e}.user_id IS NULL AND EXISTS (SELECT FROM focalpoints_institution i"
    " WHERE i.id = {e}.institution_id AND i.standing = 'approved')"
)
# Reservations and declarations, by the instrument that they are about.
_STATEMENTS = """(
    SELECT e.xmin, e.pgh_created_at, r.instrument_id AS owner
    FROM "mechanisms_reservationevent" e
    JOIN "mechanisms_ratification" r ON r.id = e.ratification_id
)"""
# When a recommendation was withheld and when that ended, by the rows of a table that name it.
_WITHHOLDING = """(
    SELECT e.xmin, e.pgh_created_at, t.{owner} AS owner
    FROM "recommendations_recommendationevent" e
    JOIN "{table}" t ON t.recommendation_id = e.pgh_obj_id
    WHERE e.pgh_obj_id IN (
        SELECT w.pgh_obj_id FROM "recommendations_recommendationevent" w WHERE w.is_withheld
    ) AND e.is_withheld <> COALESCE((
        SELECT b.is_withheld FROM "recommendations_recommendationevent" b
        WHERE b.pgh_obj_id = e.pgh_obj_id AND b.pgh_id < e.pgh_id ORDER BY b.pgh_id DESC LIMIT 1
    ), false)
)"""


@dataclass(frozen=True)
class Part:
    """Rows that belong to a record: what changes in them changes it, once they were public.

    `among` is read in place of their events, where what is told of a record hangs on another one.
    """

    model: type[models.Model]
    owner: str
    is_public: str = ALWAYS
    among: str = ""


@dataclass(frozen=True)
class Kind:
    """`visible` gives what the reader sees now; `is_public` says whether it was public by an event,
    `{e}`, where days are those of `{zone}`.
    """

    name: str
    model: type[models.Model]
    key: str
    visible: Callable[[Reader], QuerySet[Any]]
    is_public: str = PUBLISHED
    parts: tuple[Part, ...] = field(default=())
    # Whether ids are written in small letters, whatever the key is written in.
    lowers: bool = False


def _withholding(table: str, owner: str) -> Part:
    """What hides the records that `owner` names in rows of `table`, and shows them again."""
    return Part(Recommendation, "owner", among=_WITHHOLDING.format(table=table, owner=owner))


def _unmerged(model: Any) -> Callable[[Reader], QuerySet[Any]]:
    return lambda reader: model.objects.filter(merged_into=None)


KINDS: tuple[Kind, ...] = (
    Kind(
        "recommendations",
        Recommendation,
        "reference",
        lambda reader: reader.recommendations,
        parts=(
            *(
                Part(model, "recommendation_id")
                for model in (
                    *(RecommendationText, RecommendingState, PositionChange, ThemeLink),
                    *(GroupLink, SdgGoalLink, SdgTargetLink, ObjectiveLink),
                )
            ),
            Part(Repeat, "later_id"),
            Part(Repeat, "earlier_id"),
            Part(Assignment, "recommendation_id", ACCEPTED),
            Part(Assessment, "recommendation_id", PUBLISHED),
        ),
    ),
    Kind(
        "clusters",
        Cluster,
        "slug",
        lambda reader: reader.clusters,
        parts=(
            Part(ClusterMembership, "cluster_id"),
            Part(Assignment, "cluster_id", ACCEPTED),
        ),
    ),
    Kind(
        "plans",
        NationalPlan,
        "slug",
        lambda reader: reader.plans,
        parts=(Part(PlanObjective, "plan_id"),),
    ),
    Kind(
        "activities",
        Activity,
        "slug",
        lambda reader: reader.activities,
        parts=tuple(
            Part(model, "activity_id")
            for model in (
                *(Milestone, BudgetLine, ActivityRecommendation, ActivityCluster),
                ActivityInstitution,
            )
        ),
    ),
    Kind(
        "indicators",
        Indicator,
        "slug",
        lambda reader: visible_indicators(reader.user),
        parts=(Part(IndicatorValue, "indicator_id"),),
    ),
    Kind(
        "updates",
        ImplementationUpdate,
        "reference",
        lambda reader: reader.updates,
        is_public="{e}.state = 'published'",
        parts=(_withholding("activities_updatetarget", "update_id"),),
    ),
    Kind(
        "institutions",
        Institution,
        "slug",
        lambda reader: visible_institutions(reader.user),
        is_public="{e}.standing = 'approved'",
        parts=(Part(FormerName, "institution_id"),),
    ),
    Kind(
        "mechanisms",
        Mechanism,
        "code",
        lambda reader: Mechanism.objects.filter(is_active=True),
        "{e}.is_active",
        lowers=True,
    ),
    Kind(
        "instruments",
        Instrument,
        "code",
        lambda reader: Instrument.objects.all(),
        ALWAYS,
        parts=(
            Part(Ratification, "instrument_id"),
            Part(Reservation, "owner", among=_STATEMENTS),
        ),
        lowers=True,
    ),
    Kind(
        "reviews",
        Review,
        "slug",
        lambda reader: Review.objects.all(),
        ALWAYS,
        parts=(Part(ReviewDocument, "review_id", OF_PUBLIC_DOCUMENT),),
    ),
    *(
        Kind(name, model, "code", _unmerged(model), "{e}.merged_into_id IS NULL")
        for name, model in (("themes", Theme), ("groups", AffectedGroup), ("objectives", Objective))
    ),
    Kind(
        "obligations",
        Obligation,
        "slug",
        lambda reader: visible_obligations(reader.user),
        is_public="{e}.is_public",
        parts=(_withholding("reporting_obligation", "id"),),
    ),
    Kind(
        "reports",
        ReportDraft,
        "slug",
        lambda reader: visible_drafts(reader.user),
        is_public="{e}.stage = 'published' AND {e}.classification = 'public'",
    ),
    Kind(
        "documents",
        Document,
        "reference",
        lambda reader: visible_documents(reader.user),
        is_public="{e}.classification = 'public'",
    ),
    # A cursor holds the place of a kind in this list: new ones come last.
    Kind(
        "committees",
        Committee,
        "slug",
        lambda reader: Committee.objects.open(today()),
        "({e}.closed_on IS NULL"
        " OR {e}.closed_on >= ({e}.pgh_created_at AT TIME ZONE '{zone}')::date)",
        parts=(Part(Seat, "committee_id", OF_APPROVED_INSTITUTION),),
    ),
)
