"""The first page in few queries: where the State stands, who asked, what was told last."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Prefetch, Q
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from activities.choices import UpdateState
from activities.models import ImplementationUpdate, UpdateTarget
from mechanisms.choices import MechanismKind
from nmirf.common.dates import day_of
from nmirf.common.i18n import translated
from recommendations.choices import Publication
from reporting.choices import Moderation
from reporting.figures import FIGURES, Reading, Scope
from reporting.figures.recommendations import cells, status_lines
from reporting.models import Consultation
from reporting.policies import visible_consultations

from .cards import occasion
from .counting import NOT_ASSESSED
from .reader import Reader
from .tallies import Tally

LATEST = 5
CONSULTATIONS = 3


@dataclass
class Asker:
    """A mechanism, or the special procedures together; `codes` narrow the register to it."""

    label: str
    order: int
    codes: list[str] = field(default_factory=list)
    tally: Tally = field(default_factory=dict)


@dataclass
class Overview:
    """What is published. `since` is the year of the first recommendation, None without a date."""

    total: int
    since: int | None
    bar: list[tuple[str, int, str]]
    status: Reading
    askers: list[dict[str, Any]]


def overview(reader: Reader, on: dt.date) -> Overview:
    """Everything counted on the first page, in one query: the figures by mechanism and by status."""
    found = cells(Scope(on))
    tally: Tally = {}
    askers: dict[str, Asker] = {}
    days: list[dt.date] = []
    for code, name, kind, order, status, number, first in found:
        tally[status] = tally.get(status, 0) + number
        asker = askers.setdefault(*_asker(code, name, kind, order))
        asker.order = min(asker.order, order)
        asker.codes = sorted({*asker.codes, code.lower()})
        asker.tally[status] = asker.tally.get(status, 0) + number
        if first:
            days.append(first)
    return Overview(
        total=sum(tally.values()),
        since=min(days).year if days else None,
        bar=[
            (status, number, _register(reader, status=status or NOT_ASSESSED))
            for status, number in tally.items()
        ],
        status=Reading(
            FIGURES["recommendations.status"], tuple(status_lines(tally)), sum(tally.values()), on
        ),
        askers=[
            {
                "label": asker.label,
                "url": _register(reader, mechanism=asker.codes),
                "counts": asker.tally,
                "total": sum(asker.tally.values()),
            }
            for asker in sorted(askers.values(), key=lambda asker: (asker.order, asker.label))
        ],
    )


def _asker(code: str, name: str, kind: str, order: int) -> tuple[str, Asker]:
    if kind == MechanismKind.SPECIAL_PROCEDURE:
        return kind, Asker(_("Special procedures"), order)
    label = str(MechanismKind.UPR.label) if kind == MechanismKind.UPR else name
    return code, Asker(label, order)


def _register(reader: Reader, **query: str | list[str]) -> str:
    """The list behind a number. The secretariat's register holds drafts, which are not counted."""
    asked: dict[str, Any] = dict(query)
    if reader.rights.is_secretariat:
        asked["publication"] = Publication.PUBLISHED.value
    return f"{reverse('portal:register')}?{urlencode(asked, doseq=True)}"


@dataclass(frozen=True, slots=True)
class Told:
    """One official update in a line."""

    title: str
    url: str
    who: str
    on: dt.date
    occasion: str = ""


def latest(reader: Reader) -> list[Told]:
    """The last official updates that report a change; two queries.

    Each leads to the recommendation, cluster or activity that it is about, where the reader may
    see that.
    """
    targets = UpdateTarget.objects.filter(
        recommendation__in=reader.recommendations.published().values("pk")
    )
    targets = targets.select_related("recommendation__mechanism", "recommendation__review")
    rows = (
        reader.updates.filter(state=UpdateState.PUBLISHED, nothing_new=False)
        .select_related("institution", "cluster", "activity")
        .prefetch_related(Prefetch("targets", targets.order_by("pk")))
        .order_by("-published_at", "-pk")[:LATEST]
    )
    return [_told(row) for row in rows]


def _told(row: ImplementationUpdate) -> Told:
    target = next(iter(row.targets.all()), None)
    about = target.recommendation if target else row.cluster or row.activity
    is_open = target is not None or getattr(about, "publication", "") == Publication.PUBLISHED
    return Told(
        title=translated(row, "headline") or _("Update"),
        url=about.get_absolute_url() if about and is_open else "",
        who=row.institution.label,
        on=day_of(row.published_at or row.updated_at),
        occasion=occasion(target.recommendation) if target else "",
    )


def open_consultations(reader: Reader, on: dt.date) -> list[Consultation]:
    """Those that take comments on the day `on`, the first to close first.

    Adds `said` (comments shown) and `answered` (those of them with an answer).
    """
    shown = Q(comments__moderation=Moderation.SHOWN)
    rows = visible_consultations(reader.user, on).open(on)
    return list(
        rows.annotate(
            said=Count("comments", filter=shown),
            answered=Count("comments", filter=shown & ~Q(comments__answer="")),
        ).order_by("closes_on", "pk")[:CONSULTATIONS]
    )
