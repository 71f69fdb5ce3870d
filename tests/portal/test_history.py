"""The history tab: everything is in it, and each reader sees their part of it."""

import pytest
from django.db import connection

from nmirf.common.history import because
from recommendations.models import (
    Assessment,
    Assignment,
    ClusterMembership,
    Recommendation,
    ThemeLink,
)
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _demo_mode(settings):
    """People of the tests sign in without a second factor."""
    settings.DEMO_MODE = True


@pytest.fixture
def row():
    return factories.RecommendationFactory(reference="CRC-5-31b")


def entries(client, row):
    response = client.get(f"{row.get_absolute_url()}history/")
    assert response.status_code == 200
    return list(response.context["page"].object_list)


def changes(client, row):
    return {
        (line.label, line.before, line.after)
        for entry in entries(client, row)
        for line in entry.changes
    }


def test_bulk_update_and_raw_sql_are_in_it(client, row):
    Recommendation.objects.filter(pk=row.pk).update(priority=True)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE recommendations_recommendation SET position = 'supported' WHERE id = %s",
            [row.pk],
        )
    client.force_login(factories.secretariat())
    found = changes(client, row)
    assert ("Priority", "no", "yes") in found
    assert ("Position of the State", "Not stated", "Supported") in found
    assert {entry.who for entry in entries(client, row)} == {
        "by a command, or directly in the database"
    }


def test_raw_sql_on_a_text_and_a_deletion_are_in_it(client, row):
    theme = factories.ThemeFactory(name="Water")
    ThemeLink.objects.create(recommendation=row, theme=theme)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE recommendations_recommendationtext SET text = 'Other words.' "
            "WHERE recommendation_id = %s",
            [row.pk],
        )
        cursor.execute(
            "DELETE FROM recommendations_themelink WHERE recommendation_id = %s", [row.pk]
        )
    client.force_login(factories.secretariat())
    assert ("Text", "Register every child at birth.", "Other words.") in changes(client, row)
    acts = [entry.act for entry in entries(client, row)]
    assert acts[0] == "Theme: Water removed"


def test_members_read_who_and_why_the_public_does_not(client, row):
    officer = factories.UserFactory(full_name="Ana Ruiz")
    with because("Asked for by the committee"):
        import_context = {"user": officer.pk}
        with because("Asked for by the committee", **import_context):
            row.requires_legislation = True
            row.save()
    client.force_login(factories.focal_point())
    entry = entries(client, row)[0]
    assert (entry.who, entry.reason) == ("Ana Ruiz", "Asked for by the committee")
    client.logout()
    body = client.get(f"{row.get_absolute_url()}history/").content.decode()
    assert "Requires legislation" in body
    assert "Ana Ruiz" not in body
    assert "Asked for" not in body


def test_priority_is_in_the_history_of_the_secretariat_alone(client, row):
    row.priority = True
    row.save()
    address = f"{row.get_absolute_url()}history/"
    assert "Priority" not in client.get(address).content.decode()
    client.force_login(factories.focal_point())
    assert "Priority" not in client.get(address).content.decode()
    client.force_login(factories.secretariat())
    assert "Priority" in client.get(address).content.decode()


def test_public_history_begins_with_publication(client):
    row = factories.RecommendationFactory(publication="draft", published_at=None, text="Old draft.")
    row.texts.update(text="As published.")
    row.publication, row.published_at = "published", row.created_at
    row.save()
    body = client.get(f"{row.get_absolute_url()}history/").content.decode()
    assert "Old draft." not in body
    assert ("Publication", "Draft", "Published") in changes(client, row)
    client.force_login(factories.secretariat())
    assert ("Text", "Old draft.", "As published.") in changes(client, row)


