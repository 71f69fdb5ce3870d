"""Two imports at once, and workers that die: nothing comes in twice, nothing by halves."""

import threading

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, connections
from django.utils import timezone

from recommendations.models import (
    ImportBatch,
    ImportMapping,
    ImportRow,
    Recommendation,
    RecommendationText,
)
from recommendations.services import imports as services
from recommendations.services.imports import batches, creating, watch
from recommendations.services.imports.locks import work_on
from tests import factories as make
from tests.conftest import wait_until
from tests.races import at_once
from tests.recommendations.uhri_files import json_file, record
from tests.recommendations.word_files import TITLES_2025, docx_file, table

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("lists", "stored_files"),
]


@pytest.fixture(autouse=True)
def _own_state(settings):
    settings.STATE_CODE = "SVN"


def acts(rows, end="soon"):
    return [record(n, Text=f"1.{n} Act {n} {end}.") for n in range(1, rows + 1)]


def word_list(folder):
    rows = [[f"140.{n} Act {n} (Peru);", "Supported", "- Right to health", ""] for n in range(20)]
    header = "UPR of Slovenia (4th Cycle – 48th session)\nThematic list of recommendations"
    return docx_file(folder, table(TITLES_2025, *rows), header=header)


def own_table(folder):
    if not ImportMapping.objects.exists():
        columns = {"reference": "No", "body": "Who", "text": "What"}
        make.ImportMappingFactory(name="ours", columns=columns)
    path = folder / "ours.csv"
    lines = "".join(f"N-{n},CRC,Act {n}\n" for n in range(20))
    path.write_text(f"No,Who,What\n{lines}", encoding="utf-8")
    return path


def waiting(folder, path=None):
    """A batch that is read and decided, and that nobody writes yet."""
    path = path or json_file(folder, *acts(40))
    batch = services.start_import(
        file=SimpleUploadedFile(path.name, path.read_bytes()),
        state_code="SVN",
        publish=False,
        actor=make.secretariat(),
        mapping=ImportMapping.objects.first(),
    )
    ImportBatch.objects.filter(pk=batch.pk, state="ready").update(state="committing")
    batch.refresh_from_db()
    return batch


def test_two_imports_of_one_file_at_once_bring_it_in_once(tmp_path):
    first, second = waiting(tmp_path), waiting(tmp_path)
    assert first.counts["create"] == second.counts["create"] == 40
    errors = at_once(
        lambda: services.commit_import(pk=first.pk), lambda: services.commit_import(pk=second.pk)
    )
    assert errors == []
    assert Recommendation.objects.count() == 40
    assert sorted(b.counts["create"] for b in ImportBatch.objects.all()) == [0, 40]
    assert set(ImportBatch.objects.values_list("state", flat=True)) == {"committed"}


@pytest.mark.parametrize("make_file", [word_list, own_table])
def test_two_imports_of_one_document_at_once_bring_it_in_once(tmp_path, make_file):
    first, second = (waiting(tmp_path, make_file(tmp_path)) for _officer in range(2))
    assert first.counts["create"] == second.counts["create"] == 20
    errors = at_once(
        lambda: services.commit_import(pk=first.pk), lambda: services.commit_import(pk=second.pk)
    )
    assert errors == []
    assert Recommendation.objects.count() == 20
    assert sorted(b.counts["create"] for b in ImportBatch.objects.all()) == [0, 20]


def test_undoing_one_import_while_another_is_written_leaves_the_register_whole(tmp_path):
    first = waiting(tmp_path)
    services.commit_import(pk=first.pk)
    second = waiting(tmp_path, json_file(tmp_path, *acts(40, end="now"), name="newer.json"))
    assert second.counts["update"] == 40
    errors = at_once(
        lambda: services.undo_import(pk=first.pk, actor=first.started_by),
        lambda: services.commit_import(pk=second.pk),
    )
    first.refresh_from_db()
    second.refresh_from_db()
    assert second.state == "committed"
    assert Recommendation.objects.count() == 40
    assert {text.text[-4:] for text in RecommendationText.objects.all()} == {"now."}
    # Whoever came first: the undo before the second import, or refused after it.
    if first.state == "undone":
        assert (errors, second.counts["create"]) == ([], 40)
    else:
        assert [type(error) for error in errors] == [services.CannotUndoError]
        assert second.counts["update"] == 40


def test_two_workers_on_one_batch_write_it_once(tmp_path):
    batch = waiting(tmp_path)
    errors = at_once(*[lambda: services.commit_import(pk=batch.pk)] * 2)
    assert errors == []
    assert Recommendation.objects.count() == 40
    services.commit_import(pk=batch.pk)
    services.read_import(pk=batch.pk)
    batch.refresh_from_db()
    assert (batch.state, Recommendation.objects.count()) == ("committed", 40)


def test_an_error_while_writing_leaves_nothing(tmp_path, monkeypatch):
    batch = waiting(tmp_path)

    def fail(*args, **kwargs):
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(creating.Creating, "write", fail)
    with pytest.raises(RuntimeError):
        services.commit_import(pk=batch.pk)
    batch.refresh_from_db()
    assert batch.state == "failed"
    assert "Nothing was written" in batch.error
    assert not Recommendation.objects.exists()


