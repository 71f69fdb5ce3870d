"""Doors to the objectives of a plan."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from activities import policies
from activities.forms.plans import ObjectiveActivitiesForm, ObjectiveForm
from activities.models import NationalPlan, PlanObjective
from activities.services import objectives as services
from focalpoints.forms.common import ReasonForm
from nmirf.common.deeds import attempt, status_of
from nmirf.common.htmx import HtmxRequest
from recommendations.policies import visible_clusters, visible_recommendations
from recommendations.views.telling import tell_led_on

from .plans import find_plan, leading, save_or_compare


@require_http_methods(["GET", "POST"])
def objective_new(request: HtmxRequest, slug: str) -> HttpResponse:
    """A new one, on top or below the one that `?below=` names by its number."""
    plan = find_plan(request, slug)
    parent = plan.objectives.filter(code=request.GET.get("below", "")).first()
    initial = {"parent": parent, "code": services.next_code(plan, parent)}
    form = _form(request, plan, request.POST or None, initial=initial)

    def add(**content: Any) -> PlanObjective:
        return services.add_objective(plan_pk=plan.pk, actor=request.user, **content)

    row = attempt(request, form, add)
    if row is not None:
        messages.success(request, _("The objective is entered."))
        tell_led_on(request, form)
        return redirect(_place(row))
    return _page(request, plan, form, _("Enter an objective"))


@require_http_methods(["GET", "POST"])
def objective_edit(request: HtmxRequest, slug: str, pk: int) -> HttpResponse:
    plan = find_plan(request, slug)
    row = get_object_or_404(plan.objectives.select_related("plan"), pk=pk)

    def anew(typed: Any, shown: PlanObjective) -> ObjectiveForm:
        return _form(request, plan, typed, row=shown)

    def edit(**content: Any) -> PlanObjective:
        return services.edit_objective(pk=row.pk, actor=request.user, **content)

    saved, form, conflict = save_or_compare(request, row, anew, edit)
    if saved is not None:
        messages.success(request, _("The objective is saved."))
        tell_led_on(request, form)
        return redirect(_place(row))
    return _page(request, plan, form, _("Change the objective"), conflict)


@require_http_methods(["GET", "POST"])
def objective_activities(request: HtmxRequest, slug: str, pk: int) -> HttpResponse:
    """Which activities implement it, out of those for what it answers."""
    plan = find_plan(request, slug)
    row = get_object_or_404(plan.objectives.select_related("plan"), pk=pk)
    near = policies.visible_activities(request.user).near(row).order_by("title", "pk")
    linked = list(row.activity_links.values_list("activity", flat=True))
    form = ObjectiveActivitiesForm(
        request.POST if request.method == "POST" else None,
        near=near,
        initial={"activities": linked},
    )

    def link(activities: Any) -> int:
        return services.set_activities(pk=row.pk, actor=request.user, shown=near, chosen=activities)

    if attempt(request, form, link) is not None:
        messages.success(request, _("The activities of the objective are saved."))
        return redirect(_place(row))
    context = {
        "form": form,
        "title": _("Link activities"),
        "lede": str(row),
        "warning": "" if near else _("No activity is for what this objective answers."),
        "act": _("Save"),
        "cancel_url": _place(row),
    }
    return render(request, "components/form_page.html", context, status=status_of(request))


@require_http_methods(["GET", "POST"])
def objective_delete(request: HtmxRequest, slug: str, pk: int) -> HttpResponse:
    plan = find_plan(request, slug)
    row = get_object_or_404(plan.objectives, pk=pk)
    form = ReasonForm(request.POST or None)

    def delete(reason: str) -> bool:
        services.delete_objective(pk=row.pk, actor=request.user, reason=reason)
        return True

    if attempt(request, form, delete):
        messages.success(request, _("The objective is deleted."))
        return redirect("activities:plan", slug)
    context = {
        "title": _("Delete the objective"),
        "subject": str(row),
        "consequences": [
            _("Its links to recommendations and clusters go with it. The history keeps them."),
            _("An objective on which others, activities or indicators hang cannot be deleted."),
        ],
        "form": form,
        "act": _("Delete"),
        "danger": True,
        "cancel_url": reverse("activities:plan", args=[slug]),
    }
    return render(request, "components/confirm_page.html", context, status=status_of(request))


def _form(
    request: HtmxRequest,
    plan: NationalPlan,
    typed: Any,
    row: PlanObjective | None = None,
    **more: Any,
) -> ObjectiveForm:
    """Offers what can be chosen anew, and what the objective has already."""
    clusters = visible_clusters(request.user)
    kept = clusters.filter(pk__in=row.cluster_links.values("cluster") if row else ())
    return ObjectiveForm(
        typed,
        plan=plan,
        institutions=leading(request, row.lead_id if row else None),
        clusters=(clusters.not_retired() | kept).order_by("title", "pk"),
        recommendations=visible_recommendations(request.user),
        row=row,
        **more,
    )


def _page(
    request: HtmxRequest,
    plan: NationalPlan,
    form: ObjectiveForm,
    title: str,
    conflict: list[tuple[Any, str, str]] | None = None,
) -> HttpResponse:
    context = {
        "form": form,
        "title": title,
        "lede": plan.label,
        "conflict": conflict,
        "cancel_url": reverse("activities:plan", args=[plan.slug]),
    }
    status = 409 if conflict is not None else status_of(request)
    return render(request, "activities/plan_form.html", context, status=status)


def _place(row: PlanObjective) -> str:
    return f"{reverse('activities:plan', args=[row.plan.slug])}#objective-{row.pk}"
