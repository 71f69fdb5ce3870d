"""What civil society sends carries no trace of its author, or is not kept."""

import io
from hashlib import sha256

import pytest
from PIL import Image

from documents import services
from documents.choices import Classification, Kind
from documents.models import Document
from documents.parsers import FileRefusedError
from documents.sandbox import clean
from documents.sandbox.run import run
from tests import factories as make
from tests.files import upload

from . import made

MARK = made.AUTHOR.encode()


def stored(actor, name, body, **more):
    return services.store(
        actor=actor,
        upload=upload(name, body),
        kind=Kind.REPORT,
        classification=Classification.INTERNAL,
        **more,
    )


@pytest.fixture
def cso(db):
    return make.representative("cso")


FILES = {
    "report.pdf": lambda: made.pdf("Births are free.", traces=True),
    "photos.pdf": lambda: made.pdf_with_photo(made.photo()),
    "report.docx": lambda: made.word("Births are free.", picture=made.photo()),
    "report.odt": made.open_text,
    "photo.jpg": made.photo,
    "photo.png": lambda: made.photo("PNG"),
}


@pytest.mark.parametrize("name", FILES)
def test_what_civil_society_sends_is_freed_of_its_author(cso, name):
    body = FILES[name]()
    assert MARK in made.all_bytes(body)
    document = stored(cso, name, body)
    kept = document.file.read()
    assert MARK not in made.all_bytes(kept)
    assert clean.marks(io.BytesIO(kept), document.extension) == []
    assert document.is_cleaned
    assert (document.sha256, document.size) == (sha256(kept).hexdigest(), len(kept))


def test_what_was_written_stays(cso):
    for name in ("report.pdf", "report.docx"):
        document = stored(cso, name, FILES[name]())
        told = run("text", document.extension, document.file.open("rb"))
        assert b"Births are free." in told.body


def test_a_picture_stands_upright_without_its_exif(cso):
    kept = Image.open(stored(cso, "photo.jpg", made.photo()).file)
    assert (kept.size, dict(kept.getexif())) == ((40, 60), {})


def test_others_files_are_kept_as_they_came(db):
    for person in (make.secretariat(), make.focal_point(make.InstitutionFactory())):
        body = made.photo()
        document = stored(person, "photo.jpg", body)
        assert (document.file.read(), document.is_cleaned) == (body, False)


def test_a_public_upload_is_cleaned_whoever_records_it(db):
    document = stored(make.secretariat(), "photo.jpg", made.photo(), untraced=True)
    assert MARK not in document.file.read()


def test_a_text_has_nothing_to_be_freed_of(cso):
    assert stored(cso, "note.txt", b"Births").is_cleaned


@pytest.mark.parametrize(
    ("name", "body", "why"),
    [
        ("locked.pdf", made.locked_pdf(), "protected by a password"),
        ("broken.pdf", b"%PDF-1.7\nnothing", "damaged"),
        ("broken.jpg", b"\xff\xd8\xff\xe0" + b"\0" * 32, "damaged"),
    ],
)
def test_what_cannot_be_freed_is_refused_in_words(cso, name, body, why):
    with pytest.raises(FileRefusedError, match=f"{name}.*{why}"):
        stored(cso, name, body)
    assert not Document.objects.exists()


def test_a_picture_inside_that_cannot_be_freed_has_the_whole_refused(cso):
    body = made.with_parts(made.word("x"), {"word/media/a.jpg": b"\xff\xd8\xffbroken Exif" + MARK})
    with pytest.raises(FileRefusedError, match="some of it would stay"):
        stored(cso, "report.docx", body)
