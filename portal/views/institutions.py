"""Institutions: what each answers for and what it has told."""

from collections.abc import Iterator
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef, Q
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from focalpoints.choices import PUBLIC_ROLES
from focalpoints.models import Appointment, Institution
from focalpoints.policies import visible_institutions
from nmirf.common.dates import today
from nmirf.common.htmx import HtmxRequest
from portal import gone, list_files, listing
from portal.activities import cards as activity_cards
from portal.cards import Item, make_cards, with_card_facts
from portal.charts import drawn
from portal.counting import NOT_ASSESSED
from portal.events import told
from portal.lines import Line
from portal.paging import CountedPaginator
from portal.reader import Reader
from portal.tallies import led_by_status
from portal.trails import trail
from recommendations.choices import AssignmentRole, AssignmentState
from reporting.figures import Scope
from reporting.figures import read as figure

PAGE_SIZE = 25


@require_GET
@login_not_required
def institutions(request: HtmxRequest) -> HttpResponse:
    """All that exist with what they lead, counted by status."""
    reader = Reader(request.user)
    listed = _listed(request)
    page = Paginator(listed.rows, 50).get_page(request.GET.get("page"))
    tallies = led_by_status(reader, [row.pk for row in page])
    rows = [(row, tallies.get(row.pk, {}), sum(tallies.get(row.pk, {}).values())) for row in page]
    context = {"page": page, "rows": rows, "listed": listed}
    return render(request, "portal/institutions.html", context)


@require_GET
@login_not_required
def institutions_file(request: HtmxRequest, ending: str) -> HttpResponse:
    """The list as a file, narrowed as the address says."""
    listed = _listed(request)
    titles = list_files.counted([_("Address"), _("Name"), _("Kind")])

    def rows() -> Iterator[list_files.Facts]:
        found = list(listed.rows)
        tallies = led_by_status(Reader(request.user), [row.pk for row in found])
        for row in found:
            facts = [row.slug, row.label, row.get_kind_display()]
            yield list_files.with_counts(facts, tallies.get(row.pk, {}))

    return list_files.answer(listing.INSTITUTIONS, listed, ending, titles, rows)


def _listed(request: HtmxRequest) -> listing.Listed:
    return listing.INSTITUTIONS.asked(request.GET, visible_institutions(request.user).existing())


@require_GET
@login_not_required
def institution(request: HtmxRequest, slug: str) -> HttpResponse:
    """One of them, also after it ended; an address that it had before leads to the present one."""
    reader = Reader(request.user)
    visible = visible_institutions(request.user)
    row = visible.select_related("parent").with_names().filter(slug=slug).first()
    if row is None:
        now = gone.heir("institution", slug, request.user)
        if now is None:
            raise Http404
        return redirect(now, permanent=True)
    led = _led(reader, row)
    line = Line(row, visible)
    scope = Scope(today(), institution=row)
    status = figure("recommendations.status", scope)
    ordered = led.order_by("-issued_on", "symbol", "paragraph_key", "pk")
    pages = CountedPaginator(with_card_facts(ordered), PAGE_SIZE, led.count())
    page = pages.get_page(request.GET.get("page"))
    context: dict[str, Any] = {
        "row": row,
        "page": page,
        "cards": make_cards(reader, page.object_list),
        "total": status.n,
        "unpublished": pages.count - status.n,
        "status": status,
        "bar": _bar(row, status.counts),
        "askers": drawn("mechanism", scope, request.user, lead=row.slug),
        "register": f"{reverse('portal:register')}?institution={row.slug}",
        "events": told(reader, reader.updates.filter(institution__in=[row, *line.ancestors])),
        "line": line,
        "activities": activity_cards(reader.activities.filter(lead=row)),
        "contacts": _contacts(row),
        "facts": _facts(row),
        "trail": trail((_("Institutions"), reverse("portal:institutions")), (row.label, "")),
    }
    return render(request, "portal/institution.html", context)


def _bar(row: Institution, counts: dict[str, Any]) -> list[tuple[str, Any, str]]:
    """What it leads by status, each with the list of it."""
    leads = f"{reverse('portal:register')}?lead={row.slug}"
    return [
        (key, number, f"{leads}&status={key or NOT_ASSESSED}") for key, number in counts.items()
    ]


def _led(reader: Reader, row: Institution) -> Any:
    """What it leads, of its own or through a cluster."""
    leads = reader.assignments.filter(
        institution=row, role=AssignmentRole.LEAD, state=AssignmentState.ACCEPTED
    )
    through = reader.memberships.filter(cluster__in=leads.values("cluster"))
    return reader.recommendations.filter(
        Q(pk__in=leads.filter(recommendation__isnull=False).values("recommendation"))
        | Q(pk__in=through.values("recommendation"))
    )


def _contacts(row: Institution) -> list[Item]:
    """People with a consent in force, by name; the other roles by the functional mailbox."""
    posts = Appointment.objects.of(row.pk).in_force(today()).role(*PUBLIC_ROLES)
    public = posts.filter(user__is_active=True).with_consent().filter(pk=OuterRef("pk"))
    held = list(posts.annotate(is_named=Exists(public)).select_related("user"))
    consenting = [post for post in held if post.is_named]
    named = [
        Item(f"{post.user}, {post.get_role_display()}", f"mailto:{post.user.email}")
        for post in consenting
    ]
    if not row.mailbox:
        return named
    mailbox = f"mailto:{row.mailbox}"
    unnamed = {post.role for post in held} - {post.role for post in consenting}
    roles = [
        Item(f"{role.label}: {row.mailbox}", mailbox) for role in PUBLIC_ROLES if role in unnamed
    ]
    return [*named, *roles] or [Item(row.mailbox, mailbox)]


def _facts(row: Institution) -> list[dict[str, Any]]:
    parent = row.parent
    return [
        {"label": _("Kind"), "value": row.get_kind_display()},
        {"label": _("Branch of power"), "value": row.get_branch_display()},
        {"label": _("Membership"), "value": row.get_membership_display()},
        {
            "label": _("Belongs to"),
            "value": parent.label if parent else "",
            "url": parent.get_absolute_url() if parent else "",
        },
        {"label": _("Territory"), "value": row.territory},
        {"label": _("Website"), "value": row.website, "url": row.website},
    ]
