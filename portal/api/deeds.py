"""What is planned and done: clusters, plans with objectives, activities."""

from typing import Any

from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from activities.choices import ActivityStatus
from activities.delay import delay_of
from activities.models import (
    Activity,
    ActivityCluster,
    ActivityInstitution,
    ActivityRecommendation,
    NationalPlan,
)
from nmirf.common.dates import today
from portal.plans import Outline
from portal.reader import Reader
from portal.tallies import by_status_within
from recommendations.choices import AssignmentState
from recommendations.models import Cluster

from . import schemas
from .parameters import Asked, choice, identifier, text
from .resources import Json, Resource, listing
from .telling import by_key, coded, head, keys, number, ref, tally


def _clusters(reader: Reader, asked: Asked) -> Any:
    rows = reader.clusters.not_retired()
    if asked["q"]:
        rows = rows.filter(title__icontains=asked["q"])
    return rows.select_related("parent").order_by("title", "pk")


def _tell_clusters(reader: Reader, rows: list[Cluster]) -> list[Json]:
    members = reader.memberships.filter(
        cluster__in=keys(rows), recommendation__in=reader.recommendations.values("pk")
    )
    counts = by_status_within(members, "cluster")
    parts: dict[Any, list[Any]] = {}
    assigned = reader.assignments.filter(cluster__in=keys(rows), state=AssignmentState.ACCEPTED)
    for part in assigned.select_related("institution").order_by("pk"):
        parts.setdefault(part.cluster_id, []).append(part)
    above = [row.parent_id for row in rows if row.parent_id]
    visible = set(reader.clusters.filter(pk__in=above).values_list("pk", flat=True))
    return [
        head("clusters", row.slug, row.get_absolute_url())
        | {
            "title": row.label,
            "objective": row.statement_label,
            "parent": ref(row.parent) if row.parent_id in visible else None,
            "parts": [
                {"institution": ref(one.institution), "role": coded(one, "role"), "through": None}
                for one in parts.get(row.pk, [])
            ],
            "number": sum(counts.get(row.pk, {}).values()),
            "by_status": tally(counts.get(row.pk, {})),
            "recommendations": listing("recommendations", cluster=row.slug),
        }
        for row in rows
    ]


CLUSTERS = Resource(
    name="clusters",
    one="cluster",
    title=_("Clusters"),
    description=_("Recommendations that one objective answers, across mechanisms."),
    schema=schemas.Cluster,
    rows=_clusters,
    tell=_tell_clusters,
    parameters=(text("q", _("Words in the title.")),),
)


def _plans(reader: Reader, asked: Asked) -> Any:
    rows = reader.plans.not_retired().annotate(size=Count("objectives"))
    return rows.select_related("lead", "review").order_by("-starts_on", "title", "pk")


def _plan(row: Any) -> Json:
    return head("plans", row.slug, row.get_absolute_url()) | {
        "kind": coded(row, "kind"),
        "title": row.label,
        "summary": row.summary,
        "lead": ref(row.lead),
        "review": ref(row.review),
        "starts_on": row.starts_on,
        "ends_on": row.ends_on,
        "adopted_on": row.adopted_on,
        "publication": coded(row, "publication"),
        "number": row.size,
    }


def _whole_plan(reader: Reader, row: NationalPlan) -> Json:
    found = Outline(reader, row).objectives
    return _plan(row) | {
        "objectives": [
            {
                "code": one.code,
                "parent": found[one.parent].code if one.parent in found else None,
                "title": one.title,
                "statement": one.statement,
                "lead": one.lead.label if one.lead else None,
                "clusters": [item.label for item in one.clusters],
                "targets": [item.label for item in one.targets],
                "activities": [item.label for item in one.activities],
                "indicators": [item.label for item in one.indicators],
                "answers": one.answers,
            }
            for one in found.values()
        ]
    }


