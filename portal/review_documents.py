"""All documents of a review that everyone may read, by the day on which they came."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.translation import gettext as _

from mechanisms.choices import MechanismKind
from mechanisms.models import Review
from reporting.choices import DraftStage, ObligationState
from reporting.models import Obligation
from reporting.policies import visible_drafts, visible_files, visible_obligations

# More obligations, texts or files than these no review has; the rest stands in the libraries.
MOST = 50


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


def documents_of(row: Review) -> list[Shown]:
    """The oldest first, those without a day last; at most three queries."""
    found = [*_issued(row), *_owed(row), *_texts(row), *_files(row)]
    return sorted(found, key=lambda shown: (shown.date is None, shown.date or dt.date.min))


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


def _owed(row: Review) -> Iterator[Shown]:
    """What the State submitted, and the documents in which it was asked for."""
    rows = visible_obligations(AnonymousUser()).public().filter(review=row)
    asked: set[str] = {row.symbol}
    for duty in rows.order_by("due_on", "pk")[:MOST]:
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


def _texts(row: Review) -> Iterator[Shown]:
    """Reports of the State that are published in full; their day is that of the submission."""
    rows = visible_drafts(AnonymousUser()).filter(
        stage=DraftStage.PUBLISHED, obligation__review=row, obligation__is_public=True
    )
    for text in rows.select_related("obligation").order_by("pk")[:MOST]:
        duty = text.obligation
        yield Shown(
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
