"""Clusters: recommendations that one statement of an objective answers."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.db.models import F
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from activities.policies import reportable_clusters
from nmirf.common.context_processors import NavItem
from nmirf.common.htmx import HtmxRequest
from notifications.choices import FollowKind
from portal import list_files, listing
from portal.activities import cards as activity_cards
from portal.cards import Item, make_cards, with_card_facts
from portal.events import told
from portal.paging import CountedPaginator
from portal.reader import Reader
from portal.tallies import Tally, by_status, by_status_within
from portal.trails import trail
from portal.views.acts import acts_here
from recommendations.choices import AssignmentRole, AssignmentState, Overlap
from recommendations.models import Cluster

PAGE_SIZE = 25


@require_GET
@login_not_required
def clusters(request: HtmxRequest) -> HttpResponse:
    reader = Reader(request.user)
    listed = listing.CLUSTERS.asked(request.GET, reader.clusters)
    page = Paginator(listed.rows, PAGE_SIZE).get_page(request.GET.get("page"))
    tallies = _tallies(reader, page)
    context = {
        "page": page,
        "listed": listed,
        "rows": [
            {
                "row": row,
                "counts": tallies.get(row.pk, {}),
                "total": sum(tallies.get(row.pk, {}).values()),
            }
            for row in page
        ],
        "may_manage": reader.rights.is_secretariat,
    }
    return render(request, "portal/clusters.html", context)


@require_GET
@login_not_required
def clusters_file(request: HtmxRequest, ending: str) -> HttpResponse:
    """The list as a file, narrowed as the address says."""
    reader = Reader(request.user)
    listed = listing.CLUSTERS.asked(request.GET, reader.clusters)
    titles = list_files.counted([_("Address"), _("Title"), _("Objective")])

    def rows() -> Iterator[list_files.Facts]:
        found = list(listed.rows)
        tallies = _tallies(reader, found)
        for row in found:
            facts = [row.slug, row.label, row.statement_label]
            yield list_files.with_counts(facts, tallies.get(row.pk, {}))

    return list_files.answer(listing.CLUSTERS, listed, ending, titles, rows)


def _tallies(reader: Reader, rows: Iterable[Cluster]) -> dict[Any, Tally]:
    members = reader.memberships.filter(
        cluster__in=[row.pk for row in rows], recommendation__in=reader.recommendations.values("pk")
    )
    return by_status_within(members, "cluster")


@require_GET
@login_not_required
def cluster(request: HtmxRequest, slug: str) -> HttpResponse:
    reader = Reader(request.user)
    row = get_object_or_404(reader.clusters.select_related("parent", "lead"), slug=slug)
    members = reader.recommendations.filter(memberships__cluster=row)
    counts = by_status(members)
    total = sum(counts.values())
    ordered: Any = members.annotate(overlap=F("memberships__overlap")).order_by(
        "-issued_on", "symbol", "paragraph_key", "pk"
    )
    pages = CountedPaginator(with_card_facts(ordered, "overlap"), PAGE_SIZE, total)
    page = pages.get_page(request.GET.get("page"))
    listed: list[Any] = list(page.object_list)
    cards = make_cards(reader, listed, on_page_of=row)
    for card, member in zip(cards, listed, strict=True):
        card.meta.insert(0, Item(str(Overlap(member["overlap"]).label)))
    register = f"{reverse('portal:register')}?cluster={row.slug}"
    context: dict[str, Any] = {
        "row": row,
        "page": page,
        "cards": cards,
        "total": total,
        "bar": [
            (key, number, f"{register}&status={key or 'not_assessed'}")
            for key, number in counts.items()
        ],
        "register": register,
        "events": told(reader, reader.told.filter(cluster=row)),
        "activities": activity_cards(reader.activities.filter(clusters=row)),
        "facts": _facts(reader, row),
        "acts": acts_here(request, FollowKind.CLUSTER, row),
        "trail": trail((_("Clusters"), reverse("portal:clusters")), (row.label, "")),
        "tabs": [
            NavItem(_("Cluster"), row.get_absolute_url(), current=True),
            NavItem(_("History"), reverse("portal:cluster_history", args=[row.slug])),
        ],
        "may_manage": reader.rights.is_secretariat,
        "may_update": _may_update(reader, row),
    }
    return render(request, "portal/cluster.html", context)


def _may_update(reader: Reader, row: Any) -> bool:
    """Whether it is assigned to an institution that this person reports for."""
    mine = reader.rights.report_for
    return bool(mine) and reportable_clusters(mine).filter(pk=row.pk).exists()


def _facts(reader: Reader, row: Any) -> list[dict[str, Any]]:
    parts: dict[str, list[Item]] = {}
    assignments = reader.assignments.filter(cluster=row, state=AssignmentState.ACCEPTED)
    for part in assignments.select_related("institution"):
        institution = part.institution
        item = Item(institution.label, institution.get_absolute_url())
        parts.setdefault(part.role, []).append(item)
    leads = parts.get(AssignmentRole.LEAD, [])
    if not leads and row.lead:
        leads = [Item(row.lead.label, row.lead.get_absolute_url())]
    parent = (
        row.parent if row.parent and reader.clusters.filter(pk=row.parent_id).exists() else None
    )
    return [
        {"label": _("Lead"), "many": leads, "value": "" if leads else _("Not assigned")},
        {"label": _("With"), "many": parts.get(AssignmentRole.CONTRIBUTING, [])},
        {"label": _("Monitoring"), "many": parts.get(AssignmentRole.MONITORING, [])},
        {
            "label": _("Part of"),
            "value": parent.label if parent else "",
            "url": parent.get_absolute_url() if parent else "",
        },
    ]
