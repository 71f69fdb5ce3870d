"""What doors to activities share: the activity, what its form offers, and what was typed."""

import datetime as dt
from typing import Any
from uuid import UUID, uuid4

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.dateparse import parse_datetime

from activities import policies
from activities.forms.activities import Offered
from activities.models import Activity
from focalpoints.policies import standing, visible_institutions
from focalpoints.querysets import InstitutionQuerySet
from nmirf.common.decisions import require
from nmirf.common.deeds import status_of
from nmirf.common.htmx import HtmxRequest
from recommendations.models import Objective


def find_activity(request: HtmxRequest, slug: str) -> Activity:
    rows = policies.visible_activities(request.user).select_related(
        "lead", "kind_of_act__merged_into"
    )
    activity: Activity = get_object_or_404(rows, slug=slug)
    return activity


def find_own(request: HtmxRequest, slug: str) -> Activity:
    """The activity, for those who plan it; 403 with the reason for others."""
    activity = find_activity(request, slug)
    require(policies.can_plan_activity(request.user, activity.lead_id))
    return activity


def leads(request: HtmxRequest) -> InstitutionQuerySet:
    """For which institutions the person plans activities."""
    rights = standing(request.user)
    rows = visible_institutions(request.user).reporting()
    if not rights.is_secretariat:
        rows = rows.filter(pk__in=rights.report_for)
    return rows.order_by("name")


def offered(request: HtmxRequest, activity: Activity | None = None) -> Offered:
    user = request.user
    chosen = activity.kind if activity else None
    return Offered(
        leads=leads(request),
        others=visible_institutions(user).existing().order_by("name"),
        references=policies.linkable_recommendations(user, activity),
        clusters=policies.linkable_clusters(user).order_by("title"),
        objectives=policies.linkable_objectives(user).order_by("plan__title", "order", "pk"),
        kinds=Objective.objects.filter(Q(is_active=True) | Q(pk=chosen.pk if chosen else None)),
    )


def form_page(request: HtmxRequest, context: dict[str, Any]) -> HttpResponse:
    """A page that is one form; 422 where it comes back."""
    return render(request, "components/form_page.html", context, status=status_of(request))


def confirm_page(request: HtmxRequest, context: dict[str, Any]) -> HttpResponse:
    """The page that says what follows; 422 where what was sent could not be taken."""
    return render(request, "components/confirm_page.html", context, status=status_of(request))


def token_of(request: HtmxRequest) -> UUID:
    """What came with the form, or a new one for a form that is opened."""
    try:
        return UUID(request.POST.get("token", ""))
    except ValueError:
        return uuid4()


def moment(text: str) -> dt.datetime:
    """When the shown row was changed last; what cannot be read is a row that nobody has seen."""
    try:
        found = parse_datetime(text.replace(" ", "+"))
    except ValueError:
        found = None
    return found or dt.datetime.min.replace(tzinfo=dt.UTC)
