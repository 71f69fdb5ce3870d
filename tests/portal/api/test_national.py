"""What the State is bound by, and the mechanism that speaks for it, as programs read them."""

import datetime as dt

import pytest

from documents import services as documents
from documents.choices import Classification, Kind
from focalpoints.models import Seat
from mechanisms.models import Ratification
from nmirf.common.dates import today
from portal.instruments import Standing
from tests import factories as make
from tests.files import upload

from .test_changes import Feed, about

pytestmark = pytest.mark.django_db

YESTERDAY = today() - dt.timedelta(days=1)
TOMORROW = today() + dt.timedelta(days=1)
DAYS = {"act": "ratification", "deposited_on": dt.date(2012, 3, 1)}
STANDINGS = {
    "denounced": DAYS | {"in_force_on": dt.date(2012, 4, 1), "denounced_on": YESTERDAY},
    "in_force": DAYS | {"in_force_on": dt.date(2012, 4, 1), "denounced_on": TOMORROW},
    "bound": DAYS | {"in_force_on": TOMORROW},
    "signed": {"signed_on": dt.date(2010, 1, 5)},
    "not_ratified": {},
    "unknown": None,
}


@pytest.fixture
def treaties():
    """One of each standing, called by it."""
    rows = {name: make.InstrumentFactory(code=name.upper()) for name in STANDINGS}
    for name, facts in STANDINGS.items():
        if facts is not None:
            Ratification.objects.create(instrument=rows[name], **facts)
    return rows


def ids(answer):
    return [one["id"] for one in answer.json()["data"]]


def test_every_standing_is_said_and_found_alike(ask, treaties):
    assert set(STANDINGS) == set(Standing.values)
    for one in ask("/instruments").json()["data"]:
        assert one["standing"]["code"] == one["id"]
    for name in STANDINGS:
        assert ids(ask(f"/instruments?standing={name}")) == [name]
        ratified = ask(f"/ratifications?standing={name}").json()["data"]
        expected = [] if name == "unknown" else [name]
        assert [one["instrument"]["id"] for one in ratified] == expected
    assert ask("/instruments?standing=perhaps").status_code == 400


def test_an_instrument_holds_what_its_page_tells(ask, treaties, client):
    treaty = treaties["in_force"]
    treaty.periodic_months = 48
    treaty.save()
    row = treaty.ratification
    row.reservations.create(
        kind="reservation", text="Sauf l'article 9.", language="fr", withdrawn_on=YESTERDAY
    )
    row.reservations.create(
        kind="declaration",
        text="Selon la loi.",
        language="fr",
        text_translations={"en": "As the law has it."},
    )
    review = make.ReviewFactory(instrument=treaty, mechanism=treaty.monitored_by)
    make.RecommendationFactory(review=review, mechanism=review.mechanism, status="planned")
    told = ask("/instruments/in_force").json()
    assert told["ratification"]["act"] == {"code": "ratification", "label": "Ratification"}
    assert told["ratification"]["denounced_on"] == TOMORROW.isoformat()
    assert told["reservations"] == 1
    assert [one["translation"] for one in told["statements"]] == ["As the law has it.", ""]
    assert told["reviews"][0]["by_status"] == [{"status": "planned", "number": 1}]
    assert told["by_status"] == [{"status": "planned", "number": 1}]
    assert client.get(f"/{told['page'].split('/', 3)[3]}").status_code == 200
    assert ask("/instruments/unknown").json()["ratification"] is None


def test_reservations_are_narrowed_and_told_in_the_language_asked_for(ask, treaties):
    row = treaties["in_force"].ratification
    row.reservations.create(
        kind="reservation",
        text="Except article 9.",
        text_translations={"fr": "Sauf l'article 9."},
    )
    row.reservations.create(kind="declaration", text="By law.", withdrawn_on=YESTERDAY)
    treaties["bound"].ratification.reservations.create(kind="declaration", text="Soon.")

    def texts(query):
        return [one["text"] for one in ask(f"/reservations?{query}").json()["data"]]

    assert texts("") == ["Soon.", "Except article 9.", "By law."]
    assert texts("instrument=in_force") == ["Except article 9.", "By law."]
    assert texts("kind=declaration&withdrawn=0") == ["Soon."]
    assert texts("withdrawn=1") == ["By law."]
    [french] = ask("/reservations?kind=reservation&lang=fr").json()["data"]
    assert french["translation"] == "Sauf l'article 9."
    assert texts("limit=1&fields=text") == ["Soon."]
    following = ask("/reservations?limit=1").json()["next"].split("/api/v1")[1]
    assert [one["text"] for one in ask(following).json()["data"]] == ["Except article 9."]


def test_a_mechanism_holds_its_reviews_and_what_comes(ask):
    row = make.MechanismFactory(code="CRC", short_name="CRC")
    review = make.ReviewFactory(slug="crc-5", mechanism=row)
    make.RecommendationFactory(review=review, mechanism=row, status="planned")
    make.RecommendationFactory(review=review, mechanism=row, publication="draft", published_at=None)
    make.ObligationFactory(slug="soon", mechanism=row, due_on=TOMORROW, is_public=True)
    make.ObligationFactory(slug="hidden", mechanism=row, due_on=TOMORROW, is_public=False)
    told = ask("/mechanisms/crc").json()
    assert told["by_status"] == [{"status": "planned", "number": 1}]
    assert [(one["id"], one["by_status"]) for one in told["reviews"]] == [
        ("crc-5", [{"status": "planned", "number": 1}])
    ]
    assert [one["id"] for one in told["coming"]] == ["soon"]
    assert ids(ask("/mechanisms?q=crc&system=un")) == ["crc"]
    assert ids(ask("/mechanisms?system=african")) == []


