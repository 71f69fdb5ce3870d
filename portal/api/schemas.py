"""What records look like: the fields, their types and their meaning, as the description says them."""

import datetime as dt

from ninja import Field, Schema

ID = "The stable name of the record; never changes while the record is there."
URL = "The address of the record in this API."
PAGE = "The address of its page for people."


class Ref(Schema):
    """Another record."""

    id: str = Field(description=ID)
    label: str = Field(description="Its name in the language asked for.")


class Coded(Schema):
    """A value out of a fixed list."""

    code: str = Field(description="The same in every language.")
    label: str = Field(description="In the language asked for.")


class Part(Schema):
    institution: Ref
    role: Coded
    through: Ref | None = Field(description="The cluster through which it has this part.")


class StatusCount(Schema):
    status: str = Field(description="“” for those that are not assessed.")
    number: int


class Evidence(Schema):
    title: str
    url: str = Field(description="Where the document is read.")


class Record(Schema):
    id: str = Field(description=ID)
    url: str = Field(description=URL)


class Paged(Record):
    page: str = Field(description=PAGE)


class Cluster(Paged):
    title: str
    objective: str = Field(description="What one answer to all of them would reach.")
    parent: Ref | None
    parts: list[Part] = Field(description="Institutions that accepted a part.")
    number: int = Field(description="Recommendations in it that can be read.")
    by_status: list[StatusCount]
    recommendations: str = Field(description="The list of them in this API.")


class Term(Record):
    label: str
    parent: str | None = Field(description="The id of the term that it is below.")
    is_active: bool = Field(description="False of a term that is no longer given.")


class SdgTarget(Term):
    goal: str = Field(description="The id of its goal.")


class ListedState(Term):
    iso3: str
    regional_group: Coded


class Mechanism(Paged):
    code: str
    name: str
    short_name: str
    kind: Coded
    system: Coded
    parent: Ref | None
    instruments: list[Ref] = Field(description="Treaties that it monitors.")
    number: int = Field(description="Recommendations that it made and that are published.")
    recommendations: str


class Instrument(Record):
    code: str
    name: str
    kind: Coded
    adopted_on: dt.date | None
    in_force_on: dt.date | None
    monitored_by: Ref
    initial_months: int | None = Field(description="Months until the first report is due.")
    periodic_months: int | None = Field(description="Months from one report to the next.")
    source: str


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
    by_status: list[StatusCount] = Field(description="Of its published recommendations.")
    recommendations: str


class DocumentOfReview(Schema):
    kind: Coded = Field(description="What it is in the review.")
    symbol: str
    dated_on: dt.date | None
    title: str
    language: str = Field(description="Code of the language; “” where it is not known.")
    media_type: str
    size: int = Field(description="In bytes.")
    document: str = Field(description=URL)
    page: str = Field(description=PAGE)
    download: str


