"""Doors to the yearly question: rounds for the secretariat, one question for each holder."""

from functools import partial
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from focalpoints import policies
from focalpoints.choices import ConfirmationAnswer
from focalpoints.forms.confirmations import ChangeNoteForm, RoundForm
from focalpoints.models import Appointment, Confirmation, ConfirmationRound
from focalpoints.querysets import by_role
from focalpoints.services import confirmations as services
from nmirf.common.context_processors import NavItem
from nmirf.common.dates import add_months, today
from nmirf.common.decisions import require
from nmirf.common.deeds import attempt, status_of
from nmirf.common.errors import DomainError
from nmirf.common.htmx import HtmxRequest
from nmirf.common.tables import csv_file

from .common import confirm_page

PAGE_SIZE = 50
UNANSWERED = "none"


@require_http_methods(["GET", "POST"])
def rounds(request: HtmxRequest) -> HttpResponse:
    """All rounds; the form opens the next."""
    require(policies.can_appoint(request.user))
    initial = {
        "title": _("Confirmation %(year)d") % {"year": today().year},
        "due_on": add_months(today(), 1),
    }
    form = RoundForm(request.POST or None, initial=initial)
    if attempt(request, form, partial(services.open_round, actor=request.user)) is not None:
        messages.success(request, _("The round is open; everybody in office is asked."))
        return redirect("focalpoints:confirmation_rounds")
    found = ConfirmationRound.objects.annotate(
        asked=Count("confirmations"),
        answered=Count("confirmations", filter=~Q(confirmations__answer="")),
    ).order_by("-opened_on", "-pk")
    context = {
        "page": Paginator(found, PAGE_SIZE).get_page(request.GET.get("page")),
        "form": form,
        "has_open": ConfirmationRound.objects.filter(closed_on=None).exists(),
    }
    return render(
        request, "focalpoints/confirmation_rounds.html", context, status=status_of(request)
    )


@require_GET
def confirmation_round(request: HtmxRequest, reference: UUID) -> HttpResponse:
    """Who has answered and who has not, by institution; what has to be changed."""
    require(policies.can_appoint(request.user))
    row = get_object_or_404(ConfirmationRound, reference=reference)
    wanted = request.GET.get("answer", "")
    rows = _answers(row, wanted)
    numbers = {
        answer or UNANSWERED: number
        for answer, number in row.confirmations.order_by()
        .values_list("answer")
        .annotate(number=Count("pk"))
    }
    names = {"": _("All"), UNANSWERED: _("Not answered"), **dict(ConfirmationAnswer.choices)}
    tabs = [
        NavItem(
            str(name),
            f"?answer={key}",
            wanted == key,
            numbers.get(key, 0) if key else sum(numbers.values()),
        )
        for key, name in names.items()
    ]
    context = {
        "round": row,
        "page": Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page")),
        "tabs": tabs,
        "answer": wanted,
    }
    return render(request, "focalpoints/confirmation_round.html", context)


@require_GET
def round_csv(request: HtmxRequest, reference: UUID) -> HttpResponse:
    """The same list as a file."""
    require(policies.can_appoint(request.user))
    row = get_object_or_404(ConfirmationRound, reference=reference)
    titles = [
        *(_("Institution"), _("Name"), _("Role"), _("E-mail address")),
        *(_("Answer"), _("What has changed"), _("Answered at"), _("Answered by")),
    ]
    rows = (
        [
            *(item.appointment.institution.label, item.appointment.user),
            *(item.appointment.get_role_display(), item.appointment.user.email),
            *(item.get_answer_display(), item.note),
            item.answered_at.isoformat(timespec="minutes") if item.answered_at else "",
            item.answered_by,
        ]
        for item in _answers(row, request.GET.get("answer", ""))
    )
    return csv_file("confirmations", titles, rows)


def _answers(row: ConfirmationRound, wanted: str) -> QuerySet[Confirmation]:
    rows = row.confirmations.select_related(
        "appointment__user", "appointment__institution", "answered_by"
    ).order_by("appointment__institution__name", by_role("appointment__role"), "pk")
    if wanted == UNANSWERED:
        return rows.filter(answer="")
    return rows.filter(answer=wanted) if wanted in ConfirmationAnswer.values else rows


@require_http_methods(["GET", "POST"])
def close_round(request: HtmxRequest, reference: UUID) -> HttpResponse:
    require(policies.can_appoint(request.user))
    row = get_object_or_404(ConfirmationRound, reference=reference)
    if request.method == "POST":
        try:
            services.close_round(pk=row.pk, actor=request.user)
        except DomainError as error:
            messages.warning(request, str(error))
        return redirect(row)
    left = row.confirmations.filter(answer="").count()
    return confirm_page(
        request,
        {
            "title": _("Close this round"),
            "subject": str(row),
            "consequences": [
                _("%(number)d have not answered; they cannot any more.") % {"number": left},
                _("Posts that nobody confirmed stay marked in the directory after 13 months."),
            ],
            "act": _("Close the round"),
            "cancel_url": row.get_absolute_url(),
        },
    )


@require_GET
def confirm(request: HtmxRequest, reference: UUID) -> HttpResponse:
    """The question. To open it changes nothing, whoever follows the link."""
    return _question(request, _find(request, reference), ChangeNoteForm())


@require_POST
def still_right(request: HtmxRequest, reference: UUID) -> HttpResponse:
    row = _find(request, reference)
    try:
        services.answer(pk=row.pk, actor=request.user, answer=ConfirmationAnswer.RIGHT)
    except DomainError as error:
        messages.warning(request, str(error))
    else:
        messages.success(request, _("Thank you: it is confirmed."))
    return redirect(row)


@require_POST
def has_changed(request: HtmxRequest, reference: UUID) -> HttpResponse:
    row = _find(request, reference)
    form = ChangeNoteForm(request.POST)
    answer = ConfirmationAnswer.CHANGE
    deed = partial(services.answer, pk=row.pk, actor=request.user, answer=answer)
    if attempt(request, form, deed) is not None:
        messages.success(request, _("Thank you: the secretariat is told."))
        return redirect(row)
    return _question(request, row, form, status=422)


def _find(request: HtmxRequest, reference: UUID) -> Confirmation:
    rows = policies.visible_confirmations(request.user).select_related(
        "round", "appointment__user", "appointment__institution", "appointment__deputises__user"
    )
    row: Confirmation = get_object_or_404(rows, reference=reference)
    return row


def _question(
    request: HtmxRequest, row: Confirmation, form: ChangeNoteForm, status: int = 200
) -> HttpResponse:
    held = Appointment.objects.going_on(row.appointment, today())
    post = (
        held.select_related("user", "institution", "deputises__user").order_by("starts_on").first()
    )
    context = {
        "confirmation": row,
        "post": post or row.appointment,
        "form": form,
        "is_open": row.round.closed_on is None and post is not None,
        "is_own": row.appointment.user_id == request.user.pk,
    }
    return render(request, "focalpoints/confirm.html", context, status=status)
