"""What the web asks of pages: one address, facts for programs, maps of the site, what is no more."""

import re
from xml.etree import ElementTree

import pytest

from mechanisms.models import Instrument
from portal.sitemaps import NAMED_PAGES, PAGES, SECTIONS
from portal.urls import urlpatterns
from recommendations.models import (
    AffectedGroup,
    Objective,
    Recommendation,
    SdgGoal,
    SdgTarget,
    Theme,
)
from recommendations.services.merging import merge_recommendations
from tests import factories as make

from .web_pages import MAP, data_of, head_of, link, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def row():
    make.NationalMechanismFactory()
    return make.RecommendationFactory(
        reference="CRC-51", text='Stop "</script><b>" & register.', status="in_progress"
    )


# Addresses


@pytest.mark.parametrize(
    ("asked", "known"),
    [
        ("/recommendations/CRC-51/?utm_source=x&text=en", "/recommendations/CRC-51/"),
        ("/recommendations/?utm_source=x", "/recommendations/"),
        (
            "/recommendations/?status=in_progress&position=noted&page=2",
            "/recommendations/?page=2&amp;position=noted&amp;status=in_progress",
        ),
        (
            "/recommendations/?page=1&year=2023&year=2022",
            "/recommendations/?year=2022&amp;year=2023",
        ),
        ("/recommendations/?page=abc", "/recommendations/"),
        ("/clusters/?page=3&x=1", "/clusters/?page=3"),
        ("/fr/clusters/", "/fr/clusters/"),
    ],
)
def test_a_page_has_one_address(client, row, settings, asked, known):
    settings.SITE_URL = "https://tracker.example.org"
    head = head_of(client, asked)
    assert link(head, "canonical") == [f"https://tracker.example.org{known}"]
    others = dict(re.findall(r'hreflang="([^"]*)" href="([^"]*)"', head))
    assert set(others) == {"en", "fr", "ar", "x-default"}
    assert f"https://tracker.example.org{known}" in others.values()
    assert others["x-default"] == others["en"]


def test_one_list_of_very_many_is_not_listed(client, row):
    assert "noindex" not in head_of(client, "/recommendations/?status=in_progress&year=2023")
    for query in ("status=in_progress&year=2023&position=noted", "q=birth"):
        assert "noindex, follow" in head_of(client, f"/recommendations/?{query}")


def test_what_is_not_there_has_no_address_of_its_own(client, row):
    head = head_of(client, "/recommendations/CRC-9/")
    assert "canonical" not in head
    assert "noindex" in head


def test_the_switch_of_language_keeps_page_and_query(client, row):
    html = text_of(client, "/recommendations/?page=1&status=in_progress")
    assert 'href="/fr/recommendations/?page=1&amp;status=in_progress"' in html


def test_a_page_leads_to_its_feeds_its_card_and_its_embedding(client, row, settings):
    head = head_of(client, "/ar/recommendations/CRC-51/")
    assert 'href="/ar/feeds/recommendation/CRC-51.atom"' in head
    assert 'href="/ar/feeds/changes.atom"' in head
    assert f'og:image" content="{settings.SITE_URL}/ar/cards/recommendation/CRC-51.png"' in head
    assert 'property="og:title" content="CRC-51"' in head
    assert 'type="application/json+oembed"' in head
    narrowed = head_of(client, "/recommendations/?status=in_progress&utm=1")
    assert 'href="/feeds/recommendations.atom?status=in_progress"' in narrowed
    for address in re.findall(r'<link [^>]*href="(/(?:ar/)?(?:feeds|icons|open|site)[^"]*)"', head):
        assert client.get(address.replace("&amp;", "&")).status_code == 200


FOLLOWED = {
    "/recommendations/?status=in_progress&page=1": "recommendations",
    "/recommendations/CRC-51/": "recommendation/CRC-51",
    "/clusters/births/": "cluster/births",
    "/institutions/water/": "institution/water",
    "/changes/?kind=report": "changes",
    "/calendar/": "calendar",
    "/consultations/": "consultations",
    "/reports/": "reports",
}


@pytest.mark.parametrize("page", FOLLOWED)
@pytest.mark.parametrize("prefix", ["", "/ar"])
def test_readers_and_programs_find_the_feed_in_both_forms(client, row, page, prefix):
    make.ClusterFactory(slug="births")
    make.InstitutionFactory(slug="water")
    head, _end, body = text_of(client, prefix + page).partition("</head>")
    query = {"recommendations": "?status=in_progress", "changes": "?kind=report"}
    name = FOLLOWED[page]
    for ending, media_type in (("atom", "application/atom+xml"), ("json", "application/feed+json")):
        address = f"{prefix}/feeds/{name}.{ending}"
        shown = f"{address}{query.get(name, '')}"
        assert f'<a href="{shown}" type="{media_type}">' in body
        assert f'type="{media_type}" title="' in head
        assert f'href="{address}' in head
        answer = client.get(shown)
        assert (answer.status_code, answer["Content-Type"].partition(";")[0]) == (200, media_type)


