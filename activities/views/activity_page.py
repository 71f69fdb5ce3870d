"""One activity as those who take part see it, with all that belongs to it."""

from typing import Any

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from activities import policies
from activities.delay import delay_of
from activities.models import Activity
from activities.money import sums
from activities.smart import hints
from focalpoints.policies import Person
from nmirf.common.dates import today
from nmirf.common.decisions import require
from nmirf.common.htmx import HtmxRequest
from recommendations.models import AffectedGroup
from recommendations.policies import visible_clusters, visible_recommendations

from .offered import find_activity


@require_GET
def activity(request: HtmxRequest, slug: str) -> HttpResponse:
    row = find_activity(request, slug)
    require(policies.can_follow_activity(request.user, row))
    on = today()
    milestones = list(row.milestones.all())
    overdue = sum(one.done_on is None and one.due_on < on for one in milestones)
    lines = list(row.budget_lines.select_related("funder"))
    context = {
        "activity": row,
        "facts": _facts(row, request.user),
        "delay": delay_of(row, on, overdue),
        "hints": hints(row, request.user),
        "milestones": milestones,
        "today": on,
        "lines": lines,
        "sums": sums(lines),
        "steps": row.steps.select_related("actor"),
        "others": _others(row, request.user),
        "may_plan": bool(policies.can_plan_activity(request.user, row.lead_id)),
        "may_publish": bool(policies.can_publish_activity(request.user, row)),
        "may_take_back": bool(policies.can_take_back_activity(request.user, row)),
        "may_discard": bool(policies.can_discard_activity(request.user, row)),
    }
    return render(request, "activities/activity.html", context)


def _others(row: Activity, user: Person) -> list[tuple[str, Activity]]:
    """Activities that it was made from, and those made from it."""
    rows = policies.visible_activities(user).filter(
        Q(copies=row) | Q(parts=row) | Q(copied_from=row) | Q(split_from=row)
    )
    return [(_relation(row, other), other) for other in rows.distinct().order_by("pk")]


def _relation(row: Activity, other: Activity) -> str:
    if other.pk == row.copied_from_id:
        return _("Copied from")
    if other.pk == row.split_from_id:
        return _("Divided from")
    return _("Divided into") if other.split_from_id == row.pk else _("Copied as")


def _facts(row: Activity, user: Person) -> list[dict[str, Any]]:
    parts: dict[str, list[dict[str, str]]] = {"contributing": [], "partner": []}
    for part in row.parts_taken.select_related("institution").order_by("institution__name"):
        institution = part.institution
        parts[part.role].append(_link(institution.label, institution.get_absolute_url()))
    recommendations = visible_recommendations(user).filter(activity_links__activity=row)
    clusters = visible_clusters(user).filter(activity_links__activity=row)
    objectives = policies.linkable_objectives(user).filter(activity_links__activity=row)
    groups = AffectedGroup.objects.led_to_by(row.group_links.values("group"))
    return [
        _fact(_("Code"), row.code),
        _fact(_("Lead"), row.lead.label) | {"url": row.lead.get_absolute_url()},
        _fact(_("Kind of act"), row.kind.label if row.kind else ""),
        _fact(_("Planned from"), row.starts_on),
        _fact(_("Planned to"), row.ends_on),
        _fact(_("Started on"), row.started_on),
        _fact(_("Ended on"), row.ended_on),
        _fact(_("Territory"), row.territory),
        _many(_("People whom it is for"), [_link(one.label) for one in groups]),
        _many(_("Contributing institutions"), parts["contributing"]),
        _many(_("Partners"), parts["partner"]),
        _fact(_("Other partners"), row.other_partners),
        _many(
            _("Answers"),
            [_link(one.reference, one.get_absolute_url()) for one in recommendations],
        ),
        _many(_("Clusters"), [_link(one.label, one.get_absolute_url()) for one in clusters]),
        _many(
            _("Objectives of plans"),
            [_link(f"{one.plan.label}: {one}") for one in objectives.select_related("plan")],
        ),
    ]


def _fact(label: str, value: Any) -> dict[str, Any]:
    return {"label": label, "value": value}


def _many(label: str, links: list[dict[str, str]]) -> dict[str, Any]:
    return {"label": label, "many": links}


def _link(label: str, url: str = "") -> dict[str, str]:
    return {"label": label, "url": url}
