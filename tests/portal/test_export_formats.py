"""The register as an Excel, JSON or Word file: sound whatever the texts hold, and read back unchanged."""

import datetime as dt
import io
import json
import re
import zipfile

import pytest
from django.core.management import call_command
from docx import Document

from mechanisms.models import Mechanism, State
from recommendations.models import (
    AffectedGroup,
    GroupLink,
    Recommendation,
    RecommendationText,
    RecommendingState,
    SdgTarget,
    SdgTargetLink,
    Theme,
    ThemeLink,
)
from recommendations.parsers import Limits
from recommendations.parsers.xlsx import Workbook
from recommendations.services.imports import import_file
from tests import factories

from .exporting import content
from .exporting import rows as rows

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _demo_mode(settings):
    """People of the tests sign in without a second factor."""
    settings.DEMO_MODE = True


def test_an_excel_file_has_typed_cells_a_frozen_head_and_what_the_columns_mean(
    client, rows, tmp_path
):
    path = tmp_path / "file.xlsx"
    path.write_bytes(content(client.get("/recommendations.xlsx", {"sort": "reference"})))
    with Workbook(path, Limits()) as book:
        assert [sheet.name for sheet in book.sheets] == [
            "Recommendations",
            "Columns",
            "About this file",
        ]
        sheets = {sheet.name: dict(book.rows(sheet)) for sheet in book.sheets}
    head, first = sheets["Recommendations"][1], sheets["Recommendations"][2]
    place = {title: column for column, title in head.items()}
    # A day is a number that the format shows as a day.
    assert first[place["Issued on"]] == float((dt.date(2024, 5, 1) - dt.date(1899, 12, 30)).days)
    assert first[place["Activities"]] == 0.0
    explained = {row[0]: row[2] for row in sheets["Columns"].values()}
    assert set(place) == set(explained) - {"Column"}
    assert all(explained.values())
    about = {row[0]: row[1] for row in sheets["About this file"].values()}
    assert about["Recommendations"] == 3.0
    parts = zipfile.ZipFile(path)
    sheet = parts.read("xl/worksheets/sheet1.xml").decode()
    assert re.search(r'<pane [^>]*ySplit="1"[^>]*state="frozen"', sheet)


def test_no_cell_of_an_excel_file_is_a_formula_or_a_link(client, tmp_path):
    factories.RecommendationFactory(reference="X-1", text="=1+1")
    factories.RecommendationFactory(reference="X-2", text="https://evil.example/")
    path = tmp_path / "file.xlsx"
    path.write_bytes(content(client.get("/recommendations.xlsx")))
    sheet = zipfile.ZipFile(path).read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet
    assert "<hyperlink" not in sheet


def test_an_excel_file_says_which_texts_a_cell_cannot_hold(client, tmp_path):
    factories.RecommendationFactory(reference="X-1", text="a" * 32_767)
    factories.RecommendationFactory(reference="X-2", text="b" * 32_768)
    path = tmp_path / "file.xlsx"
    asked = {"sort": "reference", "column": ["reference", "text"]}
    path.write_bytes(content(client.get("/recommendations.xlsx", asked)))
    with Workbook(path, Limits()) as book:
        sheets = {sheet.name: dict(book.rows(sheet)) for sheet in book.sheets}
    assert sheets["Recommendations"][2][1] == "a" * 32_767
    assert len(sheets["Recommendations"][3][1]) == 32_767
    assert sheets["Recommendations"][3][1].endswith(
        "b … (cut: the other formats have the whole text)"
    )
    about = {row[0]: row[1] for row in sheets["About this file"].values()}
    assert about["Texts cut at what a cell can hold"] == 1.0
    assert list(sheets["Cut texts"].values()) == [
        {0: "Sheet", 1: "Row", 2: "Column"},
        {0: "Recommendations", 1: 3.0, 2: "Text"},
    ]


@pytest.mark.parametrize("ending", ["csv", "json"])
def test_other_files_cut_no_text(client, ending):
    factories.RecommendationFactory(text="b" * 40_000)
    asked = {"column": ["reference", "text"]}
    assert "b" * 40_000 in content(client.get(f"/recommendations.{ending}", asked)).decode()


def test_a_json_file_says_what_it_is_and_what_its_columns_mean(client, rows):
    found = json.loads(content(client.get("/recommendations.json", {"sort": "reference"})))
    assert found["count"] == len(found["rows"]) == 3
    first = found["rows"][0]
    assert first["issued_on"] == "2024-05-01"
    assert first["themes"] == ["Right to a name"]
    assert first["activities"] == 0
    assert set(first) == {column["name"] for column in found["columns"]}
    assert found["licence"] == "CC BY 4.0"
    assert found["address"].endswith("/recommendations/?sort=reference")


def test_a_word_file_has_the_table_of_ohchrs_lists(client, rows):
    group = AffectedGroup.objects.create(code="children", name="Children")
    GroupLink.objects.create(recommendation=rows[0], group=group)
    file = io.BytesIO(content(client.get("/recommendations.docx", {"sort": "reference"})))
    (table,) = Document(file).tables
    cells = [[cell.text for cell in row.cells] for row in table.rows]
    assert cells[0] == [
        "Recommendation",
        "Position",
        "Full list of themes",
        "Assessment/comments on level of implementation",
    ]
    assert cells[1][0].startswith("Document: CRC/C/XMA/CO/5 | ")
    assert cells[2][0].startswith("1\tRegister every child, number 1.")
    assert cells[2][2] == "- Right to a name\nAffected persons:\n- Children"
    assert cells[2][3].startswith("Not assessed")
    assert len([row for row in cells[1:] if not row[0].startswith("Document:")]) == 3