PLANS = Resource(
    name="plans",
    one="plan",
    title=_("Plans"),
    description=_("National plans; each by its id with its objectives and what hangs on them."),
    schema=schemas.Plan,
    rows=_plans,
    tell=lambda reader, rows: [_plan(row) for row in rows],
    whole=_whole_plan,
    whole_schema=schemas.WholePlan,
)


def _activities(reader: Reader, asked: Asked) -> Any:
    rows = reader.activities
    if asked["q"]:
        rows = rows.filter(title__icontains=asked["q"])
    if asked["status"]:
        rows = rows.filter(status=asked["status"])
    if asked["lead"]:
        rows = rows.filter(lead__slug=asked["lead"])
    if asked["delayed"]:
        rows = rows.delayed(today())
    related = rows.select_related("lead", "kind_of_act__merged_into")
    return related.prefetch_related("milestones", "budget_lines").order_by("starts_on", "pk")


def _tell_activities(reader: Reader, rows: list[Activity]) -> list[Json]:
    mine = {"activity__in": keys(rows)}
    visible = reader.recommendations.order_by().values("pk")
    answers = by_key(
        ActivityRecommendation.objects.filter(**mine, recommendation__in=visible).order_by(
            "recommendation__reference"
        ),
        *("activity", "recommendation__reference"),
    )
    clusters: dict[int, list[Json | None]] = {}
    shown = ActivityCluster.objects.filter(**mine, cluster__in=reader.clusters.values("pk"))
    for link in shown.select_related("cluster").order_by("cluster__title"):
        clusters.setdefault(link.activity_id, []).append(ref(link.cluster))
    parts: dict[tuple[int, str], list[Json | None]] = {}
    taken = ActivityInstitution.objects.filter(**mine).select_related("institution")
    for part in taken.order_by("institution__name", "pk"):
        parts.setdefault((part.activity_id, part.role), []).append(ref(part.institution))
    return [
        _activity(row)
        | {
            "contributing": parts.get((row.pk, "contributing"), []),
            "partners": parts.get((row.pk, "partner"), []),
            "clusters": clusters.get(row.pk, []),
            "answers": answers.get(row.pk, []),
        }
        for row in rows
    ]


def _activity(row: Activity) -> Json:
    on = today()
    milestones = sorted(row.milestones.all(), key=lambda one: (one.due_on, one.pk))
    overdue = sum(one.done_on is None and one.due_on < on for one in milestones)
    return head("activities", row.slug, row.get_absolute_url()) | {
        "code": row.code,
        "title": row.label,
        "description": row.description,
        "expected_result": row.expected_result,
        "kind_of_act": row.kind and {"code": row.kind.code, "label": row.kind.label},
        "lead": ref(row.lead),
        "contributing": [],
        "partners": [],
        "other_partners": row.other_partners,
        "territory": row.territory,
        "starts_on": row.starts_on,
        "ends_on": row.ends_on,
        "started_on": row.started_on,
        "ended_on": row.ended_on,
        "status": coded(row, "status"),
        "publication": coded(row, "publication"),
        "days_late": delay_of(row, on, overdue).days,
        "milestones": [
            {"title": one.title, "due_on": one.due_on, "done_on": one.done_on} for one in milestones
        ],
        "budget": [
            {
                "kind": coded(one, "kind"),
                "amount": number(one.amount),
                "currency": one.currency,
                "year": one.year,
                "source": one.source,
            }
            for one in sorted(row.budget_lines.all(), key=lambda one: (one.year, one.pk))
        ],
    }


ACTIVITIES = Resource(
    name="activities",
    one="activity",
    title=_("Activities"),
    description=_(
        "What is done, by whom, until when, with what money. That an activity is completed does"
        " not make a recommendation implemented."
    ),
    schema=schemas.Activity,
    rows=_activities,
    tell=_tell_activities,
    parameters=(
        text("q", _("Words in the title.")),
        choice("status", _("The status that its lead reports."), ActivityStatus.values),
        identifier("lead", _("Id of the lead institution.")),
        choice(
            "delayed",
            _(
                "1 for those to be done still whose last planned day has passed, or the day of a milestone."
            ),
            ["1"],
        ),
    ),
)
