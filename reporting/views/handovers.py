"""Doors to handovers: the list, one to read and acknowledge, questions, what an institution remembers."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from activities.views.common import keeps_typed_text
from focalpoints import policies as people
from focalpoints.choices import HandoverState
from focalpoints.models import Appointment, Handover, HandoverItem, HandoverQuestion
from nmirf.common.dates import today
from nmirf.common.decisions import require
from nmirf.common.errors import DomainError
from nmirf.common.htmx import HtmxRequest
from reporting import policies
from reporting.forms.handovers import AnswerForm, QuestionForm
from reporting.services import handovers as services
from reporting.services.handovers.reading import Shown, for_list, leaving_soon

# Items on one page of a long handover.
ITEMS = 100
# Posts that end so soon, or ended so lately, are named on the list while they have no handover.
SOON_DAYS = 60
TONES = {
    HandoverState.WRITING: "",
    HandoverState.HANDED: "warn",
    HandoverState.ACKNOWLEDGED: "good",
    HandoverState.CANCELLED: "",
}


@require_GET
def handovers(request: HtmxRequest) -> HttpResponse:
    """Those that this person reads, the newest first, and the posts that want one."""
    require(policies.can_read_handovers(request.user))
    rows = for_list(people.visible_handovers(request.user), today())
    page = Paginator(rows, per_page=25).get_page(request.GET.get("page"))
    context = {
        "page": [(row, TONES[HandoverState(row.state)]) for row in page],
        "pages": page,
        "own": people.visible_institutions(request.user).filter(
            pk__in=people.standing(request.user).institutions
        ),
        "leaving": leaving_soon(_startable(request), today(), SOON_DAYS)[:50],
    }
    return render(request, "reporting/handovers.html", context)


def _startable(request: HtmxRequest) -> Any:
    """Appointments of which this person may start the handover."""
    if people.standing(request.user).is_secretariat:
        return Appointment.objects.all()
    return Appointment.objects.filter(
        user=request.user, institution__in=people.standing(request.user).institutions
    )


@require_GET
def handover(request: HtmxRequest, reference: UUID) -> HttpResponse:
    return read_page(request, find_handover(request, reference))


@require_GET
def printable(request: HtmxRequest, reference: UUID) -> HttpResponse:
    """All of it on one page, to be printed and signed where that is wanted."""
    row = find_handover(request, reference)
    context = {"handover": row, "items": services.items_of(row, request.user)}
    return render(request, "reporting/handover_print.html", context)


@require_POST
def acknowledge(request: HtmxRequest, reference: UUID) -> HttpResponse:
    """The items that stood on the page that was read: `item` is the key of each."""
    row = find_handover(request, reference)
    require(policies.can_acknowledge(request.user, row))
    keys = [_key(text) for text in request.POST.getlist("item")]
    try:
        number = services.acknowledge(pk=row.pk, items=keys, actor=request.user)
    except DomainError as error:
        messages.warning(request, str(error))
    else:
        _say_what_is_left(request, row, number)
    return redirect(_back_to(request, row, keys[0] if len(keys) == 1 else 0))


def _back_to(request: HtmxRequest, row: Handover, item: int) -> str:
    """The same page of the handover, at the same item where there is one."""
    number = _key(request.GET.get("page", ""))
    query, anchor = f"?page={number}" if number > 1 else "", f"#item-{item}" if item else ""
    return f"{row.get_absolute_url()}{query}{anchor}"


def _key(text: str) -> int:
    """A number as a form sends it; 0, which no row has, for anything else."""
    return int(text) if text.isdecimal() and len(text) < 19 else 0


def _say_what_is_left(request: HtmxRequest, row: Handover, number: int) -> None:
    row.refresh_from_db(fields=["state"])
    if row.state == HandoverState.ACKNOWLEDGED:
        messages.success(request, _("All of it is acknowledged: the handover is done."))
    elif number:
        messages.success(request, _("Acknowledged."))
    else:
        messages.info(request, _("This was acknowledged already."))


@require_POST
@keeps_typed_text
def ask(request: HtmxRequest, reference: UUID, pk: int) -> HttpResponse:
    row = find_handover(request, reference)
    require(policies.can_acknowledge(request.user, row))
    form = QuestionForm(request.POST)
    if form.is_valid():
        try:
            services.ask(pk=row.pk, item=pk, actor=request.user, **form.cleaned_data)
        except HandoverItem.DoesNotExist as error:
            raise Http404 from error
        except DomainError as error:
            form.add_error("text", str(error))
        else:
            messages.success(request, _("Your question is on its way; the item stays open."))
            return redirect(_back_to(request, row, pk))
    return read_page(request, row, status=422, asked={"item": pk, "form": form})


@require_POST
@keeps_typed_text
def answer(request: HtmxRequest, reference: UUID, pk: int) -> HttpResponse:
    row = find_handover(request, reference)
    require(policies.can_answer_question(request.user, row))
    form = AnswerForm(request.POST)
    if form.is_valid():
        try:
            services.answer(pk=row.pk, question=pk, actor=request.user, **form.cleaned_data)
        except HandoverQuestion.DoesNotExist as error:
            raise Http404 from error
        except DomainError as error:
            form.add_error("text", str(error))
        else:
            messages.success(request, _("Answered."))
            return redirect(_back_to(request, row, 0))
    return read_page(request, row, status=422, answered={"question": pk, "form": form})


@require_GET
def memory(request: HtmxRequest, slug: str) -> HttpResponse:
    """Who held which post, what they left, what was done: for the institution's own people."""
    institution = get_object_or_404(people.visible_institutions(request.user), slug=slug)
    if not people.can_read_memory(request.user, institution.pk):
        raise Http404
    context = {
        "memory": services.memory_of(institution, request.user, today()),
        "trail": [
            {"label": _("Handovers"), "url": reverse("reporting:handovers")},
            {"label": institution.label},
        ],
    }
    return render(request, "reporting/memory.html", context)


