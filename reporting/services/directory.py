"""Who is who on one day: whom a duty binds, and to whom it goes when it is late."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from accounts.choices import StandingGroup
from accounts.models import User
from focalpoints.choices import Role, Standing
from focalpoints.cover import acts_for
from focalpoints.models import Appointment, Institution
from notifications.choices import DutyKind
from reporting.desk import Duty, Holder


@dataclass
class Directory:
    """Who is who on one day: the people of each institution by role, and the secretariat."""

    at: dict[int, dict[str, list[Appointment]]] = field(default_factory=dict)
    officers: list[int] = field(default_factory=list)
    administrators: list[int] = field(default_factory=list)
    linked: dict[int, set[int]] = field(default_factory=dict)
    # Institution to its address, for the record of who was told of whose duty.
    slugs: dict[int, str] = field(default_factory=dict)

    @classmethod
    def on(cls, day: dt.date) -> "Directory":
        rows = (
            Appointment.objects.in_force(day)
            .filter(user__is_active=True, institution__standing=Standing.APPROVED)
            .with_absence(day)
            .order_by("pk")
        )
        at: dict[int, dict[str, list[Appointment]]] = defaultdict(lambda: defaultdict(list))
        linked: dict[int, set[int]] = defaultdict(set)
        for row in rows:
            at[row.institution_id][row.role].append(row)
            linked[row.user_id].add(row.institution_id)
        officers = User.objects.in_group(StandingGroup.SECRETARIAT).values_list("pk", flat=True)
        administrators = User.objects.in_group(StandingGroup.ADMINISTRATORS)
        slugs = dict(Institution.objects.values_list("pk", "slug"))
        return cls(
            at=at,
            officers=list(officers),
            administrators=list(administrators.values_list("pk", flat=True)),
            linked=linked,
            slugs=slugs,
        )

    def role(self, institution: int | None, role: Role) -> list[Any]:
        return self.at.get(institution or 0, {}).get(role, [])

    def holders(self, duty: Duty) -> set[int]:
        """Those who owe it today; empty where the post is vacant."""
        barred = {duty.barred}
        if duty.holder == Holder.REPORTERS:
            return self._reporters(duty.institution) - barred
        if duty.holder == Holder.AUTHORITIES:
            return _present(self.role(duty.institution, Role.VALIDATING_AUTHORITY)) - barred
        if duty.holder == Holder.PERSON:
            return set(duty.people) - barred
        if duty.holder == Holder.OFFICE:
            return {*self.officers, *self.administrators} - barred
        return self._officers_for(duty) - barred

    def _officers_for(self, duty: Duty) -> set[int]:
        if duty.responsible in self.officers:
            return {duty.responsible}
        if duty.kind in (DutyKind.VERIFY, DutyKind.PUBLISH):
            return {
                pk for pk in self.officers if duty.institution not in self.linked.get(pk, set())
            }
        return set(self.officers)

    def _reporters(self, institution: int | None) -> set[int]:
        """Each focal point, or in an absence the deputies; the deputies where there is none.

        When everybody is away, the focal points: they read it when they are back.
        """
        principals = self.role(institution, Role.FOCAL_POINT)
        deputies = self.role(institution, Role.DEPUTY)
        if not principals:
            return _present(deputies) or {row.user_id for row in deputies}
        found: set[int] = set()
        for principal in principals:
            own = [row for row in deputies if acts_for(row, principal)]
            stand_ins = _present(own) if principal.is_absent else set()
            found |= stand_ins or {principal.user_id}
        return found

    def deputies(self, duty: Duty) -> set[int]:
        return _present(self.role(duty.institution, Role.DEPUTY))

    def authorities(self, duty: Duty) -> set[int]:
        return _present(self.role(duty.institution, Role.VALIDATING_AUTHORITY))


def _present(rows: Iterable[Any]) -> set[int]:
    return {row.user_id for row in rows if not row.is_absent}
