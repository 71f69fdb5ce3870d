"""What the frame of every page shows; settings name these functions, since the frame lies below."""

import datetime as dt

from django.core.cache import cache
from django.db.models import Subquery
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from activities.models import ImplementationUpdate
from focalpoints.models import NationalMechanism
from focalpoints.policies import standing
from nmirf.common.context_processors import Logo, NavItem, Site, default_site
from nmirf.common.i18n import translated
from recommendations.policies import stated_views

# The mechanism's own row changes a few times a year and is asked for by every page.
CACHE_KEY = "frame:mechanism"
CACHE_SECONDS = 60


def site() -> Site:
    """The mechanism's own row in the language of the page; what the settings say before it exists."""
    known = cache.get(CACHE_KEY)
    if known is None:
        known = _read()
        cache.set(CACHE_KEY, known, CACHE_SECONDS)
    row, updated_on = known
    if row is None:
        return default_site()
    standard = default_site()
    return Site(
        name=translated(row, "site_title"),
        state=translated(row, "state_name"),
        mechanism=row.label,
        acronym=row.acronym,
        legal_basis=translated(row, "legal_basis"),
        contact=row.contact,
        accent=row.accent,
        brand_css=reverse("portal:brand") + f"?{row.accent[1:]}",
        logo=_logo(row),
        licence=standard.licence,
        updated_on=updated_on,
        is_demo=standard.is_demo,
    )


def _logo(row: NationalMechanism) -> Logo | None:
    """Half as large as it is kept, so that fine screens have all of it."""
    if not row.logo_mark:
        return None
    url = reverse("web:icon", args=["logo.png"]) + f"?{row.logo_mark}"
    measures = (max(1, round(side / 2)) for side in (row.logo_width, row.logo_height))
    return Logo(url, translated(row, "logo_alt"), *measures)


def logo_file() -> bytes:
    """The logo as a PNG; empty where there is none."""
    found = NationalMechanism.objects.exclude(logo_mark="").values_list("logo", flat=True).first()
    return bytes(found or b"")


def _read() -> tuple[NationalMechanism | None, dt.date | None]:
    newest = (
        ImplementationUpdate.objects.published()
        .order_by("-published_at")
        .values("published_at__date")
    )
    rows = NationalMechanism.objects.defer("logo")
    row = rows.annotate(updated_on=Subquery(newest[:1])).first()
    return row, row.updated_on if row else None


def navigation(request: HttpRequest) -> list[NavItem]:
    """The workspace's menu: what this person can use, the day's work first, the register last."""
    rights = standing(request.user)
    officer, reporter = rights.is_secretariat, bool(rights.report_for | rights.sign_for)
    register, people = _("Register"), _("People and meetings")
    monitoring = _("Monitoring")
    entries = [
        (True, "", _("My desk"), "reporting:desk"),
        (officer or reporter, "", _("Assignments"), "recommendations:assignments"),
        (officer or reporter, "", _("Updates"), "activities:updates"),
        (officer, "", _("Obligations"), "reporting:obligations"),
        (officer or reporter, "", _("Follow-up"), "portal:follow_up"),
        (officer or reporter, "", _("Drafts"), "reporting:drafts"),
        (officer, "", _("Consultations"), "reporting:consultations"),
        (officer, "", _("Errors reported"), "reporting:error_reports"),
        (rights.is_administrator, "", _("Administration"), "admin:index"),
        (officer, monitoring, _("Plans"), "activities:plans"),
        (officer or reporter, monitoring, _("Activities"), "activities:activities"),
        (officer or reporter, monitoring, _("Indicators"), "activities:indicators"),
        (officer or reporter, monitoring, _("Collection rounds"), "activities:rounds"),
        (
            bool(stated_views(request.user)),
            monitoring,
            _("Assessments"),
            "recommendations:assessments",
        ),
        (rights.reads_internal, monitoring, _("Gaps"), "reporting:gaps"),
        (officer or reporter, monitoring, _("Requests"), "reporting:requests"),
        (officer, monitoring, _("Proposed statuses"), "activities:proposals"),
        (rights.is_member, monitoring, _("Where views differ"), "recommendations:differences"),
        (rights.reads_internal, people, _("People"), "focalpoints:people"),
        (rights.reads_internal, people, _("Institutions"), "focalpoints:institutions"),
        (rights.is_member, people, _("Handovers"), "reporting:handovers"),
        (rights.reads_internal, people, _("Meetings"), "reporting:meetings"),
        (officer or reporter, people, _("Tables"), "recommendations:tables"),
        (rights.is_member, people, _("Trainings"), "focalpoints:trainings"),
        (officer, people, _("Reminders"), "notifications:rules"),
        (
            rights.is_administrator,
            people,
            _("Requests about personal data"),
            "focalpoints:data_requests",
        ),
        (True, register, _("Recommendations"), "portal:register"),
        (officer, register, _("Imports"), "recommendations:imports"),
        (officer, register, _("Doubles"), "recommendations:doubles"),
        (officer, register, _("Texts"), "recommendations:languages"),
        (officer, register, _("Clusters"), "recommendations:clusters"),
        (officer or rights.is_administrator, register, _("Lists"), "recommendations:lists"),
        (officer, register, _("Synonyms"), "recommendations:synonyms"),
        (True, register, _("Documents"), "documents:library"),
        (True, register, _("Saved views"), "portal:views"),
    ]
    shown = [(group, label, reverse(name)) for ok, group, label, name in entries if ok]
    here = _nearest(request.path, [url for _group, _label, url in shown])
    return [NavItem(label, url, url == here, group=group) for group, label, url in shown]


def _nearest(path: str, addresses: list[str]) -> str:
    """Of the entries that this page lies below, the nearest; below the desk lies everything."""
    desk = reverse("reporting:desk")
    found = [url for url in addresses if path == url or (url != desk and path.startswith(url))]
    return max(found, key=len, default="")
