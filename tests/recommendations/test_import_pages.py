"""Imports through the workspace: upload, dry run, decision, and how far the work is."""

import contextlib
import json
from io import StringIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from mechanisms.models import Mechanism
from notifications.models import Notification
from recommendations.models import ImportBatch, Recommendation
from recommendations.services import imports as services
from tests import factories as make
from tests.recommendations.uhri_files import json_file, record, xlsx_file

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lists", "stored_files")]

LIST = "/workspace/imports/"
NEW = "/workspace/imports/new/"


@pytest.fixture(autouse=True)
def _own_state(settings):
    settings.STATE_CODE = "SVN"
    settings.DEMO_MODE = True


@pytest.fixture
def officer(client):
    person = make.secretariat()
    client.force_login(person)
    return person


@pytest.fixture
def upload(client, officer, django_capture_on_commit_callbacks):
    """`upload(path)`: the file sent and read; returns its batch and the answer."""

    def act(path, **fields):
        file = SimpleUploadedFile(path.name, path.read_bytes())
        data = {"file": file, "state_code": "SVN"} | fields
        with django_capture_on_commit_callbacks(execute=True):
            answer = client.post(NEW, data)
        return ImportBatch.objects.order_by("-pk").first(), answer

    return act


def page_of(client, batch, **query):
    return client.get(batch.get_absolute_url(), query)


def test_a_file_is_read_shown_decided_and_written(
    client, upload, officer, tmp_path, django_capture_on_commit_callbacks
):
    batch, answer = upload(json_file(tmp_path, record(1), record(2, Text="122.8 Sign it.")))
    assert (answer.status_code, answer.url) == (302, batch.get_absolute_url())
    assert batch.state == "ready"
    assert not Recommendation.objects.exists()
    page = page_of(client, batch)
    assert b"UPR-3-122.8" in page.content
    assert b"Sign it" in page.content
    confirm = reverse("recommendations:commit_import", args=[batch.reference])
    assert b"2 recommendations are added as drafts" in client.get(confirm).content
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(confirm).status_code == 302
    batch.refresh_from_db()
    assert (batch.state, Recommendation.objects.count()) == ("committed", 2)
    assert b"Written into the register" in page_of(client, batch).content
    assert Notification.objects.filter(person=officer).count() == 2


def test_the_list_shows_each_file_with_what_it_brought(client, upload, tmp_path):
    upload(json_file(tmp_path, record(1), record(2, Body="?"), name="first.json"))
    page = client.get(LIST)
    assert b"first.json" in page.content
    assert b"1 rejected" in page.content


def test_changes_are_shown_field_by_field(client, upload, tmp_path):
    batch, _answer = upload(json_file(tmp_path, record(1)))
    commit(batch)
    changed, _answer = upload(
        json_file(tmp_path, record(1, UprPositions=["- Noted"], Themes=["Right to education"]))
    )
    content = page_of(client, changed, outcome="update").content.decode()
    assert "<del>Supported</del>" in content
    assert "<ins>Noted</ins>" in content
    assert "education" in content


def commit(batch):
    services.request_commit(pk=batch.pk, actor=batch.started_by)
    services.commit_import(pk=batch.pk)


def test_rejected_rows_are_shown_with_row_column_value_and_reason(client, upload, tmp_path):
    batch, _answer = upload(json_file(tmp_path, record(1), record(2, Body="Nobody")))
    content = page_of(client, batch, outcome="rejected").content.decode()
    assert "row 2" in content
    assert "Body" in content
    assert "Nobody" in content
    assert "This mechanism is not in the list." in content


def test_a_mechanism_that_no_list_knows_is_added_and_its_rows_come_in(client, upload, tmp_path):
    batch, _answer = upload(json_file(tmp_path, record(1, Body="- SR Something new")))
    page = page_of(client, batch, outcome="rejected").content.decode()
    assert reverse("recommendations:mechanisms_list") in page
    judge = reverse("recommendations:judge_import", args=[batch.reference])
    assert judge in page
    mechanism = Mechanism.objects.get(code="UPR")
    mechanism.aliases = [*mechanism.aliases, "SR Something new"]
    mechanism.save()
    client.post(judge)
    batch.refresh_from_db()
    assert (batch.counts["rejected"], batch.counts["create"]) == (0, 1)


