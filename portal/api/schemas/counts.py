"""What is counted, and what changed."""

import datetime as dt

from ninja import Field, Schema

from .base import ID, URL, Coded, StatusCount


class FigureLine(Schema):
    key: str = Field(description="What is counted by; “” for the only number of a figure.")
    label: str
    group: str
    value: float
    n: int = Field(description="Out of how many.")


class Figure(Schema):
    id: str
    url: str
    title: str
    definition: str
    unit: Coded
    counted: str = Field(description="What “n” counts.")
    n: int
    on: dt.date
    scope: str = Field(description="Of what it is told; “” for everything.")
    lines: list[FigureLine]


class Figures(Schema):
    data: list[Figure]


class Option(Schema):
    value: str = Field(description="What to write into the address.")
    label: str
    number: int = Field(description="How many would remain.")
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
    kind: str = Field(description="Of what: the name of its list in this API.")
    id: str = Field(description=ID)
    url: str = Field(description=URL)
    change: str = Field(
        description="What happened.",
        json_schema_extra={"enum": ["published", "changed", "removed"]},
    )
    at: dt.datetime


class Changes(Schema):
    data: list[Change]
    next: str = Field(description="Where to go on: at once while “has_more”, else later.")
    cursor: str = Field(description="The same place, as the value of “since”.")
    has_more: bool
