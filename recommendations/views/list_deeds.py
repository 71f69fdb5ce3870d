"""What cannot be done to a term in passing: each deed on a page that says what follows."""

from collections.abc import Callable, Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from nmirf.common.errors import DomainError
from nmirf.common.htmx import HtmxRequest
from recommendations.choices import Taxonomy
from recommendations.forms.lists import DeedForm, MergeChoiceForm
from recommendations.models import LISTINGS, Term
from recommendations.services import taxonomy
from recommendations.services.taxonomy import Moves

from .lists import find_term, trail


@require_http_methods(["GET", "POST"])
def retire_term(request: HtmxRequest, name: str, code: str) -> HttpResponse:
    row = find_term(request, name, code)
    says = [
        _("Forms no longer offer it, and imports no longer recognise it: they report it instead."),
        _("Recommendations that are linked to it stay linked. You can bring it back."),
    ]
    return _deed(request, name, row, taxonomy.retire_term, _("Retire"), says)


@require_http_methods(["GET", "POST"])
def restore_term(request: HtmxRequest, name: str, code: str) -> HttpResponse:
    row = find_term(request, name, code)
    says = [_("Forms offer it again, and imports recognise it by all its spellings.")]
    return _deed(request, name, row, taxonomy.restore_term, _("Bring back"), says, danger=False)


@require_http_methods(["GET", "POST"])
def delete_term(request: HtmxRequest, name: str, code: str) -> HttpResponse:
    row = find_term(request, name, code)
    says = [
        taxonomy.what_refers(name, row)
        or _("Nothing ever referred to it. It is taken out of the list; the history keeps it.")
    ]
    there = reverse("recommendations:list", args=[name])
    return _deed(request, name, row, taxonomy.delete_term, _("Delete"), says, there=there)


@require_http_methods(["GET", "POST"])
def unmerge_term(request: HtmxRequest, name: str, code: str) -> HttpResponse:
    row = find_term(request, name, code)
    if row.merged_into is None:
        raise Http404
    says = [
        _("What the merge moved and is still under “%(kept)s” goes back to “%(term)s”.")
        % {"kept": row.merged_into.label, "term": row.label},
        _("What people linked or took away since then stays as it is."),
    ]
    return _deed(request, name, row, taxonomy.unmerge_term, _("Undo the merge"), says)


@require_http_methods(["GET", "POST"])
def merge_term(request: HtmxRequest, name: str, code: str) -> HttpResponse:
    """First which term stays; then what moves, and why."""
    row = find_term(request, name, code)
    if LISTINGS[name].is_fixed:
        raise Http404
    into = request.POST.get("into") or request.GET.get("into", "")
    choice = MergeChoiceForm({"into": into} if into else None, list_name=name, term=row)
    if not into or not choice.is_valid():
        return _choose(request, name, row, choice)
    try:
        moves = taxonomy.what_moves(list=name, code=code, into=into, actor=request.user)
    except DomainError as error:
        choice.add_error("into", str(error))
        return _choose(request, name, row, choice)
    kept = find_term(request, name, into)

    def merge(**asked: Any) -> object:
        return taxonomy.merge_terms(into=into, **asked)

    return _deed(
        request,
        name,
        row,
        merge,
        _("Merge into “%(term)s”") % {"term": kept.label},
        _what_moves(row, kept, moves),
        there=_address(name, into),
        hidden=[("into", into)],
    )


def _choose(request: HtmxRequest, name: str, row: Term, choice: MergeChoiceForm) -> HttpResponse:
    context = {
        "name": name,
        "term": row,
        "form": choice,
        "trail": trail((Taxonomy(name).label, name), row.label),
    }
    status = 422 if choice.is_bound else 200
    return render(request, "recommendations/term_merge.html", context, status=status)


def _what_moves(row: Term, kept: Term, moves: Moves) -> list[str]:
    """The preview, a sentence each."""
    links = ngettext(
        "%(number)d recommendation moves to “%(kept)s”.",
        "%(number)d recommendations move to “%(kept)s”.",
        moves.links,
    ) % {"number": moves.links, "kept": kept.label}
    says = [links]
    if moves.doubled:
        says.append(
            ngettext(
                "%(number)d recommendation is linked to both: one link stays.",
                "%(number)d recommendations are linked to both: one link each stays.",
                moves.doubled,
            )
            % {"number": moves.doubled}
        )
    if moves.moves_unseen:
        says.append(_("Drafts that you do not see move too."))
    if moves.children:
        says.append(
            _("These stand below “%(kept)s” then: %(terms)s.")
            % {"kept": kept.label, "terms": "; ".join(moves.children)}
        )
    if moves.decisions:
        says.append(
            ngettext(
                "%(number)d decision of an open import follows.",
                "%(number)d decisions of open imports follow.",
                moves.decisions,
            )
            % {"number": moves.decisions}
        )
    says.append(
        _("“%(kept)s” also answers to: %(spellings)s.")
        % {"kept": kept.label, "spellings": "; ".join(moves.spellings) or "–"}
    )
    says.append(
        _(
            "Addresses with the code “%(code)s” lead to the term that stays. The merge can be undone."
        )
        % {"code": row.code}
    )
    return says


def _deed(
    request: HtmxRequest,
    name: str,
    row: Term,
    deed: Callable[..., object],
    title: str,
    says: Sequence[str],
    *,
    there: str = "",
    danger: bool = True,
    hidden: Sequence[tuple[str, str]] = (),
) -> HttpResponse:
    """The page of a deed; done with its reason, or refused on the same page."""
    if LISTINGS[name].is_fixed:
        raise Http404
    form = DeedForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            reason = form.cleaned_data["reason"]
            deed(list=name, code=row.code, actor=request.user, reason=reason)
            messages.success(request, _("Done."))
            return redirect(there or _address(name, row.code))
        except DomainError as error:
            form.add_error(None, str(error))
    context = {
        "title": title,
        "subject": row.label,
        "consequences": says,
        "form": form,
        "act": title,
        "danger": danger,
        "cancel_url": _address(name, row.code),
        "trail": trail((Taxonomy(name).label, name), row.label),
        "hidden": hidden,
    }
    status = 422 if form.errors else 200
    return render(request, "components/confirm_page.html", context, status=status)


def _address(name: str, code: str) -> str:
    return reverse("recommendations:term", args=[name, code])
