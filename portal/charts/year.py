"""A year day by day: what is due to mechanisms, reviews that are held, consultations open to all."""

import calendar
import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum
from itertools import groupby
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import get_language_bidi, gettext_lazy, ngettext, pgettext
from django.utils.translation import gettext as _

from mechanisms.models import Review
from nmirf.common.sheets import ACCENT, EDGE, INK, LINE, PAPER, QUIET, WIDTH, Sheet, folded
from portal import duties
from reporting.choices import ObligationState
from reporting.figures.scope import NOBODY
from reporting.policies import visible_consultations, visible_obligations

from .asked import FIRST_YEAR, LAST_YEAR, Asked
from .drawing import Drawing, said

# A day is a square of so many units; a month lies in a strip of 31.
DAY, STRIP = 10, 16
MOST_TOLD = 30


class Kind(Enum):
    """Each has a shape of its own; what is over is filled."""

    DUE = ("due", gettext_lazy("Due"), "circle", PAPER, ACCENT)
    DONE = ("done", gettext_lazy("Submitted or settled"), "circle", ACCENT, ACCENT)
    LATE = ("late", gettext_lazy("Overdue"), "triangle", "#a3202a", "#a3202a")
    REVIEW = ("review", gettext_lazy("Review held"), "diamond", INK, INK)
    CONSULTATION = ("consultation", gettext_lazy("Consultation open"), "band", "#1d7f7a", "#1d7f7a")

    @property
    def label(self) -> str:
        return str(self.value[1])

    @property
    def fill(self) -> str:
        return str(self.value[3])

    @property
    def stroke(self) -> str:
        return str(self.value[4])

    @property
    def css(self) -> str:
        return f"m-{self.value[0]}"

    @property
    def path(self) -> str:
        """The shape, in a square of a day."""
        return shape(self, DAY / 2, DAY / 2)


def shape(kind: Kind, x: float, y: float, size: float = 3.6) -> str:
    """The outline of a mark around (x, y), as a path."""
    r = size
    return {
        "circle": f"M{x - r:g} {y:g}a{r:g} {r:g} 0 1 0 {2 * r:g} 0a{r:g} {r:g} 0 1 0 {-2 * r:g} 0z",
        "triangle": f"M{x:g} {y - r:g}l{r:g} {2 * r:g}h{-2 * r:g}z",
        "diamond": f"M{x:g} {y - r:g}l{r:g} {r:g}l{-r:g} {r:g}l{-r:g} {-r:g}z",
        "band": f"M{x - r:g} {y - r / 3:g}h{2 * r:g}v{2 * r / 3:g}h{-2 * r:g}z",
    }[kind.value[2]]


@dataclass(frozen=True, slots=True)
class Event:
    """Something on a day, or from a day to another."""

    kind: Kind
    day: dt.date
    title: str
    url: str
    note: str = ""
    until: dt.date | None = None

    @property
    def words(self) -> str:
        """What it is, and what is known of it: of what is over or late, the note says so."""
        kind = "" if self.kind in (Kind.DONE, Kind.LATE) else self.kind.label
        return " · ".join(filter(None, (kind, self.note)))


@dataclass(slots=True)
class Month:
    """`marks` are (kind, path); `first` its first day; `width` in units, of its days."""

    first: dt.date
    mirrored: bool
    marks: list[tuple[Kind, str]] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)

    @property
    def days(self) -> int:
        return calendar.monthrange(self.first.year, self.first.month)[1]

    @property
    def width(self) -> int:
        return DAY * self.days

    @property
    def start(self) -> int:
        return DAY * 31 - self.width if self.mirrored else 0

    def put(self, event: Event) -> None:
        """Mark what of the event lies in this month."""
        last = self.first.replace(day=self.days)
        if event.day > last or (event.until or event.day) < self.first:
            return
        if event.until is None:
            crowd = sum(one.day == event.day and one.until is None for one in self.events)
            x = self._across(event.day.day - 0.5) + (-2.5 if self.mirrored else 2.5) * crowd
            self.marks.append((event.kind, shape(event.kind, x, STRIP / 2 - 1)))
        else:
            first, until = max(event.day, self.first).day, min(event.until, last).day
            ends = sorted((self._across(first - 1), self._across(until)))
            self.marks.append(
                (event.kind, f"M{ends[0]:g} {STRIP - 3}h{ends[1] - ends[0]:g}v2.4H{ends[0]:g}z")
            )
        if event.day >= self.first:
            self.events.append(event)

    def _across(self, days: float) -> float:
        return DAY * (31 - days) if self.mirrored else DAY * days


