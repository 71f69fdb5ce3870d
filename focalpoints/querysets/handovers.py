"""What is handed over, and who writes and acknowledges it."""

import datetime as dt
from typing import Any, Self

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import (
    Cast,
    Greatest,
    TruncDate,
)
from django.utils import timezone

from focalpoints.choices import (
    ACKNOWLEDGE_DAYS,
    REPORTING_ROLES,
    HandoverState,
    Role,
)
from nmirf.common.rows import rows

PEOPLE: ArrayField = ArrayField(models.BigIntegerField())


class HandoverQuerySet(models.QuerySet):
    def open(self) -> Self:
        return self.exclude(state__in=[HandoverState.ACKNOWLEDGED, HandoverState.CANCELLED])

    def of_post(self, post: Any) -> Self:
        """Of this appointment; or begun in an earlier row of the same post and still being written."""
        earlier = {
            f"appointment__{field}": getattr(post, f"{field}_id")
            for field in ("user", "institution")
        }
        return self.filter(
            Q(appointment=post)
            | Q(state=HandoverState.WRITING, appointment__role=post.role, **earlier)
        )

    def with_people(self, on: dt.date) -> Self:
        """Adds who has to act on the day `on`.

        `leaver_acts` (bool): whether the one who leaves still holds the post and has an account.
        `writers`, `followers` (lists of keys of people): who writes; who acknowledges. Empty
        means the secretariat for the first, nobody yet for the second. `acknowledge_by` (date):
        counted from the later of the handing over and the first follower's first day; None
        before it is handed over or as long as nobody follows.
        """
        in_force = rows("focalpoints.Appointment").in_force(on).filter(user__is_active=True)
        leaver = in_force.same_post("appointment")
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
    named = others.same_post("successor")
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
