"""Recommendations typed by a person: fast, whole, and never twice without a look."""

import datetime as dt
import re
import threading

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection, connections
from hypothesis import given
from hypothesis import strategies as st

from mechanisms.models import Review
from nmirf.common.workflow import WorkflowError
from recommendations.models import (
    Objective,
    Recommendation,
    SdgGoal,
    SdgTarget,
    SourceRecord,
)
from recommendations.services import hand
from recommendations.services.imports.locks import lock_register
from tests import factories as make

pytestmark = pytest.mark.django_db

ADDRESS = "/workspace/recommendations/new/"
TEXT = "Adopt a law against domestic violence and pay for shelters in every province."


@pytest.fixture
def officer(client, settings):
    settings.DEMO_MODE = True
    make.StateFactory()
    person = make.secretariat()
    client.force_login(person)
    return person


def upr():
    return make.MechanismFactory(
        code="UPR", name="Universal Periodic Review", short_name="UPR", kind="upr"
    )


def typed(**more):
    mechanism = more.pop("mechanism", None) or upr()
    return {
        "mechanism": mechanism.pk,
        "symbol": "A/HRC/57/12",
        "published_on": "2024-06-20",
        "cycle": "4",
        "session": "46",
        "language": "en",
        "kind": "recommendation",
        "paragraph": "140.9",
        "text": TEXT,
        "position": "not_stated",
        **more,
    }


def test_one_is_saved_as_a_draft_with_all_that_was_typed(client, officer):
    theme, state = make.ThemeFactory(), make.StateFactory(iso3="XZB", name="Zubrowka")
    goal = SdgGoal.objects.create(number=5, name="Equality")
    target = SdgTarget.objects.create(code="5.2", name="Violence", goal=goal)
    objective = Objective.objects.create(code="LEG", name="Law", description="Law")
    answer = client.post(
        ADDRESS,
        typed(
            position="supported",
            position_source="A/HRC/57/12/Add.1, para. 6",
            recommending_states=[state.pk],
            themes=[theme.pk],
            sdg_targets=[target.pk],
            objectives=[objective.pk],
            follow_up_due_on="2026-06-20",
            heading="Women",
        ),
    )
    row = Recommendation.objects.get()
    assert answer.headers["Location"] == row.get_absolute_url()
    assert (row.reference, row.publication) == ("UPR-4-140.9", "draft")
    assert (row.paragraph_key, row.issued_on) == ("00140.00009", dt.date(2024, 6, 20))
    assert (row.review.symbol, row.review.cycle, row.review.session) == ("A/HRC/57/12", 4, 46)
    text = row.texts.get()
    assert (text.text, text.is_authentic, text.heading) == (TEXT, True, "Women")
    assert row.theme_links.get().method == "human"
    assert row.positions.get().source == "A/HRC/57/12/Add.1, para. 6"
    assert list(row.recommending_states.all()) == [state]
    assert list(row.sdg_targets.all()) == [target]
    assert list(row.objectives.all()) == [objective]
    assert row.follow_up_due_on == dt.date(2026, 6, 20)
    assert row.follow_up_source == row.symbol != ""
    source = SourceRecord.objects.get()
    assert (source.source, source.payload["text"]) == ("hand", TEXT)
    event = row.events.order_by("-pgh_id").first()
    assert event.pgh_context.metadata["reason"] == "Entered by hand"


def test_the_next_one_keeps_the_document_and_raises_the_number(client, officer):
    answer = client.post(
        ADDRESS, typed(next="1", position="noted", position_source="Addendum", heading="Women")
    )
    row = Recommendation.objects.get()
    assert answer.headers["Location"] == f"{ADDRESS}?after={row.reference}#id_paragraph"
    form = client.get(answer.headers["Location"]).context["form"]
    assert form["paragraph"].value() == "140.10"
    assert form["review"].value() == row.review_id
    assert form["position"].value() == "noted"
    assert form["heading"].value() == "Women"
    assert not form["text"].value()
    second = typed(symbol="", paragraph="140.10", review=row.review_id, text="Ratify the treaty.")
    client.post(ADDRESS, second)
    assert Recommendation.objects.get(paragraph="140.10").reference == "UPR-4-140.10"
    assert Review.objects.count() == 1


