"""Which posts, proposals, answers and absences."""

import datetime as dt
from typing import Any, Self

from django.db import models
from django.db.models import Case, Exists, OuterRef, Q, Value, When

from focalpoints.choices import (
    CONFIRMED_FOR_MONTHS,
    OPEN_PROPOSALS,
    REPORTING_ROLES,
    SPEAKING_ROLES,
    ProposalState,
    Role,
)
from nmirf.common.dates import add_months
from nmirf.common.rows import rows


def by_role(field: str = "role") -> Case:
    """An expression to order by: roles as `Role` lists them, the focal point first."""
    places = [When(**{field: role}, then=Value(place)) for place, role in enumerate(Role)]
    return Case(*places, default=Value(len(places)))


class AppointmentQuerySet(models.QuerySet):
    def in_force(self, on: dt.date) -> Self:
        """Started, not ended, not suspended on the day `on`; the last day counts."""
        return self.filter(
            Q(ends_on__isnull=True) | Q(ends_on__gte=on),
            Q(suspended_on__isnull=True) | Q(suspended_on__gt=on),
            starts_on__lte=on,
        )

    def acting(self, on: dt.date) -> Self:
        """In force on the day `on`, with an account that is open: a closed one holds a post for nobody."""
        return self.in_force(on).filter(user__is_active=True)

    def in_office_or_to_come(self, on: dt.date) -> Self:
        """In force on the day `on`, or to begin later."""
        return self.filter(
            Q(ends_on__isnull=True) | Q(ends_on__gte=on),
            Q(suspended_on__isnull=True) | Q(suspended_on__gt=on),
        )

    def same_post(self, outer: str) -> Self:
        """Of the person, in the post, that the outer row's `outer` has.

        A post goes on in another row where whom the deputy stands in for changes.
        """
        return self.filter(
            user=OuterRef(f"{outer}__user"),
            institution=OuterRef(f"{outer}__institution"),
            role=OuterRef(f"{outer}__role"),
        )

    def going_on(self, post: Any, on: dt.date) -> Self:
        """The rows in which this post of this person goes on, on the day `on` or later."""
        same = self.filter(user=post.user_id, institution=post.institution_id, role=post.role)
        return same.not_over(on)

    def role(self, *roles: Role) -> Self:
        return self.filter(role__in=roles)

    def of(self, institution: int) -> Self:
        return self.filter(institution_id=institution)

    def reporting_for(self, institution: Any, on: dt.date) -> Self:
        """In force on the day `on`, of people with an account, who report for the institution."""
        held = self.in_force(on).filter(institution=institution, user__is_active=True)
        return held.role(*REPORTING_ROLES)

    def speaking_for(self, institution: Any, on: dt.date) -> Self:
        """As `reporting_for`: its representatives, who carry things out where nobody reports."""
        held = self.in_force(on).filter(institution=institution, user__is_active=True)
        return held.role(*SPEAKING_ROLES)

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

    def between(self, first: dt.date, last: dt.date | None) -> Self:
        """Those with a day in common with `first` to `last`; None is no end."""
        found = self.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=first))
        return found if last is None else found.filter(starts_on__lte=last)

    def not_over(self, on: dt.date) -> Self:
        """In force, suspended or still to begin on the day `on`."""
        return self.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=on))

    def ending(self, first: dt.date, last: dt.date) -> Self:
        """Those whose last day lies between these days, both included."""
        return self.filter(ends_on__gte=first, ends_on__lte=last)

    def deputies_for(self, principal: int, institution: int) -> Self:
        """Who stands in for this focal point: deputies named for it, and those named for nobody."""
        return (
            self.of(institution)
            .role(Role.DEPUTY)
            .filter(Q(deputises=principal) | Q(deputises__isnull=True))
        )

    def adrift(self, on: dt.date) -> Self:
        """Deputies in force whose own focal point has left by the day `on`."""
        return self.in_force(on).filter(role=Role.DEPUTY, deputises__ends_on__lt=on)

    def confirmed_since(self, on: dt.date) -> dt.date:
        """The earliest day of a confirmation that still counts on the day `on`."""
        return add_months(on, -CONFIRMED_FOR_MONTHS)

    def unconfirmed(self, on: dt.date) -> Self:
        """Those that nobody has said to be right for so many months."""
        since = self.confirmed_since(on)
        return self.filter(Q(last_confirmed_on__lt=since) | Q(last_confirmed_on__isnull=True))

    def with_confirmation(self, on: dt.date) -> Self:
        """Adds `is_confirmed` (bool): whether somebody has said lately that it is still right."""
        return self.annotate(
            is_confirmed=Case(
                When(last_confirmed_on__gte=self.confirmed_since(on), then=Value(True)),
                default=Value(False),
            )
        )


class ProposalQuerySet(models.QuerySet):
    def open(self) -> Self:
        """Those that somebody has still to decide."""
        return self.filter(state__in=OPEN_PROPOSALS)

    def waiting_for_acceptance(self) -> Self:
        """Those whose person had no account and was invited: no post has begun."""
        return self.filter(state=ProposalState.APPOINTED, appointment__isnull=True)

    def for_post(self, email: str, institution: int, role: str) -> Self:
        return self.filter(email__iexact=email, institution=institution, role=role)


class ConfirmationQuerySet(models.QuerySet):
    def open(self) -> Self:
        """Questions of the open round that nobody has answered yet."""
        return self.filter(round__closed_on__isnull=True, answer="")


class AbsenceQuerySet(models.QuerySet):
    def to_announce(self, on: dt.date) -> Self:
        """Those that have begun by the day `on` and of which the deputy has not been told."""
        return self.filter(announced_at__isnull=True, starts_on__lte=on, ends_on__gte=on)

    def to_tell_return(self, on: dt.date) -> Self:
        """Those that are over by the day `on`, with the return still to be told."""
        return self.filter(announced_at__isnull=False, return_told_at__isnull=True, ends_on__lt=on)

    def claimed(self, pk: int) -> Any:
        """The one, locked for whoever comes first; None for others, and where it is none of these."""
        rows = self.select_related("appointment__user", "appointment__institution")
        return rows.select_for_update(of=("self",), skip_locked=True).filter(pk=pk).first()
