"""The text of a file, kept by page for search: once, whatever happens to the worker."""

import datetime as dt

import pytest
from django.core.files.storage import default_storage
from django.utils import timezone

from documents import services, tasks
from documents.choices import Classification, Kind
from documents.models import Document, Extract, Page
from documents.services import reading
from tests import factories as make
from tests.files import upload

from . import made


@pytest.fixture
def keep(db):
    owner = make.secretariat()

    def store(name, body=None, language="en"):
        return services.store(
            actor=owner,
            upload=upload(name, body),
            kind=Kind.REPORT,
            classification=Classification.PUBLIC,
            language=language,
        )

    return store


def state_of(document):
    return Extract.objects.get(document=document).state


def test_a_file_that_comes_in_is_read_after_the_commit(keep, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        document = keep("report.pdf", made.pdf("Births are registered.", "", "Decree 12"))
    extract = Extract.objects.get(document=document)
    assert (extract.state, extract.number_of_pages) == ("read", 3)
    assert list(document.pages.values_list("number", flat=True)) == [1, 2, 3]
    assert "Decree 12" in document.pages.get(number=3).text
    with extract.picture.open("rb") as picture:
        assert picture.read(8) == b"\x89PNG\r\n\x1a\n"


@pytest.mark.parametrize(
    ("name", "body", "state"),
    [
        ("locked.pdf", made.locked_pdf(), "locked"),
        ("broken.pdf", b"%PDF-1.7\nbroken", "damaged"),
        ("empty.docx", made.word(""), "empty"),
        ("photo.jpg", made.photo(), "none"),
        ("notes.txt", "année".encode(), "read"),
    ],
)
def test_each_end_has_its_state(keep, name, body, state):
    document = keep(name, body)
    assert tasks.look_through(document.pk) == state
    assert state_of(document) == state


def test_a_lost_file_is_said_to_be_damaged(keep):
    document = keep("report.pdf", made.pdf("x"))
    default_storage.delete(document.file.name)
    assert tasks.look_through(document.pk) == "damaged"


def test_to_read_twice_changes_nothing(keep):
    document = keep("report.pdf", made.pdf("Births"))
    assert tasks.look_through(document.pk) == "read"
    before = list(Page.objects.values())
    picture = Extract.objects.get().picture.name
    assert tasks.look_through(document.pk) == "None"
    Extract.objects.update(state="waiting")
    assert tasks.look_through(document.pk) == "read"
    after = [{**row, "id": 0} for row in Page.objects.values()]
    assert after == [{**row, "id": 0} for row in before]
    assert default_storage.exists(Extract.objects.get().picture.name)
    assert picture != Extract.objects.get().picture.name


def test_what_was_lost_is_taken_up_after_a_while(keep, django_capture_on_commit_callbacks):
    document = keep("report.pdf", made.pdf("Births"))
    assert tasks.take_up() == 0  # it may be in the queue still
    early = timezone.now() - dt.timedelta(hours=1)
    Document.objects.update(created_at=early)
    Extract.objects.update(attempts=1, tried_at=early)  # as a worker leaves it that was killed
    with django_capture_on_commit_callbacks(execute=True):
        assert tasks.take_up() == 1
    assert state_of(document) == "read"


def test_a_file_that_takes_its_worker_with_it_is_left_alone_in_the_end(keep):
    document = keep("report.pdf", made.pdf("Births"))
    Extract.objects.update(attempts=reading.MOST_ATTEMPTS)
    assert tasks.look_through(document.pk) == "None"
    assert state_of(document) == "too_much"


def test_documents_from_before_are_read_too(keep, django_capture_on_commit_callbacks):
    document = keep("report.pdf", made.pdf("Births"))
    Extract.objects.all().delete()
    Document.objects.update(created_at=timezone.now() - dt.timedelta(hours=1))
    with django_capture_on_commit_callbacks(execute=True):
        tasks.take_up()
    assert state_of(document) == "read"


def test_the_picture_goes_with_the_document(keep, django_capture_on_commit_callbacks):
    document = keep("report.pdf", made.pdf("Births"))
    tasks.look_through(document.pk)
    picture = Extract.objects.get().picture.name
    assert services.sweep(older_than=dt.timedelta(seconds=-5)) >= 0
    assert default_storage.exists(picture)
    with django_capture_on_commit_callbacks(execute=True):
        assert services.discard(document=document)
    assert not default_storage.exists(picture)


def test_words_are_found_as_their_language_inflects_them(keep):
    english = keep("en.pdf", made.pdf("The registrations of births."))
    french = keep("fr.txt", b"Les enregistrements des naissances.", "fr")
    unknown = keep("xx.txt", "Les naissances enregistrées.".encode(), "")
    for document in (english, french, unknown):
        tasks.look_through(document.pk)

    def found(words):
        return set(Document.objects.matching(words))

    assert found("registration birth") == {english}
    assert found("naissance") == {french, unknown}
    assert found('"registrations of births"') == {english}
    assert found("naissance -enregistrements") == {french}
    assert found("en.pdf") == {english}  # its title
    assert found("'; DROP TABLE x; -- (((") == set()
    assert found("births\x00") == {english}


def test_a_hit_tells_its_page(keep):
    document = keep("report.pdf", made.pdf("Nothing.", "Water and births.", "More births."))
    tasks.look_through(document.pk)
    (hit,) = Page.objects.hits("birth", [document.pk])
    assert (hit.number, "births" in hit.piece) == (2, True)
