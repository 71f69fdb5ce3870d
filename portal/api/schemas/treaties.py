"""Instruments, what the State did about them, and what it said of them."""

import datetime as dt

from django.utils.translation import gettext_lazy as _
from ninja import Schema

from .base import Coded, Paged, Ref, StatusCount, means
from .bodies import ReviewWithin


class BoundBy(Coded):
    since: dt.date | None = means(_("The day that it rests on."))


class Instrument(Paged):
    code: str
    name: str
    kind: Coded
    adopted_on: dt.date | None
    in_force_on: dt.date | None
    monitored_by: Ref
    initial_months: int | None = means(_("Months until the first report is due."))
    periodic_months: int | None = means(_("Months from one report to the next."))
    rules_note: str
    source: str
    standing: BoundBy = means(_("Whether the State is bound, as of today."))
    reservations: int = means(_("Reservations and declarations that stand."))
    by_status: list[StatusCount] = means(_("Of published recommendations of its reviews."))


class Ratification(Schema):
    instrument: Ref
    standing: BoundBy = means(_("Whether the State is bound, as of today."))
    signed_on: dt.date | None
    act: Coded | None = means(_("How the State became bound."))
    deposited_on: dt.date | None
    in_force_on: dt.date | None = means(_("For this State."))
    denounced_on: dt.date | None
    communications: Coded = means(_("The procedure for individual communications."))
    communications_on: dt.date | None
    inquiry: Coded = means(_("The inquiry procedure."))
    inquiry_on: dt.date | None
    symbol: str = means(_("The depositary notification."))
    source: str
    source_url: str
    is_checked: bool = means(_("Whether the dates were held against the depositary’s."))


class Reservation(Schema):
    instrument: Ref
    kind: Coded
    provision: str = means(_("The articles that it is about."))
    text: str = means(_("Word for word, in its own language."))
    language: str
    translation: str = means(_("In the language asked for; “” where there is none."))
    made_on: dt.date | None
    withdrawn_on: dt.date | None = means(_("In whole; the note tells of parts."))
    note: str
    source: str


class NextReport(Schema):
    due_on: dt.date
    note: str = means(_("Where the date comes from."))
    page: str | None = means(
        _("The address of its page for people; null of a date that was computed.")
    )


class WholeInstrument(Instrument):
    ratification: Ratification | None = means(_("Null where nothing is on record."))
    statements: list[Reservation] = means(_("Those that stand first."))
    reviews: list[ReviewWithin] = means(_("The latest first."))
    next_report: NextReport | None
