"""Doors to the figures of how long updates take."""

import re
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from activities import policies
from activities import turnaround as figures
from focalpoints.models import Institution
from focalpoints.policies import standing
from mechanisms.models import Mechanism
from nmirf.common.context_processors import NavItem
from nmirf.common.dates import today
from nmirf.common.decisions import require
from nmirf.common.htmx import HtmxRequest
from nmirf.common.tables import csv_file


@require_GET
def turnaround(request: HtmxRequest) -> HttpResponse:
    """Median and 90th percentile of each step: of all to the secretariat, of one's own to others."""
    require(policies.can_read_turnaround(request.user))
    asked, titles = Asked(request), figures.titles()
    context = {
        "rows": [
            (row, list(zip(titles, row.took, strict=True)))
            for row in figures.turnaround(asked.narrowed, asked.by)
        ],
        "titles": titles,
        "by": figures.BY[asked.by],
        "tabs": [
            NavItem(str(label), f"?{asked.address(by=by)}", by == asked.by)
            for by, label in figures.BY.items()
        ],
        "asked": asked,
        "on": today(),
    }
    return render(request, "activities/turnaround.html", context)


@require_GET
def turnaround_csv(request: HtmxRequest) -> HttpResponse:
    """The same figures: a line for each group and step."""
    require(policies.can_read_turnaround(request.user))
    asked = Asked(request)
    heads = [
        *(figures.BY[asked.by], _("Step"), _("Number"), _("Median, days")),
        *(_("90th percentile, days"), _("Returned"), _("Sent back unsigned")),
    ]
    titles = figures.titles()
    lines = (
        [
            *(row.label, title, took.n if took else 0),
            *((round(took.median, 2), round(took.ninth, 2)) if took else ("", "")),
            *(row.returned, row.declined),
        ]
        for row in figures.turnaround(asked.narrowed, asked.by)
        for title, took in zip(titles, row.took, strict=True)
    )
    return csv_file("turnaround", heads, lines)


class Asked:
    """What the address asks for: ?by=, ?institution=, ?mechanism=, ?half=2026-1."""

    def __init__(self, request: HtmxRequest) -> None:
        query, rights = request.GET, standing(request.user)
        self.is_officer = rights.is_secretariat
        own = None if self.is_officer else rights.report_for | rights.sign_for
        rows = Institution.objects.filter(updates__isnull=False).distinct().order_by("name")
        self.institutions = list(rows if own is None else rows.filter(pk__in=own))
        self.mechanisms = list(Mechanism.objects.order_by("name"))
        self.halves = [
            (f"{year}-{half}", figures.half_label(year, half)) for year, half in figures.halves()
        ]
        standard = "institution" if self.is_officer else "half"
        by = query.get("by", "")
        self.by = by if by in figures.BY else standard
        self.institution = _one(self.institutions, "slug", query.get("institution"))
        self.mechanism = _one(self.mechanisms, "code", query.get("mechanism"))
        half = query.get("half", "")
        self.half = half if half in dict(self.halves) else ""
        parts = re.findall(r"\d+", self.half)
        self.narrowed = figures.Narrowed(
            institutions=[self.institution.pk] if self.institution else own,
            mechanism=self.mechanism.pk if self.mechanism else None,
            half=(int(parts[0]), int(parts[1])) if parts else None,
        )

    def address(self, **changed: str) -> str:
        """The query of this page with something changed."""
        chosen = {
            "by": self.by,
            "institution": self.institution.slug if self.institution else "",
            "mechanism": self.mechanism.code if self.mechanism else "",
            "half": self.half,
        } | changed
        return "&".join(f"{name}={value}" for name, value in chosen.items() if value)

    @property
    def query(self) -> str:
        return self.address()


def _one(rows: list[Any], name: str, wanted: str | None) -> Any:
    return next((row for row in rows if getattr(row, name) == wanted), None)
