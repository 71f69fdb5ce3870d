"""Voices on one recommendation."""

import datetime as dt

import pytest

from focalpoints.choices import InstitutionKind
from recommendations.choices import Viewpoint
from recommendations.services import assessments as services
from tests import factories as make

DAY = dt.date(2026, 3, 1)


@pytest.fixture
def recommendation(db):
    return make.RecommendationFactory(reference="CRC-5-12")


@pytest.fixture
def officer(db):
    return make.secretariat()


@pytest.fixture
def nhri(db):
    return make.representative(InstitutionKind.NHRI)


@pytest.fixture
def cso(db):
    return make.representative(InstitutionKind.CSO)


def state(actor, recommendation, viewpoint, **more):
    facts = {
        "status": "not_started",
        "assessed_on": DAY,
        "rationale": "No decree was found in the gazette.",
        "institution": actor.appointments.get().institution,
    } | more
    return services.record_assessment(
        actor=actor, recommendation=recommendation, viewpoint=viewpoint, **facts
    )


@pytest.fixture
def said(nhri, recommendation):
    return state(nhri, recommendation, Viewpoint.NHRI, publish=True)
