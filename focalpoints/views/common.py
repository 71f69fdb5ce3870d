from uuid import UUID

from django.shortcuts import get_object_or_404

from focalpoints import policies
from focalpoints.models import Appointment
from nmirf.common.htmx import HtmxRequest


def appointment_of(request: HtmxRequest, reference: UUID) -> Appointment:
    rows = policies.visible_appointments(request.user).select_related("user", "institution")
    row: Appointment = get_object_or_404(rows, reference=reference)
    return row
