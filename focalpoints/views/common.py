from collections.abc import Callable
from typing import Any, TypeVar
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render

from documents.models import Document
from documents.policies import visible_documents
from focalpoints import policies
from focalpoints.forms.common import DaysForm
from focalpoints.models import Appointment, AppointmentProposal
from focalpoints.services.checks import OutlastsError
from nmirf.common.deeds import attempt, status_of
from nmirf.common.htmx import HtmxRequest

Done = TypeVar("Done")


def appointment_of(request: HtmxRequest, reference: UUID) -> Appointment:
    rows = policies.visible_appointments(request.user).select_related(
        "user", "institution", "deputises__user", "letter"
    )
    row: Appointment = get_object_or_404(rows, reference=reference)
    return row


def letter_of(request: HtmxRequest, row: Appointment | AppointmentProposal) -> Document | None:
    """The letter, for those who may fetch it."""
    if row.letter_id is None:
        return None
    return visible_documents(request.user).filter(pk=row.letter_id).first()


def attempt_days(
    request: HtmxRequest, form: forms.Form, deed: Callable[..., Done], **facts: Any
) -> Done | None:
    """As `attempt`; where days go beyond what they depend on, the form offers what to do about it."""

    def offering(**typed: Any) -> Done | None:
        try:
            return deed(**facts, **typed)
        except OutlastsError as error:
            if not isinstance(form, DaysForm):
                raise
            form.offer(error)
            return None

    return attempt(request, form, offering)


def confirm_page(request: HtmxRequest, context: dict[str, Any]) -> HttpResponse:
    """The page that says what follows; 422 where what was sent could not be taken."""
    return render(request, "components/confirm_page.html", context, status=status_of(request))
