"""Assessments: the secretariat's, the Commission's, civil society's and a committee's grades."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from documents.models import Document
from mechanisms.choices import ImplementationStatus as Status
from mechanisms.models import StatusGrade
from recommendations.choices import Position, Publication, Viewpoint
from recommendations.models import Assessment, AssessmentEvidence
from recommendations.services.voices import speaking

from . import reading
from .clock import Clock, spread
from .done import Told
from .people import People
from .reading import Entry
from .register import Asked, Register
from .rows import write_dated

# How the secretariat's assessments divide; recommendations beyond their sum have none yet.
MIX: Mapping[str, int] = {
    Status.IMPLEMENTED: 103,
    Status.PARTIALLY_IMPLEMENTED: 86,
    Status.IN_PROGRESS: 142,
    Status.PLANNED: 47,
    Status.NOT_STARTED: 52,
}
ORDER = list(MIX)
# What an institution declares is not always what is validated: these found less than was said.
FOUND_LESS = {"UPR-4-140.26", "UPR-4-140.51", "UPR-4-140.87", "CRC-5-22a", "UPR-4-140.84"}
EARLIER = 0.17


def seed(clock: Clock, people: People, register: Register, told: Iterable[Told]) -> None:
    status = _decide(register, told, clock)
    grades = {
        (grade.scale.code, grade.code): grade
        for grade in StatusGrade.objects.select_related("scale")
    }
    views = reading.read("views")
    write_dated(
        [
            *_of_secretariat(status, register, told, clock, people),
            *(
                _view(entry, Viewpoint.NHRI, "nhrc", clock, people, register)
                for entry in views["nhri"]
            ),
            *(
                _view(entry, Viewpoint.CIVIL_SOCIETY, entry["from"], clock, people, register)
                for entry in views["civil_society"]
            ),
            *_grades(views["mechanism"], clock, people, register, grades),
        ]
    )
    _cite(views["nhri"], people, register)


def _decide(register: Register, told: Iterable[Told], clock: Clock) -> dict[str, str]:
    """A status for as many recommendations as MIX adds up to, each status as often as it says.

    Where an update is published, what it declares decides. The others follow by age, so that
    old recommendations are further than new ones, with noted ones behind.
    """
    declared = _declared(told)
    free = sorted(
        (item for item in register.asked.values() if item.lead and item.reference not in declared),
        key=lambda item: _progress(item, clock),
        reverse=True,
    )
    left = dict(MIX)
    for status in declared.values():
        left[status] -= 1
    chosen = dict(declared)
    places = [status for status in ORDER for _place in range(max(left[status], 0))]
    # The last in the order have no assessment yet; those at the end of the list are not started.
    started = len(places) - left[Status.NOT_STARTED]
    for item, status in zip(free, places[:started], strict=False):
        chosen[item.reference] = status
    behind = sorted(free[started:], key=lambda item: _stuck(item, clock), reverse=True)
    for item in behind[: left[Status.NOT_STARTED]]:
        chosen[item.reference] = Status.NOT_STARTED
    return chosen


def _declared(told: Iterable[Told]) -> dict[str, str]:
    """What the latest published update says of each recommendation, held against the evidence."""
    latest: dict[str, tuple[float, str]] = {}
    for item in told:
        published = item.row.published_at
        if published is None or item.row.state != "published" or not item.row.proposed_status:
            continue
        for reference in reading.words(item.entry, "on"):
            found = (published.timestamp(), item.row.proposed_status)
            latest[reference] = max(found, latest.get(reference, (0.0, "")))
    return {
        reference: _found(reference, status) for reference, (_at, status) in sorted(latest.items())
    }


def _found(reference: str, status: str) -> str:
    if reference in FOUND_LESS:
        return ORDER[min(ORDER.index(status) + 1, len(ORDER) - 1)]
    return status


def _progress(item: Asked, clock: Clock) -> float:
    issued = item.row.issued_on
    years = (clock.today - issued).days / 365 if issued else 0.0
    return years / 14 + spread(f"progress {item.reference}") * 0.9 - _held_back(item)


def _stuck(item: Asked, clock: Clock) -> float:
    """How likely it is that one without progress has been looked at and found not started."""
    issued = item.row.issued_on
    years = (clock.today - issued).days / 365 if issued else 0.0
    return years / 8 + spread(f"stuck {item.reference}") * 0.8


def _held_back(item: Asked) -> float:
    return 0.6 if item.row.position == Position.NOTED else 0.0


def _of_secretariat(
    status: Mapping[str, str],
    register: Register,
    told: Iterable[Told],
    clock: Clock,
    people: People,
) -> Iterator[Assessment]:
    """The present assessment, and for some an earlier one that was a step behind."""
    sentences = reading.read("rationales")
    published: dict[str, list[int]] = defaultdict(list)
    for item in told:
        if item.row.state == "published":
            for reference in reading.words(item.entry, "on"):
                published[reference].append(int(item.entry["at"]))
    for reference, found in status.items():
        asked = register.asked[reference]
        lead = people.institutions[asked.lead].name if asked.lead else "The Committee"
        days = _days(asked, published.get(reference, []), clock)
        earlier = ORDER.index(found) + 1
        known_for = (clock.today - asked.row.issued_on).days if asked.row.issued_on else 0
        if spread(f"earlier {reference}") < EARLIER and earlier < len(ORDER):
            past = min(days + 340, known_for - 20)
            if past > days + 60:
                yield _assessment(asked, ORDER[earlier], past, lead, sentences, clock, people)
        yield _assessment(asked, found, days, lead, sentences, clock, people)


def _days(asked: Asked, published: Sequence[int], clock: Clock) -> int:
    """Days since the assessment: soon after the latest update, else within the last two years."""
    if published:
        return max(min(published) - 2, 1)
    issued = asked.row.issued_on
    known_for = (clock.today - issued).days if issued else 0
    return 20 + int(spread(f"assessed {asked.reference}") * min(known_for - 100, 700))


def _assessment(
    asked: Asked,
    status: str,
    days: int,
    lead: str,
    sentences: Mapping[str, Entry],
    clock: Clock,
    people: People,
) -> Assessment:
    key = f"{asked.reference} {status}"
    parts = [
        choices[int(spread(f"{part} {key}") * len(choices))]
        for part, choices in sentences[status].items()
    ]
    at = clock.instant(days, key)
    return Assessment(
        recommendation=asked.row,
        viewpoint=Viewpoint.SECRETARIAT,
        author=people.officer(key),
        status=status,
        assessed_on=clock.ago(days),
        rationale=" ".join(parts).replace("{lead}", f"The {lead}".replace("The The", "The")),
        publication=Publication.PUBLISHED,
        created_at=at,
        updated_at=at,
    )


def _view(
    entry: Entry,
    viewpoint: Viewpoint,
    slug: str,
    clock: Clock,
    people: People,
    register: Register,
) -> Assessment:
    """An institution's own view. Civil society's is handed in, and `kept` by it where it is not yet."""
    days = int(entry["at"])
    at = clock.instant(days, f"{slug} {entry['on']}")
    is_contribution = viewpoint == Viewpoint.CIVIL_SOCIETY
    is_decided = is_contribution and not entry.get("draft")
    return Assessment(
        recommendation=register.row(entry["on"]),
        viewpoint=viewpoint,
        institution=people.institutions[slug],
        author=people.answering(slug),
        status=entry["status"],
        assessed_on=clock.ago(days),
        rationale=entry["text"],
        publication=_publication(entry),
        handed_in_at=at if is_contribution and not entry.get("kept") else None,
        decided_by=people.account("secretariat") if is_decided else None,
        decided_at=at if is_decided else None,
        reason=entry.get("declined", ""),
        created_at=at,
        updated_at=at,
    )


def _publication(entry: Entry) -> Publication:
    if entry.get("declined"):
        return Publication.RETIRED
    return Publication.DRAFT if entry.get("draft") else Publication.PUBLISHED


def _cite(entries: Iterable[Entry], people: People, register: Register) -> None:
    """What the Commission rests its view on, in its own voice: the database takes it from no other."""
    titles = {entry["key"]: entry["title"] for entry in reading.entries("documents")}
    for entry in entries:
        if "cites" not in entry:
            continue
        own = Assessment.objects.filter(
            recommendation=register.row(entry["on"]), viewpoint=Viewpoint.NHRI
        )
        with speaking(people.answering("nhrc")):
            AssessmentEvidence.objects.create(
                assessment=own.latest("assessed_on"),
                document=Document.objects.get(title=titles[entry["cites"]]),
                page=int(entry["page"]),
                note=entry["where"],
            )


def _grades(
    entries: Iterable[Entry],
    clock: Clock,
    people: People,
    register: Register,
    grades: Mapping[tuple[str, str], StatusGrade],
) -> Iterator[Assessment]:
    """Grades that a committee gave in its follow-up procedure, entered by the secretariat."""
    for entry in entries:
        asked = register.asked[entry["on"]]
        scale = f"{asked.row.mechanism.code}-FOLLOW-UP"
        at = clock.instant(int(entry["at"]) - 20, entry["on"])
        yield Assessment(
            recommendation=asked.row,
            viewpoint=Viewpoint.MECHANISM,
            author=people.account("secretariat"),
            status=entry["status"],
            grade=grades[scale, entry["grade"]],
            assessed_on=clock.ago(int(entry["at"])),
            rationale=entry["text"],
            publication=Publication.PUBLISHED,
            created_at=at,
            updated_at=at,
        )
