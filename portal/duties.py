"""The State's calendar as lines: what is owed, by when, and where the date comes from."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from reporting.choices import DueSource, ObligationState
from reporting.models import Obligation


@dataclass(frozen=True, slots=True)
class Line:
    """One obligation as components/dated.html takes it; `is_late` when it is open and past."""

    date: dt.date
    title: str
    url: str
    note: str
    is_late: bool = False


@dataclass(frozen=True, slots=True)
class Month:
    first: dt.date
    lines: list[Line]


@dataclass(frozen=True, slots=True)
class Year:
    number: int
    months: list[Month]


def isolated(text: str) -> str:
    """Plain text kept in its own direction inside a right-to-left sentence."""
    return f"\u2068{text}\u2069"


def source_words(row: Obligation) -> str:
    """Where the due date comes from: "printed in CRPD/C/XMA/QPR/2"."""
    document = isolated(row.due_document) if row.due_document else ""
    if row.due_source == DueSource.DOCUMENT and document:
        return _("printed in %(document)s") % {"document": document}
    source = str(row.get_due_source_display())
    return f"{source}: {document}" if document else source


def state_words(row: Obligation) -> str:
    """What became of it; empty while it is open."""
    if row.state == ObligationState.SUBMITTED and row.submitted_on:
        told = _("submitted on %(date)s") % {"date": date_format(row.submitted_on)}
        return f"{told}, {isolated(row.symbol)}" if row.symbol else told
    return str(row.get_state_display()) if row.state != ObligationState.OPEN else ""


def line(row: Obligation, today: dt.date) -> Line:
    """Reads the mechanism of the row."""
    is_late = row.state == ObligationState.OPEN and row.due_on < today
    to_whom = isolated(row.mechanism.short_name) if row.mechanism else ""
    late = _("overdue") if is_late else ""
    parts = (to_whom, late, state_words(row), source_words(row))
    return Line(
        date=row.due_on,
        title=row.label,
        url=reverse("portal:obligation", args=[row.slug]),
        note=" · ".join(part for part in parts if part),
        is_late=is_late,
    )


def by_month(lines: Iterable[Line]) -> list[Year]:
    """Lines in their order, under the year and month of their date."""
    years = []
    for number, of_year in groupby(lines, key=lambda found: found.date.year):
        months = [
            Month(first, list(of_month))
            for first, of_month in groupby(of_year, key=lambda found: found.date.replace(day=1))
        ]
        years.append(Year(number, months))
    return years
