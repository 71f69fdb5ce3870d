"""What an update is about: what is assigned to the institution, one thing or several."""

from uuid import uuid4

import pytest

from activities.models import ImplementationUpdate
from activities.services import writing
from activities.services.writing import Targets
from nmirf.common.errors import DomainError
from recommendations.models import Assignment, ClusterMembership, Recommendation
from tests import factories as make

from .update_form import NEW, typed


@pytest.fixture(autouse=True)
def _demo(settings):
    settings.DEMO_MODE = True


def test_only_what_is_assigned_is_reported_on(at_desk, people):
    make.RecommendationFactory(reference="UPR-4-2", lead=people.other)
    assert at_desk().get("/workspace/updates/new/?recommendation=UPR-4-2").status_code == 403
    assert at_desk().get("/workspace/updates/new/?recommendation=UPR-0").status_code == 404
    with pytest.raises(DomainError, match="UPR-4-2"):
        writing.start(
            reference=uuid4(),
            institution=people.ministry,
            targets=Targets(recommendations=Recommendation.objects.filter(reference="UPR-4-2")),
            actor=people.focal_point,
        )


@pytest.mark.parametrize(
    ("state", "reason", "may"),
    [
        ("proposed", "", 200),
        ("accepted", "", 200),
        ("contested", "no", 403),
        ("withdrawn", "", 403),
    ],
)
def test_an_assignment_counts_while_it_is_proposed_or_accepted(at_desk, people, state, reason, may):
    cluster = make.ClusterFactory(slug="births")
    member = make.RecommendationFactory(reference="CRC-5-1")
    ClusterMembership.objects.create(cluster=cluster, recommendation=member)
    Assignment.objects.create(
        cluster=cluster,
        institution=people.ministry,
        state=state,
        reason=reason,
        proposed_by=people.secretariat,
    )
    for query in ("cluster=births", "recommendation=CRC-5-1"):
        assert at_desk().get(f"/workspace/updates/new/?{query}").status_code == may


def test_an_update_on_a_cluster_and_on_an_activity(at_desk, people):
    cluster = make.ClusterFactory(slug="births")
    Assignment.objects.create(
        cluster=cluster, institution=people.ministry, proposed_by=people.secretariat
    )
    make.ActivityFactory(slug="registry", lead=people.ministry)
    make.RecommendationFactory(reference="UPR-4-1")
    for query in ("cluster=births", "activity=registry"):
        answer = at_desk().post(f"/workspace/updates/new/?{query}", typed())
        assert answer.status_code == 302
    assert ImplementationUpdate.objects.filter(cluster=cluster).count() == 1
    assert ImplementationUpdate.objects.filter(activity__slug="registry").count() == 1


def test_one_update_on_several_recommendations(at_desk, people, recommendation):
    make.RecommendationFactory(reference="CRC-5-7", lead=people.ministry)
    at_desk().post(NEW, typed(more="crc-5-7 UPR-4-1"))
    found = ImplementationUpdate.objects.get().recommendations.values_list("reference", flat=True)
    assert set(found) == {"CRC-5-7", "UPR-4-1"}


def test_a_reference_is_found_however_it_is_written(at_desk, people, recommendation):
    answer = at_desk().post(NEW, typed(recommendations=[], more="UPR-4-1,"))
    assert answer.status_code == 302


def test_the_form_offers_earlier_updates_to_take_the_place_of(at_desk, people, brought_to):
    older = brought_to("published")
    page = at_desk().get(NEW)
    assert str(older) in page.content.decode()
    at_desk().post(NEW, typed(replaces=older.pk))
    assert ImplementationUpdate.objects.get(state="draft").replaces == older
