"""UHRI's two exports: every quirk that real files have, and rows that can't be used."""

import dataclasses
import datetime as dt
import uuid
from contextlib import closing

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from recommendations.parsers import Limits, ParsedRow, open_source
from tests.plugin import REAL_DATA
from tests.recommendations.uhri_files import (
    Formula,
    cells,
    json_file,
    patched,
    record,
    sheets_file,
    xlsx_file,
)

LABELS = ("countries", "recommending_states", "themes", "groups", "sdgs")


def rows_of(path, **limits) -> list[ParsedRow]:
    with closing(open_source(path, Limits(**limits))) as source:
        return list(source.rows)


def only(path) -> ParsedRow:
    (row,) = rows_of(path)
    return row


def from_json(folder, **changes) -> ParsedRow:
    return only(json_file(folder, record(**changes)))


def from_cells(folder, **changes) -> ParsedRow:
    return only(xlsx_file(folder, cells(record()) | changes))


def problem_of(row):
    (problem,) = row.problems
    return problem.field, problem.value


EXPECTED = ParsedRow(
    position=1,
    annotation_id="a9ceae8c-fe1c-40f9-a326-1529e0ab678f",
    kind="recommendation",
    body="UPR",
    symbol="A/HRC/43/15",
    document_id="41a0b08f-5a9a-4eb5-985f-05b47986ad82",
    paragraph="122.7",
    text_raw="<p>122.7 Ratify it (Portugal, Iran (Islamic Republic of));</p>",
    text="Ratify it",
    countries=("Slovenia",),
    recommending_states=("Portugal", "Iran (Islamic Republic of)"),
    themes=("Children: definition; general principles; protection", "Right to health"),
    groups=("Women & girls", "Children"),
    sdgs=("16 - PEACE, JUSTICE AND STRONG INSTITUTIONS", "16.3 - Promote the rule of law"),
    upr_position="supported",
    upr_cycle=3,
    upr_session=34,
    published_on=dt.date(2020, 1, 6),
    uhri_published_on=dt.date(2020, 2, 3),
)


def test_a_json_record_becomes_a_row(tmp_path):
    assert from_json(tmp_path) == EXPECTED


def test_a_sheet_row_becomes_the_same_row_without_the_document(tmp_path):
    row = only(xlsx_file(tmp_path, cells(record())))
    assert row == dataclasses.replace(EXPECTED, position=2, document_id=None)


def test_the_source_says_format_language_and_number_of_records(tmp_path):
    json_source = open_source(json_file(tmp_path, record(1), record(2)))
    assert (json_source.format, json_source.language, json_source.total) == ("uhri_json", "en", 2)
    xlsx_source = open_source(xlsx_file(tmp_path, cells(record())))
    assert (xlsx_source.format, xlsx_source.language) == ("uhri_xlsx", "en")


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Assurer la protection des femmes et des enfants dans les prisons", "fr"),
        ("Garantizar la protección de las mujeres y los niños en las cárceles", "es"),
        ("Обеспечить защиту женщин и детей", "ru"),
        ("ضمان حماية النساء والأطفال", "ar"),
        ("确保保护妇女和儿童", "zh"),
        ("Ensure the protection of all women and children", "en"),
    ],
)
def test_the_language_of_the_texts_is_told(tmp_path, text, language):
    assert open_source(json_file(tmp_path, record(Text=f"1.2 {text}"))).language == language


# Labels.

MULTIPLE = {
    "new lines": "- One\n- Two",
    "windows new lines": "- One \r\n - Two",
    "no dashes": "One\nTwo",
    "semicolons": "One; Two",
    "dashes on one line": "- One - Two",
    "an empty item": "- One\n-\n- Two",
    "stray spaces": " -  One \n\n- Two  ",
    "a repetition": "- One\n- Two\n- one",
    "entities": "- O&#110;e\n- T&shy;wo",
}


