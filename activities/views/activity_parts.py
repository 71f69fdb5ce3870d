"""Doors to the milestones and the money of an activity."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from activities.forms.parts import BudgetForm, DoneForm, MilestoneForm, outside
from activities.models import Activity, BudgetLine, Milestone
from activities.services import parts as services
from focalpoints.policies import visible_institutions
from nmirf.common.dates import today
from nmirf.common.deeds import attempt
from nmirf.common.htmx import HtmxRequest

from .offered import confirm_page, find_own, form_page


@require_http_methods(["GET", "POST"])
def milestone_new(request: HtmxRequest, slug: str) -> HttpResponse:
    activity = find_own(request, slug)
    form = MilestoneForm(request.POST or None)

    def add(**typed: Any) -> Milestone:
        return services.add_milestone(activity_pk=activity.pk, actor=request.user, content=typed)

    if (made := attempt(request, form, add)) is not None:
        return _saved_milestone(request, activity, made, _("The milestone is added."))
    return _form(request, activity, form, _("Add a milestone"))


@require_http_methods(["GET", "POST"])
def milestone_edit(request: HtmxRequest, slug: str, pk: int) -> HttpResponse:
    activity = find_own(request, slug)
    row = get_object_or_404(Milestone, pk=pk, activity=activity)
    initial = {name: getattr(row, name) for name in services.MILESTONE_FIELDS}
    form = MilestoneForm(request.POST or None, initial=initial)

    def change(**typed: Any) -> Milestone:
        return services.change_milestone(pk=row.pk, actor=request.user, content=typed)

    if (made := attempt(request, form, change)) is not None:
        return _saved_milestone(request, activity, made, _("The milestone is saved."))
    return _form(request, activity, form, _("Change the milestone"))


@require_http_methods(["GET", "POST"])
def milestone_done(request: HtmxRequest, slug: str, pk: int) -> HttpResponse:
    activity = find_own(request, slug)
    row = get_object_or_404(Milestone, pk=pk, activity=activity)
    form = DoneForm(request.POST or None, initial={"done_on": row.done_on or today()})

    def finish(**typed: Any) -> Milestone:
        return services.finish_milestone(pk=row.pk, actor=request.user, **typed)

    if attempt(request, form, finish) is not None:
        messages.success(request, _("The milestone is done."))
        return redirect("activities:activity", activity.slug)
    return _form(request, activity, form, _("Milestone done"), lede=row.title)


@require_POST
def milestone_reopen(request: HtmxRequest, slug: str, pk: int) -> HttpResponse:
    activity = find_own(request, slug)
    row = get_object_or_404(Milestone, pk=pk, activity=activity)
    services.finish_milestone(pk=row.pk, actor=request.user, done_on=None)
    messages.success(request, _("The milestone is to be done still."))
    return redirect("activities:activity", activity.slug)


@require_http_methods(["GET", "POST"])
def milestone_remove(request: HtmxRequest, slug: str, pk: int) -> HttpResponse:
    activity = find_own(request, slug)
    row = get_object_or_404(Milestone, pk=pk, activity=activity)
    if request.method == "POST":
        services.remove_milestone(pk=row.pk, actor=request.user)
        messages.success(request, _("The milestone is removed."))
        return redirect("activities:activity", activity.slug)
    return _confirm(request, activity, row, _("Remove the milestone"))


@require_http_methods(["GET", "POST"])
def budget_new(request: HtmxRequest, slug: str) -> HttpResponse:
    activity = find_own(request, slug)
    form = _money_form(request, {"year": today().year})

    def add(**typed: Any) -> BudgetLine:
        return services.add_line(activity_pk=activity.pk, actor=request.user, content=typed)

    if attempt(request, form, add) is not None:
        messages.success(request, _("The money is entered."))
        return redirect("activities:activity", activity.slug)
    return _form(request, activity, form, _("Enter money"))


@require_http_methods(["GET", "POST"])
def budget_edit(request: HtmxRequest, slug: str, pk: int) -> HttpResponse:
    activity = find_own(request, slug)
    row = get_object_or_404(BudgetLine, pk=pk, activity=activity)
    form = _money_form(request, {name: getattr(row, name) for name in services.LINE_FIELDS})

    def change(**typed: Any) -> BudgetLine:
        return services.change_line(pk=row.pk, actor=request.user, content=typed)

    if attempt(request, form, change) is not None:
        messages.success(request, _("The money is saved."))
        return redirect("activities:activity", activity.slug)
    return _form(request, activity, form, _("Change the money"))


@require_http_methods(["GET", "POST"])
def budget_remove(request: HtmxRequest, slug: str, pk: int) -> HttpResponse:
    activity = find_own(request, slug)
    row = get_object_or_404(BudgetLine, pk=pk, activity=activity)
    if request.method == "POST":
        services.remove_line(pk=row.pk, actor=request.user)
        messages.success(request, _("The money is removed."))
        return redirect("activities:activity", activity.slug)
    return _confirm(request, activity, row, _("Remove the money"))


def _money_form(request: HtmxRequest, initial: dict[str, Any]) -> BudgetForm:
    institutions = visible_institutions(request.user).order_by("name")
    return BudgetForm(request.POST or None, initial=initial, institutions=institutions)


def _saved_milestone(
    request: HtmxRequest, activity: Activity, row: Milestone, words: str
) -> HttpResponse:
    messages.success(request, words)
    if warning := outside(activity, row.due_on):
        messages.warning(request, warning)
    return redirect("activities:activity", activity.slug)


def _form(
    request: HtmxRequest, activity: Activity, form: Any, title: str, lede: str = ""
) -> HttpResponse:
    context = {"title": title, "lede": lede or activity.label, "form": form, "act": _("Save")}
    return form_page(request, context | {"cancel_url": _address(activity)})


def _confirm(request: HtmxRequest, activity: Activity, row: Any, title: str) -> HttpResponse:
    context = {
        "title": title,
        "subject": str(row),
        "consequences": [_("It disappears from the activity; the history keeps it.")],
        "act": _("Remove"),
        "danger": True,
        "cancel_url": _address(activity),
    }
    return confirm_page(request, context)


def _address(activity: Activity) -> str:
    return reverse("activities:activity", args=[activity.slug])
