"""A text that a cell cut is never taken for the whole one, whatever table it stands in."""

import json
from io import StringIO

import pytest
from django.core.management import call_command

from nmirf.common.cells import MARK
from recommendations.models import Recommendation
from recommendations.parsers import Limits, read_table
from recommendations.parsers.recognise import CSV, recognise
from tests.recommendations.uhri_files import cells, json_file, record, sheets_file, xlsx_file

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lists", "stored_files")]

WHOLE = "Act. " * 9_000
CUT = WHOLE[: 32_767 - len(str(MARK))] + str(MARK)


def run(path, *options):
    out = StringIO()
    command = ("import_recommendations", path, "--json", "--state", "SVN", *options)
    call_command(*command, stdout=out, stderr=StringIO())
    return json.loads(out.getvalue())


@pytest.mark.parametrize("text", [CUT, WHOLE[:32_767]], ids=["marked", "full"])
def test_a_workbook_whose_text_was_cut_replaces_nothing(tmp_path, text):
    run(json_file(tmp_path, record(1, Text=WHOLE)))
    before = Recommendation.objects.get().authentic.text
    report = run(xlsx_file(tmp_path, cells(record(1, Text=text)), cells(record(2))))
    assert (report["created"], report["updated"]) == (1, 0)
    (rejected,) = report["rejected"]
    assert (rejected["row"], rejected["field"]) == (2, "Text")
    assert "was cut" in rejected["reason"]
    assert len(rejected["value"]) <= 200
    assert (
        Recommendation.objects.get(annotation_id=record(1)["AnnotationId"]).authentic.text == before
    )


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_a_table_whose_text_was_cut_is_rejected_in_that_row(tmp_path, ending):
    rows = [["Reference", "Mechanism", "Text"], ["A-1", "CRC", CUT], ["A-2", "CRC", "Act."]]
    path = tmp_path / f"ours.{ending}"
    if ending == "xlsx":
        sheets_file(path, {"Recommendations": rows})
    else:
        path.write_text("\n".join("\t".join(row) for row in rows), encoding="utf-8")
    report = run(path)
    assert report["created"] == 1
    assert [(one["row"], one["field"]) for one in report["rejected"]] == [(2, "Text")]


def test_tables_of_anything_else_say_so_too(tmp_path):
    path = sheets_file(tmp_path / "t.xlsx", {"A": [["Code", "What"], ["1", CUT], ["2", "Act."]]})
    names = {"code": ["code"], "what": ["what"]}
    cut, whole = read_table(path, names, ["code"], most=10).rows
    assert [problem.field for problem in cut.problems] == ["What"]
    assert (whole.values["what"], whole.problems) == ("Act.", ())


def test_a_file_with_its_beginning_mark_may_be_full_of_letters_of_two_bytes(tmp_path):
    path = tmp_path / "ours.csv"
    for spare in range(3):
        text = f"No;Text\n{'1' * spare};{'ن' * 4_000}\n"
        path.write_text(text, encoding="utf-8-sig")
        assert recognise(path, Limits()) == CSV
