"""Which trainings, and who took part."""

from typing import Self

from django.db import models
from django.db.models import Count, Q, Value
from django.db.models.functions import Cast, Coalesce, Concat, ExtractYear, Lower

from focalpoints.choices import TrainingPart


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
