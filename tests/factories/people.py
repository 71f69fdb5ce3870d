"""Accounts, institutions, appointments; people by role, as the access table names them."""

import datetime as dt

import factory
from django.contrib.auth.models import Group
from django.utils import timezone
from factory.django import DjangoModelFactory
from guardian.shortcuts import assign_perm

from accounts.choices import StandingGroup
from accounts.models import User
from focalpoints.choices import (
    PERMISSION_OF,
    InstitutionKind,
    Membership,
    RegistrationState,
    Role,
)
from focalpoints.models import (
    Appointment,
    Handover,
    HandoverItem,
    Institution,
    Invitation,
    NationalMechanism,
    Registration,
    Reshuffle,
)
from nmirf.common import tokens

PASSWORD = "a long enough password"


class UserFactory(DjangoModelFactory[User]):
    """A person; `is_demo` by default, so that tests in demo mode need no second factor."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"person{n}@example.org")
    full_name = factory.Sequence(lambda n: f"Person {n}")
    is_demo = True
    password = factory.django.Password(PASSWORD)

    @factory.post_generation
    def groups(self, create, extracted, **kwargs):
        for name in extracted or ():
            self.groups.add(Group.objects.get_or_create(name=name)[0])


class InstitutionFactory(DjangoModelFactory[Institution]):
    class Meta:
        model = Institution

    name = factory.Sequence(lambda n: f"Ministry {n}")
    slug = factory.Sequence(lambda n: f"ministry-{n}")
    kind = InstitutionKind.MINISTRY
    membership = Membership.FULL


class NationalMechanismFactory(DjangoModelFactory[NationalMechanism]):
    class Meta:
        model = NationalMechanism

    name = "Inter-ministerial Committee"
    state_name = "Republic of Marisola"
    state_code = "XMA"
    site_title = "Human Rights Recommendations"


class ReshuffleFactory(DjangoModelFactory[Reshuffle]):
    class Meta:
        model = Reshuffle

    kind = "rename"
    effective_on = dt.date(2026, 3, 1)
    act = "Decree 12/2026"
    carried_out_by = factory.SubFactory(UserFactory)


class AppointmentFactory(DjangoModelFactory[Appointment]):
    """An appointment in force with the permission that it carries."""

    class Meta:
        model = Appointment
        skip_postgeneration_save = True

    user = factory.SubFactory(UserFactory)
    institution = factory.SubFactory(InstitutionFactory)
    role = Role.FOCAL_POINT
    starts_on = dt.date(2020, 1, 1)

    @factory.post_generation
    def granted(self, create, extracted, **kwargs):
        assign_perm(f"focalpoints.{PERMISSION_OF[Role(self.role)]}", self.user, self.institution)


class InvitationFactory(DjangoModelFactory[Invitation]):
    """An open invitation that went out; `token=` is what the link holds."""

    class Meta:
        model = Invitation

    class Params:
        token = factory.LazyFunction(lambda: tokens.mint()[0])

    token_digest = factory.LazyAttribute(lambda row: tokens.digest_of(row.token))
    email = factory.Sequence(lambda n: f"invited{n}@example.org")
    full_name = factory.Sequence(lambda n: f"Invited {n}")
    institution = factory.SubFactory(InstitutionFactory)
    role = Role.FOCAL_POINT
    starts_on = dt.date(2026, 1, 1)
    invited_by = factory.SubFactory(UserFactory)
    sent_at = factory.LazyFunction(timezone.now)
    expires_at = factory.LazyFunction(lambda: timezone.now() + dt.timedelta(days=14))


class RegistrationFactory(DjangoModelFactory[Registration]):
    """An organisation whose address is confirmed and that waits for an answer."""

    class Meta:
        model = Registration

    class Params:
        token = factory.LazyFunction(lambda: tokens.mint()[0])

    token_digest = factory.LazyAttribute(lambda row: tokens.digest_of(row.token))
    name = factory.Sequence(lambda n: f"Society {n}")
    kind = InstitutionKind.CSO
    about = "Counsel for tenants."
    full_name = factory.Sequence(lambda n: f"Speaker {n}")
    email = factory.Sequence(lambda n: f"speaker{n}@example.org")
    state = RegistrationState.PENDING
    confirmed_at = factory.LazyFunction(timezone.now)
    sent_at = factory.LazyFunction(timezone.now)
    expires_at = factory.LazyFunction(lambda: timezone.now() + dt.timedelta(days=7))


class HandoverFactory(DjangoModelFactory[Handover]):
    """One that is being written, without items."""

    class Meta:
        model = Handover

    appointment = factory.SubFactory(AppointmentFactory)
    started_by = factory.SelfAttribute("appointment.user")
    due_on = dt.date(2030, 1, 1)


def handed(appointment: Appointment, items: list[str]) -> Handover:
    """A handover that waits to be acknowledged, with one item a title."""
    row = HandoverFactory(
        appointment=appointment,
        state="handed",
        note="Start with the registry.",
        handed_by=appointment.user,
        handed_at=timezone.now(),
    )
    for number, title in enumerate(items):
        HandoverItem.objects.create(
            handover=row, kind="other", subject=f"own:{number}", title=title
        )
    return row


def secretariat() -> User:
    return UserFactory(groups=[StandingGroup.SECRETARIAT])


def administrator() -> User:
    return UserFactory(groups=[StandingGroup.ADMINISTRATORS])


def consultation_officer() -> User:
    return UserFactory(groups=[StandingGroup.SECRETARIAT, StandingGroup.CONSULTATION_OFFICERS])


def appointed(role: Role, institution: Institution | None = None) -> User:
    """A person with one appointment in force: at `institution`, or at a ministry of its own."""
    return AppointmentFactory(role=role, institution=institution or InstitutionFactory()).user


def focal_point(institution: Institution | None = None) -> User:
    return appointed(Role.FOCAL_POINT, institution)


def deputy(institution: Institution | None = None) -> User:
    return appointed(Role.DEPUTY, institution)


def authority(institution: Institution | None = None) -> User:
    return appointed(Role.VALIDATING_AUTHORITY, institution)


def speaker(institution: Institution) -> User:
    """Somebody who speaks for an institution that is there already."""
    return appointed(Role.REPRESENTATIVE, institution)


def representative(kind: InstitutionKind) -> User:
    """Someone who speaks for an NHRI, a parliament, a civil society organisation …"""
    membership = Membership.NONE if kind == InstitutionKind.CSO else Membership.CONSULTATIVE
    return appointed(Role.REPRESENTATIVE, InstitutionFactory(kind=kind, membership=membership))
