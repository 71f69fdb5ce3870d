"""Reviews: each examination of the State, with what came of it."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.db.models.functions import Coalesce
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from mechanisms.models import Mechanism, Review
from mechanisms.policies import can_edit_review_documents
from nmirf.common.dates import today
from nmirf.common.htmx import HtmxRequest
from portal import list_files, listing
from portal.cards import make_cards, with_card_facts
from portal.charts import drawn
from portal.paging import CountedPaginator
from portal.reader import Reader
from portal.review_documents import dossier_of
from portal.tallies import Tally, by_status_within
from portal.trails import trail
from reporting.figures import Scope
from reporting.figures import read as figure
from reporting.policies import can_render

PAGE_SIZE = 25


@require_GET
@login_not_required
def reviews(request: HtmxRequest) -> HttpResponse:
    listed = _listed(request)
    page = Paginator(listed.rows, PAGE_SIZE).get_page(request.GET.get("page"))
    tallies = _tallies(request, page)
    rows = [(row, tallies.get(row.pk, {}), sum(tallies.get(row.pk, {}).values())) for row in page]
    context = {"page": page, "rows": rows, "listed": listed, "trail": trail((_("Reviews"), ""))}
    return render(request, "portal/reviews.html", context)


@require_GET
@login_not_required
def reviews_file(request: HtmxRequest, ending: str) -> HttpResponse:
    """The list as a file, narrowed as the address says."""
    listed = _listed(request)
    titles = list_files.counted(
        [_("Address"), _("Title"), _("Mechanism"), _("Document"), _("Held on"), _("Published on")]
    )

    def rows() -> Iterator[list_files.Facts]:
        found = list(listed.rows)
        tallies = _tallies(request, found)
        for row in found:
            named = (row.slug, row.label, row.mechanism.label, row.symbol)
            facts = [*named, row.held_on, row.published_on]
            yield list_files.with_counts(facts, tallies.get(row.pk, {}))

    return list_files.answer(listing.REVIEWS, listed, ending, titles, rows)


def _listed(request: HtmxRequest) -> listing.Listed:
    rows = Review.objects.select_related("mechanism")
    dated = rows.annotate(day=Coalesce("published_on", "held_on"))
    reviewing = Mechanism.objects.filter(reviews__isnull=False).distinct().order_by("order", "code")
    offered = [(row.code.lower(), row.label) for row in reviewing]
    return listing.REVIEWS.asked(request.GET, dated, offered)


def _tallies(request: HtmxRequest, rows: Iterable[Review]) -> dict[Any, Tally]:
    asked = Reader(request.user).recommendations.published()
    return by_status_within(asked.filter(review__in=[row.pk for row in rows]), "review", "")


@require_GET
@login_not_required
def review(request: HtmxRequest, slug: str) -> HttpResponse:
    """Where it stands: as a whole, by theme, and one by one."""
    reader = Reader(request.user)
    row = get_object_or_404(Review.objects.select_related("mechanism", "instrument"), slug=slug)
    asked = reader.recommendations.filter(review=row)
    scope = Scope(today(), review=row)
    status = figure("recommendations.status", scope)
    ordered = asked.order_by("paragraph_key", "reference")
    pages = CountedPaginator(with_card_facts(ordered), PAGE_SIZE, asked.count())
    page = pages.get_page(request.GET.get("page"))
    register = f"{reverse('portal:register')}?review={row.slug}"
    context: dict[str, Any] = {
        "row": row,
        "page": page,
        "cards": make_cards(reader, page.object_list),
        "total": status.n,
        "unpublished": pages.count - status.n,
        "status": status,
        "bar": [
            (key, number, f"{register}&status={key or 'not_assessed'}")
            for key, number in status.counts.items()
        ],
        "register": register,
        "themes": drawn("theme", scope, request.user, review=row.slug),
        "facts": _facts(row),
        "dossier": dossier_of(row, request.user),
        "plans": reader.plans.filter(review=row),
        "may_plan": reader.rights.is_secretariat,
        "may_put": bool(can_edit_review_documents(request.user)),
        "may_render": bool(can_render(request.user)),
        "trail": trail((_("Reviews"), reverse("portal:reviews")), (row.label, "")),
    }
    return render(request, "portal/review.html", context)


def _facts(row: Review) -> list[dict[str, Any]]:
    mechanism = row.mechanism
    return [
        {"label": _("By"), "value": mechanism.label, "url": mechanism.get_absolute_url()},
        {
            "label": _("Instrument"),
            "value": row.instrument.label if row.instrument else "",
            "url": row.instrument.get_absolute_url() if row.instrument else "",
        },
        {"label": _("Cycle"), "value": row.cycle},
        {"label": _("Session"), "value": row.session},
        {"label": _("Held on"), "value": row.held_on},
        {"label": _("Published on"), "value": row.published_on},
        {
            "label": _("Document"),
            "value": row.symbol,
            "url": row.document_url,
            "isolate": True,
        },
        {"label": _("Stage"), "value": row.get_stage_display()},
    ]
