"""What nobody decided on is given up after a while; what was written, or is new, is never touched."""

import datetime as dt
import threading

import pytest
from django.core.files.base import ContentFile
from django.db import connection, transaction
from django.utils import timezone

from nmirf.celery import app
from recommendations.models import (
    BulkEdit,
    BulkEditItem,
    ImportBatch,
    ImportRow,
    Recommendation,
    RowDecision,
    TextEdition,
)
from recommendations.services import bulk, editions
from recommendations.services import imports as services
from recommendations.services.sweeping import sweep_undecided
from recommendations.tasks import sweep_undecided as task
from tests import factories as make
from tests.recommendations.test_import_pages import commit
from tests.recommendations.test_import_pages import officer as officer
from tests.recommendations.test_import_pages import upload as upload
from tests.recommendations.uhri_files import json_file, record

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lists", "stored_files")]


@pytest.fixture(autouse=True)
def _own_state(settings):
    settings.STATE_CODE = "SVN"
    settings.DEMO_MODE = True


@pytest.fixture
def sweep(django_capture_on_commit_callbacks):
    def act():
        with django_capture_on_commit_callbacks(execute=True):
            return task()

    return act


def age(row, days):
    then = timezone.now() - dt.timedelta(days=days)
    type(row).objects.filter(pk=row.pk).update(updated_at=then, created_at=then)


def preview(actor):
    return bulk.prepare(
        actor=actor,
        recommendations=[make.RecommendationFactory().pk],
        query="",
        edits=[{"kind": "priority", "value": True}],
    )


def edition(actor):
    return editions.start_edition(
        actor=actor,
        is_pasted=True,
        language="fr",
        standing="official",
        source="CRC/C/XMA/CO/5, French",
        translator="",
        review=None,
        file=ContentFile(b"31. Enregistrer chaque enfant.", name="pasted.txt"),
    )


def test_the_clock_starts_it_every_night():
    (entry,) = (one for one in app.conf.beat_schedule.values() if one["task"] == task.name)
    assert entry["schedule"].hour == {3}


def test_a_file_that_waits_too_long_is_given_up_with_what_was_decided(
    client, upload, sweep, stored_files, tmp_path
):
    batch, _answer = upload(json_file(tmp_path, record(1), record(2, Text="122.8 Sign it.")))
    services.decide_rows(
        pk=batch.pk, positions={1}, choice="leave_out", target=None, actor=batch.started_by
    )
    age(batch, 89)
    assert sweep() == 0
    age(batch, 91)
    assert sweep() == 1
    batch.refresh_from_db()
    assert (batch.state, batch.file.name, stored_files()) == ("discarded", "", [])
    assert not ImportRow.objects.exists()
    assert not RowDecision.objects.exists()
    assert "Nobody decided on it for 90 days" in client.get(batch.get_absolute_url()).text
    assert sweep() == 0


def test_a_decision_begins_the_time_anew(upload, sweep, tmp_path):
    batch, _answer = upload(json_file(tmp_path, record(1), record(2, Text="122.8 Sign it.")))
    age(batch, 91)
    services.decide_rows(
        pk=batch.pk, positions={1}, choice="leave_out", target=None, actor=batch.started_by
    )
    assert sweep() == 0


def test_what_was_written_or_is_at_work_is_never_touched(upload, sweep, stored_files, tmp_path):
    batch, _answer = upload(json_file(tmp_path, record(1)))
    commit(batch)
    for state in ("committed", "undone", "committing", "queued", "reading"):
        ImportBatch.objects.filter(pk=batch.pk).update(state=state)
        age(batch, 1000)
        assert sweep() == 0
    assert ImportRow.objects.exists()
    assert stored_files()
    assert Recommendation.objects.count() == 1


def test_previews_that_nobody_wanted_are_removed(officer, sweep):
    waits, given_up, young = (preview(officer) for _ in range(3))
    bulk.discard(pk=given_up.pk, actor=officer)
    for row, days in ((waits, 31), (given_up, 31), (young, 29)):
        age(row, days)
    assert sweep() == 2
    assert list(BulkEdit.objects.all()) == [young]
    assert [item.bulk for item in BulkEditItem.objects.all()] == [young]
    last = BulkEdit.pgh_event_model.objects.filter(pgh_obj_id=waits.pk).latest("pgh_id")
    assert last.pgh_label == "delete"
    assert last.pgh_context.metadata["reason"] == "Nobody decided on it."


def test_changes_that_were_made_or_undone_stay(officer, sweep):
    rows = [preview(officer) for _ in range(2)]
    for row in rows:
        bulk.request_apply(pk=row.pk, actor=officer, reason="It is urgent.")
    bulk.request_undo(pk=rows[0].pk, actor=officer, reason="It is not.")
    for row in rows:
        age(row, 1000)
    assert sweep() == 0
    assert BulkEditItem.objects.count() == 2


def test_editions_that_nobody_wrote_are_removed_with_their_files(officer, sweep):
    waits, given_up = edition(officer), edition(officer)
    editions.discard_edition(pk=given_up.pk, actor=officer)
    for row in (waits, given_up):
        age(row, 91)
    stored = waits.file
    assert stored.storage.exists(stored.name)
    assert sweep() == 2
    assert not stored.storage.exists(stored.name)
    assert not TextEdition.objects.exists()


def test_an_edition_that_was_written_stays(officer, sweep):
    make.RecommendationFactory(symbol="CRC/C/XMA/CO/5", paragraph="31")
    row = edition(officer)
    TextEdition.objects.filter(pk=row.pk).update(state="written", written_at=timezone.now())
    age(row, 1000)
    assert sweep() == 0


@pytest.mark.django_db(transaction=True)
def test_what_someone_has_in_hand_at_that_moment_waits_for_the_next_night():
    row = preview(make.secretariat())
    age(row, 31)
    with transaction.atomic():
        BulkEdit.objects.select_for_update().get(pk=row.pk)
        assert _at_once(1) == [0]
    assert sorted(_at_once(2)) == [0, 1]


def _at_once(number):
    found = []

    def act():
        try:
            found.append(sweep_undecided())
        finally:
            connection.close()

    threads = [threading.Thread(target=act) for _ in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return found
