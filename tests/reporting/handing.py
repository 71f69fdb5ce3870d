"""A post that ends, with all that is open in it."""

import datetime as dt

import pytest
from django.utils import timezone

from focalpoints.choices import Role
from focalpoints.models import Attendance, Decision, Meeting
from nmirf.common.dates import today
from recommendations.choices import AssignmentState
from recommendations.models import Assignment
from reporting.services import handovers as services
from tests import factories as make

SOON = dt.timedelta(days=10)


@pytest.fixture
def officer():
    return make.secretariat()


@pytest.fixture
def institution():
    return make.InstitutionFactory(name="Ministry of Health", slug="health")


@pytest.fixture
def post(institution):
    return make.AppointmentFactory(role=Role.FOCAL_POINT, institution=institution)


@pytest.fixture
def deputy_post(institution, post):
    return make.AppointmentFactory(role=Role.DEPUTY, institution=institution, deputises=post)


def started(post, actor=None):
    return services.start_handover(
        actor=actor or post.user, appointment=post, due_on=today() + SOON
    )


def address(row, page=""):
    return f"/workspace/handovers/{row.reference}/{page}"


def meeting_of(institution, officer, **facts):
    begins = facts.pop("starts_at", timezone.now() + dt.timedelta(days=5))
    row = Meeting.objects.create(
        title="Plenary",
        starts_at=begins,
        ends_at=begins + dt.timedelta(hours=2),
        convened_by=officer,
        **facts,
    )
    Attendance.objects.create(meeting=row, institution=institution, state="present")
    return row


@pytest.fixture
def work(institution, officer):
    """One open thing of every kind, and as much of another institution."""
    for place in (institution, make.InstitutionFactory()):
        led = make.RecommendationFactory(lead=place)
        make.UpdateFactory(institution=place, on=[led], headline="Secret headline")
        Assignment.objects.create(
            recommendation=make.RecommendationFactory(),
            institution=place,
            state=AssignmentState.PROPOSED,
            proposed_by=officer,
        )
        meeting = meeting_of(place, officer)
        Decision.objects.create(
            meeting=meeting, number=1, text="Train the nurses", institution=place
        )
        make.ActivityFactory(lead=place, title="Mobile clinics")
        make.SectionFactory(
            draft=make.ReportDraftFactory(title="Sixth report", stage="drafting"),
            heading="Health",
            assigned_to=place,
        )
