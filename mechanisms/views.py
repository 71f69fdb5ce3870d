"""The documents of a review, as the secretariat puts them together."""

from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from documents.models import Document
from documents.services.versions import TwinError
from mechanisms import policies
from mechanisms.forms import LinkForm, RetireForm, SearchForm, UploadForm
from mechanisms.models import Review, ReviewDocument
from mechanisms.services import dossier as services
from nmirf.common.decisions import require
from nmirf.common.deeds import attempt, status_of
from nmirf.common.htmx import HtmxRequest

PAGE_SIZE = 25


@require_GET
def dossier(request: HtmxRequest, slug: str) -> HttpResponse:
    """What belongs to the review, and what of it everyone reads."""
    review = _review(request, slug)
    context = {
        "review": review,
        "links": policies.known_review_documents(request.user).of_review(review.pk),
        "trail": _trail(review),
    }
    return render(request, "mechanisms/dossier.html", context)


@require_GET
def pick(request: HtmxRequest, slug: str) -> HttpResponse:
    """Documents of the library that are not here yet, the newest first."""
    review = _review(request, slug)
    form = SearchForm(request.GET)
    words = form.cleaned_data["q"] if form.is_valid() else ""
    rows = policies.linkable_documents(request.user).newest_versions()
    rows = rows.exclude(pk__in=review.document_links.values("document"))
    if words:
        rows = rows.matching(words)
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {"review": review, "form": form, "words": words, "page": page}
    context["trail"] = _trail(review, _("Choose from the library"))
    return render(request, "mechanisms/dossier_pick.html", context)


@require_http_methods(["GET", "POST"])
def link(request: HtmxRequest, slug: str, reference: UUID) -> HttpResponse:
    """Put one of them to the review."""
    review = _review(request, slug)
    documents = policies.linkable_documents(request.user)
    document: Document = get_object_or_404(documents, reference=reference)
    form = LinkForm(request.POST or None)
    deed = partial(services.link_document, actor=request.user, review=review, document=document)
    if attempt(request, form, deed):
        return _put(request, review, document)
    context = {
        "title": _("Put a document to the review"),
        "lede": document.title,
        "form": form,
        "act": _("Put it to the review"),
        "cancel_url": reverse("mechanisms:dossier_pick", args=[slug]),
        "trail": _trail(review, _("Put a document to the review")),
    }
    return render(request, "components/form_page.html", context, status=status_of(request))


@require_http_methods(["GET", "POST"])
def upload(request: HtmxRequest, slug: str) -> HttpResponse:
    """Put a file into the library and to the review; the same file twice is offered instead."""
    review = _review(request, slug)
    form = UploadForm(request.POST or None, request.FILES or None)
    twin: Document | None = None

    def add(**typed: Any) -> ReviewDocument:
        nonlocal twin
        try:
            return services.upload_document(actor=request.user, review=review, **typed)
        except TwinError as error:
            twin = error.twin
            form.offer_again()
            raise

    if done := attempt(request, form, add):
        return _put(request, review, done.document)
    linkable = policies.linkable_documents(request.user)
    context = {
        "review": review,
        "form": form,
        "twin": twin,
        "twin_links": bool(twin and linkable.filter(pk=twin.pk).exists()),
        "trail": _trail(review, _("Upload a document")),
    }
    return render(request, "mechanisms/dossier_new.html", context, status=status_of(request))


@require_http_methods(["GET", "POST"])
def describe(request: HtmxRequest, slug: str, pk: int) -> HttpResponse:
    """What it is in the review, its symbol, its day."""
    row = _linked(request, slug, pk)
    known = {name: getattr(row, name) for name in ("kind", "symbol", "dated_on", "order")}
    form = LinkForm(request.POST or None, initial=known)
    if attempt(request, form, partial(services.describe_link, actor=request.user, pk=pk)):
        messages.success(request, _("Saved."))
        return redirect("mechanisms:dossier", slug)
    context = {
        "title": _("What the document is in the review"),
        "lede": row.document.title,
        "form": form,
        "act": _("Save"),
        "cancel_url": reverse("mechanisms:dossier", args=[slug]),
        "trail": _trail(row.review, _("What the document is in the review")),
    }
    return render(request, "components/form_page.html", context, status=status_of(request))


@require_http_methods(["GET", "POST"])
def retire(request: HtmxRequest, slug: str, pk: int) -> HttpResponse:
    """Take it off the review, after a page that says what follows."""
    row = _linked(request, slug, pk)
    form = RetireForm(request.POST or None)

    def take_off(reason: str) -> bool:
        services.retire_link(actor=request.user, pk=pk, reason=reason)
        return True

    if attempt(request, form, take_off):
        messages.success(request, _("The document is off the review."))
        return redirect("mechanisms:dossier", slug)
    context = {
        "title": _("Take a document off the review"),
        "subject": row.document.title,
        "consequences": [
            _("It no longer stands on the page of the review."),
            _("It stays in the library, and its address goes on leading to it."),
        ],
        "form": form,
        "act": _("Take it off"),
        "danger": True,
        "cancel_url": reverse("mechanisms:dossier", args=[slug]),
        "trail": _trail(row.review, _("Take a document off the review")),
    }
    return render(request, "components/confirm_page.html", context, status=status_of(request))


def _review(request: HtmxRequest, slug: str) -> Review:
    require(policies.can_edit_review_documents(request.user))
    found: Review = get_object_or_404(Review, slug=slug)
    return found


def _linked(request: HtmxRequest, slug: str, pk: int) -> ReviewDocument:
    review = _review(request, slug)
    links = policies.known_review_documents(request.user).of_review(review.pk)
    found: ReviewDocument = get_object_or_404(links.select_related("review"), pk=pk)
    return found


def _put(request: HtmxRequest, review: Review, document: Document) -> HttpResponse:
    messages.success(
        request,
        _("“%(title)s” is among the documents of the review.") % {"title": document.title},
    )
    return redirect("mechanisms:dossier", review.slug)


def _trail(review: Review, here: str = "") -> list[dict[str, Any]]:
    documents = {"label": _("Documents")}
    steps: list[dict[str, Any]] = [{"label": review.label, "url": review.get_absolute_url()}]
    if not here:
        return [*steps, documents]
    place = reverse("mechanisms:dossier", args=[review.slug])
    return [*steps, documents | {"url": place}, {"label": here}]
