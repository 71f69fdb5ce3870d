"""What is open in a post on a day, out of the rows and duties that there are."""

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator

from activities.choices import ActivityStatus, UpdateState
from activities.models import Activity, RoundItem
from activities.owed import still_owed
from focalpoints.choices import DecisionState, HandoverItemKind, MeetingState, Role
from focalpoints.models import Appointment, Decision, Meeting, Seat
from focalpoints.services.seats import seats_left
from nmirf.common.dates import day_of
from notifications.choices import DutyKind
from recommendations.choices import AssignmentState
from reporting.choices import DraftStage
from reporting.desk import facts as rows
from reporting.desk.duties import due_after
from reporting.desk.facts import Facts
from reporting.desk.led import dates_of_led
from reporting.desk.updates import of_updates
from reporting.desk.words import named
from reporting.models import InformationRequest, Section

Kind = HandoverItemKind


@dataclass(frozen=True, slots=True)
class Found:
    """One open thing. `title` names the record in its own words, in no reader's language.

    It says nothing that only the record's readers may know: an update is named by what it is
    about, never by its headline.
    """

    kind: HandoverItemKind
    subject: str
    title: str
    path: str
    due_on: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Post:
    """Whose post, and on which day; `facts` are the rows of the institution's duties."""

    appointment: Appointment
    on: dt.date
    facts: Facts


def collect(appointment: Appointment, on: dt.date) -> list[Found]:
    """What the holder of this post leaves open on the day `on`."""
    post = Post(appointment, on, _facts(appointment, on))
    return [found for gather in BY_ROLE[Role(appointment.role)] for found in gather(post)]


def _facts(appointment: Appointment, on: dt.date) -> Facts:
    here = [appointment.institution_id]
    facts = Facts(on=on)
    if appointment.role not in SPEAKING:
        facts.updates = list(rows.updates_under_way(here, secretariat=False))
    if appointment.role in REPORTING:
        facts.assignments = list(rows.assignments_undecided(here, secretariat=False))
        facts.led = list(rows.led_by(here))
        facts.dues = still_owed(here)
    facts.name_institutions()
    return facts


def _updates(post: Post) -> Iterator[Found]:
    """To whoever reports all that is under way; to who signs what waits for the signature."""
    due = {duty.subject: duty.due_on for duty in of_updates(post.facts)}
    signs = post.appointment.role == Role.VALIDATING_AUTHORITY
    for update in post.facts.updates:
        if signs and update.state != UpdateState.VERIFIED:
            continue
        other = update.cluster or update.activity
        subject = f"update:{update.reference}"
        is_ours = signs or update.state in (UpdateState.DRAFT, UpdateState.RETURNED)
        yield Found(
            kind=Kind.UPDATE,
            subject=subject,
            title=other.title if other is not None else named(update.references),
            path=update.get_absolute_url(),
            due_on=due.get(subject) if is_ours else None,
        )


def _assignments(post: Post) -> Iterator[Found]:
    contested = rows.assignments_undecided(None, secretariat=True).filter(
        institution=post.appointment.institution_id, state=AssignmentState.CONTESTED
    )
    for row in [*post.facts.assignments, *contested]:
        waits = row.state == AssignmentState.PROPOSED
        day = row.answer_by or due_after(DutyKind.ASSIGNMENT, row.created_at)
        yield Found(
            kind=Kind.ASSIGNMENT,
            subject=f"assignment:{row.pk}",
            title=row.recommendation.reference if row.recommendation else row.cluster.title,
            path=reverse("recommendations:assignments"),
            due_on=day if waits else None,
        )


def _led(post: Post) -> Iterator[Found]:
    due = dict(dates_of_led(post.facts))
    for row in post.facts.led:
        about = row.recommendation
        key = ("r", row.recommendation_id) if about else ("c", row.cluster_id)
        yield Found(
            kind=Kind.LED,
            subject=f"led:{row.pk}",
            title=about.reference if about else row.cluster.title,
            path=(about or row.cluster).get_absolute_url(),
            due_on=due.get((row.institution_id, *key)),
        )


def _rounds(post: Post) -> Iterator[Found]:
    for item in post.facts.dues:
        yield Found(
            kind=Kind.ROUND,
            subject=f"due:{item.reference}",
            title=Truncator(f"{_name_of(item)} · {item.round.title}").chars(400),
            path=item.round.get_absolute_url(),
            due_on=item.round.due_on,
        )


def _name_of(item: RoundItem) -> str:
    """The thing by its authentic name: handovers are read in several languages."""
    if item.recommendation:
        return item.recommendation.reference
    if item.indicator:
        return item.indicator.name
    thing = item.cluster or item.activity
    return thing.title if thing else ""


