"""Which institutions."""

import datetime as dt
from typing import Self

from django.db import models
from django.db.models import Case, Exists, OuterRef, Q, Value, When
from django.db.models.expressions import RawSQL

from focalpoints.choices import (
    Membership,
    Role,
    Standing,
)
from nmirf.common.rows import rows

from .appointments import AppointmentQuerySet, by_role

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

    def working(self, on: dt.date) -> Self:
        """Approved, and not dissolved before the day `on`."""
        return self.approved().filter(Q(dissolved_on__isnull=True) | Q(dissolved_on__gte=on))

    def called(self, words: str) -> Self:
        """Those whose name, in whatever language, or acronym holds these words."""
        return self.filter(
            Q(name__icontains=words)
            | Q(acronym__icontains=words)
            | Q(name_translations__icontains=words)
        )

    def lacking(self, role: Role, on: dt.date) -> Self:
        """Full members without anybody of this role who can act on the day `on`."""
        held = rows("focalpoints.Appointment").acting(on).role(role)
        return self.working(on).filter(
            ~Exists(held.filter(institution=OuterRef("pk"))), membership=Membership.FULL
        )

    def with_people(self, on: dt.date, only: AppointmentQuerySet | None = None) -> Self:
        """Adds `current` (list of appointments in force) and `lacks_focal_point`.

        The appointments have `is_absent` and `is_confirmed`; with `only`, those that are in it too.
        `lacks_focal_point` is true for a full member without a focal point who can act on that day.
        """
        appointments = rows("focalpoints.Appointment")
        in_force = appointments.in_force(on)
        shown = in_force if only is None else in_force.filter(pk__in=only.values("pk"))
        return self.annotate(
            lacks_focal_point=Case(
                When(
                    ~Exists(
                        appointments.acting(on).filter(
                            institution=OuterRef("pk"), role=Role.FOCAL_POINT
                        )
                    ),
                    membership=Membership.FULL,
                    then=Value(True),
                ),
                default=Value(False),
            )
        ).prefetch_related(
            models.Prefetch(
                "appointments",
                queryset=shown.with_absence(on)
                .with_confirmation(on)
                .select_related("user")
                .order_by(by_role(), "pk"),
                to_attr="current",
            )
        )
