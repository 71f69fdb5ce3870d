"""Word lists: every layout, what documents say of themselves, what Word leaves in a file."""

import re
import zipfile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from recommendations.parsers import Stated, open_source
from recommendations.parsers.text import clean_text
from tests.plugin import REAL_DATA
from tests.recommendations.word_files import (
    ROW_2014,
    ROW_2019,
    ROW_2025,
    ROW_STATES,
    TITLES_2014,
    TITLES_2025,
    TITLES_STATES,
    Raw,
    cell,
    docx_file,
    paragraph,
    table,
)

from .word_reading import only, read


def test_the_layout_of_2014(tmp_path):
    path = docx_file(tmp_path, table(TITLES_2014, ["Theme: A12 Acceptance"], ROW_2014))
    source = open_source(path)
    assert (source.format, source.kind) == ("ohchr_list", "ohchr_list")
    row = only(path)
    assert (row.kind, row.body, row.symbol) == ("recommendation", "UPR", "A/HRC/28/15")
    assert (row.paragraph, row.text) == ("115.1", "Ratify it")
    assert row.text_raw == "115.1 Ratify it (Croatia);"
    assert row.recommending_states == ("Croatia",)
    assert row.upr_position == "supported"
    assert row.position_source == "A/HRC/28/15/Add.1 - Para. 3"
    assert row.themes == ("Acceptance of international norms",)
    assert row.codings == (("ohchr_theme", "A12"),)
    assert row.groups == ("general",)
    assert row.response == "Done in 2016."


def test_the_layout_of_2019(tmp_path):
    row = only(docx_file(tmp_path, table(TITLES_2014, ROW_2019)))
    assert row.themes == ("Right to health", "Death penalty")
    assert row.sdgs == ("16 - PEACE, JUSTICE",)
    assert row.groups == ("Children",)
    assert (row.upr_position, row.recommending_states) == ("noted", ("Portugal", "Peru"))
    assert row.response == ""


def test_the_layout_of_2025(tmp_path):
    row = only(docx_file(tmp_path, table(TITLES_2025, ROW_2025)))
    assert (row.paragraph, row.symbol) == ("140.208", "A/HRC/59/15")
    assert row.upr_position == "supported_noted"
    assert row.recommending_states == ("Dominican Republic",)
    assert (row.themes, row.groups) == (("Right to health",), ("Children",))
    assert row.sdgs == ("16.3 - Promote the rule of law",)


def test_the_layout_with_the_states_in_a_column_of_their_own(tmp_path):
    row = only(docx_file(tmp_path, table(TITLES_STATES, ROW_STATES)))
    assert (row.paragraph, row.text, row.upr_position) == ("5.12", "Ratify it", "noted")
    assert row.recommending_states == ("Spain", "Iran (Islamic Republic of)")
    assert row.themes == ("Right to health",)


def test_columns_in_another_order_and_titles_in_another_case(tmp_path):
    turned = [TITLES_2014[::-1], ROW_2014[::-1]]
    turned[0] = [f"  {title.upper()} " for title in turned[0]]
    usual = only(docx_file(tmp_path, table(TITLES_2014, ROW_2014), name="a.docx"))
    assert only(docx_file(tmp_path, table(*turned), name="b.docx")) == usual


@pytest.mark.parametrize(
    ("titles", "row"),
    [
        (
            ["Recommandation", "Position", "Liste complète des thèmes"],
            [
                "122.7 Ratifier la Convention (Pérou) ;\nSource de la position : A/HRC/43/15/Add.1",
                "Acceptée",
                "- Droit à la santé\nPersonnes concernées :\n- Enfants",
            ],
        ),
        (
            ["Recomendación", "Posición", "Lista completa de temas"],
            [
                "122.7 Ratificar la Convención (Perú);\nFuente de la posición: A/HRC/43/15/Add.1",
                "Aceptada",
                "- Derecho a la salud\nPersonas afectadas:\n- Niños",
            ],
        ),
    ],
    ids=["fr", "es"],
)
def test_lists_in_french_and_spanish(tmp_path, titles, row):
    found = only(docx_file(tmp_path, table(titles, row)))
    assert (found.paragraph, found.symbol) == ("122.7", "A/HRC/43/15")
    assert found.upr_position == "supported"
    assert len(found.recommending_states) == len(found.themes) == len(found.groups) == 1


