"""What was done while somebody was away, for both of them."""

from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from focalpoints.cover import stand_ins
from focalpoints.policies import can_set_absence, visible_absences
from nmirf.common.dates import today
from nmirf.common.htmx import HtmxRequest
from reporting.meantime import deeds_of, numbers_of

PAGE_SIZE = 50


@require_GET
def absence(request: HtmxRequest, reference: UUID, pk: int) -> HttpResponse:
    rows = visible_absences(request.user).select_related(
        "appointment__user", "appointment__institution"
    )
    row = get_object_or_404(rows, pk=pk, appointment__reference=reference)
    deeds = deeds_of(request.user, row)
    context = {
        "absence": row,
        "post": row.appointment,
        "stand_ins": stand_ins(row),
        "numbers": numbers_of(row).in_words(),
        "page": Paginator(deeds, PAGE_SIZE).get_page(request.GET.get("page")),
        "has_begun": row.starts_on <= today(),
        "is_over": row.ends_on < today(),
        "may_change": bool(can_set_absence(request.user, row.appointment)),
    }
    return render(request, "reporting/absence.html", context)
