"""Documents that everyone may read: evidence of published updates, laws, reports, data sets."""

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from documents.library import listing
from documents.policies import visible_documents


@require_GET
@login_not_required
def documents(request: HttpRequest) -> HttpResponse:
    """As a stranger sees it, whoever asks."""
    stranger = AnonymousUser()
    context = listing(visible_documents(stranger), stranger, request.GET)
    return render(request, "portal/documents.html", context)
