"""A record that was retired to protect someone is in no file any more, of an earlier day neither."""

import datetime as dt

import pytest
from django.urls import reverse

from portal.opendata import editions, withdrawn
from portal.opendata.making import State
from recommendations.models import Recommendation
from tests import factories as make
from tests.portal.open_data.conftest import NOON

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("few_tables")]
DAY = dt.timedelta(days=1)


@pytest.fixture
def row():
    return make.RecommendationFactory(text="Release Amina.")


@pytest.fixture
def three_days(row, make_edition):
    """One edition without the record, one with it, and the newest, with it."""
    Recommendation.objects.filter(pk=row.pk).update(publication="retired")
    other = make.RecommendationFactory()
    make_edition(NOON)
    Recommendation.objects.filter(pk=row.pk).update(publication="published")
    make_edition(NOON + DAY)
    Recommendation.objects.filter(pk=other.pk).update(symbol="A/HRC/1/1")
    make_edition(NOON + 2 * DAY)
    assert editions.versions() == ["2026-03-12", "2026-03-11", "2026-03-10"]


def retire(client, row, **more):
    client.force_login(make.secretariat())
    address = reverse("recommendations:move_recommendation", args=[row.reference, "retire"])
    assert client.post(address, {"reason": "It names a child.", **more}).status_code == 302
    client.logout()


def statuses(client, *versions):
    return [client.get(f"/data/{one}/recommendations.csv").status_code for one in versions]


def test_no_file_of_it_is_served_from_the_moment_on_and_the_next_run_deletes_them(
    client, row, three_days, make_edition
):
    retire(client, row, withhold="on")
    assert statuses(client, "2026-03-12", "2026-03-11", "2026-03-10") == [404, 404, 200]
    waiting = client.get("/data/all.zip")
    assert (waiting.status_code, waiting["Retry-After"]) == (503, "600")
    assert waiting["Cache-Control"] == "no-store"
    assert client.get("/open-data/").status_code == 200
    done = make_edition(NOON + 3 * DAY, thorough=False)
    assert (done.state, done.dropped) == (State.MADE, ("2026-03-12", "2026-03-11"))
    assert editions.versions() == ["2026-03-13", "2026-03-10"]
    assert statuses(client, "2026-03-13", "2026-03-10") == [200, 200]
    assert client.get("/data/all.zip").status_code == 200


def test_an_edition_says_for_ten_minutes_only_that_it_is_there(client, three_days):
    answer = client.get("/data/2026-03-11/recommendations.csv")
    assert answer["Cache-Control"] == "public, max-age=600"


def test_what_was_retired_otherwise_stays_in_the_files_of_its_days(
    client, row, three_days, make_edition
):
    retire(client, row)
    assert make_edition(NOON + 3 * DAY).dropped == ()
    assert statuses(client, "2026-03-12", "2026-03-11") == [200, 200]


def test_neither_a_former_name_nor_what_was_merged_into_it_is_left(
    client, row, three_days, make_edition
):
    kept = make.RecommendationFactory()
    Recommendation.objects.filter(pk=row.pk).update(publication="retired", merged_into=kept)
    Recommendation.objects.filter(pk=kept.pk).update(reference="renamed")
    retire(client, Recommendation.objects.get(pk=kept.pk), withhold="on")
    assert make_edition(NOON + 3 * DAY).dropped == ("2026-03-12", "2026-03-11")
    # It is on no earlier day either.
    today = dt.datetime.now(dt.UTC).date().isoformat()
    assert client.get(f"/as-of/{today}/recommendations/{row.reference}/").status_code == 404


def test_an_edition_whose_record_went_while_it_was_made_is_deleted(
    row, make_edition, data_root, monkeypatch
):
    look = withdrawn.close

    def withhold_first(newest):
        Recommendation.objects.filter(pk=row.pk).update(publication="retired", is_withheld=True)
        return look(newest)

    # Looked for before, when it was withheld for the first time.
    data_root.mkdir()
    withdrawn._note(frozenset({row.reference}))
    monkeypatch.setattr(withdrawn, "close", withhold_first)
    assert make_edition().dropped == ("2026-03-10",)
    monkeypatch.setattr(withdrawn, "close", look)
    remade = make_edition(NOON + dt.timedelta(hours=1), thorough=False)
    assert (remade.edition.version, remade.edition.tables["recommendations"].rows) == (
        "2026-03-10",
        0,
    )


def test_what_was_looked_for_once_is_not_read_again(
    client, row, three_days, make_edition, monkeypatch
):
    retire(client, row, withhold="on")
    make_edition(NOON + 3 * DAY)
    monkeypatch.setattr(withdrawn, "_names_any", lambda *asked: pytest.fail("a file was read"))
    assert statuses(client, "2026-03-13", "2026-03-10") == [200, 200]
