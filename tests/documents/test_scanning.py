"""A virus scanner, where one is configured: nothing is served before it has said that it is clean."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from documents import scanner, services, tasks
from documents.choices import Classification, Kind
from documents.models import Document, Extract, Page
from documents.policies import held_documents, known_documents, visible_documents
from documents.services import scanning
from tests import factories as make
from tests.files import upload

from . import made
from .fake_clamd import EICAR, clamd


@pytest.fixture
def owner(db):
    return make.focal_point(make.InstitutionFactory())


@pytest.fixture
def keep(owner, settings):
    settings.CLAMD_URL = "tcp://127.0.0.1:1"

    def store(name="report.pdf", body=None, actor=None):
        return services.store(
            actor=actor or owner,
            upload=upload(name, body or made.pdf("Births")),
            kind=Kind.REPORT,
            classification=Classification.PUBLIC,
        )

    return store


def state_of(document):
    return Document.objects.get(pk=document.pk).scan_state


def test_what_is_clean_is_served_and_read_then_and_not_before(client, keep, settings):
    document = keep()
    assert document.scan_state == "pending"
    assert client.get(document.get_absolute_url()).status_code == 404
    with clamd() as settings.CLAMD_URL:
        assert tasks.look_through(document.pk) == "read"
    assert state_of(document) == "clean"
    assert client.get(document.get_absolute_url()).status_code == 200


def test_a_virus_is_quarantined_and_its_uploader_and_the_secretariat_are_told(
    client, keep, owner, settings
):
    settings.DEMO_MODE = True
    document = keep("eicar.txt", EICAR)
    twin = keep("again.txt", EICAR, actor=make.secretariat())
    Page.objects.create(document=twin, number=1, text="read before")
    with clamd() as settings.CLAMD_URL:
        assert tasks.look_through(document.pk) == "infected"
        assert tasks.look_through(document.pk) == "infected"
    assert [state_of(document), state_of(twin)] == ["infected"] * 2
    assert not Page.objects.exists()
    secretariat, stranger = make.secretariat(), make.focal_point(make.InstitutionFactory())
    for person in (owner, secretariat, stranger):
        assert not visible_documents(person).exists()
        client.force_login(person)
        assert client.get(document.get_absolute_url()).status_code == 404
        picture = reverse("documents:picture", args=[document.reference])
        assert client.get(picture).status_code == 404
    assert set(held_documents(owner)) == {document}
    assert set(held_documents(secretariat)) == {document, twin}
    assert not known_documents(stranger).exists()
    client.force_login(owner)
    assert "A virus was found in this file" in client.get(document.page_url).content.decode()
    assert "eicar.txt" in client.get(reverse("documents:library")).content.decode()
    client.force_login(stranger)
    assert client.get(document.page_url).status_code == 404
    assert "eicar.txt" not in client.get(reverse("documents:library")).content.decode()


@pytest.mark.parametrize("manner", ["slow", "killed", "mad", "down"])
def test_without_an_answer_the_file_is_held_back_and_asked_about_again(
    keep, settings, manner, monkeypatch, django_capture_on_commit_callbacks
):
    monkeypatch.setattr(scanner, "SILENCE", 0.3)
    document = keep()
    if manner != "down":
        with clamd(manner) as settings.CLAMD_URL:
            assert tasks.look_through(document.pk) == "error"
    else:
        assert tasks.look_through(document.pk) == "error"
    assert not visible_documents(make.secretariat()).exists()
    assert Extract.objects.get().state == "waiting"
    Document.objects.update(created_at=timezone.now() - dt.timedelta(hours=1))
    with clamd() as settings.CLAMD_URL, django_capture_on_commit_callbacks(execute=True):
        assert tasks.take_up() == 1
    assert state_of(document) == "clean"
    assert Extract.objects.get().state == "read"


def test_a_file_that_the_scanner_finds_too_large_is_held_back(keep, settings):
    document = keep()
    with clamd(most=100) as settings.CLAMD_URL:
        assert scanning.scan(pk=document.pk) == "error"


def test_what_came_before_the_scanner_is_served_and_scanned(
    client, keep, settings, django_capture_on_commit_callbacks
):
    settings.CLAMD_URL = ""
    document = keep("eicar.txt", EICAR)
    Document.objects.update(created_at=timezone.now() - dt.timedelta(hours=1))
    settings.CLAMD_URL = "tcp://127.0.0.1:1"
    assert scanning.scan(pk=document.pk) == "not_scanned"
    assert client.get(document.get_absolute_url()).status_code == 200
    with clamd() as settings.CLAMD_URL, django_capture_on_commit_callbacks(execute=True):
        tasks.take_up()
    assert state_of(document) == "infected"


def test_once_there_is_no_scanner_any_more_nothing_waits_for_it(keep, settings):
    document = keep()
    settings.CLAMD_URL = ""
    assert not visible_documents(make.secretariat()).exists()
    tasks.take_up()
    assert state_of(document) == "not_scanned"


def test_an_address_of_another_kind_is_no_scanner(keep, settings):
    settings.CLAMD_URL = "http://127.0.0.1"
    document = keep()
    assert scanning.scan(pk=document.pk) == "error"
