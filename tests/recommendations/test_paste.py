"""Paragraphs of concluding observations, pasted, looked over and saved in one go."""

import re

import pytest

from mechanisms.models import Review
from recommendations.forms.paste import rows_of
from recommendations.models import Recommendation
from recommendations.parsers.paste import split_paragraphs
from tests import factories as make

pytestmark = pytest.mark.django_db

ADDRESS = "/workspace/recommendations/paste/"
PASTED = """Violence against women

12. The Committee recommends that the State party adopt a law against domestic violence.

Education

13. The Committee urges the State party to:
(a) Build schools in every village;
(b) Train teachers in sign language.
"""


@pytest.fixture
def officer(client, settings):
    settings.DEMO_MODE = True
    make.StateFactory()
    person = make.secretariat()
    client.force_login(person)
    return person


def document(**more):
    return {
        "mechanism": make.MechanismFactory().pk,
        "symbol": "CRC/C/XMA/CO/5",
        "published_on": "2024-06-20",
        "language": "en",
        "kind": "recommendation",
        **more,
    }


def shown(client, text=PASTED):
    return client.post(ADDRESS, document(pasted=text, read="1"))


def as_typed(page, **changes):
    """What the browser would send back of the rows, some fields changed."""
    formset = page.context["rows"]
    data = {f"rows-{name}": value for name, value in formset.management_form.initial.items()}
    for form in formset:
        for field in form:
            value = field.value()
            if value not in (None, False, ""):
                data[field.html_name] = "on" if value is True else value
    return document(save="1", **data) | changes


def saved():
    rows = Recommendation.objects.order_by("paragraph_key", "pk")
    return [(row.paragraph, row.texts.get().text[:30]) for row in rows]


def test_paragraphs_are_shown_with_their_headings_and_parts(client, officer):
    page = shown(client)
    rows = [form.initial for form in page.context["rows"]]
    assert [row["number"] for row in rows] == ["12", "13", "13 (a)", "13 (b)"]
    assert rows[0]["heading"] == "Violence against women"
    assert [row["of"] for row in rows] == [None, None, 1, 1]
    assert not Recommendation.objects.exists()


def test_they_are_saved_as_drafts_of_one_review(client, officer):
    answer = client.post(ADDRESS, as_typed(shown(client)))
    review = Review.objects.get()
    assert answer.headers["Location"] == review.get_absolute_url()
    rows = Recommendation.objects.order_by("paragraph_key")
    assert [(row.reference, row.publication) for row in rows] == [
        ("CRC-5-12", "draft"),
        ("CRC-5-13", "draft"),
    ]
    assert rows[1].texts.get().heading == "Education"
    assert {row.review for row in rows} == {review}


def test_parts_may_be_recommendations_of_their_own(client, officer):
    page = shown(client)
    client.post(ADDRESS, as_typed(page, **{"rows-1-how": "apart"}))
    assert [paragraph for paragraph, _text in saved()] == ["12", "13 (a)", "13 (b)"]
    part = Recommendation.objects.get(paragraph="13 (b)").texts.get()
    assert "sign language" in part.text
    assert part.heading == "Education"


def test_rows_may_be_left_out_and_changed(client, officer):
    data = as_typed(shown(client), **{"rows-0-number": "12bis", "rows-0-text": "Adopt a law."})
    del data["rows-1-take"]
    client.post(ADDRESS, data)
    assert saved() == [("12bis", "Adopt a law.")]


def test_nothing_is_saved_by_halves_and_what_was_typed_stays(client, officer):
    data = as_typed(shown(client), **{"rows-1-text": " ", "rows-0-text": "My own words."})
    answer = client.post(ADDRESS, data)
    assert answer.status_code == 422
    assert b"There is no text" in answer.content
    assert b"My own words." in answer.content
    assert saved() == []


def test_what_the_register_may_have_is_shown_first(client, officer):
    data = as_typed(shown(client))
    client.post(ADDRESS, data)
    again = client.post(ADDRESS, data)
    assert again.status_code == 409
    assert len(re.findall(rb"The same document and paragraph", again.content)) == 2
    assert Recommendation.objects.count() == 2
    client.post(ADDRESS, data | {"confirmed": "1"})
    assert Recommendation.objects.count() == 4


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "required"),
        ("\n".join(f"{n}. Adopt law number {n}.\n" for n in range(1, 700)), "600 at most"),
    ],
)
def test_what_can_not_be_used_is_said(text, words, client, officer):
    answer = shown(client, text)
    assert answer.status_code == 422
    assert words in answer.content.decode()


def test_nothing_chosen_is_nothing_saved(client, officer):
    data = {k: v for k, v in as_typed(shown(client)).items() if not k.endswith("-take")}
    answer = client.post(ADDRESS, data)
    assert answer.status_code == 422
    assert b"There is nothing to save." in answer.content


@pytest.mark.parametrize("of", ["99", "-1", "0"])
def test_a_row_that_names_no_sound_parent_does_no_harm(of, client, officer):
    data = as_typed(shown(client), **{"rows-0-of": of, "rows-1-of": of})
    assert client.post(ADDRESS, data).status_code in {302, 422}


def test_the_head_of_a_document_is_shown_and_not_taken():
    rows = rows_of(split_paragraphs("It thanks the State.\n\n1. Train midwives.\n2. Pay them."))
    assert [(row["take"], row["number"]) for row in rows] == [(False, ""), (True, "1"), (True, "2")]
    unnumbered = rows_of(split_paragraphs("Train midwives.\n\nPay them."))
    assert [row["take"] for row in unnumbered] == [True, True]