class Year(Drawing):
    template = "portal/charts/_year.html"

    def __init__(self, asked: Asked) -> None:
        super().__init__(asked)
        self.year = asked.year
        self.events = sorted(self._find(), key=lambda event: (event.day, event.title))
        mirrored = get_language_bidi()
        self.months = [Month(dt.date(self.year, number, 1), mirrored) for number in range(1, 13)]
        for event in self.events:
            for month in self.months:
                month.put(event)
        self.kinds = [kind for kind in Kind if any(one.kind is kind for one in self.events)]

    def _find(self) -> Iterator[Event]:
        """Three queries, as a stranger reads."""
        rows = visible_obligations(NOBODY).filter(due_on__year=self.year)
        for row in rows.select_related("mechanism"):
            line = duties.line(row, self.on)
            done = Kind.DUE if row.state == ObligationState.OPEN else Kind.DONE
            kind = Kind.LATE if line.is_late else done
            yield Event(kind, line.date, line.title, line.url, line.note)
        for review in Review.objects.filter(held_on__year=self.year).select_related("mechanism"):
            day, url = review.held_on, review.get_absolute_url()
            if day:
                yield Event(Kind.REVIEW, day, review.label, url, review.mechanism.short_name)
        first, last = dt.date(self.year, 1, 1), dt.date(self.year, 12, 31)
        shown = visible_consultations(NOBODY, self.on)
        for one in shown.filter(opens_on__lte=last, closes_on__gte=first):
            url = one.get_absolute_url()
            yield Event(Kind.CONSULTATION, one.opens_on, one.title, url, until=one.closes_on)

    @property
    def title(self) -> str:
        return _("%(year)s, day by day") % {"year": self.year}

    @property
    def other_years(self) -> list[tuple[str, str]]:
        """The years before and after: (label, address)."""
        address = self.chart.get_absolute_url()
        beside = (
            year for year in (self.year - 1, self.year + 1) if FIRST_YEAR <= year <= LAST_YEAR
        )
        return [(str(year), f"{address}?year={year}") for year in beside]

    @property
    def ticks(self) -> list[tuple[float, int]]:
        """Where the days are named."""
        mirrored = get_language_bidi()
        places = ((day, DAY * (day - 0.5)) for day in (1, 5, 10, 15, 20, 25, 30))
        return [(31 * DAY - x if mirrored else x, day) for day, x in places]

    @property
    def today(self) -> tuple[int, float] | None:
        """The month (from 1) and place of today, where it is in this year."""
        if self.on.year != self.year:
            return None
        x = DAY * (self.on.day - 0.5)
        return self.on.month, 31 * DAY - x if get_language_bidi() else x

    @property
    def is_empty(self) -> bool:
        return not self.events

    @property
    def words(self) -> str:
        told = (
            f"{date_format(month.first, 'F')} {said(len(month.events))}"
            for month in self.months
            if month.events
        )
        return ", ".join(told)

    @property
    def caption(self) -> str:
        facts = {"number": len(self.events), "day": date_format(self.on)}
        return (
            ngettext(
                "%(number)s date, as known on %(day)s",
                "%(number)s dates, as known on %(day)s",
                len(self.events),
            )
            % facts
        )

    @property
    def told(self) -> list[tuple[dt.date, list[Event]]]:
        """Events by the month in which they begin; what began the year before stands first."""
        return [
            (first, list(events))
            for first, events in groupby(self.events, key=lambda event: event.day.replace(day=1))
        ]

    def table(self) -> Iterator[list[Any]]:
        yield [_("Date"), _("Until"), _("Kind"), _("Title"), _("Note")]
        for one in self.events:
            yield [one.day, one.until, one.kind.label, one.title, one.note]

    def paint(self, sheet: Sheet) -> None:
        x = EDGE
        for kind in self.kinds:
            self._mark(sheet, kind, shape(kind, x + 6, sheet.height + 7, 5), x_of_label=x + 18)
            x += int(44 + 7 * len(kind.label))
        sheet.height += 34
        room = WIDTH - 2 * EDGE - 90
        scale = room / (31 * DAY)
        for day in (1, 5, 10, 15, 20, 25, 30):
            place = EDGE + 90 + scale * DAY * (day - 0.5)
            sheet.text(place, sheet.height - 4, day, size=10, fill=QUIET, anchor="middle")
        for month in self.months:
            sheet.text(EDGE, sheet.height + 19, date_format(month.first, "F"))
            left = EDGE if sheet.mirrored else EDGE + 90
            marks = "".join(_drawn(kind, path) for kind, path in month.marks)
            sheet.raw(
                f'<g transform="translate({left} {sheet.height:g}) scale({scale:g})">'
                f'<rect x="{month.start}" y="1" width="{month.width}" height="13" fill="#f5f6f8"'
                f' stroke="{LINE}" stroke-width=".4"/>{marks}</g>'
            )
            sheet.height += STRIP * scale
        sheet.height += 8
        self._tell(sheet)

    def _tell(self, sheet: Sheet) -> None:
        """The first events in words."""
        short = pgettext("short date", "j M")
        for event in self.events[:MOST_TOLD]:
            sheet.height += 18
            said_of = f"{event.title} · {event.kind.label}"
            if event.until:
                said_of += f" ({date_format(event.day, short)} – {date_format(event.until, short)})"
            title = folded(said_of, 12, WIDTH - 2 * EDGE - 90, most=1)
            sheet.text(EDGE, sheet.height, date_format(event.day, short), size=12, fill=QUIET)
            sheet.text(EDGE + 90, sheet.height, title[0], size=12)
        if (rest := len(self.events) - MOST_TOLD) and rest > 0:
            told = _("and %(number)s more, in the list on the page") % {"number": rest}
            sheet.lines(told, size=12, fill=QUIET)

    def _mark(self, sheet: Sheet, kind: Kind, path: str, x_of_label: float) -> None:
        drawn = _drawn(kind, path)
        if sheet.mirrored:
            drawn = f'<g transform="translate({WIDTH} 0) scale(-1 1)">{drawn}</g>'
        sheet.raw(drawn)
        sheet.text(x_of_label, sheet.height + 11, kind.label, size=12)


def _drawn(kind: Kind, path: str) -> str:
    return f'<path d="{path}" fill="{kind.fill}" stroke="{kind.stroke}" stroke-width="1.2"/>'
