"""Recommendations over the API: what the page and its files show, in the same order, page by page."""

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from recommendations.models import (
    Assessment,
    ClusterMembership,
    Recommendation,
    RecommendationText,
    ThemeLink,
)
from recommendations.parsers import Limits
from recommendations.parsers.xlsx import Workbook
from recommendations.services.merging import merge_recommendations
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def rows():
    """Eight of different days, statuses and themes, some with updates."""
    ministry, theme = make.InstitutionFactory(name="Ministry of Water"), make.ThemeFactory()
    cluster = make.ClusterFactory()
    author = make.focal_point(ministry)
    found = []
    for number in range(8):
        row = make.RecommendationFactory(
            reference=f"R-{number}",
            issued_on=None if number == 3 else f"202{number % 3}-05-01",
            symbol=f"A/{number % 2}",
            text="Register every child." if number % 2 else "Amend the law on water, children too.",
            lead=ministry if number % 2 else None,
        )
        if number % 3 == 0:
            Assessment.objects.create(
                recommendation=row,
                viewpoint="secretariat",
                author=author,
                status="in_progress",
                assessed_on="2026-02-01",
                rationale="Done in part.",
                publication="published",
            )
            ThemeLink.objects.create(recommendation=row, theme=theme)
            ClusterMembership.objects.create(cluster=cluster, recommendation=row)
        found.append(row)
    at = "2026-03-01T10:00:00Z"
    for number in (1, 4):
        make.UpdateFactory(
            institution=ministry,
            author=author,
            on=[found[number]],
            state="published",
            submitted_at=at,
            signed_at=at,
            signed_by=author,
            published_at=at,
        )
    return found


COLUMNS = ("reference", "text", "status", "themes", "lead", "updates")


def sheet(path, query=""):
    """(titles, rows) of the XLSX, each row by the title of its columns."""
    every = "&".join(f"column={name}" for name in COLUMNS)
    answer = Client().get(f"/recommendations.xlsx?{every}&{query}")
    path.write_bytes(b"".join(answer.streaming_content))
    with Workbook(path, Limits()) as book:
        [(_first, head), *lines] = sorted(dict(book.rows(book.sheets[0])).items())
        return [{head[place]: cell for place, cell in line.items()} for _number, line in lines]


@pytest.mark.parametrize("query", ["", "status=in_progress", "q=child", "q=child&sort=reference"])
def test_values_are_those_of_the_page_and_of_the_file(rows, ask, tmp_path, query):
    answer = ask(f"/recommendations?{query}").json()
    page = Client().get(f"/recommendations/?{query}").context
    assert answer["total"] == page["page"].paginator.count
    assert [one["id"] for one in answer["data"]] == [card.reference for card in page["cards"]]
    lines = sheet(tmp_path / "register.xlsx", query)
    assert [one["reference"] for one in answer["data"]] == [line["Reference"] for line in lines]
    for one, line in zip(answer["data"], lines, strict=True):
        assert one["text"] == line["Text"]
        assert one["status"] == line["Status"]
        assert one["updates"] == float(line["Published updates"])
        for name, title in (("themes", "Themes"), ("lead", "Lead institution")):
            assert "; ".join(one[name]) == line.get(title, "")


@pytest.mark.parametrize("sort", ["newest", "reference", "status", "updated", "relevance"])
def test_pages_of_two_hold_each_record_once_in_the_order_of_the_list(rows, ask, sort):
    words = "&q=child" if sort == "relevance" else ""
    whole = [one["id"] for one in ask(f"/recommendations?sort={sort}{words}").json()["data"]]
    address, found = f"/recommendations?sort={sort}&limit=2{words}", []
    while address:
        answer = ask(address)
        found += [one["id"] for one in answer.json()["data"]]
        following = answer.json()["next"]
        if following:
            assert answer["Link"] == f'<{following}>; rel="next"'
        address = following and following.split("/api/v1")[1]
    assert found == whole
    assert len(found) == (4 if words else 8)


def test_what_comes_and_goes_between_two_pages_disturbs_nothing(rows, ask):
    first = ask("/recommendations?sort=reference&limit=3").json()
    Recommendation.objects.filter(reference="R-0").update(publication="retired")
    make.RecommendationFactory(reference="R-00")
    rest = ask(first["next"].split("/api/v1")[1].replace("limit=3", "limit=50")).json()
    told = [one["id"] for one in first["data"] + rest["data"]]
    assert len(told) == len(set(told))
    assert {f"R-{number}" for number in range(1, 8)} <= set(told)


