"""Doors to pages as PDF: a worker makes them, of what the reader sees.

Without a token against forged forms, which would keep the pages that hold these buttons out of every
cache: whoever forged one had a file made that nobody else asked for, twenty times an hour at most.
"""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from activities.policies import visible_indicators
from nmirf.common import throttle
from nmirf.common.addresses import NUL
from nmirf.common.dates import today
from nmirf.common.htmx import HtmxRequest
from portal.figures import NARROWED_BY
from portal.prints.contents import QUARTERS, TIME_LINE
from reporting.choices import FileKind
from reporting.services.rendering import request_page_file

from .figures import find_scope

# What a form says besides what narrows the list.
_OWN = ("view", "page")


@csrf_exempt
@require_POST
@login_not_required
def print_activities(request: HtmxRequest) -> HttpResponse:
    """The time line, or the list by quarter, narrowed as the page was."""
    query = QueryDict(mutable=True)
    for name, values in request.POST.lists():
        if name not in _OWN:
            # What is posted no middleware has cleaned; the worker asks the database for it.
            query.setlist(name, [value.replace(NUL, "") for value in values])
    view = QUARTERS if request.POST.get("view") == QUARTERS else TIME_LINE
    words = _("Activities by quarter") if view == QUARTERS else _("Time line of activities")
    back = f"{reverse('portal:activities')}?view={view}&{query.urlencode()}"
    return _ask(request, words, {"view": view, "query": query.urlencode()}, back)


@csrf_exempt
@require_POST
@login_not_required
def print_indicator(request: HtmxRequest, slug: str) -> HttpResponse:
    """The sheet of one indicator."""
    row = get_object_or_404(visible_indicators(request.user), slug=slug)
    return _ask(request, row.label, {"indicator": row.slug}, row.get_absolute_url())


@csrf_exempt
@require_POST
@login_not_required
def print_figures(request: HtmxRequest) -> HttpResponse:
    """Every figure with its definition, narrowed as the page was."""
    query = QueryDict(mutable=True)
    query.update({name: request.POST[name] for name in NARROWED_BY if name in request.POST})
    scope, asked = find_scope(request, query), query.urlencode()
    words = _("Figures and their definitions")
    title = f"{words}: {scope.label}" if scope.label else words
    back = reverse("portal:figures")
    return _ask(request, title, {"figures": asked}, f"{back}?{asked}" if asked else back)


def _ask(request: HtmxRequest, title: str, options: dict[str, Any], back: str) -> HttpResponse:
    try:
        throttle.require(request, "export", limit=20, seconds=3600)
    except throttle.TooOftenError as error:
        messages.error(request, str(error))
        return redirect(back)
    day = date_format(today(), "DATE_FORMAT")
    rendered = request_page_file(
        actor=request.user if request.user.is_authenticated else None,
        kind=FileKind.PRINT,
        title=_("%(title)s, %(date)s") % {"title": title[:250], "date": day},
        language=get_language() or settings.LANGUAGE_CODE,
        format="pdf",
        options=options,
    )
    return redirect(rendered)
