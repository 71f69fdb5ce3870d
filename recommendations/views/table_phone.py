"""The phone at the table: three large buttons for the recommendation that is shown."""

from uuid import UUID, uuid4

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from focalpoints.choices import AttendanceState
from focalpoints.models import Institution
from focalpoints.policies import standing
from nmirf.common.decisions import require
from nmirf.common.errors import DomainError
from nmirf.common.htmx import HtmxRequest, page_or_partial
from recommendations import policies
from recommendations.forms.tables import PressForm
from recommendations.models import ThematicTable
from recommendations.services.tables import running
from recommendations.services.tables.board import read_shown, taken_by
from recommendations.services.tables.common import invited_to
from recommendations.services.tables.pressing import press as press_button

from .table_room import counted_table, is_unchanged, tag_of


@require_GET
def table_phone(request: HtmxRequest, reference: UUID) -> HttpResponse:
    """Whoever speaks for several institutions says first for which; `?for=` names it afterwards."""
    if is_unchanged(request, "phone", reference):
        return HttpResponse(status=304)
    return _show(request, reference, request.GET.get("for", ""))


def _show(
    request: HtmxRequest, reference: UUID, slug: str, problem: str = "", status: int = 200
) -> HttpResponse:
    row, mine = _table_and_mine(request, reference)
    institutions = list(mine)
    institution = _chosen(institutions, slug)
    seat = row.meeting.attendances.filter(user=request.user, state=AttendanceState.PRESENT)
    context = {
        "table": row,
        "tag": tag_of(request, "phone", reference, row.version),
        "problem": problem,
        "institutions": institutions,
        "institution": institution,
        "has_seat": bool(institution and seat.exists()),
        "keys": {name: uuid4() for name in ("lead", "contributing", "not_us", "undo")},
    }
    if context["has_seat"] and institution:
        context |= _at_the_table(row, institution)
    template = page_or_partial(request, "recommendations/table_phone.html", "now")
    response = render(request, template, context, status=status)
    response["Cache-Control"] = "no-store, private"
    return response


def _at_the_table(table: ThematicTable, institution: Institution) -> dict[str, object]:
    board = read_shown(table)
    claims = board.spoken.claims if board.spoken else []
    own = next((claim for claim in claims if claim.institution_id == institution.pk), None)
    return {"board": board, "own": own, "taken": taken_by(table, institution.pk)}


def _table_and_mine(
    request: HtmxRequest, reference: UUID
) -> tuple[ThematicTable, QuerySet[Institution]]:
    """The table, and the invited institutions that the reader speaks for; 403 without any."""
    row = counted_table(request, reference)
    invited = invited_to(row.meeting_id)
    require(policies.can_press(request.user, invited, None))
    mine = invited & standing(request.user).report_for
    return row, Institution.objects.filter(pk__in=mine)


def _chosen(institutions: list[Institution], slug: str) -> Institution | None:
    if len(institutions) == 1:
        return institutions[0]
    return next((one for one in institutions if one.slug == slug), None)


@require_POST
def take_seat(request: HtmxRequest, reference: UUID) -> HttpResponse:
    row, mine = _table_and_mine(request, reference)
    institution = get_object_or_404(mine, slug=request.POST.get("for", ""))
    try:
        running.take_seat(actor=request.user, table_pk=row.pk, institution=institution)
    except DomainError as error:
        messages.error(request, str(error))
    return redirect(_address(reference, institution))


@require_POST
def press(request: HtmxRequest, reference: UUID) -> HttpResponse:
    row, mine = _table_and_mine(request, reference)
    institution = get_object_or_404(mine, slug=request.POST.get("for", ""))
    form = PressForm(request.POST)
    problem = ""
    try:
        if not form.is_valid():
            raise DomainError(_("This press could not be read. Reload the page."))
        press_button(
            actor=request.user, table_pk=row.pk, institution=institution, **form.cleaned_data
        )
    except DomainError as error:
        problem = str(error)
    if request.htmx:
        status = 422 if problem else 200
        return _show(request, reference, institution.slug, problem, status)
    if problem:
        messages.error(request, problem)
    return redirect(_address(reference, institution))


def _address(reference: UUID, institution: Institution) -> str:
    return f"{reverse('recommendations:table_phone', args=[reference])}?for={institution.slug}"
