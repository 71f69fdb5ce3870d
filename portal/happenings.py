"""The kinds of things that happen in public, and where each is read from."""

import datetime as dt
from typing import Any

from django.conf import settings
from django.db.models import (
    Case,
    DateTimeField,
    F,
    Func,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Greatest
from django.utils.translation import gettext_lazy as _

from activities.choices import ActivityPublication, UpdateState
from activities.models import Activity, ImplementationUpdate, Indicator, NationalPlan
from activities.policies import visible_indicators
from mechanisms.models import Review
from recommendations.choices import AssignmentRole, AssignmentState, Position, Publication
from recommendations.models import Assessment, Assignment, Cluster, PositionChange, Recommendation
from reporting.choices import Audience, DraftStage, ObligationKind
from reporting.models import Consultation, RenderedFile, ReportDraft
from reporting.policies import visible_consultations, visible_drafts, visible_files

from .reader import Reader
from .sources import NOTHING, About, Source

KINDS = {
    "recommendation": _("Recommendation published"),
    "position": _("Position of the State changed"),
    "lead": _("Lead institution named"),
    "update": _("Update published"),
    "assessment": _("Assessment published"),
    "cluster": _("Cluster published"),
    "plan": _("Plan published"),
    "activity": _("Activity published"),
    "indicator": _("Indicator published"),
    "report": _("Report published"),
    "reply": _("Reply published"),
    "opened": _("Consultation opened"),
    "closed": _("Consultation closed"),
    "review": _("Review added"),
}


class Midnight(Func):
    """The moment at which a day begins by the State's own clock."""

    template = "timezone(%(expressions)s::timestamp)"
    output_field = DateTimeField()

    def __init__(self, day: str, days: int = 0) -> None:
        later = F(day) + Value(dt.timedelta(days=days)) if days else F(day)
        super().__init__(Value(settings.TIME_ZONE), later)


def _first(model: Any, *, path: str = "pk", **said: str) -> Subquery:
    """When history first shows the row so, or the one to which the path leads."""
    events = model.pgh_event_model.objects.filter(pgh_obj=OuterRef(path), **said)
    return Subquery(events.order_by("pgh_created_at").values("pgh_created_at")[:1])


def _institution(path: str) -> dict[str, Any]:
    """The columns that name an institution."""
    return {
        "by": Coalesce(f"{path}__name", Value("")),
        "by_in": Coalesce(f"{path}__name_translations", NOTHING),
        "by_place": Coalesce(f"{path}__slug", Value("")),
    }


def _recommendation(path: str = "") -> dict[str, Any]:
    return {"place": F(f"{path}reference"), "named": F(f"{path}reference")}


def _titled(column: str = "title", path: str = "") -> dict[str, Any]:
    """A row with an address and a title in several languages."""
    return {
        "place": F(f"{path}slug"),
        "named": F(f"{path}{column}"),
        "named_in": F(f"{path}{column}_translations"),
    }


def _of_record(path: str) -> About:
    """Rows about the recommendation, or about the members of the cluster."""

    def about(reader: Reader, row: Any) -> Q | None:
        if isinstance(row, Recommendation):
            return Q(**{path: row.pk})
        if isinstance(row, Cluster):
            members = reader.memberships.filter(cluster=row).values("recommendation")
            return Q(**{f"{path}__in": members})
        return None

    return about


def _of_cluster(path: str) -> About:
    """Rows about the cluster, or about those that count the recommendation among them."""

    def about(reader: Reader, row: Any) -> Q | None:
        if isinstance(row, Cluster):
            return Q(**{path: row.pk})
        if isinstance(row, Recommendation):
            within = reader.memberships.filter(recommendation=row).values("cluster")
            return Q(**{f"{path}__in": within})
        return None

    return about


def _of_update(reader: Reader, row: Any) -> Q | None:
    """Updates on it, those on a cluster or an activity that count for the recommendation too."""
    if isinstance(row, Cluster):
        return Q(cluster=row.pk)
    if isinstance(row, Activity):
        return Q(activity=row.pk)
    if not isinstance(row, Recommendation):
        return None
    condition = Q()
    for links in reader.update_links():
        condition |= Q(pk__in=links.filter(recommendation=row).values("source"))
    return condition


def _leads(reader: Reader, target: str) -> QuerySet:
    visible = reader.recommendations if target == "recommendation" else reader.clusters
    return Assignment.objects.filter(
        role=AssignmentRole.LEAD,
        state=AssignmentState.ACCEPTED,
        **{f"{target}__in": visible.order_by().values("pk")},
    )


def _positions(reader: Reader) -> QuerySet:
    """What was recorded of a record after its publication, and nobody corrected since."""
    return PositionChange.objects.filter(
        recommendation__in=reader.recommendations.order_by().values("pk"),
        created_at__gt=F("recommendation__published_at"),
        corrected_by=None,
    ).exclude(position=Position.NOT_STATED)


def _assessments(reader: Reader) -> QuerySet:
    return Assessment.objects.published().filter(
        recommendation__in=reader.recommendations.order_by().values("pk")
    )


def _consultations(reader: Reader, on: dt.date) -> QuerySet:
    return visible_consultations(reader.user, on).filter(audience=Audience.PUBLIC)


NOTHING_NEW = "nothing_new"
OPENED = {"place": F("slug"), "named": F("title")}
DECIDED = Coalesce("decided_at", "created_at")
SOURCES = (
    Source(
        "recommendation",
        frozenset({"recommendation"}),
        Recommendation,
        "recommendation",
        lambda reader, on: reader.recommendations,
        {"at": F("published_at"), **_recommendation()},
        ("mechanism",),
        ("assignments__institution", "clusters__assignments__institution"),
        _of_record("pk"),
    ),
    Source(
        "position",
        frozenset({"position"}),
        PositionChange,
        "recommendation",
        lambda reader, on: _positions(reader),
        {"at": F("created_at"), "said": F("position"), **_recommendation("recommendation__")},
        ("recommendation__mechanism",),
        (
            "recommendation__assignments__institution",
            "recommendation__clusters__assignments__institution",
        ),
        _of_record("recommendation"),
    ),
    Source(
        "lead",
        frozenset({"lead"}),
        Assignment,
        "recommendation",
        lambda reader, on: _leads(reader, "recommendation"),
        {
            "at": Greatest(DECIDED, "recommendation__published_at"),
            **_recommendation("recommendation__"),
            **_institution("institution"),
        },
        ("recommendation__mechanism",),
        ("institution",),
        _of_record("recommendation"),
    ),
    Source(
        "lead",
        frozenset({"lead"}),
        Assignment,
        "cluster",
        lambda reader, on: _leads(reader, "cluster"),
        {
            # Decided while the cluster was a draft, it is told with the cluster.
            "at": Greatest(
                DECIDED, _first(Cluster, path="cluster", publication=Publication.PUBLISHED)
            ),
            **_titled(path="cluster__"),
            **_institution("institution"),
        },
        ("cluster__recommendations__mechanism",),
        ("institution",),
        _of_cluster("cluster"),
    ),
    Source(
        "update",
        frozenset({"update"}),
        ImplementationUpdate,
        "update",
        lambda reader, on: reader.updates.filter(state=UpdateState.PUBLISHED),
        {
            "at": F("published_at"),
            "place": F("reference"),
            "named": F("headline"),
            "named_in": F("headline_translations"),
            "said": Case(When(nothing_new=True, then=Value(NOTHING_NEW)), default=Value("")),
            "voice": F("language"),
            **_institution("institution"),
        },
        ("targets__recommendation__mechanism", "cluster__recommendations__mechanism"),
        ("institution",),
        _of_update,
    ),
    Source(
        "assessment",
        frozenset({"assessment"}),
        Assessment,
        "recommendation",
        lambda reader, on: _assessments(reader),
        {
            "at": Greatest(DECIDED, "recommendation__published_at"),
            "said": F("status"),
            "voice": F("viewpoint"),
            **_recommendation("recommendation__"),
            **_institution("institution"),
        },
        ("recommendation__mechanism",),
        ("institution", "recommendation__assignments__institution"),
        _of_record("recommendation"),
    ),
    Source(
        "cluster",
        frozenset({"cluster"}),
        Cluster,
        "cluster",
        lambda reader, on: reader.clusters,
        {"at": _first(Cluster, publication=Publication.PUBLISHED), **_titled()},
        ("recommendations__mechanism",),
        ("lead", "assignments__institution"),
        _of_cluster("pk"),
    ),
    Source(
        "plan",
        frozenset({"plan"}),
        NationalPlan,
        "plan",
        lambda reader, on: reader.plans,
        {
            "at": _first(NationalPlan, publication=Publication.PUBLISHED),
            **_titled(),
            **_institution("lead"),
        },
        ("review__mechanism",),
        ("lead",),
    ),
    Source(
        "activity",
        frozenset({"activity"}),
        Activity,
        "activity",
        lambda reader, on: reader.activities,
        {
            "at": _first(Activity, publication=ActivityPublication.PUBLISHED),
            **_titled(),
            **_institution("lead"),
        },
        ("recommendations__mechanism",),
        ("lead",),
    ),
    Source(
        "indicator",
        frozenset({"indicator"}),
        Indicator,
        "indicator",
        lambda reader, on: visible_indicators(reader.user),
        {
            "at": _first(Indicator, publication=Publication.PUBLISHED),
            **_titled("name"),
            **_institution("custodian"),
        },
        ("recommendations__mechanism", "clusters__recommendations__mechanism"),
        ("custodian",),
    ),
    Source(
        "report",
        frozenset({"report", "reply"}),
        ReportDraft,
        "report",
        lambda reader, on: visible_drafts(reader.user),
        {
            "event": Case(
                When(obligation__kind=ObligationKind.REPLIES, then=Value("reply")),
                default=Value("report"),
            ),
            "at": _first(ReportDraft, stage=DraftStage.PUBLISHED),
            "place": F("slug"),
            "named": F("title"),
        },
        ("obligation__mechanism",),
    ),
    Source(
        "file",
        frozenset({"report"}),
        RenderedFile,
        "file",
        lambda reader, on: visible_files(reader.user).reports().exclude(review=None),
        {
            "at": Coalesce("finished_at", "created_at"),
            "place": F("reference"),
            "named": F("title"),
        },
        ("review__mechanism",),
    ),
    Source(
        "opened",
        frozenset({"opened"}),
        Consultation,
        "consultation",
        _consultations,
        {"at": Midnight("opens_on"), **OPENED},
        ("version__draft__obligation__mechanism",),
    ),
    Source(
        "closed",
        frozenset({"closed"}),
        Consultation,
        "consultation",
        lambda reader, on: _consultations(reader, on).filter(closes_on__lt=on),
        {"at": Midnight("closes_on", 1), **OPENED},
        ("version__draft__obligation__mechanism",),
    ),
    Source(
        "review",
        frozenset({"review"}),
        Review,
        "review",
        lambda reader, on: Review.objects.all(),
        {"at": F("created_at"), **_titled()},
        ("mechanism",),
    ),
)
