"""Statuses proposed from what is done: a help with reasons, official for nobody."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from activities.choices import Progress, ProposedStatus
from activities.progress import Judgement, Path
from activities.proposing import (
    BEYOND,
    FITTING,
    FORM_STATUS,
    Deeds,
    deeds_for,
    differing,
    differs,
    indicators_for,
    proposals_for,
    propose,
    proposed_status,
)
from activities.showing import Standing
from mechanisms.choices import ImplementationStatus
from recommendations.models import Assessment, ClusterMembership, Recommendation
from tests import factories as make

COUNT = st.integers(0, 30)
DEEDS = st.builds(Deeds, planned=COUNT, in_progress=COUNT, completed=COUNT, cancelled=COUNT)


@pytest.fixture(autouse=True)
def demo(settings):
    settings.DEMO_MODE = True


# The rule.


@given(DEEDS)
def test_the_status_follows_from_what_is_begun_and_done(deeds):
    status = proposed_status(deeds)
    begun = deeds.in_progress + deeds.completed
    open_ones = deeds.planned + deeds.in_progress
    assert (status == ProposedStatus.NOT_STARTED) == (not begun and not deeds.planned)
    assert (status == ProposedStatus.MEASURES_COMPLETED) == (bool(begun) and not open_ones)
    assert (status == ProposedStatus.PLANNED) == (bool(deeds.planned) and not begun)


@given(DEEDS, st.integers(1, 5))
def test_more_done_is_never_proposed_as_less_and_cancelling_says_nothing(deeds, more):
    order = list(ProposedStatus)
    done = Deeds(deeds.planned, deeds.in_progress, deeds.completed + more, deeds.cancelled)
    assert order.index(proposed_status(done)) >= order.index(proposed_status(deeds))
    cancelled = Deeds(deeds.planned, deeds.in_progress, deeds.completed, deeds.cancelled + more)
    assert proposed_status(cancelled) == proposed_status(deeds)


@given(DEEDS, st.lists(st.integers(-50, 300), max_size=3))
def test_nothing_is_ever_proposed_as_implemented(deeds, percents):
    standings = [Standing(None, Judgement(Progress.OFF_TRACK, "", percent=n)) for n in percents]
    indicators = [(f"Share {n}", standing) for n, standing in enumerate(standings)]
    found = propose(deeds, indicators)
    assert found.status == proposed_status(deeds)
    assert found.form_status != ImplementationStatus.IMPLEMENTED
    assert len(found.reasons) >= 1 + len(indicators)
    assert not found.differs_from(found.form_status)


def test_all_done_is_said_to_be_measures_and_not_implementation():
    found = propose(Deeds(completed=3))
    assert found.status.label == "Implementation measures completed"
    assert "does not make the recommendation implemented" in found.rationale


@pytest.mark.parametrize("proposed", ProposedStatus.values)
def test_every_status_fits_or_differs(proposed):
    assert FORM_STATUS[proposed] in FITTING[proposed]
    for status in ImplementationStatus.values:
        assert differs(proposed, status) == (status not in FITTING[proposed] | BEYOND)
    assert differs(proposed, "") == (proposed != ProposedStatus.NOT_STARTED)


NUMBER = st.decimals(-1000, 1000, places=2, allow_nan=False)


@given(NUMBER, NUMBER)
def test_the_path_begins_at_the_baseline_and_ends_at_the_target(baseline, target):
    path = Path("up", baseline, 2020, target, 2030)
    if baseline == target:
        assert path.percent(target) is None
        return
    assert path.percent(baseline) == 0
    assert path.percent(target) == 100
    assert path.percent((baseline + target) / 2) == 50


# What counts.


def activity(row, status, publication="published"):
    found = make.ActivityFactory(status=status, publication=publication)
    found.recommendations.add(row)
    return found


@pytest.fixture
def row(db):
    return make.RecommendationFactory(reference="CRC-9-99")


def everything():
    return Recommendation.objects.order_by("reference")


def test_activities_count_directly_and_through_clusters_once_each(row):
    direct = activity(row, "completed")
    activity(row, "planned", publication="draft")
    for overlap in ("direct", "partial", "distinct"):
        cluster = make.ClusterFactory()
        ClusterMembership.objects.create(cluster=cluster, recommendation=row, overlap=overlap)
        make.ActivityFactory(status="in_progress", publication="published").clusters.add(cluster)
        direct.clusters.add(cluster)
    hidden = make.ClusterFactory(publication="draft")
    ClusterMembership.objects.create(cluster=hidden, recommendation=row, overlap="direct")
    make.ActivityFactory(status="planned", publication="published").clusters.add(hidden)
    assert deeds_for(everything()) == {row.pk: Deeds(in_progress=2, completed=1)}


def test_indicators_are_told_with_their_way_to_the_target(row):
    facts = {"publication": "published", "baseline_value": 40, "baseline_year": 2020}
    indicator = make.IndicatorFactory(
        name="Births registered", target_value=80, target_year=2030, **facts
    )
    indicator.recommendations.add(row)
    draft = make.IndicatorFactory(publication="draft")
    draft.recommendations.add(row)
    make.ValueFactory(indicator=indicator, period="2023", value=Decimal(50))
    make.ValueFactory(indicator=indicator, period="2024", value=Decimal(60))
    make.ValueFactory(indicator=indicator, period="2025", value=Decimal(90), is_current=False)
    assert indicators_for([row.pk]) == {row.pk: [indicator]}
    assert "50 % of the way to its target (2024)" in proposals_for(everything())[row.pk].rationale


def test_an_indicator_on_it_and_on_its_cluster_is_told_once(row):
    cluster, distinct = make.ClusterFactory(), make.ClusterFactory()
    ClusterMembership.objects.create(cluster=cluster, recommendation=row, overlap="direct")
    ClusterMembership.objects.create(cluster=distinct, recommendation=row, overlap="distinct")
    both, beside = (make.IndicatorFactory(publication="published") for _ in range(2))
    both.recommendations.add(row)
    both.clusters.add(cluster)
    beside.clusters.add(distinct)
    assert indicators_for([row.pk]) == {row.pk: [both]}


# The pages.


def assess(row, status):
    Assessment.objects.create(
        recommendation=row,
        viewpoint="secretariat",
        author=make.UserFactory(),
        status=status,
        assessed_on=row.issued_on,
        rationale="Seen.",
        publication="published",
    )


def test_the_list_shows_where_the_validated_status_says_something_else(client, row):
    activity(row, "in_progress")
    assess(row, "not_started")
    fits, fresh = make.RecommendationFactory(), make.RecommendationFactory()
    activity(fits, "completed")
    assess(fits, "implemented")
    activity(fresh, "planned")
    client.force_login(make.secretariat())
    page = client.get("/workspace/proposals/")
    assert [one["record"] for one in page.context["rows"]] == [row]
    page = client.get("/workspace/proposals/?show=unassessed")
    assert [one["record"] for one in page.context["rows"]] == [fresh]
    assert dict(differing(everything())) == {
        row.pk: ProposedStatus.IN_PROGRESS,
        fresh.pk: ProposedStatus.PLANNED,
    }


def test_a_proposal_is_for_the_secretariat_and_publishes_nothing(client, row):
    activity(row, "completed")
    assert "measures completed" not in client.get(row.get_absolute_url()).text
    client.force_login(make.secretariat())
    body = client.get("/workspace/proposals/CRC-9-99/").text
    assert "Proposal, computed from activities" in body
    assert "Implementation measures completed" in body
    assert '<option value="in_progress" selected>' in body
    assert not Assessment.objects.exists()
    row.refresh_from_db()
    assert row.status == ""


def test_a_proposal_taken_over_is_a_draft_first(client, row):
    activity(row, "in_progress")
    client.force_login(make.secretariat())
    form = client.get("/workspace/proposals/CRC-9-99/").context["form"]
    sent = {name: form.get_initial_for_field(field, name) for name, field in form.fields.items()}
    client.post("/workspace/recommendations/CRC-9-99/assess/", {k: v for k, v in sent.items() if v})
    found = Assessment.objects.get()
    assert (found.publication, found.status) == ("draft", "in_progress")
    assert "1 published activity counts for it" in found.rationale


def test_the_lists_ask_as_much_of_many_as_of_one(client, row, django_assert_max_num_queries):
    client.force_login(make.secretariat())
    activity(row, "in_progress")
    assess(row, "not_started")
    client.get("/workspace/proposals/")
    with django_assert_max_num_queries(15) as one:
        client.get("/workspace/proposals/")
    for _number in range(20):
        more = make.RecommendationFactory()
        activity(more, "in_progress")
        assess(more, "not_started")
    with django_assert_max_num_queries(15) as many:
        assert len(client.get("/workspace/proposals/").context["rows"]) == 21
    assert len(one.captured_queries) == len(many.captured_queries)
