"""All documents of a review, by the day on which they came, and what the State has not put here yet.

What is drawn up on this site stands here once everyone may read it, for whoever reads the page; what
was put to the review out of the library stands here for those who may read it there.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.translation import gettext as _

from focalpoints.policies import Person
from mechanisms.choices import MechanismKind, ReviewDocumentKind, ReviewStage
from mechanisms.models import Review, ReviewDocument
from mechanisms.policies import visible_review_documents
from reporting.choices import DraftStage, ObligationKind, ObligationState
from reporting.models import Obligation, ReportDraft
from reporting.policies import visible_drafts, visible_files, visible_obligations

# More obligations, texts or files than these no review has; the rest stands in the libraries.
MOST = 50
MOST_LINKED = 200
REPORT = ReviewDocumentKind.STATE_REPORT
# As what each thing that the State owes stands among the documents of a review.
SUBMITTED_AS = {
    ObligationKind.STATE_REPORT: REPORT,
    ObligationKind.NATIONAL_REPORT: REPORT,
    ObligationKind.REPLIES: ReviewDocumentKind.REPLIES,
    ObligationKind.FOLLOW_UP: ReviewDocumentKind.FOLLOW_UP_REPORT,
}


@dataclass(frozen=True, slots=True)
class Shown:
    """As components/document.html takes it; without `url` it is known by its symbol alone."""

    title: str
    kind: str
    url: str = ""
    symbol: str = ""
    date: dt.date | None = None
    language: str = ""
    format: str = ""
    size: str = ""
    access: str = ""
    order: int = 0


@dataclass(frozen=True, slots=True)
class Dossier:
    """`lacking`: sentences on what the State submitted, by its own record, and has not put here.

    `duties`: what is owed for the review, as far as the reader may know of it.
    """

    shown: list[Shown]
    lacking: list[str]
    duties: list[Obligation]


def dossier_of(row: Review, reader: Person) -> Dossier:
    """The oldest first, those without a day last; at most four queries."""
    links = list(visible_review_documents(reader).of_review(row.pk)[:MOST_LINKED])
    owed = list(_duties(row, reader))
    duties = [duty for duty in owed if duty.is_public]
    texts = list(_texts(row))
    linked = [_linked(link) for link in links]
    # What can be opened here need not be named by its symbol once more.
    known = {shown.symbol for shown in linked if shown.symbol}
    told = [one for one in (*_issued(row), *_owed(row, duties)) if one.symbol not in known]
    found = [*linked, *told, *map(_in_full, texts), *_files(row)]
    found.sort(key=lambda one: (one.date is None, one.date or dt.date.min, one.order))
    lacking = _lacking(row, duties, links, {text.obligation_id for text in texts})
    return Dossier(found, list(lacking), owed)


def _linked(link: ReviewDocument) -> Shown:
    document = link.document
    return Shown(
        title=document.title,
        kind=str(link.get_kind_display()),
        url=document.page_url,
        symbol=link.symbol,
        date=link.dated_on,
        language=document.language,
        format=document.extension.upper(),
        size=filesizeformat(document.size),
        access=document.access,
        order=link.order,
    )


def _lacking(
    row: Review, duties: list[Obligation], links: list[ReviewDocument], in_full: set[int | None]
) -> Iterator[str]:
    """Only what the State itself recorded as submitted: others' documents are not its to bring."""
    public = [link for link in links if not link.document.access]
    kinds, symbols = {link.kind for link in public}, {link.symbol for link in public}
    submitted = [duty for duty in duties if duty.state == ObligationState.SUBMITTED]
    for duty in submitted:
        kind = SUBMITTED_AS.get(ObligationKind(duty.kind))
        is_here = kind in kinds or duty.pk in in_full or (duty.symbol and duty.symbol in symbols)
        if kind and not is_here:
            yield _("“%(title)s” was submitted and cannot be read here yet.") % {
                "title": duty.label
            }
    is_recorded = any(SUBMITTED_AS.get(ObligationKind(duty.kind)) == REPORT for duty in submitted)
    if row.stage == ReviewStage.REPORT_SUBMITTED and not is_recorded and REPORT not in kinds:
        yield _("The State’s report to this review was submitted and cannot be read here yet.")


def _issued(row: Review) -> Iterator[Shown]:
    if row.symbol or row.document_url:
        kinds = {
            MechanismKind.UPR: _("Report of the Working Group"),
            MechanismKind.TREATY_BODY: _("Concluding observations"),
            MechanismKind.SPECIAL_PROCEDURE: _("Report on the visit"),
        }
        yield Shown(
            title=row.label,
            kind=kinds.get(MechanismKind(row.mechanism.kind), _("Document of the mechanism")),
            url=row.document_url,
            symbol=row.symbol,
            date=row.published_on,
        )


def _duties(row: Review, reader: Person) -> QuerySet[Obligation]:
    return visible_obligations(reader).filter(review=row).order_by("due_on", "pk")[:MOST]


def _owed(row: Review, duties: list[Obligation]) -> Iterator[Shown]:
    """What the State submitted, and the documents in which it was asked for."""
    asked: set[str] = {row.symbol}
    for duty in duties:
        page = reverse("portal:obligation", args=[duty.slug])
        symbol = duty.due_document.split(",")[0].strip()
        if symbol not in asked and "/" in symbol:
            asked.add(symbol)
            yield Shown(
                title=_("Asks for: %(title)s") % {"title": duty.label},
                kind=_("Document of the mechanism"),
                url=page,
                symbol=symbol,
            )
        if duty.state == ObligationState.SUBMITTED:
            yield _submitted(duty, page)


def _submitted(duty: Obligation, page: str) -> Shown:
    return Shown(
        title=duty.label,
        kind=str(duty.get_kind_display()),
        url=page,
        symbol=duty.symbol,
        date=duty.submitted_on,
    )


def _texts(row: Review) -> QuerySet[ReportDraft]:
    """Reports of the State that are published in full."""
    rows = visible_drafts(AnonymousUser()).filter(
        stage=DraftStage.PUBLISHED, obligation__review=row, obligation__is_public=True
    )
    return rows.select_related("obligation").order_by("pk")[:MOST]


def _in_full(text: ReportDraft) -> Shown:
    """Its day is that of the submission."""
    duty = text.obligation
    return Shown(
        title=text.title,
        kind=_("Report in full"),
        url=reverse("portal:report", args=[text.slug]),
        date=duty.submitted_on if duty else None,
        language=text.language,
        format="HTML",
    )


def _files(row: Review) -> Iterator[Shown]:
    """Reports of this site on the review."""
    rows = visible_files(AnonymousUser()).reports().ready().filter(review=row, is_public=True)
    for made in rows.order_by("pk")[:MOST]:
        yield Shown(
            title=made.title,
            kind=_("Report on implementation"),
            url=made.get_absolute_url(),
            date=made.finished_at.date() if made.finished_at else None,
            language=made.language,
            format=made.format.upper(),
            size=filesizeformat(made.size),
        )
