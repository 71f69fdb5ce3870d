"""Texts in several languages: translations beside the authentic text, never in its place."""

import datetime as dt
import threading

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.urls import reverse
from django.utils import translation

from nmirf.common.errors import ConflictError, DomainError
from nmirf.common.languages import direction, language_choices, language_name
from recommendations.models import Recommendation, RecommendationText
from recommendations.services import texts
from tests import factories

pytestmark = pytest.mark.django_db
FRENCH = {
    "language": "fr",
    "standing": "official",
    "text": "Enregistrer chaque enfant à la naissance.",
    "source": "A/HRC/59/15, French",
    "translator": "United Nations",
}


@pytest.fixture(autouse=True)
def _in_english(settings):
    """Signed in without a second factor; a page in French leaves the next test in English."""
    settings.DEMO_MODE = True
    with translation.override("en"):
        yield


@pytest.fixture
def row():
    return factories.RecommendationFactory(reference="CRC-5-31b")


@pytest.fixture
def officer(client):
    person = factories.secretariat()
    client.force_login(person)
    return person


def address(name, row, *more):
    return reverse(f"recommendations:{name}", args=[row.reference, *more])


def add(row, actor=None, **facts):
    actor = actor or factories.secretariat()
    return texts.add_text(recommendation=row.pk, actor=actor, **(FRENCH | facts))


def test_the_page_lists_every_language_of_the_instance_with_what_is_lacking(client, officer, row):
    add(row, language="pt", standing="machine")
    body = client.get(address("texts", row)).content.decode()
    for name in ("English", "Français", "العربيّة", "Português"):
        assert name in body
    assert body.count("There is no text in this language.") == 2
    assert "Machine translation" in body


def test_a_translation_is_added_edited_and_withdrawn(client, officer, row):
    assert client.post(address("add_text", row), FRENCH).status_code == 302
    made = row.texts.get(language="fr")
    assert (made.is_official, made.is_authentic, made.translator) == (
        True,
        False,
        "United Nations",
    )
    edited = FRENCH | {"text": "Enregistrez les enfants.", "standing": "unofficial"}
    edited["seen"] = made.updated_at.isoformat()
    assert client.post(address("edit_text", row, "fr"), edited).status_code == 302
    made.refresh_from_db()
    assert (made.text, made.is_official) == ("Enregistrez les enfants.", False)
    gone = address("withdraw_text", row, "fr")
    assert "history keeps it" in client.get(gone).content.decode()
    assert client.post(gone, {"reason": ""}).status_code == 422
    client.post(gone, {"reason": "It leaves out half."})
    assert [text.language for text in row.texts.all()] == ["en"]
    history = client.get(f"{row.get_absolute_url()}history/").content.decode()
    assert "It leaves out half." in history


def test_the_authentic_text_is_corrected_with_source_and_reason_alone(client, officer, row):
    assert client.get(address("edit_text", row, "en")).status_code == 302
    before = row.texts.get()
    with pytest.raises(DomainError):
        texts.edit_translation(
            pk=before.pk,
            seen=before.updated_at,
            standing="official",
            text="Another.",
            source="x",
            actor=officer,
        )
    with pytest.raises(DomainError):
        texts.withdraw_translation(pk=before.pk, reason="No.", actor=officer)
    form = {"text": "Register each child at birth.", "seen": before.updated_at.isoformat()}
    assert client.post(address("correct_text", row, "en"), form).status_code == 422
    form |= {"source": "CRC/C/XMA/CO/5, para. 31 (b)", "reason": "A slip of the keyboard."}
    assert client.post(address("correct_text", row, "en"), form).status_code == 302
    after = row.texts.get()
    assert (after.text, after.is_authentic) == ("Register each child at birth.", True)
    assert after.raw == before.raw
    assert "A slip of the keyboard." in client.get(f"{row.get_absolute_url()}history/").text


