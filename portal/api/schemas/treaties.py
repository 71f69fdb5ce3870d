"""Instruments, what the State did about them, and what it said of them."""

import datetime as dt

from ninja import Field, Schema

from .base import PAGE, Coded, Paged, Ref, StatusCount
from .bodies import ReviewWithin


class BoundBy(Coded):
    since: dt.date | None = Field(description="The day that it rests on.")


class Instrument(Paged):
    code: str
    name: str
    kind: Coded
    adopted_on: dt.date | None
    in_force_on: dt.date | None
    monitored_by: Ref
    initial_months: int | None = Field(description="Months until the first report is due.")
    periodic_months: int | None = Field(description="Months from one report to the next.")
    rules_note: str
    source: str
    standing: BoundBy = Field(description="Whether the State is bound, as of today.")
    reservations: int = Field(description="Reservations and declarations that stand.")
    by_status: list[StatusCount] = Field(description="Of published recommendations of its reviews.")


class Ratification(Schema):
    instrument: Ref
    standing: BoundBy = Field(description="Whether the State is bound, as of today.")
    signed_on: dt.date | None
    act: Coded | None = Field(description="How the State became bound.")
    deposited_on: dt.date | None
    in_force_on: dt.date | None = Field(description="For this State.")
    denounced_on: dt.date | None
    communications: Coded = Field(description="The procedure for individual communications.")
    communications_on: dt.date | None
    inquiry: Coded = Field(description="The inquiry procedure.")
    inquiry_on: dt.date | None
    symbol: str = Field(description="The depositary notification.")
    source: str
    source_url: str
    is_checked: bool = Field(description="Whether the dates were held against the depositary’s.")


class Reservation(Schema):
    instrument: Ref
    kind: Coded
    provision: str = Field(description="The articles that it is about.")
    text: str = Field(description="Word for word, in its own language.")
    language: str
    translation: str = Field(description="In the language asked for; “” where there is none.")
    made_on: dt.date | None
    withdrawn_on: dt.date | None = Field(description="In whole; the note tells of parts.")
    note: str
    source: str


class NextReport(Schema):
    due_on: dt.date
    note: str = Field(description="Where the date comes from.")
    page: str | None = Field(description=f"{PAGE} Null of a date that was computed.")


class WholeInstrument(Instrument):
    ratification: Ratification | None = Field(description="Null where nothing is on record.")
    statements: list[Reservation] = Field(description="Those that stand first.")
    reviews: list[ReviewWithin] = Field(description="The latest first.")
    next_report: NextReport | None
