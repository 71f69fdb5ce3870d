"""The documents of a review: who puts them there, who reads of them, and what is never told."""

import datetime as dt
from functools import partial

import pytest
from django.urls import reverse
from pghistory.models import Events

from documents.choices import Classification
from documents.models import Document
from focalpoints.choices import InstitutionKind
from mechanisms.choices import ReviewDocumentKind
from mechanisms.models import ReviewDocument
from mechanisms.services import dossier as services
from nmirf.common.errors import DomainError
from tests import factories as make
from tests.files import upload
from tests.races import at_once

pytestmark = pytest.mark.django_db

PLACE = "/workspace/reviews/crc-5/documents/"


@pytest.fixture(autouse=True)
def _demo_mode(settings):
    settings.DEMO_MODE = True


@pytest.fixture
def review():
    return make.ReviewFactory(slug="crc-5", symbol="CRC/C/XMA/CO/5")


@pytest.fixture
def officer(client):
    person = make.secretariat()
    client.force_login(person)
    return person


def titles(client, review):
    return [shown.title for shown in client.get(review.get_absolute_url()).context["dossier"].shown]


# Putting documents there.


def test_a_document_of_the_library_is_found_by_words_and_put_to_the_review(client, review, officer):
    wanted = make.LibraryDocumentFactory(title="List of issues on the fifth report")
    make.LibraryDocumentFactory(title="Budget law")
    found = client.get(f"{PLACE}pick/", {"q": "issues"})
    assert [row.pk for row in found.context["page"]] == [wanted.pk]
    address = f"{PLACE}pick/{wanted.reference}/"
    assert address in found.text
    facts = {"kind": "list_of_issues", "symbol": "CRC/C/XMA/Q/5", "dated_on": "2021-03-04"}
    assert client.post(address, facts).headers["Location"] == PLACE
    link = review.document_links.get()
    assert (link.document, link.kind, link.order) == (wanted, "list_of_issues", 0)
    page = client.get(PLACE).text
    for words in ("CRC/C/XMA/Q/5", "List of issues on the fifth report", "is among the documents"):
        assert words in page
    assert [row.pk for row in client.get(f"{PLACE}pick/", {"q": "issues"}).context["page"]] == []
    event = Events.objects.tracks(link).get(pgh_label="insert")
    assert event.pgh_context["reason"] == "Put to the documents of the review"


def test_a_file_goes_into_the_library_and_to_the_review_at_once(client, review, officer):
    facts = {
        "upload": upload("report.pdf"),
        "title": "Cinquième rapport",
        "kind": "state_report",
        "classification": "public",
        "language": "fr",
        "symbol": "CRC/C/XMA/5",
    }
    assert client.post(f"{PLACE}new/", facts).status_code == 302
    link = review.document_links.select_related("document").get()
    kept = link.document
    assert (kept.kind, kept.classification, kept.language) == ("report", "public", "fr")
    assert titles(client, review) == [review.label, "Cinquième rapport"]


def test_the_same_file_is_offered_from_the_library_and_nothing_typed_is_lost(
    client, review, officer
):
    facts = {"title": "Replies", "kind": "replies", "classification": "internal"}
    client.post(f"{PLACE}new/", {**facts, "upload": upload("replies.pdf")})
    kept = Document.objects.get()
    other = make.ReviewFactory(slug="crc-6")
    place = reverse("mechanisms:dossier_upload", args=[other.slug])
    again = client.post(place, {**facts, "upload": upload("replies.pdf"), "symbol": "X/1"})
    assert again.status_code == 422
    assert f"/workspace/reviews/crc-6/documents/pick/{kept.reference}/" in again.text
    assert 'value="X/1"' in again.text
    assert not other.document_links.exists()
    client.post(place, {**facts, "upload": upload("replies.pdf"), "again": "on"})
    assert other.document_links.get().document != kept


@pytest.mark.parametrize(
    "facts",
    [
        {"kind": "decree"},
        {"kind": ""},
        {"dated_on": "31 February"},
        {"order": "-1"},
        {"order": "1000"},
        {"symbol": "X" * 81},
    ],
)
def test_what_cannot_be_is_refused_with_what_was_typed(client, review, officer, facts):
    document = make.LibraryDocumentFactory()
    typed = {"kind": "outcome", "symbol": "CRC/C/XMA/CO/5", **facts}
    response = client.post(f"{PLACE}pick/{document.reference}/", typed)
    assert response.status_code == 422
    assert not ReviewDocument.objects.exists()
    if "symbol" not in facts:
        assert "CRC/C/XMA/CO/5" in response.text


def test_a_failed_upload_leaves_neither_document_nor_link(client, review, officer):
    facts = {"title": "X", "kind": "other", "classification": "public"}
    response = client.post(f"{PLACE}new/", {**facts, "upload": upload("x.exe", b"MZ")})
    assert response.status_code == 422
    assert not Document.objects.exists()
    assert not ReviewDocument.objects.exists()


def test_a_document_stands_once_in_a_review_and_in_as_many_as_it_belongs_to(review):
    officer, document = make.secretariat(), make.LibraryDocumentFactory()
    facts = {"actor": officer, "document": document, "kind": ReviewDocumentKind.OTHER}
    services.link_document(review=review, **facts)
    services.link_document(review=make.ReviewFactory(), **facts)
    with pytest.raises(DomainError, match="already"):
        services.link_document(review=review, **facts)
    assert document.review_links.count() == 2


