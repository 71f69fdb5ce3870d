"""Editions: made once, whole or not at all, and kept for as long as it is said."""

import csv
import datetime as dt
import hashlib
import json
import threading
import zipfile
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from django.apps import apps
from django.contrib.auth.models import AnonymousUser
from django.core.management import call_command
from django.db import connection
from lxml import etree

from activities.models import Indicator
from nmirf.celery import app
from portal.opendata import editions, making, marks
from portal.opendata.columns import Kind
from portal.opendata.making import State
from portal.opendata.reading import rows
from portal.opendata.tables import TABLES
from portal.reader import Reader
from portal.tasks import publish_data
from recommendations.models import Recommendation
from tests import factories as make
from tests.portal.open_data.conftest import NOON

HOUR = dt.timedelta(hours=1)


@pytest.fixture
def row(db):
    return make.RecommendationFactory(text="=1+1 births, “registered”\nfree of charge")


def sheet_of(path, number=1):
    with zipfile.ZipFile(path) as archive:
        return etree.fromstring(archive.read(f"xl/worksheets/sheet{number}.xml"))


def test_every_table_is_there_in_four_formats_with_its_sum(row, make_edition):
    done = make_edition()
    assert done.state == State.MADE
    assert set(done.changed) == set(TABLES)
    found = done.edition
    for name in TABLES:
        for ending in ("csv", "jsonl", "xlsx", "parquet"):
            file = found.files[f"{name}.{ending}"]
            content = found.path(file.name).read_bytes()
            assert len(content) == file.bytes
            assert hashlib.sha256(content).hexdigest() == file.sha256
    sums = dict(
        reversed(line.split("  ")) for line in found.path("SHA256SUMS").read_text().splitlines()
    )
    assert sums.keys() == found.files.keys() - {"SHA256SUMS"}
    assert all(found.files[name].sha256 == one for name, one in sums.items())
    with zipfile.ZipFile(found.path("all.zip")) as archive:
        assert archive.testzip() is None
        assert set(archive.namelist()) == found.files.keys() - {"SHA256SUMS", "all.zip"}
        assert archive.read("themes.csv") == found.path("themes.csv").read_bytes()


def test_the_formats_say_the_same_and_each_value_has_its_kind(row, make_edition, lines):
    value = make.ValueFactory(value="12.50")
    Indicator.objects.filter(pk=value.indicator_id).update(publication="published")
    done = make_edition()
    for table in TABLES.values():
        said = lines(done, table.name)
        columns = [column.name for column in table.columns]
        with done.edition.path(f"{table.name}.csv").open(encoding="utf-8", newline="") as file:
            read = list(csv.reader(file))
        assert read[0] == columns
        assert len(read) - 1 == len(said) == done.edition.tables[table.name].rows
        sheet = sheet_of(done.edition.path(f"{table.name}.xlsx"))
        assert len(sheet.findall(".//{*}row")) - 1 == len(said)
        parquet = pq.read_table(done.edition.path(f"{table.name}.parquet"))
        assert parquet.column_names == columns
        for column, field in zip(table.columns, parquet.schema, strict=True):
            assert field.type == _TYPES[column.kind], column.name
            assert field.nullable != column.is_filled
        assert [_as_json(found) for found in parquet.to_pylist()] == said


_TYPES = {
    Kind.TEXT: pa.string(),
    Kind.WHOLE: pa.int64(),
    Kind.NUMBER: pa.decimal128(20, 6),
    Kind.TRUTH: pa.bool_(),
    Kind.DAY: pa.date32(),
}


def _as_json(found):
    def plain(value):
        if isinstance(value, dt.date):
            return value.isoformat()
        return value if isinstance(value, str | bool | int) else float(value)

    return {name: plain(value) for name, value in found.items() if value is not None}


@pytest.mark.usefixtures("few_tables")
def test_no_spreadsheet_runs_a_text_and_programs_read_it_as_it_is(row, make_edition, lines):
    found = make_edition()
    text = lines(found, "recommendations")[0]["text"]
    assert text.startswith("=1+1")
    with found.edition.path("recommendations.csv").open(encoding="utf-8", newline="") as file:
        assert next(csv.DictReader(file))["text"] == f"'{text}"
    path = found.edition.path("recommendations.xlsx")
    with zipfile.ZipFile(path) as archive:
        texts = etree.fromstring(archive.read("xl/sharedStrings.xml"))
    assert text in ["".join(one.itertext()) for one in texts]
    assert sheet_of(path).findall(".//{*}f") == []