# What the document says of itself.


@pytest.mark.parametrize(
    ("header", "country", "session", "cycle"),
    [
        ("UPR of Slovenia (2nd Cycle – 20th session)", "Slovenia", 20, 2),
        ("UPR of the Netherlands (4th Cycle - 41st Session)", "Netherlands", 41, 4),
        ("UPR of Iran (Islamic Republic of) (3rd Cycle)", "Iran (Islamic Republic of)", None, 3),
        ("Universal Periodic Review – Third cycle\nUPR of Timor-Leste (40th session)", "Timor-Leste", 40, 3),
        ("Universal Periodic Review of Côte d’Ivoire (47th session)", "Côte d’Ivoire", 47, 4),
        ("UPR of Bosnia and Herzegovina (Second cycle)", "Bosnia and Herzegovina", None, 2),
        ("EPU de la Tunisie (3e cycle – 27e session)", "Tunisie", 27, 3),
        ("Thematic list of recommendations", None, None, None),
    ],
)  # fmt: skip
def test_country_session_and_cycle_stand_at_the_head_of_the_pages(
    tmp_path, header, country, session, cycle
):
    row = only(docx_file(tmp_path, table(TITLES_2014, ROW_2014), header=header))
    assert row.countries == ((country,) if country else ())
    assert (row.upr_session, row.upr_cycle) == (session, cycle)


def test_a_title_before_the_table_does_as_well(tmp_path):
    path = docx_file(
        tmp_path,
        "UPR of Marisola (4th cycle – 45th session)",
        table(TITLES_2014, ROW_2014),
        header="",
    )
    row = only(path)
    assert (row.countries, row.upr_session, row.upr_cycle) == (("Marisola",), 45, 4)


def test_what_a_person_states_fills_in_what_the_document_leaves_open(tmp_path):
    bare = ["115.1 Ratify it (Croatia);", *ROW_2014[1:]]
    path = docx_file(tmp_path, table(TITLES_2014, bare), header="")
    stated = Stated(symbol="A/HRC/28/15", session=20, state="Marisola", language="en")
    row = only(path, stated=stated)
    assert (row.symbol, row.upr_session, row.upr_cycle) == ("A/HRC/28/15", 20, 2)
    assert row.countries == ("Marisola",)
    own = only(docx_file(tmp_path, table(TITLES_2014, ROW_2019)), stated=stated)
    assert (own.symbol, own.upr_session) == ("A/HRC/43/15", 34)


def test_the_report_of_the_session_is_not_that_of_the_review(tmp_path):
    oral = ["122.8 Sign it (Peru);\nSource of Position: A/HRC/43/2 - Para.500", *ROW_2019[1:]]
    rows = read(docx_file(tmp_path, table(TITLES_2014, ROW_2019, oral)))
    assert [row.symbol for row in rows] == ["A/HRC/43/15"] * 2
    assert rows[1].position_source == "A/HRC/43/2 - Para.500"


# Bundles.


def test_a_cell_of_several_numbers_is_offered_as_a_split(tmp_path):
    bundle = (
        "100.1 Ratify it (Spain); 100.2 Sign the Covenant (ICCPR) (Peru);\n100.3 Act (Chad, Mali);"
    )
    row = only(docx_file(tmp_path, table(TITLES_2014, [bundle, *ROW_2014[1:]])))
    assert row.parts == (
        "100.1 Ratify it (Spain)",
        "100.2 Sign the Covenant (ICCPR) (Peru)",
        "100.3 Act (Chad, Mali)",
    )
    assert row.paragraph == "100.1"
    assert row.recommending_states == ("Spain", "Peru", "Chad", "Mali")


