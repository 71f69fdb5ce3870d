"""The lists of terms: read, searched, taken away as a file, edited."""

import csv
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from nmirf.common.decisions import require
from nmirf.common.errors import ConflictError, DomainError
from nmirf.common.htmx import HtmxRequest, page_or_partial
from recommendations import policies
from recommendations.choices import Taxonomy
from recommendations.forms.lists import TermForm
from recommendations.models import LISTINGS, Term
from recommendations.services import taxonomy
from recommendations.services.taxonomy import shown


@require_GET
def lists(request: HtmxRequest) -> HttpResponse:
    found = shown.summaries(request.user)
    return render(request, "recommendations/lists.html", {"summaries": found})


@require_GET
def term_list(request: HtmxRequest, name: str) -> HttpResponse:
    title = title_of(request, name)
    words = request.GET.get("q", "").strip()[:200]
    lines = shown.lines(name, request.user, words)
    context = {
        "name": name,
        "title": title,
        "words": words,
        "lines": lines,
        "branches": shown.branches(lines, words=words, opened=request.GET.get("term", "")),
        "languages": shown.languages(),
        "listing": LISTINGS[name],
        "trail": trail(here=title),
    }
    template = page_or_partial(request, "recommendations/term_list.html", "terms")
    return render(request, template, context)


@require_GET
def download_list(request: HtmxRequest, name: str) -> HttpResponse:
    title_of(request, name)
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    # The mark tells spreadsheets that it is UTF-8.
    response.write("\ufeff")
    csv.writer(response).writerows(shown.table(name, request.user))
    return response


@require_http_methods(["GET", "POST"])
def new_term(request: HtmxRequest, name: str) -> HttpResponse:
    title = title_of(request, name)
    if LISTINGS[name].is_fixed:
        raise Http404
    form = TermForm(request.POST or None, list_name=name, initial=request.GET.dict())
    here = _("New term")
    context = {"name": name, "title": here, "form": form, "trail": trail((title, name), here)}
    if request.method != "POST":
        return render(request, "recommendations/term.html", context)
    if form.is_valid():
        try:
            values = form.values()
            taxonomy.create_term(
                list=name,
                code=form.cleaned_data["code"],
                name=values.pop("name"),
                parent=values.pop("parent", ""),
                values=values,
                actor=request.user,
                reason=form.cleaned_data["reason"],
            )
            messages.success(request, _("The term is in the list."))
            return redirect("recommendations:term", name, form.cleaned_data["code"])
        except DomainError as error:
            form.add_error(None, str(error))
    return render(request, "recommendations/term.html", context, status=422)


@require_http_methods(["GET", "POST"])
def term(request: HtmxRequest, name: str, code: str) -> HttpResponse:
    """Edit a term; what else can be done with it leads on from here."""
    row = find_term(request, name, code)
    if request.method != "POST" or row.merged_into:
        return _term_page(request, name, row, TermForm(list_name=name, term=row))
    form = TermForm(request.POST, list_name=name, term=row)
    if not form.is_valid():
        return _term_page(request, name, row, form, status=422)
    try:
        taxonomy.edit_term(
            list=name,
            code=code,
            values=form.values(),
            seen=form.cleaned_data["version"],
            actor=request.user,
            reason=form.cleaned_data["reason"],
        )
    except ConflictError as error:
        return _conflict(request, name, error.theirs, form)
    except DomainError as error:
        form.add_error(None, str(error))
        return _term_page(request, name, row, form, status=422)
    messages.success(request, _("Saved."))
    return redirect("recommendations:term", name, code)


def _term_page(
    request: HtmxRequest, name: str, row: Term, form: TermForm, status: int = 200, **more: Any
) -> HttpResponse:
    listing = LISTINGS[name]
    context = {
        "name": name,
        "title": row.label,
        "term": row,
        "form": form,
        "listing": listing,
        "uses": listing.links._default_manager.filter(
            **{listing.field: row},
            recommendation__in=policies.visible_recommendations(request.user).values("pk"),
        ).count(),
        "merges": shown.merges_into(name, row.code),
        "undeletable": taxonomy.what_refers(name, row),
        "trail": trail((Taxonomy(name).label, name), row.label),
    }
    return render(request, "recommendations/term.html", context | more, status=status)


def _conflict(request: HtmxRequest, name: str, theirs: Any, form: TermForm) -> HttpResponse:
    """Both versions; the form keeps one's own and, saved again, takes the place of the other."""
    data = request.POST.copy()
    data["version"] = theirs.updated_at.isoformat()
    again = TermForm(data, list_name=name, term=theirs)
    now = TermForm(list_name=name, term=theirs)
    mine, other = [], []
    for field in again:
        before, typed = now[field.name].value(), field.value()
        if field.name not in {"reason", "version"} and str(before or "") != str(typed or ""):
            other.append(f"{field.label}: {before or '–'}")
            mine.append(f"{field.label}: {typed or '–'}")
    both = {
        "who": shown.last_editor(theirs) or _("Someone else"),
        "at": theirs.updated_at,
        "theirs": "\n".join(other),
        "mine": "\n".join(mine),
    }
    return _term_page(request, name, theirs, again, status=409, both=both)


@require_POST
def move_term(request: HtmxRequest, name: str, code: str, way: str) -> HttpResponse:
    """One place up or down."""
    find_term(request, name, code)
    try:
        taxonomy.move_term(list=name, code=code, up=way == "up", actor=request.user)
    except DomainError as error:
        messages.error(request, str(error))
    return redirect(f"{reverse('recommendations:list', args=[name])}?term={code}#{code}")


def title_of(request: HtmxRequest, name: str) -> str:
    """The list's title, to those who may edit lists."""
    require(policies.can_edit_lists(request.user))
    if name not in LISTINGS:
        raise Http404
    return str(Taxonomy(name).label)


def find_term(request: HtmxRequest, name: str, code: str) -> Term:
    title_of(request, name)
    listing = LISTINGS[name]
    related = ("merged_into", "parent") if listing.is_tree else ("merged_into",)
    found: Term = get_object_or_404(listing.model.objects.select_related(*related), code=code)
    return found


def trail(above: tuple[Any, str] | None = None, here: Any = "") -> list[dict[str, Any]]:
    """The way to a page: the lists, the list, the term."""
    steps = [{"label": _("Lists"), "url": reverse("recommendations:lists")}]
    if above:
        label, name = above
        steps.append({"label": label, "url": reverse("recommendations:list", args=[name])})
    return [*steps, {"label": here, "url": ""}] if here else steps
