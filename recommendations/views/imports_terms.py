"""Terms that no list knows, and columns of tables that nobody knows: what they stand for."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from nmirf.common.decisions import require
from nmirf.common.errors import DomainError
from nmirf.common.htmx import HtmxRequest
from recommendations import policies
from recommendations.choices import ImportState, TermChoice, TermList
from recommendations.forms.imports import MappingForm
from recommendations.models import ImportBatch
from recommendations.parsers import BadFile, suggest_mapping, template_workbook
from recommendations.services import imports as services

from .imports import batch_of

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_http_methods(["GET", "POST"])
def terms(request: HtmxRequest, reference: UUID) -> HttpResponse:
    """Every unknown term with what it may stand for; all are saved at once."""
    row = batch_of(request, reference)
    require(policies.can_change_import(request.user, row))
    unknown = services.unknown_terms(row)
    problem = ""
    if request.method == "POST":
        wishes = [_wish(request, number, term) for number, term in enumerate(unknown)]
        try:
            services.decide_terms(pk=row.pk, wishes=wishes, actor=request.user)
            services.judge_again(pk=row.pk, actor=request.user)
        except DomainError as error:
            problem = str(error)
        else:
            messages.success(request, _("Saved. Nothing is added to the lists before you write."))
            return redirect(row)
    context = {
        "batch": row,
        "problem": problem,
        "lists": _lists(request, unknown),
        "is_open": row.state == ImportState.READY,
    }
    status = 422 if problem else 200
    return render(request, "recommendations/import_terms.html", context, status=status)


def _wish(request: HttpRequest, number: int, term: services.UnknownTerm) -> services.Wish:
    sent = request.POST
    choice = sent.get(f"choice-{number}", "")
    code = sent.get(f"term-{number}", "")
    if choice == TermChoice.CREATE:
        code = slugify(sent.get(f"code-{number}", "")) or slugify(term.label)[:60]
    return services.Wish(term.list, term.label, choice, code, sent.get(f"parent-{number}", ""))


def _lists(request: HttpRequest, unknown: list[services.UnknownTerm]) -> list[dict[str, Any]]:
    """The terms by list, with what stands in each field: as sent, else as decided."""
    found: dict[str, dict[str, Any]] = {}
    for number, term in enumerate(unknown):
        if term.list not in found:
            found[term.list] = _list(term.list)
        entry = {"number": number, "term": term, **_values(request, number, term)}
        found[term.list]["terms"].append(entry)
    return list(found.values())


def _list(name: str) -> dict[str, Any]:
    takes_new = name in services.OPEN_LISTS
    choices = [one for one in TermChoice if takes_new or one != TermChoice.CREATE]
    return {
        "title": TermList(name).label,
        "options": services.options_of(name),
        "takes_new": takes_new,
        "has_parents": name == TermList.THEMES,
        "choices": [(one.value, one.label) for one in choices],
        "terms": [],
    }


def _values(request: HttpRequest, number: int, term: services.UnknownTerm) -> dict[str, str]:
    decision = term.decision
    saved = {
        "choice": decision.choice if decision else "",
        "chosen": decision.code if decision and decision.choice != TermChoice.CREATE else "",
        "code": decision.code if decision and decision.choice == TermChoice.CREATE else "",
        "parent": decision.parent if decision else "",
    }
    if not saved["chosen"] and term.suggestions:
        saved["chosen"] = term.suggestions[0].code
    if request.method != "POST":
        return saved
    names = {"choice": "choice", "chosen": "term", "code": "code", "parent": "parent"}
    return {key: request.POST.get(f"{name}-{number}", "") for key, name in names.items()}


@require_http_methods(["GET", "POST"])
def mapping(request: HtmxRequest, reference: UUID) -> HttpResponse:
    """Say which column of a table is which."""
    row = batch_of(request, reference)
    require(policies.can_change_import(request.user, row))
    if row.state not in (ImportState.MAPPING, ImportState.FAILED) or not row.file:
        return redirect(row)
    try:
        peek = services.peek(row)
    except BadFile as error:
        messages.error(request, str(error))
        return redirect(row)
    form = MappingForm(request.POST or None, titles=peek.titles, initial=_initial(row, peek.titles))
    if request.method == "POST" and form.is_valid():
        try:
            services.map_import(
                pk=row.pk, fields=form.mapping(), stated=form.stated(), actor=request.user
            )
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            return redirect(row)
    context = {"batch": row, "form": form, "peek": peek}
    status = 422 if form.is_bound else 200
    return render(request, "recommendations/import_mapping.html", context, status=status)


def _initial(batch: ImportBatch, titles: tuple[str, ...]) -> dict[str, Any]:
    found: dict[str, Any] = {
        f"column-{name}": title for name, title in suggest_mapping(titles).items()
    }
    found.update(batch.stated, name=batch.filename[:120])
    return found


@require_GET
def template(request: HtmxRequest) -> HttpResponse:
    """A workbook with our columns and what each means, to be filled in."""
    require(policies.can_manage_register(request.user))
    answer = HttpResponse(template_workbook(), content_type=_XLSX)
    answer["Content-Disposition"] = 'attachment; filename="recommendations.xlsx"'
    return answer
