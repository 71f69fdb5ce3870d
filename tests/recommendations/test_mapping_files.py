"""A table read by a file that says which column is which field, on the command line."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given, settings
from hypothesis import strategies as st

from recommendations.models import ImportBatch, ImportMapping, Recommendation
from recommendations.parsers import BadFile, read_mapping
from tests.recommendations.uhri_files import json_file, record, sheets_file

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lists", "stored_files")]

TITLES = ["No.", "What", "When", "Themes"]
ROWS = [
    ["4 (a)", "Build schools.", "03/04/2020", "Right to education+Right to health"],
    ["4 (b)", "Train teachers.", "31/02/2020", ""],
]
GOOD = {
    "columns": {"paragraph": "No.", "text": "What", "issued_on": "When", "themes": "Themes"},
    "constants": {"body": "CRC", "symbol": "CRC/C/SVN/CO/5"},
    "reading": {"day_first": False, "separator": "+"},
}


@pytest.fixture(params=["csv", "xlsx"])
def table(tmp_path, request):
    if request.param == "xlsx":
        return sheets_file(tmp_path / "ours.xlsx", {"Notes": [["x"]], "Data": [TITLES, *ROWS]})
    path = tmp_path / "ours.csv"
    path.write_text("\n".join("\t".join(row) for row in [TITLES, *ROWS]), encoding="utf-8")
    return path


@pytest.fixture
def mapping(tmp_path):
    def write(said):
        path = tmp_path / "columns.json"
        path.write_text(said if isinstance(said, str) else json.dumps(said), encoding="utf-8")
        return path

    return write


def run(path, *options):
    out = StringIO()
    command = ("import_recommendations", path, "--json", "--state", "SVN", *options)
    call_command(*command, stdout=out, stderr=StringIO())
    return json.loads(out.getvalue())


def refusal(path, *options):
    out = StringIO()
    command = ("import_recommendations", path, "--json", "--state", "SVN", *options)
    with pytest.raises(CommandError) as refused:
        call_command(*command, stdout=out, stderr=StringIO())
    found = json.loads(out.getvalue())
    assert found["rejected"] == []
    assert found["error"]["where"] in str(refused.value)
    assert found["error"]["reason"] in str(refused.value)
    assert not Recommendation.objects.exists()
    assert not ImportBatch.objects.exists()
    return found["error"]


def test_an_unknown_table_comes_in_by_a_file_that_says_its_columns(table, mapping):
    assert refusal(table)["what"] == "needs mapping"
    report = run(table, "--columns", mapping(GOOD))
    assert (report["format"], report["created"], report["updated"]) == ("table", 1, 0)
    assert [(one["row"], one["field"], one["value"]) for one in report["rejected"]] == [
        (3, "When", "31/02/2020")
    ]
    record = Recommendation.objects.get()
    assert (record.symbol, record.paragraph) == ("CRC/C/SVN/CO/5", "4 (a)")
    assert str(record.issued_on) == "2020-03-04"
    assert record.theme_links.count() == 2


def test_what_it_said_stays_with_the_import_and_no_mapping_is_kept_under_a_name(table, mapping):
    run(table, "--columns", mapping(GOOD))
    assert ImportBatch.objects.get().own_mapping == GOOD
    assert not ImportMapping.objects.exists()
    again = run(table, "--columns", mapping(GOOD))
    assert (again["created"], again["unchanged"]) == (0, 1)


def test_a_dry_run_by_such_a_file_keeps_nothing(table, mapping):
    assert run(table, "--columns", mapping(GOOD), "--dry-run")["created"] == 1
    assert not ImportBatch.objects.exists()


def changed(**parts):
    return {name: GOOD[name] | parts.get(name, {}) for name in GOOD}


@pytest.mark.parametrize(
    ("said", "key", "reason"),
    [
        ("{", "line 1, column 2", "no JSON"),
        ("[]", "columns.json", "must be an object"),
        ('{"columns": {"text": "a", "text": "b"}}', "text", "twice"),
        (GOOD | {"colums": {}}, "colums", "columns, constants, reading"),
        (GOOD | {"columns": []}, "columns", "must be an object"),
        (changed(columns={"paragraf": "No."}), "columns.paragraf", "paragraph"),
        (changed(columns={"symbol": 3}), "columns.symbol", "text"),
        (changed(columns={"symbol": " "}), "columns.symbol", "blank"),
        (changed(columns={"symbol": "a\0"}), "columns.symbol", "no text"),
        (changed(reading={"sheet": "\ud800"}), "reading.sheet", "no text"),
        (changed(columns={"symbol": "what"}), "columns.symbol", "“text”"),
        (changed(constants={"organ": "CRC"}), "constants.organ", "body"),
        (changed(reading={"sheets": "Data"}), "reading.sheets", "sheet"),
        (changed(reading={"day_first": "yes"}), "reading.day_first", "true or false"),
        (changed(reading={"separator": "; or ,"}), "reading.separator", "3 characters"),
        (GOOD | {"columns": {"symbol": "No."}}, "columns.text", "no column for the text"),
        (GOOD | {"constants": {}}, "constants.body", "which mechanism"),
    ],
)
def test_a_bad_file_of_columns_is_refused_with_key_and_reason(tmp_path, mapping, said, key, reason):
    path = tmp_path / "ours.csv"
    path.write_text("a\tb\n1\t2\n", encoding="utf-8")
    error = refusal(path, "--columns", mapping(said))
    assert error["what"] == "bad mapping"
    assert error["where"].startswith("columns.json")
    assert error["where"].endswith(key)
    assert reason in error["reason"]


def test_a_column_that_the_table_lacks_is_named(table, mapping):
    error = refusal(table, "--columns", mapping(changed(columns={"response": "Answer"})))
    assert error["what"] == "missing column"
    assert "Answer" in error["reason"]
    assert "No., What, When, Themes" in error["reason"]


def test_a_file_of_columns_that_is_not_there_is_named(tmp_path, table):
    error = refusal(table, "--columns", tmp_path / "nothing.json")
    assert error["where"] == "nothing.json"


def test_what_is_wrong_with_the_columns_is_told_of_their_own_file(table, mapping):
    said = mapping(GOOD | {"colums": {}})
    with pytest.raises(CommandError, match=r"^columns\.json, colums: "):
        call_command("import_recommendations", str(table), "--columns", str(said))


def test_columns_of_what_is_no_table_are_refused_and_never_passed_over(tmp_path, mapping):
    error = refusal(json_file(tmp_path, record(1)), "--columns", mapping(GOOD))
    assert error["what"] == "no table"


def test_a_saved_mapping_and_a_file_of_columns_exclude_each_other(table, mapping):
    with pytest.raises(CommandError, match="not allowed with"):
        run(table, "--columns", mapping(GOOD), "--mapping", "ours")


@settings(max_examples=60, deadline=None)
@given(
    said=st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=5),
        lambda inner: st.dictionaries(
            st.sampled_from(["columns", "constants", "reading", "text", "body", "sheet", "x"]),
            inner,
            max_size=4,
        ),
        max_leaves=12,
    )
)
def test_no_file_of_columns_goes_wrong_unsaid(tmp_path_factory, said):
    path = tmp_path_factory.mktemp("columns") / "columns.json"
    path.write_text(json.dumps(said), encoding="utf-8")
    try:
        found = read_mapping(path)
    except BadFile as refused:
        found = refused
    if isinstance(found, BadFile):
        assert (found.what, found.message != "") == ("bad mapping", True)
    else:
        assert "text" in found.columns


def test_what_a_list_of_words_says_is_told_as_it_stands(table, mapping):
    said = GOOD | {"constants": GOOD["constants"] | {"position": "perhaps"}}
    rejected = run(table, "--columns", mapping(said))["rejected"]
    assert {"perhaps"} == {one["value"] for one in rejected if one["field"] == "position"}


def test_a_sheet_of_a_file_without_any_is_said_not_to_be_there(tmp_path, mapping):
    path = tmp_path / "ours.csv"
    path.write_text("\n".join("\t".join(row) for row in [TITLES, *ROWS]), encoding="utf-8")
    said = mapping(GOOD | {"reading": {"sheet": "Data"}})
    assert refusal(path, "--columns", said)["reason"].endswith("The sheets here are: –.")
