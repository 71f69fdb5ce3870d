"""The address of a file: to those who may read it, and for nobody else."""

import pytest
from django.core.files.storage import default_storage

from documents import services
from documents.choices import Classification, Kind, ScanState
from documents.models import Document
from tests.factories import UserFactory
from tests.files import upload


@pytest.fixture
def public(db):
    return services.store(
        actor=UserFactory(),
        upload=upload("Décret n° 12.pdf"),
        kind=Kind.LAW,
        classification=Classification.PUBLIC,
    )


def test_a_public_document_is_open_to_strangers(client, public):
    answer = client.get(public.get_absolute_url())
    assert b"".join(answer.streaming_content).startswith(b"%PDF-")
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == (
        "inline; filename*=utf-8''D%C3%A9cret%20n%C2%B0%2012.pdf"
    )
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    assert answer["Cache-Control"] == "public, no-cache"


def test_what_a_browser_does_not_show_itself_is_saved_and_sandboxed(client, db):
    for name in ("decree.docx", "births.csv", "note.txt"):
        document = services.store(
            actor=UserFactory(),
            upload=upload(name),
            kind=Kind.REPORT,
            classification=Classification.PUBLIC,
        )
        answer = client.get(document.get_absolute_url())
        assert answer["Content-Disposition"] == f'attachment; filename="{name}"'
        assert "sandbox" in answer["Content-Security-Policy"]


@pytest.mark.parametrize("classification", ["internal", "restricted", "confidential"])
def test_a_closed_document_is_not_there_for_others(client, settings, db, classification):
    settings.DEMO_MODE = True
    owner = UserFactory()
    document = services.store(
        actor=owner, upload=upload("a.pdf"), kind=Kind.REPORT, classification=classification
    )
    assert client.get(document.get_absolute_url()).status_code == 404
    client.force_login(UserFactory())
    assert client.get(document.get_absolute_url()).status_code == 404
    client.force_login(owner)
    answer = client.get(document.get_absolute_url())
    assert (answer.status_code, answer["Cache-Control"]) == (200, "private, no-store")


def test_a_quarantined_document_is_not_there(client, public):
    Document.objects.update(scan_state=ScanState.INFECTED)
    assert client.get(public.get_absolute_url()).status_code == 404


def test_a_lost_file_is_not_there(client, public):
    default_storage.delete(public.file.name)
    assert client.get(public.get_absolute_url()).status_code == 404


def test_only_reading(client, public):
    assert client.post(public.get_absolute_url()).status_code == 405
    assert client.head(public.get_absolute_url()).status_code == 200


def test_evidence_of_nothing_is_open_to_nobody(client, db):
    document = services.store(
        actor=UserFactory(),
        upload=upload("a.pdf"),
        kind=Kind.EVIDENCE,
        classification=Classification.PUBLIC,
    )
    assert client.get(document.get_absolute_url()).status_code == 404
