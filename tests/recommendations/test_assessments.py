"""Status: dated, reasoned, from one's own viewpoint; the latest of the secretariat is shown."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection

from focalpoints.choices import InstitutionKind
from nmirf.common.errors import DomainError
from recommendations.choices import Viewpoint
from recommendations.models import Assessment
from recommendations.services import assessments as services
from tests import factories as make

DAY = dt.date(2026, 3, 1)


@pytest.fixture
def recommendation(db):
    return make.RecommendationFactory()


@pytest.fixture
def officer(db):
    return make.secretariat()


def assess(actor, recommendation, status="in_progress", on=DAY, **more):
    facts = {"viewpoint": Viewpoint.SECRETARIAT, "rationale": "The act is in force."} | more
    return services.record_assessment(
        actor=actor, recommendation=recommendation, status=status, assessed_on=on, **facts
    )


def test_a_published_assessment_becomes_the_status(recommendation, officer):
    assess(officer, recommendation, publish=True)
    recommendation.refresh_from_db()
    assert (recommendation.status, recommendation.status_on) == ("in_progress", DAY)


def test_a_draft_does_not(recommendation, officer):
    assess(officer, recommendation)
    recommendation.refresh_from_db()
    assert recommendation.status == ""


def test_the_latest_day_counts_whatever_was_entered_last(recommendation, officer):
    assess(officer, recommendation, "implemented", publish=True)
    assess(officer, recommendation, "planned", on=dt.date(2020, 1, 1), publish=True)
    recommendation.refresh_from_db()
    assert recommendation.status == "implemented"


def test_retiring_brings_the_earlier_one_back(recommendation, officer):
    assess(officer, recommendation, "planned", on=dt.date(2020, 1, 1), publish=True)
    newer = assess(officer, recommendation, "implemented", publish=True)
    services.move_assessment(pk=newer.pk, name="retire", actor=officer, note="Wrong record.")
    recommendation.refresh_from_db()
    assert recommendation.status == "planned"


def test_raw_sql_cannot_leave_the_status_behind(recommendation, officer):
    assess(officer, recommendation, publish=True)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE recommendations_assessment SET status = 'contrary'")
    recommendation.refresh_from_db()
    assert recommendation.status == "contrary"


def test_other_viewpoints_never_change_the_status(recommendation):
    nhri = make.representative(InstitutionKind.NHRI)
    institution = nhri.appointments.get().institution
    own = assess(
        nhri,
        recommendation,
        "not_implemented",
        viewpoint=Viewpoint.NHRI,
        institution=institution,
        publish=True,
    )
    recommendation.refresh_from_db()
    assert own.publication == "published"
    assert recommendation.status == ""


@pytest.mark.parametrize("viewpoint", [Viewpoint.NHRI, Viewpoint.CIVIL_SOCIETY])
def test_the_government_states_nobody_elses_view(recommendation, officer, viewpoint):
    with pytest.raises(PermissionDenied):
        assess(
            officer,
            recommendation,
            viewpoint=viewpoint,
            institution=make.InstitutionFactory(kind=InstitutionKind.NHRI),
        )


def test_the_government_neither_publishes_nor_retires_what_the_nhri_says(recommendation, officer):
    nhri = make.representative(InstitutionKind.NHRI)
    row = assess(
        nhri,
        recommendation,
        viewpoint=Viewpoint.NHRI,
        institution=nhri.appointments.get().institution,
        publish=True,
    )
    with pytest.raises(PermissionDenied):
        services.move_assessment(pk=row.pk, name="retire", actor=officer, note="Unwelcome.")


def test_an_administrator_assesses_nothing(recommendation):
    with pytest.raises(PermissionDenied):
        assess(make.administrator(), recommendation)


def test_civil_society_contributes_and_the_secretariat_moderates(recommendation, officer):
    cso = make.representative(InstitutionKind.CSO)
    row = assess(
        cso,
        recommendation,
        viewpoint=Viewpoint.CIVIL_SOCIETY,
        institution=cso.appointments.get().institution,
        hand_in=True,
    )
    with pytest.raises(PermissionDenied):
        services.move_assessment(pk=row.pk, name="publish", actor=cso)
    services.move_assessment(pk=row.pk, name="publish", actor=officer)
    row.refresh_from_db()
    assert row.publication == "published"


def test_tomorrow_cannot_be_assessed(recommendation, officer):
    with pytest.raises(DomainError, match="future"):
        assess(officer, recommendation, on=dt.date(2999, 1, 1))


def test_an_assessment_gives_its_reasons(recommendation, officer):
    with pytest.raises(DomainError, match="on what"):
        assess(officer, recommendation, rationale="  ")


def test_the_database_wants_reasons_too(recommendation, officer):
    row = assess(officer, recommendation)
    with pytest.raises(DatabaseError):
        Assessment.objects.filter(pk=row.pk).update(rationale="")


def test_assessing_over_http(client, settings, recommendation, officer):
    settings.DEMO_MODE = True
    client.force_login(officer)
    address = f"/workspace/recommendations/{recommendation.reference}/assess/"
    form = {
        "view": "secretariat",
        "status": "partially_implemented",
        "assessed_on": "2026-03-01",
        "rationale": "The decree is in force, the registers are not.",
        "publish": "on",
    }
    assert client.post(address, form | {"rationale": ""}).status_code == 422
    assert not Assessment.objects.exists()
    client.post(address, form)
    recommendation.refresh_from_db()
    assert recommendation.status == "partially_implemented"
