"""Whatever is done to a post in whatever order: rights are those of a plain model, on every day."""

import datetime as dt
from contextlib import suppress
from dataclasses import dataclass

import pytest
import time_machine
from django.db import transaction
from guardian.shortcuts import get_perms
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import User
from focalpoints import policies
from focalpoints.choices import PERMISSION_OF, Role
from focalpoints.models import Appointment
from focalpoints.services import absences, appointments, rights
from nmirf.common.errors import DomainError
from tests import factories as make

pytestmark = pytest.mark.django_db
FIRST = dt.date(2026, 6, 1)
DAY = dt.timedelta(days=1)
ROLES = [Role.FOCAL_POINT, Role.DEPUTY, Role.VALIDATING_AUTHORITY]
SPAN = 12  # days that are looked at


@dataclass
class Post:
    """One appointment as the rules say it, without a database."""

    role: Role
    first: dt.date
    last: dt.date | None
    suspended: dt.date | None = None

    def is_past(self, on):
        return self.last is not None and self.last < on

    def is_over(self, on):
        """Past, or ended at once, which can be taken back until midnight."""
        return self.is_past(on) or (self.last is not None and self.suspended == self.last)

    def is_granted(self, on):
        """Also before the first day, so that no right waits for a task."""
        return not self.is_past(on) and (self.suspended is None or on < self.suspended)

    def holds(self, on):
        return self.first <= on and self.is_granted(on)

    def meets(self, first, last):
        return (self.last is None or first <= self.last) and (last is None or self.first <= last)


numbers = st.integers(0, SPAN)
deeds = st.one_of(
    st.tuples(st.just("appoint"), st.sampled_from(ROLES), numbers, st.none() | numbers),
    st.tuples(st.just("end"), st.integers(0, 3), numbers),
    st.tuples(st.just("end at once"), st.integers(0, 3)),
    st.tuples(st.just("extend"), st.integers(0, 3), st.none() | numbers),
    st.tuples(st.just("suspend"), st.integers(0, 3), st.booleans()),
    st.tuples(st.just("away"), st.integers(0, 3), numbers, numbers),
    st.tuples(st.just("next day")),
)


class World:
    """The database and the model side by side: each deed is done to both."""

    def __init__(self):
        self.officer, self.person = make.secretariat(), make.UserFactory()
        self.institution = make.InstitutionFactory()
        self.posts, self.keys, self.today = [], [], FIRST

    def do(self, deed, *facts):
        if deed == "next day":
            self.today += DAY
        elif deed == "appoint":
            self.appoint(*facts)
        elif facts[0] < len(self.posts):
            getattr(self, deed.replace(" ", "_"))(*facts)

    def took(self, service, **facts):
        """Whether the service did it; a refusal changes nothing."""
        with time_machine.travel(self.noon(self.today), tick=False):
            try:
                with transaction.atomic():
                    return service(actor=self.officer, **facts) or True
            except DomainError:
                return None

    def noon(self, day):
        return dt.datetime.combine(day, dt.time(12), dt.UTC)

    def appoint(self, role, first, last):
        first, last = FIRST + first * DAY, None if last is None else FIRST + last * DAY
        made = self.took(
            appointments.appoint,
            user=self.person,
            institution=self.institution,
            role=role,
            starts_on=first,
            ends_on=last,
        )
        others = {Role.FOCAL_POINT: Role.DEPUTY, Role.DEPUTY: Role.FOCAL_POINT}
        excluded = (role, others.get(role))
        possible = (last is None or last >= first) and not any(
            post.role in excluded and post.meets(first, last) for post in self.posts
        )
        assert bool(made) is possible
        if made:
            self.posts.append(Post(role, first, last))
            self.keys.append(made.pk)

    def end(self, number, last):
        post, last = self.posts[number], FIRST + last * DAY
        made = self.took(
            appointments.end_appointment, pk=self.keys[number], ends_on=last, reason="x"
        )
        earlier = post.last is None or last <= post.last
        assert bool(made) is (not post.is_over(self.today) and last >= post.first and earlier)
        if made:
            post.last = last

    def end_at_once(self, number):
        post = self.posts[number]
        made = self.took(
            appointments.end_appointment,
            pk=self.keys[number],
            ends_on=self.today,
            at_once=True,
            reason="x",
        )
        if made:
            assert not post.is_over(self.today)
            post.last = post.suspended = self.today

    def extend(self, number, last):
        post, last = self.posts[number], None if last is None else FIRST + last * DAY
        made = self.took(
            appointments.extend_appointment, pk=self.keys[number], ends_on=last, reason="x"
        )
        if made:
            assert not post.is_over(self.today)
            assert post.last is not None
            assert last is None or last > post.last
            post.last = last

    def suspend(self, number, suspended):
        post = self.posts[number]
        made = self.took(
            appointments.suspend_appointment,
            pk=self.keys[number],
            suspended=suspended,
            reason="x",
        )
        allowed = not post.is_past(self.today) and suspended is (post.suspended is None)
        assert bool(made) is allowed
        if made:
            post.suspended = self.today if suspended else None

    def away(self, number, first, last):
        """An absence takes no right away, whoever acts in that time."""
        with suppress(DomainError):
            self.took(
                absences.set_absence,
                appointment_pk=self.keys[number],
                starts_on=FIRST + first * DAY,
                ends_on=FIRST + last * DAY,
            )

    def check(self, day):
        """Standing on that day, and what guardian holds, once the hourly task has run."""
        granted = {PERMISSION_OF[post.role] for post in self.posts if post.is_granted(day)}
        with time_machine.travel(self.noon(day), tick=False):
            rights.apply_appointments()
            person = User.objects.get(pk=self.person.pk)
            assert set(get_perms(person, self.institution)) == granted
        self.check_standing(day)

    def check_standing(self, day):
        held = {PERMISSION_OF[post.role] for post in self.posts if post.holds(day)}
        with time_machine.travel(self.noon(day), tick=False):
            person = User.objects.get(pk=self.person.pk)
            standing = policies.standing(person)
            for permission in ("report_for", "sign_for"):
                expected = {self.institution.pk} if permission in held else set()
                assert getattr(standing, permission) == expected
            found = Appointment.objects.in_force(day).filter(user=person)
            assert found.count() == sum(post.holds(day) for post in self.posts)


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.lists(deeds, min_size=1, max_size=9))
def test_rights_are_those_of_the_plain_model_on_every_day(db, sequence):
    with transaction.atomic():
        world = World()
        for deed in sequence:
            world.do(*deed)
            world.check(world.today)
        for number in range(-1, SPAN + 2, 2):
            # A day begins before the task has run.
            world.check_standing(FIRST + number * DAY)
            world.check(FIRST + number * DAY)
        transaction.set_rollback(True)
