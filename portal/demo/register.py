"""The register: reviews, recommendations with their texts and terms, positions, clusters."""

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from accounts.models import User
from mechanisms.models import Instrument, Mechanism, Review, State
from nmirf.common.errors import DomainError
from recommendations.choices import Kind, LinkMethod, Position, Publication
from recommendations.models import (
    AffectedGroup,
    Cluster,
    ClusterMembership,
    GroupLink,
    Objective,
    ObjectiveLink,
    PositionChange,
    Recommendation,
    RecommendationText,
    RecommendingState,
    Repeat,
    SdgGoalLink,
    SdgTarget,
    SdgTargetLink,
    Theme,
    ThemeLink,
)
from recommendations.services.imports.references import paragraph_key

from . import reading
from .clock import Clock, spread, with_years
from .people import People
from .reading import Entry
from .rows import write, write_dated

# First words that decide the action level; any other word asks for something specific (5).
# Source: UPR Info action category, E. McMahon.
LEVELS = {
    1: "call request seek share",
    2: "continue keep maintain persevere persist pursue",
    3: "analyse consider envisage examine explore reflect review revise study",
    4: "accelerate address combat encourage engage ensure foster guarantee improve increase"
    " intensify promote protect reduce respect speed step strengthen support take work",
}
LEVEL_OF = {word: level for level, words in LEVELS.items() for word in words.split()}
POSITIONS = {
    "supported": Position.SUPPORTED,
    "noted": Position.NOTED,
    "part": Position.SUPPORTED_NOTED,
}
# Acts that only the National Assembly can pass, and why.
BASIS = {
    "RAT": "The Constitution, article 84, asks for the consent of the National Assembly to treaties.",
    "LEG": "An act of the National Assembly is needed (Constitution, article 71).",
}
NATIONAL_KIND = "national"


@dataclass(slots=True)
class Asked:
    """One recommendation of the content with what its section says, and its row once written."""

    reference: str
    paragraph: str
    review: str
    facts: Entry
    row: Recommendation

    @property
    def lead(self) -> str:
        return str(self.facts.get("lead", ""))


@dataclass
class Register:
    reviews: dict[str, Review] = field(default_factory=dict)
    asked: dict[str, Asked] = field(default_factory=dict)
    clusters: dict[str, Cluster] = field(default_factory=dict)

    def row(self, reference: str) -> Recommendation:
        return self.asked[reference].row


def seed(clock: Clock, people: People) -> Register:
    register = Register()
    state = _state()
    register.reviews = _reviews(clock)
    register.asked = _recommendations(register.reviews, state, clock)
    asked = register.asked.values()
    _texts(asked, clock)
    _links(asked, people)
    _positions(asked, clock, people)
    register.clusters = _clusters(people)
    _memberships(register)
    _repeats(register)
    return register


def _state() -> State:
    entry = reading.read("mechanism")
    found, _made = State.objects.get_or_create(
        iso3="XMA",
        defaults={
            "name": entry["country"],
            "name_translations": reading.translations(entry, "country"),
            "aliases": [entry["state"]],
            "regional_group": "africa",
            "is_user_assigned": True,
        },
    )
    return found


def _reviews(clock: Clock) -> dict[str, Review]:
    entries = reading.entries("reviews")
    mechanisms = {row.code: row for row in Mechanism.objects.all()}
    instruments = {row.code: row for row in Instrument.objects.all()}
    missing = {entry["mechanism"] for entry in entries} - mechanisms.keys()
    if missing:
        raise DomainError(
            f"These mechanisms are not in the lists: {', '.join(sorted(missing))}. "
            "Run “manage.py load_reference” first."
        )
    rows = write(
        Review(
            slug=entry["slug"],
            title=entry["title"],
            title_translations=reading.translations(entry),
            mechanism=mechanisms[entry["mechanism"]],
            instrument=instruments[entry["instrument"]] if "instrument" in entry else None,
            cycle=reading.number(entry, "cycle") or None,
            session=reading.number(entry, "session") or None,
            stage=entry.get("stage", "recommendations_received"),
            held_on=clock.ago(int(entry["held"])),
            published_on=clock.ago(int(entry["published"])) if "published" in entry else None,
            symbol=entry.get("symbol", ""),
        )
        for entry in entries
    )
    # A regional body is off until a State belongs to its system, as this one does.
    Mechanism.objects.filter(reviews__in=rows, is_active=False).update(is_active=True)
    return {row.slug: row for row in rows}


