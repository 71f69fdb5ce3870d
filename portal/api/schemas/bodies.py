"""Who asks and who answers: mechanisms, instruments, reviews, institutions."""

import datetime as dt

from django.utils.translation import gettext_lazy as _
from ninja import Schema

from .base import PAGE, URL, Coded, Owed, Paged, Record, Ref, StatusCount, means


class Mechanism(Paged):
    code: str
    name: str
    short_name: str
    kind: Coded
    system: Coded
    parent: Ref | None
    instruments: list[Ref] = means(_("Treaties that it monitors."))
    number: int = means(_("Recommendations that it made and that are published."))
    by_status: list[StatusCount]
    recommendations: str
    figures: str = means(_("The address of every figure within it."))


class Review(Paged):
    title: str
    mechanism: Ref
    instrument: Ref | None
    cycle: int | None
    session: int | None
    stage: Coded
    held_on: dt.date | None
    published_on: dt.date | None
    symbol: str
    document_url: str
    by_status: list[StatusCount] = means(_("Of its published recommendations."))
    recommendations: str


class ReviewWithin(Record):
    title: str
    held_on: dt.date | None
    published_on: dt.date | None
    symbol: str
    by_status: list[StatusCount] = means(_("Of its published recommendations."))


class WholeMechanism(Mechanism):
    reviews: list[ReviewWithin] = means(_("The latest first."))
    coming: list[Owed] = means(_("What the State owes it from today on."))


class DocumentOfReview(Schema):
    kind: Coded = means(_("What it is in the review."))
    symbol: str
    dated_on: dt.date | None
    title: str
    language: str = means(_("Code of the language; “” where it is not known."))
    media_type: str
    size: int = means(_("In bytes."))
    document: str = means(URL)
    page: str = means(PAGE)
    download: str


class WholeReview(Review):
    documents: list[DocumentOfReview] = means(
        _("Those of the library, by day; those without a day last.")
    )


class FormerName(Schema):
    name: str
    until: dt.date


class Institution(Paged):
    name: str
    acronym: str
    kind: Coded
    branch: Coded | None
    membership: Coded
    parent: Ref | None
    territory: str
    website: str
    mailbox: str = means(_("The functional mailbox; persons are not named here."))
    dissolved_on: dt.date | None
    former_names: list[FormerName]
    leads: list[StatusCount] = means(_("Published recommendations that it leads."))
    recommendations: str
