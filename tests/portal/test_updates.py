"""The public address of an update: what it says, and what became of it."""

import pytest
from django.utils import timezone

from activities.models import Evidence, UpdateStep
from activities.services import moves
from documents.choices import Classification, Kind
from documents.services import store
from recommendations.models import ClusterMembership
from tests import factories as make
from tests.files import upload

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _demo(settings):
    settings.DEMO_MODE = True


@pytest.fixture
def ministry():
    return make.InstitutionFactory(name="Ministry of Interior")


@pytest.fixture
def row():
    return make.RecommendationFactory(reference="UPR-4-1")


def told(ministry, row=None, state="published", **facts):
    signed = state in {"signed", "published", "superseded", "withdrawn"}
    return make.UpdateFactory(
        institution=ministry,
        state=state,
        submitted_at=timezone.now(),
        signed_by=make.UserFactory() if signed else None,
        signed_at=timezone.now() if signed else None,
        published_at=timezone.now() if signed and state != "signed" else None,
        on=[row] if row else [],
        **{"headline": "Births registered", "narrative": "Said officially.", **facts},
    )


def address(update):
    return f"/updates/{update.reference}/"


def taken_back(update):
    moves.withdraw(pk=update.pk, actor=make.secretariat(), note="It named Ana Ruiz.")
    update.refresh_from_db()
    return update


def test_a_published_update_is_read_and_cited_at_its_own_address(client, ministry, row):
    update = told(ministry, row)
    answer = client.get(address(update))
    assert answer.status_code == 200
    text = answer.content.decode()
    for words in ("Births registered", "Said officially.", "Ministry of Interior", "UPR-4-1"):
        assert words in text
    assert f"http://testserver{address(update)}" in text
    assert f'href="{address(update)}"' in client.get("/recommendations/UPR-4-1/").content.decode()


@pytest.mark.parametrize("state", ["draft", "submitted", "returned", "verified", "signed"])
def test_what_was_never_public_has_no_address(client, ministry, row, state):
    update = told(ministry, row, state)
    assert client.get(address(update)).status_code == 404
    client.force_login(make.secretariat())
    assert client.get(address(update)).status_code == 404


def test_of_a_withdrawn_one_everybody_learns_that_alone(client, ministry, row):
    update = taken_back(told(ministry, row))
    answer = client.get(address(update))
    assert answer.status_code == 410
    text = answer.content.decode()
    assert "This update was withdrawn" in text
    assert "Ministry of Interior" in text
    for hidden in ("Births registered", "Said officially.", "Ana Ruiz", update.source):
        assert hidden not in text


@pytest.mark.parametrize("where", ["recommendation", "cluster", "activity"])
def test_time_lines_say_withdrawn_without_the_text(client, ministry, row, where):
    cluster = make.ClusterFactory(slug="births")
    ClusterMembership.objects.create(cluster=cluster, recommendation=row)
    activity = make.ActivityFactory(slug="teams", lead=ministry)
    activity.recommendations.add(row)
    facts = {"cluster": {"cluster": cluster}, "activity": {"activity": activity}}
    target = row if where == "recommendation" else None
    update = taken_back(told(ministry, target, **facts.get(where, {})))
    pages = {
        "recommendation": "/recommendations/UPR-4-1/",
        "cluster": "/clusters/births/",
        "activity": "/activities/teams/",
    }
    for page in {pages[where], pages["recommendation"]}:
        text = client.get(page).content.decode()
        assert "An update that was withdrawn" in text
        assert f'href="{address(update)}"' in text
        for hidden in ("Births registered", "Said officially.", "Ana Ruiz"):
            assert hidden not in text


def test_its_files_are_closed_with_it(client, ministry, row):
    update = told(ministry, row)
    document = store(
        actor=update.author,
        upload=upload("decree.pdf"),
        kind=Kind.EVIDENCE,
        classification=Classification.PUBLIC,
    )
    Evidence.objects.create(update=update, document=document, page=4)
    text = client.get(address(update)).content.decode()
    assert f'href="{document.get_absolute_url()}#page=4"' in text
    assert ", page 4" in text
    assert (
        f"{document.get_absolute_url()}#page=4"
        in client.get("/recommendations/UPR-4-1/").content.decode()
    )
    taken_back(update)
    assert client.get(document.get_absolute_url()).status_code == 404
    assert document.get_absolute_url() not in client.get(address(update)).content.decode()


def test_a_superseded_one_leads_to_what_took_its_place(client, ministry, row):
    older = told(ministry, row)
    newer = told(ministry, row, "signed", replaces=older, narrative="Said anew.")
    moves.publish(pk=newer.pk, actor=make.secretariat())
    answer = client.get(address(older))
    assert answer.status_code == 410
    text = answer.content.decode()
    assert "This update was superseded" in text
    assert f'href="{address(newer)}"' in text
    assert "Said officially." not in text
    assert "Said anew." in client.get(address(newer)).content.decode()


@pytest.mark.parametrize(
    ("role", "reads"),
    [("focal_point", True), ("secretariat", True), ("other", False), ("cso", False)],
)
def test_its_text_and_history_stay_with_those_entitled(client, ministry, row, role, reads):
    update = taken_back(told(ministry, row))
    people = {
        "focal_point": lambda: make.focal_point(ministry),
        "secretariat": make.secretariat,
        "other": make.focal_point,
        "cso": lambda: make.representative("cso"),
    }
    client.force_login(people[role]())
    text = client.get(address(update)).content.decode()
    assert ("Its text and its history" in text) is reads
    assert "Said officially." not in text
    answer = client.get(update.get_absolute_url())
    assert answer.status_code == (200 if reads else 404)
    if reads:
        assert "Said officially." in answer.content.decode()
        assert "It named Ana Ruiz." in answer.content.decode()
    assert UpdateStep.objects.get(update=update).note == "It named Ana Ruiz."


def test_what_it_is_about_stays_hidden_where_that_is_not_public(client, ministry):
    hidden = make.RecommendationFactory(reference="UPR-4-99", publication="draft")
    update = told(ministry, hidden)
    assert "UPR-4-99" not in client.get(address(update)).content.decode()


def test_withdrawn_ones_are_counted_nowhere(client, ministry, row):
    taken_back(told(ministry, row))
    text = client.get("/recommendations/").content.decode()
    assert "An update that was withdrawn" not in text
    assert "Births registered" not in client.get("/").content.decode()


def test_queries_do_not_grow_with_what_it_is_about(client, ministry, django_assert_max_num_queries):
    update = told(ministry, make.RecommendationFactory())
    client.get(address(update))
    counts = []
    for more in (0, 8):
        for _n in range(more):
            update.recommendations.add(make.RecommendationFactory())
        with django_assert_max_num_queries(14) as asked:
            client.get(address(update))
        counts.append(len(asked))
    assert counts[0] == counts[1]
