"""Any table through a mapping: columns, constants, ways to write things, and what is refused."""

import csv
import datetime as dt

import pytest
from django.utils.translation import override
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from recommendations.parsers import (
    BadFile,
    NeedsMapping,
    Stated,
    TableMapping,
    open_source,
    peek_table,
    suggest_mapping,
)
from recommendations.parsers.mapping import ALIASES, NAMES
from recommendations.parsers.template import template_workbook
from tests.recommendations.uhri_files import Formula, cells, record, sheets_file

COLUMNS = {"text": "What", "body": "Who", "symbol": "Where", "paragraph": "No", "issued_on": "When"}
ROW = {"What": "Keep girls in school.", "Who": "CEDAW", "Where": "CEDAW/C/XMA/CO/3", "No": "24 (b)"}
ROW["When"] = ""
MAPPING = TableMapping(COLUMNS, constants={"state": "Marisola"})


def csv_file(folder, *rows, name="table.csv"):
    path = folder / name
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), delimiter=";")
        writer.writeheader()
        writer.writerows(rows)
    return path


def xlsx_file(folder, *rows, **options):
    titles = list(rows[0])
    grid = [titles, *([row.get(title) for title in titles] for row in rows)]
    return sheets_file(folder / "table.xlsx", {"Sheet": grid}, **options)


def read(path, mapping=MAPPING, **options):
    return list(open_source(path, mapping=mapping, **options).rows)


def refusal(path, mapping=MAPPING):
    with pytest.raises(BadFile) as caught:
        read(path, mapping)
    assert caught.value.message
    return caught.value


@pytest.mark.parametrize("write", [csv_file, xlsx_file])
def test_a_row_by_mapping(tmp_path, write):
    path = write(tmp_path, ROW | {"When": "2024-11-18"})
    source = open_source(path, mapping=MAPPING)
    assert (source.format, source.kind) == ("table", "table")
    (row,) = source.rows
    assert (row.position, row.kind, row.body) == (2, "recommendation", "CEDAW")
    assert (row.symbol, row.paragraph) == ("CEDAW/C/XMA/CO/3", "24 (b)")
    assert row.text == "Keep girls in school."
    assert row.countries == ("Marisola",)
    assert row.published_on == dt.date(2024, 11, 18)
    assert not row.problems


def test_a_column_goes_before_a_constant_and_a_constant_before_what_is_stated(tmp_path):
    mapping = TableMapping(COLUMNS, constants={"body": "CRC", "symbol": "CRC/C/XMA/CO/1"})
    path = csv_file(tmp_path, ROW, ROW | {"Who": "", "Where": ""})
    stated = Stated(symbol="A/1", state="Marisola", published_on=dt.date(2020, 1, 2))
    first, second = read(path, mapping, stated=stated)
    assert (first.body, first.symbol) == ("CEDAW", "CEDAW/C/XMA/CO/3")
    assert (second.body, second.symbol) == ("CRC", "CRC/C/XMA/CO/1")
    assert second.countries == ("Marisola",)
    assert second.published_on == dt.date(2020, 1, 2)


@pytest.mark.parametrize(
    ("written", "day_first"),
    [
        ("2024-12-31", True),
        ("31.12.2024", True),
        ("31.12.2024", False),
        ("31/12/2024", True),
        ("31-12-2024", True),
        ("12/31/2024", False),
        ("31 December 2024", True),
        ("45657", True),
    ],
)
def test_dates_as_people_write_them(tmp_path, written, day_first):
    mapping = TableMapping(COLUMNS, reading={"day_first": day_first})
    (row,) = read(csv_file(tmp_path, ROW | {"When": written}), mapping)
    assert row.published_on == dt.date(2024, 12, 31)


def test_date_cells_of_both_epochs(tmp_path):
    for options, serial in (({}, 45657), ({"date_1904": True}, 45657 - 1462)):
        (row,) = read(xlsx_file(tmp_path, ROW | {"When": serial}, **options))
        assert row.published_on == dt.date(2024, 12, 31)


