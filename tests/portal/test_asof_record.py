"""What stood beside a record on a past day: clusters, who answered, what each voice said."""

import datetime as dt

import pytest

from focalpoints.models import FormerName
from nmirf.common.dates import today
from recommendations.models import Assessment, Assignment, Cluster, ClusterMembership
from recommendations.services.merging import merge_recommendations, unmerge
from recommendations.services.voices import speaking
from tests import factories
from tests.portal.test_asof import TODAY, day, record
from tests.portal.test_asof import move_back as move

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _demo_mode(settings):
    settings.DEMO_MODE = True


def move_back(days):
    move(days)
    move(days, Assignment)


def beside(client, on, row):
    page = record(client, on, row)
    assert page.status_code == 200
    return page.context["beside"]


def said(client, on, row):
    return [(view.who, view.status) for view in beside(client, on, row).views]


def assess(row, viewpoint, status, on=10, **facts):
    institution = facts.get("institution")
    author = factories.speaker(institution) if institution else factories.UserFactory()
    return Assessment.objects.create(
        recommendation=row,
        viewpoint=viewpoint,
        author=author,
        status=status,
        assessed_on=today() - dt.timedelta(days=on),
        rationale=f"It is {status}.",
        publication=facts.pop("publication", "published"),
        **facts,
    )


def assign(row=None, *, cluster=None, state="accepted", role="lead", **facts):
    return Assignment.objects.create(
        recommendation=row,
        cluster=cluster,
        institution=factories.InstitutionFactory(**facts),
        state=state,
        role=role,
        proposed_by=factories.UserFactory(),
    )


def test_clusters_are_those_of_the_day_by_the_title_of_the_day(client):
    row = factories.RecommendationFactory()
    births, custody = (factories.ClusterFactory(title=name) for name in ("Births", "Custody"))
    draft = factories.ClusterFactory(title="Secret", publication="draft")
    for cluster in (births, draft):
        ClusterMembership.objects.create(cluster=cluster, recommendation=row)
    gone = ClusterMembership.objects.create(cluster=custody, recommendation=row, overlap="distinct")
    move_back(10)
    gone.delete()
    Cluster.objects.filter(pk=births.pk).update(title="Registers")
    Cluster.objects.filter(pk=custody.pk).update(publication="retired")
    draft.publication = "published"
    draft.save()
    then = beside(client, day(5), row).clusters
    assert [(one.label, bool(one.url)) for one in then] == [("Births", True), ("Custody", False)]
    now = beside(client, TODAY, row).clusters
    assert [one.label for one in now] == ["Registers", "Secret"]
    assert "Custody" in record(client, day(5), row).text


def test_who_answered_is_who_had_accepted_by_then(client):
    row = factories.RecommendationFactory()
    cluster = factories.ClusterFactory(title="Births")
    hidden = factories.ClusterFactory(title="Secret", publication="draft")
    for one in (cluster, hidden):
        ClusterMembership.objects.create(cluster=one, recommendation=row)
    first = assign(row, name="Ministry of Interior")
    assign(row, name="Ministry of Labour", state="proposed", role="monitoring")
    assign(cluster=cluster, name="Ministry of Health", role="contributing")
    assign(cluster=hidden, name="Ministry of Secrets")
    FormerName.objects.create(
        institution=first.institution,
        name="Ministry of Order",
        slug="order",
        until=today() - dt.timedelta(days=4),
    )
    move_back(10)
    Assignment.objects.filter(pk=first.pk).update(state="withdrawn")
    assign(row, name="Ministry of Justice")
    then = beside(client, day(5), row)
    assert [(one.name, one.role, one.through) for one in then.parts] == [
        ("Ministry of Order", "lead", ""),
        ("Ministry of Health", "contributing", "Births"),
    ]
    now = beside(client, TODAY, row)
    assert [one.name for one in now.leads] == ["Ministry of Justice"]
    assert "Ministry of Secrets" not in record(client, TODAY, row).text


