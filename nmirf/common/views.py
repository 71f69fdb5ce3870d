"""The style page, and the answer to a form that cannot be trusted."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from .dates import today
from .design import samples


@require_GET
@login_not_required
def design(request: HttpRequest) -> HttpResponse:
    """In a demonstration or in development alone; elsewhere there is no such page."""
    if not (settings.DEMO_MODE or settings.DEBUG):
        raise Http404
    return render(request, "design.html", samples(today(), request.GET.get("page", "3")))


# Never shown again, whatever a form calls them.
SECRET = ("password", "code", "token", "csrf")


@login_not_required
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The page of a refused form, with the texts that were typed into it, to be copied."""
    typed = {
        name: text
        for name, text in request.POST.items()
        if len(str(text)) > 40 and not any(word in name.lower() for word in SECRET)
    }
    return render(request, "403_csrf.html", {"typed": typed}, status=403)