def test_what_the_register_may_have_is_shown_before_it_is_saved(client, officer):
    client.post(ADDRESS, typed())
    same_place = client.post(ADDRESS, typed(paragraph="para. 140.9.", text="Other words."))
    assert same_place.status_code == 409
    assert b"The same document and paragraph" in same_place.content
    assert b"Other words." in same_place.content
    review = Review.objects.get()
    other = make.ReviewFactory(mechanism=review.mechanism, symbol="A/HRC/57/99", cycle=4)
    like = client.post(ADDRESS, typed(review=other.pk, paragraph="3", text=TEXT.upper()))
    assert b"100 % of the wording is common" in like.content
    assert Recommendation.objects.count() == 1
    client.post(ADDRESS, typed(review=other.pk, paragraph="3", text=TEXT.upper(), confirmed="1"))
    assert Recommendation.objects.count() == 2


def test_an_addendum_is_another_document(client, officer):
    client.post(ADDRESS, typed())
    client.post(ADDRESS, typed(symbol="A/HRC/57/12/Add.1", text="Build roads for villages."))
    assert sorted(Recommendation.objects.values_list("reference", flat=True)) == [
        "UPR-4-140.9",
        "UPR-4-140.9-2",
    ]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"symbol": ""}, "give the symbol"),
        ({"cycle": ""}, "which cycle"),
        ({"published_on": ""}, "on which day"),
        ({"published_on": "31/02/2024"}, "valid date"),
        ({"text": "  "}, "required"),
        ({"position": "noted"}, "where the State states"),
        ({"follow_up_due_on": "2020-01-01"}, "before the document"),
        ({"themes": ["999999"]}, "not one of the available"),
    ],
)
def test_what_is_missing_is_said_and_what_was_typed_stays(change, words, client, officer):
    answer = client.post(ADDRESS, typed(paragraph="140.77") | change)
    assert answer.status_code == 422
    body = answer.content.decode()
    assert words in body
    assert "140.77" in body
    assert not Recommendation.objects.exists()


def test_a_review_of_another_mechanism_is_refused(client, officer):
    answer = client.post(ADDRESS, typed(review=make.ReviewFactory().pk))
    assert b"not one of the mechanism" in answer.content


def test_a_pledge_and_a_national_recommendation_need_no_document(client, officer):
    national = make.MechanismFactory(code="NHRI", name="Institute", kind="national")
    pledge = typed(symbol="", published_on="", cycle="", kind="pledge", text="We pledge.")
    client.post(ADDRESS, pledge)
    client.post(
        ADDRESS,
        typed(
            mechanism=national, symbol="", published_on="", kind="recommendation", text="Build it."
        ),
    )
    assert sorted(Recommendation.objects.values_list("kind", flat=True)) == [
        "pledge",
        "recommendation",
    ]


@pytest.mark.parametrize(
    ("paragraph", "following"),
    [
        ("140.253", "140.254"),
        ("31", "32"),
        ("31 (b)", "31 (c)"),
        ("31 (z)", ""),
        ("", ""),
        ("A", ""),
    ],
)
def test_the_number_that_follows(paragraph, following):
    assert hand.next_paragraph(paragraph) == following


def document(**more):
    return hand.Document(
        mechanism=upr(),
        state=make.StateFactory(),
        symbol="A/HRC/57/12",
        cycle=4,
        published_on=dt.date(2024, 6, 20),
        **more,
    )


def test_all_entries_are_written_or_none(officer):
    good, bad = hand.Entry(text="Ratify.", language="en"), hand.Entry(text="", language="en")
    with pytest.raises(Exception, match="text_not_empty"):
        hand.enter(actor=officer, document=document(), entries=[good, bad], confirmed=True)


@pytest.mark.parametrize("person", [make.administrator, make.focal_point])
def test_nobody_else_enters(person):
    with pytest.raises(PermissionDenied):
        hand.enter(
            actor=person(),
            document=document(),
            entries=[hand.Entry(text="Ratify.", language="en")],
        )


