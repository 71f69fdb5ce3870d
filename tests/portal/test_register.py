"""The register: searching, what is hidden, order, the page."""

import datetime as dt
import re

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone, translation

from activities.choices import UpdateState
from activities.models import ImplementationUpdate
from recommendations.models import (
    Assignment,
    ClusterMembership,
    RecommendationText,
    SdgGoal,
    SdgGoalLink,
    ThemeLink,
)
from tests import factories

from .register_rows import REGISTER, assess, found, published_update, references, text

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _demo_mode(settings):
    """People of the tests sign in without a second factor."""
    settings.DEMO_MODE = True


# Searching.


@pytest.fixture
def texts():
    birth = factories.RecommendationFactory(
        reference="CRC-5-31b",
        symbol="CRC/C/XMA/CO/5",
        paragraph="31 (b)",
        text="Ensure that every child is registered at birth, free of charge.",
    )
    text(birth, "fr", "Garantir l’enregistrement gratuit des naissances des élèves étrangers.")
    text(birth, "ar", "ضمان تسجيل جميع الأطفال عند الولادة.")
    torture = factories.RecommendationFactory(
        reference="CAT-4-12", text="Investigate allegations of torture in detention centres."
    )
    text(torture, "es", "Investigar las denuncias de tortura en los centros de detención.")
    text(torture, "de", "Foltervorwürfe untersuchen.")
    return birth, torture


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("registering births", {"CRC-5-31b"}),
        ("enregistrements", {"CRC-5-31b"}),
        ("élève", {"CRC-5-31b"}),
        ("eleve gratuits", {"CRC-5-31b"}),
        ("أطفال", {"CRC-5-31b"}),
        ("detencion", {"CAT-4-12"}),
        ("foltervorwurfe", {"CAT-4-12"}),
        ('"registered at birth"', {"CRC-5-31b"}),
        ('"birth registered"', set()),
        ("torture OR birth", {"CRC-5-31b", "CAT-4-12"}),
        ("child -birth", set()),
        ("torture -birth", {"CAT-4-12"}),
        ("crc-5-31", {"CRC-5-31b"}),
        ("CRC/C/XMA/CO/5", {"CRC-5-31b"}),
        ("31 (b)", {"CRC-5-31b"}),
    ],
)
def test_search_folds_accents_and_inflections_in_each_language(client, texts, words, expected):
    assert set(found(client, q=words)) == expected


def test_reference_typed_in_full_comes_first(client):
    factories.RecommendationFactory(reference="UPR-4-1", text="See recommendation CRC 7.")
    wanted = factories.RecommendationFactory(reference="CRC-7")
    assert found(client, q="CRC-7")[0] == wanted.reference


def test_best_match_comes_first_by_relevance(client):
    factories.RecommendationFactory(reference="A-1", text="Water and many other things besides.")
    factories.RecommendationFactory(reference="A-2", text="Water, safe water, water for all.")
    assert found(client, q="water") == ["A-2", "A-1"]


def test_words_that_break_nothing(client, texts):
    for words in ("'", '"', "\\", ":*", "a & | !", "%", "<script>", "x" * 300, "\x00", "the"):
        assert client.get(REGISTER, {"q": words}).status_code == 200


# What is hidden.


def test_draft_is_neither_found_nor_counted_by_the_public(client):
    theme = factories.ThemeFactory(code="secret-theme")
    draft = factories.RecommendationFactory(
        publication="draft", published_at=None, text="Hidden unicorn."
    )
    ThemeLink.objects.create(recommendation=draft, theme=theme)
    for query in ({}, {"q": "unicorn"}, {"q": draft.reference}, {"theme": "secret-theme"}):
        response = client.get(REGISTER, query)
        assert references(response) == []
        assert response.context["page"].paginator.count == 0
        assert "Hidden" not in response.content.decode()
    assert not client.get(REGISTER).context["found"].counts.options["theme"]


def test_public_cannot_ask_for_drafts(client):
    factories.RecommendationFactory(publication="draft", published_at=None)
    shown = factories.RecommendationFactory()
    response = client.get(REGISTER, {"publication": "draft"})
    assert references(response) == [shown.reference]
    assert response.context["found"].ignored == ["draft"]
    assert "publication" not in {entry["name"] for entry in response.context["facets"]}


def test_secretariat_sorts_out_drafts(client):
    client.force_login(factories.secretariat())
    draft = factories.RecommendationFactory(publication="draft", published_at=None)
    factories.RecommendationFactory()
    assert found(client, publication="draft") == [draft.reference]


