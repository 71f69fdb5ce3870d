"""Tables and workbooks that are imported by a mapping of their columns."""

import io
import json

import pytest
from django.core.management import call_command
from django.urls import reverse

from recommendations.models import ImportMapping, Theme
from recommendations.parsers.template import template_workbook
from recommendations.services.imports.terms import Terms
from tests.recommendations.test_import_pages import officer as officer
from tests.recommendations.test_import_pages import page_of
from tests.recommendations.test_import_pages import upload as upload
from tests.recommendations.uhri_files import sheets_file

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lists", "stored_files")]


@pytest.fixture(autouse=True)
def _own_state(settings):
    settings.STATE_CODE = "SVN"
    settings.DEMO_MODE = True


def address(name, batch):
    return reverse(f"recommendations:{name}", args=[batch.reference])


CSV = "Who,What,When\nCRC,Build schools,31/12/2020\nCRC,Train teachers,31/02/2020\n"
COLUMNS = {"column-body": "Who", "column-text": "What", "column-issued_on": "When"}


def test_a_table_is_read_by_a_mapping_that_is_kept(
    client, upload, officer, tmp_path, django_capture_on_commit_callbacks
):
    path = tmp_path / "ours.csv"
    path.write_text(CSV, encoding="utf-8")
    batch, _answer = upload(path)
    assert batch.state == "mapping"
    assert address("map_import", batch).encode() in page_of(client, batch).content
    content = client.get(address("map_import", batch)).content.decode()
    assert "Build schools" in content
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(
            address("map_import", batch), {"name": "ours", "day_first": "1", **COLUMNS}
        )
    assert answer.status_code == 302
    batch.refresh_from_db()
    assert (batch.state, batch.counts["create"], batch.counts["rejected"]) == ("ready", 1, 1)
    assert b"31/02/2020" in page_of(client, batch, outcome="rejected").content
    kept = ImportMapping.objects.get()
    assert (kept.name, kept.columns["text"], kept.made_by) == ("ours", "What", officer)
    with_it, _answer = upload(path, mapping=kept.pk)
    assert (with_it.state, with_it.counts["create"]) == ("ready", 1)


def test_the_form_divides_no_theme_at_its_semicolon(client, upload, tmp_path):
    path = tmp_path / "ours.csv"
    path.write_text(CSV, encoding="utf-8")
    batch, _answer = upload(path)
    form = client.get(address("map_import", batch)).context["form"]
    assert not form["separator"].value()


def test_terms_joined_by_semicolons_are_found_and_none_is_torn_apart():
    for code, name in (
        ("cats", "Cats: breeds; general principles"),
        ("milk", "Right to milk"),
    ):
        Theme.objects.create(code=code, name=name)
    terms = Terms.load()
    whole = "Cats: breeds; general principles"
    assert terms.codes("themes", [whole]) == ["cats"]
    assert terms.codes("themes", [f"Right to milk; {whole}"]) == ["cats", "milk"]
    assert terms.codes("themes", [f"{whole}; Right to milk"]) == ["cats", "milk"]
    odd = "Right to milk; something unknown"
    assert terms.codes("themes", [odd]) == [f"?{odd}"]


def test_a_filled_in_template_is_imported_by_the_command(tmp_path):
    path = tmp_path / "template.xlsx"
    path.write_bytes(template_workbook())
    out = io.StringIO()
    call_command(
        "import_recommendations", path, any_state=True, dry_run=True, json=True, stdout=out
    )
    report = json.loads(out.getvalue())
    assert (report["format"], report["created"] + len(report["rejected"])) == ("table", 1)


def test_a_mapping_needs_a_column_for_the_text(client, upload, tmp_path):
    path = tmp_path / "ours.csv"
    path.write_text(CSV, encoding="utf-8")
    batch, _answer = upload(path)
    answer = client.post(address("map_import", batch), {"name": "ours", "column-body": "Who"})
    assert answer.status_code == 422
    assert not ImportMapping.objects.exists()


