"""Making two records one and taking them apart, each on a page that says what follows."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from nmirf.common.decisions import require
from nmirf.common.errors import DomainError
from nmirf.common.htmx import HtmxRequest
from recommendations import policies
from recommendations.forms.clusters import RemovalForm
from recommendations.forms.doubles import OtherForm
from recommendations.models import Merge, Recommendation
from recommendations.services import merging as services

from .telling import tell_led_on

# What rows of each kind are called on the page, in the order in which they are listed.
_WORDS: dict[str, str | Promise] = {
    "recommendations.Recommendation": gettext_lazy("The recommendation itself"),
    "recommendations.RecommendationText": gettext_lazy("Texts"),
    "recommendations.RecommendingState": gettext_lazy("Recommending States"),
    "recommendations.PositionChange": gettext_lazy("Positions of the State"),
    "recommendations.ThemeLink": gettext_lazy("Themes"),
    "recommendations.GroupLink": gettext_lazy("People concerned"),
    "recommendations.SdgGoalLink": gettext_lazy("Sustainable Development Goals"),
    "recommendations.SdgTargetLink": gettext_lazy("Targets"),
    "recommendations.ObjectiveLink": gettext_lazy("Objectives"),
    "recommendations.ClusterMembership": gettext_lazy("Clusters"),
    "recommendations.Assignment": gettext_lazy("Assignments"),
    "recommendations.Assessment": gettext_lazy("Assessments"),
    "recommendations.Repeat": gettext_lazy("Links between cycles"),
    "recommendations.SourceRecord": gettext_lazy("Sources"),
    "recommendations.ExternalCoding": gettext_lazy("External codings"),
    "activities.UpdateTarget": gettext_lazy("Updates"),
    "activities.ActivityRecommendation": gettext_lazy("Activities"),
    "reporting.Obligation": gettext_lazy("Obligations"),
}


@dataclass
class Moved:
    """What of one kind moves, and what stays behind since the other one has it already."""

    label: str
    moves: list[str] = field(default_factory=list)
    stays: list[str] = field(default_factory=list)


def _told(moved: list[dict[str, Any]]) -> list[Moved]:
    found: dict[str, Moved] = {}
    for entry in moved:
        label = entry["model"]
        words = _WORDS.get(label, gettext_lazy("Other links"))
        lines = found.setdefault(label, Moved(str(words)))
        if entry["how"] == services.STAYED:
            lines.stays.append(entry["words"])
        elif label == "recommendations.Recommendation":
            lines.moves += [name for name in _columns(entry) if name not in lines.moves]
        else:
            lines.moves.append(entry["words"])
    order = {label: place for place, label in enumerate(_WORDS)}
    rows = sorted(found.items(), key=lambda pair: order.get(pair[0], len(order)))
    return [lines for _label, lines in rows if lines.moves or lines.stays]


def _columns(entry: dict[str, Any]) -> list[str]:
    """The columns that the record that stays takes over, in words; none for the one that goes."""
    if entry["after"].get("publication"):
        return []
    fields = {one.attname: one for one in Recommendation._meta.concrete_fields}
    shown = (name for name, value in entry["after"].items() if value is not None)
    return [str(fields[name].verbose_name) for name in shown if fields[name].editable]


@require_http_methods(["GET", "POST"])
def merge(request: HtmxRequest, reference: str) -> HttpResponse:
    """First the other one is named (`?other=`), then both are shown with what would move."""
    records = policies.visible_recommendations(request.user)
    kept = get_object_or_404(records.select_related("mechanism"), reference=reference)
    require(policies.can_manage_register(request.user))
    chosen = OtherForm(request.GET if "other" in request.GET else None)
    if not chosen.is_bound or not chosen.is_valid():
        context: dict[str, Any] = {"kept": kept, "chosen": chosen}
        status = 422 if chosen.errors else 200
        return render(request, "recommendations/merge_choose.html", context, status=status)
    absorbed = chosen.cleaned_data["other"]
    tell_led_on(request, chosen)
    form = RemovalForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.merge_recommendations(
                kept=kept, absorbed=absorbed, actor=request.user, reason=form.cleaned_data["reason"]
            )
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            words = _("%(absorbed)s is merged into this recommendation.")
            messages.success(request, words % {"absorbed": absorbed.reference})
            return redirect(kept)
    return _show(request, kept, absorbed, form)


def _show(
    request: HtmxRequest, kept: Recommendation, absorbed: Recommendation, form: RemovalForm
) -> HttpResponse:
    context: dict[str, Any] = {"kept": kept, "absorbed": absorbed, "form": form}
    try:
        moved = services.preview_merge(kept=kept, absorbed=absorbed, actor=request.user)
    except DomainError as error:
        context["refused"] = str(error)
    else:
        context["moved"] = _told(moved)
    status = 422 if form.errors else 200
    return render(request, "recommendations/merge.html", context, status=status)


@require_http_methods(["GET", "POST"])
def unmerge(request: HtmxRequest, reference: UUID) -> HttpResponse:
    require(policies.can_manage_register(request.user))
    row = get_object_or_404(
        Merge.objects.select_related("kept", "absorbed", "merged_by"), reference=reference
    )
    form = RemovalForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.unmerge(pk=row.pk, actor=request.user, reason=form.cleaned_data["reason"])
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("They are two recommendations again."))
            return redirect(row.absorbed)
    context = {
        "merge": row,
        "moved": _told(row.moved),
        "stopping": services.blockers(row),
        "form": form,
    }
    status = 422 if form.errors else 200
    return render(request, "recommendations/unmerge.html", context, status=status)