def find_handover(request: HtmxRequest, reference: UUID) -> Handover:
    """With who has to act today; 404 for those who may not see it."""
    rows = (
        people.visible_handovers(request.user)
        .with_people(today())
        .select_related(
            *("appointment__user", "appointment__institution", "successor__user"),
            *("started_by", "handed_by", "last_editor"),
        )
    )
    row: Handover = get_object_or_404(rows, reference=reference)
    return row


def read_page(request: HtmxRequest, row: Handover, status: int = 200, **more: Any) -> HttpResponse:
    """`asked` and `answered`: the form that came back with an error, and whose it is."""
    shown = services.items_of(row, request.user)
    page = Paginator(shown, per_page=ITEMS).get_page(request.GET.get("page"))
    may_acknowledge = policies.can_acknowledge(request.user, row)
    may_answer = policies.can_answer_question(request.user, row)
    open_ones = [one for one in shown if one.is_open]
    here = [one for one in page if one.is_open and one.question is None]
    context = {
        "handover": row,
        "tone": TONES[HandoverState(row.state)],
        "page": page,
        "query": f"?page={page.number}" if page.number > 1 else "",
        "lines": [_line(one, may_acknowledge, may_answer, more) for one in page],
        "may": {
            "acknowledge": bool(may_acknowledge),
            "write": bool(policies.can_write_handover(request.user, row)),
            "refresh": bool(policies.can_refresh_handover(request.user, row)),
            "cancel": bool(policies.can_cancel_handover(request.user, row)),
        },
        "reason": may_acknowledge.reason if row.state == HandoverState.HANDED else "",
        "waiting": len(open_ones),
        "all_here": [one.item.pk for one in here] if may_acknowledge and len(here) > 1 else [],
        "only_note": bool(may_acknowledge) and not open_ones,
    }
    return render(request, "reporting/handover.html", context, status=status)


def _line(
    one: Shown, may_acknowledge: object, may_answer: object, back: dict[str, Any]
) -> dict[str, Any]:
    """One item with the forms that this person may use on it."""
    may_ask = bool(may_acknowledge) and one.is_open and one.question is None
    asked = back.get("asked") or {}
    form = asked["form"] if asked.get("item") == one.item.pk else None
    if form is None and may_ask:
        form = QuestionForm(auto_id=f"ask-{one.item.pk}-%s")
    answered = back.get("answered") or {}
    reply = None
    if one.question is not None and may_answer:
        is_back = answered.get("question") == one.question.pk
        reply = answered["form"] if is_back else AnswerForm(auto_id=f"answer-{one.question.pk}-%s")
    return {
        "shown": one,
        "may_acknowledge": bool(may_acknowledge) and one.is_open,
        "ask_form": form,
        "is_asking": bool(asked) and asked.get("item") == one.item.pk,
        "answer_form": reply,
    }
