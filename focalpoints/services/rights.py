"""Rights follow appointments: the permissions that are granted, brought into line with the posts."""

from dataclasses import dataclass

from django.db import transaction
from guardian.shortcuts import assign_perm, remove_perm

from accounts.models import User
from focalpoints.choices import PERMISSION_OF, Role
from focalpoints.models import Appointment, Institution
from nmirf.common.dates import today


@dataclass(frozen=True, slots=True)
class Applied:
    """How many permissions a round gave and took."""

    granted: int
    revoked: int


@transaction.atomic
def apply_appointments() -> Applied:
    """Bring the permissions that are granted into line with the appointments, today's and those to come.

    Safe to run at any time and as often as one likes; a second run changes nothing.
    """
    before = after = 0
    pairs = set(Appointment.objects.order_by().values_list("user", "institution").distinct())
    users = User.objects.in_bulk({user for user, _institution in pairs})
    institutions = Institution.objects.in_bulk({institution for _user, institution in pairs})
    for user, institution in sorted(pairs):
        change = apply_to(user=users[user], institution=institutions[institution])
        before += change.granted
        after += change.revoked
    return Applied(granted=before, revoked=after)


def apply_to(*, user: User, institution: Institution) -> Applied:
    """Grant what the appointments carry, revoke the rest, on one institution.

    Also of those to come, which give no right before their first day (`policies.standing`): so none
    waits for a task then.
    """
    roles = (
        Appointment.objects.filter(user=user, institution=institution)
        .in_office_or_to_come(today())
        .values_list("role", flat=True)
    )
    due = {PERMISSION_OF[Role(role)] for role in roles}
    granted = set(
        user.userobjectpermission_set.filter(
            content_type__app_label="focalpoints",
            content_type__model="institution",
            object_pk=str(institution.pk),
        ).values_list("permission__codename", flat=True)
    )
    for permission in due - granted:
        assign_perm(f"focalpoints.{permission}", user, institution)
    for permission in granted - due:
        remove_perm(f"focalpoints.{permission}", user, institution)
    return Applied(granted=len(due - granted), revoked=len(granted - due))
