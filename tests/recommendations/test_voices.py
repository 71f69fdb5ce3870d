"""What NHRIs, civil society and institutions say is theirs: nobody else's hand is on it."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction

from notifications.models import Notification
from recommendations.choices import Viewpoint
from recommendations.models import Assessment
from recommendations.services import assessments as services
from recommendations.services.merging import merge_recommendations, unmerge
from recommendations.services.register import move_many
from reporting.services.reshuffles.pointing import move_assessments
from tests import factories as make
from tests.files import upload

from .voice_making import DAY, state
from .voice_making import cso as cso
from .voice_making import nhri as nhri
from .voice_making import officer as officer
from .voice_making import recommendation as recommendation
from .voice_making import said as said

GOVERNMENT = ("secretariat", "administrator", "consultation_officer", "focal_point", "authority")


@pytest.fixture(autouse=True)
def demo(settings):
    settings.DEMO_MODE = True


# What an NHRI says.


@pytest.mark.parametrize("name", GOVERNMENT)
def test_no_government_account_touches_what_an_nhri_said(client, said, name):
    person = getattr(make, name)()
    client.force_login(person)
    for address in ("edit", "retire", "publish"):
        url = f"/workspace/assessments/{said.pk}/{address}/"
        assert client.post(url, {"reason": "Unwelcome.", "rationale": "Fine."}).status_code == 403
    for deed in (
        lambda: services.move_assessment(pk=said.pk, name="retire", actor=person, note="No."),
        lambda: services.edit_assessment(
            pk=said.pk, actor=person, status="implemented", rationale="All well.", assessed_on=DAY
        ),
        lambda: services.attach_proof(pk=said.pk, actor=person, upload=upload("a.txt", b"a")),
    ):
        with pytest.raises(PermissionDenied):
            deed()
    said.refresh_from_db()
    assert (said.publication, said.status) == ("published", "not_started")


@pytest.mark.parametrize(
    "change",
    [
        "status = 'implemented'",
        "rationale = 'All is well.'",
        "publication = 'retired'",
        "viewpoint = 'secretariat', institution_id = NULL",
        "assessed_on = '2020-01-01'",
        "author_id = (SELECT max(id) FROM accounts_user)",
        "symbol = 'X'",
        "reason = 'No.'",
        "institution_id = (SELECT max(id) FROM focalpoints_institution)",
    ],
)
def test_the_database_refuses_what_goes_past_the_services(said, change):
    make.appointed("focal_point")
    with (
        pytest.raises(DatabaseError, match="its institution alone"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"UPDATE recommendations_assessment SET {change}")  # noqa: S608
    said.refresh_from_db()
    assert (said.publication, said.status) == ("published", "not_started")


def test_the_database_refuses_to_delete_or_to_forge(said, officer, recommendation):
    with pytest.raises(DatabaseError, match="its institution alone"), transaction.atomic():
        Assessment.objects.all().delete()
    with pytest.raises(DatabaseError, match="its institution alone"), transaction.atomic():
        recommendation.delete()
    with pytest.raises(DatabaseError, match="its institution alone"), transaction.atomic():
        Assessment.objects.create(
            recommendation=recommendation,
            viewpoint=Viewpoint.NHRI,
            institution=said.institution,
            author=officer,
            status="implemented",
            assessed_on=DAY,
            rationale="All is well.",
        )
    assert Assessment.objects.get() == said


def test_who_left_the_institution_speaks_for_it_no_longer(said, nhri):
    nhri.appointments.update(starts_on=dt.date(2020, 1, 1), ends_on=dt.date(2021, 1, 1))
    fresh = type(nhri).objects.get(pk=nhri.pk)
    with pytest.raises(PermissionDenied):
        services.move_assessment(pk=said.pk, name="retire", actor=fresh, note="Mine.")


def test_the_voice_ends_with_the_deed(said, nhri):
    services.move_assessment(pk=said.pk, name="retire", actor=nhri, note="A newer one follows.")
    with pytest.raises(DatabaseError, match="its institution alone"), transaction.atomic():
        Assessment.objects.update(publication="published")


def test_the_nhri_publishes_and_takes_back_its_own(client, recommendation, nhri):
    client.force_login(nhri)
    institution = nhri.appointments.get().institution
    form = {
        "view": f"nhri:{institution.pk}",
        "status": "not_started",
        "assessed_on": "2026-03-01",
        "rationale": "No decree was found.",
    }
    client.post("/workspace/recommendations/CRC-5-12/assess/", form)
    row = Assessment.objects.get()
    assert row.publication == "draft"
    edited = {"status": "planned", "assessed_on": "2026-03-02", "rationale": "A bill is tabled."}
    client.post(f"/workspace/assessments/{row.pk}/edit/", edited)
    client.post(f"/workspace/assessments/{row.pk}/publish/")
    row.refresh_from_db()
    assert (row.publication, row.status, row.decided_by) == ("published", "planned", nhri)
    assert client.post(f"/workspace/assessments/{row.pk}/edit/", edited).status_code == 403
    client.post(f"/workspace/assessments/{row.pk}/retire/", {"reason": "Overtaken."})
    row.refresh_from_db()
    assert row.publication == "retired"


def test_a_merge_takes_it_along_and_a_split_back(said, recommendation, officer, client):
    kept = make.RecommendationFactory(
        mechanism=recommendation.mechanism, addressed_to=recommendation.addressed_to
    )
    merge = merge_recommendations(
        kept=kept, absorbed=recommendation, actor=officer, reason="The same."
    )
    said.refresh_from_db()
    assert said.recommendation == kept
    assert "No decree was found in the gazette." in client.get(kept.get_absolute_url()).text
    unmerge(pk=merge.pk, actor=officer, reason="Not the same.")
    said.refresh_from_db()
    assert said.recommendation == recommendation


def test_a_retired_record_keeps_what_the_nhri_published(said, recommendation, officer, client):
    unsaid = make.RecommendationFactory()
    move_many(
        recommendations=[recommendation.pk, unsaid.pk],
        name="retire",
        actor=officer,
        reason="Registered in error.",
    )
    page = client.get(recommendation.get_absolute_url())
    assert page.status_code == 200
    assert "No decree was found in the gazette." in page.text
    assert recommendation.authentic.text not in page.text
    assert client.get(unsaid.get_absolute_url()).status_code == 410


def test_drafts_of_an_nhri_are_its_own(client, nhri, recommendation, officer):
    row = state(nhri, recommendation, Viewpoint.NHRI)
    for person in (officer, make.administrator(), make.focal_point(), make.representative("cso")):
        client.force_login(person)
        assert client.get(row.get_absolute_url()).status_code == 404
        assert row.rationale not in client.get(recommendation.get_absolute_url()).text
        assert row.rationale not in client.get("/recommendations.csv").getvalue().decode()
    client.force_login(nhri)
    assert row.rationale in client.get(row.get_absolute_url()).text


def test_the_administration_shows_no_assessments(client, db):
    client.force_login(make.administrator())
    assert "ssessment" not in client.get("/workspace/administration/", follow=True).text


# What civil society says.


def test_civil_society_hands_in_and_hears_what_became_of_it(client, recommendation, cso, officer):
    organisation = cso.appointments.get().institution
    client.force_login(cso)
    form = {
        "view": f"civil_society:{organisation.pk}",
        "status": "not_implemented",
        "assessed_on": "2026-03-01",
        "rationale": "Families tell us that nothing changed.",
    }
    client.post("/workspace/recommendations/CRC-5-12/assess/", form)
    row = Assessment.objects.get()
    client.force_login(officer)
    assert client.get(row.get_absolute_url()).status_code == 404
    assert client.get("/workspace/assessments/?show=waiting").text.count("CRC-5-12") == 0
    client.force_login(cso)
    client.post(f"/workspace/assessments/{row.pk}/hand-in/")
    assert client.get(f"/workspace/assessments/{row.pk}/edit/").status_code == 403
    client.force_login(officer)
    assert "CRC-5-12" in client.get("/workspace/assessments/?show=waiting").text
    body = client.get(row.get_absolute_url()).text
    assert organisation.label in body
    assert cso.full_name not in body
    assert cso.email not in body
    assert (
        client.post(f"/workspace/assessments/{row.pk}/retire/", {"reason": ""}).status_code == 422
    )
    reason = "It names a child."
    client.post(f"/workspace/assessments/{row.pk}/retire/", {"reason": reason})
    row.refresh_from_db()
    assert row.is_declined
    told = Notification.objects.get(person=cso)
    assert told.path == row.get_absolute_url()
    assert reason not in told.text
    client.force_login(cso)
    assert reason in client.get(row.get_absolute_url()).text


def test_a_published_contribution_is_told_and_names_nobody(client, recommendation, cso, officer):
    row = state(cso, recommendation, Viewpoint.CIVIL_SOCIETY, hand_in=True)
    services.move_assessment(pk=row.pk, name="publish", actor=officer)
    assert Notification.objects.filter(person=cso).count() == 1
    for reader in (None, officer, make.focal_point()):
        if reader:
            client.force_login(reader)
        body = client.get(recommendation.get_absolute_url()).text
        history = client.get(f"{recommendation.get_absolute_url()}history/").text
        assert row.rationale in body
        for words in (cso.full_name, cso.email):
            assert words not in body + history


@pytest.mark.parametrize("change", ["status = 'implemented'", "rationale = 'All is well.'"])
def test_the_words_of_civil_society_are_nobody_elses(recommendation, cso, change):
    state(cso, recommendation, Viewpoint.CIVIL_SOCIETY, hand_in=True)
    with (
        pytest.raises(DatabaseError, match="its institution alone"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"UPDATE recommendations_assessment SET {change}")  # noqa: S608


def test_civil_society_takes_its_own_back(recommendation, cso, officer):
    row = state(cso, recommendation, Viewpoint.CIVIL_SOCIETY, hand_in=True)
    services.move_assessment(pk=row.pk, name="publish", actor=officer)
    services.move_assessment(pk=row.pk, name="retire", actor=cso, note="We know better now.")
    row.refresh_from_db()
    assert row.publication == "retired"


def test_what_was_not_handed_in_is_not_published(recommendation, cso, officer):
    row = state(cso, recommendation, Viewpoint.CIVIL_SOCIETY)
    with pytest.raises(PermissionDenied):
        services.move_assessment(pk=row.pk, name="publish", actor=officer)


# An institution's own view.


def test_an_institutions_own_view_is_published_by_its_authority(client, recommendation, officer):
    ministry = make.InstitutionFactory()
    writer, authority = make.focal_point(ministry), make.authority(ministry)
    row = services.record_assessment(
        actor=writer,
        recommendation=recommendation,
        viewpoint=Viewpoint.INSTITUTION,
        institution=ministry,
        status="implemented",
        assessed_on=DAY,
        rationale="The decree is in force.",
    )
    for person in (writer, officer):
        with pytest.raises(PermissionDenied):
            services.move_assessment(pk=row.pk, name="publish", actor=person)
    client.force_login(authority)
    assert row.rationale in client.get(row.get_absolute_url()).text
    client.post(f"/workspace/assessments/{row.pk}/publish/")
    row.refresh_from_db()
    assert row.publication == "published"


def test_publishing_at_once_is_for_those_who_may(client, recommendation):
    ministry = make.InstitutionFactory()
    client.force_login(make.focal_point(ministry))
    form = {
        "view": f"institution:{ministry.pk}",
        "status": "implemented",
        "assessed_on": "2026-03-01",
        "rationale": "The decree is in force.",
        "publish": "on",
        "hand_in": "on",
    }
    client.post("/workspace/recommendations/CRC-5-12/assess/", form)
    assert Assessment.objects.get().publication == "draft"


def test_a_reshuffle_gives_drafts_of_a_voice_to_another_of_its_kind_alone(nhri, recommendation):
    row = state(nhri, recommendation, Viewpoint.NHRI)
    own = row.institution
    move_assessments(None, [row], make.InstitutionFactory(kind="ministry"))
    row.refresh_from_db()
    assert row.institution == own
    other = make.InstitutionFactory(kind="nhri")
    move_assessments(None, [row], other)
    row.refresh_from_db()
    assert row.institution == other