@pytest.mark.parametrize(
    "title", ["Countries Concerned", "UPR Reccomending States", "Affected Persons"]
)
@pytest.mark.parametrize("cell", MULTIPLE.values(), ids=MULTIPLE)
def test_lists_in_a_cell_are_split_however_they_are_written(tmp_path, title, cell):
    row = from_cells(tmp_path, **{title: cell})
    assert ("One", "Two") in {getattr(row, name) for name in LABELS}


@pytest.mark.parametrize(
    ("cell", "themes"),
    [
        (
            "- Children: definition; general principles; protection",
            ["Children: definition; general principles; protection"],
        ),
        (
            "- ESC rights - general measures of implementation\r\n - Right to food",
            ["ESC rights - general measures of implementation", "Right to food"],
        ),
        ("- Institutions & policies - General", ["Institutions & policies - General"]),
        ("- Right to food - Right to health", ["Right to food", "Right to health"]),
        ("-  Right to development\n- Right to development ", ["Right to development"]),
        ("", []),
        ("-", []),
    ],
)
def test_themes_are_split_at_new_lines_and_never_at_semicolons(tmp_path, cell, themes):
    assert from_cells(tmp_path, Themes=cell).themes == tuple(themes)


def test_themes_in_a_json_list_stand_as_they_are(tmp_path):
    themes = [" Right to development", "A - Bold label", "- Right to food", None, ""]
    row = from_json(tmp_path, Themes=themes)
    assert row.themes == ("Right to development", "A - Bold label", "Right to food")


@pytest.mark.parametrize(
    "cell",
    [
        "- 16 - PEACE AND JUSTICE\n- 16.3 - Promote the rule of law\n- 16.a - Institutions",
        "- 16 - PEACE AND JUSTICE - 16.3 - Promote the rule of law - 16.a - Institutions",
        "16 - PEACE AND JUSTICE; 16.3 - Promote the rule of law; 16.a - Institutions",
    ],
)
def test_goals_and_targets_keep_their_own_dashes(tmp_path, cell):
    sdgs = ("16 - PEACE AND JUSTICE", "16.3 - Promote the rule of law", "16.a - Institutions")
    assert from_cells(tmp_path, Sdgs=cell).sdgs == sdgs


def test_country_codes_and_asterisks_stay_in_labels(tmp_path):
    row = from_json(tmp_path, Countries=["PK", " State of Palestine* ", "Kosovo*"])
    assert row.countries == ("PK", "State of Palestine*", "Kosovo*")


def test_a_joint_document_has_several_countries(tmp_path):
    row = from_cells(tmp_path, **{"Countries Concerned": "- South Sudan\n- Sudan"})
    assert row.countries == ("South Sudan", "Sudan")


def test_states_in_brackets_fill_an_empty_column_only(tmp_path):
    text = "115.2 Do it (Spain, Peru);"
    assert from_json(tmp_path, Text=text, UprRecommendingCountry=[]).recommending_states == (
        "Spain",
        "Peru",
    )
    named = from_json(tmp_path, Text=text, UprRecommendingCountry=["Chad"])
    assert (named.recommending_states, named.text) == (("Chad",), "Do it")


def test_treaty_body_texts_keep_their_brackets_and_lose_their_heading(tmp_path):
    row = from_json(
        tmp_path,
        Body="- CEDAW",
        Text="Rural women 49.The Committee is concerned (Chad).",
        UprCycle=None,
        UprPositions=[],
        UprSession=[],
        UprRecommendingCountry=[],
        AnnotationType="- Concerns/Observations",
    )
    assert (row.heading, row.paragraph, row.text) == (
        "Rural women",
        "49",
        "The Committee is concerned (Chad).",
    )
    assert (row.kind, row.recommending_states, row.upr_cycle) == ("concern", (), None)


