"""Records are quoted, as files that programs for references read, and shared without anybody else."""

import datetime as dt
import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal import citation
from tests import factories

DAY = dt.date(2026, 3, 4)


@pytest.fixture(autouse=True)
def _demo_mode(settings):
    settings.DEMO_MODE = True


@pytest.fixture
def row(db):
    return factories.RecommendationFactory(
        reference="UPR-4-140.253",
        symbol="A/HRC/59/15",
        paragraph="140.253",
        issued_on=dt.date(2025, 7, 1),
    )


def cited(**facts):
    source = {
        "key": "UPR-4-140.253",
        "title": "UPR-4-140.253",
        "by": "Human Rights Council",
        "within": "UPR, cycle 4",
        "url": "/",
        "number": "A/HRC/59/15",
        "paragraph": "140.253",
        "issued_on": dt.date(2025, 7, 1),
    } | facts
    return citation.Cited(
        source=citation.Source(**source),
        site="Tracker",
        publisher="Marisola",
        address="https://tracker.example/recommendations/UPR-4-140.253/",
        read_on=DAY,
        language="en",
    )


def test_bibtex_escapes_what_tex_reads_as_a_command():
    text = citation.bibtex(cited(title="50 % of A&B_{x}"))
    assert text.startswith("@misc{UPR-4-140.253,\n")
    assert r"50 \% of A\&B\_\{x\}" in text
    assert "url = {https://tracker.example/recommendations/UPR-4-140.253/}" in text
    assert "year = {2025}" in text
    assert "urldate = {2026-03-04}" in text


def test_ris_has_its_tags_first_and_last():
    lines = citation.ris(cited()).split("\r\n")
    assert lines[0] == "TY  - ELEC"
    assert lines[-2:] == ["ER  - ", ""]
    assert "AU  - Human Rights Council" in lines
    assert "DA  - 2025/07/01" in lines
    assert "M1  - A/HRC/59/15" in lines


def test_csl_is_a_list_of_items():
    (item,) = json.loads(citation.csl(cited()))
    assert item["author"] == [{"literal": "Human Rights Council"}]
    assert item["issued"] == {"date-parts": [[2025, 7, 1]]}
    assert item["accessed"] == {"date-parts": [[2026, 3, 4]]}
    assert (item["number"], item["section"]) == ("A/HRC/59/15", "140.253")


@given(st.text(max_size=60), st.text(max_size=60))
def test_no_words_break_out_of_their_field(title, by):
    given_words = cited(title=title, by=by)
    ris = citation.ris(given_words)
    assert all(re.match(r"[A-Z][A-Z0-9]  - ", line) for line in ris.split("\r\n")[:-1])
    assert ris.count("ER  - \r\n") == 1
    assert len(json.loads(citation.csl(given_words))) == 1
    bare = re.sub(r"\\[{}%&$#_]", "", citation.bibtex(given_words))
    assert bare.count("{") == bare.count("}")


def test_a_page_offers_the_files_and_the_address(client, row):
    page = client.get(row.get_absolute_url()).content.decode()
    for ending, start in (("bib", "@misc{"), ("ris", "TY  - ELEC"), ("json", "[")):
        address = f"/cite/recommendation/UPR-4-140.253.{ending}"
        assert address in page
        answer = client.get(address)
        assert answer.content.decode().startswith(start)
        assert f'filename="upr-4-140253.{ending}"' in answer["Content-Disposition"]
    assert "http://testserver/recommendations/UPR-4-140.253/" in page
    assert "para. 140.253" in page
    assert 'class="qr"' in page


def test_the_same_acts_stand_on_every_kind_of_record(client, db):
    rows = {
        "cluster": factories.ClusterFactory(),
        "activity": factories.ActivityFactory(),
        "indicator": factories.IndicatorFactory(),
        "plan": factories.PlanFactory(),
    }
    for kind, one in rows.items():
        page = client.get(one.get_absolute_url()).content.decode()
        for act in (f"/cite/{kind}/{one.slug}.bib", f"/follow/{kind}/", f"/report-error/{kind}/"):
            assert act in page
        assert one.label in client.get(f"/cite/{kind}/{one.slug}.json").json()[0]["title"]


def test_what_is_not_there_for_a_reader_is_quoted_by_nobody(client, db):
    hidden = factories.RecommendationFactory(publication="draft", published_at=None)
    addresses = [f"/cite/recommendation/{hidden.reference}.bib"]
    client.force_login(factories.secretariat())
    page = client.get(hidden.get_absolute_url()).content.decode()
    assert addresses[0] in page
    assert "/follow/recommendation/" not in page
    assert client.get(f"/follow/recommendation/{hidden.reference}/").status_code == 404
    client.logout()
    addresses += [
        f"/follow/recommendation/{hidden.reference}/",
        f"/report-error/recommendation/{hidden.reference}/",
        f"/cite/recommendation/{hidden.reference}.exe",
        "/cite/user/1.bib",
    ]
    for address in addresses:
        assert client.get(address).status_code == 404, address


def test_an_unknown_form_of_file_is_not_there(client, row):
    assert client.get(f"/cite/recommendation/{row.reference}.exe").status_code == 404


def test_the_acts_ask_the_database_nothing(client, row, django_assert_max_num_queries):
    client.get(row.get_absolute_url())
    with django_assert_max_num_queries(15):
        assert client.get(row.get_absolute_url()).status_code == 200
