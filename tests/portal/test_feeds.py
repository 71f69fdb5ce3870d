import datetime as dt
import json
from xml.etree import ElementTree

import pytest
from django.core.cache import cache
from django.utils import timezone

from portal.syndication import MOST_ENTRIES
from recommendations.models import ClusterMembership
from tests import factories as make

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"
ALL = [
    *(f"/feeds/{name}" for name in ("recommendations", "changes", "consultations")),
    *(f"/feeds/{name}" for name in ("reports", "calendar", "recommendation/CRC.51")),
    *("/feeds/cluster/births", "/feeds/institution/interior"),
]


@pytest.fixture(autouse=True)
def _records():
    institution = make.InstitutionFactory(slug="interior")
    row = make.RecommendationFactory(
        reference="CRC.51", lead=institution, text="Inscrire & <compter> chaque enfant."
    )
    cluster = make.ClusterFactory(slug="births", title="Births")
    ClusterMembership.objects.create(cluster=cluster, recommendation=row)
    make.ObligationFactory(title="Sixth report")


def parsed(answer):
    return ElementTree.fromstring(answer.content)  # noqa: S314 - our own answer


def entries(answer):
    return parsed(answer).findall(f"{ATOM}entry")


@pytest.mark.parametrize("address", ALL)
def test_every_feed_is_well_formed_in_both_forms(client, address, settings):
    atom = client.get(f"/fr{address}.atom")
    assert atom["Content-Type"].startswith("application/atom+xml")
    root = parsed(atom)
    assert root.attrib["{http://www.w3.org/XML/1998/namespace}lang"] == "fr"
    links = {
        (link.get("rel"), link.get("type")): link.get("href") for link in root.iter(ATOM + "link")
    }
    assert links["self", None] == f"{settings.SITE_URL}/fr{address}.atom"
    assert links["alternate", "application/feed+json"] == f"{settings.SITE_URL}/fr{address}.json"
    for name in ("id", "title", "updated", "author"):
        assert root.find(ATOM + name) is not None
    listed = json.loads(client.get(f"/fr{address}.json").content)
    assert listed["version"] == "https://jsonfeed.org/version/1.1"
    assert listed["language"] == "fr"
    ids = [entry.find(ATOM + "id").text for entry in root.findall(f"{ATOM}entry")]
    assert [item["id"] for item in listed["items"]] == ids
    assert len(ids) == len(set(ids))
    assert all(one.startswith("tag:") for one in ids)
    assert all(item["url"].startswith(settings.SITE_URL) for item in listed["items"])
    for entry in root.findall(f"{ATOM}entry"):
        dt.datetime.fromisoformat(entry.find(ATOM + "updated").text)


def test_names_of_entries_are_the_same_in_every_language(client):
    ids = [
        [
            entry.find(ATOM + "id").text
            for entry in entries(client.get(f"{prefix}/feeds/changes.atom"))
        ]
        for prefix in ("", "/ar")
    ]
    assert ids[0] == ids[1]
    assert ids[0]


def test_the_register_is_followed_under_any_choice(client):
    make.RecommendationFactory(reference="UPR-1", position="supported")
    everything = json.loads(client.get("/feeds/recommendations.json").content)
    assert len(everything["items"]) == 2
    answer = client.get("/feeds/recommendations.json?position=supported&utm_source=x&page=3")
    narrowed = json.loads(answer.content)
    assert [item["title"].split(" · ")[0] for item in narrowed["items"]] == ["UPR-1"]
    assert narrowed["feed_url"].endswith("/feeds/recommendations.json?position=supported")
    assert narrowed["home_page_url"].endswith("/recommendations/?position=supported")