# Facts for programs


def test_facts_for_programs_cannot_end_their_block(client, row):
    html = text_of(client, "/recommendations/CRC-51/")
    assert "</script><b>" not in html
    facts = data_of(html)
    assert facts["CreativeWork"]["text"] == 'Stop "</script><b>" & register.'
    assert facts["CreativeWork"]["isPartOf"]["name"]
    assert facts["BreadcrumbList"]["itemListElement"][1]["item"].endswith("/recommendations/")


def test_the_first_page_tells_who_publishes_and_how_to_search(client, row):
    facts = data_of(text_of(client, "/"))["WebSite"]
    assert facts["publisher"]["@type"] == "GovernmentOrganization"
    assert "{search_term_string}" in facts["potentialAction"]["target"]["urlTemplate"]


# Maps of the site


def test_the_map_names_every_public_page_in_every_language(client, row, settings):
    make.RecommendationFactory(reference="SECRET-1", publication="draft", published_at=None)
    make.ClusterFactory(slug="secret", publication="draft")
    make.ClusterFactory(slug="births")
    make.PlanFactory(slug="decade")
    make.MechanismFactory(code="SECRET-M", is_active=False)
    Theme.objects.create(code="secret-theme", name="Out of use", is_active=False)
    Theme.objects.create(code="Health", name="Health")
    AffectedGroup.objects.create(code="women", name="Women")
    Objective.objects.create(code="1", name="Laws")
    goal = SdgGoal.objects.create(number=16, name="Peace")
    SdgTarget.objects.create(code="16.b", goal=goal, name="Laws without discrimination")
    Instrument.objects.create(
        code="CESCR",
        name="Covenant",
        kind="treaty",
        monitored_by=row.mechanism,
        entry_rule="months_1",
    )
    parts = [
        loc.text.removeprefix(settings.SITE_URL)
        for loc in ElementTree.fromstring(client.get("/sitemap.xml").content).iter(f"{MAP}loc")  # noqa: S314
    ]
    whole = "".join(text_of(client, part) for part in parts)
    assert "secret" not in whole.lower()
    for path in (
        "/recommendations/CRC-51/",
        "/ar/clusters/births/",
        "/fr/plans/decade/",
        "/changes/",
        "/ar/themes/health/",
        "/groups/women/",
        "/objectives/1/",
        "/sdgs/16/",
        "/fr/sdgs/16.b/",
        "/instruments/cescr/",
        f"/mechanisms/{row.mechanism.code.lower()}/",
        "/charts/heat-map/",
        "/fr/open-data/recommendations/",
    ):
        assert f"<loc>{settings.SITE_URL}{path}</loc>" in whole
    assert "<lastmod>" in whole
    for path in re.findall(r"<loc>[^<]*?(/[^<]*)</loc>", whole.replace(settings.SITE_URL, "")):
        assert client.get(path).status_code == 200, path
    assert client.get("/sitemap-nothing-1.xml").status_code == 404
    assert client.get("/sitemap-recommendations-2.xml").status_code == 404
    assert client.get("/sitemap-pages-99999999.xml").status_code == 404


# Of a record that is listed itself, of a day, for one reader or one certificate, or nothing but a form.
NOT_LISTED = (
    *("recommendation_history", "cluster_history", "plan_versions", "as_of_day"),
    *("as_of_recommendation", "verify", "export", "follow", "follow_confirm", "follow_stop"),
    *("report_error", "join", "join_confirm"),
)
# Files, sheets and pictures.
NO_PAGES = ("brand", "opensearch", "calendar_feed", "card")


def test_no_kind_of_page_is_left_out_of_the_map():
    pages = {
        one.name
        for one in urlpatterns
        if "ending>" not in str(one.pattern)
        and not str(one.pattern).startswith(("workspace/", "print/"))
        and one.name not in NO_PAGES
    }
    sections = {section.page for section in SECTIONS.values()}
    assert pages == {*PAGES, *NAMED_PAGES, *sections, *NOT_LISTED}