@pytest.mark.parametrize("written", ["31/02/2020", "2020-02-31", "soon", "12/31/2020", "1/1/1"])
def test_a_date_that_is_none_names_row_column_value_and_reason(tmp_path, written):
    rows = read(csv_file(tmp_path, ROW | {"When": "2024-12-31"}, ROW | {"When": written}))
    assert not rows[0].problems
    assert rows[1].position == 3
    (problem,) = rows[1].problems
    assert (problem.field, problem.value) == ("When", written)
    assert problem.message == "This is not a date."


def test_a_formula_is_reported(tmp_path):
    (row,) = read(xlsx_file(tmp_path, ROW | {"Where": Formula("=A1"), "When": ""}))
    (problem,) = row.problems
    assert (problem.field, problem.value) == ("Where", "=A1")


def test_the_second_use_of_an_id_names_the_first(tmp_path):
    uuid = "a9ceae8c-fe1c-40f9-a326-1529e0ab678f"
    mapping = TableMapping(COLUMNS | {"reference": "Ref", "annotation_id": "Id"})
    rows = read(
        csv_file(
            tmp_path,
            *(ROW | {"When": "", "Ref": "a-1", "Id": uuid},) * 2,
            ROW | {"When": "", "Ref": "a-2", "Id": ""},
        ),
        mapping,
    )
    assert (rows[0].key, rows[0].annotation_id, rows[0].problems) == ("a-1", uuid, ())
    assert {(p.field, p.value) for p in rows[1].problems} == {("Ref", "a-1"), ("Id", uuid)}
    assert all("Row 2" in problem.message for problem in rows[1].problems)
    assert not rows[2].problems


def test_labels_by_line_or_by_the_separator_that_a_person_names(tmp_path):
    columns = COLUMNS | {"themes": "Themes", "sdgs": "Goals", "groups": "Groups"}
    row = ROW | {"When": None, "Themes": "Children: definition; protection\nRight to food"}
    path = xlsx_file(tmp_path, row | {"Goals": "4.1\n4.5", "Groups": "Girls; Boys"})
    (found,) = read(path, TableMapping(columns))
    assert found.themes == ("Children: definition; protection", "Right to food")
    assert (found.sdgs, found.groups) == (("4.1", "4.5"), ("Girls", "Boys"))
    path = xlsx_file(tmp_path, row | {"Themes": "A / B", "Goals": "4.1 / 5.2", "Groups": "C; D"})
    (found,) = read(path, TableMapping(columns, reading={"separator": "/"}))
    assert (found.themes, found.sdgs, found.groups) == (("A", "B"), ("4.1", "5.2"), ("C; D",))


@pytest.mark.parametrize(
    ("written", "kind"),
    [
        ("", "recommendation"),
        ("Recommandation", "recommendation"),
        ("Concerns/Observations", "concern"),
        ("Voluntary pledge", "pledge"),
        ("Treaty article", "treaty_article"),
        ("Judgment", "judgment"),
        ("National recommendation", "national"),
        ("Something", "other"),
    ],
)
def test_kinds(tmp_path, written, kind):
    mapping = TableMapping(COLUMNS, constants={"kind": written})
    assert read(csv_file(tmp_path, ROW), mapping)[0].kind == kind


def test_numbers_and_states_are_taken_off_the_text(tmp_path):
    upr = {"What": "12.3 Ratify it (Peru, Chad);", "Who": "UPR", "Where": "", "No": "", "When": ""}
    (row,) = read(csv_file(tmp_path, {**upr}))
    assert (row.paragraph, row.text) == ("12.3", "Ratify it")
    assert row.recommending_states == ("Peru", "Chad")
    (row,) = read(csv_file(tmp_path, ROW | {"What": "24. (b) Keep it.", "When": ""}))
    assert (row.paragraph, row.text) == ("24 (b)", "Keep it.")
    (row,) = read(csv_file(tmp_path, ROW | {"What": "12 schools are too few.", "When": ""}))
    assert (row.paragraph, row.text) == ("24 (b)", "12 schools are too few.")


