"""What is planned and done: institutions, plans, activities and their money."""

from typing import Any

from django.db.models import QuerySet, Value
from django.db.models.functions import Coalesce, Concat
from django.utils.translation import gettext_lazy as _

from activities.choices import ActivityStatus, BudgetKind, PartRole, PlanKind
from activities.models import (
    ActivityCluster,
    ActivityGroup,
    ActivityInstitution,
    ActivityObjective,
    ActivityRecommendation,
    BudgetLine,
    Milestone,
    ObjectiveCluster,
    ObjectiveRecommendation,
    ObjectiveTarget,
    PlanObjective,
)
from focalpoints.choices import Branch, InstitutionKind, Membership
from focalpoints.policies import visible_institutions
from portal.opendata.columns import (
    Column,
    address,
    choice,
    day,
    in_languages,
    link,
    listed,
    number,
    text,
    whole,
)
from portal.reader import Reader

from .lists import NAME
from .register import NUMBER, OF_CLUSTER, OF_INSTITUTION, OF_RECOMMENDATION

OF_ACTIVITY = _("Code of the activity.")
OF_OBJECTIVE = _("Objective of a plan: code of the plan and number, as “plan/2.1”.")
TITLE = _("Title, in the language of its source.")

INSTITUTIONS = listed(
    "institutions",
    _("Institutions"),
    _("Who can be asked, can report, can sign or can comment; no persons."),
    lambda reader: visible_institutions(reader.user).order_by("slug"),
    text("institution", OF_INSTITUTION, "slug", is_key=True),
    text("name", NAME, is_needed=True),
    *in_languages("name", "name"),
    text("acronym", _("Acronym.")),
    choice("kind", _("What kind of institution it is."), InstitutionKind, is_needed=True),
    choice("branch", _("Branch of power."), Branch, is_needed=True),
    choice("membership", _("Its part in the national mechanism."), Membership, is_needed=True),
    link("parent", "institutions", "parent__slug", OF_INSTITUTION),
    text("territory", _("Where it is in charge, unless in the whole country.")),
    text("website", _("Its own site.")),
    day("dissolved_on", _("Last day on which it existed.")),
    address("portal:institution", "slug"),
)
PLANS = listed(
    "plans",
    _("Plans"),
    _("National plans with objectives."),
    lambda reader: reader.plans.order_by("slug"),
    text("plan", _("Code of the plan."), "slug", is_key=True),
    text("title", TITLE, is_needed=True),
    *in_languages("title", "title"),
    choice("kind", _("What kind of plan it is."), PlanKind, is_needed=True),
    text("summary", _("Summary.")),
    link("lead", "institutions", "lead__slug", OF_INSTITUTION),
    link("review", "reviews", "review__slug"),
    day("starts_on", _("First planned day."), is_needed=True),
    day("ends_on", _("Last planned day."), is_needed=True),
    day("adopted_on", _("Day on which it was adopted.")),
    address("portal:plan", "slug"),
)


def _key(rows: QuerySet, before: str = "") -> QuerySet:
    """With `objective_key`, as other tables name the objective."""
    key = Concat(f"{before}plan__slug", Value("/"), f"{before}code")
    found: QuerySet = rows.annotate(objective_key=key)
    return found


def _objectives(reader: Reader) -> QuerySet:
    """Those of public plans, in the order of their numbers."""
    rows = PlanObjective.objects.filter(plan__in=reader.plans.order_by().values("pk"))
    above = Concat("plan__slug", Value("/"), "parent__code")
    found: QuerySet = _key(rows).annotate(above=above)
    return found.order_by("plan__slug", "order", "pk")


OBJECTIVES = listed(
    "plan_objectives",
    _("Objectives of plans"),
    _("What plans want to reach; an objective may stand below another one."),
    _objectives,
    text("objective", OF_OBJECTIVE, "objective_key", is_key=True),
    link("plan", "plans", "plan__slug", _("Code of the plan."), is_needed=True),
    text("number", _("Its number in the plan."), "code", is_needed=True),
    link("parent", "plan_objectives", "above", OF_OBJECTIVE),
    text("title", TITLE, is_needed=True),
    *in_languages("title", "title"),
    text("statement", _("What is to be reached.")),
    link("lead", "institutions", "lead__slug", OF_INSTITUTION),
)


def objective_link(**more: Any) -> Column:
    return link("objective", "plan_objectives", "objective_key", OF_OBJECTIVE, **more)


def keyed(model: Any, *order: str) -> Any:
    """Rows of a link to an objective, in order."""
    return lambda reader: _key(model.objects, "objective__").order_by("objective_key", *order)


def recommendation_link(**more: Any) -> Column:
    return link(
        "recommendation",
        "recommendations",
        "recommendation__reference",
        OF_RECOMMENDATION,
        **more,
    )


def cluster_link(**more: Any) -> Column:
    return link("cluster", "clusters", "cluster__slug", OF_CLUSTER, **more)


def activity_link(**more: Any) -> Column:
    return link("activity", "activities", "activity__slug", OF_ACTIVITY, **more)


