"""What is owed and what is told: obligations, report drafts, consultations and their comments."""

import datetime as dt
import hashlib
import json

from cryptography.fernet import Fernet
from django.conf import settings

from documents.choices import Classification
from mechanisms.models import Mechanism
from reporting.choices import DueSource, Moderation, ObligationState
from reporting.models import (
    Comment,
    CommenterIdentity,
    Consultation,
    DraftVersion,
    Obligation,
    ReportDraft,
    Section,
)
from reporting.services.consultations import IDENTITY_DAYS

from . import reading
from .clock import Clock
from .people import People
from .reading import Entry
from .register import Register
from .rows import write, write_dated

# Comments get their answer so many days later.
ANSWERED_AFTER = 4


def seed(clock: Clock, people: People, register: Register) -> None:
    obligations = _obligations(clock, people, register)
    for entry in reading.entries("drafts"):
        _draft(entry, obligations, clock, people)


def _obligations(clock: Clock, people: People, register: Register) -> dict[str, Obligation]:
    mechanisms = {row.code: row for row in Mechanism.objects.all()}
    rows = write(
        Obligation(
            slug=entry["slug"],
            title=entry["title"],
            title_translations=reading.translations(entry),
            kind=entry["kind"],
            mechanism=mechanisms[entry["mechanism"]] if "mechanism" in entry else None,
            review=register.reviews[entry["review"]] if "review" in entry else None,
            responsible=people.account(entry["officer"]),
            due_on=clock.ago(int(entry["due"])),
            due_source=DueSource(entry["source"]),
            due_document=entry.get("document", ""),
            is_public=entry.get("public") != "no",
            state=ObligationState.SUBMITTED if "submitted" in entry else ObligationState.OPEN,
            submitted_on=clock.ago(int(entry["submitted"])) if "submitted" in entry else None,
            symbol=entry.get("symbol", ""),
        )
        for entry in reading.entries("obligations")
    )
    return {row.slug: row for row in rows}


def _draft(entry: Entry, obligations: dict[str, Obligation], clock: Clock, people: People) -> None:
    draft = ReportDraft.objects.create(
        slug=entry["slug"],
        title=entry["title"],
        obligation=obligations[entry["obligation"]],
        word_limit=reading.number(entry, "word_limit") or None,
        classification=Classification.RESTRICTED,
        stage=entry["stage"],
    )
    sections = write(
        Section(
            draft=draft,
            order=place,
            heading=section["heading"],
            body=section["body"],
            assigned_to=people.institutions[section["by"]],
        )
        for place, section in enumerate(entry["sections"], start=1)
    )
    if "consultation" in entry:
        version = _version(draft, sections, int(entry["versioned"]), clock, people)
        _consultation(entry["consultation"], version, clock, people)


def _version(
    draft: ReportDraft, sections: list[Section], days: int, clock: Clock, people: People
) -> DraftVersion:
    parts = [{"key": str(row.pk), "heading": row.heading, "body": row.body} for row in sections]
    text = json.dumps(parts, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    at = clock.instant(days, draft.slug)
    version = DraftVersion(
        draft=draft,
        number=1,
        sections=parts,
        sha256=hashlib.sha256(text.encode()).hexdigest(),
        made_by=people.account("consultation"),
        created_at=at,
        updated_at=at,
    )
    return write_dated([version])[0]


def _consultation(entry: Entry, version: DraftVersion, clock: Clock, people: People) -> None:
    consultation = Consultation.objects.create(
        slug=entry["slug"],
        title=entry["title"],
        introduction=entry["introduction"],
        version=version,
        opens_on=clock.ago(int(entry["opens"])),
        closes_on=clock.ago(int(entry["closes"])),
    )
    said = entry["comments"]
    rows = write_dated(_comment(one, consultation, clock, people) for one in said)
    write(_identity(row, one) for row, one in zip(rows, said, strict=True) if "email" in one)


def _comment(said: Entry, consultation: Consultation, clock: Clock, people: People) -> Comment:
    at = clock.instant(int(said["at"]), said["text"])
    answered = clock.instant(max(int(said["at"]) - ANSWERED_AFTER, 1), f"answer {said['text']}")
    has_answer = "answer" in said
    return Comment(
        consultation=consultation,
        section=consultation.version.sections[int(said["section"]) - 1]["key"],
        text=said["text"],
        institution=people.institutions[said["from"]] if "from" in said else None,
        shown_name=said.get("name", ""),
        moderation=Moderation.PENDING if said.get("pending") else Moderation.SHOWN,
        answer=said.get("answer", ""),
        answer_text=said.get("reply", ""),
        answered_by=people.account("consultation") if has_answer else None,
        answered_at=answered if has_answer else None,
        created_at=at,
        updated_at=answered if has_answer else at,
    )


def _identity(row: Comment, said: Entry) -> CommenterIdentity:
    """What the author said of oneself, sealed as the service that takes comments does it."""
    facts = json.dumps({"name": said["who"], "email": said["email"]}).encode()
    return CommenterIdentity(
        comment=row,
        sealed=Fernet(settings.FIELD_KEY).encrypt(facts),
        kept_until=row.consultation.closes_on + dt.timedelta(days=IDENTITY_DAYS),
    )
