"""What everyone reads of the mechanism's committees, and of a review's documents."""

import datetime as dt

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone

from nmirf.common.dates import today
from reporting.models import RenderedFile
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _demo_mode(settings):
    settings.DEMO_MODE = True


# Mechanisms that ask.


def test_the_address_of_a_mechanism_is_one(client):
    make.MechanismFactory(code="CRC")
    assert client.get("/mechanisms/crc/").status_code == 200
    for typed in ("CRC", "Crc"):
        answer = client.get(f"/mechanisms/{typed}/")
        assert (answer.status_code, answer["Location"]) == (301, "/mechanisms/crc/")


# The mechanism.


def test_a_committee_stands_with_its_institutions_the_chair_first(client):
    committee = make.CommitteeFactory(
        name="Plenary", mandate="Adopts the reports.", meetings_a_year=4
    )
    make.SeatFactory(committee=committee, institution=make.InstitutionFactory(name="Agriculture"))
    make.SeatFactory(
        committee=committee, institution=make.InstitutionFactory(name="Justice"), role="chair"
    )
    page = client.get("/about/").text
    [body] = client.get("/about/").context["bodies"]
    assert [place.institution.name for place in body.places] == ["Justice", "Agriculture"]
    for words in ("Plenary", "4 a year by its terms", "2 institutions"):
        assert words in page


def test_people_and_what_is_not_public_stay_out_of_a_committee(client):
    committee = make.CommitteeFactory(name="Plenary")
    person = make.UserFactory(full_name="Ana Ruiz")
    seat = {"committee": committee}
    make.SeatFactory(user=person, institution=make.InstitutionFactory(name="Health"), **seat)
    make.SeatFactory(user=make.UserFactory(full_name="Ben Cole"), **seat)
    make.SeatFactory(
        institution=make.InstitutionFactory(name="Unseen Union", standing="pending"), **seat
    )
    make.SeatFactory(
        institution=make.InstitutionFactory(name="Gone Agency"),
        ends_on=today() - dt.timedelta(days=1),
        **seat,
    )
    make.CommitteeFactory(name="Closed group", closed_on=today() - dt.timedelta(days=1))
    make.MeetingFactory(committee=committee, days=-9, state="held", title="Secret talks")
    for reader in (None, make.secretariat()):
        if reader:
            client.force_login(reader)
        [body] = client.get("/about/").context["bodies"]
        assert body.places == ()
        page = client.get("/about/").text
        main = page[page.index("<main") : page.index("</main>")]
        for words in ("Ana Ruiz", "Ben Cole", "Unseen Union", "Closed group", "Secret talks"):
            assert words not in main


def test_meetings_count_when_they_were_held_within_a_year(client):
    committee = make.CommitteeFactory()
    make.MeetingFactory(committee=committee, days=-9, state="held")
    make.MeetingFactory(committee=committee, days=-500, state="held")
    make.MeetingFactory(committee=committee, days=9)
    [body] = client.get("/about/").context["bodies"]
    assert body.held == 1


@pytest.mark.parametrize("number", [1, 20])
def test_the_mechanism_costs_few_queries_whatever_its_size(
    client, number, django_assert_max_num_queries
):
    make.NationalMechanismFactory()
    for _n in range(number):
        institution = make.InstitutionFactory()
        make.SeatFactory(committee=make.CommitteeFactory(), institution=institution)
    client.get("/privacy/")
    with django_assert_max_num_queries(8):
        assert client.get("/about/").status_code == 200


# Documents of a review.


def made_file(review, **facts):
    facts = {"is_public": True, "state": "ready", **facts}
    return RenderedFile.objects.create(
        title="Report on the review",
        review=review,
        file=ContentFile(b"%PDF-", name="r.pdf"),
        size=2048,
        sha256="0" * 64,
        requested_by=make.secretariat(),
        finished_at=timezone.now(),
        **facts,
    )


def test_all_public_documents_of_a_review_stand_by_day(client):
    row = make.ReviewFactory(symbol="CRC/C/XMA/CO/5", document_url="https://docs.example/co5")
    duty = make.ObligationFactory(
        title="Fifth report",
        review=row,
        state="submitted",
        submitted_on=dt.date(2021, 2, 3),
        symbol="CRC/C/XMA/5",
        due_source="document",
        due_document="CRC/C/XMA/QPR/5, para. 2",
    )
    text = make.ReportDraftFactory(
        title="Fifth report in full",
        obligation=duty,
        stage="published",
        classification="public",
        language="fr",
    )
    made = made_file(row)
    response = client.get(row.get_absolute_url())
    shown = [(found.symbol, found.format) for found in response.context["dossier"].shown]
    assert shown == [
        ("CRC/C/XMA/5", ""),
        ("", "HTML"),
        ("CRC/C/XMA/CO/5", ""),
        ("", "PDF"),
        ("CRC/C/XMA/QPR/5", ""),
    ]
    page = response.text
    for words in ("docs.example/co5", f"/reports/{text.slug}/", made.get_absolute_url(), "2.0"):
        assert words in page
    assert '<span lang="fr" dir="ltr">' in page


def test_what_is_not_public_is_not_among_them_for_anybody(client):
    row = make.ReviewFactory(symbol="")
    hidden = make.ObligationFactory(
        title="Private letter",
        review=row,
        is_public=False,
        state="submitted",
        submitted_on=today(),
        due_document="AL/XMA/1/2026",
    )
    open_duty = make.ObligationFactory(title="Report to come", review=row)
    make.ReportDraftFactory(title="Half written", obligation=open_duty, stage="drafting")
    make.ReportDraftFactory(
        obligation=open_duty, stage="published", classification="restricted", title="Restricted"
    )
    make.ReportDraftFactory(
        obligation=hidden, stage="published", classification="public", title="To a private letter"
    )
    made_file(row, is_public=False)
    for reader in (None, make.secretariat()):
        if reader:
            client.force_login(reader)
        assert client.get(row.get_absolute_url()).context["dossier"].shown == []
    client.logout()
    assert "No document of this review is public yet" in client.get(row.get_absolute_url()).text