def test_the_mechanism_tells_what_its_page_tells(ask):
    assert ask("/national-mechanism").json()["terms_of_reference"] is None
    host = make.InstitutionFactory(slug="foreign-affairs", membership="full")
    make.InstitutionFactory(membership="consultative")
    make.InstitutionFactory(membership="full", standing="pending")
    terms = documents.store(
        actor=make.secretariat(),
        upload=upload("decree.txt", b"A decree."),
        kind=Kind.LAW,
        title="Decree 12",
        classification=Classification.INTERNAL,
    )
    row = make.NationalMechanismFactory(
        legal_basis="Decree 12", host=host, terms_of_reference=terms
    )
    told = ask("/national-mechanism").json()
    assert (told["name"], told["legal_basis"]) == (row.name, "Decree 12")
    assert told["host"]["id"] == "foreign-affairs"
    assert (told["full_members"], told["consultative_members"]) == (1, 1)
    assert told["terms_of_reference"] is None
    assert ids(ask("/institutions?membership=full")) == ["foreign-affairs"]
    terms.classification = Classification.PUBLIC
    terms.save()
    assert ask("/national-mechanism").json()["terms_of_reference"]["title"] == "Decree 12"
    assert ask("/national-mechanism?fields=name").json() == {"name": row.name}
    etag = ask("/national-mechanism")["ETag"]
    assert ask("/national-mechanism", **{"if-none-match": etag}).status_code == 304


def test_of_committees_no_person_and_nothing_that_is_not_public_is_told(ask):
    open_, health = make.CommitteeFactory(slug="plenary"), make.InstitutionFactory(slug="health")
    make.SeatFactory(committee=open_, institution=health, role="chair")
    person = make.UserFactory(full_name="Ana Ruiz")
    make.SeatFactory(committee=open_, institution=make.InstitutionFactory(), user=person)
    pending = make.InstitutionFactory(slug="unseen", standing="pending")
    make.SeatFactory(committee=open_, institution=pending)
    make.CommitteeFactory(slug="closed", closed_on=YESTERDAY)
    make.MeetingFactory(committee=open_, days=-9, state="held")
    [told] = ask("/committees").json()["data"]
    assert (told["id"], told["meetings_held"]) == ("plenary", 1)
    assert [(one["institution"]["id"], one["role"]["code"]) for one in told["seats"]] == [
        ("health", "chair")
    ]
    assert ids(ask("/committees?institution=health")) == ["plenary"]
    assert ids(ask("/committees?institution=unseen")) == []
    assert ids(ask("/committees?kind=table")) == []
    assert ask("/committees/closed").status_code == 404
    assert ask("/committees/plenary?fields=seats").json().keys() == {"id", "seats"}


@pytest.mark.parametrize("number", [1, 20])
@pytest.mark.parametrize("path", ["/committees", "/instruments", "/reservations"])
def test_lists_cost_as_many_queries_for_many_rows(ask, path, number, django_assert_max_num_queries):
    for _n in range(number):
        make.SeatFactory(institution=make.InstitutionFactory(), committee=make.CommitteeFactory())
        row = Ratification.objects.create(instrument=make.InstrumentFactory())
        row.reservations.create(kind="reservation", text="Not this.")
    with django_assert_max_num_queries(9):
        assert len(ask(path).json()["data"]) == number


@pytest.mark.django_db(transaction=True)
def test_a_copy_is_told_what_changed_of_treaties_and_committees():
    treaty = make.InstrumentFactory(code="CRC")
    committee = make.CommitteeFactory(slug="plenary")
    feed = Feed()
    feed.read()
    row = Ratification.objects.create(instrument=treaty, signed_on=dt.date(2010, 1, 5))
    row.reservations.create(kind="declaration", text="By law.")
    assert about(feed.lines(), "instruments") == [("crc", "changed"), ("crc", "changed")]
    make.SeatFactory(committee=committee, user=make.UserFactory())
    pending = make.InstitutionFactory(standing="pending")
    make.SeatFactory(committee=committee, institution=pending)
    assert about(feed.lines(), "committees") == []
    make.SeatFactory(committee=committee, institution=make.InstitutionFactory())
    assert about(feed.lines(), "committees") == [("plenary", "changed")]
    Seat.objects.all().delete()
    committee.closed_on = YESTERDAY
    committee.save()
    lines = about(feed.lines(), "committees")
    assert lines[-1] == ("plenary", "removed")
    assert about(Feed().lines(), "committees")[-1] == ("plenary", "removed")


@pytest.mark.parametrize(
    ("zone", "hour", "told"),
    [
        (
            "Pacific/Kiritimati",
            dt.datetime(2026, 3, 10, 12, tzinfo=dt.UTC),
            [("plenary", "removed")],
        ),
        ("Pacific/Pago_Pago", dt.datetime(2026, 3, 11, 5, tzinfo=dt.UTC), []),
    ],
)
@pytest.mark.django_db(transaction=True)
def test_a_committee_closes_by_the_clock_of_the_state(settings, zone, hour, told):
    """In the east its last day was over by then, in the west it was not."""
    settings.TIME_ZONE = zone
    committee = make.CommitteeFactory(slug="plenary")
    events = type(committee).pgh_event_model.objects
    events.update(pgh_created_at=hour - dt.timedelta(days=9))
    feed = Feed()
    feed.read()
    committee.closed_on = dt.date(2026, 3, 10)
    committee.save()
    events.filter(closed_on__isnull=False).update(pgh_created_at=hour)
    assert list(dict.fromkeys(about(feed.lines(), "committees"))) == told