def test_no_translation_becomes_a_second_authentic_text(client, officer, row):
    with pytest.raises(DomainError):
        add(row, standing="authentic")
    form = client.get(address("add_text", row)).content.decode()
    assert 'value="authentic"' not in form
    row.texts.all().delete()
    assert 'value="authentic"' in client.get(address("add_text", row)).content.decode()
    add(row, standing="authentic")
    assert row.texts.get().is_authentic


def test_of_two_people_the_second_sees_both_texts(client, officer, row):
    made = add(row)
    seen = made.updated_at.isoformat()
    client.post(address("edit_text", row, "fr"), FRENCH | {"text": "Le premier.", "seen": seen})
    answer = client.post(
        address("edit_text", row, "fr"), FRENCH | {"text": "Le second.", "seen": seen}
    )
    assert answer.status_code == 422
    assert "Someone else saved this first" in answer.text
    assert "Le premier." in answer.text
    assert "Le second." in answer.text
    assert row.texts.get(language="fr").text == "Le premier."


def test_a_language_that_was_added_meanwhile_is_shown_beside_what_was_typed(client, officer, row):
    add(row)
    answer = client.post(address("add_text", row), FRENCH | {"text": "Autre chose."})
    assert answer.status_code == 422
    assert FRENCH["text"] in answer.text
    assert "Autre chose." in answer.text


@pytest.mark.django_db(transaction=True)
def test_two_who_add_the_same_language_at_once_leave_one_text():
    row, actor = factories.RecommendationFactory(), factories.secretariat()
    start, outcomes = threading.Barrier(2), []

    def act():
        start.wait()
        try:
            add(row, actor)
        except ConflictError:
            outcomes.append("conflict")
        else:
            outcomes.append("added")
        finally:
            connection.close()

    threads = [threading.Thread(target=act) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["added", "conflict"]
    assert row.texts.filter(language="fr").count() == 1


def test_only_the_secretariat_writes_texts(row):
    for person in (factories.focal_point(), factories.administrator()):
        with pytest.raises(PermissionDenied):
            add(row, person)


# What readers see.


def test_the_reader_sees_every_language_what_it_is_and_who_translated(client, row):
    add(row)
    add(row, language="ar", standing="machine", text="تسجيل جميع الأطفال.", translator="Machine 3")
    body = client.get(row.get_absolute_url()).content.decode()
    assert "Authentic text" in body
    assert "Official translation · United Nations" in body
    assert "Machine translation · Machine 3" in body
    assert '<a href="?text=ar" lang="ar" hreflang="ar" dir="rtl">' in body
    shown = client.get(row.get_absolute_url(), {"text": "ar"}).content.decode()
    assert '<blockquote lang="ar" dir="rtl">' in shown
    assert '<span class="state warn">Machine translation</span>' in shown


def test_a_machine_translation_is_marked_in_lists_too(client, row):
    add(row, standing="machine")
    cluster = factories.ClusterFactory()
    cluster.memberships.create(recommendation=row)
    client.force_login(factories.secretariat())
    for url in (
        "/fr/recommendations/",
        f"/fr{cluster.get_absolute_url()}",
        f"/fr/workspace/clusters/{cluster.slug}/",
        f"/fr/workspace/recommendations/{row.reference}/assess/",
    ):
        body = client.get(url).content.decode()
        assert FRENCH["text"] in body
        assert "Traduction automatique" in body, url


def test_a_draft_has_no_texts_for_the_public(client):
    draft = factories.RecommendationFactory(publication="draft", published_at=None)
    add(draft)
    assert client.get(draft.get_absolute_url(), {"text": "fr"}).status_code == 404


# Directions, names, search configurations.


def test_languages_have_names_and_directions_beyond_those_of_the_pages():
    assert [direction(code) for code in ("ar", "fa-AF", "ur", "zh-hans", "pt", "")] == [
        *("rtl", "rtl", "rtl", "ltr", "ltr", "auto")
    ]
    assert language_name("pt") == "Português"
    assert language_name("xx") == "xx"
    codes = [code for code, _name in language_choices()]
    assert codes[:3] == ["en", "fr", "ar"]
    assert len(codes) == len(set(codes))


@pytest.mark.parametrize(
    ("language", "text", "words"),
    [
        ("fr", "Les enfants réfugiés sont enregistrés.", "enfant refugie"),
        ("pt", "Registar todas as crianças.", "crianca"),
        ("de", "Die Bundesregierung prüft das Gesetz.", "prüft Gesetz"),
        ("sw", "Kusajili watoto wote.", "watoto"),
        ("zh-hans", "登记所有儿童 出生", "出生"),
    ],
)
def test_a_text_is_found_in_its_language_in_a_plain_one_where_none_is_known(language, text, words):
    row = factories.RecommendationFactory()
    RecommendationText.objects.create(recommendation=row, language=language, text=text)
    assert Recommendation.objects.matching(words).get() == row


def test_each_language_has_a_configuration():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT code, nmirf_search_config(code)::text"
            " FROM unnest(ARRAY['fr', 'pt', 'ru', 'zh', 'de', 'pt-br', '']) AS code"
        )
        found = dict(cursor.fetchall())
    assert found == {
        "fr": "nmirf_fr",
        "pt": "nmirf_pt",
        "ru": "nmirf_ru",
        **dict.fromkeys(("zh", "de", "pt-br", ""), "nmirf_simple"),
    }