def test_facets_count_as_beside_the_register(rows, ask):
    told = ask("/facets?status=in_progress").json()
    found = Client().get("/recommendations/?status=in_progress").context["found"]
    assert told["total"] == found.counts.total == 3
    for facet in told["facets"]:
        options = found.counts.options[facet["parameter"]]
        assert [(one["value"], one["number"]) for one in facet["options"]] == [
            (option.value, option.count) for option in options
        ]


def test_a_record_says_by_itself_what_its_line_says(rows, ask):
    for status, day in (("planned", "2026-03-05"), ("in_progress", "2026-03-09")):
        Assessment.objects.create(
            recommendation=rows[0],
            viewpoint="secretariat",
            author=make.secretariat(),
            status=status,
            assessed_on=day,
            rationale="It is under way.",
            publication="published",
        )
    for title in ("Wells", "Births"):
        ClusterMembership.objects.create(
            cluster=make.ClusterFactory(title=title), recommendation=rows[0]
        )
    lines = {one["id"]: one for one in ask("/recommendations?limit=50").json()["data"]}
    assert len(lines["R-0"]["clusters"]) >= 2
    assert lines["R-0"]["status_on"] == "2026-03-09"
    for reference, line in lines.items():
        whole = ask(f"/recommendations/{reference}").json()
        assert {name: whole[name] for name in line} == line


def test_the_number_of_queries_does_not_grow(rows, ask):
    def queries(path):
        cache.clear()
        ask(path)
        with CaptureQueriesContext(connection) as found:
            assert ask(path).status_code == 200
        return len(found)

    # None is asked when the updates were published where there are none.
    assert queries("/recommendations?limit=1") <= queries("/recommendations?limit=8") <= 12
    rows += [make.RecommendationFactory(reference=f"S-{number}") for number in range(30)]
    assert queries("/recommendations?limit=30") <= queries("/recommendations?limit=200") <= 12
    assert queries("/recommendations/R-2") <= queries("/recommendations/R-0") <= 15


def test_texts_come_in_the_language_asked_for_and_all_of_them_in_the_record(rows, ask):
    RecommendationText.objects.create(
        recommendation=rows[0], language="fr", text="Modifier la loi."
    )
    told = ask("/recommendations/R-0?lang=fr").json()
    assert (told["text"], told["text_language"]) == ("Modifier la loi.", "fr")
    assert [one["language"] for one in told["texts"]] == ["en", "fr"]
    assert told["status"] != "In progress"
    assert told["status_code"] == "in_progress"
    assert told["page"].endswith("/fr/recommendations/R-0/")


# What is no longer there.


def gone(answer):
    assert answer.status_code == 410
    assert answer["Content-Type"] == "application/problem+json"
    return answer.json()["replaced_by"]


def test_a_merged_record_leads_to_what_it_became(rows, ask):
    merge_recommendations(
        kept=rows[0], absorbed=rows[1], actor=make.secretariat(), reason="Typed twice."
    )
    assert gone(ask("/recommendations/R-1")).endswith("/api/v1/recommendations/R-0")


def test_a_retired_record_is_gone_and_a_withheld_one_was_never_there(rows, ask):
    Recommendation.objects.filter(reference="R-1").update(publication="retired")
    assert gone(ask("/recommendations/R-1")) is None
    Recommendation.objects.filter(reference="R-1").update(is_withheld=True)
    assert ask("/recommendations/R-1").status_code == 404
    make.RecommendationFactory(reference="R-D", publication="retired", published_at=None)
    assert ask("/recommendations/R-D").status_code == 404


def test_merged_terms_and_former_addresses_lead_on(ask):
    kept = make.ThemeFactory(code="births")
    make.ThemeFactory(code="birth", is_active=False, merged_into=kept)
    assert gone(ask("/themes/birth")).endswith("/themes/births")
    ministry = make.InstitutionFactory(slug="water")
    ministry.former_names.create(name="Ministry of Rivers", slug="rivers", until="2024-01-01")
    assert gone(ask("/institutions/rivers")).endswith("/institutions/water")


def test_a_withdrawn_update_is_gone(rows, ask):
    author = User.objects.filter(appointments__isnull=False).first()
    row = make.UpdateFactory(
        institution=author.appointments.get().institution,
        author=author,
        on=[rows[0]],
        state="withdrawn",
        **dict.fromkeys(("submitted_at", "signed_at", "published_at"), "2026-03-01T10:00:00Z"),
        signed_by=author,
    )
    assert gone(ask(f"/updates/{row.reference}")) is None
    assert str(row.reference) not in ask("/updates").content.decode()
