import datetime as dt
from typing import Any, Self

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Case, Count, Exists, F, OuterRef, Q, Subquery, Value, When
from django.db.models.expressions import RawSQL
from django.db.models.functions import (
    Cast,
    Coalesce,
    Concat,
    ExtractYear,
    Greatest,
    Lower,
    TruncDate,
)
from django.utils import timezone

from nmirf.common.rows import rows

from .choices import (
    ACKNOWLEDGE_DAYS,
    CAME,
    PERMISSION_OF,
    RUNNING_ROLES,
    AttendanceState,
    DecisionState,
    HandoverState,
    MeetingState,
    Membership,
    RegistrationState,
    Role,
    Standing,
    TrainingPart,
)

# From each institution to those out of which a reshuffle made it.
PREDECESSORS = """
    WITH RECURSIVE line(id) AS (
        SELECT %s::bigint
         UNION
        SELECT old.institution_id FROM line
          JOIN focalpoints_reshufflepart new
            ON new.institution_id = line.id AND new.side = 'after'
          JOIN focalpoints_reshufflepart old
            ON old.reshuffle_id = new.reshuffle_id AND old.side = 'before')
    SELECT id FROM line
"""


class InstitutionQuerySet(models.QuerySet):
    def approved(self) -> Self:
        return self.filter(standing=Standing.APPROVED)

    def existing(self) -> Self:
        """Those that are still there: forms offer no other."""
        return self.filter(dissolved_on__isnull=True)

    def reporting(self) -> Self:
        """Those that recommendations can be assigned to: approved members of the State's branches."""
        bodies = self.approved().existing()
        return bodies.exclude(kind__in=["cso", "academia", "un", "business", "state"])

    def with_names(self) -> Self:
        """All that `name_on` reads, in one query more."""
        return self.prefetch_related("former_names")

    def predecessors_of(self, institution: int) -> Self:
        """Those that it followed from by mergers and divisions, however many times over."""
        return self.filter(pk__in=RawSQL(PREDECESSORS, [institution])).exclude(pk=institution)  # noqa: S611

    def with_people(self, on: dt.date) -> Self:
        """Adds `current` (list of appointments in force with `is_absent`) and `lacks_focal_point`.

        `lacks_focal_point` is true for a full member without a focal point on the day `on`.
        """
        appointments = rows("focalpoints.Appointment")
        in_force = appointments.in_force(on)
        return self.annotate(
            lacks_focal_point=Case(
                When(
                    ~Exists(in_force.filter(institution=OuterRef("pk"), role=Role.FOCAL_POINT)),
                    membership=Membership.FULL,
                    then=Value(True),
                ),
                default=Value(False),
            )
        ).prefetch_related(
            models.Prefetch(
                "appointments",
                queryset=in_force.with_absence(on).select_related("user").order_by("role", "pk"),
                to_attr="current",
            )
        )


class AppointmentQuerySet(models.QuerySet):
    def in_force(self, on: dt.date) -> Self:
        """Started, not ended, not suspended on the day `on`; the last day counts."""
        return self.filter(
            Q(ends_on__isnull=True) | Q(ends_on__gte=on),
            Q(suspended_on__isnull=True) | Q(suspended_on__gt=on),
            starts_on__lte=on,
        )

    def not_over(self, on: dt.date) -> Self:
        """In force on the day `on`, or to begin later."""
        return self.filter(
            Q(ends_on__isnull=True) | Q(ends_on__gte=on),
            Q(suspended_on__isnull=True) | Q(suspended_on__gt=on),
        )

    def role(self, *roles: Role) -> Self:
        return self.filter(role__in=roles)

    def of(self, institution: int) -> Self:
        return self.filter(institution_id=institution)

    def holders(self) -> models.QuerySet:
        """The people who hold these appointments, each once."""
        users: models.QuerySet = rows("accounts.User")
        return users.filter(is_active=True, appointments__in=self).distinct().order_by("pk")

    def absent(self, on: dt.date) -> Self:
        """Those whose holder has set an absence that covers the day `on`."""
        return self.filter(absences__starts_on__lte=on, absences__ends_on__gte=on)

    def with_consent(self) -> Self:
        """Those whose holder consents to a public name and contact as of now."""
        given = rows("focalpoints.ContactConsent").in_force()
        return self.filter(Exists(given.filter(appointment=OuterRef("pk"))))

    def with_absence(self, on: dt.date) -> Self:
        """Adds `is_absent` (bool): whether an absence covers the day `on`."""
        return self.annotate(
            is_absent=Exists(
                rows("focalpoints.Absence").filter(
                    appointment=OuterRef("pk"), starts_on__lte=on, ends_on__gte=on
                )
            )
        )


class CommitteeQuerySet(models.QuerySet):
    def open(self, on: dt.date) -> Self:
        """Not closed on the day `on`; the day of closing is the last."""
        return self.filter(Q(closed_on__isnull=True) | Q(closed_on__gte=on))

    def with_meetings(self, first: dt.datetime, last: dt.datetime) -> Self:
        """Adds `held` (int): meetings held that began from `first` up to `last`; a join of its own."""
        held = Q(meetings__state=MeetingState.HELD, meetings__starts_at__range=(first, last))
        return self.annotate(held=Count("meetings", filter=held, distinct=True))