def test_the_language_of_a_row(tmp_path):
    mapping = TableMapping(COLUMNS | {"language": "Lang"})
    path = csv_file(tmp_path, *(ROW | {"When": "", "Lang": one} for one in ("fr", "Español", "??")))
    assert [row.language for row in read(path, mapping)] == ["fr", "es", ""]
    assert read(path, mapping)[2].problems[0].field == "Lang"


def test_titles_below_a_banner_and_on_another_sheet(tmp_path):
    grid = [["Recommendations, 2024"], [], [*ROW], [*ROW.values()]]
    path = sheets_file(tmp_path / "t.xlsx", {"About": [["Text"]], "Data": grid})
    mapping = TableMapping({"text": "WHAT ", "body": "who"}, reading={"sheet": "Data"})
    (row,) = read(path, mapping)
    assert (row.position, row.text) == (4, "Keep girls in school.")
    assert read(path, TableMapping({"text": "What"}))[0].text == "Keep girls in school."
    assert refusal(path, TableMapping({"text": "What"}, reading={"sheet": "Nil"})).what == (
        "missing sheet"
    )


def test_a_column_that_is_not_there_is_named_with_those_that_are(tmp_path):
    error = refusal(csv_file(tmp_path, {"Name": "x", "Value": "y"}))
    assert (error.what, error.where) == ("missing column", "row 1")
    assert "What" in error.message
    assert "Name, Value" in error.message


