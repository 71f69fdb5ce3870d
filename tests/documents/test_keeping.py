"""A file lies on disk as long as a row tells of it, and no longer."""

import datetime as dt

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction

from documents import services
from documents.choices import Classification, Kind
from documents.models import Document
from documents.tasks import sweep
from tests.factories import UserFactory
from tests.files import upload


@pytest.fixture
def store(db):
    user = UserFactory()

    def keep(name="decree.pdf", classification=Classification.INTERNAL, kind=Kind.REPORT):
        return services.store(
            actor=user, upload=upload(name), kind=kind, classification=classification
        )

    return keep


def files():
    return default_storage.listdir("documents")[1] if default_storage.exists("documents") else []


@pytest.fixture(autouse=True)
def _empty_storage(db):
    for name in files():
        default_storage.delete(f"documents/{name}")


def test_a_file_is_kept_under_a_random_name_outside_what_is_served(store, settings):
    document = store()
    assert document.filename == "decree.pdf"
    assert "decree" not in document.file.name
    assert default_storage.path(document.file.name).startswith(str(settings.PRIVATE_ROOT))


def test_no_file_remains_when_the_row_is_not_written(store):
    def fail():
        with services.files_follow_rows(), transaction.atomic():
            store()
            store("second.pdf")
            raise ValueError("too late")

    with pytest.raises(ValueError, match="too late"):
        fail()
    assert (files(), Document.objects.count()) == ([], 0)


def test_an_inner_success_does_not_save_files_from_an_outer_failure(store):
    def fail():
        with services.files_follow_rows():
            with services.files_follow_rows(), transaction.atomic():
                store()
            raise ValueError("too late")

    with pytest.raises(ValueError, match="too late"):
        fail()
    assert files() == []


def test_a_database_error_leaves_no_file(store):
    with pytest.raises(Exception, match="document_classification_known"), transaction.atomic():
        store(classification="secret")
    assert files() == []


def test_discarding_deletes_the_file_after_commit(store, django_capture_on_commit_callbacks):
    document = store()
    with django_capture_on_commit_callbacks(execute=True):
        assert services.discard(document=document)
    assert (files(), Document.objects.count()) == ([], 0)


def test_the_sweep_removes_what_no_row_tells_of(store):
    kept = store()
    default_storage.save("documents/orphan.pdf", ContentFile(b"%PDF-"))
    assert sweep() == 0  # it may be one that is just being written
    assert services.sweep(older_than=dt.timedelta(seconds=-5)) == 1
    assert [f"documents/{name}" for name in files()] == [kept.file.name]