def test_several_under_one_number_keep_it(tmp_path):
    bundle = "121.2 Complete it (Ukraine); Increase efforts (Slovakia) (Peru);"
    row = only(docx_file(tmp_path, table(TITLES_2014, [bundle, *ROW_2014[1:]])))
    assert row.parts == ("121.2 Complete it (Ukraine)", "121.2 Increase efforts (Slovakia) (Peru)")


@pytest.mark.parametrize(
    "text",
    [
        "1.1 Ratify it (Spain);",
        "1.1 Ratify the Covenant (ICCPR); and its protocol (Spain)",
        "1.1 Ratify it (Spain) (Peru), (Chad);",
        "1.1 Ratify it; sign it (Spain, Iran (Islamic Republic of))",
    ],
)
def test_a_single_recommendation_has_no_parts(tmp_path, text):
    assert only(docx_file(tmp_path, table(TITLES_2014, [text, *ROW_2014[1:]]))).parts == ()


# What Word leaves in a file.


def run(text: str) -> str:
    return f"<w:r><w:t>{text}</w:t></w:r>"


def test_deleted_text_is_gone_and_inserted_text_is_there(tmp_path):
    text = Raw(
        f"<w:p>{run('115.1 Ratify ')}<w:del w:id='1'><w:r><w:delText>nothing</w:delText></w:r></w:del>"
        f"<w:moveFrom>{run('elsewhere')}</w:moveFrom><w:ins w:id='2'>{run('it')}</w:ins>"
        f"<w:r><w:rPr><w:del w:id='3'/></w:rPr><w:t> (Croatia);</w:t></w:r></w:p>"
    )
    row = only(docx_file(tmp_path, table(TITLES_2014, [cell(text), *ROW_2014[1:]])))
    assert row.text_raw == "115.1 Ratify it (Croatia);"


def test_a_deleted_row_is_gone(tmp_path):
    whole = table(TITLES_2014, ROW_2014, ROW_2019)
    gone = Raw(whole.replace("<w:tr>", "<w:tr><w:trPr><w:del w:id='1'/></w:trPr>", 3).replace(
        "<w:tr><w:trPr><w:del w:id='1'/></w:trPr>", "<w:tr>", 2))  # fmt: skip
    assert [row.paragraph for row in read(docx_file(tmp_path, gone))] == ["115.1"]


def test_links_breaks_and_special_hyphens_are_read_as_people_see_them(tmp_path):
    text = Raw(
        "<w:p><w:hyperlink r:id='rId1' xmlns:r='r'><w:r><w:t>115.1</w:t></w:r></w:hyperlink>"
        "<w:r><w:tab/><w:t>Ratify it in a non</w:t><w:noBreakHyphen/><w:t>discrim</w:t>"
        "<w:softHyphen/><w:t>in\u00adatory\u00a0way (Croatia);</w:t><w:br/>"
        "<w:t>Source of position: A/HRC/28/15/Add.1</w:t></w:r></w:p>"
    )
    row = only(docx_file(tmp_path, table(TITLES_2014, [cell(text), *ROW_2014[1:]])))
    assert row.text == "Ratify it in a non-discriminatory way"
    assert row.position_source == "A/HRC/28/15/Add.1"


def test_code_of_fields_is_not_text_and_what_they_include_is_not_fetched(tmp_path):
    text = Raw(
        "<w:p><w:r><w:fldChar w:fldCharType='begin'/><w:instrText>INCLUDETEXT \"/etc/passwd\""
        "</w:instrText><w:fldChar w:fldCharType='separate'/><w:t>115.1 Ratify it</w:t>"
        "<w:fldChar w:fldCharType='end'/></w:r></w:p>"
    )
    row = only(docx_file(tmp_path, table(TITLES_2014, [cell(text), *ROW_2014[1:]])))
    assert row.text == "Ratify it"


