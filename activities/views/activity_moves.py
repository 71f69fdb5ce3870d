"""Doors to what is done with a whole activity: status, publication, copies, parts, further links."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from activities import policies
from activities.choices import ActivityStatus
from activities.forms.activities import ActivityStatusForm, LinkForm
from activities.forms.dividing import MOST_PARTS, CopyForm, SplitForm, Whole
from activities.models import Activity
from activities.services import activities as services
from activities.services import dividing
from focalpoints.forms.common import ReasonForm
from nmirf.common.decisions import require
from nmirf.common.deeds import attempt, status_of
from nmirf.common.htmx import HtmxRequest
from recommendations.views.telling import tell_led_on

from .offered import confirm_page, find_activity, find_own, leads, offered, token_of


@require_http_methods(["GET", "POST"])
def activity_status(request: HtmxRequest, slug: str) -> HttpResponse:
    """How far it is, with the reason: on record."""
    activity = find_own(request, slug)
    form = ActivityStatusForm(request.POST or None, initial={"status": activity.status})

    def move(**typed: Any) -> Activity:
        status = ActivityStatus(typed.pop("status"))
        return services.set_status(pk=activity.pk, actor=request.user, status=status, **typed)

    if attempt(request, form, move) is not None:
        messages.success(request, _("The status is set."))
        return redirect("activities:activity", activity.slug)
    words = {
        "title": _("Set the status of the activity"),
        "consequences": [
            _("That an activity is completed does not make anything implemented."),
            _("Whether it is delayed follows from its dates; nobody sets that."),
        ],
        "act": _("Set the status"),
        "form": form,
    }
    return _confirm(request, activity, words)


@require_http_methods(["GET", "POST"])
def activity_publish(request: HtmxRequest, slug: str) -> HttpResponse:
    activity = find_activity(request, slug)
    require(policies.can_publish_activity(request.user, activity))
    if request.method == "POST":
        services.publish_activity(pk=activity.pk, actor=request.user)
        messages.success(request, _("The activity is published."))
        return redirect("activities:activity", activity.slug)
    words = {
        "title": _("Publish the activity"),
        "consequences": [_("Everyone can read it from now on, with its dates and its budget.")],
        "act": _("Publish"),
    }
    return _confirm(request, activity, words)


@require_http_methods(["GET", "POST"])
def activity_take_back(request: HtmxRequest, slug: str) -> HttpResponse:
    """Away from the public, back to a draft, with the reason."""
    activity = find_activity(request, slug)
    require(policies.can_take_back_activity(request.user, activity))
    form = ReasonForm(request.POST or None)

    def take_back(reason: str) -> Activity:
        return services.take_back_activity(pk=activity.pk, actor=request.user, reason=reason)

    if attempt(request, form, take_back) is not None:
        messages.success(request, _("The activity is a draft again."))
        return redirect("activities:activity", activity.slug)
    words = {
        "title": _("Take the activity back"),
        "consequences": [
            _("The public does not see it any more, and it counts nowhere. Nothing of it is lost."),
            _("The reason stays in the history. It can be published again."),
        ],
        "act": _("Take the activity back"),
        "danger": True,
        "form": form,
    }
    return _confirm(request, activity, words)


@require_http_methods(["GET", "POST"])
def activity_discard(request: HtmxRequest, slug: str) -> HttpResponse:
    """A draft that nothing hangs on yet is thrown away; a second click finds it done."""
    if request.method == "POST" and policies.has_thrown_away(request.user, slug):
        return _thrown_away(request)
    activity = find_activity(request, slug)
    require(policies.can_discard_activity(request.user, activity))
    form = ReasonForm(request.POST or None)

    def discard(reason: str) -> bool:
        services.discard_activity(pk=activity.pk, actor=request.user, reason=reason)
        return True

    if attempt(request, form, discard):
        return _thrown_away(request)
    words = {
        "title": _("Throw this draft away"),
        "consequences": [
            _("It goes with its milestones, its money and its links; the history keeps them."),
            _(
                "One on which updates, indicators or questions hang, or whose status was set, stays."
            ),
        ],
        "act": _("Throw away"),
        "danger": True,
        "form": form,
    }
    return _confirm(request, activity, words)


@require_http_methods(["GET", "POST"])
def activity_copy(request: HtmxRequest, slug: str) -> HttpResponse:
    """A new one like it, of one's own institution."""
    source = find_activity(request, slug)
    require(policies.can_plan_activities(request.user))
    initial = {"title": source.title, "starts_on": source.starts_on, "ends_on": source.ends_on}
    initial |= {"lead": source.lead_id, "with_links": True, "with_milestones": True}
    form = CopyForm(request.POST or None, institutions=leads(request), initial=initial)
    token = token_of(request)

    def copy(**typed: Any) -> Activity:
        ways = {name: typed.pop(name) for name in ("with_links", "with_milestones")}
        return dividing.copy_activity(
            pk=source.pk, actor=request.user, content=typed, token=token, **ways
        )

    if (made := attempt(request, form, copy)) is not None:
        messages.success(request, _("The copy is a draft; change what is different about it."))
        return redirect("activities:activity_edit", made.slug)
    words = {
        "title": _("Copy the activity"),
        "consequences": [
            _("Status, money and what was told of it stay with the old one."),
            _("Of what it is linked to, the copy gets what you may link yourself."),
        ],
        "act": _("Copy"),
        "form": form,
        "hidden": [("token", token)],
    }
    return _confirm(request, source, words)


