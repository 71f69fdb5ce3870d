import datetime as dt
from typing import Self

from django.db import models
from django.db.models import Exists, OuterRef, Q

from .choices import Role, Standing


class InstitutionQuerySet(models.QuerySet):
    def approved(self) -> Self:
        return self.filter(standing=Standing.APPROVED)

    def reporting(self) -> Self:
        """Those that recommendations can be assigned to: approved members of the State's branches."""
        return self.approved().exclude(kind__in=["cso", "academia", "un", "business", "state"])


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

    def absent(self, on: dt.date) -> Self:
        """Those whose holder has set an absence that covers the day `on`."""
        return self.filter(absences__starts_on__lte=on, absences__ends_on__gte=on)

    def with_absence(self, on: dt.date) -> Self:
        """Adds `is_absent` (bool): whether an absence covers the day `on`."""
        absence = self.model._meta.get_field("absences").related_model
        return self.annotate(
            is_absent=Exists(
                absence._default_manager.filter(
                    appointment=OuterRef("pk"), starts_on__lte=on, ends_on__gte=on
                )
            )
        )