def read_asked() -> Iterator[Entry]:
    """Every recommendation of the content: what its section says, overridden by what it says."""
    for document in reading.files("recommendations"):
        numbers = _numbers(document)
        for section in document["sections"]:
            shared = {key: value for key, value in section.items() if key != "items"}
            paragraphs = numbers(section)
            for item, paragraph in zip(section["items"], paragraphs, strict=True):
                yield {**shared, **item, "review": document["review"], "paragraph": paragraph}


def _numbers(document: Entry) -> Any:
    """How a document numbers what it asks: one by one, or by paragraph and letter."""
    if "first" in document:
        stem, start = document["first"].split(".")
        running = count(int(start))
        return lambda section: [f"{stem}.{next(running)}" for _item in section["items"]]

    def lettered(section: Entry) -> list[str]:
        paragraph, several = section["par"], len(section["items"]) > 1
        return [
            f"{paragraph} ({chr(ord('a') + place)})" if several else paragraph
            for place in range(len(section["items"]))
        ]

    return lettered


def reference_of(review: Review, paragraph: str) -> str:
    """UPR-4-140.253, CRC-5-31b, SR-WATER-71a: mechanism, cycle where there is one, paragraph."""
    parts = [review.mechanism.code, str(review.cycle or ""), re.sub(r"[ ()]", "", paragraph)]
    return "-".join(part for part in parts if part)


def action_level(text: str) -> int:
    """1 to 5 by the first word, which is the operative verb in a recommendation."""
    return LEVEL_OF.get(text.split(maxsplit=1)[0].lower(), 5)


def _recommendations(reviews: Mapping[str, Review], state: State, clock: Clock) -> dict[str, Asked]:
    facts = {entry["slug"]: entry for entry in reading.entries("reviews")}
    asked: dict[str, Asked] = {}
    for entry in read_asked():
        review = reviews[entry["review"]]
        reference = reference_of(review, entry["paragraph"])
        if reference in asked:
            raise DomainError(f"{reference} is in the content twice.")
        row = _recommendation(reference, entry, review, facts[review.slug], clock)
        row.addressed_to = state
        asked[reference] = Asked(reference, entry["paragraph"], review.slug, entry, row)
    write_dated(item.row for item in asked.values())
    return asked


def _recommendation(
    reference: str, entry: Entry, review: Review, facts: Entry, clock: Clock
) -> Recommendation:
    objectives = reading.words(entry, "objectives")
    basis = next((BASIS[code] for code in objectives if code in BASIS), "")
    days = int(facts["published"])
    registered = clock.instant(max(days - 40, 5), reference)
    national = review.mechanism.kind == NATIONAL_KIND
    return Recommendation(
        reference=reference,
        mechanism=review.mechanism,
        review=review,
        symbol=review.symbol,
        paragraph=entry["paragraph"],
        paragraph_key=paragraph_key(entry["paragraph"]),
        kind=Kind.NATIONAL if national else Kind.RECOMMENDATION,
        issued_on=review.published_on,
        position=_position(entry, facts),
        position_source=f"{facts['position_source']}, para. 3"
        if "position_source" in facts
        else "",
        response=entry.get("response", ""),
        action_level=reading.number(entry, "level") or action_level(entry["text"]),
        requires_legislation=bool(basis),
        legislation_basis=basis,
        follow_up_due_on=clock.ago(days - int(facts["follow_up"]))
        if entry.get("follow_up")
        else None,
        priority=bool(entry.get("follow_up") or entry.get("priority")),
        publication=Publication.PUBLISHED,
        published_at=clock.instant(max(days - 60, 3), reference),
        created_at=registered,
        updated_at=registered,
    )


def _position(entry: Entry, facts: Entry) -> str:
    """The position that the State took; none is stated outside the Universal Periodic Review."""
    if "position_source" not in facts:
        return Position.NOT_STATED
    return POSITIONS[entry.get("position", "supported")]


def _texts(asked: Iterable[Asked], clock: Clock) -> None:
    write(
        RecommendationText(
            recommendation=item.row,
            language=language,
            text=with_years(item.facts[key], _issued(item)),
            raw=with_years(item.facts[key], _issued(item)) if key == "text" else "",
            heading=item.facts.get("heading", "") if key == "text" else "",
            is_authentic=key == "text",
            source=item.row.symbol if key == "text" else "Translation of the secretariat",
        )
        for item in asked
        for key, language in (("text", "en"), ("fr", "fr"), ("ar", "ar"))
        if key in item.facts
    )


