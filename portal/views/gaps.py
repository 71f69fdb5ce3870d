"""What is missing: every gap with its number, and the list of each, under a scope of one's own."""

import io
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.text import capfirst, slugify
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from activities.models import NationalPlan
from nmirf.common.dates import today
from nmirf.common.decisions import require
from nmirf.common.htmx import HtmxRequest
from nmirf.common.tables import csv_file
from portal.cards import Item, make_cards, with_card_facts
from portal.exports import FORMATS, choose, columns_for
from portal.exports.gap_list import gap_table
from portal.gaps import GAPS, MOST_MONTHS
from portal.gapscope import NARROWED_BY, PLAN, TITLES, GapScope
from portal.narrowing import Option
from portal.paging import CountedPaginator
from portal.reader import Reader
from portal.trails import trail
from portal.views.exports import AT_ONCE
from reporting.models import GapReport
from reporting.policies import can_ask, can_read_gaps, can_report_gaps
from reporting.services.gap_reports import request_gap_report
from reporting.services.rendering import request_page_file

PAGE_SIZE = 25
# Reports of the scope that its page names; all are on the list of reports.
LATEST = 5


@require_GET
def gaps(request: HtmxRequest) -> HttpResponse:
    """Every gap with its definition and its number, of n in the scope, today."""
    scope = read_scope(request)
    reports = GapReport.objects.none()
    if can_report_gaps(request.user):
        reports = GapReport.objects.filter(scope=scope.query).defer("members")[:LATEST]
    context = _scope_context(scope) | {
        "lines": [
            (gap, scope.counts[gap.name], address("reporting:gap", scope, gap.name))
            for gap in scope.gaps
        ],
        "may_report": bool(can_report_gaps(request.user)),
        "reports": reports,
        "trail": trail((_("Gaps"), "")),
    }
    return render(request, "portal/gaps.html", context)


@require_GET
def gaps_csv(request: HtmxRequest) -> HttpResponse:
    """The numbers as a file."""
    scope = read_scope(request)
    titles = [_("Gap"), _("Meaning"), _("Recommendations"), _("Of"), _("Day"), _("Narrowed by")]
    day, words = today().isoformat(), "; ".join(scope.words)
    rows = [
        [gap.label, gap.definition, scope.counts[gap.name], scope.total, day, words]
        for gap in scope.gaps
    ]
    return csv_file("gaps", titles, rows)


@require_http_methods(["GET", "POST"])
def new_report(request: HtmxRequest) -> HttpResponse:
    """Have a report made of the scope; a page says first what it holds."""
    scope = read_scope(request)
    require(can_report_gaps(request.user))
    if request.method == "POST":
        report = request_gap_report(
            actor=request.user,
            scope=scope.query,
            words=scope.words,
            language=get_language() or settings.LANGUAGE_CODE,
        )
        return redirect(report)
    context = {
        "title": _("Make a gap report"),
        "subject": "; ".join(scope.words) or _("The whole register"),
        "consequences": [
            _("The report keeps which recommendations have which gap today. It never changes."),
            _("It is held against the last report on the same scope: what came, what went."),
        ],
        "act": _("Make the report"),
        "cancel_url": address("reporting:gaps", scope),
    }
    return render(request, "components/confirm_page.html", context)


@require_GET
def gap(request: HtmxRequest, name: str) -> HttpResponse:
    """The recommendations that have one gap."""
    scope = read_scope(request, name)
    number = scope.counts[name]
    pages = CountedPaginator(with_card_facts(scope.having(name)), PAGE_SIZE, number)
    page = pages.get_page(request.GET.get("page"))
    one = scope.gap(name)
    context = _scope_context(scope) | {
        "gap": one,
        "number": number,
        "page": page,
        "cards": make_cards(scope.reader, page.object_list),
        "files": [
            (kind.upper(), address("reporting:gap_file", scope, name, kind))
            for kind in ("csv", "xlsx")
        ],
        "register_query": scope.register_query(name),
        "is_large": number > AT_ONCE,
        "ask_url": address("reporting:gap_ask", scope, name)
        if number and can_ask(request.user)
        else "",
        "trail": trail(
            (_("Gaps"), address("reporting:gaps", scope)), (capfirst(str(one.label)), "")
        ),
    }
    return render(request, "portal/gap.html", context)


