"""The pages of open data: what there is, what columns mean, how to cite."""

import datetime as dt
import json
import re

import pytest

from portal.opendata.tables import TABLES
from tests import factories as make
from tests.portal.open_data.conftest import NOON

HOUR = dt.timedelta(hours=1)


@pytest.fixture
def row(db):
    make.NationalMechanismFactory()
    return make.RecommendationFactory()


def blocks(html):
    """The blocks of data but the way here; every other script comes from a file of our own."""
    found = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL)
    assert html.count("<script") == html.count("<script src=") + len(found)
    return [one for one in map(json.loads, found) if one["@type"] != "BreadcrumbList"]


def test_before_the_first_edition_the_page_says_what_will_be_there(client, row):
    html = client.get("/open-data/").content.decode()
    assert "No files have been made yet" in html
    assert "/open-data/recommendations/" in html
    assert blocks(html) == []
    assert "No files have been made yet" in client.get("/open-data/clusters/").content.decode()


def test_every_table_is_listed_with_its_files_and_the_page_is_small(
    client, row, make_edition, django_assert_max_num_queries
):
    edition = make_edition().edition
    with django_assert_max_num_queries(4):
        html = client.get("/open-data/").content.decode()
    for name in TABLES:
        assert f'href="/open-data/{name}/"' in html
        for ending in ("csv", "jsonl", "xlsx", "parquet"):
            assert f'href="/data/{name}.{ending}"' in html
    for name in ("all.zip", "datapackage.json", "catalog.jsonld", "SHA256SUMS"):
        assert f'href="/data/{name}"' in html
    assert edition.files["all.zip"].sha256 in html
    assert "https://data.example/data/2026-03-10/all.zip" in html
    assert "/api/" in html


@pytest.mark.usefixtures("few_tables")
def test_versions_say_until_when_they_stay(client, row, make_edition, settings):
    settings.OPEN_DATA_DAYS = 10
    make_edition()
    make.ClusterFactory()
    make_edition(NOON + HOUR)
    html = client.get("/open-data/").content.decode()
    assert 'href="/data/2026-03-10.2/all.zip"' in html
    assert "kept until 20 March 2026" in html


def test_each_column_is_explained_on_the_page_of_its_table(client, row):
    for table in TABLES.values():
        answer = client.get(f"/open-data/{table.name}/")
        assert answer.status_code == 200
        html = answer.content.decode()
        for column in table.columns:
            assert f'id="{column.name}"' in html
            assert str(column.definition)
    html = client.get("/open-data/recommendations/").content.decode()
    assert "<code>supported_noted</code>" in html
    assert 'href="/open-data/mechanisms/"' in html
    assert client.get("/open-data/nothing/").status_code == 404


def test_search_engines_are_told_and_no_text_leaves_its_block(client, row, make_edition):
    mechanism = make.NationalMechanismFactory._meta.model.objects.get()
    mechanism.name = "</script><script>alert(1)</script><!--"
    mechanism.save()
    make_edition()
    html = client.get("/fr/open-data/").content.decode()
    assert "alert(1)</script>" not in html.replace("&lt;/script&gt;", "")
    [whole] = blocks(html)
    assert whole["@type"] == "Dataset"
    assert whole["license"] == "https://creativecommons.org/licenses/by/4.0/"
    assert whole["creator"]["name"].startswith("</script>")
    assert {part["url"] for part in whole["hasPart"]} == {
        f"https://data.example/fr/open-data/{name}/" for name in TABLES
    }
    [table] = blocks(client.get("/open-data/clusters/").content.decode())
    assert table["distribution"][0]["encodingFormat"] == "text/csv"


def test_the_footer_leads_here(client, row):
    assert 'href="/open-data/"' in client.get("/").content.decode()


@pytest.mark.browser
@pytest.mark.usefixtures("few_tables")
@pytest.mark.django_db(transaction=True)
def test_the_pages_are_accessible_and_keep_the_security_policy(
    page, live_server, make_edition, check_accessibility
):
    make.NationalMechanismFactory()
    make.RecommendationFactory()
    make_edition()
    for path in ("/open-data/", "/ar/open-data/", "/open-data/recommendations/"):
        for width in (390, 1280):
            page.set_viewport_size({"width": width, "height": 900})
            page.goto(f"{live_server.url}{path}")
            check_accessibility(page)
            wide = page.evaluate("document.documentElement.scrollWidth")
            assert wide <= width
