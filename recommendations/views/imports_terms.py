"""Terms that no list knows, and columns of tables that nobody knows: what they stand for."""

from collections import Counter
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from nmirf.common.context_processors import NavItem
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

# As many terms as one looks through in a sitting.
PER_PAGE = 20
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_http_methods(["GET", "POST"])
def terms(request: HtmxRequest, reference: UUID) -> HttpResponse:
    """Unknown terms of one list, a page at a time, with what each may stand for."""
    row = batch_of(request, reference)
    require(policies.can_change_import(request.user, row))
    if request.method == "GET" and row.state not in services.TOLD:
        # Of a file that has not been read nothing can be said of its terms.
        return redirect(row)
    unknown = services.unknown_terms(row)
    problem = ""
    if request.method == "POST":
        try:
            _decide(request, row, unknown)
            services.judge_again(pk=row.pk, actor=request.user)
        except DomainError as error:
            problem = str(error)
        else:
            return _onward(request, row)
    context = {"batch": row, "problem": problem, "is_open": row.state == ImportState.READY}
    context |= _shown(request, row, unknown)
    status = 422 if problem else 200
    return render(request, "recommendations/import_terms.html", context, status=status)


def _decide(request: HtmxRequest, row: ImportBatch, unknown: list[services.UnknownTerm]) -> None:
    """What was sent: one decision on all that are left of a list, or those on the terms of a page."""
    if act := request.POST.get("rest"):
        number = services.decide_rest(
            pk=row.pk, name=request.POST.get("list", ""), act=act, actor=request.user
        )
        words = ngettext("Decided: %(number)d term.", "Decided: %(number)d terms.", number)
        messages.success(request, words % {"number": number})
        return
    sent = [term for term in unknown if f"choice-{term.key}" in request.POST]
    wishes = [_wish(request, term) for term in sent]
    services.decide_terms(pk=row.pk, wishes=wishes, actor=request.user)
    messages.success(request, _("Saved. Nothing is added to the lists before you write."))


def _onward(request: HtmxRequest, row: ImportBatch) -> HttpResponse:
    """To the rest of the list, the next one with terms to decide, or else the import."""
    row.refresh_from_db()
    left = [term.list for term in services.unknown_terms(row) if term.decision is None]
    here = request.GET.get("list") or request.POST.get("list")
    if not left and request.POST.get("rest") != "back":
        return redirect(row)
    if here in left or not left:
        return redirect(request.get_full_path())
    return redirect(f"{request.path}?list={left[0]}")


def _wish(request: HttpRequest, term: services.UnknownTerm) -> services.Wish:
    sent = request.POST
    choice = sent.get(f"choice-{term.key}", "")
    code = sent.get(f"term-{term.key}", "")
    if choice == TermChoice.CREATE:
        code = slugify(sent.get(f"code-{term.key}", "")) or slugify(term.label)[:60]
    return services.Wish(term.list, term.label, choice, code, sent.get(f"parent-{term.key}", ""))


def _shown(
    request: HtmxRequest, row: ImportBatch, unknown: list[services.UnknownTerm]
) -> dict[str, Any]:
    """The list that is looked at, those to decide first, and how many are left of each."""
    named = [name for name in TermList.values if any(term.list == name for term in unknown)]
    left = Counter(term.list for term in unknown if term.decision is None)
    first = next((name for name in named if left[name]), named[0] if named else "")
    asked = request.GET.get("list", "")
    here = asked if asked in named else first
    if not here:
        return {"list": None}
    terms = sorted(
        (term for term in unknown if term.list == here), key=lambda term: term.decision is not None
    )
    page = Paginator(terms, per_page=PER_PAGE).get_page(request.GET.get("page"))
    helped = services.with_help(row, list(page))
    return {
        "list": _list(here, terms),
        "page": page,
        "entries": [_entry(request, term) for term in helped],
        "tabs": [
            NavItem(str(TermList(name).label), f"?list={name}", name == here, left[name])
            for name in named
        ],
    }


def _list(name: str, terms: list[services.UnknownTerm]) -> dict[str, Any]:
    takes_new = name in services.OPEN_LISTS
    choices = [one for one in TermChoice if takes_new or one != TermChoice.CREATE]
    left = [term for term in terms if term.decision is None]
    decided = [term.decision.choice for term in terms if term.decision]
    return {
        "name": name,
        "title": TermList(name).label,
        "options": services.options_of(name),
        "takes_new": takes_new,
        "is_needed": name in services.NEEDED_LISTS,
        "has_parents": name == TermList.THEMES,
        "choices": [(one.value, one.label) for one in choices],
        "left": len(left),
        "earlier": sum(term.earlier is not None for term in left),
        "left_out": decided.count(TermChoice.LEAVE_OUT),
    }


def _entry(request: HttpRequest, term: services.UnknownTerm) -> dict[str, Any]:
    values = _values(request, term)
    likely = {option.code for option in term.suggestions}
    return {"term": term, "is_likely": values["chosen"] in likely, **values}


def _values(request: HttpRequest, term: services.UnknownTerm) -> dict[str, str]:
    decision = term.decision or term.earlier
    saved = {
        "choice": decision.choice if decision else "",
        "chosen": decision.code if decision and decision.choice != TermChoice.CREATE else "",
        "code": decision.code if decision and decision.choice == TermChoice.CREATE else "",
        "parent": decision.parent if decision else "",
    }
    if not saved["chosen"] and term.suggestions:
        saved["chosen"] = term.suggestions[0].code
    if f"choice-{term.key}" not in request.POST:
        return saved
    names = {"choice": "choice", "chosen": "term", "code": "code", "parent": "parent"}
    return {key: request.POST.get(f"{name}-{term.key}", "") for key, name in names.items()}


@require_http_methods(["GET", "POST"])
def mapping(request: HtmxRequest, reference: UUID) -> HttpResponse:
    """Say which column of a table is which."""
    row = batch_of(request, reference)
    require(policies.can_change_import(request.user, row))
    if row.state not in (ImportState.MAPPING, ImportState.FAILED) or not row.file:
        return redirect(row)
    sheet = request.GET.get("sheet", "")
    try:
        peek = services.peek(row, sheet)
    except BadFile as error:
        messages.error(request, str(error))
        return redirect("recommendations:map_import", reference) if sheet else redirect(row)
    form = MappingForm(request.POST or None, titles=peek.titles, initial=_initial(row, peek.titles))
    if request.method == "POST" and form.is_valid():
        try:
            services.map_import(
                pk=row.pk, fields=form.mapping(sheet), stated=form.stated(), actor=request.user
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