@pytest.mark.parametrize(
    ("label", "kind"),
    [
        ("- Recommendations", "recommendation"),
        ("Recommendation", "recommendation"),
        ("- Concerns/Observations", "concern"),
        ("- Others", "other"),
        ("-", "other"),
        (None, "other"),
    ],
)
def test_the_type_tells_the_kind(tmp_path, label, kind):
    row = from_json(tmp_path, AnnotationType=label)
    assert (row.kind, row.problems) == (kind, ())


@pytest.mark.parametrize(
    ("positions", "code"),
    [
        (["- Supported"], "supported"),
        (["Accepted"], "supported"),
        (["- Noted"], "noted"),
        (["Rejected"], "noted"),
        (["- Supported/Noted"], "supported_noted"),
        (["Supported / Noted"], "supported_noted"),
        (["Supported", "Noted"], "supported_noted"),
        (["Under consideration"], "pending"),
        (["No response"], ""),
        (["-"], ""),
        ([], ""),
        (None, ""),
    ],
)
def test_positions_are_mapped_to_codes(tmp_path, positions, code):
    row = from_json(tmp_path, UprPositions=positions)
    assert (row.upr_position, row.problems) == (code, ())


@pytest.mark.parametrize(
    ("session", "cycle", "found"),
    [
        (["- 20th Session - Cycle 2"], "- Cycle 2", (20, 2)),
        (["- 20th Session - Cycle 2"], None, (20, 2)),
        (["20th Session"], None, (20, 2)),
        (["1"], None, (1, 1)),
        (["12"], None, (12, 1)),
        (["13"], None, (13, 2)),
        (["26"], None, (26, 2)),
        (["27"], None, (27, 3)),
        (["40"], None, (40, 3)),
        (["41"], None, (41, 4)),
        (["54"], None, (54, 4)),
        (["55"], None, (55, None)),
        ([], "3", (None, 3)),
        ([], None, (None, None)),
    ],
)
def test_session_and_cycle(tmp_path, session, cycle, found):
    row = from_json(tmp_path, UprSession=session, UprCycle=cycle)
    assert ((row.upr_session, row.upr_cycle), row.problems) == (found, ())


def test_a_session_that_a_sheet_holds_as_number(tmp_path):
    row = from_cells(tmp_path, **{"UPR Session": 34})
    assert (row.upr_session, row.upr_cycle) == (34, 3)


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


# Sheets.


def test_titles_are_found_in_any_order_spelling_and_place(tmp_path):
    row = cells(record())
    spelt = {
        "Reccomending Body": " RECOMMENDING  body ",
        "UPR Reccomending States": "UPR Recommending States",
        "OHCHR Annotation Id": "ohchr annotation ID",
        "Affected Persons": "Affected_Persons",
    }
    renamed = {spelt.get(title, title): value for title, value in reversed(row.items())}
    path = sheets_file(
        tmp_path / "export.xlsx",
        {
            "Notes": [["Made for you"], ["Text"]],
            "Data": [
                ["Export of the index"],
                [],
                [None, *renamed],
                [None, *renamed.values()],
                [],
                [" "],
            ],
        },
    )
    assert only(path) == dataclasses.replace(EXPECTED, position=4, document_id=None)


def test_rich_text_and_shared_and_inline_strings_read_alike(tmp_path):
    rows = [cells(record(n)) for n in range(1, 4)]
    inline = rows_of(xlsx_file(tmp_path, *rows, constant_memory=True))
    assert inline == rows_of(xlsx_file(tmp_path, *rows))


def test_characters_that_excel_escapes_are_what_they_stand_for(tmp_path):
    path = xlsx_file(tmp_path, cells(record(Themes=["One", "Two"])))
    path = patched(path, "xl/sharedStrings.xml", "- One", "- One _x000D_")
    assert only(path).themes == ("One", "Two")
    assert from_cells(tmp_path, Themes="- A literal _x000D_").themes == ("A literal _x000D_",)


# What a writer writes comes back.