def _issued(item: Asked) -> dt.date:
    if item.row.issued_on is None:
        raise ValueError(f"{item.row.symbol} has items and is not published")
    return item.row.issued_on


def _links(asked: Iterable[Asked], people: People) -> None:
    """Terms as the document tags them; SDG targets as the secretariat chose them."""
    items = list(asked)
    themes = {row.code: row for row in Theme.objects.all()}
    groups = {row.code: row for row in AffectedGroup.objects.all()}
    targets = {row.code: row for row in SdgTarget.objects.select_related("goal")}
    objectives = {row.code: row for row in Objective.objects.all()}
    states = {row.iso3: row for row in State.objects.all()}
    source: dict[str, Any] = {"method": LinkMethod.SOURCE}
    write(
        ThemeLink(recommendation=item.row, theme=themes[code], **source)
        for item in items
        for code in reading.words(item.facts, "themes")
    )
    write(
        GroupLink(recommendation=item.row, group=groups[code], **source)
        for item in items
        for code in reading.words(item.facts, "groups")
    )
    chosen = [
        (item, targets[code], _reviewer(item, people))
        for item in items
        for code in reading.words(item.facts, "sdg")
    ]
    write(
        SdgTargetLink(recommendation=item.row, target=target, reviewed_by=officer)
        for item, target, officer in chosen
    )
    goals = {(item.reference, target.goal_id): (item, target.goal) for item, target, _ in chosen}
    write(SdgGoalLink(recommendation=item.row, goal=goal) for item, goal in goals.values())
    write(
        ObjectiveLink(recommendation=item.row, objective=objectives[code])
        for item in items
        for code in reading.words(item.facts, "objectives")
    )
    write(
        RecommendingState(recommendation=item.row, state=states[code])
        for item in items
        for code in reading.words(item.facts, "by")
    )


def _reviewer(item: Asked, people: People) -> User | None:
    """Who looked at the SDG targets; a third still waits to be looked at."""
    if spread(f"sdg {item.reference}") < 0.33:
        return None
    return people.officer(item.reference)


def _positions(asked: Iterable[Asked], clock: Clock, people: People) -> None:
    """Positions with their sources; `noted_first` marks those that the State came to support."""
    facts = {entry["slug"]: entry for entry in reading.entries("reviews")}
    changes = []
    for item in asked:
        review, row = facts[item.review], item.row
        if "position_source" not in review:
            continue
        taken, officer = int(review["position_taken"]), people.officer(item.reference)
        first = Position.NOTED if item.facts.get("noted_first") else Position(row.position)
        changes.append(_change(row, first, row.position_source, taken, clock, officer))
        if item.facts.get("noted_first"):
            source, position = "Mid-term report, annex, supported positions", Position(row.position)
            changes.append(_change(row, position, source, taken - 850, clock, officer))
    write_dated(changes)


def _change(
    row: Recommendation, position: Position, source: str, days: int, clock: Clock, officer: User
) -> PositionChange:
    """Taken so many days ago, and recorded on that day."""
    at = clock.instant(days, row.reference)
    return PositionChange(
        recommendation=row,
        position=position,
        source=source,
        taken_on=clock.ago(days),
        recorded_by=officer,
        created_at=at,
        updated_at=at,
    )


def _clusters(people: People) -> dict[str, Cluster]:
    rows = write(
        Cluster(
            slug=entry["slug"],
            title=entry["title"],
            title_translations=reading.translations(entry),
            statement=entry["statement"],
            statement_translations=reading.translations(entry, "statement"),
            lead=people.institutions[entry["lead"]],
            publication=Publication.PUBLISHED,
        )
        for entry in reading.entries("clusters")
    )
    return {row.slug: row for row in rows}


def _memberships(register: Register) -> None:
    write(
        ClusterMembership(
            cluster=register.clusters[slug],
            recommendation=item.row,
            overlap=overlap or "direct",
            note=item.facts.get("overlap_note", ""),
        )
        for item in register.asked.values()
        for slug, _colon, overlap in (
            word.partition(":") for word in reading.words(item.facts, "clusters")
        )
    )


def _repeats(register: Register) -> None:
    """`repeats` names earlier recommendations that this one takes up."""
    write(
        Repeat(later=item.row, earlier=register.row(earlier))
        for item in register.asked.values()
        for earlier in reading.words(item.facts, "repeats")
    )
