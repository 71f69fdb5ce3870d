"""Doors to activities."""

import datetime as dt
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from activities import policies
from activities.choices import ActivityStatus
from activities.forms.activities import ActivityForm, ActivityStatusForm
from activities.models import Activity
from activities.services import activities as services
from focalpoints.policies import standing, visible_institutions
from nmirf.common.context_processors import NavItem
from nmirf.common.decisions import require
from nmirf.common.errors import ConflictError, DomainError
from nmirf.common.htmx import HtmxRequest
from recommendations.policies import visible_clusters, visible_recommendations
from recommendations.views.telling import tell_led_on


@require_GET
def activities(request: HtmxRequest) -> HttpResponse:
    """All activities that the person sees; those of one's own institution first in the tabs."""
    rights = standing(request.user)
    own = rights.report_for | rights.sign_for
    asked = request.GET.get("list", "own" if own and not rights.is_secretariat else "all")
    rows = policies.visible_activities(request.user)
    if asked == "own":
        rows = rows.filter(lead__in=own)
    elif asked == "drafts":
        rows = rows.filter(publication="draft")
    tabs = [("all", _("All")), ("drafts", _("Not published"))]
    if own:
        tabs.insert(0, ("own", _("Our own")))
    context = {
        "tabs": [NavItem(label, f"?list={code}", code == asked) for code, label in tabs],
        "page": Paginator(
            rows.select_related("lead").prefetch_related("clusters").order_by("ends_on", "pk"),
            per_page=25,
        ).get_page(request.GET.get("page")),
        "may_plan": rights.is_secretariat or bool(rights.report_for),
        "editable": None if rights.is_secretariat else rights.report_for,
    }
    return render(request, "activities/activities.html", context)


@require_http_methods(["GET", "POST"])
def activity_new(request: HtmxRequest) -> HttpResponse:
    rights = standing(request.user)
    if not rights.is_secretariat and not rights.report_for:
        raise PermissionDenied(_("Only the secretariat or a focal point plans activities."))
    sent = request.POST or None
    form = _form(request, sent, initial={"references": request.GET.get("recommendation", "")})
    token = _token(request)
    if sent and form.is_valid():
        try:
            services.plan_activity(
                actor=request.user,
                content=form.cleaned_data,
                recommendations=form.cleaned_data["references"],
                clusters=form.cleaned_data["clusters"],
                token=token,
            )
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The activity is entered. It is internal until published."))
            tell_led_on(request, form)
            return redirect("activities:activities")
    return _page(request, form, _("Enter an activity"), [("token", token)])


@require_http_methods(["GET", "POST"])
def activity_edit(request: HtmxRequest, slug: str) -> HttpResponse:
    activity = _find(request, slug)
    require(policies.can_plan_activity(request.user, activity.lead_id))
    sent = request.POST or None
    form = _form(request, sent, initial=ActivityForm.initial_of(activity))
    seen = request.POST.get("seen", activity.updated_at.isoformat())
    both: dict[str, Any] = {}
    if sent and form.is_valid():
        try:
            services.change_activity(
                pk=activity.pk,
                actor=request.user,
                content=form.cleaned_data,
                recommendations=form.cleaned_data["references"],
                clusters=form.cleaned_data["clusters"],
                seen=_moment(seen),
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
            return redirect("activities:activities")
    return _page(request, form, _("Change the activity"), [("seen", seen)], activity, both)


@require_http_methods(["GET", "POST"])
def activity_status(request: HtmxRequest, slug: str) -> HttpResponse:
    """How far it is, with the reason: on record."""
    activity = _find(request, slug)
    require(policies.can_plan_activity(request.user, activity.lead_id))
    form = ActivityStatusForm(request.POST or None, initial={"status": activity.status})
    if request.method == "POST" and form.is_valid():
        try:
            services.set_status(
                pk=activity.pk,
                actor=request.user,
                status=ActivityStatus(form.cleaned_data["status"]),
                reason=form.cleaned_data["reason"],
            )
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The status is set."))
            return redirect("activities:activities")
    words = {
        "title": _("Set the status of the activity"),
        "consequences": [_("That an activity is completed does not make anything implemented.")],
        "act": _("Set the status"),
        "form": form,
    }
    return _confirm(request, activity, words)


@require_http_methods(["GET", "POST"])
def activity_publish(request: HtmxRequest, slug: str) -> HttpResponse:
    activity = _find(request, slug)
    require(policies.can_publish_activity(request.user, activity))
    if request.method == "POST":
        services.publish_activity(pk=activity.pk, actor=request.user)
        messages.success(request, _("The activity is published."))
        return redirect("activities:activities")
    words = {
        "title": _("Publish the activity"),
        "consequences": [_("Everyone can read it from now on, with its dates and its budget.")],
        "act": _("Publish"),
    }
    return _confirm(request, activity, words)


def _find(request: HtmxRequest, slug: str) -> Activity:
    rows = policies.visible_activities(request.user).select_related("lead")
    activity: Activity = get_object_or_404(rows, slug=slug)
    return activity


def _form(request: HtmxRequest, sent: Any, initial: dict[str, Any]) -> ActivityForm:
    rights = standing(request.user)
    institutions = visible_institutions(request.user).reporting()
    references = visible_recommendations(request.user)
    if not rights.is_secretariat:
        institutions = institutions.filter(pk__in=rights.report_for)
        references = references.filter(
            pk__in=policies.reportable_recommendations(rights.report_for).values("pk")
        )
        if institutions.count() == 1:
            initial = {"lead": institutions.get().pk} | initial
    return ActivityForm(
        sent,
        initial=initial,
        institutions=institutions.order_by("name"),
        clusters=visible_clusters(request.user).order_by("title"),
        references=references,
    )


def _page(
    request: HtmxRequest,
    form: ActivityForm,
    title: str,
    hidden: list[tuple[str, Any]],
    activity: Activity | None = None,
    both: dict[str, Any] | None = None,
) -> HttpResponse:
    context = {"form": form, "title": title, "hidden": hidden, "activity": activity}
    status = 409 if both else 422 if form.errors else 200
    return render(request, "activities/plan.html", context | (both or {}), status=status)


def _confirm(request: HtmxRequest, activity: Activity, words: dict[str, Any]) -> HttpResponse:
    context = {"subject": activity.label, "cancel_url": reverse("activities:activities")}
    form = words.get("form")
    status = 422 if form is not None and form.errors else 200
    return render(request, "components/confirm_page.html", context | words, status=status)


def _token(request: HtmxRequest) -> UUID:
    try:
        return UUID(request.POST.get("token", ""))
    except ValueError:
        return uuid4()


def _moment(text: str) -> dt.datetime:
    """When the shown row was changed last; what cannot be read is a row that nobody has seen."""
    try:
        found = parse_datetime(text.replace(" ", "+"))
    except ValueError:
        found = None
    return found or dt.datetime.min.replace(tzinfo=dt.UTC)
