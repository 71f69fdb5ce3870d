"""UPR Info's exports: both layouts, any line end and encoding, one row for all who recommend."""

import csv
import io
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from recommendations.parsers import BadFile, open_source
from tests.plugin import REAL_DATA
from tests.recommendations.uhri_files import sheets_file

TITLES = [
    "To",
    "To-Rgrp",
    "To-Org",
    "Text",
    "From",
    "From-Rgrp",
    "From-Org",
    "Response",
    "Action",
    "Issue",
    "Session",
]
TODAY = ["recommendation", "state_under_review", "recommending_state", "response", "issues"]
TODAY += ["cycle", "session", "action_category", "state_under_review___regional_group"]


def line(text="Ratify it", by="Austria", answer="Accepted", **changes):
    row = dict(
        zip(TITLES, ["Marisola", "Asia", "OIC", text, by, "WEOG", "EU", answer], strict=False)
    )
    return row | {"Action": "5", "Issue": "Justice,Women's rights", "Session": "19"} | changes


def written(*rows, titles=TITLES, end="\n", delimiter=","):
    out = io.StringIO(newline="")
    writer = csv.DictWriter(
        out, titles, lineterminator=end, delimiter=delimiter, quoting=csv.QUOTE_ALL
    )
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def file_of(folder, content: str | bytes, encoding="utf-8"):
    path = folder / "export.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
    return path


def read(path, **options):
    return list(open_source(path, **options).rows)


def test_a_row_of_the_export(tmp_path):
    path = file_of(tmp_path, written(line()))
    source = open_source(path)
    assert (source.format, source.kind, source.language) == ("upr_info", "upr_info", "en")
    (row,) = source.rows
    assert (row.position, row.kind, row.body) == (2, "recommendation", "UPR")
    assert (row.countries, row.recommending_states) == (("Marisola",), ("Austria",))
    assert (row.text, row.upr_position) == ("Ratify it", "supported")
    assert (row.upr_session, row.upr_cycle) == (19, 2)
    assert row.themes == ("Justice", "Women's rights")
    assert row.codings == (
        ("upr_info_action", "5"),
        ("upr_info_issue", "Justice"),
        ("upr_info_issue", "Women's rights"),
    )


@pytest.mark.parametrize(
    ("answer", "position", "kind"),
    [
        ("Accepted", "supported", "recommendation"),
        ("Supported", "supported", "recommendation"),
        ("Noted", "noted", "recommendation"),
        ("Rejected", "noted", "recommendation"),
        ("Not Supported", "noted", "recommendation"),
        ("Pending", "pending", "recommendation"),
        ("General Response", "", "recommendation"),
        ("Voluntary Pledge", "", "pledge"),
    ],
)
def test_answers(tmp_path, answer, position, kind):
    (row,) = read(file_of(tmp_path, written(line(answer=answer))))
    assert (row.upr_position, row.kind, row.problems) == (position, kind, ())


def test_an_unknown_answer_names_column_and_value(tmp_path):
    (row,) = read(file_of(tmp_path, written(line(answer="Perhaps"))))
    assert [(p.field, p.value) for p in row.problems] == [("Response", "Perhaps")]


def test_nobody_recommends_a_pledge(tmp_path):
    (row,) = read(file_of(tmp_path, written(line(by="Marisola", answer="Voluntary Pledge"))))
    assert row.recommending_states == ()


def test_rows_of_one_recommendation_become_one_with_many_states(tmp_path):
    rows = read(
        file_of(
            tmp_path,
            written(
                line(by="Austria"),
                line(text="Sign it", by="Peru"),
                line(text=" Ratify  it.", by="Chad", Issue="Justice,NHRI", Action="4"),
                line(by="&#40;Unknown&#41;"),
                line(by="Austria"),
            ),
        )
    )
    assert [(row.position, row.recommending_states) for row in rows] == [
        (2, ("Austria", "Chad")),
        (3, ("Peru",)),
    ]
    assert rows[0].themes == ("Justice", "Women's rights", "NHRI")
    assert rows[0].codings[:2] == (("upr_info_action", "5"), ("upr_info_action", "4"))


def test_rows_of_another_state_session_or_answer_stay_apart_and_have_keys_of_their_own(tmp_path):
    rows = read(
        file_of(
            tmp_path,
            written(
                line(),
                line(To="Elsewhere"),
                line(Session="20"),
                line(answer="Noted"),
                line(answer="Voluntary Pledge"),
            ),
        )
    )
    assert len({row.key for row in rows}) == len(rows) == 5


def test_the_key_outlives_answers_and_the_order_of_rows(tmp_path):
    (before,) = read(file_of(tmp_path, written(line(answer="Pending"))))
    after = read(file_of(tmp_path, written(line(text="Other"), line(text="ratify it", by="Peru"))))
    assert after[1].key == before.key