OBJECTIVE_LINKS = (
    listed(
        "plan_objective_recommendations",
        _("Recommendations that objectives answer"),
        _("Links of objectives to recommendations of their own."),
        keyed(ObjectiveRecommendation, "recommendation__reference"),
        objective_link(is_key=True),
        recommendation_link(is_key=True),
    ),
    listed(
        "plan_objective_clusters",
        _("Clusters that objectives answer"),
        _("An objective on a cluster answers its members with direct or partial overlap."),
        keyed(ObjectiveCluster, "cluster__slug"),
        objective_link(is_key=True),
        cluster_link(is_key=True),
    ),
    listed(
        "plan_objective_sdg_targets",
        _("Targets that objectives serve"),
        _("Links of objectives to targets of the Sustainable Development Goals."),
        keyed(ObjectiveTarget, "target__code"),
        objective_link(is_key=True),
        link("target", "sdg_targets", "target__code", is_key=True),
    ),
)
ACTIVITIES = listed(
    "activities",
    _("Activities"),
    _("What is done. That one is completed does not make a recommendation implemented."),
    lambda reader: reader.activities.annotate(
        act=Coalesce("kind_of_act__merged_into__code", "kind_of_act__code")
    ).order_by("slug"),
    text("activity", OF_ACTIVITY, "slug", is_key=True),
    text("number", _("Its number in the State’s own plan."), "code"),
    text("title", TITLE, is_needed=True),
    *in_languages("title", "title"),
    text("description", _("What is done.")),
    text("expected_result", _("What will be different for people.")),
    link("kind_of_act", "kinds_of_act", "act"),
    link("lead", "institutions", "lead__slug", OF_INSTITUTION),
    text("other_partners", _("Partners that have no row among the institutions.")),
    text("territory", _("Where it takes place.")),
    day("starts_on", _("First planned day."), is_needed=True),
    day("ends_on", _("Last planned day."), is_needed=True),
    day("started_on", _("Day on which it really started.")),
    day("ended_on", _("Day on which it really ended.")),
    choice("status", _("How far it is."), ActivityStatus, is_needed=True),
    address("portal:activity", "slug"),
)
ACTIVITY_LINKS = (
    listed(
        "activity_recommendations",
        _("Recommendations that activities answer"),
        _("Links of activities to recommendations of their own."),
        lambda reader: ActivityRecommendation.objects.order_by(
            "activity__slug", "recommendation__reference"
        ),
        activity_link(is_key=True),
        recommendation_link(is_key=True),
    ),
    listed(
        "activity_clusters",
        _("Clusters that activities answer"),
        _("An activity on a cluster counts for its members with direct or partial overlap."),
        lambda reader: ActivityCluster.objects.order_by("activity__slug", "cluster__slug"),
        activity_link(is_key=True),
        cluster_link(is_key=True),
    ),
    listed(
        "activity_objectives",
        _("Objectives that activities are for"),
        _("Links of activities to objectives of plans."),
        keyed(ActivityObjective, "activity__slug"),
        activity_link(is_key=True),
        objective_link(is_key=True),
    ),
    listed(
        "activity_groups",
        _("People whom activities are for"),
        _("Links of activities to affected groups."),
        lambda reader: ActivityGroup.objects.order_by("activity__slug", "group__code"),
        activity_link(is_key=True),
        link("group", "groups", "group__code", is_key=True),
    ),
    listed(
        "activity_institutions",
        _("Institutions in activities"),
        _("Who contributes to an activity or is a partner in it, beside its lead."),
        lambda reader: ActivityInstitution.objects.order_by("activity__slug", "institution__slug"),
        activity_link(is_key=True),
        link("institution", "institutions", "institution__slug", OF_INSTITUTION, is_key=True),
        choice("role", _("Its part."), PartRole, is_needed=True),
    ),
    listed(
        "activity_milestones",
        _("Milestones"),
        _("Steps of activities, each with a day by which it is to be done."),
        lambda reader: Milestone.objects.order_by("activity__slug", "due_on", "pk"),
        whole("milestone_id", NUMBER, "pk", is_key=True),
        activity_link(is_needed=True),
        text("title", _("What is to be done."), is_needed=True),
        day("due_on", _("Day by which it is to be done."), is_needed=True),
        day("done_on", _("Day on which it was done.")),
    ),
    listed(
        "activity_budget",
        _("Money of activities"),
        _("Amounts of one kind, year, currency and source; never to be added across kinds."),
        lambda reader: BudgetLine.objects.order_by("activity__slug", "year", "pk"),
        whole("line_id", NUMBER, "pk", is_key=True),
        activity_link(is_needed=True),
        choice("kind", _("Planned, committed or spent."), BudgetKind, is_needed=True),
        whole("year", _("Year."), is_needed=True),
        number("amount", _("Amount."), is_needed=True),
        text("currency", _("ISO 4217 code."), is_needed=True),
        text("source", _("Where the money comes from."), is_needed=True),
        link("funder", "institutions", "funder__slug", OF_INSTITUTION),
    ),
)
