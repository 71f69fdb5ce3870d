"""Whether a certificate of a training is genuine: for whoever has it in hand and knows its address."""

from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from focalpoints.models import TrainingAttendance
from nmirf.common.htmx import HtmxRequest


@require_GET
@login_not_required
def verify(request: HtmxRequest, reference: UUID) -> HttpResponse:
    """What the certificate says, and nothing else; 404 where none of that number was issued."""
    rows = TrainingAttendance.objects.certified().select_related("training")
    row = get_object_or_404(rows, reference=reference)
    response = render(request, "portal/verify.html", {"row": row, "training": row.training})
    response["X-Robots-Tag"] = "noindex"
    response["Referrer-Policy"] = "no-referrer"
    return response
