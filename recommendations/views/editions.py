"""Another language's edition of a document: taken in, looked at, written, undone."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from nmirf.common.context_processors import NavItem
from nmirf.common.decisions import require
from nmirf.common.errors import DomainError
from nmirf.common.htmx import HtmxRequest
from recommendations import policies
from recommendations.choices import WRITING_OUTCOMES, EditionOutcome, EditionState
from recommendations.forms.editions import ChosenRecordForm, EditionForm
from recommendations.models import TextEdition
from recommendations.services import editions as services

PAGE_SIZE = 25
_TONES = {EditionState.READY: "warn", EditionState.WRITTEN: "good"}


@require_GET
def editions(request: HtmxRequest) -> HttpResponse:
    require(policies.can_manage_register(request.user))
    rows = TextEdition.objects.select_related("made_by", "review")
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "recommendations/editions.html", {"page": page})


@require_http_methods(["GET", "POST"])
def new_edition(request: HtmxRequest) -> HttpResponse:
    require(policies.can_manage_register(request.user))
    form = EditionForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            row = services.start_edition(actor=request.user, **form.cleaned_data)
        except DomainError as error:
            form.add_error("file", str(error))
        else:
            return redirect(row)
    status = 422 if form.errors else 200
    return render(request, "recommendations/edition_new.html", {"form": form}, status=status)


@require_GET
def edition(request: HtmxRequest, reference: UUID) -> HttpResponse:
    """What each row would do or did, by outcome."""
    row = _edition(request, reference)
    counts = row.counts
    wanted = request.GET.get("outcome", "")
    if wanted not in EditionOutcome.values:
        wanted = next((str(one) for one in EditionOutcome if counts.get(one)), "new")
    rows = row.rows.filter(outcome=wanted).select_related("recommendation")
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    if wanted == EditionOutcome.AMBIGUOUS and row.state == EditionState.READY:
        fitting = services.fitting(row, list(page))
        for one in page:
            one.fits = fitting[one.position]  # type: ignore[attr-defined]
    context = {
        "edition": row,
        "tone": _TONES.get(EditionState(row.state), ""),
        "writes": _writes(row),
        "tabs": [
            NavItem(str(one.label), f"?outcome={one}", str(one) == wanted, counts.get(one, 0))
            for one in EditionOutcome
        ],
        "page": page,
    }
    return render(request, "recommendations/edition.html", context)


@require_POST
def choose(request: HtmxRequest, reference: UUID) -> HttpResponse:
    """Which record a row is that fits several; the page of such rows follows."""
    row = _edition(request, reference)
    form = ChosenRecordForm(request.POST)
    try:
        if not form.is_valid():
            raise DomainError(_("The row does not fit this recommendation."))
        services.choose_record(pk=row.pk, actor=request.user, **form.cleaned_data)
    except DomainError as error:
        messages.error(request, str(error))
    return redirect(f"{row.get_absolute_url()}?outcome={EditionOutcome.AMBIGUOUS}")


@require_http_methods(["GET", "POST"])
def write(request: HtmxRequest, reference: UUID) -> HttpResponse:
    row = _edition(request, reference)

    def act() -> None:
        if services.write_edition(pk=row.pk, actor=request.user):
            messages.success(request, _("The translations are written."))
        else:
            words = _("Texts changed since the file was read. Look at the rows once more.")
            messages.warning(request, words)

    counts = row.counts
    said = [
        _("%(number)d translations are new, %(replaced)d take the place of others.")
        % {
            "number": counts.get(EditionOutcome.NEW, 0),
            "replaced": counts.get(EditionOutcome.REPLACE, 0),
        },
        _("Authentic texts stay as they are. All of it is written, or nothing."),
    ]
    return _confirm(request, row, act, (_("Write the translations"), said))


@require_http_methods(["GET", "POST"])
def undo(request: HtmxRequest, reference: UUID) -> HttpResponse:
    row = _edition(request, reference)

    def act() -> None:
        services.undo_edition(pk=row.pk, actor=request.user)
        messages.success(request, _("The edition is undone."))

    said = [_("New translations go, replaced ones stand there again; history keeps both.")]
    return _confirm(request, row, act, (_("Undo the edition"), said), danger=True)


@require_http_methods(["GET", "POST"])
def discard(request: HtmxRequest, reference: UUID) -> HttpResponse:
    row = _edition(request, reference)

    def act() -> None:
        services.discard_edition(pk=row.pk, actor=request.user)
        messages.success(request, _("The edition is discarded."))

    said = [_("Nothing of it is written.")]
    return _confirm(request, row, act, (_("Discard the edition"), said), danger=True)


def _edition(request: HtmxRequest, reference: UUID) -> TextEdition:
    require(policies.can_manage_register(request.user))
    rows = TextEdition.objects.select_related("made_by", "review")
    found: TextEdition = get_object_or_404(rows, reference=reference)
    return found


def _writes(row: TextEdition) -> int:
    return sum(row.counts.get(outcome, 0) for outcome in WRITING_OUTCOMES)


def _confirm(
    request: HtmxRequest,
    row: TextEdition,
    act: Callable[[], None],
    words: tuple[str, list[str]],
    *,
    danger: bool = False,
) -> HttpResponse:
    if request.method == "POST":
        try:
            act()
        except DomainError as error:
            messages.error(request, str(error))
        return redirect(row)
    title, consequences = words
    context: dict[str, Any] = {
        "title": title,
        "subject": row.filename,
        "consequences": consequences,
        "form": "",
        "act": title,
        "danger": danger,
        "cancel_url": row.get_absolute_url(),
    }
    return render(request, "components/confirm_page.html", context)