@pytest.mark.django_db(transaction=True)
def test_two_who_type_the_same_at_once_save_it_once():
    officer, place = make.secretariat(), document()
    errors = []
    barrier = threading.Barrier(2)

    def type_it():
        barrier.wait()
        try:
            entry = hand.Entry(text=TEXT, language="en", paragraph="140.9")
            hand.enter(actor=officer, document=place, entries=[entry])
        except hand.AlikeError as error:
            errors.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=type_it) for _person in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert (len(errors), Recommendation.objects.count()) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_while_an_import_is_written_a_person_is_told_to_wait(monkeypatch):
    officer, place = make.secretariat(), document()
    monkeypatch.setattr("recommendations.services.imports.locks._PATIENCE_OF_A_PAGE", "200ms")
    entered, leave = threading.Event(), threading.Event()

    def write():
        connection.set_autocommit(False)
        lock_register()
        entered.set()
        leave.wait(30)
        connection.rollback()
        connections.close_all()

    importer = threading.Thread(target=write)
    importer.start()
    entered.wait(30)
    entry = hand.Entry(text=TEXT, language="en")
    with pytest.raises(WorkflowError, match="being written"):
        hand.enter(actor=officer, document=place, entries=[entry])
    leave.set()
    importer.join(30)
    hand.enter(actor=officer, document=place, entries=[entry])
    assert Recommendation.objects.count() == 1


# Symbols and paragraphs, as they are compared.


def keys(function, *texts):
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT array_agg({function}(t) ORDER BY place)"  # noqa: S608
            " FROM unnest(%s::text[]) WITH ORDINALITY AS x(t, place)",
            [list(texts)],
        )
        return cursor.fetchone()[0]


@pytest.mark.parametrize(
    "forms",
    [
        ("A/HRC/28/15", "a/hrc/28/15 ", "A / HRC / 28 / 15", "A/HRC/28/15."),
        ("CEDAW/C/XMA/CO/4-5", "CEDAW/C/XMA/CO/4–5", "CEDAW/C/XMA/CO/4‑5"),
    ],
)
def test_symbols_that_are_one(forms):
    assert len(set(keys("nmirf_symbol_key", *forms))) == 1


def test_symbols_that_are_two():
    assert len(set(keys("nmirf_symbol_key", "A/HRC/28/15", "A/HRC/28/15/Add.1", ""))) == 3


@pytest.mark.parametrize(
    "forms",
    [
        ("96.21", "96.21.", "para. 96.21", "Paragraph 96.21", "§ 96.21", " 96 . 21", "096.21"),
        ("31 (b)", "31b", "31(b)", "31.b", "31 (B)"),
        ("6-7", "6–7", "6 - 7"),
    ],
)
def test_paragraphs_that_are_one(forms):
    assert len(set(keys("nmirf_paragraph_key", *forms))) == 1


def test_paragraphs_that_are_two():
    places = ("96.21", "96.2", "96.1", "6-7", "6.7", "31", "31 (b)", "31 (c)", "9621", "")
    assert len(set(keys("nmirf_paragraph_key", *places))) == len(places)


NUMBERS = st.lists(st.integers(0, 999), min_size=1, max_size=3).map(
    lambda parts: ".".join(map(str, parts))
)


@given(number=NUMBERS, item=st.sampled_from(["", "a", "f", "ii"]))
def test_a_paragraph_is_the_same_however_it_is_dressed(number, item):
    plain = f"{number}{item}"
    dressed = [f"para. {number}({item})" if item else f"para. {number}.", f"  {plain} "]
    assert len(set(keys("nmirf_paragraph_key", plain, *dressed))) == 1


@given(first=NUMBERS, second=NUMBERS)
def test_different_numbers_stay_different(first, second):
    one, other = keys("nmirf_paragraph_key", first, second)
    assert (one == other) == (first == second)


@given(st.text(max_size=40))
def test_folding_what_is_folded_changes_nothing(text):
    text = re.sub("\x00", "", text)
    for function in ("nmirf_symbol_key", "nmirf_paragraph_key"):
        (once,) = keys(function, text)
        assert keys(function, once) == [once]


def test_the_form_asks_the_same_number_of_queries_however_long_the_lists_are(
    client, officer, django_assert_max_num_queries
):
    client.get(ADDRESS)
    with django_assert_max_num_queries(15) as few:
        client.get(ADDRESS)
    for number in range(20):
        make.ThemeFactory()
        make.ReviewFactory()
        make.StateFactory(iso3=f"X{number:02}", name=f"State {number}")
    with django_assert_max_num_queries(15) as many:
        client.get(ADDRESS)
    assert len(few.captured_queries) == len(many.captured_queries)