def test_unknown_terms_are_listed(client, upload, tmp_path):
    batch, _answer = upload(json_file(tmp_path, record(Themes=["Right to be lazy"])))
    assert b"Right to be lazy" in page_of(client, batch).content


def test_rows_come_in_pages(client, upload, tmp_path):
    rows = [record(n, Text=f"122.{n} Act {n}.") for n in range(1, 31)]
    batch, _answer = upload(json_file(tmp_path, *rows))
    assert b"Act 30" not in page_of(client, batch).content
    assert b"Act 30" in page_of(client, batch, page=2).content


@pytest.mark.parametrize("rows", [1, 20])
def test_a_report_asks_as_much_for_twenty_rows_as_for_one(
    client, upload, tmp_path, rows, django_assert_max_num_queries
):
    batch, _answer = upload(
        json_file(tmp_path, *(record(n, Text=f"122.{n} Act {n}.") for n in range(1, rows + 1)))
    )
    commit(batch)
    changed, _answer = upload(
        json_file(tmp_path, *(record(n, Text=f"122.{n} Do {n}.") for n in range(1, rows + 1)))
    )
    with django_assert_max_num_queries(20):
        assert page_of(client, changed).status_code == 200


def test_a_bad_file_keeps_its_batch_and_says_what_is_wrong(client, upload, tmp_path):
    rows = [record(n, Text=f"1.{n} Act.") for n in range(1, 801)]
    path = json_file(tmp_path, *rows)
    path.write_bytes(path.read_bytes()[:-100])
    batch, _answer = upload(path)
    assert batch.state == "failed"
    assert not batch.rows.exists()
    page = page_of(client, batch)
    assert b"row 800" in page.content
    assert b"Nothing was written" in page.content


def printed(path, *options):
    out = StringIO()
    with contextlib.suppress(CommandError):
        call_command("import_recommendations", path, "--json", *options, stdout=out, stderr=out)
    return json.loads(out.getvalue().splitlines()[-1])


def told(client, batch):
    answer = client.get(reverse("recommendations:import_report", args=[batch.reference]))
    assert answer["Content-Disposition"].startswith("attachment")
    return json.loads(answer.content)


def test_the_report_of_a_bad_file_is_offered_as_the_command_prints_it(client, upload, tmp_path):
    path = json_file(tmp_path, record(1), record(2))
    path.write_bytes(path.read_bytes()[:-100])
    batch, _answer = upload(path)
    address = reverse("recommendations:import_report", args=[batch.reference])
    assert f'href="{address}" download' in page_of(client, batch).content.decode()
    found = told(client, batch)
    assert found == printed(path)
    assert found["error"].keys() == {"where", "what", "reason"}
    assert "row 2" in found["error"]["where"]


def test_the_report_of_rejected_rows_is_offered_as_the_command_prints_it(client, upload, tmp_path):
    path = json_file(tmp_path, record(1), record(2, Body="Nobody", Themes=["Nothing"]))
    batch, _answer = upload(path)
    found = told(client, batch)
    assert found["rejected"] == [
        {
            "row": 2,
            "field": "Body",
            "value": "Nobody",
            "reason": "This mechanism is not in the list.",
        }
    ]
    assert found | {"seconds": 0} == printed(path, "--dry-run") | {"seconds": 0}


def test_there_is_no_report_of_what_was_not_read_or_is_given_up(client, upload, tmp_path):
    batch, _answer = upload(json_file(tmp_path, record(1)))
    address = reverse("recommendations:import_report", args=[batch.reference])
    for state in ("queued", "reading", "mapping", "committing", "discarded"):
        ImportBatch.objects.update(state=state)
        assert client.get(address).status_code == 404
        assert address not in page_of(client, batch).content.decode()


def test_a_failed_file_can_be_read_again(
    client, upload, tmp_path, django_capture_on_commit_callbacks
):
    batch, _answer = upload(json_file(tmp_path, record()))
    ImportBatch.objects.update(state="failed", error="The work was interrupted.")
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("recommendations:retry_import", args=[batch.reference]))
    batch.refresh_from_db()
    assert (batch.state, batch.error, batch.rows.count()) == ("ready", "", 1)