def test_a_part_holds_so_many_records_in_one_query(client, django_assert_num_queries, monkeypatch):
    monkeypatch.setattr("portal.sitemaps.RECORDS_OF_A_PART", 2)
    make.ClusterFactory.create_batch(5)
    assert text_of(client, "/sitemap.xml").count("sitemap-clusters-") == 3
    with django_assert_num_queries(1):
        assert text_of(client, "/sitemap-clusters-1.xml").count("<url>") == 2 * 3


def test_search_engines_stay_out_of_what_is_not_for_them(client, settings):
    text = text_of(client, "/robots.txt")
    for line in ("Disallow: /workspace/", "Disallow: /ar/account/", "Disallow: /admin/"):
        assert line in text.splitlines()
    assert f"Sitemap: {settings.SITE_URL}/sitemap.xml" in text
    settings.DEMO_MODE = True
    assert text_of(client, "/robots.txt") == "User-agent: *\nDisallow: /\n"
    settings.DEMO_MODE, settings.SEARCH_ENGINES = False, False
    assert text_of(client, "/robots.txt") == "User-agent: *\nDisallow: /\n"


def test_researchers_learn_whom_to_write_to(client, settings):
    assert client.get("/.well-known/security.txt").status_code == 404
    settings.SECURITY_CONTACT = "security@example.org"
    text = text_of(client, "/.well-known/security.txt")
    assert "Contact: mailto:security@example.org\n" in text
    assert "Expires: 20" in text


def test_a_browser_learns_how_to_search(client, row, settings):
    make_root = ElementTree.fromstring(client.get("/fr/opensearch.xml").content)  # noqa: S314
    urls = [url.get("template") for url in make_root.iter() if url.tag.endswith("Url")]
    assert f"{settings.SITE_URL}/fr/recommendations/?q={{searchTerms}}" in urls


# What is no more


RECORDS = {
    "/recommendations/{}/": (make.RecommendationFactory, "reference"),
    "/recommendations/{}/history/": (make.RecommendationFactory, "reference"),
    "/clusters/{}/": (make.ClusterFactory, "slug"),
    "/plans/{}/": (make.PlanFactory, "slug"),
    "/indicators/{}/": (make.IndicatorFactory, "slug"),
}


@pytest.mark.parametrize("path", RECORDS)
def test_what_was_public_is_gone_and_what_never_was_is_not_there(client, path):
    factory, column = RECORDS[path]
    public = factory(**{column: "was-public"}, publication="published")
    facts = {"published_at": None} if column == "reference" else {}
    draft = factory(**{column: "never-was"}, publication="draft", **facts)
    assert client.get(path.format("never-was")).status_code == 404
    for row in (public, draft):
        type(row).objects.filter(pk=row.pk).update(publication="retired")
    gone = client.get(path.format("was-public"))
    assert gone.status_code == 410
    html = gone.content.decode()
    assert "noindex" in html
    assert str(public) not in html.partition("<main")[2]
    never, nothing = (client.get(path.format(key)) for key in ("never-was", "nothing"))
    assert never.status_code == nothing.status_code == 404
    assert never.content.replace(b"never-was", b"nothing") == nothing.content


def test_what_protects_someone_is_not_told_either(client, row):
    Recommendation.objects.filter(pk=row.pk).update(publication="retired", is_withheld=True)
    assert client.get("/recommendations/CRC-51/").status_code == 404


def test_an_activity_that_is_a_draft_again_is_gone(client):
    activity = make.ActivityFactory(slug="offices")
    type(activity).objects.filter(pk=activity.pk).update(publication="draft")
    assert client.get("/activities/offices/").status_code == 410


def test_a_record_with_a_new_address_is_led_to(client):
    cluster = make.ClusterFactory(slug="old")
    type(cluster).objects.filter(pk=cluster.pk).update(slug="new")
    gone = client.get("/fr/clusters/old/")
    assert gone.status_code == 410
    assert 'href="/fr/clusters/new/"' in gone.content.decode()


def test_a_merged_record_still_leads_on(client, row):
    other = make.RecommendationFactory(mechanism=row.mechanism, addressed_to=row.addressed_to)
    merge_recommendations(kept=row, absorbed=other, reason="The same.", actor=make.secretariat())
    assert client.get(other.get_absolute_url()).status_code == 301


def test_these_files_are_asked_for_again_only_where_they_changed(client, row):
    for path in ("/sitemap.xml", "/robots.txt", "/opensearch.xml", "/icons/32.png"):
        first = client.get(path)
        assert "public" in first["Cache-Control"]
        assert client.get(path, headers={"if-none-match": first["ETag"]}).status_code == 304
        assert client.head(path).content == b""
        assert client.options(path).headers["Allow"].startswith("GET, HEAD")