@pytest.mark.parametrize("kind", ["evidence", "letter", "signed_form"])
def test_what_is_part_of_another_record_is_not_put_to_a_review(client, review, officer, kind):
    document = make.LibraryDocumentFactory(kind=kind, owner=officer)
    assert client.get(f"{PLACE}pick/").context["page"].paginator.count == 0
    assert client.get(f"{PLACE}pick/{document.reference}/").status_code == 404
    with pytest.raises(DomainError):
        services.link_document(
            actor=officer, review=review, document=document, kind=ReviewDocumentKind.OTHER
        )


def test_a_confidential_document_of_others_is_neither_found_nor_put(client, review, officer):
    hidden = make.LibraryDocumentFactory(classification=Classification.CONFIDENTIAL)
    assert client.get(f"{PLACE}pick/").context["page"].paginator.count == 0
    assert client.get(f"{PLACE}pick/{hidden.reference}/").status_code == 404


@pytest.mark.django_db(transaction=True)
def test_of_two_officers_at_once_one_puts_it_and_the_other_is_told():
    review, document = make.ReviewFactory(), make.LibraryDocumentFactory()
    officers = [make.secretariat(), make.secretariat()]

    def put(officer):
        services.link_document(
            actor=officer, review=review, document=document, kind=ReviewDocumentKind.OTHER
        )

    deeds = [partial(put, officer) for officer in officers]
    [error] = at_once(*deeds)
    assert isinstance(error, DomainError)
    assert review.document_links.count() == 1


# Changing and taking off.


def test_what_it_is_and_its_day_can_be_said_anew(client, review, officer):
    link = make.ReviewDocumentFactory(review=review, symbol="OLD")
    page = client.get(f"{PLACE}{link.pk}/")
    assert 'value="OLD"' in page.text
    facts = {"kind": "addendum", "symbol": "NEW", "dated_on": "2024-02-29", "order": "3"}
    assert client.post(f"{PLACE}{link.pk}/", facts).status_code == 302
    link.refresh_from_db()
    assert (link.kind, link.symbol, link.dated_on, link.order) == (
        "addendum",
        "NEW",
        dt.date(2024, 2, 29),
        3,
    )


def test_taken_off_it_stays_in_the_library_and_the_reason_in_the_history(client, review, officer):
    link = make.ReviewDocumentFactory(review=review, document__title="Wrong review")
    address = f"{PLACE}{link.pk}/retire/"
    assert "stays in the library" in client.get(address).text
    assert client.post(address, {"reason": ""}).status_code == 422
    assert client.post(address, {"reason": "It is on another State"}).status_code == 302
    assert not review.document_links.exists()
    assert Document.objects.get().title == "Wrong review"
    event = Events.objects.tracks(link).get(pgh_label="delete")
    assert event.pgh_context["reason"] == "It is on another State"
    assert client.post(address, {"reason": "Once more"}).status_code == 404
    with pytest.raises(DomainError, match="no longer"):
        services.retire_link(actor=officer, pk=link.pk, reason="Once more")


def test_a_link_is_reached_through_its_own_review_alone(client, review, officer):
    link = make.ReviewDocumentFactory()
    assert client.get(f"{PLACE}{link.pk}/").status_code == 404
    assert client.post(f"{PLACE}{link.pk}/retire/", {"reason": "x"}).status_code == 404
    assert ReviewDocument.objects.exists()


@pytest.mark.parametrize(
    "person",
    [
        make.focal_point,
        make.deputy,
        make.authority,
        make.administrator,
        lambda: make.representative(InstitutionKind.NHRI),
        lambda: make.representative(InstitutionKind.CSO),
        lambda: make.representative(InstitutionKind.PARLIAMENT),
    ],
)
def test_nobody_but_the_secretariat_changes_them(client, review, person):
    link, document = make.ReviewDocumentFactory(review=review), make.LibraryDocumentFactory()
    client.force_login(person())
    facts = {"kind": "other", "classification": "public", "title": "X", "reason": "x"}
    for place in ("", "new/", "pick/", f"pick/{document.reference}/", f"{link.pk}/"):
        assert client.get(f"{PLACE}{place}").status_code == 403
    for place in (f"pick/{document.reference}/", f"{link.pk}/", f"{link.pk}/retire/"):
        assert client.post(f"{PLACE}{place}", facts).status_code == 403
    upload_facts = {**facts, "upload": upload("report.pdf")}
    assert client.post(f"{PLACE}new/", upload_facts).status_code == 403
    assert [row.pk for row in ReviewDocument.objects.all()] == [link.pk]
    assert PLACE not in client.get(review.get_absolute_url()).text


def test_who_puts_them_together_sees_what_the_scanner_holds_back_and_nobody_else(
    client, review, officer
):
    make.ReviewDocumentFactory(
        review=review, document__title="Held back", document__scan_state="pending"
    )
    assert "Held back" in client.get(PLACE).text
    assert titles(client, review) == [review.label]


@pytest.mark.parametrize("number", [1, 20])
def test_the_pages_of_the_secretariat_cost_few_queries_whatever_their_size(
    client, review, officer, number, django_assert_max_num_queries
):
    for _n in range(number):
        make.ReviewDocumentFactory(review=review)
        make.LibraryDocumentFactory()
    for place in ("", "pick/"):
        client.get(f"{PLACE}{place}")
        with django_assert_max_num_queries(15):
            assert client.get(f"{PLACE}{place}").status_code == 200
