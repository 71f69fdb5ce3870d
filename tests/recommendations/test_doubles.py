"""Pairs suggested by likeness, and what people decide; links between cycles."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from nmirf.common.errors import DomainError
from recommendations.models import Merge, Recommendation, Repeat, Suggestion
from recommendations.services import doubles
from recommendations.services.merging import merge_recommendations, unmerge
from recommendations.tasks import suggest_doubles
from tests import factories as make

pytestmark = pytest.mark.django_db

WORDS = "Adopt a comprehensive law against domestic violence and allocate funds for shelters"


@pytest.fixture
def officer(client, settings):
    settings.DEMO_MODE = True
    person = make.secretariat()
    client.force_login(person)
    return person


def record(text=WORDS, **fields):
    return make.RecommendationFactory(text=text, **fields)


def pairs():
    rows = Suggestion.objects.order_by("pk")
    return [(row.kind, row.subject.reference, row.other.reference) for row in rows]


def test_two_of_one_review_that_are_worded_alike_may_be_the_same():
    first, second = record(), record(f"{WORDS.lower()}.")
    record("Ratify the Convention on Cluster Munitions")
    assert doubles.suggest_doubles() == 1
    assert pairs() == [("same_as", first.reference, second.reference)]
    assert Suggestion.objects.get().score == 100


def test_a_later_cycle_may_repeat_an_earlier_one():
    earlier = record(issued_on=dt.date(2018, 5, 1))
    later = record(f"Strengthen efforts: {WORDS.lower()}", issued_on=dt.date(2023, 5, 1))
    doubles.suggest_doubles()
    assert pairs() == [("repeats", later.reference, earlier.reference)]


def test_accents_and_case_say_nothing():
    record("Améliorer l’accès à l’éducation des enfants réfugiés")
    record("AMELIORER L'ACCES A L'EDUCATION DES ENFANTS REFUGIES")
    assert doubles.suggest_doubles() == 1


@pytest.mark.parametrize(
    "fields",
    [
        {"publication": "retired"},
        {"issued_on": dt.date(2019, 1, 1), "text": "Adopt laws."},
        {"mechanism": "CAT"},
        {"addressed_to": "XZB"},
        {"symbol": "CRC/C/XMA/CO/5", "paragraph": "12"},
    ],
)
def test_what_can_not_be_the_same_is_not_suggested(fields):
    if code := fields.get("mechanism"):
        fields = {"mechanism": make.MechanismFactory(code=code)}
    if code := fields.get("addressed_to"):
        fields = {"addressed_to": make.StateFactory(iso3=code)}
    record(symbol="CRC/C/XMA/CO/5", paragraph="11")
    record(**fields)
    assert doubles.suggest_doubles() == 0


def test_a_second_run_finds_nothing_new_and_a_refused_pair_never_comes_back(officer):
    record(), record()
    suggest_doubles()
    suggest_doubles()
    row = Suggestion.objects.get()
    doubles.refuse_suggestion(pk=row.pk, actor=officer)
    suggest_doubles()
    row.refresh_from_db()
    assert (Suggestion.objects.count(), row.decision) == (1, "refused")
    assert row.decided_by == officer
    with pytest.raises(DomainError, match="already decided"):
        doubles.accept_as_repeat(pk=row.pk, actor=officer)


def test_a_merge_settles_the_pair_and_taking_it_apart_says_they_differ(officer):
    first, second = record(), record()
    suggest_doubles()
    merge = merge_recommendations(kept=first, absorbed=second, actor=officer, reason="Same.")
    assert Suggestion.objects.get().decision == "accepted"
    unmerge(pk=merge.pk, actor=officer, reason="Not the same.")
    assert Suggestion.objects.get().decision == "refused"


def test_the_page_shows_pairs_side_by_side_and_takes_a_decision(client, officer):
    earlier = record(issued_on=dt.date(2018, 5, 1))
    later = record(f"{WORDS} everywhere", issued_on=dt.date(2023, 5, 1))
    suggest_doubles()
    address = reverse("recommendations:doubles")
    body = client.get(address, {"kind": "repeats"}).content.decode()
    assert earlier.reference in body
    assert " <mark>everywhere</mark>" in body
    row = Suggestion.objects.get()
    answer = client.post(reverse("recommendations:accept_repeat", args=[row.pk]))
    assert answer.headers["Location"] == f"{address}?kind=repeats&page=1"
    link = Repeat.objects.get()
    assert (link.later, link.earlier) == (later, earlier)
    assert b"No pair waits" in client.get(address, {"kind": "repeats"}).content
    assert earlier.reference in client.get(later.get_absolute_url()).content.decode()
    assert later.reference in client.get(earlier.get_absolute_url()).content.decode()


def test_a_pair_may_be_refused_on_the_page(client, officer):
    record(), record()
    suggest_doubles()
    row = Suggestion.objects.get()
    client.post(reverse("recommendations:refuse_double", args=[row.pk]) + "?page=x")
    row.refresh_from_db()
    assert row.decision == "refused"
    again = client.post(reverse("recommendations:refuse_double", args=[row.pk]), follow=True)
    assert b"already decided" in again.content


def test_queries_of_the_page_do_not_grow(client, officer, django_assert_max_num_queries):
    address = reverse("recommendations:doubles")
    client.get(address)

    def suggest(number):
        for _pair in range(number):
            Suggestion.objects.create(kind="same_as", subject=record(), other=record(), score=90)

    suggest(1)
    with django_assert_max_num_queries(12) as one:
        client.get(address)
    suggest(9)
    with django_assert_max_num_queries(12) as many:
        client.get(address)
    assert len(one.captured_queries) == len(many.captured_queries)


def test_repeats_are_linked_and_unlinked_by_hand(client, officer):
    earlier, later = record(issued_on=dt.date(2018, 5, 1)), record()
    address = reverse("recommendations:repeats", args=[later.reference])
    wrong = client.post(address, {"other": "none", "direction": "earlier"})
    assert wrong.status_code == 422
    reverse_order = client.post(address, {"other": earlier.reference, "direction": "later"})
    assert reverse_order.status_code == 422
    assert b"the other way round" in reverse_order.content
    client.post(address, {"other": earlier.reference.lower(), "direction": "earlier"})
    link = Repeat.objects.get()
    assert earlier.reference.encode() in client.get(address).content
    twice = client.post(address, {"other": earlier.reference, "direction": "earlier"})
    assert b"linked already" in twice.content
    remove = reverse("recommendations:unlink_repeat", args=[link.pk])
    assert client.post(remove, {"reason": ""}).status_code == 422
    client.post(remove, {"reason": "Another matter."})
    assert not Repeat.objects.exists()


@pytest.mark.parametrize("person", [make.administrator, make.focal_point])
def test_nobody_else_decides(person):
    first, second = record(), record()
    suggest_doubles()
    actor, row = person(), Suggestion.objects.get()
    for deed in (doubles.refuse_suggestion, doubles.accept_as_repeat):
        with pytest.raises(PermissionDenied):
            deed(pk=row.pk, actor=actor)
    with pytest.raises(PermissionDenied):
        doubles.link_repeat(later=first, earlier=second, actor=actor)


# The pages of a merge.


def merge_address(kept, absorbed=None):
    address = reverse("recommendations:merge", args=[kept.reference])
    return f"{address}?other={absorbed.reference}" if absorbed else address


def test_a_merge_is_shown_before_it_is_done_and_can_be_taken_back(client, officer):
    kept, absorbed = record(), record(f"{WORDS} now", symbol="CRC/C/XMA/CO/5")
    assert client.get(merge_address(kept)).status_code == 200
    assert client.get(merge_address(kept) + "?other=none").status_code == 422
    body = client.get(merge_address(kept, absorbed)).content.decode()
    assert " <mark>now</mark>" in body
    assert "document symbol" in body
    assert client.post(merge_address(kept, absorbed), {"reason": ""}).status_code == 422
    client.post(merge_address(kept, absorbed), {"reason": "Typed twice."})
    absorbed.refresh_from_db()
    assert absorbed.merged_into == kept
    page = client.get(kept.get_absolute_url()).content.decode()
    assert f"Take {absorbed.reference} apart again" in page
    undo = reverse("recommendations:unmerge", args=[merge_of(absorbed).reference])
    assert b"What had moved" in client.get(undo).content
    client.post(undo, {"reason": "Two after all."})
    absorbed.refresh_from_db()
    assert absorbed.merged_into is None


def merge_of(absorbed):
    return Merge.objects.get(absorbed=absorbed)


def test_what_stops_taking_back_is_said_on_the_page(client, officer):
    kept, absorbed = record(), record(symbol="CRC/C/XMA/CO/5")
    client.post(merge_address(kept, absorbed), {"reason": "Typed twice."})
    Recommendation.objects.filter(pk=kept.pk).update(symbol="X")
    undo = reverse("recommendations:unmerge", args=[merge_of(absorbed).reference])
    assert b"document symbol was changed since" in client.get(undo).content
    assert client.post(undo, {"reason": "Two after all."}).status_code == 422


def test_a_merge_that_can_not_be_offers_the_other_way_round(client, officer):
    kept, absorbed = record(publication="draft", published_at=None), record()
    page = client.get(merge_address(kept, absorbed)).content.decode()
    assert "keep the published one" in page
    assert f"Keep {absorbed.reference} instead" in page


def test_the_address_of_a_merged_record_leads_on_for_those_who_may_see_the_other(client, officer):
    top, kept, absorbed = record(), record(), record()
    hidden = record(publication="draft", published_at=None)
    for first, second in ((kept, absorbed), (top, kept), (top, hidden)):
        merge_recommendations(kept=first, absorbed=second, actor=officer, reason="Same.")
    for signed_in in (True, False):
        if not signed_in:
            client.logout()
        answer = client.get(absorbed.get_absolute_url())
        assert (answer.status_code, answer.headers["Location"]) == (301, top.get_absolute_url())
        assert "no-cache" in answer.headers["Cache-Control"]
    # That there was a draft under this address stays unknown to the public.
    assert client.get(hidden.get_absolute_url()).status_code == 404
    Recommendation.objects.filter(pk=top.pk).update(publication="retired")
    assert client.get(absorbed.get_absolute_url()).status_code == 410
