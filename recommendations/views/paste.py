"""The numbered paragraphs of a document, pasted, looked over, and saved in one go."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from nmirf.common.decisions import require
from nmirf.common.errors import DomainError
from nmirf.common.htmx import HtmxRequest
from recommendations import policies
from recommendations.forms.paste import (
    MOST_ROWS,
    PastedDocumentForm,
    PasteForm,
    RowFormSet,
    rows_of,
    taken,
)
from recommendations.parsers.paste import split_paragraphs
from recommendations.services import hand as services

from .hand import own_state


@require_http_methods(["GET", "POST"])
def paste(request: HtmxRequest) -> HttpResponse:
    """First the text is pasted; then its rows are shown, to be changed, left out, and saved."""
    require(policies.can_manage_register(request.user))
    if "save" in request.POST:
        return _save(request)
    initial = {"language": settings.LANGUAGE_CODE.split("-")[0]}
    form = PasteForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        rows = rows_of(split_paragraphs(form.cleaned_data["pasted"]))
        if 0 < len(rows) <= MOST_ROWS:
            document = PastedDocumentForm(request.POST)
            return _rows(request, document, RowFormSet(initial=rows, prefix="rows"))
        form.add_error("pasted", _unusable(len(rows)))
    status = 422 if form.errors else 200
    return render(request, "recommendations/paste.html", {"form": form}, status=status)


def _unusable(number: int) -> str:
    if not number:
        return _("There is no paragraph in it.")
    words = _("These are %(number)d paragraphs and parts: paste %(most)d at most in one go.")
    return words % {"number": number, "most": MOST_ROWS}


def _rows(
    request: HtmxRequest, document: PastedDocumentForm, rows: Any, status: int = 200, **more: Any
) -> HttpResponse:
    context = {"document": document, "rows": rows, **more}
    return render(request, "recommendations/paste_rows.html", context, status=status)


def _save(request: HtmxRequest) -> HttpResponse:
    document = PastedDocumentForm(request.POST)
    rows = RowFormSet(request.POST, prefix="rows")
    # Both are asked, so that all that is wrong is said at once.
    if not all([document.is_valid(), rows.is_valid()]):
        return _rows(request, document, rows, 422)
    facts = document.cleaned_data
    chosen = taken(rows.cleaned_data, kind=facts["kind"], language=facts["language"])
    try:
        records = services.enter(
            actor=request.user,
            document=document.document(own_state()),
            entries=[one.entry for one in chosen],
            confirmed="confirmed" in request.POST,
        )
    except services.AlikeError as error:
        pairs = [
            {
                "number": chosen[place].entry.paragraph,
                "typed": chosen[place].entry.text,
                "alike": found,
            }
            for place, found in error.found.items()
        ]
        return _rows(request, document, rows, 409, pairs=pairs)
    except DomainError as error:
        document.add_error(None, str(error))
        return _rows(request, document, rows, 422)
    words = ngettext("%(number)d draft is saved.", "%(number)d drafts are saved.", len(records))
    messages.success(request, words % {"number": len(records)})
    return redirect(records[0].review or records[0])
