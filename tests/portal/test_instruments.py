"""Instruments: what the State signed, ratified, reserved and accepted, and what came of each."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from mechanisms.models import Ratification, Reservation
from mechanisms.services import reference
from nmirf.common.dates import add_months, today
from nmirf.common.reference import ReferenceFileError
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _demo_mode(settings):
    settings.DEMO_MODE = True


@pytest.fixture
def treaty():
    return factories.InstrumentFactory(
        code="CRPD-X", name="Convention on examples", initial_months=24, periodic_months=48
    )


def ratify(treaty, **facts):
    facts = {
        "act": "ratification",
        "signed_on": dt.date(2010, 1, 5),
        "deposited_on": dt.date(2012, 3, 1),
        "in_force_on": dt.date(2012, 3, 31),
        "communications": "accepted",
        "communications_on": dt.date(2015, 6, 1),
        "inquiry": "excluded",
        "symbol": "C.N.99.2012",
    } | facts
    return Ratification.objects.create(instrument=treaty, **facts)


def body(client, treaty) -> str:
    answer = client.get(treaty.get_absolute_url())
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_page_tells_the_days_the_procedures_and_the_source(client, treaty):
    ratify(treaty)
    page = body(client, treaty)
    for words in ("In force", "1 March 2012", "C.N.99.2012", "Accepted", "1 June 2015"):
        assert words in page
    assert "Excluded by a declaration" in page


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({}, "In force"),
        ({"in_force_on": None}, "Bound, not in force yet"),
        ({"act": "", "deposited_on": None, "in_force_on": None}, "Signed, not ratified"),
        ({"denounced_on": dt.date(2020, 1, 1)}, "Denounced"),
    ],
)
def test_the_state_is_said_in_a_word(client, treaty, facts, words):
    ratify(treaty, **facts)
    assert words in client.get("/instruments/").content.decode()
    assert words in body(client, treaty)


def test_what_is_not_on_record_is_said(client, treaty):
    assert "is not on record here" in body(client, treaty)
    assert "Nothing on record" in client.get("/instruments/").content.decode()


def test_reservations_stand_word_for_word_and_withdrawn_ones_last(client, treaty):
    row = ratify(treaty)
    made = {"ratification": row, "made_on": dt.date(2012, 3, 1), "language": "fr"}
    Reservation.objects.create(
        kind="reservation", provision="art. 9", text="Retirée", withdrawn_on=today(), **made
    )
    Reservation.objects.create(
        kind="declaration",
        provision="art. 12",
        text="Le Gouvernement déclare…",
        text_translations={"en": "The Government declares…"},
        **made,
    )
    page = body(client, treaty)
    assert '<blockquote lang="fr" dir="ltr">Le Gouvernement déclare…' in page
    assert "The Government declares…" in page
    assert page.index("art. 12") < page.index("art. 9")
    (line,) = client.get("/instruments/").context["lines"]
    assert line.kept == 1


def test_recommendations_under_it_are_those_of_the_register(client, treaty):
    ratify(treaty)
    review = factories.ReviewFactory(mechanism=treaty.monitored_by, instrument=treaty)
    for status in ("implemented", "implemented", ""):
        factories.RecommendationFactory(mechanism=treaty.monitored_by, review=review, status=status)
    factories.RecommendationFactory(
        mechanism=treaty.monitored_by, review=review, publication="draft", published_at=None
    )
    shown = client.get(treaty.get_absolute_url()).context
    assert shown["total"] == 3
    for _status, number, url in shown["bar"]:
        assert client.get(url).context["found"].counts.total == number
    assert review.label in body(client, treaty)


def test_the_next_report_is_the_obligation_or_what_the_rule_says(client, treaty):
    ratify(treaty, in_force_on=dt.date(2026, 1, 31), deposited_on=dt.date(2026, 1, 1))
    expected = add_months(dt.date(2026, 1, 31), 24)
    assert client.get(treaty.get_absolute_url()).context["report"].due_on == expected
    duty = factories.ObligationFactory(
        kind="state_report",
        mechanism=treaty.monitored_by,
        due_on=today() + dt.timedelta(days=100),
        is_public=True,
    )
    report = client.get(treaty.get_absolute_url()).context["report"]
    assert (report.due_on, report.url) == (duty.due_on, duty.get_absolute_url())


def test_the_rule_names_no_report_that_was_examined_already(client, treaty):
    ratify(treaty, in_force_on=dt.date(2012, 2, 1), deposited_on=dt.date(2012, 1, 1))
    assert client.get(treaty.get_absolute_url()).context["report"] is not None
    factories.ReviewFactory(
        mechanism=treaty.monitored_by, instrument=treaty, held_on=dt.date(2025, 10, 18)
    )
    assert client.get(treaty.get_absolute_url()).context["report"] is None


def test_a_protocol_without_reports_has_none(client):
    protocol = factories.InstrumentFactory(kind="procedure_protocol")
    ratify(protocol)
    assert client.get(protocol.get_absolute_url()).context["report"] is None


def test_the_address_of_an_instrument_is_one(client, treaty):
    answer = client.get("/instruments/CRPD-X/")
    assert (answer.status_code, answer["Location"]) == (301, "/instruments/crpd-x/")
    assert client.get("/instruments/none/").status_code == 404


@pytest.mark.parametrize(
    "facts",
    [
        {"act": ""},
        {"deposited_on": None, "in_force_on": None},
        {"in_force_on": dt.date(2012, 2, 1)},
        {"signed_on": dt.date(2013, 1, 1)},
        {"inquiry": "perhaps"},
    ],
)
def test_the_database_refuses_days_that_cannot_be(treaty, facts):
    with pytest.raises(IntegrityError), transaction.atomic():
        ratify(treaty, **facts)


def test_the_state_fills_in_files_and_a_second_load_changes_nothing(tmp_path):
    for path in reference.FOLDER.glob("*.csv"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    reference.load(tmp_path)
    assert not Ratification.objects.exists()
    with (tmp_path / "ratifications.csv").open("a", encoding="utf-8") as file:
        file.write("CAT,,accession,1999-01-02,1999-02-01,,accepted,,none,,C.N.1,UNTC,,true\n")
    with (tmp_path / "reservations.csv").open("a", encoding="utf-8") as file:
        file.write("CAT,declaration,art. 22,Words,Mots,,en,1999-01-02,,,UNTC\n")
    assert reference.load(tmp_path)["ratifications"].created == 1
    row = Reservation.objects.get()
    assert (row.ratification.instrument.code, row.text_translations) == ("CAT", {"fr": "Mots"})
    again = reference.load(tmp_path)
    assert (again["ratifications"].unchanged, again["reservations"].unchanged) == (1, 1)
    with (tmp_path / "reservations.csv").open("a", encoding="utf-8") as file:
        file.write("CRC,declaration,art. 1,Words,,,en,,,,\n")
    with pytest.raises(ReferenceFileError, match=r"reservations\.csv, row 3"):
        reference.load(tmp_path)


def test_instruments_ask_no_more_for_many(client, django_assert_max_num_queries):
    for _number in range(20):
        one = factories.InstrumentFactory()
        Reservation.objects.create(ratification=ratify(one), kind="reservation", text="No")
        factories.ReviewFactory(mechanism=one.monitored_by, instrument=one)
    for path in ("/instruments/", one.get_absolute_url()):
        with django_assert_max_num_queries(15):
            assert client.get(path).status_code == 200
