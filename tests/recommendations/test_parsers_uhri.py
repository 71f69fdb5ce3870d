"""UHRI's two exports: every quirk that real files have."""

import dataclasses
import datetime as dt

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from recommendations.parsers import ParsedRow, open_source
from tests.plugin import REAL_DATA
from tests.recommendations.uhri_files import (
    cells,
    json_file,
    patched,
    record,
    sheets_file,
    xlsx_file,
)

from .uhri_reading import EXPECTED, from_cells, from_json, only, rows_of

LABELS = ("countries", "recommending_states", "themes", "groups", "sdgs")


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
