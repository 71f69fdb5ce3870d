"""What each reader learns of the documents of a review, on its page, in the API and in open data."""

import datetime as dt

import pytest
from django.contrib.auth.models import AnonymousUser

from documents.choices import Classification
from documents.models import Document, NamedReader
from focalpoints.choices import InstitutionKind
from mechanisms.models import ReviewDocument
from portal.opendata.reading import lines
from portal.opendata.tables import TABLES
from portal.reader import Reader
from tests import factories as make

pytestmark = pytest.mark.django_db
CLASSES = list(Classification)


@pytest.fixture(autouse=True)
def _demo_mode(settings):
    settings.DEMO_MODE = True


@pytest.fixture
def review():
    return make.ReviewFactory(slug="crc-5", symbol="")


def of_every_class(review):
    for name in CLASSES:
        make.ReviewDocumentFactory(
            review=review, document__title=f"Told as {name}", document__classification=name
        )


def shown(client, review):
    return client.get(review.get_absolute_url()).context["dossier"].shown


def test_they_stand_by_day_with_all_that_is_known_of_them(client, review):
    for title, day, order, language in (
        ("Without a day", None, 0, ""),
        ("Second of its day", dt.date(2022, 1, 5), 2, "ar"),
        ("First of its day", dt.date(2022, 1, 5), 1, "fr"),
        ("Oldest", dt.date(2021, 1, 5), 9, "en"),
    ):
        make.ReviewDocumentFactory(
            review=review,
            document__title=title,
            document__language=language,
            dated_on=day,
            order=order,
            kind="nhri_report",
            symbol=f"N/{order}",
        )
    found = shown(client, review)
    assert [one.title for one in found] == [
        "Oldest",
        "First of its day",
        "Second of its day",
        "Without a day",
    ]
    page = client.get(review.get_absolute_url()).text
    for words in (
        "<bdi>N/2</bdi>",
        "Report of the national human rights institution",
        '<span lang="ar" dir="rtl">',
        "PDF, 2.0",
        'datetime="2022-01-05"',
        found[0].url,
    ):
        assert words in page


@pytest.mark.parametrize(
    ("person", "classes"),
    [
        (None, {"public"}),
        (make.UserFactory, {"public"}),
        (lambda: make.representative(InstitutionKind.CSO), {"public"}),
        (lambda: make.representative(InstitutionKind.NHRI), {"public", "internal"}),
        (make.focal_point, {"public", "internal"}),
        (make.authority, {"public", "internal"}),
        (make.administrator, {"public"}),
        (make.secretariat, {"public", "internal", "restricted"}),
    ],
)
def test_the_class_of_a_document_decides_who_reads_of_it(client, review, person, classes):
    of_every_class(review)
    if person:
        client.force_login(person())
    found = shown(client, review)
    assert {one.title for one in found} == {f"Told as {name}" for name in classes}
    page = client.get(review.get_absolute_url()).text
    for name in CLASSES:
        assert (f"Told as {name}" in page) is (name in classes)
    assert {one.title for one in found if not one.access} == {"Told as public"}


def test_a_named_reader_reads_of_a_confidential_one(client, review):
    of_every_class(review)
    person = make.UserFactory()
    document = Document.objects.get(classification="confidential")
    NamedReader.objects.create(document=document, person=person, named_by=make.secretariat())
    client.force_login(person)
    titles = {one.title for one in shown(client, review)}
    assert titles == {"Told as public", "Told as confidential"}


def test_what_becomes_public_appears_and_what_is_closed_is_gone(client, review):
    link = make.ReviewDocumentFactory(review=review, document__classification="restricted")
    document = link.document
    assert shown(client, review) == []
    Document.objects.filter(pk=document.pk).update(classification="public")
    assert [one.title for one in shown(client, review)] == [document.title]
    Document.objects.filter(pk=document.pk).update(scan_state="infected")
    assert shown(client, review) == []


def test_a_document_that_can_be_opened_is_not_named_by_its_symbol_again(client, review):
    review.symbol = "CRC/C/XMA/CO/5"
    review.save()
    assert [one.url for one in shown(client, review)] == [""]
    for language in ("en", "fr"):
        make.ReviewDocumentFactory(
            review=review,
            kind="outcome",
            symbol="CRC/C/XMA/CO/5",
            document__language=language,
        )
    assert [one.language for one in shown(client, review)] == ["en", "fr"]