def test_an_invitation_to_type_is_no_response(tmp_path):
    empty = Raw(
        "<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>"
        f"{paragraph('Click or tap here to enter text.')}</w:sdtContent></w:sdt>"
    )
    filled = Raw(
        f"<w:sdt><w:sdtPr/><w:sdtContent>{paragraph('Done in 2016.')}</w:sdtContent></w:sdt>"
    )
    rows = read(
        docx_file(
            tmp_path,
            table(TITLES_2014, [*ROW_2014[:3], cell(empty)], [*ROW_2019[:3], cell(filled)]),
        )
    )
    assert [row.response for row in rows] == ["", "Done in 2016."]


def test_what_is_said_twice_for_old_programs_is_read_once(tmp_path):
    box = "<w:p><w:r><mc:AlternateContent xmlns:mc='mc'><mc:Choice>{0}</mc:Choice><mc:Fallback>{0}</mc:Fallback></mc:AlternateContent></w:r></w:p>"
    text = Raw(box.format("<w:t>115.1 Ratify it</w:t>"))
    assert (
        only(docx_file(tmp_path, table(TITLES_2014, [cell(text), *ROW_2014[1:]]))).text
        == "Ratify it"
    )


def test_merged_cells_below_each_other(tmp_path):
    restart, below = "<w:vMerge w:val='restart'/>", "<w:vMerge/>"
    rows = [
        [cell(ROW_2014[0], restart), *ROW_2014[1:]],
        [cell("", below), "", "B32 Racial discrimination", ""],
        [ROW_2019[0], cell("Noted", restart), *ROW_2019[2:]],
        ["122.9 Act (Peru);", cell("", below), *ROW_2019[2:]],
    ]
    found = read(docx_file(tmp_path, table(TITLES_2014, *rows)))
    assert [row.paragraph for row in found] == ["115.1", "122.7", "122.9"]
    assert "general" in found[0].groups
    assert [row.upr_position for row in found] == ["supported", "noted", "noted"]


def test_a_list_inside_the_cell_of_a_layout_table(tmp_path):
    outer = table([cell(table(TITLES_2014, ROW_2014, ROW_2019)), "margin"])
    assert [row.paragraph for row in read(docx_file(tmp_path, outer))] == ["115.1", "122.7"]


def test_a_table_inside_a_cell_is_part_of_its_text(tmp_path):
    inner = Raw(paragraph("115.1 Ratify") + table(["it", "now (Croatia);"]) + paragraph(""))
    row = only(docx_file(tmp_path, table(TITLES_2014, [cell(inner), *ROW_2014[1:]])))
    assert (row.text, row.recommending_states) == ("Ratify it now", ("Croatia",))


def test_one_table_for_each_theme_with_and_without_titles(tmp_path):
    first = table(TITLES_2014, ["Theme: A"], ROW_2014)
    later = [table(["Theme: B"], ROW_2019), table(TITLES_2014, ["5.1 Act (Peru)", *ROW_2014[1:]])]
    rows = read(docx_file(tmp_path, "About this list", table(["left", "right"]), first, *later))
    assert [row.paragraph for row in rows] == ["115.1", "122.7", "5.1"]


def test_the_heading_is_the_theme_of_a_row_that_names_none(tmp_path):
    row = only(
        docx_file(
            tmp_path,
            table(TITLES_2014, ["Theme: B32 Racial discrimination"], [*ROW_2014[:2], "", ""]),
        )
    )
    assert row.themes == ("Racial discrimination",)


def test_a_recommendation_repeated_under_each_theme_comes_once(tmp_path):
    path = docx_file(tmp_path, table(TITLES_2014, ["Theme: A"], ROW_2014, ["Theme: B"], ROW_2014))
    assert only(path).paragraph == "115.1"


def test_two_texts_under_one_number_are_told(tmp_path):
    other = ["115.1 Sign it (Peru);\nSource of position: A/HRC/28/15/Add.1", *ROW_2014[1:]]
    first, second = read(docx_file(tmp_path, table(TITLES_2014, ROW_2014, other)))
    assert not first.problems
    assert [(p.field, p.value) for p in second.problems] == [("Recommendation", "115.1")]
    assert "Row 2" in second.problems[0].message


