"""Large files of values: read and taken over by a worker, whole or not at all, whoever dies."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from activities.models import IndicatorValue, ValueImport
from activities.services import reference, value_files, value_work
from nmirf.common.workflow import WorkflowError
from notifications.models import Notification
from tests import factories as make
from tests.races import at_once

pytestmark = pytest.mark.django_db
GOOD = "indicator,period,value\n" + "".join(
    f"CR-1,{year},{year % 90}\n" for year in range(1990, 2020)
)


@pytest.fixture(autouse=True)
def office(people, settings, monkeypatch):
    """Every file is a large one."""
    settings.DEMO_MODE = True
    monkeypatch.setattr(value_files, "LARGE", 10)
    reference.load()
    unit = make.UnitFactory(code="percent")
    make.IndicatorFactory(code="CR-1", unit=unit, custodian=people.ministry)
    return people


def send(client, person, text=GOOD):
    client.force_login(person)
    file = SimpleUploadedFile("values.csv", text.encode())
    answer = client.post(reverse("activities:value_imports"), {"file": file})
    assert answer.status_code == 302
    return ValueImport.objects.latest("pk"), answer.url


def later(batch):
    batch.refresh_from_db()
    return batch.state


def test_a_worker_reads_it_and_takes_it_over(client, office, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as queued:
        batch, page = send(client, office.focal_point)
    assert batch.state == "reading"
    assert len(queued) == 1
    assert "<progress" in client.get(page).text
    value_work.read_values(pk=batch.pk)
    assert later(batch) == "checked"
    assert (batch.counts["new"], batch.layout) == (30, "long")
    assert not IndicatorValue.objects.exists()
    assert "Take over" in client.get(page).text
    with django_capture_on_commit_callbacks() as queued:
        client.post(page)
    assert (later(batch), len(queued)) == ("taking", 1)
    assert not IndicatorValue.objects.exists()
    value_work.take_values(pk=batch.pk)
    assert later(batch) == "committed"
    assert IndicatorValue.objects.filter(entered_by=office.focal_point).count() == 30
    assert "Taken over on" in client.get(page).text
    assert Notification.objects.filter(person=office.focal_point).count() == 2


def test_the_values_are_of_whoever_took_them_over(client, office):
    batch, page = send(client, office.focal_point)
    value_work.read_values(pk=batch.pk)
    client.force_login(office.secretariat)
    client.post(page)
    value_work.take_values(pk=batch.pk)
    assert set(IndicatorValue.objects.values_list("entered_by", flat=True)) == {
        office.secretariat.pk
    }


def test_twice_is_once(client, office):
    batch, page = send(client, office.focal_point)
    value_work.read_values(pk=batch.pk)
    value_work.read_values(pk=batch.pk)
    client.post(page)
    client.post(page)
    value_work.take_values(pk=batch.pk)
    value_work.take_values(pk=batch.pk)
    assert IndicatorValue.objects.count() == 30
    with pytest.raises(WorkflowError):
        value_files.commit(pk=batch.pk, actor=office.focal_point)


def test_what_is_wrong_is_kept_and_told(client, office):
    batch, page = send(client, office.focal_point, GOOD + "CR-1,2021,120\nNONE,2021,1\n")
    value_work.read_values(pk=batch.pk)
    text = client.get(page).text
    assert "120" in text
    assert "There is no such indicator." in text
    assert "Take over</button>" not in text
    table = client.get(reverse("activities:value_import_problems", args=[batch.reference]))
    assert b"no share" in b"".join(table) if table.streaming else b"no share" in table.content


def test_a_file_that_is_no_table_has_failed_in_words(client, office):
    batch, page = send(client, office.focal_point, "there is nothing in this text at all")
    value_work.read_values(pk=batch.pk)
    assert later(batch) == "failed"
    assert "No row of titles was found" in client.get(page).text


def test_what_became_wrong_meanwhile_stops_all_of_it(client, office):
    batch, page = send(client, office.focal_point)
    value_work.read_values(pk=batch.pk)
    client.post(page)
    type(make.IndicatorFactory()).objects.filter(code="CR-1").update(publication="retired")
    value_work.take_values(pk=batch.pk)
    assert later(batch) == "checked"
    assert batch.counts["wrong"] == 30
    assert not IndicatorValue.objects.exists()
    assert "Something in the file is wrong" in client.get(page).text


def test_a_dead_worker_leaves_nothing_and_another_takes_it_up(
    client, office, monkeypatch, django_capture_on_commit_callbacks
):
    batch, page = send(client, office.focal_point)
    value_work.read_values(pk=batch.pk)
    client.post(page)

    class KilledError(BaseException):
        """As SIGKILL: nothing is caught."""

    def die(*_args, **_more):
        raise KilledError

    with monkeypatch.context() as dying:
        dying.setattr(value_files, "because", die)
        with pytest.raises(KilledError):
            value_work.take_values(pk=batch.pk)
    assert (later(batch), IndicatorValue.objects.count()) == ("taking", 0)
    assert value_work.take_up() == 0, "it was tried a moment ago"
    ValueImport.objects.update(updated_at=timezone.now() - value_work.SILENCE * 2)
    with django_capture_on_commit_callbacks() as queued:
        assert value_work.take_up() == 1
    assert len(queued) == 1
    value_work.take_values(pk=batch.pk)
    assert (later(batch), IndicatorValue.objects.count()) == ("committed", 30)


def test_a_file_that_takes_workers_with_it_is_left_alone(client, office):
    batch, page = send(client, office.focal_point)
    ValueImport.objects.update(
        attempts=value_work.MAX_ATTEMPTS, updated_at=timezone.now() - value_work.SILENCE * 2
    )
    assert value_work.take_up() == 1
    assert later(batch) == "failed"
    assert "three times" in client.get(page).text


@pytest.mark.django_db(transaction=True)
def test_of_two_workers_one_writes(client, office):
    batch, _page = send(client, office.focal_point)
    value_work.read_values(pk=batch.pk)
    ValueImport.objects.update(state="taking", taken_by=office.focal_point)
    at_once(*[lambda: value_work.take_values(pk=batch.pk)] * 2)
    assert (later(batch), IndicatorValue.objects.count()) == ("committed", 30)
    assert transaction.get_connection().in_atomic_block is False
