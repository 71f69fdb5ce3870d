"""States and mechanisms: under which other spellings imports know them."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from mechanisms.models import Mechanism, State
from nmirf.common.decisions import require
from nmirf.common.errors import ConflictError, DomainError
from nmirf.common.htmx import HtmxRequest, page_or_partial
from recommendations import policies
from recommendations.forms.lists import AliasesForm
from recommendations.parsers.text import fold_label
from recommendations.services import taxonomy

from .lists import trail

_KEY: dict[str, tuple[Any, str]] = {"states": (State, "iso3"), "mechanisms": (Mechanism, "code")}


@require_GET
def alias_list(request: HtmxRequest, name: str) -> HttpResponse:
    require(policies.can_edit_lists(request.user))
    model, key = _KEY[name]
    words = request.GET.get("q", "").strip()[:200]
    folded = fold_label(words)
    rows = [
        {"code": code, "row": row}
        for row in model.objects.all()
        for code in [getattr(row, key)]
        if any(
            folded in fold_label(text)
            for text in (code, row.name, *row.name_translations.values(), *row.aliases)
        )
    ]
    context = {
        "name": name,
        "title": _title(name),
        "rows": rows,
        "words": words,
        "address": f"recommendations:{name}_aliases",
        "trail": trail(here=_title(name)),
    }
    template = page_or_partial(request, "recommendations/alias_list.html", "terms")
    return render(request, template, context)


@require_http_methods(["GET", "POST"])
def edit_aliases(request: HtmxRequest, name: str, code: str) -> HttpResponse:
    require(policies.can_edit_lists(request.user))
    model, key = _KEY[name]
    row = get_object_or_404(model, **{key: code})
    form = AliasesForm(
        request.POST or None, initial={"aliases": row.aliases, "version": row.updated_at}
    )
    context: dict[str, Any] = {"name": name, "row": row, "code": code, "form": form}
    context["trail"] = [
        *trail(),
        {"label": _title(name), "url": request.path.removesuffix(f"{code}/")},
        {"label": row.label},
    ]
    if request.method != "POST":
        return render(request, "recommendations/aliases.html", context)
    if not form.is_valid():
        return render(request, "recommendations/aliases.html", context, status=422)
    try:
        taxonomy.set_aliases(
            list=name,
            code=code,
            aliases=form.cleaned_data["aliases"],
            seen=form.cleaned_data["version"],
            reason=form.cleaned_data["reason"],
            actor=request.user,
        )
    except ConflictError as error:
        return _conflict(request, context, error.theirs)
    except DomainError as error:
        form.add_error(None, str(error))
        return render(request, "recommendations/aliases.html", context, status=422)
    messages.success(request, _("Saved."))
    return redirect(f"recommendations:{name}_list")


def _conflict(request: HtmxRequest, context: dict[str, Any], theirs: Any) -> HttpResponse:
    data = request.POST.copy()
    data["version"] = theirs.updated_at.isoformat()
    context["form"] = AliasesForm(data)
    context["both"] = {
        "who": _("Someone else"),
        "at": theirs.updated_at,
        "theirs": "\n".join(theirs.aliases) or "–",
        "mine": data.get("aliases", ""),
    }
    return render(request, "recommendations/aliases.html", context, status=409)


def _title(name: str) -> str:
    return _("States") if name == "states" else _("Mechanisms")
