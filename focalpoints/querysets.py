import datetime as dt
from typing import Self

from django.db import models
from django.db.models import Case, Exists, OuterRef, Q, Value, When

from nmirf.common.rows import rows

from .choices import Membership, RegistrationState, Role, Standing


class InstitutionQuerySet(models.QuerySet):
    def approved(self) -> Self:
        return self.filter(standing=Standing.APPROVED)

    def reporting(self) -> Self:
        """Those that recommendations can be assigned to: approved members of the State's branches."""
        return self.approved().exclude(kind__in=["cso", "academia", "un", "business", "state"])

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