def test_contested_assignment_and_draft_assessment_stay_inside(client, row):
    ministry = factories.InstitutionFactory(name="Ministry of Water")
    person = factories.UserFactory(full_name="Ana Ruiz")
    assignment = Assignment.objects.create(
        recommendation=row, institution=ministry, proposed_by=person
    )
    Assignment.objects.filter(pk=assignment.pk).update(state="contested", reason="Not ours")
    nhri = factories.InstitutionFactory(kind="nhri")
    Assessment.objects.create(
        recommendation=row,
        viewpoint="nhri",
        institution=nhri,
        author=factories.speaker(nhri),
        status="contrary",
        assessed_on=row.issued_on,
        rationale="Not yet public",
    )
    body = client.get(f"{row.get_absolute_url()}history/").content.decode()
    for secret in ("Ministry of Water", "Not ours", "Not yet public", "Ana Ruiz"):
        assert secret not in body
    client.force_login(factories.secretariat())
    body = client.get(f"{row.get_absolute_url()}history/").content.decode()
    assert "Not ours" in body
    assert "Not yet public" not in body
    client.force_login(factories.focal_point(ministry))
    assert "Not ours" in client.get(f"{row.get_absolute_url()}history/").content.decode()


def test_what_was_taken_back_is_for_members_alone(client, row):
    """The view that a withdrawn update stated is retired with it."""
    stated = Assessment.objects.create(
        recommendation=row,
        viewpoint="institution",
        institution=factories.InstitutionFactory(),
        author=factories.UserFactory(),
        status="contrary",
        assessed_on=row.issued_on,
        rationale="Said too early",
        publication="published",
    )
    assert "Said too early" in client.get(f"{row.get_absolute_url()}history/").text
    Assessment.objects.filter(pk=stated.pk).update(publication="retired")
    assert "Said too early" not in client.get(f"{row.get_absolute_url()}history/").text
    client.force_login(factories.secretariat())
    assert "Said too early" in client.get(f"{row.get_absolute_url()}history/").text


def test_accepted_assignment_is_public_without_the_names(client, row):
    ministry = factories.InstitutionFactory(name="Ministry of Water")
    person = factories.UserFactory(full_name="Ana Ruiz")
    assignment = Assignment.objects.create(
        recommendation=row, institution=ministry, proposed_by=person
    )
    Assignment.objects.filter(pk=assignment.pk).update(state="accepted", decided_by=person)
    body = client.get(f"{row.get_absolute_url()}history/").content.decode()
    assert "Ministry of Water" in body
    assert "Ana Ruiz" not in body
    client.force_login(factories.secretariat())
    assert "Ana Ruiz" in client.get(f"{row.get_absolute_url()}history/").content.decode()


def test_draft_cluster_is_not_named_in_public(client, row):
    hidden = factories.ClusterFactory(title="Hidden cluster", publication="draft")
    ClusterMembership.objects.create(cluster=hidden, recommendation=row)
    assert "Hidden cluster" not in client.get(f"{row.get_absolute_url()}history/").content.decode()
    client.force_login(factories.secretariat())
    assert "Hidden cluster" in client.get(f"{row.get_absolute_url()}history/").content.decode()


def test_cluster_has_a_history_of_its_members(client, row):
    cluster = factories.ClusterFactory(title="Births")
    link = ClusterMembership.objects.create(cluster=cluster, recommendation=row)
    ClusterMembership.objects.filter(pk=link.pk).update(overlap="partial")
    acts = [entry.act for entry in entries(client, cluster)]
    assert acts == [
        "Member of a cluster: CRC-5-31b changed",
        "Member of a cluster: CRC-5-31b added",
        "Cluster added",
    ]


def test_queries_do_not_grow_with_the_history(client, row, django_assert_max_num_queries):
    client.get(f"{row.get_absolute_url()}history/")
    with django_assert_max_num_queries(12) as one:
        entries(client, row)
    for n in range(25):
        ThemeLink.objects.create(recommendation=row, theme=factories.ThemeFactory())
        Recommendation.objects.filter(pk=row.pk).update(position_source=f"Letter {n}")
    with django_assert_max_num_queries(12) as many:
        assert len(entries(client, row)) == 50
    assert len(one.captured_queries) == len(many.captured_queries)
