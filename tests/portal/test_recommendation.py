"""The page of one recommendation: the text, who says what, what was done, and by whom it is seen."""

import datetime as dt

import pytest
from django.utils import timezone

from activities.choices import UpdateState
from documents.choices import Classification
from documents.models import Document
from recommendations.models import (
    Assessment,
    Assignment,
    ClusterMembership,
    PositionChange,
    RecommendationText,
    Repeat,
    ThemeLink,
)
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _demo_mode(settings):
    """People of the tests sign in without a second factor."""
    settings.DEMO_MODE = True


@pytest.fixture
def row():
    return factories.RecommendationFactory(reference="UPR-4-140.253", symbol="A/HRC/59/15")


def page(client, row, **query) -> str:
    response = client.get(f"/recommendations/{row.reference}/", query)
    assert response.status_code == 200
    return response.content.decode()


def assess(row, viewpoint="secretariat", **facts):
    if viewpoint in ("nhri", "civil_society"):
        facts.setdefault("author", factories.speaker(facts["institution"]))
    facts = {
        "author": factories.UserFactory(),
        "status": "in_progress",
        "assessed_on": dt.date(2026, 1, 5),
        "rationale": "The decree waits for its budget.",
        "publication": "published",
        **facts,
    }
    return Assessment.objects.create(recommendation=row, viewpoint=viewpoint, **facts)


def publish_update(**facts):
    now = timezone.now()
    return factories.UpdateFactory(
        state=UpdateState.PUBLISHED,
        signed_at=now,
        signed_by=factories.UserFactory(full_name="Minister Secret"),
        published_at=now,
        **facts,
    )


def document(owner, title, classification):
    return Document.objects.create(
        title=title,
        classification=classification,
        file="documents/a.pdf",
        filename="a.pdf",
        media_type="application/pdf",
        size=10,
        sha256="0" * 64,
        owner=owner,
    )


def test_text_in_the_language_of_the_page_and_of_the_reader(client, row):
    RecommendationText.objects.create(
        recommendation=row, language="ar", text="تسجيل جميع الأطفال.", is_machine_made=True
    )
    assert '<blockquote lang="en" dir="ltr">Register every child' in page(client, row)
    arabic = page(client, row, text="ar")
    assert '<blockquote lang="ar" dir="rtl">تسجيل' in arabic
    assert "Machine translation" in arabic
    assert 'href="?text=en" lang="en" hreflang="en"' in arabic
    assert (
        '<blockquote lang="ar" dir="rtl">'
        in client.get(f"/ar/recommendations/{row.reference}/").content.decode()
    )
    assert '<blockquote lang="en"' in page(client, row, text="xx")


def test_draft_and_retired_are_not_there_for_the_public(client):
    for publication in ("draft", "retired"):
        hidden = factories.RecommendationFactory(publication=publication, published_at=None)
        for address in ("", "history/"):
            url = f"/recommendations/{hidden.reference}/{address}"
            assert client.get(url).status_code == 404
    client.force_login(factories.secretariat())
    assert "Retired" in page(client, hidden)


def test_draft_is_there_for_the_institution_that_it_is_assigned_to(client):
    institution = factories.InstitutionFactory()
    draft = factories.RecommendationFactory(publication="draft", published_at=None)
    Assignment.objects.create(
        recommendation=draft, institution=institution, proposed_by=factories.UserFactory()
    )
    client.force_login(factories.focal_point(institution))
    assert "Draft" in page(client, draft)
    client.force_login(factories.focal_point())
    assert client.get(f"/recommendations/{draft.reference}/").status_code == 404


def test_views_stand_side_by_side_the_newest_of_each(client, row):
    ministry = factories.InstitutionFactory(name="Ministry of Interior")
    nhri = factories.InstitutionFactory(name="Ombuds Office", kind="nhri")
    assess(row, status="planned", assessed_on=dt.date(2024, 1, 1))
    assess(row, status="in_progress")
    assess(row, "institution", institution=ministry, status="implemented")
    assess(row, "nhri", institution=nhri, status="not_started")
    assess(row, "nhri", institution=nhri, status="contrary", publication="draft")
    record = client.get(f"/recommendations/{row.reference}/").context["record"]
    assert [(view.who, view.status) for view in record.views] == [
        ("Ministry of Interior", "implemented"),
        ("Secretariat of the mechanism", "in_progress"),
        ("Ombuds Office", "not_started"),
    ]