@require_http_methods(["GET", "POST"])
def activity_split(request: HtmxRequest, slug: str) -> HttpResponse:
    activity = find_own(request, slug)
    number = _number_of_parts(request)
    form = SplitForm(request.POST or None, whole=_whole(request, activity), number=number)
    token = token_of(request)

    def split(**_typed: Any) -> list[Activity]:
        return dividing.split_activity(
            pk=activity.pk, actor=request.user, shares=form.shares, token=token
        )

    if (made := attempt(request, form, split)) is not None:
        words = _("The activity is divided into %(number)d.") % {"number": len(made)}
        messages.success(request, words)
        return redirect("activities:activity", activity.slug)
    context = {
        "activity": activity,
        "form": form,
        "number": number,
        "numbers": range(2, MOST_PARTS + 1),
        "hidden": [("token", token), ("parts", number)],
    }
    return render(request, "activities/split.html", context, status=status_of(request))


def _number_of_parts(request: HtmxRequest) -> int:
    typed = (request.POST or request.GET).get("parts", "")
    return min(max(int(typed), 2), MOST_PARTS) if typed.isdecimal() and len(typed) < 3 else 2


def _whole(request: HtmxRequest, activity: Activity) -> Whole:
    """What the person sees of it; whatever else is linked stays with the first part."""
    shown = offered(request, activity)
    of_it = {"activity_links__activity": activity}
    return Whole(
        activity=activity,
        recommendations=list(shown.references.filter(**of_it).order_by("reference").distinct()),
        clusters=list(shown.clusters.filter(**of_it)),
    )


@require_http_methods(["GET", "POST"])
def activity_link(request: HtmxRequest, slug: str) -> HttpResponse:
    """Let one that is there answer more, instead of entering it again."""
    activity = find_own(request, slug)
    initial = {
        "recommendations": request.GET.get("recommendation", ""),
        "clusters": request.GET.getlist("cluster"),
    }
    choices = offered(request, activity)
    form = LinkForm(request.POST or None, offered=choices, initial=initial)

    def link(**typed: Any) -> int:
        return services.link_more(pk=activity.pk, actor=request.user, **typed)

    added = attempt(request, form, link)
    if added is not None:
        said = ngettext("%(number)d link is new.", "%(number)d links are new.", added)
        messages.success(request, said % {"number": added})
        tell_led_on(request, form)
        return redirect("activities:activity", activity.slug)
    words = {
        "title": _("Let this activity answer more"),
        "consequences": [_("What is linked already stays linked.")],
        "act": _("Link"),
        "form": form,
    }
    return _confirm(request, activity, words)


def _thrown_away(request: HtmxRequest) -> HttpResponse:
    messages.success(request, _("The draft was thrown away."))
    return redirect("activities:activities")


def _confirm(request: HtmxRequest, activity: Activity, words: dict[str, Any]) -> HttpResponse:
    cancel = reverse("activities:activity", args=[activity.slug])
    if not policies.can_follow_activity(request.user, activity):
        cancel = activity.get_absolute_url()
    return confirm_page(request, {"subject": activity.label, "cancel_url": cancel} | words)
