"""How long steps take, against the same figures worked out by hand."""

import csv
import datetime as dt
import io
import math
from statistics import median

import pytest
import time_machine
from django.urls import reverse

from activities import turnaround
from activities.models import UpdateStep
from activities.turnaround import Narrowed
from tests import factories as make

pytestmark = pytest.mark.django_db

START = dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC)
WAY = ("draft", "submitted", "verified", "signed", "published")


@pytest.fixture(autouse=True)
def demo(settings):
    settings.DEMO_MODE = True


def go(institution, days, *, way=WAY, start=START, on=()):
    """An update that took so many days for each step of its way, from `start`."""
    with time_machine.travel(start, tick=False):
        update = make.UpdateFactory(institution=institution, on=on)
    at = start
    for source, target, took in zip(way, way[1:], days, strict=False):
        at += dt.timedelta(days=took)
        with time_machine.travel(at, tick=False):
            UpdateStep.objects.create(
                update=update, actor=update.author, move="step", source=source, target=target
            )
    return update


def percentile(values, share):
    """Between the two nearest, as the SQL standard has it."""
    ordered = sorted(values)
    place = share * (len(ordered) - 1)
    low, high = math.floor(place), math.ceil(place)
    return ordered[low] + (ordered[high] - ordered[low]) * (place - low)


@pytest.fixture
def ministry():
    return make.InstitutionFactory(name="Ministry of Interior", slug="interior")


def everything(by="institution", **narrowed):
    return turnaround.turnaround(Narrowed(**narrowed), by)


def test_medians_and_percentiles_are_those_of_plain_python(ministry):
    ways = [(n % 7 + 1, 2 * n % 5 + 1, n % 3 + 0.5, n + 1) for n in range(11)]
    for days in ways:
        go(ministry, days)
    whole, row = everything()
    assert whole.took == row.took
    assert row.label == "Ministry of Interior"
    written, corrected, verified, signed, published, total = row.took
    assert corrected is None
    for place, found in enumerate((written, verified, signed, published)):
        values = [days[place] for days in ways]
        assert found.n == 11
        assert found.median == pytest.approx(median(values))
        assert found.ninth == pytest.approx(percentile(values, 0.9))
    sums = [sum(days) for days in ways]
    assert (total.n, total.median) == (11, pytest.approx(median(sums)))
    assert total.ninth == pytest.approx(percentile(sums, 0.9))


def test_what_comes_back_is_counted_and_waits_anew(ministry):
    way = ("draft", "submitted", "returned", "submitted", "verified", "returned", "submitted")
    go(ministry, (1, 10, 4, 3, 20, 6), way=way)
    row = everything()[1]
    written, corrected, verified, signed, published, total = row.took
    assert (written.n, written.median) == (1, 1)
    assert (corrected.n, corrected.median) == (2, 5)
    assert (verified.n, verified.median) == (1, 3)
    assert (signed, published, total) == (None, None, None)
    assert (row.returned, row.declined) == (1, 1)


def test_a_form_on_paper_that_is_refused_does_not_begin_the_step_anew(ministry):
    way = ("draft", "submitted", "verified", "verified", "verified", "signed")
    go(ministry, (1, 1, 2, 2, 2), way=way)
    assert everything()[1].took[3].median == 6


def test_a_step_belongs_to_the_half_year_in_which_it_ended(ministry):
    go(ministry, (10, 15), start=dt.datetime(2026, 6, 10, 9, tzinfo=dt.UTC))
    _whole, second, first = everything("half")
    assert [row.label for row in (second, first)] == ["second half of 2026", "first half of 2026"]
    assert (first.took[0].median, first.took[2]) == (10, None)
    assert (second.took[0], second.took[2].median) == (None, 15)
    narrowed = everything(half=(2026, 2))
    assert narrowed[0].took[0] is None
    assert turnaround.halves() == [(2026, 2), (2026, 1)]


def test_an_update_counts_once_for_each_of_its_mechanisms(ministry):
    crc = make.MechanismFactory(code="CRC", name="Committee on the Rights of the Child")
    cmw = make.MechanismFactory(code="CMW", name="Committee on Migrant Workers")
    on = [make.RecommendationFactory(mechanism=one) for one in (crc, crc, cmw)]
    go(ministry, (4,), on=on)
    go(ministry, (8,), on=on[:1])
    go(ministry, (9,))
    whole, *rows = everything("mechanism")
    assert whole.took[0].n == 3
    assert {row.label: (row.took[0].n, row.took[0].median) for row in rows} == {
        cmw.label: (1, 4),
        crc.label: (2, 6),
        "On clusters and activities": (1, 9),
    }
    assert everything(mechanism=cmw.pk)[0].took[0].n == 1


def test_each_institution_reads_its_own_and_the_secretariat_all(client, ministry):
    other = make.InstitutionFactory(name="Ministry of Labour", slug="labour")
    go(ministry, (1, 2))
    go(other, (7, 8))
    address = reverse("activities:turnaround")
    client.force_login(make.secretariat())
    page = client.get(address).content.decode()
    assert "Ministry of Interior" in page
    assert "Ministry of Labour" in page
    client.force_login(make.focal_point(ministry))
    page = client.get(f"{address}?by=institution&institution=labour").content.decode()
    assert "Ministry of Labour" not in page
    assert "n&nbsp;=&nbsp;1" in page
    client.force_login(make.representative("nhri"))
    assert client.get(address).status_code == 403


def test_the_file_says_what_the_page_says(client, ministry):
    go(ministry, (1.5, 3))
    client.force_login(make.secretariat())
    text = client.get(reverse("activities:turnaround_csv")).content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    own = [row for row in rows if row["By institution"] == "Ministry of Interior"]
    assert [(row["Number"], row["Median, days"]) for row in own[:3]] == [
        ("1", "1.5"),
        ("0", ""),
        ("1", "3.0"),
    ]


def test_the_page_asks_no_more_for_many(client, ministry, django_assert_max_num_queries):
    client.force_login(make.secretariat())
    address = reverse("activities:turnaround")
    go(ministry, (1, 1))
    with django_assert_max_num_queries(16) as few:
        client.get(address)
    for number in range(12):
        go(make.InstitutionFactory(), (number + 1, 2))
    with django_assert_max_num_queries(len(few)):
        client.get(address)


@pytest.mark.parametrize(
    "query", ["by=x", "half=2026", "half=%00", "institution=%00", "mechanism=x"]
)
def test_an_address_that_means_nothing_shows_everything(client, ministry, query):
    go(ministry, (1, 1))
    client.force_login(make.secretariat())
    assert client.get(f"{reverse('activities:turnaround')}?{query}").status_code == 200
