"""What open data there are, in which formats and versions, and what each column means."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from nmirf.common.htmx import HtmxRequest
from portal.opendata import editions, withdrawn
from portal.opendata.catalogue import for_search_engines, table_for_search_engines
from portal.opendata.columns import Column, Table
from portal.opendata.describing import (
    CATALOGUE,
    EVERYTHING,
    FORMATS,
    PACKAGE,
    SUMS,
    Publisher,
    data_url,
    values_of,
)
from portal.opendata.editions import Contents, Edition, File
from portal.opendata.tables import LISTS, TABLES
from portal.trails import trail


@dataclass(frozen=True, slots=True)
class Download:
    """A file to fetch; `label` is the name of its format."""

    label: str
    url: str
    file: File

    @classmethod
    def of(cls, edition: Edition, name: str, label: str) -> "Download":
        return cls(label, reverse("data", args=[name]), edition.files[name])


@dataclass(frozen=True, slots=True)
class Listed:
    """A table in the list; `contents` are None where the newest edition does not have it yet."""

    table: Table
    url: str
    contents: Contents | None
    files: list[Download]


@require_GET
@login_not_required
def open_data(request: HtmxRequest) -> HttpResponse:
    """All tables with their files, how to cite them, and the editions that are kept."""
    newest, publisher = _newest(), Publisher.read()
    in_order = sorted(TABLES.values(), key=lambda table: table.name in LISTS)
    context: dict[str, Any] = {
        "edition": newest,
        "tables": [_listed(newest, table) for table in in_order],
        "whole": _whole(newest) if newest else [],
        "kept": editions.kept(),
        "days": settings.OPEN_DATA_DAYS,
        "brief": editions.BRIEF.days,
        "api": "/api/",
        "structured": for_search_engines(publisher, newest) if newest else None,
        "trail": trail((_("Open data"), "")),
    }
    if newest:
        context["cite"] = _cite(publisher, newest, EVERYTHING)
    return render(request, "portal/open_data.html", context)


@require_GET
@login_not_required
def table(request: HtmxRequest, name: str) -> HttpResponse:
    """One table: its files, and what each column means."""
    found = TABLES.get(name)
    if found is None:
        raise Http404
    newest, publisher = _newest(), Publisher.read()
    known = newest if newest and name in newest.tables else None
    context: dict[str, Any] = {
        "edition": known,
        "listed": _listed(known, found),
        "columns": [_column(column) for column in found.columns],
        "structured": table_for_search_engines(publisher, known, found) if known else None,
        "used_by": [
            (one.title, reverse("portal:open_data_table", args=[one.name]))
            for one in TABLES.values()
            if one is not found and any(column.leads_to == name for column in one.columns)
        ],
        "trail": trail((_("Open data"), reverse("portal:open_data")), (str(found.title), "")),
    }
    if known:
        context["cite"] = _cite(publisher, known, f"{name}.csv")
    return render(request, "portal/open_data_table.html", context)


def _newest() -> Edition | None:
    """The newest edition; None before the first, and until one takes its place that has to go."""
    newest = editions.newest()
    return newest if newest is not None and withdrawn.is_open(newest) else None


def _listed(edition: Edition | None, table: Table) -> Listed:
    contents = edition.tables.get(table.name) if edition else None
    files = []
    if edition and contents:
        names = [(f"{table.name}.{ending}", name) for ending, (_type, name) in FORMATS.items()]
        files = [Download.of(edition, name, label) for name, label in names]
    return Listed(table, reverse("portal:open_data_table", args=[table.name]), contents, files)


def _whole(edition: Edition) -> list[tuple[Download, str]]:
    """What there is of everything together, each with what it is for."""
    return [
        (Download.of(edition, EVERYTHING, EVERYTHING), _("all tables in all formats")),
        (Download.of(edition, PACKAGE, PACKAGE), _("what each column means, for programs")),
        (Download.of(edition, CATALOGUE, CATALOGUE), _("catalogue for other portals, DCAT 3")),
        (Download.of(edition, SUMS, SUMS), _("checksums of all files")),
    ]


@dataclass(frozen=True, slots=True)
class Citation:
    """How to name the source; `url` stays good until the day `until`."""

    source: str
    version: str
    url: str
    sha256: str
    on: dt.datetime


def _cite(publisher: Publisher, edition: Edition, name: str) -> Citation:
    return Citation(
        source=publisher.name,
        version=edition.version,
        url=data_url(name, edition.version),
        sha256=edition.files[name].sha256,
        on=edition.made_at,
    )


def _column(column: Column) -> dict[str, Any]:
    leads_to = TABLES.get(column.leads_to)
    return {
        "column": column,
        "values": values_of(column),
        "to": leads_to,
        "url": reverse("portal:open_data_table", args=[leads_to.name]) if leads_to else "",
    }
