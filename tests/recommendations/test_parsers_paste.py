"""The paste box: numbered paragraphs out of whatever a PDF, a Word document or a page leaves."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recommendations.parsers import split_paragraphs

PDF = """CEDAW/C/XMA/CO/3
Distr.: General

C.\tPrincipal areas of concern and recommendations

Constitutional and legislative
framework
11.\tThe Committee notes with concern that the law does not define discri-
mination against women, and that non-
discrimination is not guaranteed in
2019. It recalls article 2 (a) and (b) of the Conven-
tion.
3/16
GE.24-12345
CEDAW/C/XMA/CO/3
12.\tIn line with its general recommendation No. 28, the Committee recommends that
the State party:
\t(a)\tAdopt a definition of discrimination,
covering all grounds;
\t(b)\tRepeal laws that discriminate: (i) by sex; (ii) by age; and
\t(c)\tReport on it.
Rural women
13. The Committee is concerned that rural women lack land.
15. It recalls article 4.
"""


def test_a_page_of_a_pdf():
    found = split_paragraphs(PDF)
    assert [paragraph.number for paragraph in found] == ["11", "12", "13", "15"]
    assert [paragraph.heading for paragraph in found] == [
        *["Constitutional and legislative framework"] * 2,
        *["Rural women"] * 2,
    ]
    assert found[0].text == (
        "The Committee notes with concern that the law does not define discrimination against"
        " women, and that non-discrimination is not guaranteed in 2019. It recalls article 2 (a)"
        " and (b) of the Convention."
    )
    assert found[3].text == "It recalls article 4."
    assert not found[0].parts


def test_lettered_items_stay_with_their_paragraph_and_are_offered_alone():
    paragraph = split_paragraphs(PDF)[1]
    assert "(a) Adopt" in paragraph.text
    assert paragraph.text.endswith("(c) Report on it.")
    lead = "In line with its general recommendation No. 28, the Committee recommends that the State party:"
    assert [(part.number, part.text) for part in paragraph.parts] == [
        ("12 (a)", f"{lead} (a) Adopt a definition of discrimination, covering all grounds"),
        ("12 (b)", f"{lead} (b) Repeal laws that discriminate: (i) by sex; (ii) by age"),
        ("12 (c)", f"{lead} (c) Report on it."),
    ]
    assert {part.heading for part in paragraph.parts} == {paragraph.heading}


@pytest.mark.parametrize(
    ("text", "numbers", "parts"),
    [
        (
            "12. El Comité recomienda al Estado parte que: a) Apruebe la ley; b) Derogue otra; y c) "
            "Informe.\n13. Nada.",
            ["12", "13"],
            ["12 (a)", "12 (b)", "12 (c)"],
        ),
        (
            "12. Le Comité recommande à l’État partie :\na) D’adopter une loi ;\nb) D’en abroger une."
            "\n13. Rien.",
            ["12", "13"],
            ["12 (a)", "12 (b)"],
        ),
        (
            "١٢- توصي اللجنة الدولة الطرف بما يلي: (أ) اعتماد القانون؛ (ب) إلغاء غيره.\n"
            "١٣- وتلاحظ اللجنة ذلك.",
            ["12", "13"],
            ["12 (أ)", "12 (ب)"],
        ),
        (
            "12. Комитет рекомендует: а) принять закон; б) отменить другой.\n13. Комитет.",
            ["12", "13"],
            ["12 (а)", "12 (б)"],
        ),
        ("12、委员会建议缔约国通过法律。\n13、委员会关切。", ["12", "13"], []),
    ],
    ids=["es", "fr", "ar", "ru", "zh"],
)
def test_numbers_and_letters_of_other_languages(text, numbers, parts):
    found = split_paragraphs(text)
    assert [paragraph.number for paragraph in found] == numbers
    assert [part.number for part in found[0].parts] == parts


def test_marks_of_direction_and_soft_hyphens_are_gone():
    (found,) = split_paragraphs(
        "12.\u200f \u202bThe Com\u00admittee\u202c recom\u00ad\nmends it.\u200e"
    )
    assert (found.number, found.text) == ("12", "The Committee recommends it.")


def test_a_page_of_the_web():
    text = "<h2>Rural women</h2><p>12.&nbsp;The Committee <b>urges</b> it:</p><p>13. So be it.</p>"
    assert [(p.number, p.heading, p.text) for p in split_paragraphs(text)] == [
        ("12", "Rural women", "The Committee urges it:"),
        ("13", "Rural women", "So be it."),
    ]


def test_numbers_on_lines_of_their_own():
    found = split_paragraphs("12.\nThe Committee is concerned.\n\n13.\n\nIt recommends action.")
    assert [(p.number, p.text) for p in found] == [
        ("12", "The Committee is concerned."),
        ("13", "It recommends action."),
    ]


def test_numbers_of_a_review():
    found = split_paragraphs("140.1 Ratify it (Peru);\n140.2 Sign it (Chad);\n141.1. Act (Mali).")
    assert [(p.number, p.text) for p in found] == [
        ("140.1", "Ratify it (Peru);"),
        ("140.2", "Sign it (Chad);"),
        ("141.1", "Act (Mali)."),
    ]


@pytest.mark.parametrize(
    "trap",
    [
        "since\n2019. The State party",
        "under article\n5. The State party",
        "of paragraph\n3. the State party",
        "adopted in\n1999. It should",
    ],
)
def test_numbers_that_a_line_happens_to_begin_with(trap):
    found = split_paragraphs(f"12. The Committee recalls {trap} acts.\n13. It recommends more.")
    assert [paragraph.number for paragraph in found] == ["12", "13"]


def test_a_text_without_numbers_comes_in_blocks():
    found = split_paragraphs("The Committee is\nconcerned.\n\n\nIt recommends\naction.")
    assert [(p.number, p.text) for p in found] == [
        ("", "The Committee is concerned."),
        ("", "It recommends action."),
    ]
    assert split_paragraphs(" \n\n 12 \n") == []


def test_a_heading_set_apart_by_empty_lines():
    text = "12. One.\n\nB. Education\n\nGirls in school\n\n13. Two.\n\n14. Three."
    assert [p.heading for p in split_paragraphs(text)] == ["", "Girls in school", "Girls in school"]
    assert split_paragraphs(text)[0].text == "One."


def test_hyphens_follow_the_rest_of_the_text():
    text = "12. Work on gender-based violence; on gender-\nbased and rural-urban gaps, and rural-\nurban ones."
    (found,) = split_paragraphs(text)
    assert found.text.count("gender-based") == 2
    assert found.text.count("rural-urban") == 2


WORD = st.sampled_from(
    ["Committee", "recommends", "State", "party", "measures", "children", "adopt", "ensure", "land"]
)
SENTENCE = st.lists(WORD, min_size=1, max_size=30).map(lambda words: f"The {' '.join(words)}.")


@settings(max_examples=200, deadline=None)
@given(
    texts=st.lists(SENTENCE, min_size=1, max_size=8),
    first=st.integers(1, 90),
    width=st.integers(20, 90),
    page=st.integers(2, 30),
    headings=st.booleans(),
)
def test_what_a_pdf_breaks_into_lines_is_put_together(texts, first, width, page, headings):
    lines: list[str] = []
    for number, text in enumerate(texts, first):
        if headings:
            lines.append(f"Heading of {'abcdefgh'[number % 8]}")
        line = f"{number}."
        for word in text.split():
            if len(line) + len(word) > width:
                lines.append(line)
                line = word
            else:
                line += f" {word}"
        lines.append(line)
    middle = len(lines) // 2
    if not headings:
        lines[middle:middle] = [f"{page}/40", "GE.24-12345", "CRC/C/XMA/CO/4"]
    found = split_paragraphs("\r\n".join(lines))
    assert [(p.number, p.text) for p in found] == [
        (str(number), text) for number, text in enumerate(texts, first)
    ]
    if headings:
        assert [p.heading[:11] for p in found] == ["Heading of "] * len(texts)


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet=st.sampled_from("12. (a)\nb:;:-Aв\u00adأ١\u200f\tЯ/"), max_size=200))
def test_anything_can_be_pasted(text):
    for paragraph in split_paragraphs(text):
        assert paragraph.text == " ".join(paragraph.text.split())
        assert paragraph.text
        assert len(paragraph.parts) != 1


@pytest.mark.parametrize(
    "piece",
    [
        "12. ",
        "(a) ",
        "1 (a). ",
        "1 (a). A\n",
        "article\n1 (a) A ",
        "a-\n",
        "\n",
        "1.1 ",
        "A\n",
        "<p>",
        "- ",
        "3/16\n",
    ],
)
def test_a_paste_made_to_keep_us_busy(piece):
    started = time.process_time()
    split_paragraphs(piece * (600_000 // len(piece)))
    assert time.process_time() - started < 10


def test_what_stands_before_the_first_number_is_kept_without_one():
    text = "It met the delegation.\n\nIt thanks the State.\n\nHealth\n\n1. Train midwives.\n2. Pay them."
    found = [(one.number, one.heading, one.text) for one in split_paragraphs(text)]
    assert found == [
        ("", "", "It met the delegation."),
        ("", "", "It thanks the State."),
        ("1", "Health", "Train midwives."),
        ("2", "Health", "Pay them."),
    ]


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("8 (a). Adopt it.\n8 (b). Repeal it.\n9. Report.", ["8 (a)", "8 (b)", "9"]),
        ("8(a) Adopt it; and\n8(b) Repeal it.", ["8 (a)", "8 (b)"]),
        ("7. It notes.\n8 (a): Adopt it\n8 (b): Repeal it", ["7", "8 (a)", "8 (b)"]),
        ("8. It recommends:\n8 (a). Adopt it;\n8 (b). Repeal it.", ["8", "8 (a)", "8 (b)"]),
        ("para. 140.3 (a). Adopt it.\npara. 140.4. Repeal it.", ["140.3 (a)", "140.4"]),
        ("8 (c). Adopt it.\n8 (d). Repeal it.", ["8 (c)", "8 (d)"]),
        ("٨ (أ). اعتماد القانون.\n٨ (ب). إلغاء غيره.", ["8 (أ)", "8 (ب)"]),
        ("8 (а). Принять закон.\n8 (б). Отменить другой.", ["8 (а)", "8 (б)"]),
        ("8 (A).\nAdopt it.\n8 (B).\nRepeal it.", ["8 (A)", "8 (B)"]),
    ],
)
def test_items_with_the_whole_of_their_number(text, numbers):
    assert [one.number for one in split_paragraphs(text)] == numbers


@pytest.mark.parametrize(
    "trap",
    [
        "under article\n8 (a). The State party",
        "with articles 7 and\n8 (a) of the Convention the State party",
        "that everyone\n9 (b). The State party",
        "in its paragraph\n13 (a) The State party",
        "and 12 (a). The State party",
    ],
)
def test_articles_that_a_line_happens_to_begin_with(trap):
    found = split_paragraphs(f"12. The Committee recalls {trap} acts.\n13. It recommends more.")
    assert [paragraph.number for paragraph in found] == ["12", "13"]


@settings(max_examples=200, deadline=None)
@given(
    paragraphs=st.lists(st.lists(SENTENCE, min_size=1, max_size=5), min_size=1, max_size=6),
    first=st.integers(1, 900),
    stop=st.sampled_from([". ", " ", ": ", ".", ".\n"]),
    gap=st.sampled_from(["", " "]),
    between=st.sampled_from(["\n", "\r\n\r\n", "\nWomen and girls\n"]),
)
def test_whatever_is_numbered_with_its_letters_comes_back(paragraphs, first, stop, gap, between):
    """A paragraph of one item has no letter; of several, each has the whole number."""
    wanted: list[tuple[str, str]] = []
    for number, items in enumerate(paragraphs, first):
        letters = [f" ({letter})" for letter, _text in zip("abcde", items, strict=False)]
        names = letters if len(items) > 1 else [""]
        wanted += [(f"{number}{name}", text) for name, text in zip(names, items, strict=True)]
    typed = between.join(
        f"{number.replace(' ', gap)}{stop if '(' in number else '. '}{text}"
        for number, text in wanted
    )
    assert [(one.number, one.text) for one in split_paragraphs(typed)] == wanted