def test_the_layout_of_the_database_today(tmp_path):
    content = written(
        {
            "recommendation": "Ratify it",
            "state_under_review": "Marisola",
            "recommending_state": "Austria|Peru",
            "response": "Supported",
            "issues": "Justice|Right to education",
            "cycle": "4",
            "session": "41 - November 2022",
            "action_category": "Specific action",
        },
        titles=TODAY,
    )
    (row,) = read(file_of(tmp_path, content))
    assert row.recommending_states == ("Austria", "Peru")
    assert row.themes == ("Justice", "Right to education")
    assert (row.upr_session, row.upr_cycle) == (41, 4)
    assert row.codings[0] == ("upr_info_action", "5")


@pytest.mark.parametrize("end", ["\n", "\r", "\r\n"], ids=["LF", "CR", "CRLF"])
@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"]
)
def test_line_ends_and_encodings_make_no_difference(tmp_path, end, encoding):
    content = written(line(by="Côte d’Ivoire", text="Two\nlines – here"), line("Sign it"), end=end)
    rows = read(file_of(tmp_path, content, encoding))
    assert [row.recommending_states for row in rows] == [("Côte d’Ivoire",), ("Austria",)]
    assert rows[0].text == "Two lines – here"


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_delimiters(tmp_path, delimiter):
    content = written(line("Act; now, or | never"), delimiter=delimiter)
    assert read(file_of(tmp_path, content))[0].text == "Act; now, or | never"


def test_the_first_line_may_name_the_delimiter(tmp_path):
    content = "sep=;\r\n" + written(line(), delimiter=";")
    (row,) = read(file_of(tmp_path, content))
    assert (row.position, row.text) == (3, "Ratify it")


def test_the_same_as_a_workbook(tmp_path):
    rows = [TITLES, [int(v) if v.isdigit() else v for v in line().values()]]
    path = sheets_file(tmp_path / "export.xlsx", {"Sheet": rows})
    found = read(path)
    assert found == read(file_of(tmp_path, written(line())))


def test_rows_without_text_are_rejected(tmp_path):
    (row,) = read(file_of(tmp_path, written(line(text=" "))))
    assert [problem.field for problem in row.problems] == ["Text"]


def test_rows_of_other_states_are_passed_over_lightly(tmp_path):
    path = file_of(tmp_path, written(line(), line(To="Elsewhere")))
    wanted, other = read(path, state_hint=frozenset({"marisola"}))
    assert wanted.text == "Ratify it"
    assert (other.text, other.countries, other.body) == ("", ("Elsewhere",), "UPR")


# Encodings that are none.


def refusal(path):
    with pytest.raises(BadFile) as caught:
        read(path)
    return caught.value


def test_utf_8_with_a_mistake_names_the_byte(tmp_path):
    content = written(*(line(f"Käse {n}", by="Côte d’Ivoire") for n in range(20))).encode()
    at = content.index("Käse 12".encode())
    error = refusal(file_of(tmp_path, content[: at + 2] + content[at + 3 :]))
    assert (error.what, error.where) == ("encoding", f"byte {at + 1}")


def test_another_alphabet_in_one_byte_a_letter_is_not_guessed(tmp_path):
    content = written(*(line("Ратифицировать Конвенцию" * 4) for _ in range(20)))
    assert refusal(file_of(tmp_path, content, "cp1251")).what == "encoding"


def test_a_quotation_mark_without_its_fellow_names_the_row(tmp_path):
    content = written(line(), line("Sign it")) + 'Marisola,,,"Act now,Peru,,,Accepted,5,,19\n'
    error = refusal(file_of(tmp_path, content))
    assert (error.what, error.where) == ("open quote", "row 4")


def test_a_nul_character_names_the_row(tmp_path):
    error = refusal(file_of(tmp_path, written(line(), line("Si\0gn it"))))
    assert (error.what, error.where) == ("nul", "row 3")


TEXT = st.text(st.characters(blacklist_categories=("Cs", "Cc")), min_size=1, max_size=40).filter(
    lambda text: any(char.isalnum() for char in text) and "<" not in text and "&" not in text
)


@settings(
    max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(texts=st.lists(TEXT, min_size=1, max_size=6), end=st.sampled_from(["\r", "\n", "\r\n"]))
def test_what_is_written_is_read_back(tmp_path, texts, end):
    rows = read(file_of(tmp_path, written(*(line(text) for text in texts), end=end)))
    assert not any(row.problems for row in rows)
    assert {row.text_raw for row in rows} <= set(texts)
    assert len(rows) == len({row.key for row in rows})


@pytest.mark.realdata
def test_the_real_file_is_read_whole():
    started = time.process_time()
    rows = read(REAL_DATA / "uprinfo" / "recommendations.csv")
    assert time.process_time() - started < 10
    assert not [row.problems for row in rows if row.problems]
    # 39,209 rows, of which 1,111 speak of a recommendation that an earlier row speaks of.
    assert len(rows) == 38_098
    assert len({row.key for row in rows}) == len(rows)
    assert len({row.countries for row in rows}) == 183
    assert sum(row.kind == "pledge" for row in rows) == 892
    assert len({theme for row in rows for theme in row.themes}) == 54
    assert {
        coding[1] for row in rows for coding in row.codings if coding[0].endswith("action")
    } == set("12345")
