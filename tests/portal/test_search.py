"""Searching the register: what is found, what is shown of it, and what is offered instead."""

import pytest

from recommendations.models import RecommendationText, Synonym
from recommendations.services.vocabulary import gather_words
from tests import factories

pytestmark = pytest.mark.django_db
REGISTER = "/recommendations/"


@pytest.fixture(autouse=True)
def _demo_mode(settings):
    """People of the tests sign in without a second factor."""
    settings.DEMO_MODE = True


def found(client, words, **more):
    response = client.get(REGISTER, {"q": words, **more})
    return {card.reference for card in response.context["cards"]}


def text(recommendation, language, words, **more):
    return RecommendationText.objects.create(
        recommendation=recommendation, language=language, text=words, **more
    )


@pytest.fixture
def register():
    """Four recommendations of four documents, some in several languages."""
    birth = factories.RecommendationFactory(
        reference="CRC-5-31b",
        symbol="CRC/C/XMA/CO/6-7",
        paragraph="31 (b)",
        text="Ensure that every child is registered at birth, and that adoption is regulated.",
    )
    text(birth, "fr", "Garantir l’enregistrement des naissances et réglementer l’adoption.")
    torture = factories.RecommendationFactory(
        reference="CAT-4-12",
        symbol="CAT/C/XMA/CO/4",
        paragraph="12",
        text="Investigate allegations of torture and establish a national preventive mechanism.",
    )
    text(torture, "es", "Investigar las denuncias de tortura.")
    school = factories.RecommendationFactory(
        reference="UPR-3-114.5",
        symbol="A/HRC/28/15",
        paragraph="114.5",
        text="Educate girls and boys; educational material for all women.",
    )
    other = factories.RecommendationFactory(
        reference="UPR-31-14.5",
        symbol="A/HRC/28/15/Add.1",
        paragraph="96.21",
        text="Set up an NPM and ratify the Convention on the Rights of the Child.",
    )
    return birth, torture, school, other


BIRTH, TORTURE, SCHOOL, OTHER = "CRC-5-31b", "CAT-4-12", "UPR-3-114.5", "UPR-31-14.5"


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        # Operators, over recommendations as a whole.
        ("torture OR adoption", {BIRTH, TORTURE}),
        ("(torture OR adoption) allegations", {TORTURE}),
        ("torture NOT allegations", set()),
        ("naissances -registered", set()),
        ("-torture -educate", {BIRTH, OTHER}),
        ("naissances l’enregistrement", {BIRTH}),
        ("educat*", {SCHOOL}),
        ("education*", {SCHOOL}),
        ("enregistr*", {BIRTH}),
        ('"registered at birth"', {BIRTH}),
        ('"birth registered"', set()),
        # Words that a language does without kill nothing.
        ("the torture of the", {TORTURE}),
        ("the OR torture", {TORTURE}),
        ("child -the", {BIRTH, OTHER}),
        ("l'adoption", {BIRTH}),
        # As typed, with other separators, beside words.
        ("A/HRC/28/15", {SCHOOL, OTHER}),
        ("a/hrc/28/15/add.1", {OTHER}),
        ("A / HRC / 28 / 15 girls", {SCHOOL}),
        ("A/HRC/28/1", set()),
        ("CRC/C/XMA/CO/6-7 adoption", {BIRTH}),
        ("CRC/C/XMA/CO/6–7 torture", set()),
        ("CRC C XMA CO 6 7", {BIRTH}),
        ("UPR-3-114.5", {SCHOOL}),
        ("upr 3 114.5", {SCHOOL}),
        ("UPR–3–114.5", {SCHOOL}),
        ("UPR-3", {SCHOOL}),
        ("96.21", {OTHER}),
        ("96.2", set()),
        ("96", {OTHER}),
        ("para. 31(b)", {BIRTH}),
        ("paragraph 31b", {BIRTH}),
        ("31 (b)", {BIRTH}),
        ("31(B) adoption", {BIRTH}),
        ("para 12 -torture", set()),
        ("-A/HRC/28/15", {BIRTH, TORTURE}),
    ],
)
def test_what_is_typed_finds(client, register, words, expected):
    assert found(client, words) == expected


# Synonyms.


@pytest.fixture
def synonyms():
    Synonym.objects.create(code="npm", terms=["NPM", "national preventive mechanism"])
    Synonym.objects.create(
        code="crc", terms=["CRC", "Convention on the Rights of the Child"], is_active=False
    )


@pytest.mark.parametrize("words", ["NPM", "npms", "national preventive mechanisms"])
def test_abbreviation_and_its_words_find_the_same(client, register, synonyms, words):
    assert found(client, words) == {TORTURE, OTHER}


def test_page_says_what_was_searched_besides_and_how_to_do_without(client, register, synonyms):
    page = client.get(REGISTER, {"q": "NPM"})
    assert "Also searched:" in page.text
    assert "<bdi>national preventive mechanism</bdi>" in page.text
    address = page.context["exactly_url"]
    exactly = client.get(REGISTER + address)
    assert {card.reference for card in exactly.context["cards"]} == {OTHER}
    assert "Also searched:" not in exactly.text
    assert '<input type="hidden" name="exact" value="1">' in exactly.text
    assert exactly.context["chips"][0].url == "?"