def test_a_title_that_comes_twice_is_refused_where_it_is_used(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("What,What,Who\na,b,c\n")
    assert refusal(path, TableMapping({"text": "What"})).what == "double title"
    assert len(read(path, TableMapping({"text": "Who"}))) == 1


def test_a_mapping_without_text_is_refused(tmp_path):
    assert refusal(csv_file(tmp_path, ROW), TableMapping({"body": "Who"})).what == "no text column"


def test_rows_of_other_states_are_passed_over_lightly(tmp_path):
    mapping = TableMapping(COLUMNS | {"state": "State"})
    path = csv_file(tmp_path, *(ROW | {"When": "", "State": one} for one in ("Marisola", "Chad")))
    wanted, other = read(path, mapping, state_hint=frozenset({"marisola", "xma"}))
    assert wanted.text
    assert (other.countries, other.body, other.text) == (("Chad",), "CEDAW", "")


# A table that nobody knows yet.


@pytest.mark.parametrize("write", [csv_file, xlsx_file])
def test_an_unknown_table_asks_for_a_mapping_and_shows_its_beginning(tmp_path, write):
    path = write(tmp_path, *(ROW | {"No": n} for n in range(1, 9)))
    with pytest.raises(NeedsMapping) as caught:
        open_source(path)
    peek = caught.value.peek
    assert peek.titles == ("What", "Who", "Where", "No", "When")
    assert [row[3] for row in peek.rows] == ["1", "2", "3", "4", "5"]
    assert peek == peek_table(path)
    if write is csv_file:
        assert (peek.sheets, peek.encoding, peek.delimiter) == (("",), "utf-8", ";")
    else:
        assert (peek.sheets, peek.encoding, peek.delimiter) == (("Sheet",), "", "")


def test_peeking_at_another_sheet(tmp_path):
    path = sheets_file(
        tmp_path / "t.xlsx", {"A": [["x", "y"], [1, 2]], "B": [["z", "w"], [3, 4.5]]}
    )
    assert peek_table(path, sheet="B").rows == (("3", "4.5"),)
    assert peek_table(path).titles == ("x", "y")


def test_what_is_no_table_has_no_peek(tmp_path):
    (tmp_path / "x.json").write_text("[]")
    with pytest.raises(BadFile) as caught:
        peek_table(tmp_path / "x.json")
    assert caught.value.what == "no table"
    with pytest.raises(BadFile):
        peek_table(sheets_file(tmp_path / "empty.xlsx", {"A": []}))


def test_uhri_s_own_columns_in_a_csv_are_read_as_uhri(tmp_path):
    path = tmp_path / "export.csv"
    row = cells(record())
    quoted = ['"' + str(value).replace('"', '""') + '"' for value in row.values()]
    path.write_text(",".join(row) + "\n" + ",".join(quoted) + "\n", encoding="utf-8-sig")
    source = open_source(path)
    assert (source.format, source.kind) == ("uhri_csv", "uhri")
    assert [one.annotation_id for one in source.rows] == [record()["AnnotationId"]]
    assert open_source(path, mapping=TableMapping({"text": "Text"})).format == "table"


def test_mappings_are_suggested_in_several_languages():
    assert suggest_mapping(
        ["Ref. No.", "Recommendation*", "Mechanism", "Date (dd.mm.yyyy)", "X"]
    ) == {
        "reference": "Ref. No.",
        "text": "Recommendation*",
        "body": "Mechanism",
        "issued_on": "Date (dd.mm.yyyy)",
    }
    assert suggest_mapping(["Texte", "Mécanisme", "Thématiques"]) == {
        "text": "Texte",
        "body": "Mécanisme",
        "themes": "Thématiques",
    }
    assert suggest_mapping(["Recomendación", "Párrafo", "País"]) == {
        "text": "Recomendación",
        "paragraph": "Párrafo",
        "state": "País",
    }
    assert suggest_mapping(["التوصية", "الآلية"]) == {"text": "التوصية", "body": "الآلية"}
    assert set(ALIASES) == set(NAMES)


# The template.


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
def test_the_template_is_known_by_its_titles_in_every_language(tmp_path, language):
    path = tmp_path / "template.xlsx"
    with override(language):
        path.write_bytes(template_workbook())
    source = open_source(path)
    assert (source.format, source.kind) == ("table", "table")
    (row,) = source.rows
    assert (row.body, row.paragraph, row.problems) == ("CEDAW", "24 (b)", ())


def test_a_table_with_a_title_that_is_not_ours_is_asked_about(tmp_path):
    titles = {"Text": "Ratify it", "Mechanism": "CRC"}
    assert open_source(xlsx_file(tmp_path, titles)).kind == "table"
    with pytest.raises(NeedsMapping):
        open_source(xlsx_file(tmp_path, titles | {"Ministry": "Health"}))


def test_the_template_is_read_by_the_mapping_that_it_suggests(tmp_path):
    path = tmp_path / "template.xlsx"
    path.write_bytes(template_workbook())
    peek = peek_table(path)
    mapping = suggest_mapping(peek.titles)
    assert set(mapping) == set(NAMES)
    (row,) = read(path, TableMapping(mapping))
    assert not row.problems
    assert (row.body, row.paragraph, row.language) == ("CEDAW", "24 (b)", "en")
    assert row.published_on == dt.date(2024, 11, 18)
    assert (row.groups[0], row.sdgs) == ("Girls", ("4.1", "4.5"))
    (known,) = open_source(path).rows
    assert known == row
    assert len(peek.sheets) == 2
    explained = peek_table(path, sheet=peek.sheets[1])
    assert [row[0] for row in explained.rows] == list(peek.titles[:5])


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    rows=st.lists(
        st.fixed_dictionaries(
            {
                title: st.text(st.characters(blacklist_categories=("Cs", "Cc")), max_size=30)
                for title in ("What", "Who", "Where", "No", "When")
            }
        ),
        min_size=1,
        max_size=5,
    )
)
def test_any_cells_give_rows_that_say_what_is_wrong(tmp_path, rows):
    path = xlsx_file(tmp_path, *rows)
    if any(value.strip() for row in rows for value in row.values()):
        found = read(path)
        assert all(row.text or row.problems for row in found)
        assert len(found) <= len(rows)
    else:
        assert refusal(path).what == "no rows"