@pytest.mark.usefixtures("few_tables")
def test_nothing_new_makes_no_edition_however_it_is_asked(row, make_edition):
    first = make_edition()
    assert make_edition(NOON + HOUR, thorough=False).state == State.UNCHANGED
    again = make_edition(NOON + HOUR)
    assert again.state == State.UNCHANGED
    assert again.edition == first.edition
    assert editions.versions() == ["2026-03-10"]


@pytest.mark.usefixtures("few_tables")
def test_what_internal_people_do_makes_no_edition(row, make_edition):
    make_edition()
    make.RecommendationFactory(publication="draft", published_at=None)
    assert make_edition(NOON + HOUR, thorough=False).state == State.UNCHANGED
    # It has been looked at: history is not read again for it.
    assert marks.mark() == (editions.root() / "seen").read_text()


@pytest.mark.usefixtures("few_tables")
def test_a_publication_makes_one_edition_and_changes_only_what_it_touches(row, make_edition):
    first = make_edition()
    for _number in range(3):
        make.ClusterFactory()
    done = make_edition(NOON + HOUR, thorough=False)
    assert (done.state, done.changed) == (State.MADE, ("clusters",))
    assert editions.versions() == ["2026-03-10.2", "2026-03-10"]
    same, other = "recommendations.xlsx", "clusters.csv"
    assert done.edition.path(same).samefile(first.edition.path(same))
    assert done.edition.files[same].changed_at == NOON
    assert done.edition.files[other].changed_at == NOON + HOUR
    assert done.edition.files[other].sha256 != first.edition.files[other].sha256


@pytest.mark.usefixtures("few_tables")
def test_a_file_that_somebody_deleted_is_made_again(row, make_edition):
    first = make_edition()
    first.edition.path("themes.parquet").unlink()
    make.ClusterFactory()
    done = make_edition(NOON + HOUR)
    assert set(done.changed) == {"clusters", "themes"}
    assert done.edition.path("themes.parquet").exists()


@pytest.mark.usefixtures("few_tables")
def test_what_goes_wrong_leaves_what_is_there(row, make_edition, data_root, monkeypatch):
    first = make_edition()
    make.ClusterFactory()

    def fail(draft):
        raise OSError("no space left")

    with monkeypatch.context() as patched:
        patched.setattr(making, "_zip", fail)
        with pytest.raises(OSError, match="no space"):
            make_edition(NOON + HOUR)
    assert editions.newest() == first.edition
    assert list((data_root / "making").iterdir()) == []
    assert make_edition(NOON + HOUR, thorough=False).state == State.MADE


@pytest.mark.usefixtures("few_tables")
def test_a_run_that_was_killed_is_neither_seen_nor_left_lying(row, make_edition, data_root):
    first = make_edition()
    left = data_root / "making" / "dead"
    left.mkdir(parents=True)
    (left / "themes.csv").write_text("theme\n")
    half = data_root / "editions" / "2026-03-11.making"
    half.mkdir()
    assert editions.newest() == first.edition
    assert editions.versions() == ["2026-03-10"]
    assert make_edition(NOON + HOUR).state == State.UNCHANGED
    assert not left.exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("few_tables")
def test_of_two_runs_one_does_nothing(make_edition):
    make.RecommendationFactory()
    found = []

    def run():
        try:
            found.append(make_edition().state)
        finally:
            connection.close()

    with making._alone() as is_mine:
        assert is_mine
        other = threading.Thread(target=run)
        other.start()
        other.join(20)
    assert found == [State.BUSY]
    assert editions.versions() == []
    assert make_edition().state == State.MADE


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("few_tables")
def test_everything_is_of_one_moment(make_edition, lines, monkeypatch):
    """What is published while the tables are read is in none of them, and in all of the next."""
    cluster = make.ClusterFactory()
    read = making.reading.lines

    def lines_with_news(table, reader, known):
        if table.name == "cluster_members":
            thread = threading.Thread(target=publish_more)
            thread.start()
            thread.join()
        return read(table, reader, known)

    def publish_more():
        try:
            row = make.RecommendationFactory(reference="NEW")
            cluster.memberships.create(recommendation=row)
        finally:
            connection.close()

    with monkeypatch.context() as patched:
        patched.setattr(making.reading, "lines", lines_with_news)
        done = make_edition()
    assert lines(done, "cluster_members") == []
    assert [one["recommendation"] for one in lines(make_edition(), "cluster_members")] == ["NEW"]


