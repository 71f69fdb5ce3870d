"""The pages of collection rounds, as the secretariat and institutions use them."""

import csv
import datetime as dt
import io
import re

import pytest
import time_machine
from django.contrib.messages import get_messages
from django.urls import reverse
from django.utils import timezone

from activities.models import CollectionRound, ImplementationUpdate, RoundItem
from recommendations.models import Assignment
from tests import factories as make

pytestmark = pytest.mark.django_db

FORM = {
    "title": "First half of 2026",
    "period_from": "2026-01-01",
    "period_to": "2026-06-30",
    "due_on": "2026-07-31",
    "about": ["recommendations", "clusters"],
}


@pytest.fixture(autouse=True)
def july(settings):
    settings.DEMO_MODE = True
    with time_machine.travel(dt.datetime(2026, 7, 6, 9, tzinfo=dt.UTC), tick=False):
        yield


@pytest.fixture
def officer(client, people):
    client.force_login(people.secretariat)
    return client


@pytest.fixture
def round_(people):
    return make.RoundFactory(
        title="First half of 2026",
        period_from=dt.date(2026, 1, 1),
        period_to=dt.date(2026, 6, 30),
        due_on=dt.date(2026, 7, 31),
        opened_at=timezone.now(),
    )


def owe(round_, institution, number=1, **facts):
    return [
        make.RoundItemFactory(round=round_, institution=institution, **facts)
        for _one in range(number)
    ]


def lead(institution, reference):
    return Assignment.objects.create(
        recommendation=make.RecommendationFactory(reference=reference),
        institution=institution,
        state="accepted",
        proposed_by=make.UserFactory(),
        decided_at=timezone.now(),
    ).recommendation


def page(client, round_, query=""):
    return client.get(round_.get_absolute_url() + query).content.decode()


def token(html, name):
    return re.search(rf'name="{name}" value="([^"]+)"', html)[1]


def said(response):
    return [str(one) for one in get_messages(response.wsgi_request)]


def test_a_round_is_prepared_previewed_changed_opened_extended_and_closed(officer, people):
    lead(people.ministry, "UPR-4-1")
    new = reverse("activities:round_new") + "?kind=updates"
    form = FORM | {"token": token(officer.get(new).content.decode(), "token")}
    officer.post(new, form)
    # The same form sent again makes no second round.
    assert officer.post(new, form).status_code == 302
    row = CollectionRound.objects.get()
    shown = page(officer, row)
    assert "Ministry of Interior" in shown
    assert "UPR-4-1" in shown
    assert not RoundItem.objects.exists()

    edit = reverse("activities:round_edit", args=[row.reference])
    seen = token(officer.get(edit).content.decode(), "seen")
    assert officer.post(edit, FORM | {"title": "Half-year", "seen": seen}).status_code == 302

    open_ = reverse("activities:round_open", args=[row.reference])
    asked = officer.get(open_).content.decode()
    officer.post(open_, {"seen": token(asked, "seen")})
    assert RoundItem.objects.get().institution == people.ministry
    assert said(officer.post(open_, {"seen": token(asked, "seen")}))[-1].startswith("This cannot")

    extend = reverse("activities:round_extend", args=[row.reference])
    assert officer.post(extend, {"due_on": "2026-07-31"}).status_code == 422
    assert officer.post(extend, {"due_on": "2026-08-31"}).status_code == 302
    close = reverse("activities:round_close", args=[row.reference])
    assert "1 item is not answered" in officer.get(close).content.decode()
    officer.post(close)
    row.refresh_from_db()
    assert (row.state, row.title, row.due_on) == ("closed", "Half-year", dt.date(2026, 8, 31))


def test_a_round_of_values_names_indicators_by_code(officer, people):
    make.IndicatorFactory(code="16.9.1", custodian=people.ministry, frequency="half_yearly")
    new = reverse("activities:round_new") + "?kind=values"
    form = {name: value for name, value in FORM.items() if name != "about"}
    response = officer.post(new, form | {"codes": "16.9.1 17.1"})
    assert response.status_code == 422
    assert "17.1" in response.content.decode()
    assert officer.post(new, form | {"codes": "16.9.1"}).status_code == 302
    row = CollectionRound.objects.get()
    assert (
        "16.9.1"
        in officer.get(reverse("activities:round_edit", args=[row.reference])).content.decode()
    )
    assert "Ministry of Interior" in page(officer, row)


def test_a_round_asks_about_what_was_chosen_in_the_register(officer, people):
    chosen, _left = lead(people.ministry, "UPR-4-1"), lead(people.ministry, "UPR-4-2")
    officer.post(
        reverse("portal:choose"), {"act": "pick", "shown": ["UPR-4-1"], "pick": ["UPR-4-1"]}
    )
    new = reverse("activities:round_new") + "?kind=updates"
    assert "Only the 1 recommendation chosen" in officer.get(new).content.decode()
    officer.post(new, FORM | {"picked": "on"})
    row = CollectionRound.objects.get()
    assert row.choice["recommendations"] == [chosen.pk]
    shown = page(officer, row)
    assert "UPR-4-1" in shown
    assert "UPR-4-2" not in shown


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"period_to": "2025-12-31"}, "ends before it begins"),
        ({"due_on": "2026-06-01"}, "before the period ends"),
        ({"due_on": "someday"}, "valid date"),
        ({"about": []}, "required"),
    ],
)
def test_bad_input_comes_back_with_what_was_typed(officer, changed, words):
    response = officer.post(reverse("activities:round_new"), FORM | changed)
    assert response.status_code == 422
    shown = response.content.decode()
    assert words in shown
    assert "First half of 2026" in shown
    assert not CollectionRound.objects.exists()