LABEL = st.text(st.characters(categories=("L", "N")), min_size=1, max_size=12)
RECORDS = st.lists(
    st.fixed_dictionaries(
        {
            "Text": st.tuples(st.integers(1, 200), st.integers(1, 300), LABEL).map(
                lambda parts: f"{parts[0]}.{parts[1]} Ensure {parts[2]} (Chad);"
            ),
            "Themes": st.lists(LABEL, max_size=4),
            "Countries": st.lists(LABEL, min_size=1, max_size=3),
            "AffectedPersons": st.lists(LABEL, max_size=3),
            "PublicationDate": st.dates(dt.date(1950, 1, 1), dt.date(2100, 1, 1)).map(
                lambda day: f"{day.isoformat()}T00:00:00"
            ),
        }
    ),
    min_size=1,
    max_size=5,
)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(changes=RECORDS)
def test_the_same_records_read_alike_from_both_formats(tmp_path, changes):
    records = [record(n, **change) for n, change in enumerate(changes, 1)]
    from_list = rows_of(json_file(tmp_path, *records))
    from_sheet = rows_of(xlsx_file(tmp_path, *map(cells, records)))
    assert not any(row.problems for row in from_list)
    assert [comparable(row) for row in from_list] == [comparable(row) for row in from_sheet]


def comparable(row: ParsedRow) -> ParsedRow:
    return dataclasses.replace(row, position=0, text_raw="", document_id=None)


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    values=st.dictionaries(
        st.sampled_from(sorted(record())),
        st.recursive(
            st.none()
            | st.booleans()
            | st.integers()
            | st.floats(allow_nan=False, allow_infinity=False)
            | st.text(),
            lambda inner: (
                st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=2)
            ),
            max_leaves=5,
        ),
        max_size=5,
    )
)
def test_whatever_stands_in_a_record_gives_a_row(tmp_path, values):
    first, second = rows_of(json_file(tmp_path, record(1), record(2, **values)))
    assert first.problems == ()
    assert second.text or second.problems


# Real files.


@pytest.mark.realdata
@pytest.mark.parametrize(("name", "number"), [("slovenia_upr", 378), ("australia_cescr", 15)])
def test_real_exports_of_one_set_give_equal_rows(name, number):
    from_list = rows_of(REAL_DATA / "uhri" / f"{name}.json")
    from_sheet = rows_of(REAL_DATA / "uhri" / f"{name}.xlsx")
    assert len(from_list) == number
    assert not any(row.problems for row in from_list + from_sheet)
    assert [comparable(row) for row in from_list] == [comparable(row) for row in from_sheet]
    assert all(row.paragraph and row.text and row.annotation_id for row in from_list)
    assert len({(row.symbol, row.paragraph) for row in from_list}) == number


@pytest.mark.realdata
def test_real_upr_texts_end_without_their_states():
    rows = rows_of(REAL_DATA / "uhri" / "slovenia_upr.json")
    assert all(row.recommending_states for row in rows)
    assert not [row.text for row in rows if row.text.endswith(";")]
    by_number = {row.paragraph: row for row in rows}
    assert by_number["115.8"].recommending_states == (
        "Senegal",
        "Sierra Leone",
        "Venezuela (Bolivarian Republic of)",
        "Peru",
        "Uruguay",
    )
    assert by_number["115.72"].recommending_states == ("the former Yugoslav Republic of Macedonia",)
    assert by_number["122.10"].text.endswith("2011 (No. 189)")


@pytest.mark.realdata
def test_real_treaty_body_paragraphs_lose_number_and_heading():
    rows = rows_of(REAL_DATA / "uhri" / "australia_cescr.json")
    headings = {row.paragraph: row.heading for row in rows}
    assert headings["17"] == "Free, prior and informed consent"
    assert headings["3"] == "B.Positive aspects"
    assert sorted(map(int, headings)) == list(range(3, 18))