@require_http_methods(["GET", "POST"])
def gap_file(request: HtmxRequest, name: str, ending: str) -> HttpResponse | FileResponse:
    """Exactly the list as a file; one that is too long to wait for is made by a worker (POST)."""
    if ending not in ("csv", "xlsx"):
        raise Http404
    scope = read_scope(request, name)
    columns = choose(columns_for(scope.reader), [])
    title = _title(scope, name)
    if request.method == "POST":
        rendered = request_page_file(
            actor=request.user,
            title=title,
            language=get_language() or settings.LANGUAGE_CODE,
            format=ending,
            options={
                "query": scope.query,
                "columns": [column.name for column in columns],
                "gap": name,
            },
        )
        return redirect(rendered)
    if scope.counts[name] > AT_ONCE:
        messages.info(request, _("This list is long: have the file made."))
        return redirect(address("reporting:gap", scope, name))
    content = io.BytesIO()
    FORMATS[ending].write(gap_table(scope, name, columns, title=title), content)
    content.seek(0)
    file_name = f"{slugify(title) or 'gap'}.{ending}"
    response = FileResponse(content, as_attachment=True, filename=file_name)
    response["Content-Type"] = FORMATS[ending].content_type
    response["X-Content-Type-Options"] = "nosniff"
    return response


def read_scope(request: HtmxRequest, name: str = "") -> GapScope:
    """The scope in the address; 404 for a gap that there is not, 403 for who is no member."""
    if name and name not in GAPS:
        raise Http404
    require(can_read_gaps(request.user))
    return GapScope(request.GET, Reader(request.user))


def _title(scope: GapScope, name: str) -> str:
    day = date_format(today(), "DATE_FORMAT")
    return _("Recommendations %(gap)s, %(date)s") % {"gap": scope.gap(name).label, "date": day}


def address(name: str, scope: GapScope, *arguments: str) -> str:
    query = scope.query
    return reverse(name, args=arguments) + (f"?{query}" if query else "")


def _scope_context(scope: GapScope) -> dict[str, Any]:
    """What the head of both pages shows: what can be chosen, what is, of how many."""
    return {
        "scope": scope,
        "total": scope.total,
        "today": today(),
        "most_months": MOST_MONTHS,
        "parts": [*_parts(scope), _plans(scope)],
        "chips": _chips(scope),
    }


def _parts(scope: GapScope) -> list[tuple[str, Any, list[Option]]]:
    return [(name, TITLES[name], list(_flat(scope.options(name)))) for name in NARROWED_BY]


def _flat(options: list[Option]) -> Any:
    for option in options:
        yield option
        yield from _flat(option.children)


def _plans(scope: GapScope) -> tuple[str, Any, list[Option]]:
    chosen = {term.value for term in scope.plans}
    options = [
        Option(plan.slug, plan.label, checked=plan.slug in chosen)
        for plan in NationalPlan.objects.published().only("slug", "title", "title_translations")
    ]
    return PLAN, TITLES[PLAN], options


def _chips(scope: GapScope) -> list[Item]:
    """What narrows the scope, each with the address without it."""
    chips = []
    for name, terms in scope.terms.items():
        for term in terms:
            address = QueryDict(scope.query, mutable=True)
            kept = [value for value in address.getlist(name) if value != term.value]
            address.setlist(name, kept)
            label = _("%(facet)s: %(choice)s") % {"facet": TITLES[name], "choice": term.label}
            chips.append(Item(label, f"?{address.urlencode()}"))
    return chips