def test_draft_cluster_leaves_no_trace_in_public(client):
    hidden = factories.ClusterFactory(publication="draft", title="Hidden cluster", slug="hidden")
    lead = factories.InstitutionFactory()
    member = factories.RecommendationFactory()
    ClusterMembership.objects.create(cluster=hidden, recommendation=member)
    Assignment.objects.create(
        cluster=hidden, institution=lead, state="accepted", proposed_by=factories.UserFactory()
    )
    response = client.get(REGISTER)
    assert "Hidden cluster" not in response.content.decode()
    options = response.context["found"].counts.options
    assert not options["cluster"]
    assert not options["institution"]
    assert client.get(REGISTER, {"cluster": "hidden"}).context["found"].ignored == ["hidden"]
    assert found(client, gap="assignment") == [member.reference]


def test_proposed_assignment_is_a_gap_in_public_and_none_to_the_secretariat(client):
    row = factories.RecommendationFactory()
    Assignment.objects.create(
        recommendation=row,
        institution=factories.InstitutionFactory(),
        proposed_by=factories.UserFactory(),
    )
    assert found(client, gap="assignment") == [row.reference]
    client.force_login(factories.secretariat())
    assert found(client, gap="assignment") == []


def test_submitted_update_closes_the_gap_for_the_secretariat_alone(client):
    row = factories.RecommendationFactory()
    factories.UpdateFactory(on=[row], state=UpdateState.SUBMITTED)
    assert found(client, gap="update") == [row.reference]
    client.force_login(factories.secretariat())
    assert found(client, gap="update") == []


def test_unknown_choices_are_left_out_and_named(client):
    row = factories.RecommendationFactory()
    response = client.get(
        REGISTER + "?mechanism=nobody&status=superb&year=12&sort=random&sdg=99&gap=love&page=x"
    )
    assert references(response) == [row.reference]
    page = response.content.decode()
    for value in ("nobody", "superb", "12", "random", "99", "love"):
        assert f"<bdi>{value}</bdi>" in page


def test_page_beyond_the_end_is_the_last_page(client):
    factories.RecommendationFactory.create_batch(26)
    assert client.get(REGISTER, {"page": 999}).context["page"].number == 2
    assert len(found(client)) == 25


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        ("newest", ["B", "C", "A"]),
        ("reference", ["A", "C", "B"]),
        ("status", ["C", "A", "B"]),
        ("updated", ["A", "C", "B"]),
    ],
)
def test_order(client, sort, expected):
    days = {"A": 1, "B": 3, "C": 2}
    statuses = {"C": "implemented", "A": "not_started"}
    rows = {}
    for name, day in days.items():
        row = factories.RecommendationFactory(reference=name, issued_on=dt.date(2024, 1, day))
        rows[name] = row
        if name in statuses:
            assess(row, statuses[name])
    published_update(on=[rows["C"]])
    cluster = factories.ClusterFactory()
    ClusterMembership.objects.create(cluster=cluster, recommendation=rows["A"])
    published_update(cluster=cluster)
    assert found(client, sort=sort) == expected


def test_an_update_taken_back_moves_nothing_to_the_front(client):
    first, second = (factories.RecommendationFactory(reference=name) for name in "AB")
    cluster = factories.ClusterFactory()
    ClusterMembership.objects.create(cluster=cluster, recommendation=second)
    days = [timezone.now() - dt.timedelta(days=ago) for ago in (9, 8, 7)]
    published_update(days[0], cluster=cluster)
    published_update(days[1], on=[first])
    assert found(client, sort="updated") == ["A", "B"]
    later = published_update(days[2], cluster=cluster)
    assert found(client, sort="updated") == ["B", "A"]
    ImplementationUpdate.objects.filter(pk=later.pk).update(state=UpdateState.WITHDRAWN)
    assert found(client, sort="updated") == ["A", "B"]


# What a line shows is kept for strangers.


def test_a_line_shows_at_once_what_has_changed(client):
    row = factories.RecommendationFactory(text__text="Register every child at birth.")
    client.get(REGISTER)
    RecommendationText.objects.filter(recommendation=row).update(text="Register all newborns.")
    page = client.get(REGISTER).content.decode()
    assert "Register all newborns." in page
    assert "every child" not in page


