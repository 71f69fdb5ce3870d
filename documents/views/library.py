"""The library of a member, and the page of one document for whoever may read it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_GET,
    require_http_methods,
    require_POST,
    require_safe,
)

from documents import policies
from documents.belonging import citations_of
from documents.forms.library import DescribeForm, NewDocumentForm, ReaderForm, VersionForm
from documents.library import listing
from documents.models import Document
from documents.services import versions
from documents.services.versions import TwinError
from nmirf.common.decisions import require
from nmirf.common.deeds import attempt, status_of
from nmirf.common.htmx import HtmxRequest

MOST_HELD = 20


@require_GET
def library(request: HtmxRequest) -> HttpResponse:
    """All that the person may read, and nothing else."""
    context = listing(policies.visible_documents(request.user), request.user, request.GET)
    context["held"] = policies.held_documents(request.user)[:MOST_HELD]
    context["may_add"] = bool(policies.keeps_library(request.user))
    return render(request, "documents/library.html", context)


@require_safe
@login_not_required
def document(request: HtmxRequest, reference: UUID) -> HttpResponse:
    """Facts, versions, text, and what cites it, as far as the reader may see each of these."""
    row = _known(request, reference)
    known = policies.known_documents(request.user).filter(series=row.series)
    rows = list(known.select_related("owner").order_by("-version"))
    numbers = {one.pk: one.version for one in rows}
    cited = citations_of(request.user, list(numbers))
    context: dict[str, Any] = {
        "base": "base_workspace.html" if request.user.is_authenticated else "base.html",
        "document": row,
        "versions": rows,
        "newest": rows[0] if rows[0].pk != row.pk else None,
        "cited": [(citation, numbers[citation.document]) for citation in cited],
        "several": len(rows) > 1,
    }
    context |= _of_keepers(request, row)
    if not row.is_held_back:
        texts = row.pages.order_by("number").only("number", "text")
        context["texts"] = Paginator(texts, 1).get_page(request.GET.get("page"))
        context["extract"] = getattr(row, "extract", None)
    return render(request, "documents/document.html", context)


def _of_keepers(request: HtmxRequest, row: Document) -> dict[str, Any]:
    """What those see who look after the document: its uploader, its readers, and what they may do."""
    may_change = bool(policies.can_change(request.user, row))
    readers = row.named_readers.select_related("person") if may_change else ()
    return {
        "may_change": may_change,
        "may_replace": may_change and bool(policies.can_replace(request.user, row)),
        "readers": readers,
        "reader_form": ReaderForm(),
    }


def _known(request: HtmxRequest, reference: UUID) -> Document:
    documents = policies.known_documents(request.user).with_extract()
    found: Document = get_object_or_404(documents, reference=reference)
    return found


@require_http_methods(["GET", "POST"])
def new(request: HtmxRequest) -> HttpResponse:
    """Put a document into the library; the same file twice is offered instead."""
    require(policies.keeps_library(request.user))
    form = NewDocumentForm(request.POST or None, request.FILES or None)
    twin: Document | None = None

    def add(**typed: Any) -> Document | None:
        nonlocal twin
        try:
            return versions.add_document(actor=request.user, **typed)
        except TwinError as error:
            twin = error.twin
            form.offer_again()
            raise

    done = attempt(request, form, add)
    if done:
        messages.success(request, _("“%(title)s” is in the library.") % {"title": done.title})
        return redirect(done.page_url)
    context = {"form": form, "twin": twin}
    return render(request, "documents/new.html", context, status=status_of(request))


@require_http_methods(["GET", "POST"])
def version(request: HtmxRequest, reference: UUID) -> HttpResponse:
    """Replace a document by a newer file."""
    row = _known(request, reference)
    require(policies.can_replace(request.user, row))
    form = VersionForm(request.POST or None, request.FILES or None)
    done = attempt(
        request,
        form,
        lambda upload: versions.add_version(actor=request.user, document=row, upload=upload),
    )
    if done:
        messages.success(request, _("Version %(number)d is kept.") % {"number": done.version})
        return redirect(done.page_url)
    context = {
        "form": form,
        "title": _("A new version"),
        "subject": row.title,
        "consequences": [
            _("The version of today stays as it is, under its own address."),
            _("What cites it goes on citing it, and says which version that is."),
            _("The new version is read by the same people."),
        ],
        "act": _("Keep the new version"),
        "cancel_url": row.page_url,
    }
    return render(request, "components/confirm_page.html", context, status=status_of(request))


@require_http_methods(["GET", "POST"])
def describe(request: HtmxRequest, reference: UUID) -> HttpResponse:
    """Title, kind, language, and who may read it."""
    row = _known(request, reference)
    require(policies.can_change(request.user, row))
    names = ("title", "kind", "classification", "language")
    form = DescribeForm(request.POST or None, initial={name: getattr(row, name) for name in names})

    def change(**typed: Any) -> Document:
        return versions.describe(actor=request.user, document=row, **typed)

    if attempt(request, form, change):
        messages.success(request, _("Saved."))
        if policies.known_documents(request.user).filter(pk=row.pk).exists():
            return redirect(row.page_url)
        return redirect("documents:library")
    context = {
        "form": form,
        "title": _("Change what is said of a document"),
        "subject": row.title,
        "consequences": [
            _("Who may read it holds for all its versions, from this moment."),
            _("A document that is public can be read and copied by everyone."),
        ],
        "act": _("Save"),
        "cancel_url": row.page_url,
    }
    return render(request, "components/confirm_page.html", context, status=status_of(request))


@require_POST
def name_reader(request: HtmxRequest, reference: UUID) -> HttpResponse:
    row = _known(request, reference)
    form = ReaderForm(request.POST)

    def name(email: str) -> Any:
        return versions.name_reader(actor=request.user, document=row, email=email)

    if named := attempt(request, form, name):
        messages.success(request, _("%(person)s may read it now.") % {"person": named.person})
        return redirect(row.page_url)
    context = {
        "form": form,
        "title": _("Name a reader"),
        "lede": row.title,
        "act": _("Let this person read it"),
        "cancel_url": row.page_url,
    }
    return render(request, "components/form_page.html", context, status=422)


@require_POST
def unname_reader(request: HtmxRequest, reference: UUID, pk: int) -> HttpResponse:
    row = _known(request, reference)
    named = get_object_or_404(row.named_readers, pk=pk)
    versions.unname_reader(actor=request.user, document=row, pk=named.pk)
    messages.success(request, _("%(person)s is not named any more.") % {"person": named.person})
    return redirect(row.page_url)
