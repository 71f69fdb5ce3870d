"""Records for tests, the plainest that the database accepts."""

import datetime as dt
import uuid

import factory
from django.contrib.auth.models import Group
from django.utils import timezone
from factory.django import DjangoModelFactory
from guardian.shortcuts import assign_perm

from accounts.choices import StandingGroup
from accounts.models import User
from activities.models import (
    Activity,
    CollectionRound,
    ImplementationUpdate,
    Indicator,
    IndicatorValue,
    NationalPlan,
    PlanObjective,
    RoundItem,
    Unit,
)
from documents.models import Document
from focalpoints.choices import (
    PERMISSION_OF,
    InstitutionKind,
    Membership,
    RegistrationState,
    Role,
)
from focalpoints.models import (
    Appointment,
    Attendance,
    Committee,
    Decision,
    Handover,
    HandoverItem,
    Institution,
    Invitation,
    Meeting,
    NationalMechanism,
    Registration,
    Reshuffle,
    Seat,
    Training,
    TrainingAttendance,
)
from mechanisms.choices import MechanismKind
from mechanisms.models import Instrument, Mechanism, Review, ReviewDocument, State
from nmirf.common import tokens
from nmirf.common.dates import today
from recommendations.choices import AssignmentState, TableState
from recommendations.models import (
    Assignment,
    Cluster,
    ImportMapping,
    Recommendation,
    RecommendationText,
    TableItem,
    ThematicTable,
    Theme,
)
from reporting.choices import GapName
from reporting.models import (
    GapReport,
    InformationRequest,
    Obligation,
    ReportDraft,
    RequestItem,
    Section,
)

PASSWORD = "a long enough password"


