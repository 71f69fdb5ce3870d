"""What is marked in a hit: words that were asked for, and of phrases only the phrases."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recommendations.models import Synonym
from recommendations.search import read
from recommendations.search.hits import marked_hits
from recommendations.search.marks import BEGIN, END, without_strays
from recommendations.search.query import parse
from recommendations.search.signs import folded
from tests import factories as make

pytestmark = pytest.mark.django_db
LONG = "The budget was cut and female staff left. " * 30


@pytest.fixture
def _synonyms():
    terms = ["FGM", "female genital mutilation", "female genital cutting"]
    Synonym.objects.create(code="fgm-test", terms=terms)
    Synonym.objects.create(
        code="mgf", terms=["MGF", "mutilations génitales féminines"], language="fr"
    )


def marks(typed, text, language="en"):
    row = make.RecommendationFactory(text=text)
    row.texts.update(language=language, text=text)
    hits = marked_hits(read(typed), [row.pk], language)
    return re.findall(r"<mark>(.*?)</mark>", hits[row.pk].html) if hits else None


@pytest.mark.parametrize(
    ("typed", "text", "found"),
    [
        (
            "FGM",
            "Female genital cutting persists: the budget was cut, female staff left.",
            ["Female", "genital", "cutting"],
        ),
        ("FGM", "End FGM and cut the cost of female education.", ["FGM"]),
        (
            '"rights of the child"',
            "Children have rights: the rights of the child.",
            ["rights", "child"],
        ),
        (
            '"rights of the child"',
            "The child: rights. On rights of a child.",
            ["rights", "child"],
        ),
        ("cut", "The budget was cut; female genital cutting.", ["cut", "cutting"]),
        (
            "FGM cut",
            "FGM; female genital cutting; cut; female staff.",
            ["FGM", "female", "genital", "cutting", "cut"],
        ),
        ("femal*", "Female genital cutting and females.", ["Female", "females"]),
        (
            '"gender-based violence"',
            "Gender-based violence; a gender policy; violence.",
            ["Gender", "based", "violence"],
        ),
        ('"violence"', "Violence, and more of violence.", ["Violence", "violence"]),
        ("violence cutting", "Cutting violence.", ["Cutting", "violence"]),
    ],
)
@pytest.mark.usefixtures("_synonyms")
def test_a_word_of_a_phrase_is_marked_only_in_the_phrase(typed, text, found):
    assert marks(typed, text) == found


@pytest.mark.usefixtures("_synonyms")
def test_other_languages_keep_their_own():
    text = "Abolir les mutilations génitales féminines et les mutilations, y compris féminines."
    assert marks("MGF", text, "fr") == ["mutilations", "génitales", "féminines"]


@pytest.mark.usefixtures("_synonyms")
def test_a_long_text_is_shown_around_the_phrase():
    found = marks("FGM", f"{LONG}End female genital cutting. {LONG}")
    assert found == ["female", "genital", "cutting"]


@pytest.mark.usefixtures("_synonyms")
@pytest.mark.parametrize(("typed", "queries"), [("FGM", 2), ("cut", 1)])
def test_the_questions_do_not_grow(django_assert_num_queries, typed, queries):
    rows = [make.RecommendationFactory(text=f"Female genital cutting {n}.") for n in range(20)]
    search = read(typed)
    with django_assert_num_queries(queries):
        assert len(marked_hits(search, [row.pk for row in rows], "en")) == 20


WORDS = st.sampled_from(
    ["female", "genital", "cutting", "cut", "the", "of", "child", "FGM", "rights"]
)
LINE = st.lists(WORDS, min_size=1, max_size=12)


@settings(max_examples=150, deadline=None)
@given(words=LINE, marked=st.sets(st.integers(0, 11)), phrase=LINE, alone=WORDS)
def test_marks_are_taken_away_and_nothing_else(words, marked, phrase, alone):
    plain = " ".join(words)
    text = " ".join(
        f"{BEGIN}{word}{END}" if at in marked else word for at, word in enumerate(words)
    )
    tree = parse(f'{alone} OR "{" ".join(phrase)}"')
    kept = without_strays({1: ("en", text)}, tree)[1]
    assert kept.replace(BEGIN, "").replace(END, "") == plain
    before, after = re.findall(f"{BEGIN}.*?{END}", text), re.findall(f"{BEGIN}.*?{END}", kept)
    assert len(after) <= len(before)
    own = f"{BEGIN}{alone}{END}"
    if folded(alone) not in {"the", "of"}:
        assert after.count(own) == before.count(own)
