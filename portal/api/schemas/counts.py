"""What is counted, and what changed."""

import datetime as dt

from django.utils.translation import gettext_lazy as _
from ninja import Schema

from .base import ID, URL, Coded, StatusCount, means


class FigureLine(Schema):
    key: str = means(_("What is counted by; “” for the only number of a figure."))
    label: str
    group: str
    value: float
    n: int = means(_("Out of how many."))


class Figure(Schema):
    id: str
    url: str
    title: str
    definition: str
    unit: Coded
    counted: str = means(_("What “n” counts."))
    n: int
    on: dt.date
    scope: str = means(_("Of what it is told; “” for everything."))
    lines: list[FigureLine]


class Figures(Schema):
    data: list[Figure]


class Option(Schema):
    value: str = means(_("What to write into the address."))
    label: str
    number: int = means(_("How many would remain."))
    options: list["Option"]


class Facet(Schema):
    parameter: str
    title: str
    options: list[Option]


class Facets(Schema):
    total: int
    by_status: list[StatusCount]
    facets: list[Facet]


class Change(Schema):
    kind: str = means(_("Of what: the name of its list in this API."))
    id: str = means(ID)
    url: str = means(URL)
    change: str = means(
        _("What happened."),
        json_schema_extra={"enum": ["published", "changed", "removed"]},
    )
    at: dt.datetime


class Changes(Schema):
    data: list[Change]
    next: str = means(_("Where to go on: at once while “has_more”, else later."))
    cursor: str = means(_("The same place, as the value of “since”."))
    has_more: bool