def test_a_line_of_a_stranger_never_shows_what_a_member_of_staff_sees(client):
    row = factories.RecommendationFactory()
    cluster = factories.ClusterFactory(publication="draft", title="Not out yet")
    ClusterMembership.objects.create(cluster=cluster, recommendation=row)
    client.force_login(factories.secretariat())
    assert "Not out yet" in client.get(REGISTER).content.decode()
    client.logout()
    assert "Not out yet" not in client.get(REGISTER).content.decode()


# The page.


def test_swap_brings_the_same_part_as_the_page(client):
    factories.RecommendationFactory.create_batch(3)
    whole = client.get(REGISTER, {"q": "child"}).content.decode()
    part = client.get(REGISTER, {"q": "child"}, headers={"HX-Request": "true"})
    assert "HX-Request" in part["Vary"]
    body = part.content.decode().strip()
    assert body.startswith('<div id="found"')
    assert "<html" not in body
    assert re.sub(r"\s+", " ", body) in re.sub(r"\s+", " ", whole)


def test_address_of_a_swap_says_only_what_was_asked(client):
    factories.RecommendationFactory()
    response = client.get(
        REGISTER + "?q=&sort=&status=planned&page=1", headers={"HX-Request": "true"}
    )
    assert response["HX-Push-Url"] == REGISTER + "?status=planned"


def test_order_is_by_relevance_only_while_searching(client):
    factories.RecommendationFactory()
    for query, order in (
        ({}, "newest"),
        ({"q": "child"}, "relevance"),
        ({"sort": "relevance"}, "newest"),
        ({"q": "child", "sort": "newest"}, "newest"),
    ):
        assert client.get(REGISTER, query).context["found"].order == order


def test_text_carries_its_language_on_a_page_in_another_direction(client):
    row = factories.RecommendationFactory(text="Register every child.")
    other = factories.RecommendationFactory()
    text(other, "ar", "تسجيل جميع الأطفال.")
    page = client.get("/ar" + REGISTER).content.decode()
    assert '<html lang="ar" dir="rtl">' in page
    assert '<p lang="en" dir="ltr">Register every child.' in page
    assert '<p lang="ar" dir="rtl">تسجيل جميع الأطفال.' in page
    assert f"<bdi>{row.reference}</bdi>" in page


def test_empty_result_says_what_to_do(client):
    factories.RecommendationFactory()
    page = client.get(REGISTER, {"q": "unicorn"}).content.decode()
    assert "Nothing fits all of this" in page
    assert "Show the whole register" in page


def test_empty_register_tells_the_secretariat_how_to_begin(client):
    client.force_login(factories.secretariat())
    assert reverse("recommendations:imports") in client.get(REGISTER).content.decode()


def test_chip_takes_one_choice_off(client):
    theme = factories.ThemeFactory(code="water", name="Water")
    row = factories.RecommendationFactory()
    ThemeLink.objects.create(recommendation=row, theme=theme)
    chips = client.get(REGISTER + "?theme=water&status=planned&page=2").context["chips"]
    assert [(chip.label, chip.url) for chip in chips] == [
        ("Status: Planned", "?theme=water"),
        ("Theme: Water", "?status=planned"),
    ]


def test_labels_follow_the_language_of_the_page(client):
    theme = factories.ThemeFactory(code="water", name="Water", name_translations={"fr": "Eau"})
    ThemeLink.objects.create(recommendation=factories.RecommendationFactory(), theme=theme)
    with translation.override("fr"):
        address = reverse("portal:register")
    assert "<span>Eau</span>" in client.get(address).content.decode()


@pytest.mark.parametrize(
    "query", [{}, {"q": "child", "mechanism": "crc", "theme": "t", "sdg": "3"}]
)
def test_queries_do_not_grow_with_the_rows(client, django_assert_max_num_queries, query):
    theme = factories.ThemeFactory(code="t")
    goal = SdgGoal.objects.create(number=3, name="Health")

    def add(number):
        for row in factories.RecommendationFactory.create_batch(number):
            ThemeLink.objects.create(recommendation=row, theme=theme)
            SdgGoalLink.objects.create(recommendation=row, goal=goal)
            cluster = factories.ClusterFactory()
            ClusterMembership.objects.create(cluster=cluster, recommendation=row)

    add(1)
    client.get(REGISTER)
    cache.clear()
    with django_assert_max_num_queries(12) as one:
        client.get(REGISTER, query)
    add(30)
    cache.clear()
    with django_assert_max_num_queries(12) as many:
        response = client.get(REGISTER, query)
    # Where little is found, it is asked besides whether something else was meant.
    assert len(many.captured_queries) <= len(one.captured_queries)
    assert len(response.context["cards"]) == 25
