"""Institutions as a tree, entered and edited by the secretariat."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from focalpoints import policies
from focalpoints.choices import Standing
from focalpoints.forms.common import ReasonForm
from focalpoints.forms.institutions import InstitutionFilter, InstitutionForm
from focalpoints.models import Institution
from focalpoints.services import institutions as services
from focalpoints.tree import tree_of
from nmirf.common.decisions import require
from nmirf.common.errors import ConflictError, DomainError
from nmirf.common.htmx import HtmxRequest


@require_GET
def institutions(request: HtmxRequest) -> HttpResponse:
    """The tree, narrowed by what it is asked for; two queries whatever its size."""
    require(policies.can_read_directory(request.user))
    visible = list(policies.visible_institutions(request.user).with_names())
    officer = bool(policies.can_edit_institutions(request.user))
    territories = sorted({row.territory for row in visible if row.territory})
    form = InstitutionFilter(request.GET, territories=territories, officer=officer)
    asked = form.cleaned_data if form.is_valid() else {}
    gone = asked.get("gone", "")
    rows = [row for row in visible if gone == "with" or bool(row.dissolved_on) == bool(gone)]
    branches, number = tree_of(rows, asked)
    context = {"form": form, "branches": branches, "number": number, "may_edit": officer}
    return render(request, "focalpoints/institutions.html", context)


@require_http_methods(["GET", "POST"])
def institution_new(request: HtmxRequest) -> HttpResponse:
    require(policies.can_edit_institutions(request.user))
    form = InstitutionForm(request.POST or None, initial=request.GET.dict())
    if request.method == "POST" and form.is_valid():
        try:
            row = services.create_institution(actor=request.user, **form.values())
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("%(name)s is entered.") % {"name": row})
            return redirect("reporting:institution", row.slug)
    return _form(request, form)


@require_http_methods(["GET", "POST"])
def institution_edit(request: HtmxRequest, slug: str) -> HttpResponse:
    require(policies.can_edit_institutions(request.user))
    row = get_object_or_404(policies.visible_institutions(request.user), slug=slug)
    form = InstitutionForm(request.POST or None, instance=row)
    if request.method == "POST" and form.is_valid():
        seen, reason = form.cleaned_data["version"], form.cleaned_data["reason"]
        facts = form.values()
        try:
            services.edit_institution(
                pk=row.pk, actor=request.user, seen=seen, reason=reason, **facts
            )
        except ConflictError as error:
            form = InstitutionForm(_typed_again(request, error.theirs), instance=row)
            return _form(request, form, row, differences(form, error.theirs))
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Saved."))
            return redirect("reporting:institution", slug)
    return _form(request, form, row)


def _typed_again(request: HtmxRequest, theirs: Any) -> Any:
    """What was typed, now on top of what the other one saved: to save again is to mean it."""
    data = request.POST.copy()
    data["version"] = theirs.updated_at.isoformat()
    return data


def differences(form: InstitutionForm, theirs: Any) -> list[tuple[Any, str, str]]:
    """(label, saved by the other one, typed here) of each field in which the two differ."""
    saved = InstitutionForm(instance=theirs)
    found = []
    for name, field in form.fields.items():
        if name in ("reason", "version"):
            continue
        mine, other = str(form[name].value() or ""), str(saved[name].value() or "")
        if mine != other:
            choices = {str(k): str(v) for k, v in getattr(field, "choices", ())}
            found.append((field.label, choices.get(other, other), choices.get(mine, mine)))
    return found


def _form(
    request: HtmxRequest,
    form: InstitutionForm,
    row: Institution | None = None,
    conflict: list[tuple[Any, str, str]] | None = None,
) -> HttpResponse:
    context = {"form": form, "row": row, "conflict": conflict}
    if conflict is not None or form.errors:
        return render(request, "focalpoints/institution_form.html", context, status=422)
    return render(request, "focalpoints/institution_form.html", context)


CONSEQUENCES = {
    Standing.APPROVED: lambda: [
        _("It is shown to everyone, and its people can act for it from now on.")
    ],
    Standing.SUSPENDED: lambda: [
        _("From now on its people can neither report, sign nor comment for it."),
        _("Its page is no longer public. What it said and published stays in the records."),
    ],
}


@require_http_methods(["GET", "POST"])
def institution_standing(request: HtmxRequest, slug: str, standing: str) -> HttpResponse:
    """Approve or suspend, on a page that says what follows."""
    require(policies.can_edit_institutions(request.user))
    row = get_object_or_404(policies.visible_institutions(request.user), slug=slug)
    if standing not in (Standing.APPROVED, Standing.SUSPENDED):
        raise Http404
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        try:
            services.set_standing(pk=row.pk, standing=standing, actor=request.user, reason=reason)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Done."))
            return redirect("reporting:institution", slug)
    suspends = standing == Standing.SUSPENDED
    context: dict[str, Any] = {
        "title": _("Suspend this institution") if suspends else _("Approve this institution"),
        "subject": row.label,
        "consequences": CONSEQUENCES[Standing(standing)](),
        "form": form,
        "act": _("Suspend") if suspends else _("Approve"),
        "danger": suspends,
        "cancel_url": reverse("reporting:institution", args=[slug]),
    }
    status = 422 if form.errors else 200
    return render(request, "components/confirm_page.html", context, status=status)