def test_silence_of_the_secretariat_is_said_in_words(client, row):
    body = page(client, row)
    assert "Not assessed" in body
    assert "no status validated so far" in body


def test_draft_assessment_is_for_its_authors(client, row):
    nhri = factories.representative("nhri")
    institution = nhri.appointments.get().institution
    assess(row, "nhri", institution=institution, publication="draft", rationale="Unpublished view.")
    assert "Unpublished view." not in page(client, row)
    client.force_login(factories.secretariat())
    assert "Unpublished view." not in page(client, row)
    client.force_login(nhri)
    assert "Unpublished view." in page(client, row)


def test_updates_say_who_signed_by_role_and_how_they_came_here(client, row):
    publish_update(on=[row], headline="Procedure adopted")
    for overlap in ("direct", "partial", "distinct"):
        cluster = factories.ClusterFactory(title=f"Cluster {overlap}")
        ClusterMembership.objects.create(cluster=cluster, recommendation=row, overlap=overlap)
        publish_update(cluster=cluster, headline=f"Told {overlap}")
    body = page(client, row)
    assert "signed by its validating authority" in body
    assert "Minister Secret" not in body
    assert "told of the cluster “Cluster direct”: direct overlap" in body
    assert "told of the cluster “Cluster partial”: partial overlap" in body
    assert "Told distinct" not in body


def test_unpublished_update_is_for_those_who_may_read_it(client, row):
    institution = factories.InstitutionFactory()
    factories.UpdateFactory(on=[row], institution=institution, headline="Draft words")
    factories.UpdateFactory(on=[row], headline="Sent words", state=UpdateState.SUBMITTED)
    assert "Draft words" not in page(client, row)
    assert "Sent words" not in page(client, row)
    client.force_login(factories.secretariat())
    assert "Draft words" not in page(client, row)
    assert "Sent words" in page(client, row)
    client.force_login(factories.focal_point(institution))
    assert "Draft words" in page(client, row)


def test_evidence_is_linked_as_far_as_the_reader_may_open_it(client, row):
    update = publish_update(on=[row])
    for title, classification in (
        ("Decree 88", Classification.PUBLIC),
        ("Budget note", Classification.CONFIDENTIAL),
    ):
        update.evidence_links.create(document=document(update.author, title, classification))
    body = page(client, row)
    assert "Decree 88 (PDF)" in body
    assert "Budget note" not in body


def test_draft_cluster_and_its_parts_stay_out_of_the_public_page(client, row):
    hidden = factories.ClusterFactory(publication="draft", title="Hidden cluster")
    ClusterMembership.objects.create(cluster=hidden, recommendation=row)
    lead = factories.InstitutionFactory(name="Hidden lead")
    Assignment.objects.create(
        cluster=hidden, institution=lead, state="accepted", proposed_by=factories.UserFactory()
    )
    publish_update(cluster=hidden, headline="Hidden news")
    body = page(client, row)
    assert "Hidden" not in body
    client.force_login(factories.secretariat())
    assert "Hidden lead" in page(client, row)


def test_number_alike_counts_what_the_reader_sees(client, row):
    cluster = factories.ClusterFactory(title="Births")
    drafts = factories.RecommendationFactory(publication="draft", published_at=None)
    members = [row, drafts, *factories.RecommendationFactory.create_batch(2)]
    for member in members:
        ClusterMembership.objects.create(cluster=cluster, recommendation=member)
    assert "Births (2 alike)" in page(client, row)
    client.force_login(factories.secretariat())
    assert "Births (3 alike)" in page(client, row)


def test_proposed_assignment_shows_buttons_to_those_who_decide(client, row):
    institution = factories.InstitutionFactory(name="Ministry of Water")
    Assignment.objects.create(
        recommendation=row, institution=institution, proposed_by=factories.UserFactory()
    )
    assert "Ministry of Water" not in page(client, row)
    client.force_login(factories.secretariat())
    body = page(client, row)
    assert "Ministry of Water" in body
    assert 'value="accept"' not in body
    client.force_login(factories.focal_point(institution))
    assert 'value="accept"' in page(client, row)
    client.force_login(factories.authority(institution))
    assert 'value="accept"' not in page(client, row)


def test_deeds_follow_the_policies(client, row):
    deeds = ("Write an update", "Assess", "Put into a cluster")

    def offered():
        body = page(client, row)
        return [deed for deed in deeds if f">{deed}</a>" in body]

    assert offered() == []
    for person, expected in (
        (factories.secretariat(), ["Assess", "Put into a cluster"]),
        (factories.focal_point(), ["Write an update", "Assess"]),
        (factories.authority(), []),
        (factories.representative("nhri"), ["Assess"]),
        (factories.administrator(), []),
    ):
        client.force_login(person)
        assert offered() == expected


