"""Doors to activities: listed, entered, changed, and those alike shown while one is entered."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from activities import policies
from activities.delay import Delay, delay_of
from activities.forms.activities import ActivityForm
from activities.models import Activity
from activities.services import activities as services
from activities.smart import CRITERIA
from focalpoints.policies import standing
from nmirf.common.context_processors import NavItem
from nmirf.common.dates import today
from nmirf.common.decisions import require
from nmirf.common.deeds import attempt
from nmirf.common.errors import ConflictError, DomainError
from nmirf.common.htmx import HtmxRequest
from recommendations.views.telling import tell_led_on

from .offered import find_own, leads, moment, offered, token_of

# So many titles that are alike are shown.
MOST_ALIKE = 5
SHORTEST_TITLE = 4


@require_GET
def activities(request: HtmxRequest) -> HttpResponse:
    """All activities that the person sees; those of one's own institution first in the tabs."""
    rights = standing(request.user)
    own = rights.report_for | rights.sign_for
    asked = request.GET.get("list", "own" if own and not rights.is_secretariat else "all")
    rows = policies.visible_activities(request.user)
    if asked == "own":
        rows = rows.filter(lead__in=own)
    elif asked == "part":
        rows = rows.taken_part_in_by(rights.institutions).exclude(lead__in=own)
    elif asked == "late":
        rows = rows.delayed(today())
    elif asked == "drafts":
        rows = rows.filter(publication="draft")
    tabs = [("all", _("All")), ("late", _("Delayed")), ("drafts", _("Not published"))]
    if own:
        tabs = [("own", _("Our own")), ("part", _("Others that we take part in")), *tabs]
    rows = rows.with_delay(today()).select_related("lead").prefetch_related("clusters")
    page = Paginator(rows.order_by("ends_on", "pk"), per_page=25).get_page(request.GET.get("page"))
    context = {
        "tabs": [NavItem(label, f"?list={code}", code == asked) for code, label in tabs],
        "page": page,
        "rows": _rows(request, list(page)),
        "may_plan": rights.is_secretariat or bool(rights.report_for),
        "editable": None if rights.is_secretariat else rights.report_for,
    }
    return render(request, "activities/activities.html", context)


def _rows(request: HtmxRequest, found: list[Any]) -> list[tuple[Activity, Delay, str]]:
    """Each with what is late of it, and the page on which this person reads it."""
    followed = Activity.objects.filter(pk__in=[row.pk for row in found])
    rights = standing(request.user)
    if not rights.is_secretariat:
        followed = followed.taken_part_in_by(rights.institutions)
    keys = set(followed.values_list("pk", flat=True))
    return [
        (
            row,
            delay_of(row, today(), row.overdue),
            reverse("activities:activity", args=[row.slug])
            if row.pk in keys
            else row.get_absolute_url(),
        )
        for row in found
    ]


@require_http_methods(["GET", "POST"])
def activity_new(request: HtmxRequest) -> HttpResponse:
    """Enter one. Where its title is like that of another, the other one is shown first."""
    require(policies.can_plan_activities(request.user))
    token = token_of(request)
    alike = _alike(request, token) if request.method == "POST" else []
    initial: dict[str, Any] = {"references": request.GET.get("recommendation", "")}
    if len(own := list(leads(request)[:2])) == 1:
        initial["lead"] = own[0].pk
    form = ActivityForm(
        request.POST or None, offered=offered(request), alike=bool(alike), initial=initial
    )
    if form.is_valid() and alike and not form.cleaned_data["another"]:
        form.add_error("another", _("An activity like this is there already: see below."))
    made = attempt(request, form, lambda **typed: _plan(request, form, token))
    if made is not None:
        messages.success(request, _("The activity is entered. It is internal until published."))
        tell_led_on(request, form)
        return redirect("activities:activity", made.slug)
    context = {"form": form, "title": _("Enter an activity"), "hidden": [("token", token)]}
    return _page(request, context | {"alike": _shown(request, alike)})


def _plan(request: HtmxRequest, form: ActivityForm, token: UUID) -> Activity:
    typed = form.cleaned_data
    return services.plan_activity(
        actor=request.user,
        content=typed,
        recommendations=typed["references"],
        clusters=typed["clusters"],
        token=token,
    )


@require_http_methods(["GET", "POST"])
def activity_edit(request: HtmxRequest, slug: str) -> HttpResponse:
    activity = find_own(request, slug)
    choices = offered(request, activity)
    form = ActivityForm(
        request.POST or None, offered=choices, initial=ActivityForm.initial_of(activity, choices)
    )
    seen = request.POST.get("seen", activity.updated_at.isoformat())
    both: dict[str, Any] = {}
    if request.method == "POST" and form.is_valid():
        try:
            services.change_activity(
                pk=activity.pk,
                actor=request.user,
                content=form.cleaned_data,
                recommendations=form.cleaned_data["references"],
                clusters=form.cleaned_data["clusters"],
                seen=moment(seen),
            )
        except ConflictError:
            both = {"theirs": activity.description, "mine": form.cleaned_data["description"]}
            both |= {"who": _("Someone else"), "at": activity.updated_at}
            seen = activity.updated_at.isoformat()
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The activity is saved."))
            tell_led_on(request, form)
            return redirect("activities:activity", activity.slug)
    context = {"form": form, "title": _("Change the activity"), "activity": activity}
    return _page(request, context | {"hidden": [("seen", seen)]} | both)


@require_GET
def similar(request: HtmxRequest) -> HttpResponse:
    """What is like the title being typed: a part of the form, and a page without script."""
    require(policies.can_plan_activities(request.user))
    context = {"alike": _shown(request, _alike(request)), "title": request.GET.get("title", "")}
    template = "activities/_alike.html" if request.htmx else "activities/alike.html"
    return render(request, template, context)


def _alike(request: HtmxRequest, token: UUID | None = None) -> list[Activity]:
    """Those with a title like the one typed, but for the one that this very form has made."""
    typed = (request.POST or request.GET).get("title", "").replace("\x00", "").strip()[:200]
    if len(typed) < SHORTEST_TITLE:
        return []
    rows = policies.visible_activities(request.user)
    if token:
        rows = rows.exclude(slug__endswith=token.hex[:10])
    return list(rows.like(typed).select_related("lead")[:MOST_ALIKE])


def _shown(request: HtmxRequest, alike: list[Activity]) -> list[tuple[Activity, bool]]:
    """Each with whether the person may let it answer more."""
    return [(row, bool(policies.can_plan_activity(request.user, row.lead_id))) for row in alike]


def _page(request: HtmxRequest, context: dict[str, Any]) -> HttpResponse:
    status = 409 if "theirs" in context else 422 if context["form"].errors else 200
    context["criteria"] = [(letter, *words) for letter, words in CRITERIA.items()]
    return render(request, "activities/activity_form.html", context, status=status)
