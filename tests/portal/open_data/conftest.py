"""Editions are made into a folder of each test's own."""

import datetime as dt
import json

import pytest

from portal.opendata import making
from portal.opendata.making import publish
from portal.opendata.tables import TABLES

NOON = dt.datetime(2026, 3, 10, 12, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def data_root(settings, tmp_path):
    settings.OPEN_DATA_ROOT = tmp_path / "open_data"
    settings.DEMO_MODE = True
    settings.SITE_URL = "https://data.example"
    return settings.OPEN_DATA_ROOT


@pytest.fixture(autouse=True)
def _no_power_cut(monkeypatch):
    """Nothing here outlives a power cut, which two hundred files a run would wait for."""
    monkeypatch.setattr(making, "_keep", lambda path: None)


FEW = (
    "mechanisms",
    "reviews",
    "states",
    "themes",
    "recommendations",
    "clusters",
    "cluster_members",
)


@pytest.fixture
def few_tables():
    """Editions of some tables alone, for what is the same whatever their number."""
    everything = dict(TABLES)
    TABLES.clear()
    TABLES.update({name: everything[name] for name in FEW})
    yield
    TABLES.clear()
    TABLES.update(everything)


@pytest.fixture
def make_edition():
    """`make_edition(now, thorough=True)`: one run."""

    def act(now=NOON, *, thorough=True):
        return publish(now=now, thorough=thorough)

    return act


@pytest.fixture
def lines():
    """`lines(outcome, "clusters")`: the rows of a table as the newest files have them."""

    def act(outcome, name):
        text = outcome.edition.path(f"{name}.jsonl").read_text(encoding="utf-8")
        return [json.loads(line) for line in text.splitlines()]

    return act
