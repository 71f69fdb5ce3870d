"""Doors to the import of objectives: a file is read and shown first, then taken over whole."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from activities import policies
from activities.forms.plan_import import ObjectiveFileForm, ReadTableForm, sealed
from activities.models import NationalPlan
from activities.parsers.objectives import COLUMNS, REQUIRED, languages
from activities.services import plan_import as services
from nmirf.common.decisions import require
from nmirf.common.deeds import attempt, status_of
from nmirf.common.htmx import HtmxRequest
from nmirf.common.tables import xlsx_file

from .plans import find_plan


@require_http_methods(["GET", "POST"])
def plan_import(request: HtmxRequest, slug: str) -> HttpResponse:
    """Choose a file; what it would bring is shown, and what is wrong with it, row by row."""
    plan = find_plan(request, slug)
    form = ObjectiveFileForm(request.POST or None, request.FILES or None)
    context: dict[str, Any] = {"plan": plan, "form": form, "columns": COLUMNS}
    status = status_of(request)
    if request.method == "POST" and form.is_valid():
        table = form.cleaned_data["file"]
        check = services.check_import(plan=plan, actor=request.user, table=table)
        context["check"] = check
        if not check.problems:
            context["table"] = sealed(table, _purpose(request, plan))
            status = 200
    return render(request, "activities/plan_import.html", context, status=status)


@require_POST
def plan_import_apply(request: HtmxRequest, slug: str) -> HttpResponse:
    """Take over what was shown."""
    plan = find_plan(request, slug)
    form = ReadTableForm(request.POST, purpose=_purpose(request, plan))

    def take(table: Any) -> services.Check:
        return services.import_objectives(plan_pk=plan.pk, actor=request.user, table=table)

    check = attempt(request, form, take)
    if check is None:
        errors = [str(error) for found in form.errors.values() for error in found]
        context = {"plan": plan, "form": ObjectiveFileForm(), "columns": COLUMNS, "errors": errors}
        return render(request, "activities/plan_import.html", context, status=422)
    messages.success(request, _told(check))
    return redirect("activities:plan", slug)


def _told(check: services.Check) -> str:
    new, changed = len(check.new), len(check.changed)
    if not new and not changed:
        return _("The plan says all of this already: nothing was changed.")
    parts = (
        ngettext("%(number)d objective is new.", "%(number)d objectives are new.", new),
        ngettext("%(number)d was changed.", "%(number)d were changed.", changed),
    )
    return " ".join(
        words % {"number": number}
        for words, number in zip(parts, (new, changed), strict=True)
        if number
    )


@require_GET
def plan_template(request: HtmxRequest) -> HttpResponse:
    """The workbook to fill in: our columns with an example, and what each of them means."""
    require(policies.can_manage_plans(request.user))
    example = [column.example for column in COLUMNS]
    titles = [*(column.title for column in COLUMNS), *(f"title {code}" for code in languages())]
    explained = [
        [column.title, column.meaning, _("yes") if column.name in REQUIRED else _("no")]
        for column in COLUMNS
    ]
    further = _("The title in another language.")
    explained += [[f"title {code}", further, _("no")] for code in languages()]
    heads = [_("Column"), _("Meaning"), _("Required")]
    return xlsx_file(
        "objectives",
        [(_("Objectives"), titles, [example]), (_("What goes where"), heads, explained)],
    )


def _purpose(request: HtmxRequest, plan: NationalPlan) -> str:
    return f"objectives of plan {plan.pk} by {request.user.pk}"
