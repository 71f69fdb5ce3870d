"""The list of follow-up: of all mechanisms, or of one review; for every reader."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from mechanisms.models import Review
from nmirf.common.context_processors import NavItem
from nmirf.common.dates import today
from nmirf.common.htmx import HtmxRequest
from portal.cards import occasion
from portal.followup import STATES, FollowUp
from portal.paging import CountedPaginator
from portal.reader import Reader
from portal.trails import trail

PAGE_SIZE = 25


@require_GET
@login_not_required
def follow_up(request: HtmxRequest) -> HttpResponse:
    reader, slug = Reader(request.user), request.GET.get("review", "")
    review = get_object_or_404(Review, slug=slug) if slug else None
    found = FollowUp(reader, today(), slug)
    counts = found.counts()
    state = request.GET.get("state", "")
    if state not in STATES:
        state = next((name for name in STATES if counts[name]), "overdue")
    rows = found.rows(state).select_related("mechanism", "review").prefetch_related("texts")
    page = CountedPaginator(rows, PAGE_SIZE, counts[state]).get_page(request.GET.get("page"))
    listed = list(page.object_list)
    grades = found.grades([row.pk for row in listed])
    context = {
        "review": review,
        "tabs": _tabs(slug, state, counts),
        "page": page,
        "lines": [(row, occasion(row), row.shown_text, grades.get(row.pk, [])) for row in listed],
        "may_manage": reader.rights.is_secretariat,
        "trail": _trail(review),
    }
    return render(request, "portal/followup.html", context)


def _tabs(slug: str, state: str, counts: dict[str, int]) -> list[NavItem]:
    of_review = f"&review={slug}" if slug else ""
    return [
        NavItem(str(label), f"?state={name}{of_review}", name == state, counts[name])
        for name, label in STATES.items()
    ]


def _trail(review: Review | None) -> list[dict[str, Any]]:
    if review is None:
        return trail((_("Follow-up"), ""))
    return trail(
        (_("Reviews"), reverse("portal:reviews")),
        (review.label, review.get_absolute_url()),
        (_("Follow-up"), ""),
    )