# How complete it is.


def many(number):
    review = factories.ReviewFactory(title="Review of 2023", slug="crc-2023")
    rows = factories.RecommendationFactory.create_batch(number, review=review)
    for row in rows[: number // 2]:
        add(row)
    add(rows[-1], standing="machine")
    factories.RecommendationFactory(review=review, publication="retired")
    return rows


def test_each_number_leads_to_the_records_that_it_counts(client, officer):
    rows = many(5)
    page = client.get(reverse("recommendations:languages"))
    whole, of_review = page.context["lines"]
    assert (whole.total, of_review.total) == (5, 5)
    french = next(cell for cell in of_review.cells if cell.language == "fr")
    assert (french.having, french.lacking.number) == (3, 2)
    assert {kind.label: kind.number for kind in french.kinds} == {
        "Official translation": 2,
        "Machine translation": 1,
    }
    lacking = client.get(french.lacking.url)
    assert [row.pk for row in lacking.context["page"]] == [row.pk for row in rows[2:4]]
    for kind in french.kinds:
        assert client.get(kind.url).context["page"].paginator.count == kind.number
    arabic = next(cell for cell in whole.cells if cell.language == "ar")
    assert arabic.lacking.number == 5


def test_records_without_a_review_are_counted_too(client, officer):
    factories.RecommendationFactory(review=None)
    lines = client.get(reverse("recommendations:languages")).context["lines"]
    assert lines[-1].label == "Without a review"
    cell = next(cell for cell in lines[-1].cells if cell.language == "fr")
    assert client.get(cell.lacking.url).context["page"].paginator.count == 1


def test_counting_takes_as_many_queries_at_1_as_at_60(
    client, officer, django_assert_max_num_queries
):
    url = reverse("recommendations:languages")
    factories.RecommendationFactory(review=factories.ReviewFactory())
    client.get(url)
    with django_assert_max_num_queries(12) as one:
        client.get(url)
    for _n in range(20):
        review = factories.ReviewFactory()
        for row in factories.RecommendationFactory.create_batch(3, review=review):
            add(row, officer)
    with django_assert_max_num_queries(12) as more:
        client.get(url)
    assert len(one.captured_queries) == len(more.captured_queries)


def test_texts_are_locked_while_one_is_saved(row):
    made = add(row)
    with transaction.atomic():
        texts.edit_translation(
            pk=made.pk,
            seen=made.updated_at,
            standing="machine",
            text="Autre.",
            source="x",
            actor=factories.secretariat(),
        )
    with pytest.raises(ConflictError) as caught:
        texts.edit_translation(
            pk=made.pk,
            seen=made.updated_at - dt.timedelta(seconds=1),
            standing="machine",
            text="Encore.",
            source="x",
            actor=factories.secretariat(),
        )
    assert caught.value.theirs.text == "Autre."
