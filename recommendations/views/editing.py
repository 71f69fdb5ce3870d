"""The facts of a record, edited; of two who edit at once the second sees both."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from nmirf.common.decisions import require
from nmirf.common.errors import ConflictError, DomainError
from nmirf.common.htmx import HtmxRequest
from recommendations import policies
from recommendations.forms.editing import RecordForm, stamp
from recommendations.models import Recommendation
from recommendations.services import editing as services
from recommendations.services.links import LINK_KINDS


@dataclass(frozen=True, slots=True)
class Clash:
    """One field that someone else saved otherwise than it was typed here."""

    label: str
    theirs: str
    mine: str


@require_http_methods(["GET", "POST"])
def edit(request: HtmxRequest, reference: str) -> HttpResponse:
    records = policies.visible_recommendations(request.user).select_related("mechanism")
    record = get_object_or_404(records, reference=reference)
    require(policies.can_manage_register(request.user))
    form = RecordForm(request.POST or None, record=record)
    if request.method == "POST" and form.is_valid():
        try:
            _save(request, record, form)
        except ConflictError:
            return _conflict(request, record, form)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Saved."))
            return redirect(record)
    context = {"record": record, "form": form}
    status = 422 if form.errors else 200
    return render(request, "recommendations/edit.html", context, status=status)


def _save(request: HtmxRequest, record: Recommendation, form: RecordForm) -> None:
    facts = form.cleaned_data
    services.edit_record(
        pk=record.pk,
        seen=facts["seen"],
        facts=form.facts(),
        rationale=facts["rationale"],
        confirm_rules=facts.get("confirm_rules", False),
        actor=request.user,
        reason=facts["reason"],
    )


def _conflict(request: HtmxRequest, record: Recommendation, form: RecordForm) -> HttpResponse:
    """Both, field by field; the form keeps one's own and, saved again, takes the other's place."""
    record.refresh_from_db()
    data = request.POST.copy()
    data["seen"] = stamp(record)
    again = RecordForm(data, record=record)
    again.is_valid()
    context = {
        "record": record,
        "form": again,
        "clashes": _clashes(again),
        "at": record.updated_at,
    }
    return render(request, "recommendations/edit.html", context, status=409)


def _clashes(form: RecordForm) -> list[Clash]:
    names = [name for name in form.changed_data if name in {*services.COLUMNS, *LINK_KINDS}]
    return [
        Clash(
            label=str(form[name].label),
            theirs=_shown(form, name, form[name].initial),
            mine=_shown(form, name, form[name].value()),
        )
        for name in names
    ]


def _shown(form: RecordForm, name: str, value: Any) -> str:
    """A field's value as people read it: the words of a choice, the terms of a list, a day."""
    field = form.fields[name]
    choices = getattr(field, "choices", None)
    if choices is not None:
        wanted = {str(one) for one in (value if isinstance(value, list) else [value])}
        return ", ".join(str(label) for key, label in choices if str(key) in wanted) or "–"
    if isinstance(value, bool) or name == "priority":
        return _("Yes") if value else _("No")
    if hasattr(value, "year"):
        return date_format(value)
    return str(value or "–")
