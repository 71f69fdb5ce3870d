"""Recommendations typed or pasted by a person, with the same marks as those of a file."""

import datetime as dt
import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from mechanisms.models import Mechanism, Review, State
from mechanisms.services.reviews import review_of_document
from nmirf.common.decisions import require
from nmirf.common.errors import DomainError
from nmirf.common.history import because
from recommendations import policies
from recommendations.choices import Kind, LinkMethod, Position, SourceKind
from recommendations.models import (
    AffectedGroup,
    GroupLink,
    Objective,
    ObjectiveLink,
    PositionChange,
    Recommendation,
    RecommendationText,
    RecommendingState,
    SdgTarget,
    SdgTargetLink,
    SourceRecord,
    Theme,
    ThemeLink,
)

from .imports.locks import lock_register_briefly
from .imports.payload import payload_of_record
from .imports.references import base_reference, paragraph_key
from .likeness import Alike, alike


@dataclass(frozen=True, slots=True)
class Document:
    """What all recommendations of one document have in common.

    A review that is there already speaks for symbol, cycle, session and day; without one they say
    which review it is, and it is opened where there is none.
    """

    mechanism: Mechanism
    state: State
    review: Review | None = None
    symbol: str = ""
    cycle: int | None = None
    session: int | None = None
    published_on: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One recommendation of a document, as a person typed it."""

    text: str
    language: str
    paragraph: str = ""
    heading: str = ""
    kind: str = Kind.RECOMMENDATION
    position: str = Position.NOT_STATED
    position_source: str = ""
    recommending_states: Collection[State] = ()
    themes: Collection[Theme] = ()
    groups: Collection[AffectedGroup] = ()
    sdg_targets: Collection[SdgTarget] = ()
    objectives: Collection[Objective] = ()
    follow_up_due_on: dt.date | None = None


class AlikeError(DomainError):
    """The register may have one of the entries already: a person has to look.

    `found` maps the place of an entry among those handed over to the records that are like it.
    """

    def __init__(self, found: dict[int, list[Alike]]) -> None:
        super().__init__(_("The register may have this already."))
        self.found = found


@transaction.atomic
def enter(
    *, actor: User, document: Document, entries: Sequence[Entry], confirmed: bool = False
) -> list[Recommendation]:
    """Write what a person typed, all of it or nothing, as drafts.

    Unless `confirmed`, raises AlikeError where the register has a record at the same place or with
    a like text. Raises PermissionDenied, DomainError, and WorkflowError while an import is written.
    """
    require(policies.can_manage_register(actor))
    if not entries:
        raise DomainError(_("There is nothing to save."))
    # References are shared with imports, and of two who type the same one hears of the other.
    lock_register_briefly()
    document = _whole(document)
    if not confirmed and (found := look_for_doubles(document, entries)):
        raise AlikeError(found)
    with because(_("Entered by hand")):
        review = _review(document)
        return [_write(document, review, entry) for entry in entries]


def _whole(document: Document) -> Document:
    """With what its review says in the place of what was typed."""
    review = document.review
    if review is None:
        return document
    return Document(
        mechanism=document.mechanism,
        state=document.state,
        review=review,
        symbol=review.symbol,
        cycle=review.cycle,
        session=review.session,
        published_on=review.published_on or review.held_on,
    )


def look_for_doubles(document: Document, entries: Iterable[Entry]) -> dict[int, list[Alike]]:
    """Place of an entry → records that are like it; one query each."""
    document = _whole(document)
    found = {
        place: alike(
            mechanism=document.mechanism,
            state=document.state,
            symbol=document.symbol,
            paragraph=entry.paragraph,
            text=entry.text,
            cycle=document.cycle,
            year=document.published_on.year if document.published_on else None,
        )
        for place, entry in enumerate(entries)
    }
    return {place: records for place, records in found.items() if records}


def _review(document: Document) -> Review | None:
    if document.review or not document.symbol:
        return document.review
    return review_of_document(
        mechanism=document.mechanism,
        symbol=document.symbol,
        state=document.state,
        cycle=document.cycle,
        session=document.session,
        published_on=document.published_on,
    )


def _asked_in(document: Document, entry: Entry) -> str:
    """The document that wants the follow-up: the one that is entered."""
    return document.symbol if entry.follow_up_due_on else ""


def _write(document: Document, review: Review | None, entry: Entry) -> Recommendation:
    record = Recommendation.objects.create(
        reference=_free_reference(document, entry),
        mechanism=document.mechanism,
        review=review,
        symbol=document.symbol,
        paragraph=entry.paragraph,
        paragraph_key=paragraph_key(entry.paragraph),
        kind=entry.kind,
        issued_on=document.published_on,
        addressed_to=document.state,
        position=entry.position,
        position_source=entry.position_source,
        follow_up_due_on=entry.follow_up_due_on,
        follow_up_source=_asked_in(document, entry),
    )
    RecommendationText.objects.create(
        recommendation=record,
        language=entry.language,
        text=entry.text,
        heading=entry.heading,
        is_authentic=True,
        source=document.symbol,
    )
    _link(record, entry)
    if entry.position != Position.NOT_STATED:
        PositionChange.objects.create(
            recommendation=record, position=entry.position, source=entry.position_source
        )
    SourceRecord.objects.create(
        recommendation=record, source=SourceKind.HAND, payload=payload_of_record(record)
    )
    return record


def _link(record: Recommendation, entry: Entry) -> None:
    RecommendingState.objects.bulk_create(
        RecommendingState(recommendation=record, state=state) for state in entry.recommending_states
    )
    how = {"recommendation": record, "method": LinkMethod.HUMAN}
    ThemeLink.objects.bulk_create(ThemeLink(theme=term, **how) for term in entry.themes)
    GroupLink.objects.bulk_create(GroupLink(group=term, **how) for term in entry.groups)
    SdgTargetLink.objects.bulk_create(
        SdgTargetLink(target=term, **how) for term in entry.sdg_targets
    )
    ObjectiveLink.objects.bulk_create(
        ObjectiveLink(objective=term, **how) for term in entry.objectives
    )


def _free_reference(document: Document, entry: Entry) -> str:
    """As an import would give it: the base, else the base with the next number behind it."""
    base = base_reference(
        mechanism=document.mechanism,
        state=document.state,
        symbol=document.symbol,
        paragraph=entry.paragraph,
        cycle=document.cycle,
        published_on=document.published_on,
        annotation_id=None,
    )
    taken = Recommendation.objects.filter(reference__startswith=base)
    pattern = re.compile(rf"{re.escape(base)}(?:-(\d{{1,6}}))?")
    numbers = [
        int(found[1] or 1)
        for reference in taken.values_list("reference", flat=True)
        if (found := pattern.fullmatch(reference))
    ]
    return f"{base}-{max(numbers) + 1}" if numbers else base


def next_paragraph(paragraph: str) -> str:
    """The number that follows: "140.253" → "140.254", "31 (b)" → "31 (c)"; "" where it can't be told."""
    if found := re.search(r"\(([a-y])\)$", paragraph):
        return f"{paragraph[: found.start(1)]}{chr(ord(found[1]) + 1)})"
    if found := re.search(r"\d+$", paragraph):
        return f"{paragraph[: found.start()]}{int(found.group()) + 1}"
    return ""
