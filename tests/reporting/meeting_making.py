"""A committee with its people, and a meeting of it."""

import datetime as dt
from types import SimpleNamespace

import pytest
from django.urls import reverse
from django.utils import timezone

from reporting.services import meetings as services
from tests import factories as make


@pytest.fixture
def world():
    """A committee of two ministries, one of whose posts is vacant, with a chair of its own."""
    committee = make.CommitteeFactory()
    ministry = make.InstitutionFactory(name="Ministry of Interior")
    vacant = make.InstitutionFactory(name="Ministry of Labour", mailbox="labour@example.org")
    chair = make.focal_point()
    person = make.focal_point(ministry)
    deputy = make.deputy(ministry)
    for facts in ({"institution": ministry}, {"institution": vacant}):
        make.SeatFactory(committee=committee, **facts)
    make.SeatFactory(committee=committee, user=chair, role="chair")
    meeting = make.MeetingFactory(committee=committee, title="Plenary; with, marks")
    return SimpleNamespace(
        committee=committee,
        ministry=ministry,
        vacant=vacant,
        chair=chair,
        person=person,
        deputy=deputy,
        meeting=meeting,
        officer=make.secretariat(),
    )


@pytest.fixture
def desk(client, world):
    client.force_login(world.officer)
    return client


def moment(days, hour=9):
    day = timezone.localdate() + dt.timedelta(days=days)
    return f"{day.isoformat()}T{hour:02}:00"


def typed(**facts):
    return {"title": "Plenary", "starts_at": moment(3), "ends_at": moment(3, 11)} | facts


def move(meeting, name):
    return reverse("reporting:meeting_move", args=[meeting.reference, name])


def invite(world, capture):
    with capture(execute=True):
        return services.invite(pk=world.meeting.pk, actor=world.chair)