def test_an_unknown_position_names_column_and_value(tmp_path):
    (row,) = read(docx_file(tmp_path, table(TITLES_2014, [ROW_2014[0], "Perhaps", *ROW_2014[2:]])))
    assert [(p.field, p.value) for p in row.problems] == [("Position", "Perhaps")]


def test_macros_are_left_alone(tmp_path):
    parts = {"word/vbaProject.bin": "Sub AutoOpen()"}
    assert only(docx_file(tmp_path, table(TITLES_2014, ROW_2014), name="list.docm", **parts))


def test_another_prefix_and_the_strict_namespace_make_no_difference(tmp_path):
    path = docx_file(tmp_path, table(TITLES_2014, ROW_2014))
    usual = only(path)
    with zipfile.ZipFile(path) as archive:
        xml = archive.read("word/document.xml").decode()
    for prefix in ("x:", ""):
        changed = re.sub(r"(</?)w:", rf"\1{prefix}", xml).replace("w:val", f"{prefix}val")
        changed = changed.replace("xmlns:w", f"xmlns:{prefix[:-1]}" if prefix else "xmlns")
        other = tmp_path / "other.docx"
        with zipfile.ZipFile(other, "w") as archive:
            archive.writestr("word/document.xml", changed)
        assert only(other, stated=Stated(state="Marisola", session=34)) == usual


LINES = st.text("abcdefgh IJK", min_size=1, max_size=30).map(lambda text: f"Act {text.strip()}")


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(texts=st.lists(LINES, min_size=1, max_size=8), order=st.permutations(range(4)))
def test_what_is_written_in_the_layout_is_read_back(tmp_path, texts, order):
    rows = [TITLES_2014] + [
        [f"7.{n} {text} (Peru, Chad);\nSource of Position: A/HRC/43/15/Add.1", "Noted", "- Right to food", ""]
        for n, text in enumerate(texts, 1)
    ]  # fmt: skip
    found = read(docx_file(tmp_path, table(*([row[at] for at in order] for row in rows))))
    assert [row.paragraph for row in found] == [f"7.{n}" for n in range(1, len(texts) + 1)]
    assert [row.text for row in found] == [clean_text(text) for text in texts]
    assert {row.recommending_states for row in found} == {("Peru", "Chad")}
    assert {row.themes for row in found} == {("Right to food",)}


# The lists as OHCHR published them.


@pytest.mark.realdata
@pytest.mark.parametrize(
    ("name", "count", "symbol", "session", "coded"),
    [
        ("UPR20__Slovenia_ThematicListRecommendations_E.docx", 163, "A/HRC/28/15", 20, True),
        ("UPR34_Slovenia_Thematic_list_of_Recommendations.docx", 215, "A/HRC/43/15", 34, False),
    ],
)
def test_real_lists_say_what_uhri_says(name, count, symbol, session, coded):
    rows = read(REAL_DATA / "ohchr_matrix" / name)
    assert not any(row.problems for row in rows)
    assert len(rows) == len({row.paragraph for row in rows}) == count
    assert {(row.symbol, row.upr_session, row.countries) for row in rows} == {
        (symbol, session, ("Slovenia",))
    }
    assert all(symbol in row.position_source and row.themes for row in rows)
    assert all(bool(row.codings) == coded for row in rows)
    assert sum(bool(row.parts) for row in rows) == 3
    uhri = {
        (row.symbol, row.paragraph): row for row in read(REAL_DATA / "uhri" / "slovenia_upr.json")
    }
    for row in rows:
        same = uhri[row.symbol, row.paragraph]
        assert (row.text, row.upr_position) == (same.text, same.upr_position)
        assert (row.upr_session, row.upr_cycle) == (same.upr_session, same.upr_cycle)
        assert (row.themes, row.sdgs) == (same.themes, same.sdgs)
        assert set(row.groups) == set(same.groups)
        # The index takes what stands in other brackets, "(No. 29)" and "(ICRMW)", for States.
        states = {one for one in same.recommending_states if not one.startswith(("No.", "ICRMW"))}
        assert set(row.recommending_states) == states or not states
