"""What happened in public, from the rows as they are now: what was taken back is no longer there.

Everything is read as a stranger reads it, whoever asks, in one statement over all kinds.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from activities.models import Activity, Indicator, NationalPlan
from focalpoints.models import Institution
from focalpoints.policies import visible_institutions
from mechanisms.choices import ImplementationStatus
from mechanisms.models import Mechanism
from nmirf.common.dates import day_of
from recommendations.choices import Position, Viewpoint
from recommendations.models import Cluster, Recommendation, RecommendationText

from .happenings import KINDS, NOTHING_NEW, SOURCES
from .reader import Reader
from .sources import COLUMNS, Source

# What each address leads to, by what a line is about.
ROUTES = {
    "recommendation": "portal:recommendation",
    "cluster": "portal:cluster",
    "update": "portal:update",
    "plan": "portal:plan",
    "activity": "portal:activity",
    "indicator": "portal:indicator",
    "report": "portal:report",
    "file": "reporting:rendered",
    "consultation": "portal:consultation",
    "review": "portal:review",
}
WEEK = dt.timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Change:
    """One happening. `key` names it for ever; `language` is that of `text`, "" of the page's own."""

    kind: str
    key: str
    at: dt.datetime
    title: str
    url: str
    reference: str = ""
    said: str = ""
    text: str = ""
    language: str = ""
    who: str = ""
    who_url: str = ""
    status: str | None = None

    @property
    def label(self) -> str:
        return str(KINDS[self.kind])

    @property
    def on(self) -> dt.date:
        return day_of(self.at)


@dataclass
class Changes:
    """What happened, the latest first; narrowed by what is given.

    `since` and `before` are moments (the latter not included); `on` is the day on which it is asked.
    A happening keeps its moment, which is that of the transaction that made it public, so that
    windows one after the other tell each once, read a little after they end. What is linked to a
    record later, an update on a cluster that it joins, is about it from then on with the moment
    that it has, and so in no later window.
    """

    on: dt.date
    since: dt.datetime | None = None
    before: dt.datetime | None = None
    kinds: frozenset[str] = frozenset(KINDS)
    institution: Institution | None = None
    mechanism: Mechanism | None = None
    about: Recommendation | Cluster | Activity | Indicator | NationalPlan | None = None
    reader: Reader = field(default_factory=lambda: Reader(AnonymousUser()))

    @cached_property
    def rows(self) -> QuerySet:
        """All of them as one query, whose columns are `COLUMNS`."""
        parts = [
            rows.order_by().values_list(*COLUMNS)
            for source in SOURCES
            if (rows := self._of(source)) is not None
        ]
        if not parts:
            return Recommendation.objects.none().values_list("pk")
        return parts[0].union(*parts[1:], all=True).order_by("-at", "event", "entry")

    def _of(self, source: Source) -> QuerySet | None:
        """Rows of one source under what was asked; None where it has none by its nature."""
        if not self._fits(source):
            return None
        conditions = Q(at__isnull=False, event__in=source.kinds & self.kinds)
        if self.since:
            conditions &= Q(at__gte=self.since)
        if self.before:
            conditions &= Q(at__lt=self.before)
        if self.mechanism:
            conditions &= source.of_mechanism(self.mechanism)
        if self.institution:
            conditions &= source.of_institution(self.institution)
        if self.about is not None:
            about = source.about(self.reader, self.about) if source.about else None
            if about is None:
                return None
            conditions &= about
        return source.annotated(self.reader, self.on).filter(conditions)

    def _fits(self, source: Source) -> bool:
        """Whether the source can have anything under what was asked."""
        return bool(
            source.kinds & self.kinds
            and (source.mechanism or not self.mechanism)
            and (source.parts or not self.institution)
        )

    def read(self, rows: Any) -> list[Change]:
        """Rows of `rows`, as things to show; one more query for the texts of recommendations."""
        found = [dict(zip(COLUMNS, row, strict=True)) for row in rows]
        texts = texts_of({row["place"] for row in found if row["leads_to"] == "recommendation"})
        return [_change(row, texts) for row in found]

    def latest(self, number: int) -> list[Change]:
        """The last of them; two queries."""
        return self.read(self.rows[:number])


def of_institutions() -> QuerySet[Institution]:
    """Those that one may narrow by."""
    return visible_institutions(AnonymousUser()).approved().existing().order_by("name", "pk")


def by_day(changes: list[Change]) -> Iterator[tuple[dt.date, list[Change]]]:
    """Days with what happened on each, in the order given."""
    days: dict[dt.date, list[Change]] = {}
    for change in changes:
        days.setdefault(change.on, []).append(change)
    return iter(days.items())


def _language() -> str:
    return (get_language() or "").split("-")[0]


def texts_of(references: set[str]) -> dict[str, tuple[str, str]]:
    """By reference, language and words: in the page's language, else the authentic text."""
    if not references:
        return {}
    language = _language()
    rows = RecommendationText.objects.filter(recommendation__reference__in=references)
    facts = ("recommendation__reference", "language", "text", "is_authentic")
    found: dict[str, tuple[str, str]] = {}
    for reference, code, text, is_authentic in rows.order_by().values_list(*facts):
        if code == language or (is_authentic and reference not in found):
            found[reference] = (code, text)
    return found


def _change(row: dict[str, Any], texts: dict[str, tuple[str, str]]) -> Change:
    language, target = _language(), row["leads_to"]
    reference = row["place"] if target == "recommendation" else ""
    code, text = texts.get(row["place"], ("", "")) if reference else ("", "")
    title = row["named_in"].get(language) or row["named"]
    if row["event"] == "update":
        # The headline's own language, where it is not there in that of the page.
        code = "" if row["named_in"].get(language) else row["voice"]
        is_silent = row["said"] == NOTHING_NEW
        title = title or (_("Nothing new in this period") if is_silent else _("Update"))
    return Change(
        kind=row["event"],
        key=row["entry"],
        at=row["at"],
        title=title,
        url=reverse(ROUTES[target], args=[row["place"]]),
        reference=reference,
        said=_said(row),
        text=text,
        language=code,
        who=row["by_in"].get(language) or row["by"],
        who_url=reverse("portal:institution", args=[row["by_place"]]) if row["by_place"] else "",
        status=row["said"] if row["event"] == "assessment" else None,
    )


def _said(row: dict[str, Any]) -> str:
    """What it says in a word: the position taken, the status assessed and by which voice."""
    if row["event"] == "position":
        return str(Position(row["said"]).label)
    if row["event"] == "assessment":
        words = {"status": ImplementationStatus(row["said"]).label}
        words["voice"] = Viewpoint(row["voice"]).label
        return _("%(status)s (%(voice)s)") % words
    return ""
