"""National plans: what the State has set out to do, and how far it answers what was asked of it."""

from collections.abc import Iterator
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from activities.models import NationalPlan, PlanVersion
from documents.policies import visible_documents
from nmirf.common.dates import today
from nmirf.common.htmx import HtmxRequest
from nmirf.common.tables import csv_file, xlsx_file
from notifications.choices import FollowKind
from portal import list_files, listing
from portal.cards import make_cards, with_card_facts
from portal.paging import CountedPaginator
from portal.plan_files import about, columns, rows_of
from portal.plans import Outline, compare, coverage, idle_objectives, left_out
from portal.reader import Reader
from portal.trails import trail
from portal.views.acts import acts_here
from recommendations.choices import Publication

PAGE_SIZE = 25
MOST_IDLE = 50


@require_GET
@login_not_required
def plans(request: HtmxRequest) -> HttpResponse:
    """All that the reader may see, and what all current ones together cover."""
    reader = Reader(request.user)
    listed = _listed(request, reader)
    context = {
        "page": Paginator(listed.rows, PAGE_SIZE).get_page(request.GET.get("page")),
        "listed": listed,
        "coverage": coverage(reader),
        "current": reader.plans.current(today()).count(),
        "idle": idle_objectives(reader).count(),
        "today": today(),
        "may_manage": reader.rights.is_secretariat,
    }
    return render(request, "portal/plans.html", context)


@require_GET
@login_not_required
def plans_file(request: HtmxRequest, ending: str) -> HttpResponse:
    """The list as a file, narrowed as the address says."""
    listed = _listed(request, Reader(request.user))
    titles = [_("Address"), _("Title"), _("Kind"), _("From"), _("To"), _("Lead"), _("Objectives")]

    def rows() -> Iterator[list_files.Facts]:
        for row in listed.rows:
            named = (row.slug, row.label, row.get_kind_display(), row.starts_on, row.ends_on)
            yield [*named, row.lead.label if row.lead else "", row.size]

    return list_files.answer(listing.PLANS, listed, ending, titles, rows)


def _listed(request: HtmxRequest, reader: Reader) -> listing.Listed:
    rows = reader.plans.annotate(size=Count("objectives")).select_related("lead", "review")
    return listing.PLANS.asked(request.GET, rows)


@require_GET
@login_not_required
def plan(request: HtmxRequest, slug: str) -> HttpResponse:
    """A plan with its objectives, what they answer, and what is done for them."""
    reader = Reader(request.user)
    row = find_plan(reader, slug)
    outline = Outline(reader, row)
    context = {
        "plan": row,
        "outline": outline,
        "coverage": coverage(reader, row),
        "idle": len(outline.idle),
        "facts": _facts(request, row),
        "versions": readable_versions(reader, row).count(),
        "acts": acts_here(request, FollowKind.PLAN, row),
        "trail": trail((_("Plans"), reverse("portal:plans")), (row.label, "")),
        "may_manage": reader.rights.is_secretariat,
    }
    return render(request, "portal/plan.html", context)


@require_GET
@login_not_required
def plan_coverage(request: HtmxRequest) -> HttpResponse:
    """Both ways: what no plan covers, and what nothing implements; of one plan with `?plan=`."""
    reader = Reader(request.user)
    slug = request.GET.get("plan", "")
    row = find_plan(reader, slug) if slug else None
    covers = coverage(reader, row)
    ordered = left_out(reader, row).order_by("-issued_on", "symbol", "paragraph_key", "pk")
    page = CountedPaginator(with_card_facts(ordered), PAGE_SIZE, covers.uncovered).get_page(
        request.GET.get("page")
    )
    idle = Paginator(idle_objectives(reader, row), MOST_IDLE).get_page(request.GET.get("idle"))
    steps = [(row.label, row.get_absolute_url())] if row else []
    context: dict[str, Any] = {
        "plan": row,
        "coverage": covers,
        "page": page,
        "cards": make_cards(reader, page.object_list),
        "idle": idle,
        "trail": trail((_("Plans"), reverse("portal:plans")), *steps, (_("Coverage"), "")),
    }
    return render(request, "portal/plan_coverage.html", context)


@require_GET
@login_not_required
def plan_versions(request: HtmxRequest, slug: str) -> HttpResponse:
    """How the plan stood, and what changed between two versions: `?from=` and `?to=`."""
    reader = Reader(request.user)
    row = find_plan(reader, slug)
    versions = list(readable_versions(reader, row).select_related("made_by").order_by("-number"))
    last = versions[0] if versions else None
    before = _chosen(versions, request.GET.get("from", ""), versions[1:2])
    after = _chosen(versions, request.GET.get("to", ""), [last] if last else [])
    context = {
        "plan": row,
        "versions": versions,
        "before": before,
        "after": after,
        "compared": compare(reader, before.content, after.content) if before and after else None,
        "knows_people": reader.rights.reads_internal,
        "trail": trail(
            (_("Plans"), reverse("portal:plans")),
            (row.label, row.get_absolute_url()),
            (_("Versions"), ""),
        ),
    }
    return render(request, "portal/plan_versions.html", context)


@require_GET
@login_not_required
def plan_file(request: HtmxRequest, slug: str, ending: str) -> HttpResponse:
    """The objectives as a table that the import of objectives reads again."""
    reader = Reader(request.user)
    row = find_plan(reader, slug)
    rows = rows_of(reader, row)
    titles = [name for name, _title in columns()]
    if ending == "csv":
        return csv_file(row.slug, titles, rows)
    if ending == "xlsx":
        return xlsx_file(
            row.slug,
            [
                (_("Objectives"), titles, rows),
                (_("About this file"), [_("Fact"), _("Value")], about(reader, row)),
            ],
        )
    raise Http404


def find_plan(reader: Reader, slug: str) -> NationalPlan:
    rows = reader.plans.select_related("lead", "review__mechanism", "document")
    row: NationalPlan = get_object_or_404(rows, slug=slug)
    return row


def readable_versions(reader: Reader, plan: NationalPlan) -> Any:
    """To the public those of a published plan: what was a draft stays internal."""
    rows = PlanVersion.objects.filter(plan=plan)
    if reader.rights.is_secretariat:
        return rows
    return rows.filter(content__publication=Publication.PUBLISHED)


def _chosen(
    versions: list[PlanVersion], number: str, otherwise: list[PlanVersion]
) -> PlanVersion | None:
    found = [one for one in versions if str(one.number) == number]
    return next(iter(found or otherwise), None)


def _facts(request: HtmxRequest, row: NationalPlan) -> list[dict[str, Any]]:
    document = row.document
    readable = document and visible_documents(request.user).filter(Q(pk=document.pk)).exists()
    return [
        {"label": _("Kind"), "value": row.get_kind_display()},
        {
            "label": _("Lead"),
            "value": row.lead.label if row.lead else "",
            "url": row.lead.get_absolute_url() if row.lead else "",
        },
        {
            "label": _("Review that it follows"),
            "value": row.review.label if row.review else "",
            "url": row.review.get_absolute_url() if row.review else "",
        },
        {"label": _("From"), "value": row.starts_on},
        {"label": _("To"), "value": row.ends_on},
        {"label": _("Adopted on"), "value": row.adopted_on},
        {
            "label": _("Document"),
            "value": document.title if document and readable else "",
            "url": document.get_absolute_url() if document and readable else "",
        },
    ]
