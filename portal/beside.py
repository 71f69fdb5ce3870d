"""What stands beside one activity: who takes part, whom it is for, which clusters and objectives."""

from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Prefetch, QuerySet
from django.db.models.functions import Coalesce, JSONObject
from django.utils.translation import gettext as _

from activities.models import (
    ActivityGroup,
    ActivityInstitution,
    BudgetLine,
    NationalPlan,
    PlanObjective,
)
from activities.policies import linkable_objectives, reportable_activities
from activities.querysets import ActivityQuerySet
from focalpoints.models import Institution
from recommendations.models import AffectedGroup, Cluster

from .reader import Reader

_ACTIVITY = OuterRef("pk")


def with_what_is_beside(rows: ActivityQuerySet, reader: Reader) -> Any:
    """Adds lists for `facts_of`, and `may_update`: whether one's institution leads or contributes.

    Each list is read with the row itself, as far as the reader sees it.
    """
    groups = ActivityGroup.objects.filter(activity=_ACTIVITY).order_by("group__order", "group")
    objectives = linkable_objectives(reader.user).filter(activity_links__activity=_ACTIVITY)
    parts = ActivityInstitution.objects.filter(activity=_ACTIVITY).order_by("institution__name")
    mine = reportable_activities(reader.rights.report_for)
    return (
        rows.select_related("lead", "kind_of_act__merged_into")
        .prefetch_related(
            "milestones", Prefetch("budget_lines", BudgetLine.objects.select_related("funder"))
        )
        .annotate(
            named_parts=_list(parts, role="role", **_named("institution__", "name")),
            named_groups=_list(groups, **_led_to("name"), **_led_to("name_translations")),
            named_clusters=_list(
                reader.clusters.filter(activity_links__activity=_ACTIVITY).order_by("title"),
                **_named("", "title"),
            ),
            named_objectives=_list(
                objectives,
                code="code",
                **_named("", "title", has_slug=False),
                plan=JSONObject(**_named("plan__", "title", has_slug=False)),
            ),
            may_update=Exists(mine.filter(pk=_ACTIVITY)),
        )
    )


def _list(rows: QuerySet, **facts: Any) -> ArraySubquery:
    return ArraySubquery(rows.values(found=JSONObject(**facts)))


def _named(path: str, name: str, *, has_slug: bool = True) -> dict[str, str]:
    names = (name, f"{name}_translations", *(["slug"] if has_slug else []))
    return {one: f"{path}{one}" for one in names}


def _led_to(column: str) -> dict[str, Coalesce]:
    """A merged term stands for the one that was kept."""
    return {column: Coalesce(f"group__merged_into__{column}", f"group__{column}")}


def facts_of(row: Any) -> list[dict[str, Any]]:
    """The column beside, of a row read by `with_what_is_beside`; no query."""
    parts: dict[str, list[dict[str, str]]] = {"contributing": [], "partner": []}
    for part in row.named_parts:
        parts[part.pop("role")].append(_link(Institution(**part)))
    groups = dict.fromkeys(AffectedGroup(**one).label for one in row.named_groups)
    return [
        {"label": _("Lead"), "value": row.lead.label, "url": row.lead.get_absolute_url()},
        {"label": _("Contributing"), "many": parts["contributing"]},
        {"label": _("Partners"), "many": parts["partner"]},
        {"label": _("Other partners"), "value": row.other_partners},
        {"label": _("Kind of act"), "value": row.kind.label if row.kind else ""},
        {"label": _("Planned from"), "value": row.starts_on},
        {"label": _("Planned to"), "value": row.ends_on},
        {"label": _("Started on"), "value": row.started_on},
        {"label": _("Ended on"), "value": row.ended_on},
        {"label": _("Territory"), "value": row.territory},
        {"label": _("For"), "many": [{"label": label, "url": ""} for label in groups]},
        {"label": _("Cluster"), "many": [_link(Cluster(**one)) for one in row.named_clusters]},
        {
            "label": _("Objectives of plans"),
            "many": [_objective(one) for one in row.named_objectives],
        },
        {"label": _("Code"), "value": row.code, "isolate": True},
    ]


def _objective(found: dict[str, Any]) -> dict[str, str]:
    plan = NationalPlan(**found.pop("plan"))
    return {"label": f"{plan.label}: {PlanObjective(**found)}", "url": ""}


def _link(row: Any) -> dict[str, str]:
    return {"label": row.label, "url": row.get_absolute_url()}