class WholeReview(Review):
    documents: list[DocumentOfReview] = Field(
        description="Those of the library, by day; those without a day last."
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
    mailbox: str = Field(description="The functional mailbox; persons are not named here.")
    dissolved_on: dt.date | None
    former_names: list[FormerName]
    leads: list[StatusCount] = Field(description="Published recommendations that it leads.")
    recommendations: str


class Plan(Paged):
    kind: Coded
    title: str
    summary: str
    lead: Ref | None
    review: Ref | None
    starts_on: dt.date
    ends_on: dt.date
    adopted_on: dt.date | None
    publication: Coded
    number: int = Field(description="Its objectives.")


class PlanObjective(Schema):
    code: str = Field(description="Its number in the plan.")
    parent: str | None = Field(description="The number of the objective that it is below.")
    title: str
    statement: str
    lead: str | None
    clusters: list[str] = Field(description="Titles of clusters that it answers.")
    targets: list[str] = Field(description="SDG targets, by their codes.")
    activities: list[str]
    indicators: list[str]
    answers: int = Field(description="Recommendations that it answers, itself or by cluster.")


class WholePlan(Plan):
    objectives: list[PlanObjective]


class Milestone(Schema):
    title: str
    due_on: dt.date
    done_on: dt.date | None


class Money(Schema):
    kind: Coded
    amount: float
    currency: str
    year: int
    source: str


class Activity(Paged):
    code: str
    title: str
    description: str
    expected_result: str
    kind_of_act: Coded | None
    lead: Ref
    contributing: list[Ref]
    partners: list[Ref]
    other_partners: str
    territory: str
    starts_on: dt.date
    ends_on: dt.date
    started_on: dt.date | None
    ended_on: dt.date | None
    status: Coded
    publication: Coded
    days_late: int = Field(description="Days past the last planned day; 0 where nothing is late.")
    milestones: list[Milestone]
    budget: list[Money]
    clusters: list[Ref]
    answers: list[str] = Field(description="References of recommendations that name it directly.")


class Unit(Coded):
    symbol: str


class Latest(Schema):
    period: str
    value: float | None = Field(description="Null where the number is too small to be shown.")
    text: str
    hidden: str | None


class Point(Schema):
    value: float | None
    year: int | None


class Indicator(Paged):
    code: str
    name: str
    kind: Coded
    right: Coded | None
    attribute: Coded | None
    unit: Unit
    definition: str
    method: str
    source: str
    custodian: Ref
    frequency: Coded
    direction: Coded
    baseline: Point
    target: Point
    sdg_indicator: str
    sdg_target: str | None
    publication: Coded
    latest: Latest | None = Field(description="The latest value of everybody.")
    progress: Coded = Field(description="How far it has gone from baseline to target.")


class IndicatorValue(Schema):
    period: str = Field(description="A year, half-year, quarter or month: 2024, 2024-S1, 2024-Q1.")
    period_from: dt.date
    period_to: dt.date
    breakdown: dict[str, str] = Field(description="By dimension the group; {} for everybody.")
    value: float | None = Field(description="Null where “hidden” says why it is not shown.")
    cases: int | None
    text: str
    hidden: str | None = Field(description="“small”, or “guard” where it would give one away.")
    quality: Coded
    standing: Coded
    source: str


class WholeIndicator(Indicator):
    values: list[IndicatorValue]


class Update(Paged):
    institution: Ref
    headline: str
    text: str
    language: str = Field(description="The language of headline and text.")
    source: str
    period_from: dt.date | None
    period_to: dt.date | None
    nothing_new: bool
    state: Coded
    published_at: dt.datetime | None
    recommendations: list[str] = Field(description="References that it was told of directly.")
    cluster: Ref | None
    activity: Ref | None
    evidence: list[Evidence]


class Assessment(Schema):
    recommendation: str = Field(description="Its reference.")
    viewpoint: Coded
    who: str = Field(description="An institution by the name that it bore then, or an office.")
    institution: str | None = Field(description="Its id.")
    status: Coded
    grade: str | None = Field(description="In the words of the body that graded.")
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
    due_source: str = Field(description="Where the date comes from.")
    state: Coded
    is_late: bool
    submitted_on: dt.date | None
    symbol: str


class Consultation(Paged):
    title: str
    introduction: str
    opens_on: dt.date
    closes_on: dt.date = Field(description="The last day is a whole one.")
    is_open: bool
    comments: int = Field(description="Comments that are shown.")
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
    left_out: list[str] = Field(description="Why comments are not shown, one line for each.")


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


class Error(Schema):
    parameter: str
    detail: str
    value: str | None = None
    known: list[str] | None = None


class Problem(Schema):
    """Source: RFC 9457."""

    type: str
    title: str
    status: int
    detail: str
    errors: list[Error] = Field(default=[], description="Which parameters are wrong, and why.")
    replaced_by: str | None = Field(
        default=None, description="With 410: the address of what took its place."
    )


class Start(Schema):
    name: str
    version: str
    licence: str
    description: str = Field(description="The address of the OpenAPI document.")
    documentation: str
    languages: list[str]
    lists: dict[str, str] = Field(description="By name, the address of each list.")


class MyInstitution(Ref):
    reports: bool = Field(description="Whether the owner reports for it.")
    signs: bool = Field(description="Whether the owner signs for it.")


class Me(Schema):
    name: str
    token: str = Field(description="What the token is for.")
    expires_on: dt.date
    is_secretariat: bool
    institutions: list[MyInstitution] = Field(description="For which the owner acts today.")


class MyAssignment(Schema):
    recommendation: str | None
    cluster: Ref | None
    institution: Ref
    role: Coded
    state: Coded
    answer_by: dt.date | None
    reason: str


class MyDuty(Schema):
    kind: str
    title: str
    explanation: str
    due_on: dt.date | None
    page: str


class MyDuties(Schema):
    data: list[MyDuty]


class MyRequest(Schema):
    id: str = Field(description=ID)
    page: str = Field(description=PAGE)
    institution: Ref | None
    question: str
    due_on: dt.date
    state: Coded
    recommendations: list[str]
