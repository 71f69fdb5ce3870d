"""Plain pages, the library of reports, and what the frame of every page fetches."""

import datetime as dt
from itertools import groupby

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET

from focalpoints.choices import InstitutionKind, Membership
from mechanisms.choices import ImplementationStatus
from nmirf.common.colour import accent
from nmirf.common.dates import today
from nmirf.common.htmx import HtmxRequest
from portal import structured
from portal.frame import site
from portal.mechanism import bodies, itself, members
from portal.trails import trail
from reporting.choices import DraftStage
from reporting.policies import visible_drafts, visible_files
from reporting.services.consultations import IDENTITY_DAYS

# When the statements on accessibility, privacy and the licence were last held against the software.
REVIEWED_ON = dt.date(2026, 11, 27)


@require_GET
@login_not_required
def reports(request: HtmxRequest) -> HttpResponse:
    """The library: reports published in full, and files that are ready, the newest first."""
    files = visible_files(request.user).reports().select_related("review__mechanism")
    context = {
        "texts": visible_drafts(request.user).filter(stage=DraftStage.PUBLISHED),
        "page": Paginator(files, per_page=25).get_page(request.GET.get("page")),
        "trail": trail((_("Reports"), "")),
    }
    return render(request, "portal/reports.html", context)


@require_GET
@login_not_required
def report(request: HtmxRequest, slug: str) -> HttpResponse:
    """A published report, section by section."""
    rows = visible_drafts(request.user).filter(stage=DraftStage.PUBLISHED)
    row = get_object_or_404(rows.select_related("obligation__mechanism"), slug=slug)
    context = {
        "row": row,
        "sections": row.sections.all(),
        "data": structured.of_report(row),
        "trail": trail((_("Reports"), reverse("portal:reports")), (row.title, "")),
    }
    return render(request, "portal/report.html", context)


@require_GET
@login_not_required
def about(request: HtmxRequest) -> HttpResponse:
    """The mechanism: on what it rests, who belongs to it, how something becomes official."""
    mechanism, terms = itself(request.user)
    places = list(InstitutionKind.values)
    ordered = sorted(members(request.user), key=lambda row: (places.index(row.kind), row.label))
    context = {
        "mechanism": mechanism,
        "terms": terms,
        "kinds": [
            (InstitutionKind(kind).label, list(rows))
            for kind, rows in groupby(ordered, key=lambda row: row.kind)
        ],
        "full": sum(row.membership == Membership.FULL for row in ordered),
        "consultative": sum(row.membership == Membership.CONSULTATIVE for row in ordered),
        "bodies": bodies(today()),
        "statuses": ImplementationStatus.values,
        "trail": trail((_("About"), "")),
    }
    return render(request, "portal/about.html", context)


@require_GET
@login_not_required
def accessibility(request: HtmxRequest) -> HttpResponse:
    context = {"reviewed_on": REVIEWED_ON, "trail": trail((_("Accessibility"), ""))}
    return render(request, "portal/accessibility.html", context)


@require_GET
@login_not_required
def privacy(request: HtmxRequest) -> HttpResponse:
    context = {
        "identity_days": IDENTITY_DAYS,
        "registration_days": settings.REGISTRATION_DAYS,
        "reviewed_on": REVIEWED_ON,
        "trail": trail((_("Privacy"), "")),
    }
    return render(request, "portal/privacy.html", context)


@require_GET
@login_not_required
def licence(request: HtmxRequest) -> HttpResponse:
    context = {"reviewed_on": REVIEWED_ON, "trail": trail((_("Data licence"), ""))}
    return render(request, "portal/licence.html", context)


@require_GET
@login_not_required
@cache_control(public=True, max_age=86400)
def brand(request: HttpRequest) -> HttpResponse:
    """The State's accent colour as a style sheet; its address changes with the colour."""
    context = {"accent": accent(site().accent)}
    return render(request, "portal/brand.css", context, content_type="text/css")
