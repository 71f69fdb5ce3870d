"""A reference typed into any form leads on to the record that it was merged into, and says so."""

import pytest
from django.urls import reverse

from activities.models import Activity, ImplementationUpdate
from recommendations.forms.references import in_words, meant_by
from recommendations.models import Assignment, Merge, Recommendation, Repeat
from recommendations.services import clusters
from recommendations.services.merging import merge_recommendations
from tests import factories as make

pytestmark = pytest.mark.django_db
SAID = "OLD-1 was merged into NEW-1"


@pytest.fixture
def ministry():
    return make.InstitutionFactory()


@pytest.fixture
def officer(settings):
    settings.DEMO_MODE = True
    return make.secretariat()


@pytest.fixture
def desk(client, officer):
    client.force_login(officer)
    return client


@pytest.fixture
def kept(officer, ministry):
    """What OLD-1 became, by way of MID-1."""
    old, middle, kept = (
        make.RecommendationFactory(reference=name) for name in ("OLD-1", "MID-1", "NEW-1")
    )
    Assignment.objects.create(
        recommendation=kept, institution=ministry, state="accepted", proposed_by=officer
    )
    for one, other in ((middle, old), (kept, middle)):
        merge_recommendations(kept=one, absorbed=other, actor=officer, reason="Typed twice.")
    return kept


def test_members_of_a_cluster(desk, officer, kept):
    cluster = clusters.create_cluster(actor=officer, title="Births")
    form = {"references": "old-1, NEW-1", "overlap": "direct"}
    page = desk.post(reverse("recommendations:add_members", args=[cluster.slug]), form, follow=True)
    assert SAID in page.text
    assert [row.recommendation for row in cluster.memberships.all()] == [kept]


def test_a_proposal_to_an_institution(desk, kept):
    other = make.InstitutionFactory()
    form = {"references": "OLD-1", "institution": other.pk, "role": "contributing"}
    page = desk.post(reverse("recommendations:propose"), form, follow=True)
    assert SAID in page.text
    assert [row.recommendation for row in other.assignments.all()] == [kept]


def test_a_link_between_cycles(desk, kept):
    later = make.RecommendationFactory()
    address = reverse("recommendations:repeats", args=[later.reference])
    page = desk.post(address, {"other": "OLD-1", "direction": "earlier"}, follow=True)
    assert SAID in page.text
    assert Repeat.objects.get().earlier == kept


def test_the_other_one_of_a_merge(desk, kept):
    address = reverse("recommendations:merge", args=[kept.reference])
    page = desk.get(f"{address}?other=OLD-1")
    assert SAID in page.text
    assert "merged into itself" in page.text
    another = make.RecommendationFactory()
    address = reverse("recommendations:merge", args=[another.reference])
    assert SAID in desk.get(f"{address}?other=OLD-1").text
    desk.post(f"{address}?other=OLD-1", {"reason": "Typed twice."})
    assert Merge.objects.get(kept=another).absorbed == kept


def test_an_activity(client, kept, ministry):
    client.force_login(make.focal_point(ministry))
    form = {
        "title": "Register in every hospital",
        "lead": ministry.pk,
        "starts_on": "2026-01-01",
        "ends_on": "2026-12-31",
        "references": "OLD-1",
    }
    page = client.post("/workspace/activities/new/", form, follow=True)
    assert SAID in page.text
    assert list(Activity.objects.get().recommendations.all()) == [kept]


def update(**more):
    return {
        "narrative": "Since March every hospital registers births on the spot.",
        "headline": "Births registered",
        "language": "en",
        "recommendations": [],
        "more": "",
        "classification": "internal",
    } | more


def test_an_update_on_others_besides(client, kept, ministry):
    make.RecommendationFactory(reference="UPR-4-1", lead=ministry)
    client.force_login(make.focal_point(ministry))
    address = "/workspace/updates/new/?recommendation=UPR-4-1"
    page = client.post(address, update(more="OLD-1"), follow=True)
    assert SAID in page.text
    assert list(ImplementationUpdate.objects.get().recommendations.all()) == [kept]


def test_an_update_whose_address_names_what_was_merged_meanwhile(client, kept, ministry):
    client.force_login(make.focal_point(ministry))
    address = "/workspace/updates/new/?recommendation=OLD-1"
    assert SAID in client.get(address).text
    client.post(address, update(recommendations=[kept.pk]))
    assert list(ImplementationUpdate.objects.get().recommendations.all()) == [kept]
    assert client.get("/workspace/updates/new/?recommendation=OLD-2").status_code == 404


def test_a_draft_that_was_never_published_leads_nobody_on_but_the_secretariat(
    client, officer, ministry
):
    kept = make.RecommendationFactory(reference="NEW-1", lead=ministry)
    draft = make.RecommendationFactory(reference="OLD-1", publication="draft", published_at=None)
    merge_recommendations(kept=kept, absorbed=draft, actor=officer, reason="Typed twice.")
    client.force_login(make.focal_point(ministry))
    assert client.get("/workspace/updates/new/?recommendation=OLD-1").status_code == 404
    everything = Recommendation.objects.all()
    assert meant_by(["OLD-1"], Recommendation.objects.published()).missing == ["OLD-1"]
    assert meant_by(["OLD-1"], everything).records == [kept]


def test_what_it_became_must_be_within_reach(kept):
    nothing = Recommendation.objects.none()
    assert meant_by(["OLD-1", "NEW-1"], nothing).missing == ["OLD-1", "NEW-1"]


def test_order_stays_and_nothing_comes_twice(kept):
    first, last = (make.RecommendationFactory(reference=name) for name in ("Z-1", "A-1"))
    meant = meant_by(["z-1", "OLD-1", "A-1", "new-1", "Z-1", "X"], Recommendation.objects.all())
    assert meant.records == [first, kept, last]
    assert meant.missing == ["X"]
    assert meant.led_on == [("OLD-1", "NEW-1")]
    assert SAID in in_words(meant.led_on)


@pytest.mark.parametrize("number", [1, 60])
def test_the_questions_do_not_grow_with_what_is_typed(django_assert_num_queries, kept, number):
    names = [make.RecommendationFactory().reference for _ in range(number)]
    with django_assert_num_queries(5):
        meant_by([*names, "OLD-1"], Recommendation.objects.all())