class SeatQuerySet(models.QuerySet):
    def in_force(self, on: dt.date) -> Self:
        """Taken on the day `on`; the last day counts."""
        return self.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=on), starts_on__lte=on)

    def running(self, user: models.Model, on: dt.date) -> Self:
        """Those from which a person runs the committee's meetings."""
        return self.in_force(on).filter(user=user, role__in=RUNNING_ROLES)


class MeetingQuerySet(models.QuerySet):
    def upcoming(self, now: dt.datetime) -> Self:
        """Neither held nor cancelled, and not over yet; the nearest first."""
        coming = self.filter(state__in=[MeetingState.PLANNED, MeetingState.INVITED])
        return coming.filter(ends_at__gte=now).order_by("starts_at", "pk")

    def past(self, now: dt.datetime) -> Self:
        """Over, held or cancelled; the latest first."""
        settled = Q(state__in=[MeetingState.HELD, MeetingState.CANCELLED])
        return self.filter(settled | Q(ends_at__lt=now)).order_by("-starts_at", "-pk")

    def held(self, first: dt.datetime, last: dt.datetime) -> Self:
        """Held, and begun from `first` up to `last`."""
        return self.filter(state=MeetingState.HELD, starts_at__range=(first, last))

    def clashing(self, committee: int, starts_at: dt.datetime, ends_at: dt.datetime) -> Self:
        """Meetings of the committee that are on during that time and not cancelled."""
        return self.exclude(state=MeetingState.CANCELLED).filter(
            committee=committee, starts_at__lt=ends_at, ends_at__gt=starts_at
        )


class AttendanceQuerySet(models.QuerySet):
    def of_held(self, first: dt.datetime, last: dt.datetime) -> Self:
        """Invitations of institutions to meetings held in that time."""
        return self.filter(
            institution__isnull=False,
            meeting__state=MeetingState.HELD,
            meeting__starts_at__range=(first, last),
        )

    def by(self, *fields: str) -> models.QuerySet:
        """Rows of `fields` with `invited` and `came` (ints): meetings, each counted once a row."""
        found: models.QuerySet = (
            self.order_by()
            .values(*fields)
            .annotate(
                invited=Count("meeting", distinct=True),
                came=Count("meeting", distinct=True, filter=Q(state__in=CAME)),
            )
            .order_by(*fields)
        )
        return found

    def waiting(self, now: dt.datetime) -> Self:
        """Invitations to meetings to come that nobody has answered: of people, by `user`."""
        return self.filter(
            user__isnull=False,
            state=AttendanceState.INVITED,
            meeting__state=MeetingState.INVITED,
            meeting__starts_at__gt=now,
        ).select_related("meeting__committee", "institution", "user")


class MeetingMailQuerySet(models.QuerySet):
    # After so many refusals a person has to look at the address.
    MOST_ATTEMPTS = 5

    def to_send(self) -> Self:
        return self.filter(sent_at__isnull=True, attempts__lt=self.MOST_ATTEMPTS)


class DecisionQuerySet(models.QuerySet):
    def open(self) -> Self:
        """Still to be done, with what a line needs; no institution: the secretariat's to do."""
        return self.filter(state=DecisionState.OPEN).for_list()

    def overdue(self, on: dt.date) -> Self:
        """Open ones due before `on`; one without a date is never overdue."""
        return self.open().filter(due_on__lt=on)

    def for_list(self) -> Self:
        """With meeting, committee and institution, by due date; what has none last."""
        return self.select_related("meeting__committee", "institution").order_by(
            F("due_on").asc(nulls_last=True), "meeting", "number"
        )


class TrainingQuerySet(models.QuerySet):
    def with_taken(self) -> Self:
        """Adds `taken` (people registered or who took part) and `took_part` (ints)."""
        absent = Q(attendances__part=TrainingPart.ABSENT)
        return self.annotate(
            taken=Count("attendances", filter=~absent),
            took_part=Count("attendances", filter=Q(attendances__part=TrainingPart.ATTENDED)),
        )


class TrainingAttendanceQuerySet(models.QuerySet):
    def took_part(self) -> Self:
        """Took part in a training that was not cancelled."""
        return self.filter(part=TrainingPart.ATTENDED, training__cancelled_at__isnull=True)

    def certified(self) -> Self:
        return self.filter(certified_on__isnull=False)

    def by_year(self) -> models.QuerySet:
        """Rows of `year` and `institution` (key or None) with `people`, `parts`, `trainings` (ints).

        A person is counted once a row, however many trainings: by account, else by name.
        """
        person = Coalesce(Cast("user", models.CharField()), Concat(Value("n:"), Lower("name")))
        found: models.QuerySet = (
            self.took_part()
            .order_by()
            .annotate(year=ExtractYear("training__starts_on"))
            .values("year", "institution")
            .annotate(
                people=Count(person, distinct=True),
                parts=Count("pk"),
                trainings=Count("training", distinct=True),
            )
            .order_by("-year", "institution__name", "institution")
        )
        return found