def test_a_batch_at_work_is_not_taken_for_abandoned(tmp_path):
    batch = waiting(tmp_path)
    long_ago = timezone.now() - watch.GRACE * 2
    ImportBatch.objects.update(heartbeat_at=long_ago)
    entered, leave = threading.Event(), threading.Event()

    def work():
        with work_on(batch.pk):
            entered.set()
            leave.wait(30)
        connections.close_all()

    worker = threading.Thread(target=work)
    worker.start()
    entered.wait(30)
    assert services.fail_abandoned() == 0
    leave.set()
    worker.join(30)
    assert services.fail_abandoned() == 1
    batch.refresh_from_db()
    assert batch.state == "failed"
    assert "interrupted" in batch.error


def test_a_batch_that_the_broker_lost_is_queued_again(tmp_path):
    batch = waiting(tmp_path)
    ImportBatch.objects.update(updated_at=timezone.now() - watch.FORGOTTEN * 2)
    services.fail_abandoned()
    batch.refresh_from_db()
    assert (batch.state, Recommendation.objects.count()) == ("committed", 40)


def test_a_batch_discarded_while_it_is_read_stays_discarded(tmp_path, monkeypatch):
    batch = waiting(tmp_path)
    ImportBatch.objects.update(state="queued")

    def discard(pk, done):
        ImportBatch.objects.filter(pk=pk).update(state="discarded")
        raise batches._WithdrawnError

    monkeypatch.setattr(batches, "_note_progress", discard)
    services.read_import(pk=batch.pk)
    batch.refresh_from_db()
    assert batch.state == "discarded"
    assert not ImportRow.objects.exists()


def test_a_worker_killed_while_it_writes_leaves_nothing_and_the_batch_can_be_tried_again(
    tmp_path, real_worker
):
    path = json_file(tmp_path, *(record(n, Text=f"1.{n} Act {n}.") for n in range(1, 101)))
    officer = make.secretariat()
    batch = services.start_import(
        file=SimpleUploadedFile(path.name, path.read_bytes()),
        state_code="SVN",
        publish=False,
        actor=officer,
    )
    wait_until(lambda: state_of(batch) == "ready", seconds=60)
    # The last step of writing waits for this lock, so that the worker dies in the middle.
    with Blocked("recommendations_sourcerecord"):
        services.request_commit(pk=batch.pk, actor=officer)
        wait_until(somebody_waits, seconds=60)
        real_worker.kill()
    assert not Recommendation.objects.exists()
    assert state_of(batch) == "committing"
    ImportBatch.objects.update(heartbeat_at=timezone.now() - watch.GRACE * 2)
    wait_until(lambda: services.fail_abandoned() == 1)
    assert state_of(batch) == "failed"
    real_worker.start()
    services.retry_import(pk=batch.pk, actor=officer)
    wait_until(lambda: state_of(batch) == "ready", seconds=60)
    services.request_commit(pk=batch.pk, actor=officer)
    wait_until(lambda: state_of(batch) == "committed", seconds=60)
    assert Recommendation.objects.count() == 100


def test_a_worker_killed_while_it_reads_leaves_nothing_and_the_file_can_be_read_again(
    tmp_path, real_worker
):
    path = json_file(tmp_path, *acts(8_000))
    officer = make.secretariat()
    batch = services.start_import(
        file=SimpleUploadedFile(path.name, path.read_bytes()),
        state_code="SVN",
        publish=False,
        actor=officer,
    )
    wait_until(lambda: ImportRow.objects.exists(), seconds=60)
    real_worker.kill()
    assert state_of(batch) == "reading"
    assert 0 < ImportRow.objects.count() < 8_000
    assert services.fail_abandoned() == 0
    ImportBatch.objects.update(heartbeat_at=timezone.now() - watch.GRACE * 2)
    wait_until(lambda: services.fail_abandoned() == 1)
    batch.refresh_from_db()
    assert batch.state == "failed"
    assert "interrupted" in batch.error
    assert not ImportRow.objects.exists()
    assert not Recommendation.objects.exists()
    real_worker.start()
    services.retry_import(pk=batch.pk, actor=officer)
    wait_until(lambda: state_of(batch) == "ready", seconds=60)
    batch.refresh_from_db()
    assert (batch.rows.count(), batch.counts["create"], batch.error) == (8_000, 8_000, "")


def state_of(batch):
    return ImportBatch.objects.values_list("state", flat=True).get(pk=batch.pk)


def somebody_waits():
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted AND locktype = 'relation'")
        return cursor.fetchone()[0] > 0


class Blocked:
    """A table that nobody can write to while the block lasts, held by a connection of its own."""

    def __init__(self, table):
        self.table = table

    def __enter__(self):
        self.other = connection.copy()
        self.other.set_autocommit(False)
        with self.other.cursor() as cursor:
            cursor.execute(f"LOCK TABLE {self.table} IN SHARE MODE")

    def __exit__(self, *exception):
        self.other.rollback()
        self.other.close()
