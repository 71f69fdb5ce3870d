"""What changed in public, a week at a time."""

import datetime as dt

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from nmirf.common.dates import ONE_DAY, today
from nmirf.common.htmx import HtmxRequest
from portal.asked import Asked
from portal.asof import end_of
from portal.trails import trail
from portal.whatchanged import WEEK, by_day

ON_A_PAGE = 50


@require_safe
@login_not_required
def changes(request: HtmxRequest) -> HttpResponse:
    asked = Asked.of(request.GET)
    monday = week_of(request.GET.get("week", ""))
    found = asked.changes(since=end_of(monday - ONE_DAY), before=end_of(monday + WEEK - ONE_DAY))
    page = Paginator(found.rows, ON_A_PAGE).get_page(request.GET.get("page"))
    later = monday + WEEK
    context = {
        "monday": monday,
        "sunday": later - ONE_DAY,
        "earlier": asked.address(week=monday - WEEK),
        "later": asked.address(week=later) if later <= today() else "",
        "days": list(by_day(found.read(page.object_list))),
        "page": page,
        "form": asked.form(monday),
        "is_narrowed": bool(asked.query()),
        "feed": asked.feed(),
        "trail": trail((_("What changed"), "")),
    }
    return render(request, "portal/changes.html", context)


def week_of(typed: str) -> dt.date:
    """The Monday of the week in which the day lies; of this week where none is typed, or one to come."""
    try:
        day = min(dt.date.fromisoformat(typed), today())
    except ValueError:
        day = today()
    monday = dt.date.fromordinal(max(day.toordinal(), EARLIEST.toordinal()))
    return monday - dt.timedelta(days=monday.weekday())


# Nothing is registered before; a week further back is a slip of the hand.
EARLIEST = dt.date(1970, 1, 5)
