"""Every public page by its address, for search engines. Source: sitemaps.org, protocol 0.9."""

import datetime as dt
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote
from xml.sax.saxutils import escape

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, F, Max, QuerySet
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import translation

from activities.policies import visible_indicators
from focalpoints.policies import visible_institutions
from mechanisms.models import Instrument, Mechanism, Review
from nmirf.common.dates import today
from recommendations.models import AffectedGroup, Objective, SdgGoal, SdgTarget, Theme
from reporting.choices import DraftStage
from reporting.policies import visible_consultations, visible_drafts, visible_obligations

from .charts import CHARTS
from .opendata.tables import TABLES
from .reader import Reader

# A part holds at most 50,000 addresses and 50 MB: each record has one in every language, and each
# of these names all the others.
RECORDS_OF_A_PART = 2_000
NS = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
XHTML = 'xmlns:xhtml="http://www.w3.org/1999/xhtml"'
# What a segment of a path holds as it is. Source: RFC 3986, section 3.3.
UNQUOTED = "!$'()*+,;=:@"
PAGES = (
    *("home", "register", "clusters", "mechanisms", "reviews", "documents", "institutions"),
    *("plans", "plan_coverage", "indicators", "activities", "calendar", "consultations"),
    *("reports", "figures", "follow_up", "changes", "as_of", "about", "accessibility"),
    *("privacy", "licence", "charts", "themes", "groups", "objectives", "sdgs", "instruments"),
    *("open_data", "api_docs", "visits", "help", "glossary"),
)
# Pages whose names the code knows, by what names them.
NAMED_PAGES: Mapping[str, Collection[str]] = {"chart": CHARTS, "open_data_table": TABLES}
CODE = Lower("code")


@dataclass(frozen=True)
class Section:
    """Records of one kind: the page of each in the portal, and the column that names it there."""

    page: str
    rows: Callable[[Reader], QuerySet[Any]]
    column: str | Lower = "slug"
    changed: str = "updated_at"
    # Of the form of the column's values, so that an address can be made of it; parts of an address
    # that are read apart have a point between them.
    sample: str = "0"


SECTIONS = {
    "recommendations": Section(
        "recommendation", lambda reader: reader.recommendations, "reference"
    ),
    "clusters": Section("cluster", lambda reader: reader.clusters),
    "plans": Section("plan", lambda reader: reader.plans),
    "activities": Section("activity", lambda reader: reader.activities),
    "indicators": Section("indicator", lambda reader: visible_indicators(reader.user)),
    "updates": Section(
        "update",
        lambda reader: reader.updates,
        "reference",
        "published_at",
        sample="00000000-0000-0000-0000-000000000000",
    ),
    "reviews": Section("review", lambda reader: Review.objects.all()),
    "institutions": Section(
        "institution", lambda reader: visible_institutions(reader.user).approved()
    ),
    "obligations": Section("obligation", lambda reader: visible_obligations(reader.user)),
    "consultations": Section(
        "consultation", lambda reader: visible_consultations(reader.user, today())
    ),
    "reports": Section(
        "report",
        lambda reader: visible_drafts(reader.user).filter(stage=DraftStage.PUBLISHED),
    ),
    "mechanisms": Section(
        "mechanism", lambda reader: Mechanism.objects.filter(is_active=True), CODE
    ),
    "instruments": Section("instrument", lambda reader: Instrument.objects.all(), CODE),
    "themes": Section("theme", lambda reader: Theme.objects.offered(), CODE),
    "groups": Section("group", lambda reader: AffectedGroup.objects.offered(), CODE),
    "objectives": Section("objective", lambda reader: Objective.objects.offered(), CODE),
    "goals": Section("sdg_goal", lambda reader: SdgGoal.objects.all(), "number"),
    "targets": Section(
        "sdg_target", lambda reader: SdgTarget.objects.offered(), CODE, sample="0.0"
    ),
}


def index() -> bytes:
    """The parts there are, each with when something in it changed last; a query a section."""
    reader = Reader(AnonymousUser())
    parts = [("pages", 1, None)]
    for name, section in SECTIONS.items():
        found = section.rows(reader).order_by().aggregate(n=Count("pk"), at=Max(section.changed))
        last = -(-found["n"] // RECORDS_OF_A_PART)
        parts += [(name, number, found["at"]) for number in range(1, last + 1)]
    lines = [
        f"<sitemap><loc>{escape(_part(name, number))}</loc>{_changed(at)}</sitemap>"
        for name, number, at in parts
    ]
    return _file("sitemapindex", NS, lines)


def part(name: str, number: int) -> bytes | None:
    """One part; None where there is none. At most one query."""
    if name == "pages":
        return _file("urlset", f"{NS} {XHTML}", _pages()) if number == 1 else None
    section, first = SECTIONS.get(name), (number - 1) * RECORDS_OF_A_PART
    if section is None or number < 1:
        return None
    rows = section.rows(Reader(AnonymousUser())).order_by("pk")
    column = F(section.column) if isinstance(section.column, str) else section.column
    facts = rows.annotate(named=column, changed=F(section.changed)).values_list("named", "changed")
    listed = list(facts[first : first + RECORDS_OF_A_PART])
    return _file("urlset", f"{NS} {XHTML}", _records(section, listed)) if listed else None


def _pages() -> Iterator[str]:
    for name in PAGES:
        yield from _urls(_in_all(name), None)
    for name, keys in NAMED_PAGES.items():
        for key in keys:
            yield from _urls(_in_all(name, key), None)


def _records(section: Section, listed: list[tuple[Any, dt.datetime]]) -> Iterator[str]:
    ends = _in_all(section.page, *section.sample.split("."))
    for key, at in listed:
        value = quote(str(key), safe=UNQUOTED)
        yield from _urls(
            {code: value.join(path.rsplit(section.sample, 1)) for code, path in ends.items()}, at
        )


def _in_all(page: str, *args: str) -> dict[str, str]:
    """The address of a page of the portal in every language of the site."""
    found = {}
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            found[code] = reverse(f"portal:{page}", args=args)
    return found


def _urls(paths: dict[str, str], at: dt.datetime | None) -> Iterator[str]:
    """One entry a language, each with all of them. Source: hreflang in sitemaps."""
    whole = {code: escape(settings.SITE_URL + path) for code, path in paths.items()}
    others = "".join(
        f'<xhtml:link rel="alternate" hreflang="{code}" href="{url}"/>'
        for code, url in [*whole.items(), ("x-default", whole[settings.LANGUAGE_CODE])]
    )
    for url in whole.values():
        yield f"<url><loc>{url}</loc>{_changed(at)}{others}</url>"


def _changed(at: dt.datetime | None) -> str:
    return f"<lastmod>{at.isoformat(timespec='seconds')}</lastmod>" if at else ""


def _part(name: str, number: int) -> str:
    path = reverse("web:sitemap_part", args=[name, number])
    return f"{settings.SITE_URL}{path}"


def _file(root: str, spaces: str, lines: Any) -> bytes:
    body = "\n".join(lines)
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<{root} {spaces}>\n{body}\n</{root}>\n'.encode()
    )