def test_views_are_what_each_voice_had_said_in_public(client):
    row = factories.RecommendationFactory()
    ombud = factories.InstitutionFactory(kind="nhri", name="Ombuds Office")
    league = factories.InstitutionFactory(kind="cso", name="League")
    assess(row, "secretariat", "in_progress")
    assess(row, "nhri", "not_started", institution=ombud)
    assess(row, "civil_society", "contrary", institution=league, publication="draft")
    move_back(8)
    assess(row, "nhri", "in_progress", on=1, institution=ombud)
    assert said(client, day(5), row) == [
        ("Secretariat of the mechanism", "in_progress"),
        ("Ombuds Office", "not_started"),
    ]
    assert beside(client, day(5), row).disagreement is not None
    page = record(client, day(5), row).text
    assert "It is not_started." in page
    assert "It is contrary." not in page
    now = beside(client, TODAY, row).views
    assert [(view.status, len(view.before)) for view in now] == [
        ("in_progress", 0),
        ("in_progress", 1),
    ]


def test_what_another_voice_took_back_since_is_on_no_day(client):
    row = factories.RecommendationFactory()
    ombud = factories.InstitutionFactory(kind="nhri", name="Ombuds Office")
    taken_back = assess(row, "nhri", "not_started", institution=ombud)
    own = assess(row, "secretariat", "in_progress")
    move_back(8)
    with speaking(taken_back.author):
        Assessment.objects.filter(pk=taken_back.pk).update(publication="retired")
    Assessment.objects.filter(pk=own.pk).update(publication="retired")
    assert said(client, day(5), row) == [("Secretariat of the mechanism", "in_progress")]
    assert "It is not_started." not in record(client, day(5), row).text
    assert said(client, TODAY, row) == [("Secretariat of the mechanism", "")]


def test_what_moved_with_a_merge_stands_where_it_stood_on_each_day(client):
    kept, other = factories.RecommendationFactory.create_batch(2)
    officer = factories.secretariat()
    cluster = factories.ClusterFactory(title="Births")
    ClusterMembership.objects.create(cluster=cluster, recommendation=other)
    assign(other, name="Ministry of Interior")
    assess(other, "secretariat", "planned")
    move_back(9)
    merge = merge_recommendations(kept=kept, absorbed=other, reason="Same.", actor=officer)
    move_back(3)
    unmerge(pk=merge.pk, actor=officer, reason="Different.")

    def told(on, row):
        found = beside(client, on, row)
        return (
            [one.label for one in found.clusters],
            [one.name for one in found.parts],
            [view.status for view in found.views],
        )

    everything = (["Births"], ["Ministry of Interior"], ["planned"])
    assert told(day(8), other) == everything
    assert told(day(8), kept) == told(TODAY, kept) == ([], [], [""])
    assert told(day(2), kept) == everything
    assert told(TODAY, other) == everything


def test_all_of_it_costs_the_same_whatever_there_is(client, django_assert_max_num_queries):
    row = factories.RecommendationFactory()

    def more(number):
        for place in range(number):
            cluster = factories.ClusterFactory(title=f"Cluster {number} {place}")
            ClusterMembership.objects.create(cluster=cluster, recommendation=row)
            assign(cluster=cluster, role="monitoring")
            assign(row, role="contributing")
            ombud = factories.InstitutionFactory(kind="nhri")
            assess(row, "nhri", "not_started", institution=ombud)
            now = dt.datetime.now(dt.UTC)
            signed = {"signed_at": now, "signed_by": factories.UserFactory(), "published_at": now}
            factories.UpdateFactory(on=[row], state="published", **signed)

    more(1)
    record(client, TODAY, row)
    with django_assert_max_num_queries(15) as one:
        record(client, TODAY, row)
    more(6)
    with django_assert_max_num_queries(15) as many:
        record(client, TODAY, row)
    assert len(one.captured_queries) == len(many.captured_queries)