def test_a_word_file_marks_the_language_of_a_text(client):
    record = factories.RecommendationFactory(reference="X-1", text="Register.")
    RecommendationText.objects.filter(recommendation=record).update(
        language="ar", text="تسجيل الأطفال"
    )
    file = content(client.get("/recommendations.docx"))
    xml = zipfile.ZipFile(io.BytesIO(file)).read("word/document.xml").decode()
    assert 'w:bidi="ar"' in xml
    assert "<w:bidi/>" in xml


@pytest.mark.parametrize("ending", ["csv", "xlsx", "json", "docx"])
def test_a_text_with_any_character_makes_a_sound_file(client, ending):
    record = factories.RecommendationFactory(reference="X-1", text="Register.")
    RecommendationText.objects.filter(recommendation=record).update(
        text="a\x01b & <c> \ufffe “d” \U0001f9d2\nnext"
    )
    file = content(client.get(f"/recommendations.{ending}"))
    if ending in ("xlsx", "docx"):
        assert zipfile.ZipFile(io.BytesIO(file)).testzip() is None
    assert file


@pytest.mark.parametrize("ending", ["csv", "xlsx", "json", "docx"])
def test_an_empty_list_makes_an_empty_file(client, ending):
    assert content(client.get(f"/recommendations.{ending}", {"q": "nothing"}))


@pytest.fixture
def mixed(db):
    """Records of a review and of a committee, with all that the layout of OHCHR can say."""
    call_command("load_reference")
    theme = Theme.objects.get(code="health")
    upr, cedaw = Mechanism.objects.get(code="UPR"), Mechanism.objects.get(code="CEDAW")
    states = State.objects.filter(iso3__in=["FRA", "PER"])
    own = factories.StateFactory(iso3="XMA", iso2="XM", name="Republic of Marisola")
    review = factories.ReviewFactory(
        mechanism=upr, symbol="A/HRC/57/191", cycle=4, session=46, published_on=dt.date(2024, 8, 28)
    )
    asked = factories.RecommendationFactory(
        reference="UPR-4-140.1",
        mechanism=upr,
        review=review,
        addressed_to=own,
        symbol="A/HRC/57/191",
        paragraph="140.1",
        issued_on=dt.date(2024, 8, 28),
        position="supported",
        position_source="A/HRC/57/191/Add.1, para. 3",
        text="Build a clinic in each district, with midwives",
    )
    for state in states:
        RecommendingState.objects.create(recommendation=asked, state=state)
    target = SdgTarget.objects.get(code="3.7")
    SdgTargetLink.objects.create(recommendation=asked, target=target)
    GroupLink.objects.create(
        recommendation=asked, group=AffectedGroup.objects.get(code="women-girls")
    )
    observed = factories.RecommendationFactory(
        reference="CEDAW-8-31b",
        mechanism=cedaw,
        review=factories.ReviewFactory(mechanism=cedaw, symbol="CEDAW/C/XMA/CO/8"),
        addressed_to=own,
        symbol="CEDAW/C/XMA/CO/8",
        paragraph="31 (b)",
        issued_on=dt.date(2023, 3, 1),
        position="not_stated",
        text="Pay midwives (and nurses) as the law says.",
    )
    for record in (asked, observed):
        ThemeLink.objects.create(recommendation=record, theme=theme)
    return asked, observed


def test_its_own_word_file_is_read_back_with_nothing_changed(client, mixed, tmp_path):
    path = tmp_path / "list.docx"
    path.write_bytes(content(client.get("/recommendations.docx")))
    before = (Recommendation.objects.count(), RecommendationText.objects.count())
    report = import_file(path=path, state_code="XMA")
    counted = (report.rows, report.created, report.updated, report.unchanged)
    assert counted == (2, 0, 0, 2)
    assert report.rejected == []
    assert (Recommendation.objects.count(), RecommendationText.objects.count()) == before


def test_its_own_word_file_makes_an_empty_register_whole_again(client, mixed, tmp_path):
    path = tmp_path / "list.docx"
    path.write_bytes(content(client.get("/recommendations.docx")))
    Recommendation.objects.all().delete()
    assert import_file(path=path, state_code="XMA").created == 2
    made = {record.reference: record for record in Recommendation.objects.all()}
    for record in mixed:
        again = made[record.reference]
        for name in ("symbol", "paragraph", "position", "position_source", "issued_on"):
            assert getattr(again, name) == getattr(record, name), name
        assert (again.mechanism_id, again.response) == (record.mechanism_id, "")
        assert [link.theme.code for link in again.theme_links.all()] == ["health"]
    upr = made["UPR-4-140.1"]
    assert upr.authentic.text == "Build a clinic in each district, with midwives"
    assert sorted(upr.recommending_states.values_list("iso3", flat=True)) == ["FRA", "PER"]
    assert list(upr.sdg_targets.values_list("code", flat=True)) == ["3.7"]
    assert list(upr.groups.values_list("code", flat=True)) == ["women-girls"]
    assert made["CEDAW-8-31b"].authentic.text == "Pay midwives (and nurses) as the law says."