@pytest.mark.usefixtures("few_tables")
def test_editions_stay_as_long_as_they_say(row, make_edition, settings):
    settings.OPEN_DATA_DAYS = 30
    make_edition()
    for hours in (1, 2, 24):
        make.ClusterFactory()
        make_edition(NOON + hours * HOUR)
    assert editions.versions() == ["2026-03-11", "2026-03-10.3", "2026-03-10.2", "2026-03-10"]
    until = {one.edition.version: one.until for one in editions.kept()}
    assert until["2026-03-11"] is None
    assert until["2026-03-10.3"] == NOON + 24 * HOUR + dt.timedelta(days=7)
    assert until["2026-03-10"] == NOON + HOUR + dt.timedelta(days=30)
    assert make_edition(NOON + dt.timedelta(days=9)).dropped == ("2026-03-10.3", "2026-03-10.2")
    assert make_edition(NOON + dt.timedelta(days=40)).dropped == ("2026-03-10",)
    assert make_edition(NOON + dt.timedelta(days=4000)).dropped == ()
    assert editions.versions() == ["2026-03-11"]


@pytest.mark.usefixtures("few_tables")
def test_a_clock_that_is_set_back_hides_nothing(row, make_edition):
    make_edition()
    make.ClusterFactory()
    done = make_edition(NOON - dt.timedelta(days=3))
    assert done.edition.version == "2026-03-10.2"
    assert editions.newest() == done.edition


@pytest.mark.usefixtures("few_tables")
def test_the_worker_makes_them_and_the_clock_asks_for_it(row):
    assert publish_data.delay(False).get() == "made"
    assert publish_data.delay(False).get() == "unchanged"
    assert publish_data.delay(True).get() == "unchanged"
    scheduled = [
        one["args"]
        for one in app.conf.beat_schedule.values()
        if one["task"] == "portal.publish_data"
    ]
    assert sorted(scheduled) == [(False,), (True,)]


@pytest.mark.usefixtures("few_tables")
def test_the_command_tells_what_was_written(row, capsys):
    call_command("publish_data", "--json")
    said = json.loads(capsys.readouterr().out)
    assert said["state"] == "made"
    assert said["tables"]["recommendations"] == 1
    assert len(said["files"]["all.zip"]["sha256"]) == 64
    call_command("publish_data", "--unless-unchanged")
    assert "Nothing is new" in capsys.readouterr().out


def test_every_table_that_is_read_is_watched(db, django_assert_max_num_queries):
    """A change of what files show is seen: each table named in a question has its history watched."""
    make.RecommendationFactory()
    make.IndicatorFactory(publication="published")
    there = set(connection.introspection.table_names())
    tables = {model._meta.db_table for model in apps.get_models()}
    known = {table for table in tables if f"{table}event" in there}
    with django_assert_max_num_queries(500, exact=False) as asked:
        read_everything()
    named = {table for table in known for query in asked if f'"{table}"' in query["sql"]}
    assert named - set(marks.WATCHED) <= NOT_SHOWN


# Asked only for rights, of people who are signed in.
NOT_SHOWN = {"focalpoints_appointment", "accounts_user"}


def read_everything():
    known = {}
    for table in TABLES.values():
        list(rows(table, Reader(AnonymousUser()), known))


@pytest.mark.usefixtures("few_tables")
def test_a_raw_change_is_seen(row, make_edition):
    make_edition()
    Recommendation.objects.filter(pk=row.pk).update(symbol="A/HRC/99/9")
    done = make_edition(NOON + HOUR, thorough=False)
    assert done.changed == ("recommendations",)
    assert Path(done.edition.folder).name == "2026-03-10.2"
