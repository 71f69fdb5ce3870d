"""What is told: updates, assessments, duties, consultations, reports, documents."""

import datetime as dt

from django.utils.translation import gettext_lazy as _
from ninja import Schema

from .base import Coded, Evidence, Paged, Ref, means


class Update(Paged):
    institution: Ref
    headline: str
    text: str
    language: str = means(_("The language of headline and text."))
    source: str
    period_from: dt.date | None
    period_to: dt.date | None
    nothing_new: bool
    state: Coded
    published_at: dt.datetime | None
    recommendations: list[str] = means(_("References that it was told of directly."))
    cluster: Ref | None
    activity: Ref | None
    evidence: list[Evidence]


class Assessment(Schema):
    recommendation: str = means(_("Its reference."))
    viewpoint: Coded
    who: str = means(_("An institution by the name that it bore then, or an office."))
    institution: str | None = means(_("Its id."))
    status: Coded
    grade: str | None = means(_("In the words of the body that graded."))
    assessed_on: dt.date
    symbol: str
    rationale: str
    publication: Coded


class Obligation(Paged):
    title: str
    kind: Coded
    mechanism: Ref | None
    review: Ref | None
    recommendation: str | None
    due_on: dt.date
    due_source: str = means(_("Where the date comes from."))
    state: Coded
    is_late: bool
    submitted_on: dt.date | None
    symbol: str


class Consultation(Paged):
    title: str
    introduction: str
    opens_on: dt.date
    closes_on: dt.date = means(_("The last day is a whole one."))
    is_open: bool
    comments: int = means(_("Comments that are shown."))
    answered: int


class Comment(Schema):
    who: str
    on: dt.date
    text: str
    answer: str
    answer_text: str
    answered_on: dt.date | None


class ConsultedSection(Schema):
    heading: str
    body: str
    comments: list[Comment]
    left_out: list[str] = means(_("Why comments are not shown, one line for each."))


class WholeConsultation(Consultation):
    sections: list[ConsultedSection]


class Section(Schema):
    heading: str
    body: str


class Report(Paged):
    title: str
    language: str
    obligation: Ref | None


class WholeReport(Report):
    sections: list[Section]


class ReportFile(Paged):
    title: str
    review: Ref | None
    format: str
    language: str
    size: int
    sha256: str
    finished_at: dt.datetime | None
    download: str


class Document(Paged):
    title: str
    kind: Coded
    filename: str
    media_type: str
    size: int
    sha256: str
    language: str
    version: int
    added_on: dt.date
    download: str
