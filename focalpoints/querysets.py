import datetime as dt
from typing import Self

from django.db import models
from django.db.models import Case, Exists, OuterRef, Q, Value, When
from django.db.models.expressions import RawSQL

from nmirf.common.rows import rows

from .choices import Membership, Role, Standing

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

    def with_absence(self, on: dt.date) -> Self:
        """Adds `is_absent` (bool): whether an absence covers the day `on`."""
        return self.annotate(
            is_absent=Exists(
                rows("focalpoints.Absence").filter(
                    appointment=OuterRef("pk"), starts_on__lte=on, ends_on__gte=on
                )
            )
        )