def test_one_column_is_not_taken_for_two_fields(client, upload, tmp_path):
    path = tmp_path / "ours.csv"
    path.write_text(CSV, encoding="utf-8")
    batch, _answer = upload(path)
    sent = {"name": "ours", **COLUMNS, "column-heading": "What"}
    answer = client.post(address("map_import", batch), sent)
    assert answer.status_code == 422
    assert "This column is that of “Heading” already." in answer.content.decode()
    assert not ImportMapping.objects.exists()


def test_the_template_is_a_workbook(client, officer):
    answer = client.get(reverse("recommendations:import_template"))
    assert answer.content.startswith(b"PK")
    assert "recommendations.xlsx" in answer["Content-Disposition"]


# Workbooks of several sheets.

HEAD = ["Who", "What", "When"]


@pytest.fixture
def workbook(tmp_path):
    sheets = {
        "Read me": [["This file was made by hand."]],
        "2020": [HEAD, ["CRC", "Build schools.", "2020-12-31"]],
        "2024": [
            HEAD,
            ["CRC", "Train teachers.", "2024-12-31"],
            ["CRC", "Pay them.", "2024-12-31"],
        ],
        "Empty": [],
    }
    return sheets_file(tmp_path / "ours.xlsx", sheets)


def map_sheet(client, batch, sheet, capture, **more):
    with capture(execute=True):
        answer = client.post(
            f"{address('map_import', batch)}?sheet={sheet}",
            {"name": f"ours {sheet}", "day_first": "1", **COLUMNS, **more},
        )
    batch.refresh_from_db()
    return answer


def test_the_sheet_of_a_workbook_is_chosen(
    client, upload, workbook, django_capture_on_commit_callbacks
):
    batch, _answer = upload(workbook)
    assert batch.state == "mapping"
    page = client.get(address("map_import", batch), {"sheet": "2024"})
    assert "Train teachers." in page.text
    assert "Build schools." not in page.text
    assert "<option selected>2024</option>" in page.text
    answer = map_sheet(client, batch, "2024", django_capture_on_commit_callbacks)
    assert answer.status_code == 302
    assert (batch.state, batch.counts["create"]) == ("ready", 2)
    assert batch.mapping.reading["sheet"] == "2024"


def test_without_a_choice_the_first_sheet_with_these_columns_is_read(
    client, upload, workbook, django_capture_on_commit_callbacks
):
    batch, _answer = upload(workbook)
    map_sheet(client, batch, "", django_capture_on_commit_callbacks)
    assert (batch.counts["create"], "sheet" in batch.mapping.reading) == (1, False)


@pytest.mark.parametrize("sheet", ["Empty", "Nowhere"])
def test_a_sheet_that_holds_nothing_leads_back_to_the_first(client, upload, workbook, sheet):
    batch, _answer = upload(workbook)
    page = client.get(address("map_import", batch), {"sheet": sheet}, follow=True)
    assert page.redirect_chain == [(address("map_import", batch), 302)]
    assert "The table is empty." in page.text


def test_a_mapping_of_a_sheet_says_when_the_next_file_has_none_of_its_name(
    client, upload, workbook, tmp_path, django_capture_on_commit_callbacks
):
    batch, _answer = upload(workbook)
    map_sheet(client, batch, "2024", django_capture_on_commit_callbacks)
    other = sheets_file(tmp_path / "next.xlsx", {"2028": [HEAD, ["CRC", "Act.", "2028-12-31"]]})
    batch, _answer = upload(other, mapping=batch.mapping.pk)
    assert batch.state == "failed"
    assert "“2024”" in batch.error
    assert "2028" in batch.error


def test_a_table_of_one_sheet_asks_for_none(client, upload, tmp_path):
    path = tmp_path / "ours.csv"
    path.write_text(CSV, encoding="utf-8")
    batch, _answer = upload(path)
    assert 'name="sheet"' not in client.get(address("map_import", batch)).text
