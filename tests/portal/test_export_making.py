"""Files of longer lists, made by a worker and fetched later."""

import datetime as dt

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import timezone

from portal.views import exports as views
from reporting.choices import FileState
from reporting.models import RenderedFile
from reporting.services import rendering
from tests import factories

from .exporting import csv_rows
from .exporting import rows as rows

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _demo_mode(settings):
    """People of the tests sign in without a second factor."""
    settings.DEMO_MODE = True


@pytest.fixture
def long_list(monkeypatch, rows):
    monkeypatch.setattr(views, "AT_ONCE", 2)
    return rows


def test_a_long_list_is_made_by_a_worker_and_fetched_later(
    client, long_list, django_capture_on_commit_callbacks
):
    led = client.get("/recommendations.csv", {"q": "child"})
    assert led.status_code == 302
    assert led.url == "/export/?q=child"
    page = client.get(led.url)
    assert page.context["is_large"]
    with django_capture_on_commit_callbacks(execute=True):
        asked = client.post("/export/", {"q": "child", "column": ["reference"], "format": "csv"})
    rendered = RenderedFile.objects.get()
    assert asked.url == rendered.get_absolute_url()
    assert rendered.state == FileState.READY
    assert client.get(asked.url).status_code == 200
    file = client.get(reverse("reporting:download", args=[rendered.reference]))
    assert file["Content-Type"] == "text/csv; charset=utf-8"
    assert [row["reference"] for row in csv_rows(file)] == ["CRC-5-3", "CRC-5-2", "CRC-5-1"]


def test_a_persons_file_is_theirs_alone_while_their_rights_last(client, long_list):
    officer = factories.secretariat()
    rendered = rendering.request_page_file(
        actor=officer,
        title="Recommendations",
        language="en",
        format="csv",
        options={"query": "", "columns": ["reference"]},
    )
    rendering.render(pk=rendered.pk)
    address = reverse("reporting:download", args=[rendered.reference])
    assert client.get(address).status_code == 404
    client.force_login(factories.secretariat())
    assert client.get(address).status_code == 404
    client.force_login(officer)
    assert client.get(address).status_code == 200
    officer.groups.clear()
    assert client.get(address).status_code == 404
    assert rendered not in client.get("/reports/").context["page"].object_list


def test_the_same_file_is_not_made_twice_at_once(long_list):
    asked = {
        "actor": None,
        "title": "Recommendations",
        "language": "en",
        "format": "json",
        "options": {"query": "", "columns": []},
    }
    first = rendering.request_page_file(**asked)
    assert rendering.request_page_file(**asked) == first
    assert rendering.request_page_file(**{**asked, "language": "fr"}) != first


def test_strangers_may_not_ask_for_files_without_end(client, long_list):
    answers = [
        client.post("/export/", {"format": "csv", "q": f"child {number}"}).status_code
        for number in range(21)
    ]
    assert answers[:20] == [302] * 20
    assert answers[20] == 429


def test_files_are_deleted_after_a_week(long_list):
    old, new = (
        RenderedFile.objects.create(
            kind="register",
            title="Old",
            format="csv",
            state="ready",
            sha256="0" * 64,
            file=ContentFile(b"x", name="x.csv"),
        )
        for _number in range(2)
    )
    RenderedFile.objects.filter(pk=old.pk).update(created_at=timezone.now() - dt.timedelta(days=8))
    assert rendering.drop_old_files(before=timezone.now() - rendering.KEPT) == 1
    assert list(RenderedFile.objects.all()) == [new]
