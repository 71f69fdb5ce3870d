"""What the State owes to mechanisms, by when, and what it has submitted."""

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.models import AnonymousUser
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from focalpoints.policies import standing
from nmirf.common.dates import today
from nmirf.common.htmx import HtmxRequest
from portal import duties
from portal.feeds import calendar_file
from portal.frame import site
from portal.reader import Reader
from portal.trails import trail
from reporting.choices import ObligationState
from reporting.models import Consultation, Obligation
from reporting.policies import visible_consultations, visible_obligations

PAST_ON_A_PAGE = 40


@require_GET
@login_not_required
def calendar(request: HtmxRequest) -> HttpResponse:
    """What is overdue, what comes, and, in pages, what is done."""
    rows, on = visible_obligations(request.user).select_related("mechanism"), today()
    page = Paginator(
        rows.exclude(state=ObligationState.OPEN).order_by("-due_on", "pk"), PAST_ON_A_PAGE
    ).get_page(request.GET.get("page"))
    context = {
        "late": [duties.line(row, on) for row in rows.overdue(on).order_by("due_on", "pk")],
        "coming": duties.by_month(duties.line(row, on) for row in rows.coming(on)),
        "past": duties.by_month(duties.line(row, on) for row in page),
        "page": page,
        "trail": trail((_("Calendar"), "")),
    }
    return render(request, "portal/calendar.html", context)


@require_GET
@login_not_required
def obligation(request: HtmxRequest, slug: str) -> HttpResponse:
    rows = visible_obligations(request.user)
    row = get_object_or_404(
        rows.select_related("mechanism", "review__mechanism", "recommendation"), slug=slug
    )
    context = {
        "row": row,
        "is_late": row.state == ObligationState.OPEN and row.due_on < today(),
        "facts": _facts(Reader(request.user), row),
        "consultations": _consultations(request, row),
        "may_manage": standing(request.user).is_secretariat,
        "trail": trail((_("Calendar"), reverse("portal:calendar")), (row.label, "")),
    }
    return render(request, "portal/obligation.html", context)


@require_GET
@login_not_required
def calendar_feed(request: HttpRequest) -> HttpResponse:
    """The public calendar for calendar programs; the same for everyone who fetches it."""
    text = calendar_file(
        visible_obligations(AnonymousUser()).order_by("due_on", "pk"),
        name=site().name,
        host=urlsplit(settings.SITE_URL).hostname or "localhost",
        site=settings.SITE_URL,
    )
    return HttpResponse(text, content_type="text/calendar; charset=utf-8")


def _facts(reader: Reader, row: Obligation) -> list[dict[str, Any]]:
    mechanism, review, chosen = row.mechanism, row.review, row.recommendation
    if chosen and not reader.recommendations.filter(pk=chosen.pk).exists():
        chosen = None
    return [
        {"label": _("Kind"), "value": row.get_kind_display()},
        {
            "label": _("To whom"),
            "value": mechanism.label if mechanism else "",
            "url": mechanism.get_absolute_url() if mechanism else "",
        },
        {
            "label": _("Review"),
            "value": review.label if review else "",
            "url": review.get_absolute_url() if review else "",
        },
        {
            "label": _("Recommendation"),
            "value": chosen.reference if chosen else "",
            "url": chosen.get_absolute_url() if chosen else "",
            "isolate": True,
        },
        {"label": _("Due on"), "value": row.due_on},
        {"label": _("Where the date comes from"), "value": duties.source_words(row)},
        {"label": _("State"), "value": row.get_state_display()},
        {"label": _("Submitted on"), "value": row.submitted_on},
        {"label": _("Document"), "value": row.symbol, "isolate": True},
    ]


def _consultations(request: HtmxRequest, row: Obligation) -> list[Consultation]:
    rows = visible_consultations(request.user, today()).filter(version__draft__obligation=row)
    return list(rows)
