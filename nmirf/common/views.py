"""The style page, and the answer to a form that cannot be trusted."""

from uuid import UUID

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_cache_control
from django.utils.module_loading import import_string
from django.views.decorators.http import require_GET

from .dates import today
from .design import SampleForm, samples
from .design_parts import PAGES, parts


@require_GET
@login_not_required
def design(request: HttpRequest) -> HttpResponse:
    """In a demonstration or in development alone; elsewhere there is no such page."""
    if not (settings.DEMO_MODE or settings.DEBUG):
        raise Http404
    if request.GET.get("of") in PAGES:
        template, context = PAGES[request.GET["of"]]
        return render(request, template, context | {"form": SampleForm()})
    context = samples(today(), request.GET.get("page", "3")) | parts(today(), "#sample")
    return render(request, "design.html", context)


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


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Not allowed: the reason, which post of one's own has ended, and what was typed, to be copied."""
    return _refused(request, "403.html", 403, str(exception))


def missing(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Not there, or not any more for this person: with what was typed, to be copied.

    Where everybody could read something there once, 410, or the same address of what it became;
    see the settings for who knows.
    """
    if request.method in ("GET", "HEAD"):
        gone = import_string(settings.GONE_READER)(request)
        if isinstance(gone, str):
            answer = redirect(gone, permanent=True)
            # It may be taken back again.
            patch_cache_control(answer, no_cache=True)
            return answer
        if gone is not None:
            return render(request, "410.html", {"gone": gone}, status=410)
    return _refused(request, "404.html", 404, "")


def _refused(request: HttpRequest, template: str, status: int, reason: str) -> HttpResponse:
    explain = import_string(settings.LAPSE_EXPLAINER)
    context = {
        "exception": reason,
        "lapse": explain(request.user) if hasattr(request, "user") else "",
        "typed": typed_texts(request),
    }
    return render(request, template, context, status=status)


def typed_texts(request: HttpRequest) -> dict[str, str]:
    """What a person typed into the form that was sent: no secrets, no keys, no numbers."""
    return {
        name: str(text)
        for name, text in request.POST.items()
        if str(text).strip()
        and not str(text).isdecimal()
        and not _is_key(str(text))
        and not any(word in name.lower() for word in SECRET)
    }


def _is_key(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
