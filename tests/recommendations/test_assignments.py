"""Who answers for what: proposing, accepting, contesting, settling."""

import threading

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection

from nmirf.common.errors import DomainError
from nmirf.common.workflow import WorkflowError
from notifications.models import Notification
from recommendations.choices import AssignmentRole, AssignmentState
from recommendations.models import Assignment
from recommendations.services import assignments as services
from tests import factories as make


@pytest.fixture
def institution(db):
    return make.InstitutionFactory(name="Ministry of Interior")


@pytest.fixture
def officer(db):
    return make.secretariat()


@pytest.fixture
def proposed(institution, officer):
    return services.propose(
        actor=officer, institution=institution, recommendation=make.RecommendationFactory()
    )


def test_a_proposal_reaches_focal_point_and_deputy(institution, officer):
    people = {make.focal_point(institution), make.deputy(institution)}
    make.authority(institution)
    services.propose(
        actor=officer, institution=institution, recommendation=make.RecommendationFactory()
    )
    assert {n.person for n in Notification.objects.all()} == people


@pytest.mark.parametrize(("publication", "named"), [("published", True), ("draft", False)])
def test_the_title_of_a_draft_cluster_goes_into_no_message(
    institution, officer, publication, named
):
    make.focal_point(institution)
    cluster = make.ClusterFactory(title="Births in the mountains", publication=publication)
    services.propose(actor=officer, institution=institution, cluster=cluster)
    assert (cluster.title in Notification.objects.get().text) is named


@pytest.mark.parametrize("who", [make.focal_point, make.deputy])
def test_focal_point_and_deputy_accept(institution, proposed, who):
    services.move_assignment(pk=proposed.pk, name="accept", actor=who(institution))
    proposed.refresh_from_db()
    assert proposed.state == AssignmentState.ACCEPTED


@pytest.mark.parametrize("who", [make.authority])
def test_others_of_the_institution_do_not_decide(institution, proposed, who):
    with pytest.raises(PermissionDenied):
        services.move_assignment(pk=proposed.pk, name="accept", actor=who(institution))


def test_another_institution_does_not_decide(proposed):
    with pytest.raises(PermissionDenied, match="focal point or deputy of the institution"):
        services.move_assignment(pk=proposed.pk, name="accept", actor=make.focal_point())


def test_contesting_needs_a_reason_and_tells_the_secretariat(institution, proposed, officer):
    principal = make.focal_point(institution)
    with pytest.raises(WorkflowError, match="Say why"):
        services.move_assignment(pk=proposed.pk, name="contest", actor=principal)
    services.move_assignment(
        pk=proposed.pk, name="contest", actor=principal, note="The registry answers for births."
    )
    proposed.refresh_from_db()
    assert proposed.reason == "The registry answers for births."
    assert Notification.objects.filter(person=officer, key__startswith="contested").exists()


def test_the_secretariat_settles_a_contested_one(institution, proposed, officer):
    services.move_assignment(
        pk=proposed.pk, name="contest", actor=make.focal_point(institution), note="Not ours."
    )
    services.move_assignment(pk=proposed.pk, name="uphold", actor=officer, note="Decree 3, art. 2.")
    proposed.refresh_from_db()
    assert proposed.state == AssignmentState.PROPOSED


def test_one_institution_leads(proposed, officer):
    with pytest.raises(DomainError, match="leads already"):
        services.propose(
            actor=officer,
            institution=make.InstitutionFactory(),
            recommendation=proposed.recommendation,
        )


def test_an_institution_has_one_part(proposed, officer, institution):
    with pytest.raises(DomainError, match="has a part in this already"):
        services.propose(
            actor=officer,
            institution=institution,
            recommendation=proposed.recommendation,
            role=AssignmentRole.MONITORING,
        )


def test_civil_society_is_not_assigned_anything(officer, db):
    with pytest.raises(DomainError, match="institutions of the State"):
        services.propose(
            actor=officer,
            institution=make.InstitutionFactory(kind="cso"),
            recommendation=make.RecommendationFactory(),
        )


def test_many_are_proposed_together_or_not_at_all(institution, officer, proposed):
    free = make.RecommendationFactory()
    with pytest.raises(DomainError, match=proposed.recommendation.reference):
        services.propose_many(
            actor=officer,
            institution=institution,
            role=AssignmentRole.LEAD,
            recommendations=[free, proposed.recommendation],
        )
    assert not free.assignments.exists()


def test_the_database_refuses_a_jump(proposed):
    Assignment.objects.filter(pk=proposed.pk).update(state=AssignmentState.WITHDRAWN)
    with pytest.raises(DatabaseError):
        Assignment.objects.filter(pk=proposed.pk).update(state=AssignmentState.ACCEPTED)


@pytest.mark.django_db(transaction=True)
def test_principal_and_deputy_who_click_at_once_decide_once():
    institution = make.InstitutionFactory()
    assignment = services.propose(
        actor=make.secretariat(),
        institution=institution,
        recommendation=make.RecommendationFactory(),
    )
    people = [make.focal_point(institution), make.deputy(institution)]
    outcomes = []

    def click(person):
        try:
            services.move_assignment(pk=assignment.pk, name="accept", actor=person)
            outcomes.append("accepted")
        except WorkflowError:
            outcomes.append("too late")
        finally:
            connection.close()

    threads = [threading.Thread(target=click, args=[person]) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["accepted", "too late"]


def test_contesting_over_http_keeps_to_ones_own(client, settings, institution, proposed):
    settings.DEMO_MODE = True
    client.force_login(make.focal_point(institution))
    page = client.get("/workspace/assignments/")
    assert proposed.recommendation.reference in page.text
    address = f"/workspace/assignments/{proposed.pk}/move/"
    client.post(address, {"move": "contest", "note": "Not ours."})
    proposed.refresh_from_db()
    assert proposed.state == AssignmentState.CONTESTED


@pytest.mark.parametrize("count", [1, 20])
def test_the_list_costs_the_same_for_any_size(
    client, settings, institution, officer, count, django_assert_max_num_queries
):
    settings.DEMO_MODE = True
    for _ in range(count):
        services.propose(
            actor=officer, institution=institution, recommendation=make.RecommendationFactory()
        )
    client.force_login(make.focal_point(institution))
    client.get("/workspace/assignments/")
    with django_assert_max_num_queries(12):
        assert client.get("/workspace/assignments/").status_code == 200
