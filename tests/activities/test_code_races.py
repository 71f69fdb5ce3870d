"""Activities and indicators that meet under the same code: out of files, out of forms."""

import threading

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connections, transaction

from activities.models import Activity, Indicator
from activities.services.indicators import Links, enter_indicator
from nmirf.common.errors import DomainError
from tests import factories as make
from tests.races import at_once

from .test_activity_import import PATH, ROW, run, table

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _demo(settings):
    settings.DEMO_MODE = True


@pytest.fixture
def world(people, recommendation):
    make.ClusterFactory(slug="births")
    make.PlanObjectiveFactory(plan=make.PlanFactory(slug="nap"), code="2.1")
    return people


def test_the_same_new_activities_twice_at_once_are_there_once(world):
    rows = [ROW | {"code": str(number)} for number in range(5)]
    reports = []
    errors = at_once(
        lambda: reports.append(run(world, *rows)),
        lambda: reports.append(run(world, *reversed(rows))),
    )
    assert errors == []
    assert sorted((one.new, one.same) for one in reports) == [(0, 5), (5, 0)]
    assert Activity.objects.count() == 5


def test_a_code_that_a_form_takes_meanwhile_is_said_in_words(world, client):
    client.force_login(world.secretariat)
    checked = client.post(PATH, {"file": SimpleUploadedFile("plan.csv", table(ROW))})
    taken, done = threading.Event(), threading.Event()

    def enter():
        with transaction.atomic():
            make.ActivityFactory(code=ROW["code"], lead=world.ministry)
            taken.set()
            done.wait(0.5)
        connections.close_all()

    other = threading.Thread(target=enter)
    other.start()
    taken.wait(5)
    answer = client.post(PATH, {"checked": checked.context["waiting"]})
    other.join()
    assert answer.status_code == 422
    assert "with a code of this file" in answer.content.decode()
    assert Activity.objects.count() == 1


def test_two_indicators_at_once_with_one_code_are_said_in_words(world):
    content = {"code": "CR-2", "name": "Registered", "unit": make.UnitFactory(code="percent")}
    content |= {"custodian": world.ministry, "kind": "outcome", "right": ""}

    def enter():
        enter_indicator(actor=world.secretariat, content=content, links=Links())

    errors = at_once(enter, enter, enter)
    assert [type(error) for error in errors] == [DomainError] * 2
    assert Indicator.objects.count() == 1
