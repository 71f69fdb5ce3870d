"""Posts that change hands: one handover being written, one to acknowledge, one that is done."""

from dataclasses import dataclass

from django.contrib.auth.hashers import make_password

from accounts.models import User
from focalpoints.choices import HandoverItemKind, HandoverState, Role
from focalpoints.models import Appointment, Handover, HandoverItem, HandoverQuestion
from reporting.services.handovers import collect

from .accounts import DOMAIN, PASSWORD
from .clock import Clock
from .people import People
from .rows import write_dated

# What is said of an item of each kind; kinds without words are left without a note.
SAID = {
    HandoverItemKind.UPDATE: "The figures are agreed with the registry; only the last quarter is missing.",
    HandoverItemKind.ASSIGNMENT: "We take part, but the lead lies elsewhere. Say so before the day.",
    HandoverItemKind.ACTIVITY: "The contract is signed. The first instalment is due when the training begins.",
    HandoverItemKind.SECTION: "Half of it is written. The annex with the tables is with the statistics office.",
}


@dataclass(frozen=True, slots=True)
class Left:
    """A post that somebody leaves: days count back from today, None where no end is set."""

    institution: str
    began: int
    ended: int | None
    note: str
    portfolio: str = ""


HANDED = Left(
    "interior",
    900,
    6,
    "The places of detention are in the middle of a round of visits. The list hangs on the "
    "commission’s own door, and its secretary answers the telephone after ten.\n\nThe report on "
    "the police academy is promised for the end of the quarter.",
    "Places of detention",
)
DONE = Left(
    "education",
    2400,
    1500,
    "Two things were left open: the school census, and the answer on inclusive classrooms. Both "
    "are in the folder of the department.",
)
WRITING = Left(
    "labour",
    0,
    None,
    "Begin with the labour inspection: the new form is tried out in two regions.",
)
# The day by which it is to be written lies so many days ahead.
DUE_IN = 12


def seed(clock: Clock, people: People) -> None:
    _written(clock, people)
    _to_acknowledge(clock, people)
    _done(clock, people)


def _written(clock: Clock, people: People) -> None:
    """The deputy leaves soon; colleagues of the ministry write in it, too."""
    user = people.posts[WRITING.institution, Role.DEPUTY]
    appointment = Appointment.objects.get(user=user, role=Role.DEPUTY)
    row = _handover(
        clock,
        4,
        appointment=appointment,
        state=HandoverState.WRITING,
        started_by=user,
        due_on=clock.ago(-DUE_IN),
        note=WRITING.note,
        last_editor=user,
        revision=3,
    )
    _collected(row, clock)


def _to_acknowledge(clock: Clock, people: People) -> None:
    """A second focal point has left; the first takes over what was theirs, and has asked back."""
    follower = people.posts[HANDED.institution, Role.FOCAL_POINT]
    appointment = _appointment(HANDED, "Rosalind Okpara-Venn", clock, people)
    row = _handed(clock, 7, appointment, HANDED.note, HandoverState.HANDED)
    _collected(row, clock)
    own = HandoverItem.objects.create(
        handover=row,
        kind=HandoverItemKind.OTHER,
        subject="own:promise",
        title="Promise to the commission: answer every visit within a month",
        due_on=clock.ago(-20),
        note="Made by word of mouth; nobody has written it down.",
    )
    HandoverQuestion.objects.create(
        item=own, text="Does this hold for the visits of last year as well?", asked_by=follower
    )


def _done(clock: Clock, people: People) -> None:
    follower = people.posts[DONE.institution, Role.FOCAL_POINT]
    appointment = _appointment(DONE, "Anselm Quarrie", clock, people)
    taken = clock.instant(DONE.ended - 40 if DONE.ended else 0, "taken")
    row = _handed(clock, (DONE.ended or 0) + 3, appointment, DONE.note, HandoverState.ACKNOWLEDGED)
    row.acknowledged_at = taken
    row.successor = Appointment.objects.get(user=follower, role=Role.FOCAL_POINT)
    row.save(update_fields=["acknowledged_at", "successor"])
    for key, title in (("census", "School census"), ("classes", "Answer on inclusive classrooms")):
        HandoverItem.objects.create(
            handover=row,
            kind=HandoverItemKind.OTHER,
            subject=f"own:{key}",
            title=title,
            note="In the folder of the department.",
            acknowledged_by=follower,
            acknowledged_at=taken,
        )


def _appointment(left: Left, name: str, clock: Clock, people: People) -> Appointment:
    """Of somebody who has left since; the account is open, the right has ended."""
    user = User.objects.create(
        email=f"{name.lower().replace(' ', '.')}@{DOMAIN}",
        full_name=name,
        password=make_password(PASSWORD),
        is_demo=True,
        date_joined=clock.instant(left.began, name),
    )
    return Appointment.objects.create(
        user=user,
        institution=people.institutions[left.institution],
        role=Role.FOCAL_POINT,
        portfolio=left.portfolio,
        starts_on=clock.ago(left.began),
        ends_on=clock.ago(left.ended or 0),
    )


def _handed(
    clock: Clock, days: int, appointment: Appointment, note: str, state: HandoverState
) -> Handover:
    done = state == HandoverState.ACKNOWLEDGED
    at = clock.instant(days, "handed")
    return _handover(
        clock,
        days + 9,
        appointment=appointment,
        state=state,
        started_by=appointment.user,
        due_on=clock.ago(days),
        note=note,
        revision=5,
        last_editor=appointment.user,
        handed_by=appointment.user,
        handed_at=at,
        acknowledged_at=at if done else None,
    )


def _handover(clock: Clock, days: int, **facts: object) -> Handover:
    at = clock.instant(days, "handover")
    return write_dated([Handover(created_at=at, updated_at=at, **facts)])[0]


def _collected(row: Handover, clock: Clock) -> None:
    """What is open in the post today, with a word on what there is something to say about."""
    told: set[str] = set()
    for found in collect(row.appointment, clock.today):
        note = SAID.get(found.kind, "") if found.kind not in told else ""
        told.add(found.kind)
        HandoverItem.objects.create(
            handover=row,
            kind=found.kind,
            subject=found.subject,
            title=found.title,
            path=found.path,
            due_on=found.due_on,
            note=note,
        )
