"""What was done and what was told about it: activities, and updates in every state."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.text import slugify

from accounts.models import User
from activities.choices import (
    UPDATE_MOVES,
    ActivityPublication,
    BudgetKind,
    Criterion,
    SignatureWay,
    UpdateState,
)
from activities.models import (
    Activity,
    ActivityCluster,
    ActivityRecommendation,
    BudgetLine,
    Evidence,
    ImplementationUpdate,
    UpdateStep,
    UpdateTarget,
    Verification,
)
from documents.models import Document
from recommendations.choices import Publication, Viewpoint
from recommendations.models import Assessment

from . import reading
from .clock import Clock, spread, with_years
from .people import People
from .reading import Entry
from .register import Register
from .rows import write, write_dated

CURRENCY = "USD"
SIGNED_ON_THE_WAY = ["submit", "verify", "sign", "publish"]
# The moves that lead to a state, in order.
WAYS: dict[str, list[str]] = {
    UpdateState.DRAFT: [],
    UpdateState.SUBMITTED: ["submit"],
    UpdateState.RETURNED: ["submit", "return"],
    UpdateState.VERIFIED: ["submit", "verify"],
    UpdateState.SIGNED: ["submit", "verify", "sign"],
    UpdateState.PUBLISHED: SIGNED_ON_THE_WAY,
    UpdateState.SUPERSEDED: [*SIGNED_ON_THE_WAY, "supersede"],
    UpdateState.WITHDRAWN: [*SIGNED_ON_THE_WAY, "withdraw"],
}
# Of the updates that got through, so many had come back once.
RETURNED_ONCE = 0.18
RETURN_NOTE = "Please name the source, so that others can check the figures."
WITHDRAWN_AFTER = 12
PERIOD_DAYS = 180
ALL_CRITERIA = [criterion.value for criterion in Criterion]


@dataclass(slots=True)
class Told:
    """An update of the content on its way: the day and the actor of each move."""

    entry: Entry
    row: ImplementationUpdate
    steps: list[tuple[str, dt.datetime, User]]
    began: dt.datetime

    @property
    def key(self) -> str:
        return _key(self.entry)

    def day_of(self, move: str) -> dt.datetime | None:
        return next((at for name, at, _actor in reversed(self.steps) if name == move), None)


def seed(
    clock: Clock, people: People, register: Register, documents: Mapping[str, Document]
) -> list[Told]:
    _activities(clock, people, register)
    return _updates(clock, people, register, documents)


def _activities(clock: Clock, people: People, register: Register) -> None:
    entries = reading.entries("activities")
    rows = write_dated(_activity(entry, clock, people, register) for entry in entries)
    write(
        ActivityRecommendation(activity=row, recommendation=register.row(reference))
        for row, entry in zip(rows, entries, strict=True)
        for reference in reading.words(entry, "on")
    )
    write(
        ActivityCluster(activity=row, cluster=register.clusters[entry["cluster"]])
        for row, entry in zip(rows, entries, strict=True)
        if "cluster" in entry
    )
    write(
        BudgetLine(
            activity=row,
            kind=BudgetKind.PLANNED,
            amount=Decimal(entry["budget"]),
            currency=CURRENCY,
            year=row.starts_on.year,
            source="State budget",
        )
        for row, entry in zip(rows, entries, strict=True)
    )


def _activity(entry: Entry, clock: Clock, people: People, register: Register) -> Activity:
    starts, ends = int(entry["starts"]), int(entry["ends"])
    entered = clock.instant(max(starts + 30, 3), entry["title"])
    draft = starts < -50  # not yet decided upon
    return Activity(
        slug=slugify(entry["title"])[:80],
        title=entry["title"],
        description=entry["text"],
        lead=people.institutions[entry["lead"]],
        starts_on=clock.ago(starts),
        ends_on=clock.ago(ends),
        status=entry["status"],
        expected_result=entry.get("result", ""),
        publication=ActivityPublication.DRAFT if draft else ActivityPublication.PUBLISHED,
        created_at=entered,
        updated_at=clock.instant(int(spread(entry["title"]) * 90) + 3, entry["title"]),
    )


def _updates(
    clock: Clock, people: People, register: Register, documents: Mapping[str, Document]
) -> list[Told]:
    told = [
        _told(entry, clock, people, register)
        for entries in reading.files("updates")
        for entry in entries
    ]
    write_dated(item.row for item in told)
    _supersede(told)
    views = _views(told, register)
    write(
        UpdateTarget(
            update=item.row,
            recommendation=register.row(reference),
            assessment=views.get((item.key, reference)),
        )
        for item in told
        for reference in reading.words(item.entry, "on")
    )
    write(
        Evidence(
            update=item.row,
            document=documents[item.entry["evidence"]],
            page=reading.number(item.entry, "page") or None,
            note=item.entry.get("where", ""),
        )
        for item in told
        if "evidence" in item.entry
    )
    write_dated(step for item in told for step in _steps(item))
    write_dated(found for item in told for found in _verifications(item))
    return told


def _key(entry: Entry) -> str:
    return f"{entry['from']} {entry.get('head') or entry.get('on')} {entry['at']}"


def _told(entry: Entry, clock: Clock, people: People, register: Register) -> Told:
    state = UpdateState(entry.get("state", UpdateState.PUBLISHED))
    author = _author(entry, people)
    steps = list(_way(entry, state, clock, people, author))
    first = (clock.today - steps[0][1].date()).days if steps else int(entry["at"])
    began = clock.instant(first + 3, _key(entry))
    changed = steps[-1][1] if steps else clock.instant(int(entry["at"]), _key(entry))
    day = changed.date()
    item = Told(entry, ImplementationUpdate(), steps, began)
    signed = item.day_of("sign")
    item.row = ImplementationUpdate(
        institution=people.institutions[entry["from"]],
        author=author,
        last_editor=author,
        headline=entry.get("head", ""),
        headline_translations=reading.translations(entry, "head"),
        narrative=with_years(entry.get("text", ""), day),
        narrative_translations={
            language: with_years(text, day)
            for language, text in reading.translations(entry, "text").items()
        },
        source=with_years(entry.get("source", ""), day),
        period_from=began.date() - dt.timedelta(days=PERIOD_DAYS),
        period_to=began.date(),
        nothing_new=bool(entry.get("nothing_new")),
        proposed_status=entry.get("status", ""),
        state=state,
        revision=2 + len(steps),
        due_on=clock.ago(int(entry["due"])) if "due" in entry else None,
        submitted_at=item.day_of("submit"),
        signed_by=people.signer(entry["from"]) if signed else None,
        signed_at=signed,
        signatory=str(people.signer(entry["from"])) if signed else "",
        signature_way=SignatureWay.IN_SYSTEM if signed else "",
        published_at=item.day_of("publish"),
        created_at=began,
        updated_at=changed,
    )
    return item


def _author(entry: Entry, people: People) -> User:
    if entry.get("by") == "deputy":
        return people.posts[entry["from"], "deputy"]
    # What is still open lies with the focal point unless the content says otherwise.
    return people.reporter(entry["from"], _key(entry) if "state" not in entry else "")


def _way(
    entry: Entry, state: UpdateState, clock: Clock, people: People, author: User
) -> Iterator[tuple[str, dt.datetime, User]]:
    """The moves with their instants: the last one on the day `at`, those before some days earlier.

    An update that left the public did so after that day.
    """
    key, moves = _key(entry), list(WAYS[state])
    if "publish" in moves and spread(f"returned {key}") < RETURNED_ONCE:
        moves = ["submit", "return", *moves]
    after = 1 if state in (UpdateState.SUPERSEDED, UpdateState.WITHDRAWN) else 0
    days = int(entry["at"])
    backwards: list[tuple[str, int]] = []
    for move in reversed(moves[: len(moves) - after]):
        backwards.append((move, days))
        days += 2 + int(spread(f"{key} {move} {days}") * 4)
    if after:
        backwards.insert(0, (moves[-1], max(int(entry["at"]) - WITHDRAWN_AFTER, 1)))
    officer = people.officer(key)
    actors = {"submit": author, "sign": people.signer(entry["from"])}
    for move, day in reversed(backwards):
        yield move, clock.instant(day, f"{key} {move}"), actors.get(move, officer)


def _supersede(told: Iterable[Told]) -> None:
    """Tie each superseded update to the one that took its place."""
    known = {item.row.headline: item for item in told}
    for item in known.values():
        if item.row.state != UpdateState.SUPERSEDED:
            continue
        later = known[item.entry["by_head"]]
        later.row.replaces, item.row.superseded_by = item.row, later.row
        instant = later.day_of("publish")
        if instant is None:
            raise ValueError(f"{item.entry['by_head']} takes another's place and is not published")
        name, _at, actor = item.steps[-1]
        item.steps[-1] = (name, instant, actor)
    pairs = [item.row for item in known.values()]
    ImplementationUpdate.objects.bulk_update(pairs, ["replaces", "superseded_by"])


def _views(told: Iterable[Told], register: Register) -> dict[tuple[str, str], Assessment]:
    """The institution's own view, which publication records for each recommendation named."""
    views: dict[tuple[str, str], Assessment] = {}
    for item in told:
        published = item.day_of("publish")
        if published is None or not item.row.proposed_status:
            continue
        signed = item.row.signed_at or published
        withdrawn = item.row.state == UpdateState.WITHDRAWN
        for reference in reading.words(item.entry, "on"):
            views[item.key, reference] = Assessment(
                recommendation=register.row(reference),
                viewpoint=Viewpoint.INSTITUTION,
                institution=item.row.institution,
                author=item.row.author,
                status=item.row.proposed_status,
                assessed_on=signed.date(),
                rationale=item.row.narrative,
                publication=Publication.RETIRED if withdrawn else Publication.PUBLISHED,
                created_at=published,
                updated_at=item.row.updated_at if withdrawn else published,
            )
    write_dated(views.values())
    return views


def _steps(item: Told) -> Iterator[UpdateStep]:
    state: str = UpdateState.DRAFT
    for move, at, actor in item.steps:
        step: Any = UPDATE_MOVES[move]
        note, failed = _return_of(item, move)
        yield UpdateStep(
            update=item.row,
            actor=actor,
            move=move,
            source=state,
            target=step.target,
            note=note,
            failed_criteria=failed,
            at=at,
        )
        state = step.target


def _return_of(item: Told, move: str) -> tuple[str, list[str]]:
    """What a return or a withdrawal says: the content's words, or those of an earlier return."""
    if move == "withdraw":
        return item.entry["note"], []
    if move != "return":
        return "", []
    if item.row.state == UpdateState.RETURNED:
        return item.entry["note"], reading.words(item.entry, "criteria")
    return RETURN_NOTE, [Criterion.SOURCE.value]


def _verifications(item: Told) -> Iterator[Verification]:
    for move, at, actor in item.steps:
        if move not in ("verify", "return"):
            continue
        note, failed = _return_of(item, move)
        yield Verification(
            update=item.row,
            officer=actor,
            met=[criterion for criterion in ALL_CRITERIA if criterion not in failed],
            note=note,
            created_at=at,
            updated_at=at,
        )
