"""What is missing among the people, for the secretariat."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from focalpoints import policies
from focalpoints.choices import Gap
from focalpoints.vacancies import Line, lines
from nmirf.common.context_processors import NavItem
from nmirf.common.dates import today
from nmirf.common.decisions import require
from nmirf.common.htmx import HtmxRequest
from nmirf.common.tables import csv_file

PAGE_SIZE = 50


@require_GET
def vacancies(request: HtmxRequest) -> HttpResponse:
    require(policies.can_appoint(request.user))
    words, wanted = _asked(request)
    found = lines(today(), words)
    tabs = [
        NavItem(
            str(name),
            "?" + urlencode({"gap": key, "q": words} if words else {"gap": key}),
            wanted == key,
            sum(line.gap == key for line in found) if key else len(found),
        )
        for key, name in [("", _("All")), *Gap.choices]
    ]
    context = {
        "page": Paginator(_narrowed(found, wanted), PAGE_SIZE).get_page(request.GET.get("page")),
        "tabs": tabs,
        "words": words,
        "gap": wanted,
    }
    return render(request, "focalpoints/vacancies.html", context)


@require_GET
def vacancies_csv(request: HtmxRequest) -> HttpResponse:
    """The same list as a file."""
    require(policies.can_appoint(request.user))
    words, wanted = _asked(request)
    titles = [_("What is missing"), _("Institution"), _("Who"), _("Last day"), _("Note")]
    rows = (
        [line.gap.label, line.institution, line.title, line.due_on, line.note]
        for line in _narrowed(lines(today(), words), wanted)
    )
    return csv_file("vacancies", titles, rows)


def _asked(request: HtmxRequest) -> tuple[str, str]:
    wanted = request.GET.get("gap", "")
    return request.GET.get("q", "").strip()[:100], wanted if wanted in Gap.values else ""


def _narrowed(found: list[Line], wanted: str) -> list[Line]:
    return [line for line in found if not wanted or line.gap == wanted]