class InvitationQuerySet(models.QuerySet):
    def unanswered(self) -> Self:
        """Neither accepted nor called back; some of them have expired."""
        return self.filter(accepted_at__isnull=True, revoked_at__isnull=True)

    def open(self, at: dt.datetime) -> Self:
        return self.unanswered().filter(expires_at__gt=at)

    def expired(self, at: dt.datetime) -> Self:
        return self.unanswered().filter(expires_at__lte=at)


class RegistrationQuerySet(models.QuerySet):
    def pending(self) -> Self:
        """Confirmed by the address, to be decided by the secretariat."""
        return self.filter(state=RegistrationState.PENDING)

    def confirmed(self) -> Self:
        """What the secretariat sees: an address that nobody has confirmed is nobody's word."""
        return self.exclude(state=RegistrationState.UNCONFIRMED)


class ConsentQuerySet(models.QuerySet):
    def in_force(self) -> Self:
        return self.filter(withdrawn_at__isnull=True)


PEOPLE: ArrayField = ArrayField(models.BigIntegerField())
REPORTING_ROLES = [role for role, right in PERMISSION_OF.items() if right == "report_for"]


class HandoverQuerySet(models.QuerySet):
    def open(self) -> Self:
        return self.exclude(state__in=[HandoverState.ACKNOWLEDGED, HandoverState.CANCELLED])

    def with_people(self, on: dt.date) -> Self:
        """Adds who has to act on the day `on`.

        `leaver_acts` (bool): whether the one who leaves still holds the post and has an account.
        `writers`, `followers` (lists of keys of people): who writes; who acknowledges. Empty
        means the secretariat for the first, nobody yet for the second. `acknowledge_by` (date):
        counted from the later of the handing over and the first follower's first day; None
        before it is handed over or as long as nobody follows.
        """
        in_force = rows("focalpoints.Appointment").in_force(on).filter(user__is_active=True)
        leaver = in_force.filter(pk=OuterRef("appointment"))
        reporters = in_force.filter(
            institution=OuterRef("appointment__institution"), role__in=REPORTING_ROLES
        )
        return self.annotate(
            leaver_acts=Exists(leaver),
            writers=Case(
                When(Exists(leaver), then=ArraySubquery(leaver.values("user"))),
                default=ArraySubquery(reporters.order_by("user").values("user").distinct()),
                output_field=PEOPLE,
            ),
            followers=_following(
                on, lambda found: ArraySubquery(found.values("user")), Value([], PEOPLE), PEOPLE
            ),
            first_day=_following(
                on,
                lambda found: Subquery(found.order_by("starts_on").values("starts_on")[:1]),
                Value(None, models.DateField()),
                models.DateField(),
            ),
        ).annotate(
            acknowledge_by=Case(
                When(
                    first_day__isnull=False,
                    handed_at__isnull=False,
                    then=Cast(
                        Greatest(F("first_day"), _day_handed())
                        + Value(dt.timedelta(days=ACKNOWLEDGE_DAYS)),
                        models.DateField(),
                    ),
                ),
                output_field=models.DateField(),
            )
        )

    def to_write(self, on: dt.date) -> Self:
        """Being written, as `with_people`; `writers` owe it by `due_on`."""
        return (
            self.with_people(on)
            .filter(state=HandoverState.WRITING)
            .select_related("appointment__user", "appointment__institution")
            .order_by("due_on", "pk")
        )

    def to_acknowledge(self, on: dt.date) -> Self:
        """Handed over, as `with_people`; `followers` owe the acknowledgement by `acknowledge_by`.

        Those that nobody can acknowledge yet have no `followers` and no `acknowledge_by`.
        """
        return (
            self.with_people(on)
            .filter(state=HandoverState.HANDED)
            .select_related("appointment__user", "appointment__institution")
            .order_by("handed_at", "pk")
        )


def _day_handed() -> Any:
    """The State's day on which it was handed over."""
    return TruncDate("handed_at", tzinfo=timezone.get_default_timezone())


def _following(on: dt.date, found: Any, nobody: Any, output: Any) -> Case:
    """`found` of the appointments whose holders follow: the named one, or who holds the post now.

    A named one who has not begun is waited for. What a deputy leaves goes to the focal point
    where there is no deputy; what a focal point leaves waits for the next one.
    """
    others = (
        rows("focalpoints.Appointment")
        .in_force(on)
        .filter(user__is_active=True, institution=OuterRef("appointment__institution"))
        .exclude(user=OuterRef("appointment__user"))
        .order_by("user")
    )
    named = others.filter(pk=OuterRef("successor"))
    same = others.filter(role=OuterRef("appointment__role"))
    principals = others.filter(role=Role.FOCAL_POINT)
    return Case(
        When(Exists(named), then=found(named)),
        When(successor__starts_on__gt=on, then=nobody),
        When(Exists(same), then=found(same)),
        When(appointment__role=Role.DEPUTY, then=found(principals)),
        default=nobody,
        output_field=output,
    )