def test_nobody_opens_a_round_in_which_nobody_owes_anything(officer):
    row = make.RoundFactory(state="draft", due_on=dt.date(2026, 7, 31))
    assert "Nobody would owe anything" in page(officer, row)
    response = officer.post(reverse("activities:round_open", args=[row.reference]))
    assert said(response)[-1].startswith("Nobody would owe")


def test_an_institution_sees_its_own_items_alone(client, people, round_):
    (own,) = owe(round_, people.ministry)
    (other,) = owe(round_, people.other)
    client.force_login(people.focal_point)
    shown = page(client, round_)
    assert own.recommendation.reference in shown
    assert other.recommendation.reference not in shown
    assert "Ministry of Labour" not in shown
    text = client.get(reverse("activities:round_csv", args=[round_.reference])).content.decode()
    assert "Ministry of Labour" not in text
    draft = make.RoundFactory(state="draft")
    make.RoundItemFactory(round=draft, institution=people.ministry)
    assert client.get(draft.get_absolute_url()).status_code == 404
    assert draft.title not in client.get(reverse("activities:rounds")).content.decode()
    strange = make.RoundFactory()
    owe(strange, people.other)
    assert client.get(strange.get_absolute_url()).status_code == 404
    for name in ("due_nothing_new", "due_excuse"):
        address = reverse(f"activities:{name}", args=[other.reference])
        assert client.get(address).status_code == 404


def test_nothing_new_is_one_confirmation(client, people, round_):
    (item,) = owe(round_, people.ministry)
    Assignment.objects.create(
        recommendation=item.recommendation,
        institution=people.ministry,
        state="accepted",
        proposed_by=people.secretariat,
    )
    client.force_login(people.focal_point)
    address = reverse("activities:due_nothing_new", args=[item.reference])
    sent = {"token": token(client.get(address).content.decode(), "token")}
    for _twice in range(2):
        assert client.post(address, sent).status_code == 302
    update = ImplementationUpdate.objects.get()
    assert (update.state, update.nothing_new) == ("submitted", True)
    assert "Nothing new" in page(client, round_, "?state=nothing_new")


def test_no_new_value_is_said_and_taken_back(client, people):
    values = make.RoundFactory(kind="values", opened_at=timezone.now())
    indicator = make.IndicatorFactory(custodian=people.ministry)
    (item,) = owe(values, people.ministry, recommendation=None, indicator=indicator)
    client.force_login(people.focal_point)
    client.post(reverse("activities:due_nothing_new", args=[item.reference]))
    item.refresh_from_db()
    assert item.state == "nothing_new"
    client.post(reverse("activities:due_owe_again", args=[item.reference]))
    item.refresh_from_db()
    assert (item.state, item.answered_by) == ("due", None)


def test_an_excuse_carries_its_reason(officer, people, round_, client):
    (item,) = owe(round_, people.ministry)
    address = reverse("activities:due_excuse", args=[item.reference])
    assert officer.post(address, {"reason": ""}).status_code == 422
    officer.post(address, {"reason": "The court has not decided."})
    client.force_login(people.focal_point)
    assert "The court has not decided." in page(client, round_)


def test_the_page_counts_by_institution_and_narrows(officer, people, round_):
    answered, _left = owe(round_, people.ministry, 2)
    (other,) = owe(round_, people.other)
    make.UpdateFactory(
        institution=people.ministry,
        on=[answered.recommendation],
        state="submitted",
        submitted_at=timezone.now(),
    )
    shown = page(officer, round_)
    assert "1 of 3 answered or excused" in shown
    narrowed = page(officer, round_, "?state=due&institution=labour")
    assert other.recommendation.reference in narrowed
    assert answered.recommendation.reference not in narrowed
    file = officer.get(
        reverse("activities:round_csv", args=[round_.reference]) + "?institution=interior"
    )
    rows = list(csv.DictReader(io.StringIO(file.content.decode("utf-8-sig"))))
    assert sorted((row["Reference"], row["State"]) for row in rows) == sorted(
        (item.recommendation.reference, state)
        for item, state in ((answered, "Answered"), (_left, "Due"))
    )


@pytest.mark.parametrize("query", ["?state=x", "?institution=%00", "?page=x", "?institution=none"])
def test_an_address_that_means_nothing_shows_everything(officer, people, round_, query):
    (item,) = owe(round_, people.ministry)
    assert item.recommendation.reference in page(officer, round_, query)


def test_pages_ask_no_more_for_many(officer, people, round_, django_assert_max_num_queries):
    owe(round_, people.ministry)
    addresses = [
        round_.get_absolute_url(),
        reverse("activities:rounds"),
        reverse("activities:round_csv", args=[round_.reference]),
    ]
    few = {}
    for address in addresses:
        with django_assert_max_num_queries(15) as found:
            officer.get(address)
        few[address] = len(found)
    for _one in range(10):
        owe(round_, make.InstitutionFactory(), 2)
        make.RoundFactory()
    for address in addresses:
        with django_assert_max_num_queries(few[address]):
            officer.get(address)