def test_the_register_tells_of_an_update_on_the_record_its_cluster_or_its_activity(client):
    rows = {
        name: make.RecommendationFactory(reference=name) for name in ("SELF", "CLUSTER", "ACTIVITY")
    }
    cluster, activity = make.ClusterFactory(), make.ActivityFactory()
    ClusterMembership.objects.create(cluster=cluster, recommendation=rows["CLUSTER"])
    activity.recommendation_links.create(recommendation=rows["ACTIVITY"])
    ministry, now = make.InstitutionFactory(), timezone.now()
    for days, facts in enumerate(
        ({"on": [rows["SELF"]]}, {"cluster": cluster}, {"activity": activity}), start=1
    ):
        at = now + dt.timedelta(days=days)
        moments = dict.fromkeys(("submitted_at", "signed_at", "published_at"), at)
        make.UpdateFactory(
            institution=ministry,
            state="published",
            signed_by=make.authority(ministry),
            **moments,
            **facts,
        )
    listed = json.loads(client.get("/feeds/recommendations.json").content)["items"]
    assert [item["title"].split(" · ")[0] for item in listed[:3]] == ["ACTIVITY", "CLUSTER", "SELF"]
    moved = [dt.datetime.fromisoformat(item["date_modified"]) for item in listed[:3]]
    assert [(at - now).days for at in moved] == [3, 2, 1]


def test_a_text_says_its_own_language(client):
    [entry] = entries(client.get("/ar/feeds/recommendations.atom"))
    summary = entry.find(ATOM + "summary")
    assert summary.text == "Inscrire & <compter> chaque enfant."
    assert summary.attrib["{http://www.w3.org/XML/1998/namespace}lang"] == "en"


def test_drafts_are_in_no_feed_whoever_asks(client, settings):
    settings.DEMO_MODE = True
    person = make.secretariat()
    person.is_demo = True
    person.save()
    client.force_login(person)
    draft = make.RecommendationFactory(publication="draft", published_at=None, reference="SECRET-1")
    make.ClusterFactory(slug="secret", title="SECRET-2", publication="draft")
    make.ObligationFactory(title="SECRET-3", is_public=False)
    for name in ("recommendations", "changes", "calendar"):
        assert b"SECRET" not in client.get(f"/feeds/{name}.atom").content
    assert client.get(f"/feeds/recommendation/{draft.reference}.atom").status_code == 404
    assert client.get("/feeds/cluster/secret.atom").status_code == 404


def test_a_feed_is_asked_for_again_only_where_something_changed(client):
    first = client.get("/feeds/changes.atom")
    assert "public" in first["Cache-Control"]
    again = client.get("/feeds/changes.atom", headers={"if-none-match": first["ETag"]})
    assert again.status_code == 304
    later = client.get("/feeds/changes.atom", headers={"if-modified-since": first["Last-Modified"]})
    assert later.status_code == 304
    make.RecommendationFactory(published_at=timezone.now() + dt.timedelta(seconds=2))
    assert (
        client.get("/feeds/changes.atom", headers={"if-none-match": first["ETag"]}).status_code
        == 200
    )
    head = client.head("/feeds/changes.atom")
    assert (head.status_code, head.content) == (200, b"")
    assert client.options("/feeds/changes.atom").headers["Allow"] == "GET, HEAD, OPTIONS"
    assert client.post("/feeds/changes.atom").status_code == 405


def test_nothing_else_is_a_feed(client):
    for address in ("changes.rss", "nothing.atom", "cluster/none.atom", "nothing/births.atom"):
        assert client.get(f"/feeds/{address}").status_code == 404


def test_characters_that_xml_cannot_hold_break_no_feed(client):
    make.RecommendationFactory(text="bell \x07 rings")
    entries(client.get("/feeds/recommendations.atom"))


def test_a_feed_has_at_most_so_many_entries_at_so_many_queries(
    client, django_assert_max_num_queries
):
    make.RecommendationFactory.create_batch(
        MOST_ENTRIES + 5, mechanism=make.MechanismFactory(), addressed_to=make.StateFactory()
    )
    cache.clear()
    for name in ("recommendations", "changes"):
        with django_assert_max_num_queries(12):
            assert len(entries(client.get(f"/feeds/{name}.atom"))) == MOST_ENTRIES