def test_synonyms_that_are_not_in_use_add_nothing(client, register, synonyms):
    page = client.get(REGISTER, {"q": "Convention on the Rights of the Child"})
    assert page.context["found"].search.also == ()


# Hits.


def card(client, words, reference, prefix=""):
    cards = client.get(prefix + REGISTER, {"q": words}).context["cards"]
    return next(card for card in cards if card.reference == reference)


def test_hit_is_shown_in_the_language_that_matched(client, register):
    shown = card(client, "enregistrement", BIRTH)
    assert (shown.language, "l’<mark>enregistrement</mark>" in shown.text) == ("fr", True)
    shown = card(client, "adoption", BIRTH)
    assert (shown.language, "<mark>adoption</mark>" in shown.text) == ("en", True)
    shown = card(client, "adoption", BIRTH, "/fr")
    assert (shown.language, "<mark>adoption</mark>" in shown.text) == ("fr", True)
    page = client.get(REGISTER, {"q": "denuncias"}).text
    assert '<p lang="es" dir="ltr">Investigar las <mark>denuncias</mark> de tortura.' in page


def test_text_that_matched_whole_comes_before_one_that_matched_in_part(client, register):
    text(register[1], "fr", "Enquêter sur les allégations de torture.")
    assert card(client, "torture allegations", TORTURE, "/fr").language == "fr"
    assert card(client, "torture investigate", TORTURE, "/fr").language == "en"


def test_reference_is_no_reason_to_mark_a_text(client, register):
    shown = card(client, "CAT-4-12", TORTURE)
    assert "<mark>" not in shown.text
    assert shown.language == "en"


def test_markup_in_a_text_stays_text(client):
    factories.RecommendationFactory(text="Stop <script>alert(1)</script> torture & \ue000go\ue001.")
    page = client.get(REGISTER, {"q": "torture"})
    (shown,) = page.context["cards"]
    assert shown.text == "Stop &lt;script&gt;alert(1)&lt;/script&gt; <mark>torture</mark> &amp; go."
    assert shown.text in page.text


def test_of_a_long_text_the_part_around_the_words_is_shown(client):
    filler = "Nothing of note stands here. " * 40
    factories.RecommendationFactory(reference="L-1", text=f"{filler}Abolish slavery. {filler}")
    shown = card(client, "slavery", "L-1")
    assert "<mark>slavery</mark>" in shown.text
    assert shown.text.startswith("… ")
    assert len(shown.text) < 700


# Did you mean.


def meant(client, words, **more):
    offer = client.get(REGISTER, {"q": words, **more}).context["meant"]
    return offer and (offer[0].typed, offer[0].language)


@pytest.mark.parametrize(
    ("typed", "offer"),
    [
        ("tortrue", ("torture", "en")),
        ("Tortrue alegations", ("torture allegations", "en")),
        ("enregistrment", ("enregistrement", "fr")),
        ("denunsias", ("denuncias", "es")),
        ('"preventve mechanism" -women', ('"preventive mechanism" -women', "en")),
        ("CAT/C/XMA/CO/4 tortrue", ("CAT/C/XMA/CO/4 torture", "en")),
        ("torture", None),
        ("zzzqqq", None),
        ("", None),
        ("31", None),
        ('"', None),
    ],
)
def test_words_like_those_typed_are_offered(client, register, typed, offer):
    gather_words()
    assert meant(client, typed) == offer


def test_what_was_typed_stays_and_the_offer_leads_to_it(client, register):
    gather_words()
    page = client.get(REGISTER, {"q": "tortrue", "status": "not_assessed"})
    assert 'value="tortrue"' in page.text
    assert not page.context["cards"]
    better = client.get(REGISTER + page.context["meant"][1])
    assert [card.reference for card in better.context["cards"]] == [TORTURE]
    assert better.context["found"].chosen["status"]


def test_offer_that_finds_nothing_under_the_choices_made_is_none(client, register):
    gather_words()
    assert meant(client, "tortrue", status="implemented") is None


def test_words_of_drafts_are_offered_to_nobody_and_found_by_the_secretariat(client, register):
    factories.RecommendationFactory(
        publication="draft", published_at=None, text="Abolish the unicorn levy."
    )
    gather_words()
    for user in (None, factories.secretariat()):
        if user:
            client.force_login(user)
        assert meant(client, "unicron") is None
    assert len(found(client, "unicorn")) == 1
    client.logout()
    assert found(client, "unicorn") == set()
    assert found(client, "-torture") == {BIRTH, SCHOOL, OTHER}


def test_words_of_what_was_retired_are_not_offered_even_before_they_are_gathered_anew(
    client, register, django_capture_on_commit_callbacks
):
    gather_words()
    assert meant(client, "tortrue") is not None
    torture = register[1]
    torture.publication = "retired"
    torture.save()
    assert meant(client, "tortrue") is None
    with django_capture_on_commit_callbacks(execute=True):
        assert gather_words() is not None
    assert gather_words() is None
