"""Which days the State works on."""

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from nmirf.common.models import Named, TimeStamped
from notifications.choices import STANDARD_WEEKEND, Weekday
from notifications.querysets import HolidayQuerySet


def standard_weekend() -> list[int]:
    return [int(day) for day in STANDARD_WEEKEND]


@pghistory.track()
class WorkingWeek(TimeStamped):
    """The State's weekend: one row."""

    weekend = ArrayField(
        models.PositiveSmallIntegerField(choices=Weekday),
        verbose_name=_("days of the weekend"),
        default=standard_weekend,
        blank=True,
    )
    # One row: every row has the same key, and the key is unique.
    singleton = models.BooleanField(default=True, unique=True, editable=False)

    class Meta:
        verbose_name = _("working week")
        constraints = [
            models.CheckConstraint(name="working_week_one_row", condition=Q(singleton=True)),
            models.CheckConstraint(
                name="working_week_known_days",
                condition=Q(weekend__contained_by=[int(day) for day in Weekday]),
            ),
            # A week without a working day would put every reminder off for ever.
            models.CheckConstraint(
                name="working_week_has_a_working_day",
                condition=~Q(weekend__contains=[int(day) for day in Weekday]),
            ),
        ]

    def __str__(self) -> str:
        return ", ".join(str(Weekday(day).label) for day in self.weekend)


@pghistory.track()
class Holiday(Named):
    """A public holiday of the State: no working day."""

    on = models.DateField(_("day"), unique=True)

    objects = HolidayQuerySet.as_manager()

    class Meta:
        verbose_name = _("public holiday")
        ordering = ["on"]
        constraints = [
            models.CheckConstraint(name="holiday_has_a_name", condition=~Q(name="")),
        ]

    def __str__(self) -> str:
        return f"{self.on}: {self.label}"
