"""The agenda of a meeting, as those who run it build it."""

from functools import partial
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from focalpoints.models import Meeting
from nmirf.common.dates import today
from nmirf.common.deeds import attempt, status_of
from nmirf.common.errors import DomainError
from nmirf.common.htmx import HtmxRequest
from nmirf.common.numbers import MOST_KEY, whole
from recommendations.policies import visible_recommendations
from reporting import policies
from reporting.candidates import candidates
from reporting.forms.agenda import ItemForm, ReferenceForm
from reporting.models import AgendaItem
from reporting.services import agenda as services
from reporting.services.meetings import institutions_of

from .meetings import find_run, trail


@require_GET
def agenda(request: HtmxRequest, reference: UUID) -> HttpResponse:
    return _page(request, find_run(request, reference), ItemForm(), ReferenceForm())


def _page(
    request: HtmxRequest,
    row: Meeting,
    form: ItemForm,
    reference_form: ReferenceForm,
) -> HttpResponse:
    context = {
        "meeting": row,
        "agenda": policies.visible_agenda(request.user, row),
        "groups": candidates(request.user, row, institutions_of(row), today()),
        "form": form,
        "reference_form": reference_form,
        "trail": trail(_("Agenda"), row),
    }
    return render(request, "reporting/agenda.html", context, status=status_of(request))


@require_POST
def add(request: HtmxRequest, reference: UUID) -> HttpResponse:
    """A title of one's own."""
    row = find_run(request, reference)
    form = ItemForm(request.POST)
    deed = partial(services.add_item, meeting_pk=row.pk, actor=request.user)
    if attempt(request, form, deed) is None:
        return _page(request, row, form, ReferenceForm())
    return redirect("reporting:agenda", reference)


@require_POST
def add_recommendation(request: HtmxRequest, reference: UUID) -> HttpResponse:
    """A recommendation by its reference."""
    row = find_run(request, reference)
    form = ReferenceForm(request.POST)

    def deed(reference: str) -> AgendaItem:
        seen = visible_recommendations(request.user)
        found = seen.filter(reference__iexact=reference.strip()).first()
        if found is None:
            raise DomainError(_("No recommendation has this reference."))
        return services.add_item(
            meeting_pk=row.pk, actor=request.user, kind="recommendation", key=found.pk
        )

    if attempt(request, form, deed) is None:
        return _page(request, row, ItemForm(), form)
    return redirect("reporting:agenda", reference)


@require_POST
def pick(request: HtmxRequest, reference: UUID) -> HttpResponse:
    """What was ticked among the candidates, in their order; what is there already is left out."""
    row = find_run(request, reference)
    added = 0
    for value in request.POST.getlist("picked"):
        kind, _colon, rest = value.partition(":")
        about = (
            {"title": rest} if kind == "title" else {"kind": kind, "key": whole(rest, 1, MOST_KEY)}
        )
        try:
            services.add_item(meeting_pk=row.pk, actor=request.user, **about)
        except DomainError as error:
            messages.error(request, str(error))
        else:
            added += 1
    words = ngettext("%(number)d item added.", "%(number)d items added.", added)
    messages.success(request, words % {"number": added})
    return redirect("reporting:agenda", reference)


@require_http_methods(["GET", "POST"])
def item(request: HtmxRequest, reference: UUID, pk: int) -> HttpResponse:
    row = find_run(request, reference)
    found = _item(request, row, pk)
    known = {"title": found.title, "note": found.note}
    form = ItemForm(request.POST or None, initial=known)
    deed = partial(services.edit_item, pk=found.pk, actor=request.user)
    if attempt(request, form, deed) is not None:
        return redirect("reporting:agenda", reference)
    context = {
        "title": _("Agenda item"),
        "lede": row.title,
        "form": form,
        "act": _("Save"),
        "cancel_url": row.get_absolute_url(),
        "trail": trail(_("Agenda item"), row),
    }
    return render(request, "components/form_page.html", context, status=status_of(request))


@require_POST
def move_item(request: HtmxRequest, reference: UUID, pk: int, deed: str) -> HttpResponse:
    """Up, down, or off the agenda."""
    row = find_run(request, reference)
    found = _item(request, row, pk)
    if deed not in ("up", "down", "remove"):
        raise Http404
    try:
        if deed == "remove":
            services.remove_item(pk=found.pk, actor=request.user)
        else:
            services.move_item(pk=found.pk, actor=request.user, is_up=deed == "up")
    except DomainError as error:
        messages.error(request, str(error))
    return redirect("reporting:agenda", reference)


def _item(request: HtmxRequest, row: Meeting, pk: int) -> AgendaItem:
    found: AgendaItem = get_object_or_404(policies.visible_agenda(request.user, row), pk=pk)
    return found