class UserFactory(DjangoModelFactory[User]):
    """A person; `is_demo` by default, so that tests in demo mode need no second factor."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"person{n}@example.org")
    full_name = factory.Sequence(lambda n: f"Person {n}")
    is_demo = True
    password = factory.django.Password(PASSWORD)

    @factory.post_generation
    def groups(self, create, extracted, **kwargs):
        for name in extracted or ():
            self.groups.add(Group.objects.get_or_create(name=name)[0])


class InstitutionFactory(DjangoModelFactory[Institution]):
    class Meta:
        model = Institution

    name = factory.Sequence(lambda n: f"Ministry {n}")
    slug = factory.Sequence(lambda n: f"ministry-{n}")
    kind = InstitutionKind.MINISTRY
    membership = Membership.FULL


class NationalMechanismFactory(DjangoModelFactory[NationalMechanism]):
    class Meta:
        model = NationalMechanism

    name = "Inter-ministerial Committee"
    state_name = "Republic of Marisola"
    state_code = "XMA"
    site_title = "Human Rights Recommendations"


class ReshuffleFactory(DjangoModelFactory[Reshuffle]):
    class Meta:
        model = Reshuffle

    kind = "rename"
    effective_on = dt.date(2026, 3, 1)
    act = "Decree 12/2026"
    carried_out_by = factory.SubFactory(UserFactory)


class AppointmentFactory(DjangoModelFactory[Appointment]):
    """An appointment in force with the permission that it carries."""

    class Meta:
        model = Appointment
        skip_postgeneration_save = True

    user = factory.SubFactory(UserFactory)
    institution = factory.SubFactory(InstitutionFactory)
    role = Role.FOCAL_POINT
    starts_on = dt.date(2020, 1, 1)

    @factory.post_generation
    def granted(self, create, extracted, **kwargs):
        assign_perm(f"focalpoints.{PERMISSION_OF[Role(self.role)]}", self.user, self.institution)


class InvitationFactory(DjangoModelFactory[Invitation]):
    """An open invitation that went out; `token=` is what the link holds."""

    class Meta:
        model = Invitation

    class Params:
        token = factory.LazyFunction(lambda: tokens.mint()[0])

    token_digest = factory.LazyAttribute(lambda row: tokens.digest_of(row.token))
    email = factory.Sequence(lambda n: f"invited{n}@example.org")
    full_name = factory.Sequence(lambda n: f"Invited {n}")
    institution = factory.SubFactory(InstitutionFactory)
    role = Role.FOCAL_POINT
    starts_on = dt.date(2026, 1, 1)
    invited_by = factory.SubFactory(UserFactory)
    sent_at = factory.LazyFunction(timezone.now)
    expires_at = factory.LazyFunction(lambda: timezone.now() + dt.timedelta(days=14))


class RegistrationFactory(DjangoModelFactory[Registration]):
    """An organisation whose address is confirmed and that waits for an answer."""

    class Meta:
        model = Registration

    class Params:
        token = factory.LazyFunction(lambda: tokens.mint()[0])

    token_digest = factory.LazyAttribute(lambda row: tokens.digest_of(row.token))
    name = factory.Sequence(lambda n: f"Society {n}")
    kind = InstitutionKind.CSO
    about = "Counsel for tenants."
    full_name = factory.Sequence(lambda n: f"Speaker {n}")
    email = factory.Sequence(lambda n: f"speaker{n}@example.org")
    state = RegistrationState.PENDING
    confirmed_at = factory.LazyFunction(timezone.now)
    sent_at = factory.LazyFunction(timezone.now)
    expires_at = factory.LazyFunction(lambda: timezone.now() + dt.timedelta(days=7))


class HandoverFactory(DjangoModelFactory[Handover]):
    """One that is being written, without items."""

    class Meta:
        model = Handover

    appointment = factory.SubFactory(AppointmentFactory)
    started_by = factory.SelfAttribute("appointment.user")
    due_on = dt.date(2030, 1, 1)


def handed(appointment: Appointment, items: list[str]) -> Handover:
    """A handover that waits to be acknowledged, with one item a title."""
    row = HandoverFactory(
        appointment=appointment,
        state="handed",
        note="Start with the registry.",
        handed_by=appointment.user,
        handed_at=timezone.now(),
    )
    for number, title in enumerate(items):
        HandoverItem.objects.create(
            handover=row, kind="other", subject=f"own:{number}", title=title
        )
    return row


class StateFactory(DjangoModelFactory[State]):
    class Meta:
        model = State
        django_get_or_create = ("iso3",)

    iso3 = "XMA"
    name = "Marisola"


class MechanismFactory(DjangoModelFactory[Mechanism]):
    class Meta:
        model = Mechanism
        django_get_or_create = ("code",)

    code = "CRC"
    name = "Committee on the Rights of the Child"
    short_name = "CRC"
    kind = MechanismKind.TREATY_BODY


class InstrumentFactory(DjangoModelFactory[Instrument]):
    class Meta:
        model = Instrument

    code = factory.Sequence(lambda n: f"TREATY-{n}")
    name = factory.Sequence(lambda n: f"Convention {n}")
    kind = "treaty"
    entry_rule = "days_30"
    monitored_by = factory.SubFactory(MechanismFactory)


class ReviewFactory(DjangoModelFactory[Review]):
    class Meta:
        model = Review

    slug = factory.Sequence(lambda n: f"review-{n}")
    title = factory.Sequence(lambda n: f"Review {n}")
    mechanism = factory.SubFactory(MechanismFactory)
    published_on = dt.date(2023, 5, 1)


class LibraryDocumentFactory(DjangoModelFactory[Document]):
    """A row alone, without a file behind it; open to everyone unless it is said otherwise."""

    class Meta:
        model = Document

    title = factory.Sequence(lambda n: f"Document {n}")
    kind = "un_document"
    classification = "public"
    file = factory.Sequence(lambda n: f"documents/{n}.pdf")
    filename = factory.Sequence(lambda n: f"document-{n}.pdf")
    media_type = "application/pdf"
    size = 2048
    sha256 = factory.Sequence(lambda n: f"{n:064x}")
    language = "en"
    owner = factory.SubFactory(UserFactory)


class ReviewDocumentFactory(DjangoModelFactory[ReviewDocument]):
    class Meta:
        model = ReviewDocument

    review = factory.SubFactory(ReviewFactory)
    document = factory.SubFactory(LibraryDocumentFactory)
    kind = "other"


class ThemeFactory(DjangoModelFactory[Theme]):
    class Meta:
        model = Theme

    code = factory.Sequence(lambda n: f"theme-{n}")
    name = factory.Sequence(lambda n: f"Theme {n}")


class RecommendationFactory(DjangoModelFactory[Recommendation]):
    """A published recommendation with an English authentic text; `text=` sets its words."""

    class Meta:
        model = Recommendation
        skip_postgeneration_save = True

    reference = factory.Sequence(lambda n: f"CRC-5-{n}")
    mechanism = factory.SubFactory(MechanismFactory)
    addressed_to = factory.SubFactory(StateFactory)
    issued_on = dt.date(2023, 5, 1)
    publication = "published"
    published_at = factory.LazyFunction(timezone.now)

    @factory.post_generation
    def text(self, create, extracted, **kwargs):
        RecommendationText.objects.create(
            recommendation=self,
            language="en",
            text=extracted or "Register every child at birth.",
            is_authentic=True,
        )

    @factory.post_generation
    def lead(self, create, extracted, **kwargs):
        """`lead=institution`: an accepted lead assignment."""
        if extracted:
            Assignment.objects.create(
                recommendation=self,
                institution=extracted,
                state=AssignmentState.ACCEPTED,
                proposed_by=UserFactory(),
            )


class ImportMappingFactory(DjangoModelFactory[ImportMapping]):
    class Meta:
        model = ImportMapping

    name = factory.Sequence(lambda n: f"Mapping {n}")
    made_by = factory.SubFactory(UserFactory)


class ClusterFactory(DjangoModelFactory[Cluster]):
    class Meta:
        model = Cluster

    slug = factory.Sequence(lambda n: f"cluster-{n}")
    title = factory.Sequence(lambda n: f"Cluster {n}")
    publication = "published"


class ActivityFactory(DjangoModelFactory[Activity]):
    class Meta:
        model = Activity
        skip_postgeneration_save = True

    slug = factory.Sequence(lambda n: f"activity-{n}")
    title = factory.Sequence(lambda n: f"Activity {n}")
    lead = factory.SubFactory(InstitutionFactory)
    starts_on = dt.date(2025, 1, 1)
    ends_on = dt.date(2027, 12, 31)
    publication = "published"

    @factory.post_generation
    def cluster(self, create, extracted, **kwargs):
        """A cluster that it answers."""
        if extracted:
            self.cluster_links.create(cluster=extracted)


class PlanFactory(DjangoModelFactory[NationalPlan]):
    class Meta:
        model = NationalPlan

    slug = factory.Sequence(lambda n: f"plan-{n}")
    kind = "human_rights"
    title = factory.Sequence(lambda n: f"Plan {n}")
    starts_on = dt.date(2025, 1, 1)
    ends_on = dt.date(2029, 12, 31)
    publication = "published"


class PlanObjectiveFactory(DjangoModelFactory[PlanObjective]):
    class Meta:
        model = PlanObjective

    plan = factory.SubFactory(PlanFactory)
    code = factory.Sequence(lambda n: f"{n + 1}")
    title = factory.Sequence(lambda n: f"Objective {n}")


class UnitFactory(DjangoModelFactory[Unit]):
    class Meta:
        model = Unit
        django_get_or_create = ("code",)

    code = "number"
    name = "Number"


class IndicatorFactory(DjangoModelFactory[Indicator]):
    class Meta:
        model = Indicator

    slug = factory.Sequence(lambda n: f"indicator-{n}")
    code = factory.Sequence(lambda n: f"I-{n}")
    name = factory.Sequence(lambda n: f"Indicator {n}")
    kind = "outcome"
    unit = factory.SubFactory(UnitFactory)
    custodian = factory.SubFactory(InstitutionFactory)
    publication = "published"


class ValueFactory(DjangoModelFactory[IndicatorValue]):
    """A value of everybody for a year: `period="2024"`."""

    class Meta:
        model = IndicatorValue

    indicator = factory.SubFactory(IndicatorFactory)
    period = "2024"
    period_from = factory.LazyAttribute(lambda row: dt.date(int(row.period[:4]), 1, 1))
    period_to = factory.LazyAttribute(lambda row: dt.date(int(row.period[:4]), 12, 31))
    value = 10
    entered_by = factory.SubFactory(UserFactory)


class RoundFactory(DjangoModelFactory[CollectionRound]):
    class Meta:
        model = CollectionRound

    title = factory.Sequence(lambda n: f"Round {n}")
    kind = "updates"
    period_from = dt.date(2025, 1, 1)
    period_to = dt.date(2025, 6, 30)
    due_on = dt.date(2025, 7, 31)
    state = "open"
    made_by = factory.SubFactory(UserFactory)


class RoundItemFactory(DjangoModelFactory[RoundItem]):
    """An update owed on a recommendation."""

    class Meta:
        model = RoundItem

    round = factory.SubFactory(RoundFactory)
    institution = factory.SubFactory(InstitutionFactory)
    recommendation = factory.SubFactory(RecommendationFactory)


class UpdateFactory(DjangoModelFactory[ImplementationUpdate]):
    """A draft update; `on=[recommendation, …]` says of what."""

    class Meta:
        model = ImplementationUpdate
        skip_postgeneration_save = True

    institution = factory.SubFactory(InstitutionFactory)
    author = factory.SubFactory(UserFactory)
    last_editor = factory.SelfAttribute("author")
    headline = "Births registered at the hospital"
    narrative = "Since March every hospital registers births on the spot, free of charge."
    source = "Civil registry, order 12/2026"

    @factory.post_generation
    def on(self, create, extracted, **kwargs):
        self.recommendations.add(*(extracted or ()))


class ObligationFactory(DjangoModelFactory[Obligation]):
    class Meta:
        model = Obligation

    slug = factory.Sequence(lambda n: f"obligation-{n}")
    title = factory.Sequence(lambda n: f"Report {n}")
    kind = "state_report"
    due_on = dt.date(2027, 1, 15)
    due_source = "manual"


class RequestFactory(DjangoModelFactory[InformationRequest]):
    """`on` holds the recommendations that it is about."""

    class Meta:
        model = InformationRequest
        skip_postgeneration_save = True

    campaign = factory.LazyFunction(uuid.uuid4)
    institution = factory.SubFactory(InstitutionFactory)
    gap = "activity"
    question = "What is done on these recommendations?"
    due_on = factory.LazyFunction(lambda: today() + dt.timedelta(days=30))
    asked_by = factory.SubFactory(UserFactory)

    @factory.post_generation
    def on(self, create, extracted, **kwargs):
        for recommendation in extracted or ():
            RequestItem.objects.create(request=self, recommendation=recommendation)


def gap_report(day=None, **facts):
    """A report that was made, of nothing where nothing is said."""
    members = {name: [] for name in GapName.values} | facts.pop("members", {})
    return GapReport.objects.create(
        made_by=facts.pop("made_by", None) or UserFactory(),
        as_of=day or today(),
        made_at=timezone.now(),
        members=members,
        **facts,
    )


class ReportDraftFactory(DjangoModelFactory[ReportDraft]):
    class Meta:
        model = ReportDraft

    slug = factory.Sequence(lambda n: f"draft-{n}")
    title = factory.Sequence(lambda n: f"Draft {n}")


class SectionFactory(DjangoModelFactory[Section]):
    class Meta:
        model = Section

    draft = factory.SubFactory(ReportDraftFactory)
    order = factory.Sequence(lambda n: n)
    heading = factory.Sequence(lambda n: f"Section {n}")
    body = "What was done."


class CommitteeFactory(DjangoModelFactory[Committee]):
    class Meta:
        model = Committee

    slug = factory.Sequence(lambda n: f"committee-{n}")
    name = factory.Sequence(lambda n: f"Committee {n}")
    kind = "main"


class SeatFactory(DjangoModelFactory[Seat]):
    class Meta:
        model = Seat

    committee = factory.SubFactory(CommitteeFactory)
    starts_on = dt.date(2020, 1, 1)


class MeetingFactory(DjangoModelFactory[Meeting]):
    """A meeting in ten days; `days` puts it elsewhere (a minus sign lies in the past)."""

    class Meta:
        model = Meeting

    class Params:
        days = 10

    committee = factory.SubFactory(CommitteeFactory)
    title = factory.Sequence(lambda n: f"Meeting {n}")
    starts_at = factory.LazyAttribute(lambda row: timezone.now() + dt.timedelta(days=row.days))
    ends_at = factory.LazyAttribute(lambda row: row.starts_at + dt.timedelta(hours=2))
    convened_by = factory.SubFactory(UserFactory)


class AttendanceFactory(DjangoModelFactory[Attendance]):
    class Meta:
        model = Attendance

    meeting = factory.SubFactory(MeetingFactory)


class DecisionFactory(DjangoModelFactory[Decision]):
    class Meta:
        model = Decision

    meeting = factory.SubFactory(MeetingFactory, state="held", days=-10)
    number = factory.Sequence(lambda n: n + 1)
    text = "Name a focal point in each region."


class TrainingFactory(DjangoModelFactory[Training]):
    class Meta:
        model = Training

    title = factory.Sequence(lambda n: f"Training {n}")
    starts_on = dt.date(2026, 3, 2)
    ends_on = dt.date(2026, 3, 3)
    recorded_by = factory.SubFactory(UserFactory)


class TrainingAttendanceFactory(DjangoModelFactory[TrainingAttendance]):
    class Meta:
        model = TrainingAttendance

    training = factory.SubFactory(TrainingFactory)
    name = factory.Sequence(lambda n: f"Trainee {n}")


# People by role, as the access table names them.


def secretariat() -> User:
    return UserFactory(groups=[StandingGroup.SECRETARIAT])


def administrator() -> User:
    return UserFactory(groups=[StandingGroup.ADMINISTRATORS])


def consultation_officer() -> User:
    return UserFactory(groups=[StandingGroup.SECRETARIAT, StandingGroup.CONSULTATION_OFFICERS])


def appointed(role: Role, institution: Institution | None = None) -> User:
    """A person with one appointment in force: at `institution`, or at a ministry of its own."""
    return AppointmentFactory(role=role, institution=institution or InstitutionFactory()).user


def focal_point(institution: Institution | None = None) -> User:
    return appointed(Role.FOCAL_POINT, institution)


def deputy(institution: Institution | None = None) -> User:
    return appointed(Role.DEPUTY, institution)


def authority(institution: Institution | None = None) -> User:
    return appointed(Role.VALIDATING_AUTHORITY, institution)


def speaker(institution: Institution) -> User:
    """Somebody who speaks for an institution that is there already."""
    return appointed(Role.REPRESENTATIVE, institution)


def representative(kind: InstitutionKind) -> User:
    """Someone who speaks for an NHRI, a parliament, a civil society organisation …"""
    membership = Membership.NONE if kind == InstitutionKind.CSO else Membership.CONSULTATIVE
    return appointed(Role.REPRESENTATIVE, InstitutionFactory(kind=kind, membership=membership))


# Thematic tables.


class TableMeetingFactory(DjangoModelFactory[Meeting]):
    """A thematic table's meeting, today in the morning."""

    class Meta:
        model = Meeting

    title = factory.Sequence(lambda n: f"Thematic table {n}")
    is_table = True
    starts_at = factory.LazyFunction(timezone.now)
    ends_at = factory.LazyAttribute(lambda meeting: meeting.starts_at + dt.timedelta(hours=8))
    convened_by = factory.SubFactory(UserFactory)


def prepared_table(
    recommendations: list[Recommendation],
    invited: list[Institution],
    *,
    officer: User | None = None,
) -> ThematicTable:
    """The recommendations in this order, the institutions invited."""
    meeting = TableMeetingFactory(convened_by=officer or secretariat())
    table = ThematicTable.objects.create(meeting=meeting)
    for position, row in enumerate(recommendations, start=1):
        TableItem.objects.create(table=table, recommendation=row, position=position)
    for institution in invited:
        Attendance.objects.create(meeting=meeting, institution=institution)
    return table


def running_table(
    recommendations: list[Recommendation],
    invited: list[Institution],
    *,
    officer: User | None = None,
) -> ThematicTable:
    """As `prepared_table`, open, with the first recommendation on the projector."""
    table = prepared_table(recommendations, invited, officer=officer)
    table.state, table.opened_at = TableState.RUNNING, timezone.now()
    table.current = table.items.first()
    table.save()
    return table
