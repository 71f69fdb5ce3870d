"""Posts of a ministry, and what the tests of deeds on them share."""

import datetime as dt

import pytest

from accounts.models import User
from focalpoints import policies
from focalpoints.choices import Role
from nmirf.common.dates import today
from notifications.models import Notification
from tests import factories as make

DAY = dt.timedelta(days=1)


@pytest.fixture
def focal_point(institution):
    return make.AppointmentFactory(institution=institution, portfolio="Hospitals")


@pytest.fixture
def deputy(institution, focal_point):
    return make.AppointmentFactory(institution=institution, role=Role.DEPUTY, deputises=focal_point)


def address(row, deed):
    return f"{row.get_absolute_url()}{deed}/"


def ending(row, **more):
    return {
        "ends_on": today().isoformat(),
        "reason": "Moves to another post.",
        "seen": row.ends_on.isoformat() if row.ends_on else "",
    } | more


def reports_for(person):
    return policies.standing(User.objects.get(pk=person.pk)).report_for


def told(person, words):
    return Notification.objects.filter(person=person, text__contains=words).count()
