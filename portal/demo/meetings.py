"""Committees with their meetings and decisions, and the register of trainings."""

import datetime as dt

from focalpoints.choices import AttendanceState, MeetingState, SeatRole, TrainingPart
from focalpoints.models import (
    Attendance,
    Committee,
    Decision,
    Meeting,
    Seat,
    Training,
    TrainingAttendance,
)
from reporting.models import AgendaItem
from reporting.services.meetings import composition

from . import reading
from .clock import Clock
from .people import People
from .reading import Entry
from .rows import write

# Committees exist for so long; meetings begin at ten by the server's clock and take two hours.
SINCE_DAYS = 900
BEGINS, LASTS = dt.time(10), dt.timedelta(hours=2)
# Those who are invited to the coming meeting and have answered already.
ANSWERED = {"interior": AttendanceState.COMING, "health": AttendanceState.EXCUSED}


def seed(clock: Clock, people: People) -> None:
    known: dict[str, Committee] = {}
    for entry in reading.entries("committees"):
        committee = known[entry["slug"]] = _committee(entry, known, clock, people)
        for past in entry["held"]:
            _held(past, committee, clock, people)
        if "coming" in entry:
            _coming(entry["coming"], committee, clock, people)
    for entry in reading.entries("trainings"):
        _training(entry, clock, people)


def _committee(
    entry: Entry, known: dict[str, Committee], clock: Clock, people: People
) -> Committee:
    committee = Committee.objects.create(
        slug=entry["slug"],
        name=entry["name"],
        name_translations=reading.translations(entry),
        kind=entry["kind"],
        parent=known.get(entry.get("parent", "")),
        mandate=entry["mandate"],
        meetings_a_year=int(entry["meetings"]),
    )
    since = clock.ago(SINCE_DAYS)
    seats = [
        Seat(committee=committee, institution=people.institutions[slug], role=role, starts_on=since)
        for key, role in (("members", SeatRole.MEMBER), ("observers", SeatRole.OBSERVER))
        for slug in reading.words(entry, key)
    ]
    officer = people.account(entry["secretary"])
    seats.append(Seat(committee=committee, user=officer, role=SeatRole.SECRETARY, starts_on=since))
    write(seats)
    return committee


def _meeting(
    entry: Entry, committee: Committee, clock: Clock, people: People, state: MeetingState
) -> Meeting:
    day = int(entry["days"])
    begins = clock.instant(day).replace(hour=BEGINS.hour, minute=BEGINS.minute)
    return Meeting.objects.create(
        committee=committee,
        title=entry["title"],
        place=entry["place"],
        starts_at=begins,
        ends_at=begins + LASTS,
        state=state,
        convened_by=people.account("secretariat"),
        invited_at=clock.instant(max(day + 20, 1)),
        minutes=entry.get("minutes", ""),
    )


def _held(entry: Entry, committee: Committee, clock: Clock, people: People) -> None:
    meeting = _meeting(entry, committee, clock, people, MeetingState.HELD)
    officer = people.account("secretariat")
    meeting.minutes_approved_at = clock.instant(int(entry["days"]) - 7)
    meeting.minutes_approved_by = officer
    meeting.save()
    write(_came(row, entry) for row in composition(meeting))
    write(
        AgendaItem(meeting=meeting, position=place, title=title)
        for place, title in enumerate(entry["agenda"], start=1)
    )
    write(
        Decision(
            meeting=meeting,
            number=number,
            text=one["text"],
            institution=people.institutions[one["by"]] if "by" in one else None,
            due_on=clock.ago(int(one["due"])),
            state="done" if "done" in one else "open",
            outcome=one.get("done", ""),
            settled_by=officer if "done" in one else None,
            settled_at=clock.instant(int(one["due"])) if "done" in one else None,
        )
        for number, one in enumerate(entry["decisions"], start=1)
    )


def _came(row: Attendance, entry: Entry) -> Attendance:
    slug = row.institution.slug if row.institution else ""
    substitutes = entry.get("substitute", {})
    if slug in substitutes:
        row.state, row.name = AttendanceState.SUBSTITUTE, substitutes[slug]
    elif slug in reading.words(entry, "absent"):
        row.state = AttendanceState.ABSENT
    elif slug in reading.words(entry, "excused"):
        row.state = AttendanceState.EXCUSED
    else:
        row.state = AttendanceState.PRESENT
    return row


def _coming(entry: Entry, committee: Committee, clock: Clock, people: People) -> None:
    meeting = _meeting(entry, committee, clock, people, MeetingState.INVITED)
    rows = composition(meeting)
    for row in rows:
        slug = row.institution.slug if row.institution else ""
        row.state = ANSWERED.get(slug, AttendanceState.INVITED)
    write(rows)
    write(
        AgendaItem(meeting=meeting, position=place, title=title)
        for place, title in enumerate(("Opening", "Open decisions of the last meeting"), start=1)
    )


def _training(entry: Entry, clock: Clock, people: People) -> None:
    training = Training.objects.create(
        title=entry["title"],
        about=entry["about"],
        starts_on=clock.ago(int(entry["from"])),
        ends_on=clock.ago(int(entry["to"])),
        hours=entry["hours"],
        place=entry["place"],
        trainer=entry["trainer"],
        language=entry["language"],
        places=int(entry["places"]),
        recorded_by=people.account("secretariat"),
    )
    certified_on = clock.ago(int(entry["certified"])) if "certified" in entry else None
    for key, part in (("came", TrainingPart.ATTENDED), ("registered", TrainingPart.REGISTERED)):
        for word in reading.words(entry, key):
            slug, post = word.split("/")
            person = people.posts[slug, post]
            TrainingAttendance.objects.create(
                training=training,
                user=person,
                name=person.full_name,
                institution=people.institutions[slug],
                part=part,
                certified_on=certified_on if part == TrainingPart.ATTENDED else None,
            )
