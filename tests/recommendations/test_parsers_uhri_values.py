"""UHRI's two exports: dates, ids, and rows that can't be used."""

import datetime as dt
import uuid

import pytest

from tests.recommendations.uhri_files import (
    Formula,
    cells,
    json_file,
    record,
    sheets_file,
    xlsx_file,
)

from .uhri_reading import EXPECTED, from_cells, from_json, only, problem_of, rows_of

# Dates.

DAY = dt.date(2026, 2, 25)


DATES = [
    46078,
    46078.4996282407,
    "46078",
    "46078.5",
    DAY,
    dt.datetime.combine(DAY, dt.time(10, 53)),
]
DATES += ["2026-02-25", "2026-02-25T10:53:45.827", "2026-02-25 10:53", "2026-02-25T00:00:00Z"]
DATES += ["25/02/2026", "25.2.2026", "25 February 2026", "25 Feb 2026"]
NO_DATES = [
    "31/02/2020",
    "2020-02-31",
    "2020-13-01T00:00:00",
    "12/31/2020",
    "yesterday",
    "20 Foo 2020",
]
NO_DATES += ["1111-01-01", "2999-01-01", -5, 0.5, 1e300, True, ["2020-01-01"], {"year": 2020}]


@pytest.mark.parametrize("cell", DATES, ids=str)
def test_dates_of_a_sheet(tmp_path, cell):
    row = only(
        xlsx_file(
            tmp_path,
            cells(record()) | {"Document Publication Date": cell},
            default_date_format="dd/mm/yyyy",
        )
    )
    assert (row.published_on, row.problems) == (DAY, ())


def test_workbooks_that_count_days_from_1904(tmp_path):
    titles = {"Document Publication Date": dt.date(2026, 2, 25)}
    row = only(
        xlsx_file(tmp_path, cells(record()) | titles, date_1904=True, default_date_format="d")
    )
    assert row.published_on == DAY


def test_missing_dates_are_none(tmp_path):
    row = from_json(tmp_path, PublicationDate=None, PublicationDateOnUhri="")
    assert (row.published_on, row.uhri_published_on, row.problems) == (None, None, ())


@pytest.mark.parametrize("value", NO_DATES, ids=str)
def test_what_is_no_date_rejects_the_row(tmp_path, value):
    row = from_json(tmp_path, PublicationDate=value)
    assert problem_of(row)[0] == "PublicationDate"
    assert row.published_on is None


# Ids.


@pytest.mark.parametrize(
    "value",
    [
        "A9CEAE8C-FE1C-40F9-A326-1529E0AB678F",
        "{a9ceae8c-fe1c-40f9-a326-1529e0ab678f}",
        "a9ceae8cfe1c40f9a3261529e0ab678f",
        " a9ceae8c-fe1c-40f9-a326-1529e0ab678f\u200b",
    ],
)
def test_ids_are_brought_to_their_usual_form(tmp_path, value):
    assert from_json(tmp_path, AnnotationId=value).annotation_id == EXPECTED.annotation_id


@pytest.mark.parametrize("key", ["AnnotationId", "DocumentId"])
@pytest.mark.parametrize(
    "value", ["not-an-id", "a9ceae8c-fe1c-40f9-a326", str(uuid.UUID(int=0)), 7]
)
def test_what_is_no_id_rejects_the_row(tmp_path, key, value):
    row = from_json(tmp_path, **{key: value})
    assert problem_of(row)[0] == key


def test_an_id_may_be_missing(tmp_path):
    row = from_json(tmp_path, AnnotationId=None)
    assert (row.annotation_id, row.problems) == (None, ())


def test_the_second_use_of_an_id_is_rejected_and_names_the_first(tmp_path):
    path = json_file(tmp_path, record(1), record(2), record(1, Text="9.9 Another text"))
    first, second, third = rows_of(path)
    assert (first.problems, second.problems) == ((), ())
    assert problem_of(third) == ("AnnotationId", third.annotation_id)
    assert "1" in third.problems[0].message


# Rows that can't be used.


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("Text", None),
        ("Text", ""),
        ("Text", "<p>&nbsp;</p>"),
        ("Text", 5),
        ("Text", ["a list"]),
        ("Text", "x" * 200_000),
        ("Themes", 5),
        ("Themes", [5]),
        ("Themes", ["x" * 20_000]),
        ("Countries", {"name": "Chad"}),
        ("Sdgs", True),
        ("Body", None),
        ("Body", "-"),
        ("Symbol", 1.5),
        ("UprPositions", ["Perhaps"]),
        ("UprPositions", ["Supported", "Under consideration"]),
        ("UprSession", ["no number"]),
        ("UprSession", 34),
        ("UprCycle", "none"),
    ],
)
def test_a_wrong_value_rejects_its_row_alone(tmp_path, key, value):
    path = json_file(tmp_path, record(1), record(2, **{key: value}), record(3))
    before, row, after = rows_of(path)
    assert problem_of(row)[0] == key
    assert row.problems[0].message
    assert len(row.problems[0].value) <= 200
    assert (before.problems, after.problems) == ((), ())


def test_problems_of_a_sheet_name_its_own_titles(tmp_path):
    row = from_cells(tmp_path, **{"OHCHR Annotation Id": "?", "Reccomending Body": ""})
    assert {problem.field for problem in row.problems} == {
        "OHCHR Annotation Id",
        "Reccomending Body",
    }
    assert row.position == 2


def test_things_in_the_list_that_are_no_records_are_rejected(tmp_path):
    first, *others = rows_of(json_file(tmp_path, record(1), 5, "text", None, [record(2)]))
    assert first.problems == ()
    assert all(row.problems for row in others)


def test_formulas_are_not_computed_and_their_stored_results_not_believed(tmp_path):
    path = tmp_path / "export.xlsx"
    row = cells(record()) | {"Document Symbol": Formula('=HYPERLINK("x","A/HRC/43/15")')}
    sheets_file(path, {"Sheet": [list(row), list(row.values())]})
    found = only(path)
    field, value = problem_of(found)
    assert (field, found.symbol) == ("Document Symbol", "")
    assert value.startswith("=HYPERLINK")


def test_texts_that_look_like_formulas_are_texts(tmp_path):
    assert from_cells(tmp_path, **{"Document Symbol": "=1+1"}).symbol == "=1+1"
