"""The check of the wording: what it finds, what it leaves alone, and that no text makes it fall."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from activities.choices import HintKind
from activities.parsers.wording import MOST_SHOWN, SHOWN_LENGTH, check

# Of one check of the longest text, on a machine that has other things to do.
SECONDS = 2

PLAIN = {
    "en": "Since March every hospital registers births on the spot, free of charge, day and night.",
    "fr": "Depuis mars, chaque hôpital enregistre les naissances sur place, sans frais, jour et nuit.",
    "es": "Desde marzo cada hospital registra los nacimientos en el lugar, sin costo, día y noche.",
    "ar": "منذ شهر آذار/مارس يسجل كل مستشفى الولادات في المكان نفسه مجاناً ليلاً ونهاراً دون استثناء.",
    "de": "Seit März trägt jedes Krankenhaus die Geburten sofort und kostenlos ins Register ein.",
}


def found(text, language="en", known=(), most=700):
    return {
        hint.kind: hint.found for hint in check("", text, language=language, most=most, known=known)
    }


@pytest.mark.parametrize("language", PLAIN)
def test_a_plain_text_is_left_alone(language):
    assert found(PLAIN[language], language) == {}


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("The court heard Ana Ruiz in May.", "Ana Ruiz"),
        ("In May Ana María de la Cruz was released.", "Ana María de la Cruz"),
        ("The case of Jean-Pierre N'Diaye is closed.", "Jean-Pierre N'Diaye"),
        ("It was decided by Judge Okoye alone.", "Judge Okoye"),
        ("Елена Петрова passed it on.", "Елена Петрова"),
    ],
)
def test_names_of_persons_are_pointed_at(text, name):
    assert name in found(text)[HintKind.PERSON]


@pytest.mark.parametrize(
    "text",
    [
        "The Ministry of Interior and the National Assembly adopted the Legal Aid Act.",
        "Since January Parliament debates the Penal Code of the Republic.",
        "The Supreme Court and the Human Rights Commission were heard on Monday.",
        "The United Nations Convention on Statelessness is in force.",
        "It started in Port Celeste.",
    ],
)
def test_offices_laws_and_the_registers_own_names_are_no_persons(text):
    assert HintKind.PERSON not in found(text, known={"municipality of port celeste"})


@pytest.mark.parametrize(
    ("text", "kind", "place"),
    [
        ("Passport no. AB 123456 was given back.", HintKind.NUMBER, "Passport no. AB 123456"),
        ("Cédula: 1.234.567-8 y otras.", HintKind.NUMBER, "Cédula: 1.234.567-8"),
        ("The file 1985041212345 is closed.", HintKind.NUMBER, "1985041212345"),
        ("Write to ana.ruiz@example.org.", HintKind.EMAIL, "ana.ruiz@example.org"),
        ("Call +595 21 123 456 for more.", HintKind.PHONE, "+595 21 123 456"),
        ("Tel. 021 123 456 answers.", HintKind.PHONE, "Tel. 021 123 456"),
    ],
)
def test_numbers_and_addresses_of_persons_are_pointed_at(text, kind, place):
    assert place in found(text)[kind]


@pytest.mark.parametrize(
    "text",
    [
        "Order 12/2026 and A/HRC/59/15 of 14.03.2026 are cited.",
        "It cost 12 500 000 guilders, or 12500000 USD.",
        "412 persons of whom 151 are children, in 2,911 cases.",
    ],
)
def test_amounts_days_and_symbols_are_no_numbers_of_persons(text):
    kinds = found(text)
    assert HintKind.NUMBER not in kinds
    assert HintKind.PHONE not in kinds


@pytest.mark.parametrize(
    ("language", "text", "warns"),
    [
        ("en", "A 14-year-old girl from the village was heard.", True),
        ("en", "The victim, aged 16, was heard.", True),
        ("en", "A 34-year-old victim was heard.", False),
        ("en", "Children aged 6 to 12 go to school.", False),
        ("fr", "Une fille de 13 ans a porté plainte.", True),
        ("fr", "Les enfants de 6 à 12 ans vont à l'école.", False),
        ("es", "La niña de 9 años fue escuchada.", True),
        ("es", "Una víctima de 40 años fue escuchada.", False),
        ("ar", "الطفلة البالغة من العمر تسع سنوات", True),
    ],
)
def test_one_child_is_pointed_at_and_not_children(language, text, warns):
    assert (HintKind.MINOR in found(text, language)) is warns


@pytest.mark.parametrize(
    ("language", "passive", "jargon"),
    [
        ("en", "The law was adopted. The plan was drawn up. It is published.", "in order to"),
        ("fr", "La loi a été adoptée. Le plan est publié, la liste sera publiée.", "en vue de"),
        (
            "es",
            "La ley fue aprobada. El plan ha sido publicado. La lista será escrita.",
            "con el fin de",
        ),
    ],
)
def test_plain_language_in_the_languages_that_it_reads(language, passive, jargon):
    kinds = found(f"{passive} {jargon} help.", language)
    assert HintKind.PASSIVE in kinds
    assert jargon in kinds[HintKind.JARGON][0]


def test_a_long_sentence_is_quoted_and_counted():
    sentence = "word " * 40
    [hint] = [
        hint
        for hint in check("", f"Short one. {sentence}.", language="en", most=700)
        if hint.kind == HintKind.SENTENCE
    ]
    assert (hint.number, hint.most) == (1, 25)
    assert len(hint.found[0]) <= SHOWN_LENGTH + 1


def test_other_languages_are_held_against_their_length_alone():
    kinds = found("in order to " + "word " * 40 + " was adopted was adopted", "sw")
    assert kinds.keys() <= {HintKind.LONG, HintKind.SHORT}
    assert HintKind.LONG in found("слово " * 30, "ru", most=100)


@pytest.mark.parametrize(("most", "kind"), [(20, HintKind.LONG), (700, HintKind.SHORT)])
def test_length_in_characters_as_people_see_them(most, kind):
    # A family is one character as people see it, and seven code points.
    [hint] = check("", "👨‍👩‍👧‍👦" * 21, language="sw", most=most)
    assert (hint.kind, hint.number) == (kind, 21)


def test_abbreviations_are_to_be_explained_once():
    text = "The BCR and the civil registry agency (CRA) met UNICEF. PNM (plan) and part IV too."
    assert found(text)[HintKind.ACRONYM] == ("BCR",)
    assert HintKind.ACRONYM not in found(text, known={"bcr"})
    assert HintKind.ACRONYM not in found("ALL OF THIS IS SHOUTED BY ITS AUTHOR WITHOUT END")


def test_german_nouns_are_no_names():
    assert HintKind.PERSON not in found("Das Amt hat Alte Häuser Saniert.", "de")


def test_dangers_to_persons_come_first_and_five_places_are_shown():
    names = " and ".join(f"Ana {letter}uiz" for letter in "ABCDEFGH")
    hints = check("", f"{names} were heard. In order to help.", language="en", most=700)
    assert hints[0].kind == HintKind.PERSON
    assert hints[0].is_of_a_person
    assert len(hints[0].found) == MOST_SHOWN
    assert hints[0].number == 8


@given(
    headline=st.text(max_size=60),
    narrative=st.text(max_size=400),
    language=st.sampled_from(["en", "fr", "es", "ar", "de", "sw", "", "en-gb", "xx"]),
    known=st.sets(st.text(max_size=8), max_size=4),
)
def test_no_text_makes_it_fall(headline, narrative, language, known):
    for hint in check(headline, narrative, language=language, most=700, known=known):
        assert hint.kind in HintKind
        assert len(hint.found) <= MOST_SHOWN
        assert hint.number >= len(hint.found)


@given(
    st.text(
        alphabet=st.sampled_from("Aa Éé.-'’()+0123456789@٣١🙂\u00a0\u0301\u200d\nMrDe"),
        max_size=600,
    )
)
def test_nor_one_made_of_what_it_looks_for(text):
    for language in ("en", "fr", "es", "ar"):
        check(text, text, language=language, most=10, known={"a"})


@pytest.mark.parametrize("piece", ["Aa ", "Aa de la ", "1 ", "1", "a.", "A", "(", "was a", "١"])
def test_a_text_as_long_as_there_is_room_takes_no_second(piece):
    text = (piece * 20_000)[:20_000]
    began = time.perf_counter()
    check(text, text, language="en", most=700)
    assert time.perf_counter() - began < SECONDS