def _decisions(post: Post) -> Iterator[Found]:
    found = Decision.objects.filter(
        institution=post.appointment.institution_id, state=DecisionState.OPEN
    ).select_related("meeting")
    for row in found:
        yield Found(
            kind=Kind.DECISION,
            subject=f"decision:{row.reference}",
            title=Truncator(row.text).chars(300),
            path=row.get_absolute_url(),
            due_on=row.due_on,
        )


def _meetings(post: Post) -> Iterator[Found]:
    invited = Q(attendances__institution=post.appointment.institution_id)
    invited |= Q(attendances__user=post.appointment.user_id)
    coming = Meeting.objects.filter(
        invited,
        state__in=[MeetingState.PLANNED, MeetingState.INVITED],
        ends_at__gte=timezone.now(),
    ).distinct()
    for row in coming:
        yield Found(
            kind=Kind.MEETING,
            subject=f"meeting:{row.reference}",
            title=row.title,
            path=row.get_absolute_url(),
            due_on=day_of(row.starts_at),
        )


def _seats(post: Post) -> Iterator[Found]:
    """Those of the institution, for which its people come, and those that end with this post.

    Named by the committee: it stays the same seat when whoever follows has taken it.
    """
    row, last = post.appointment, _last_day(post)
    seats = Seat.objects.in_force_or_to_come(last)
    first_day = last + dt.timedelta(days=1)
    for seat in (
        *seats.filter(institution=row.institution_id, user=None).select_related("committee"),
        *seats_left(leaving=row, first_day=first_day, seats=seats),
    ):
        yield Found(
            kind=Kind.SEAT,
            subject=f"seat:{seat.committee.slug}",
            title=seat.committee.name,
            path=seat.committee.get_absolute_url(),
        )


def _last_day(post: Post) -> dt.date:
    """The last day up to `post.on` on which the post counted; of one that was taken away, the eve."""
    row = post.appointment
    taken = row.suspended_on - dt.timedelta(days=1) if row.suspended_on else post.on
    return min(post.on, taken, row.ends_on or post.on)


def _activities(post: Post) -> Iterator[Found]:
    running = Activity.objects.filter(
        lead=post.appointment.institution_id,
        status__in=[ActivityStatus.PLANNED, ActivityStatus.IN_PROGRESS],
    )
    for row in running:
        yield Found(
            kind=Kind.ACTIVITY,
            subject=f"activity:{row.slug}",
            title=row.title,
            path=row.get_absolute_url(),
            due_on=row.ends_on,
        )


def _sections(post: Post) -> Iterator[Found]:
    for row in _sections_to_write(post.appointment.institution_id):
        owed = row.draft.obligation
        yield Found(
            kind=Kind.SECTION,
            subject=f"section:{row.pk}",
            title=Truncator(f"{row.draft.title}: {row.heading}").chars(400),
            path=reverse("reporting:section", args=[row.draft.slug, row.pk]),
            due_on=owed.due_on if owed else None,
        )


def _sections_to_write(institution: int) -> QuerySet[Section]:
    return Section.objects.filter(
        assigned_to=institution, draft__stage__in=[DraftStage.OUTLINE, DraftStage.DRAFTING]
    ).select_related("draft__obligation")


def _requests(post: Post) -> Iterator[Found]:
    rows = InformationRequest.objects.open().filter(institution=post.appointment.institution_id)
    for row in rows:
        yield Found(
            kind=Kind.REQUEST,
            subject=f"request:{row.reference}",
            title=Truncator(row.question).chars(300),
            path=row.get_absolute_url(),
            due_on=row.due_on,
        )


def _consultations(post: Post) -> Iterator[Found]:
    for row in rows.invitations(post.on, [post.appointment.institution_id]):
        yield Found(
            kind=Kind.CONSULTATION,
            subject=f"consultation:{row.slug}",
            title=row.title,
            path=row.get_absolute_url(),
            due_on=row.closes_on,
        )


Gather = Callable[[Post], Iterator[Found]]
REPORTING = (Role.FOCAL_POINT, Role.DEPUTY)
SPEAKING = (Role.POLITICAL_REPRESENTATIVE, Role.REPRESENTATIVE)
MEETING: tuple[Gather, ...] = (_decisions, _meetings, _seats)
WORK: tuple[Gather, ...] = (
    _updates,
    _rounds,
    _assignments,
    _led,
    *MEETING,
    _activities,
    _sections,
    _requests,
)
BY_ROLE: dict[Role, tuple[Gather, ...]] = {
    Role.FOCAL_POINT: WORK,
    Role.DEPUTY: WORK,
    Role.VALIDATING_AUTHORITY: (_updates, *MEETING),
    Role.POLITICAL_REPRESENTATIVE: (*MEETING, _consultations),
    Role.REPRESENTATIVE: (*MEETING, _consultations),
}
