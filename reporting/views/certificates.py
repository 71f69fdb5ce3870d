"""Certificates of trainings as PDF: asked for here, made by a worker."""

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import get_language
from django.views.decorators.http import require_POST

from focalpoints.models import Training, TrainingAttendance
from focalpoints.policies import visible_trainings
from nmirf.common.errors import DomainError
from nmirf.common.htmx import HtmxRequest
from reporting.services import certificates as services


@require_POST
def certificate(request: HtmxRequest, reference: UUID) -> HttpResponse:
    rows = TrainingAttendance.objects.select_related("training")
    row = get_object_or_404(rows, reference=reference)
    rendered = services.request_certificate(
        actor=request.user, attendance=row, language=_language()
    )
    return redirect(rendered)


@require_POST
def all_of(request: HtmxRequest, reference: UUID) -> HttpResponse:
    """Every certificate of a training in one file."""
    rows = Training.objects.filter(pk__in=visible_trainings(request.user).values("pk"))
    row = get_object_or_404(rows, reference=reference)
    try:
        rendered = services.request_certificates(
            actor=request.user, training=row, language=_language()
        )
    except DomainError as error:
        messages.error(request, str(error))
        return redirect(row)
    return redirect(rendered)


def _language() -> str:
    return get_language() or settings.LANGUAGE_CODE
