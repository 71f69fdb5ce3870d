"""Cleaning texts and taking them apart."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommendations.parsers.text import (
    clean_text,
    fold_label,
    split_paragraph,
    split_states,
    storable,
)


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("<p>115.1 Take steps (Croatia);</p>", "115.1 Take steps (Croatia);"),
        ("one<br>two<br/>three<BR />four", "one two three four"),
        ("Indigenous <b>P</b>eoples<sup>2</sup>", "Indigenous Peoples2"),
        ("CRC&nbsp;and&nbsp;ICERD", "CRC and ICERD"),
        ("Children&rsquo;s &amp; women&#8217;s", "Children’s & women’s"),
        ("Children&amp;rsquo;s &amp;amp; women", "Children’s & women"),
        ("&amp;lt;p&amp;gt;text&amp;lt;/p&amp;gt;", "text"),
        ("2009&ndash;2014 and non&#8209;discrimination", "2009–2014 and non-discrimination"),
        ("&lrm;left&shy;over\u200bmarks\ufeff", "leftovermarks"),
        ("C&ocirc;te d&rsquo;Ivoire; Me\u0301xico", "Côte d’Ivoire; México"),
        ("  many \r\n\t spaces\u00a0here ", "many spaces here"),
        ("non- communicable P eoples", "non- communicable P eoples"),
        ("smart “quotes” stay", "smart “quotes” stay"),
        ("fewer than <5 and a < b > c, R&D, AT&T", "fewer than <5 and a < b > c, R&D, AT&T"),
        ("education&region, Q&A", "education&region, Q&A"),
        ("&unknown; &#99999999;", "&unknown; &#99999999;"),
        ("<style>p {color: red}</style><script>alert(1)</script>text", "text"),
        (
            "<!-- Word --><o:p>text</o:p><![if !x]><st1:place w:st='on'>here</st1:place>",
            "text here",
        ),
        ("nul\x00 bell\x07 c1\x92 and half \ud800 pair", "nul bell c1 and half \ufffd pair"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("", ""),
    ],
)
def test_text_is_cleaned(raw, clean):
    assert clean_text(raw) == clean


_MARKUP = ["&amp;", "amp;", "&#38;", "#38;", "&lt;", "lt;", "p&gt;", "<b>", "</b>", "<", ">", "&"]
_MARKUP += ["</", "<!--", "-->", "<script>", "</script>", "&shy;", "&nbsp;"]
_WORDS = ["\u200b", "\u200d", "\u2011", "\ud800", "\x00", "\u00a0", "e", "\u0301", "é", "中"]
_WORDS += [" ", "(", ")", ";", "7. ", "The ", "- "]
_PIECES = st.sampled_from(_MARKUP + _WORDS)
_TEXTS = st.one_of(st.text(), st.lists(_PIECES, max_size=30).map("".join))


@given(_TEXTS)
def test_cleaning_twice_changes_nothing(raw):
    clean = clean_text(raw)
    assert clean_text(clean) == clean


@given(_TEXTS)
def test_clean_text_can_be_stored(raw):
    for text in (clean_text(raw), storable(raw)):
        assert "\x00" not in text
        text.encode()


@given(_TEXTS)
def test_folding_twice_changes_nothing(label):
    folded = fold_label(label)
    assert fold_label(folded) == folded


@given(_TEXTS)
def test_taking_apart_never_fails_and_keeps_the_text(raw):
    text = clean_text(raw)
    rest, _states = split_states(text)
    assert text.startswith(rest)
    for headings in (True, False):
        paragraph = split_paragraph(text, headings=headings)
        assert text.endswith(paragraph.text)


@pytest.mark.parametrize(
    "unit",
    [
        "&am<b>p;",
        "&amp;",
        "<script>",
        "<!--",
        "<style>a",
        "<a b",
        "(",
        "()",
        "(A);",
        "(A) ",
        "A 1. ",
    ],
)
def test_texts_built_to_keep_us_busy_do_not(unit):
    text = (unit * 100_000)[:100_000]
    started = time.process_time()
    clean = clean_text(text)
    assert clean_text(clean) == clean
    split_paragraph(split_states(f"Head {clean} (Chad);")[0])
    assert time.process_time() - started < 5


@pytest.mark.parametrize(
    ("text", "number", "heading", "rest"),
    [
        ("115.1 Take steps", "115.1", "", "Take steps"),
        ("96.21. Ratify", "96.21", "", "Ratify"),
        ("50.307: ratify", "50.307", "", "ratify"),
        ("122.7 (Ratify) it", "122.7", "", "(Ratify) it"),
        ("7. Reiterating its call", "7", "", "Reiterating its call"),
        ("6.The Committee welcomes", "6", "", "The Committee welcomes"),
        ("12) The Committee", "12", "", "The Committee"),
        ("12 The Committee", "12", "", "The Committee"),
        ("31. (b) The State", "31 (b)", "", "The State"),
        ("31 (b) The State", "31 (b)", "", "The State"),
        ("31(b) The State", "31 (b)", "", "The State"),
        ("31. (a) Adopt; (b) Apply", "31", "", "(a) Adopt; (b) Apply"),
        ("122.5 (i) ratify; (ii) apply", "122.5", "", "(i) ratify; (ii) apply"),
        ("para 12 The State", "12", "", "The State"),
        ("Para. 12: The State", "12", "", "The State"),
        ("Recommendation No. 3, para. 45: 12 Adopt", "45.12", "", "Adopt"),
        ("Recommendation No. 3, paragraph 45: Adopt", "45", "", "Adopt"),
        ("Rural women 49.The Committee notes", "49", "Rural women", "The Committee notes"),
        ("B.Positive aspects 3.The Committee", "3", "B.Positive aspects", "The Committee"),
        (
            "Free, prior and informed consent 17. The State",
            "17",
            "Free, prior and informed consent",
            "The State",
        ),
        (
            "Racial discrimination (arts. 2 and 5) 8. While",
            "8",
            "Racial discrimination (arts. 2 and 5)",
            "While",
        ),
        ("Conditions of detention: 21. (c) Reduce", "21 (c)", "Conditions of detention", "Reduce"),
        # Numbers that belong to the sentence.
        ("2030 Agenda for all", "", "", "2030 Agenda for all"),
        ("16 Days of activism", "", "", "16 Days of activism"),
        ("15 children were heard", "", "", "15 children were heard"),
        ("3.5 per cent of the budget", "", "", "3.5 per cent of the budget"),
        (
            "Ratify ILO Convention No. 189. The State",
            "",
            "",
            "Ratify ILO Convention No. 189. The State",
        ),
        (
            "The State party should amend article 12. The",
            "",
            "",
            "The State party should amend article 12. The",
        ),
        ("By 31 December 2019. The report", "", "", "By 31 December 2019. The report"),
        ("2.5.2020 was the date", "", "", "2.5.2020 was the date"),
        ("115.1", "", "", "115.1"),
        ("", "", "", ""),
    ],
)
def test_paragraph_number_and_heading_are_taken_off(text, number, heading, rest):
    assert split_paragraph(text) == (number, heading, rest)


def test_upr_texts_have_no_heading_before_their_number():
    text = "Protection of minorities 7. The"
    assert split_paragraph(text, headings=False) == ("", "", text)


@pytest.mark.parametrize(
    ("text", "rest", "states"),
    [
        ("Ratify it (Croatia);", "Ratify it", ["Croatia"]),
        ("Ratify it (Croatia).", "Ratify it", ["Croatia"]),
        ("Ratify it (Portugal, Slovakia);", "Ratify it", ["Portugal", "Slovakia"]),
        ("Ratify it (Portugal; Slovakia)", "Ratify it", ["Portugal", "Slovakia"]),
        (
            "Ratify it (Slovakia) (Spain) (North Macedonia);",
            "Ratify it",
            ["Slovakia", "Spain", "North Macedonia"],
        ),
        ("Ratify it (Iran (Islamic Republic of));", "Ratify it", ["Iran (Islamic Republic of)"]),
        (
            "Ratify ICRMW (Senegal, Venezuela (Bolivarian Republic of),Peru, Uruguay);",
            "Ratify ICRMW",
            ["Senegal", "Venezuela (Bolivarian Republic of)", "Peru", "Uruguay"],
        ),
        (
            "Do it (the former Yugoslav Republic of Macedonia);",
            "Do it",
            ["the former Yugoslav Republic of Macedonia"],
        ),
        ("Do it (France and Spain);", "Do it", ["France", "Spain"]),
        (
            "Do it (Bosnia and Herzegovina, Chad and Mali);",
            "Do it",
            ["Bosnia and Herzegovina", "Chad", "Mali"],
        ),
        (
            "Do it (United Kingdom of Great Britain and Northern Ireland);",
            "Do it",
            ["United Kingdom of Great Britain and Northern Ireland"],
        ),
        ("Do it (Iran, Islamic Republic of);", "Do it", ["Iran, Islamic Republic of"]),
        (
            "Do it (Côte d’Ivoire, State of Palestine*, Türkiye);",
            "Do it",
            ["Côte d’Ivoire", "State of Palestine*", "Türkiye"],
        ),
        ("Do it (PK, MY);", "Do it", ["PK", "MY"]),
        ("Do it (Finland, on behalf of the Nordic countries);", "Do it", ["Finland"]),
        (
            "Ratify it (ICRMW) (Iran (Islamic Republic of));",
            "Ratify it (ICRMW)",
            ["Iran (Islamic Republic of)"],
        ),
        ("Ratify it (No. 29) (Peru);", "Ratify it (No. 29)", ["Peru"]),
        (
            "Do one (Egypt); do two (Peru);do three (Chad);",
            "Do one (Egypt); do two (Peru);do three",
            ["Egypt", "Peru", "Chad"],
        ),
        ("Sign it (CRC); then act (Chad);", "Sign it (CRC); then act", ["Chad"]),
        # Brackets that hold no State.
        ("Ratify it (ICRMW)", "Ratify it (ICRMW)", []),
        ("Ratify it (Istanbul Convention).", "Ratify it (Istanbul Convention).", []),
        ("Heed it (arts. 2 and 5).", "Heed it (arts. 2 and 5).", []),
        ("Protect all (in particular girls);", "Protect all (in particular girls);", []),
        ("Unbalanced (Chad", "Unbalanced (Chad", []),
        ("Unbalanced Chad)", "Unbalanced Chad)", []),
        ("", "", []),
    ],
)
def test_states_in_brackets_are_taken_off(text, rest, states):
    assert split_states(text) == (rest, tuple(states))


@pytest.mark.parametrize(
    "label",
    [
        "- Côte d’Ivoire",
        "COTE D'IVOIRE",
        " Cote  d'Ivoire*",
        "C&ocirc;te d&rsquo;Ivoire.",
        "-Côte d'Ivoire ;",
    ],
)
def test_spellings_of_one_label_fold_to_the_same(label):
    assert fold_label(label) == "cote d'ivoire"


def test_brackets_and_inner_dashes_stay_in_folded_labels():
    assert fold_label("- ESC rights - general (new)") == "esc rights - general (new)"
