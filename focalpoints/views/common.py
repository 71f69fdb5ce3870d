from collections.abc import Callable
from typing import Any
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
from nmirf.common.errors import DomainError
from nmirf.common.htmx import HtmxRequest


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


def is_done(form: forms.Form, deed: Callable[..., Any], **facts: Any) -> bool:
    """Whether the form is in order and the deed was done; a refusal is said in the form.

    Where days go beyond what they depend on, the form offers what to do about it.
    """
    if not form.is_valid():
        return False
    try:
        deed(**facts, **form.cleaned_data)
    except OutlastsError as error:
        if not isinstance(form, DaysForm):
            raise
        form.offer(error)
    except DomainError as error:
        form.add_error(None, str(error))
    else:
        return True
    return False


def confirm_page(request: HtmxRequest, context: dict[str, Any]) -> HttpResponse:
    """The page that says what follows; 422 where what was sent could not be taken."""
    status = 422 if request.method == "POST" else 200
    return render(request, "components/confirm_page.html", context, status=status)
