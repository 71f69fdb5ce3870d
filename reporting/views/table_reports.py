"""The technical report of a thematic table."""

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import get_language
from django.views.decorators.http import require_POST

from nmirf.common.errors import DomainError
from nmirf.common.htmx import HtmxRequest
from recommendations.policies import visible_tables
from reporting.services import table_reports


@require_POST
def table_report(request: HtmxRequest, reference: UUID) -> HttpResponse:
    """In the language of the page; whoever sees the table may read it."""
    table = get_object_or_404(visible_tables(request.user), meeting__reference=reference)
    try:
        rendered = table_reports.request_table_report(
            actor=request.user,
            table_pk=table.pk,
            language=get_language() or settings.LANGUAGE_CODE,
        )
    except DomainError as error:
        messages.error(request, str(error))
        return redirect("recommendations:table", reference)
    return redirect(rendered)
