"""Clusters by hand, with overlap."""

import pytest
from django.core.exceptions import PermissionDenied

from nmirf.common.errors import DomainError
from recommendations.models import Cluster
from recommendations.services import clusters as services
from tests import factories as make


@pytest.fixture
def officer(db):
    return make.secretariat()


@pytest.fixture
def cluster(officer):
    return services.create_cluster(actor=officer, title="Nationality and statelessness")


def test_two_clusters_of_one_title_have_two_addresses(officer, cluster):
    second = services.create_cluster(actor=officer, title=cluster.title)
    assert (cluster.slug, second.slug) == (
        "nationality-and-statelessness",
        "nationality-and-statelessness-2",
    )


def test_a_cluster_is_a_draft_until_it_is_published(client, officer, cluster):
    address = cluster.get_absolute_url()
    assert client.get(address).status_code == 404
    services.move_cluster(pk=cluster.pk, name="publish", actor=officer)
    assert client.get(address).status_code == 200


def test_members_are_added_once_and_their_overlap_follows(officer, cluster):
    rows = [make.RecommendationFactory(), make.RecommendationFactory()]
    add = {"actor": officer, "cluster": cluster, "recommendations": rows}
    assert services.add_members(**add) == 2
    assert services.add_members(**add, overlap="partial") == 0
    assert set(cluster.memberships.values_list("overlap", flat=True)) == {"partial"}


def test_taking_out_needs_a_reason_and_stays_in_history(officer, cluster):
    row = make.RecommendationFactory()
    services.add_members(actor=officer, cluster=cluster, recommendations=[row])
    with pytest.raises(DomainError, match="Say why"):
        services.remove_member(actor=officer, cluster=cluster, recommendation=row, reason=" ")
    services.remove_member(actor=officer, cluster=cluster, recommendation=row, reason="Doubled.")
    assert not cluster.memberships.exists()
    last = row.memberships.model.pgh_event_model.objects.order_by("-pgh_id").first()
    assert (last.pgh_label, last.pgh_context.metadata["reason"]) == ("delete", "Doubled.")


@pytest.mark.parametrize("who", [make.focal_point, make.administrator])
def test_others_open_no_clusters(db, who):
    with pytest.raises(PermissionDenied):
        services.create_cluster(actor=who(), title="Ours")
    assert not Cluster.objects.exists()


def test_an_unknown_reference_is_named_and_nothing_is_added(client, settings, officer, cluster):
    settings.DEMO_MODE = True
    row = make.RecommendationFactory()
    client.force_login(officer)
    response = client.post(
        f"/workspace/clusters/{cluster.slug}/members/",
        {"references": f"{row.reference}\nUPR-9-1", "overlap": "direct"},
    )
    assert response.status_code == 422
    assert "UPR-9-1" in response.text
    assert row.reference in response.text
    assert not cluster.memberships.exists()