def test_only_what_the_state_submitted_is_said_to_be_lacking(client, review):
    def lacking():
        return client.get(review.get_absolute_url()).context["dossier"].lacking

    make.ReviewDocumentFactory(review=review, kind="list_of_issues")
    assert lacking() == []
    duty = make.ObligationFactory(title="Replies of 2021", review=review, kind="replies")
    assert lacking() == []
    duty.state, duty.submitted_on = "submitted", dt.date(2021, 5, 6)
    duty.save()
    sentence = "“Replies of 2021” was submitted and cannot be read here yet."
    assert lacking() == [sentence]
    assert sentence in client.get(review.get_absolute_url()).text
    link = make.ReviewDocumentFactory(
        review=review, kind="replies", document__classification="restricted"
    )
    client.force_login(make.secretariat())
    assert lacking() == [sentence]
    Document.objects.filter(pk=link.document_id).update(classification="public")
    assert lacking() == []
    review.stage = "report_submitted"
    review.save()
    assert lacking() == [
        "The State’s report to this review was submitted and cannot be read here yet."
    ]
    make.ReviewDocumentFactory(review=review, kind="state_report")
    assert lacking() == []


def test_an_obligation_that_is_not_public_is_not_said_to_be_lacking(client, review):
    make.ObligationFactory(
        title="Secret",
        review=review,
        kind="follow_up",
        state="submitted",
        submitted_on=dt.date(2021, 5, 6),
        is_public=False,
    )
    client.force_login(make.secretariat())
    assert client.get(review.get_absolute_url()).context["dossier"].lacking == []


def test_the_page_of_a_document_says_to_which_review_it_belongs(client, review):
    link = make.ReviewDocumentFactory(review=review, kind="outcome", symbol="CRC/C/XMA/CO/5")
    page = client.get(link.document.page_url).text
    for words in (review.label, review.get_absolute_url(), "Concluding observations or outcome"):
        assert words in page


def test_the_library_is_narrowed_to_what_belongs_to_reviews(client, review):
    make.ReviewDocumentFactory(review=review, document__title="Of a review")
    make.LibraryDocumentFactory(title="Of nothing")
    client.force_login(make.secretariat())
    rows = client.get("/documents/library/", {"belongs": "review"}).context["rows"]
    assert [row.title for row in rows] == ["Of a review"]
    rows = client.get("/documents/library/", {"belongs": "none"}).context["rows"]
    assert [row.title for row in rows] == ["Of nothing"]


@pytest.mark.parametrize("number", [1, 30])
def test_they_cost_the_page_the_same_queries_whatever_their_number(
    client, review, number, django_assert_max_num_queries
):
    for _n in range(number):
        make.ReviewDocumentFactory(review=review)
        make.RecommendationFactory(review=review, mechanism=review.mechanism)
    client.force_login(make.secretariat())
    client.get(review.get_absolute_url())
    client.logout()
    with django_assert_max_num_queries(15):
        assert len(shown(client, review)) == number


# For machines.


def test_the_api_tells_a_review_with_its_public_documents(client, review):
    of_every_class(review)
    ReviewDocument.objects.filter(document__classification="public").update(
        kind="replies", symbol="CRC/C/XMA/RQ/5", dated_on=dt.date(2021, 5, 6)
    )
    told = client.get("/api/v1/reviews/crc-5").json()
    [one] = told["documents"]
    document = Document.objects.get(classification="public")
    assert one["kind"] == {"code": "replies", "label": "Replies to the list of issues"}
    assert (one["symbol"], one["dated_on"]) == ("CRC/C/XMA/RQ/5", "2021-05-06")
    assert one["title"] == "Told as public"
    assert one["document"].endswith(f"/api/v1/documents/{document.reference}")
    assert "documents" not in client.get("/api/v1/reviews").json()["data"][0]


@pytest.mark.parametrize("number", [1, 20])
def test_the_api_tells_a_review_in_few_queries_whatever_its_size(
    client, review, number, django_assert_max_num_queries
):
    for _n in range(number):
        make.ReviewDocumentFactory(review=review)
    client.get("/api/v1/reviews/crc-5")
    with django_assert_max_num_queries(15):
        assert len(client.get("/api/v1/reviews/crc-5?lang=fr").json()["documents"]) == number


def test_open_data_list_public_documents_of_reviews_alone(review):
    of_every_class(review)
    reader, known = Reader(AnonymousUser()), {}
    found = {name: list(lines(table, reader, known)) for name, table in TABLES.items()}
    [line] = found["review_documents"]
    document = Document.objects.get(classification="public")
    assert str(document.reference).encode() in line
    assert b'"crc-5"' in line


@pytest.mark.django_db(transaction=True)
def test_the_feed_of_changes_tells_of_public_documents_alone(client, review):
    def told(cursor):
        answer = client.get("/api/v1/changes", {"since": cursor} if cursor else {}).json()
        found = [one["change"] for one in answer["data"] if one["kind"] == "reviews"]
        return found, answer["cursor"]

    _found, cursor = told("")
    document = make.LibraryDocumentFactory(classification="restricted")
    _found, cursor = told(cursor)
    link = make.ReviewDocumentFactory(review=review, document=document)
    found, cursor = told(cursor)
    assert found == []
    link.delete()
    found, cursor = told(cursor)
    assert found == []
    link = make.ReviewDocumentFactory(review=review)
    found, cursor = told(cursor)
    assert found == ["changed"]
    link.delete()
    assert told(cursor)[0] == ["changed"]