def test_a_discarded_file_is_gone_and_can_not_be_written(
    client, upload, tmp_path, stored_files, django_capture_on_commit_callbacks
):
    batch, _answer = upload(json_file(tmp_path, record()))
    assert stored_files() == [str(batch.reference)]
    discard = reverse("recommendations:discard_import", args=[batch.reference])
    assert b"the file is deleted" in client.get(discard).content
    with django_capture_on_commit_callbacks(execute=True):
        answers = [client.post(discard) for _click in range(2)]
    assert {(one.status_code, one.url) for one in answers} == {
        (302, reverse("recommendations:imports"))
    }
    assert client.get(answers[0].url).text.count("Discarded. Nothing was written.") == 2
    assert stored_files() == []
    page = client.post(
        reverse("recommendations:commit_import", args=[batch.reference]), follow=True
    )
    assert b"not waiting for a decision" in page.content
    assert not Recommendation.objects.exists()


def test_a_second_click_on_write_writes_nothing_twice(
    client, upload, tmp_path, django_capture_on_commit_callbacks
):
    batch, _answer = upload(json_file(tmp_path, record()))
    address = reverse("recommendations:commit_import", args=[batch.reference])
    with django_capture_on_commit_callbacks(execute=True):
        client.post(address)
        assert client.post(address).status_code == 302
    services.commit_import(pk=batch.pk)
    assert Recommendation.objects.count() == 1


def test_while_it_is_read_the_page_asks_again_and_has_a_link(client, officer):
    batch = ImportBatch.objects.create(
        filename="x.json", sha256="", size=1, state="reading", progress=500, rows_total=1000
    )
    page = client.get(batch.get_absolute_url()).content.decode()
    assert 'hx-trigger="every 2s"' in page
    assert '<progress max="100" value="50"' in page
    assert f'<a href="{batch.get_absolute_url()}">' in page
    headers = {"HX-Request": "true", "HX-Target": "import-progress"}
    part = client.get(batch.get_absolute_url(), headers=headers)
    assert b"500 rows read" in part.content
    assert b"<html" not in part.content
    ImportBatch.objects.update(state="ready", counts={"create": 0, "update": 0})
    assert client.get(batch.get_absolute_url(), headers=headers).headers["HX-Refresh"] == "true"


def test_a_file_above_the_limit_is_refused_before_its_body_is_read(client, officer, settings):
    settings.IMPORT_MAX_BYTES = 1024 * 1024
    answer = client.generic(
        "POST", NEW, b"", content_type="multipart/form-data; boundary=x", CONTENT_LENGTH=2 * 1024**3
    )
    assert answer.status_code == 413
    assert b"larger than 1 MB" in answer.content
    assert not ImportBatch.objects.exists()


def test_a_form_without_a_file_says_so(client, officer):
    answer = client.post(NEW, {"state_code": "SVN"})
    assert answer.status_code == 422
    assert b"This field is required" in answer.content


def test_the_upload_needs_its_token():
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(make.secretariat())
    assert strict.post(NEW, {"state_code": "SVN"}).status_code == 403


def test_a_workbook_is_read_as_well_and_every_state_may_be_wanted(client, upload, tmp_path):
    path = xlsx_file(
        tmp_path,
        {
            "Text": "1. Act.",
            "Countries Concerned": "- Croatia",
            "Reccomending Body": "- CRC",
            "OHCHR Annotation Id": record()["AnnotationId"],
            "Document Symbol": "CRC/C/HRV/CO/5-6",
        },
    )
    batch, _answer = upload(path, state_code="", publish="on")
    assert (batch.format, batch.counts["create"]) == ("uhri_xlsx", 1)
    assert b"HRV-CRC-5.6-1" in page_of(client, batch).content


@pytest.mark.parametrize("person", [make.administrator, make.focal_point, make.authority])
def test_nobody_but_the_secretariat_sees_imports(client, person):
    client.force_login(person())
    batch = ImportBatch.objects.create(filename="x.json", sha256="", size=1)
    assert client.get(LIST).status_code == 403
    assert client.get(NEW).status_code == 403
    assert client.get(batch.get_absolute_url()).status_code == 403
    for name in ("commit_import", "discard_import", "retry_import"):
        address = reverse(f"recommendations:{name}", args=[batch.reference])
        assert client.post(address).status_code == 403


def test_a_stranger_is_sent_to_sign_in(client):
    assert client.get(LIST).status_code == 302
    assert client.post(NEW, {}).status_code == 302
