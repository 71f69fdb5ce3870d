"""Committees, meetings, thematic tables, trainings."""

import datetime as dt

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from accounts.models import User
from focalpoints.models import (
    Attendance,
    Committee,
    Decision,
    Institution,
    Meeting,
    Seat,
    Training,
    TrainingAttendance,
)
from recommendations.choices import TableState
from recommendations.models import (
    Recommendation,
    TableItem,
    ThematicTable,
)

from .people import UserFactory, secretariat


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