def test_position_repeats_and_terms_are_shown(client, row):
    PositionChange.objects.create(
        recommendation=row,
        position="supported",
        source="A/HRC/59/15/Add.1, para. 3",
        taken_on=dt.date(2025, 4, 4),
    )
    earlier = factories.RecommendationFactory(reference="UPR-3-11")
    hidden = factories.RecommendationFactory(
        reference="UPR-9-9", publication="draft", published_at=None
    )
    for end in (earlier, hidden):
        Repeat.objects.create(later=row, earlier=end)
    ThemeLink.objects.create(
        recommendation=row, theme=factories.ThemeFactory(name="Water"), method="rule"
    )
    body = page(client, row)
    assert "A/HRC/59/15/Add.1, para. 3" in body
    assert "UPR-3-11" in body
    assert "UPR-9-9" not in body
    assert "Water (suggested by a rule, unreviewed)" in body
    assert "<bdi>A/HRC/59/15</bdi>" in body


@pytest.mark.parametrize("reader", ["stranger", "officer", "reporter"])
def test_queries_do_not_grow_with_what_hangs_on_it(
    client, row, reader, django_assert_max_num_queries
):
    home = factories.InstitutionFactory()
    person = {
        "stranger": lambda: None,
        "officer": factories.secretariat,
        "reporter": lambda: factories.focal_point(home),
    }[reader]()
    if person:
        client.force_login(person)
    client.get(f"/recommendations/{row.reference}/")

    def hang(number):
        for n in range(number):
            ministry = factories.InstitutionFactory()
            cluster = factories.ClusterFactory()
            ClusterMembership.objects.create(cluster=cluster, recommendation=row)
            update = publish_update(on=[row])
            update.evidence_links.create(
                document=document(update.author, f"Decree {n}", Classification.PUBLIC)
            )
            publish_update(cluster=cluster)
            activity = factories.ActivityFactory()
            activity.recommendations.add(row)
            activity.milestones.create(title="Step", due_on=dt.date(2026, 3, 31))
            indicator = factories.IndicatorFactory()
            indicator.recommendation_links.create(recommendation=row)
            factories.ValueFactory(indicator=indicator)
            factories.PlanObjectiveFactory().recommendation_links.create(recommendation=row)
            factories.ObligationFactory(recommendation=row)
            assess(row, "institution", institution=ministry)
            for viewpoint in ("nhri", "civil_society"):
                speaker = factories.InstitutionFactory(
                    kind="nhri" if viewpoint == "nhri" else "cso"
                )
                assess(row, viewpoint, institution=speaker)
            assess(row)
            ThemeLink.objects.create(recommendation=row, theme=factories.ThemeFactory())

    hang(1)
    with django_assert_max_num_queries(15) as one:
        page(client, row)
    hang(10)
    with django_assert_max_num_queries(15) as many:
        page(client, row)
    assert len(one.captured_queries) == len(many.captured_queries)


@pytest.mark.parametrize(
    ("symbol", "of_review", "address", "shown"),
    [
        ("CRC/C/XMA/CO/5", "CRC/C/XMA/CO/5", "https://docs.example/co5", "CRC/C/XMA/CO/5"),
        ("", "CRC/C/XMA/CO/5", "https://docs.example/co5", "CRC/C/XMA/CO/5"),
        ("", "", "https://docs.example/co5", "At its source"),
        ("CRC/C/XMA/CO/5/Add.1", "CRC/C/XMA/CO/5", "https://docs.example/co5", None),
        ("CRC/C/XMA/CO/5", "CRC/C/XMA/CO/5", "", None),
    ],
)
def test_the_source_is_named_by_paragraph_and_can_be_opened(
    client, symbol, of_review, address, shown
):
    review = factories.ReviewFactory(symbol=of_review, document_url=address)
    factories.RecommendationFactory(
        reference="CRC-51", review=review, mechanism=review.mechanism, symbol=symbol, paragraph="51"
    )
    page = client.get("/recommendations/CRC-51/").content.decode()
    assert "<bdi>51</bdi>" in page
    if shown:
        assert f'<a href="{address}"><bdi>{shown}</bdi></a>' in page
    else:
        assert f"<bdi>{symbol}</bdi>" in page
        assert "docs.example" not in page
