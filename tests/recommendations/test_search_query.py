"""What is typed into the search, read as a tree: any text at all."""

import pytest
from django.db import connection
from hypothesis import example, given, settings
from hypothesis import strategies as st

from recommendations.models import Recommendation
from recommendations.search import Search
from recommendations.search.codes import as_one_code
from recommendations.search.conditions import STEMMED_LANGUAGES, condition, in_language
from recommendations.search.hits import as_html, marked_hits, with_relevance
from recommendations.search.query import And, Code, Not, Or, Phrase, Word, cleaned, leaves, parse
from recommendations.search.spelling import steps_between
from recommendations.search.synonyms import Synonyms


def w(text, *, is_prefix=False):
    return Word(text, is_prefix=is_prefix)


@pytest.mark.parametrize(
    ("typed", "tree"),
    [
        ("child", w("child")),
        ("child birth", And((w("child"), w("birth")))),
        ("child AND birth", And((w("child"), w("birth")))),
        ("child OR birth", Or((w("child"), w("birth")))),
        ("child | birth", Or((w("child"), w("birth")))),
        ("a b OR c", Or((And((w("a"), w("b"))), w("c")))),
        ("child -birth", And((w("child"), Not(w("birth"))))),
        ("child NOT birth", And((w("child"), Not(w("birth"))))),
        ("NOT (a OR b)", Not(Or((w("a"), w("b"))))),
        ('"registered at birth"', Phrase("registered at birth")),
        ("«à la naissance» école", And((Phrase("à la naissance"), w("école")))),
        ('-"at birth"', Not(Phrase("at birth"))),
        ("educat*", w("educat", is_prefix=True)),
        ("child-labour", w("child-labour")),
        ("(a OR b) c", And((Or((w("a"), w("b"))), w("c")))),
        # What makes no sense as an operator is a word or nothing.
        ('"never closed', Phrase("never closed")),
        ("((a", w("a")),
        ("a) b", And((w("a"), w("b")))),
        ("()", None),
        ("OR", w("OR")),
        ("a OR", And((w("a"), w("OR")))),
        ("OR a", And((w("OR"), w("a")))),
        ("a OR OR b", Or((And((w("a"), w("OR"))), w("b")))),
        ("NOT", w("NOT")),
        ("AND a", w("a")),
        ("a - b", And((w("a"), w("b")))),
        ("*", None),
        ('""', None),
        ("-", None),
        ("", None),
        # As typed.
        ("CRC/C/XMA/CO/6-7 adoption", And((Code("CRC/C/XMA/CO/6-7"), w("adoption")))),
        ("A / HRC / 28 / 15", Code("A / HRC / 28 / 15")),
        ("a/hrc/28/15", Code("a/hrc/28/15")),
        ("96.21", Code("96.21")),
        ("31 (b)", Code("31 (b)")),
        ("para. 31(b)", Code("31(b)", is_paragraph=True)),
        ("Paragraphe 12", Code("12", is_paragraph=True)),
        ("فقرة 12", Code("12", is_paragraph=True)),
        ("UPR-3-114.5", Code("UPR-3-114.5")),
        ("upr–3–114.5", Code("upr–3–114.5")),
        ("-CAT-4-12 x", And((Not(Code("CAT-4-12")), w("x")))),
        ("12 (children)", And((Code("12"), w("children")))),
        ("paragon 5", And((w("paragon"), Code("5")))),
    ],
)
def test_what_is_typed_means(typed, tree):
    assert parse(typed) == tree


PIECES = st.sampled_from(
    ['"', "(", ")", "-", "OR", "NOT", "AND", "|", "*", "a", "child", "31", "(b)", " ", "  ", "«"]
)
TYPED = st.one_of(
    st.text(max_size=200),
    st.lists(PIECES, max_size=40).map("".join),
    st.lists(PIECES, max_size=40).map(" ".join),
)


@settings(max_examples=400)
@given(TYPED)
@example("(" * 5000 + "a")
@example(")" * 5000 + "a")
@example("-" * 5000 + "a")
@example("a OR " * 5000)
@example("\ud800\x00a")
def test_any_text_is_read(typed):
    text = cleaned(typed)
    tree = parse(text)
    for leaf in leaves(tree):
        assert 0 <= leaf.start < leaf.end <= len(text)
    assert as_one_code(text) in ("", text)


@pytest.mark.django_db
@settings(max_examples=150)
@given(TYPED)
@example("'':* & !( \\ educ'*")
@example("_* %*")
def test_whatever_is_typed_the_database_understands_it(typed):
    text = cleaned(typed).strip()
    tree = parse(text)
    widened = tree and Synonyms([(["child", "young person", "31"], "")]).widen(tree)
    search = Search(text, tree, widened, code=as_one_code(text))
    assert not list(with_relevance(Recommendation.objects.filter(condition(search)), search))
    assert marked_hits(search, [1], "en") == {}
    for language in (*STEMMED_LANGUAGES, "simple"):
        query = in_language(widened, language) if widened else None
        if query is not None:
            with connection.cursor() as cursor:
                cursor.execute(f"SELECT numnode({query[0]})", query[1])


@given(st.text(alphabet="<>&\ue000\ue001ab'\" ", max_size=40))
def test_hit_is_escaped_whatever_the_text_holds(marked):
    html = as_html(marked, "", 10)
    rest = html.replace("<mark>", "").replace("</mark>", "")
    assert "<" not in rest
    assert ">" not in rest


@pytest.mark.parametrize(
    ("one", "other", "steps"),
    [
        ("", "abc", 3),
        ("tortrue", "torture", 1),
        ("chid", "child", 1),
        ("same", "same", 0),
        ("ab", "ba", 1),
    ],
)
def test_steps_between_words(one, other, steps):
    assert steps_between(one, other) == steps_between(other, one) == steps


# Synonyms.

GROUPS = [
    (["NHRI", "national human rights institution", "INDH"], ""),
    (["CRC", "Convention on the Rights of the Child"], ""),
    (["Kinder", "Jugend"], "de"),
]


def widened(typed):
    synonyms = Synonyms(GROUPS)
    return synonyms.widen(parse(typed)), synonyms.added


def test_abbreviation_and_its_words_lead_to_each_other():
    tree, added = widened("nhris")
    others = [Phrase(term) for term in ("NHRI", "national human rights institution", "INDH")]
    assert tree == Or((w("nhris"), *others))
    assert added == ["national human rights institution", "INDH"]
    tree, added = widened("strong national human rights institutions now")
    literal = And(tuple(w(word) for word in ("national", "human", "rights", "institutions")))
    assert tree == And((w("strong"), Or((literal, Phrase("NHRI"), Phrase("INDH"))), w("now")))
    assert widened('"national human rights institution"')[1] == ["NHRI", "INDH"]


def test_words_that_make_no_term_stay_as_they_are():
    for typed in ("human rights", "nhri*", "-x national OR human", "institution national human"):
        assert widened(typed) == (parse(typed), [])


def test_synonym_of_one_language_is_asked_of_its_texts_alone():
    tree, _added = widened("Kinder")
    assert tree == Or((w("Kinder"), Phrase("Jugend", language="de")))
    assert "Jugend" not in str(in_language(tree, "fr"))
    assert "Jugend" in str(in_language(tree, "simple"))
