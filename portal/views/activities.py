"""Activities: all that are there, when what is planned for, and each with what belongs to it."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from activities.activity_rows import text_of, values, workbook
from activities.parsers.activity_table import COLUMNS
from activities.policies import can_follow_activity
from activities.smart import hints
from nmirf.common.context_processors import NavItem
from nmirf.common.dates import today
from nmirf.common.htmx import HtmxRequest
from nmirf.common.tables import XLSX, attached, csv_file
from notifications.choices import FollowKind
from portal.activities import card, cards, coverage, quarters, time_line
from portal.activity_choices import ActivityFilterForm
from portal.beside import facts_of, with_what_is_beside
from portal.cards import make_cards, with_card_facts
from portal.events import told
from portal.facets.base import linked
from portal.reader import Reader
from portal.trails import trail
from portal.views.acts import acts_here

PAGE_SIZE = 25
# A time line is printed whole where it can be.
LINES = 100
# So many activities of a year are told quarter by quarter; for more, the list is narrowed down.
MOST_IN_A_YEAR = 200
FILES = ("csv", "xlsx")
LIST, TIME_LINE, QUARTERS = "list", "timeline", "quarters"


@require_GET
@login_not_required
def activities(request: HtmxRequest) -> HttpResponse:
    """As a list, on a time line, or by quarter; narrowed as the address says."""
    reader = Reader(request.user)
    form = ActivityFilterForm(request.GET, reader=reader)
    rows = form.narrowed
    form.count_choices()
    view = request.GET.get("view", LIST)
    context: dict[str, Any] = {
        "form": form,
        "view": view,
        "tabs": _tabs(request.GET, view),
        "coverage": coverage(reader, rows),
        "late": rows.delayed(today()).count(),
        "today": today(),
        "query": _without(request.GET, "page"),
        "files": [
            (ending.upper(), f"{_file(ending)}?{_without(request.GET, 'page')}") for ending in FILES
        ],
        "pairs": [
            (name, value)
            for name, values in request.GET.lists()
            if name not in ("view", "page")
            for value in values
        ],
    }
    if view == QUARTERS:
        context["looked_at"] = rows.count()
        return render(request, "portal/activities.html", context | _by_quarter(form, rows))
    ordered = rows.order_by("starts_on", "ends_on", "pk") if view == TIME_LINE else rows
    page = Paginator(ordered, LINES if view == TIME_LINE else PAGE_SIZE).get_page(
        request.GET.get("page")
    )
    listed = cards(page.object_list)  # type: ignore[arg-type]
    total = page.paginator.count
    context |= {"page": page, "cards": listed, "total": total, "looked_at": total}
    if view == TIME_LINE:
        context["line"] = time_line(listed, today(), mirrored=get_language_bidi())
    return render(request, "portal/activities.html", context)


@require_GET
@login_not_required
def activities_file(request: HtmxRequest, ending: str) -> HttpResponse:
    """The list as a file, narrowed as the address says; imports read it back."""
    if ending not in FILES:
        raise Http404
    reader = Reader(request.user)
    rows = values(ActivityFilterForm(request.GET, reader=reader).narrowed, request.user)
    if ending == "csv":
        return csv_file(
            "activities", list(COLUMNS), ([text_of(one) for one in row] for row in rows)
        )
    return attached("activities.xlsx", workbook(rows), XLSX)


def _file(ending: str) -> str:
    return reverse("portal:activities_file", args=[ending])


def _by_quarter(form: ActivityFilterForm, rows: Any) -> dict[str, Any]:
    year = form.cleaned_data.get("year") or today().year
    rows = rows.with_a_date_in(year).order_by("ends_on", "pk")
    total, listed = rows.count(), cards(rows[:MOST_IN_A_YEAR])
    return {
        "quarters": quarters(listed, year, today()),
        "year": year,
        "total": total,
        "left_out": total - len(listed),
        "years": [(year - 1, _("Year before")), (year + 1, _("Year after"))],
    }


def _tabs(query: QueryDict, view: str) -> list[NavItem]:
    kept = _without(query, "view", "page")
    words = ((LIST, _("List")), (TIME_LINE, _("Time line")), (QUARTERS, _("By quarter")))
    return [NavItem(label, f"?view={code}&{kept}", code == view) for code, label in words]


def _without(query: QueryDict, *names: str) -> str:
    kept = query.copy()
    for name in names:
        kept.pop(name, None)
    return kept.urlencode()


@require_GET
@login_not_required
def activity(request: HtmxRequest, slug: str) -> HttpResponse:
    """One, with milestones, money, who takes part, how its status went, and how it is planned."""
    reader = Reader(request.user)
    row = get_object_or_404(with_what_is_beside(reader.activities, reader), slug=slug)
    answered = reader.recommendations.filter(
        linked(links.filter(activity=row.pk) for links in reader.activity_links())
    )
    page = Paginator(
        with_card_facts(answered.order_by("-issued_on", "symbol", "paragraph_key", "pk")), PAGE_SIZE
    ).get_page(request.GET.get("page"))
    shown = card(row, today())
    context: dict[str, Any] = {
        "row": row,
        "card": shown,
        "lines": row.budget_lines.all(),
        "today": today(),
        "page": page,
        "cards": make_cards(reader, page.object_list),
        "events": told(reader, reader.told.filter(activity=row)),
        "steps": row.steps.all(),
        "hints": hints(row, request.user),
        "facts": facts_of(row),
        "may_edit": reader.rights.is_secretariat or row.lead_id in reader.rights.report_for,
        "may_update": row.may_update,
        "may_follow": bool(can_follow_activity(request.user, row)),
        "acts": acts_here(request, FollowKind.ACTIVITY, row),
        "trail": trail((_("Activities"), reverse("portal:activities")), (row.label, "")),
    }
    return render(request, "portal/activity.html", context)
