"""Exports of activities and indicators: no cell runs, and numbers and days are what they are."""

import csv
import datetime as dt
import io
import zipfile

import pytest
from django.urls import reverse

from tests import factories as make

pytestmark = pytest.mark.django_db
FORMULA = '=HYPERLINK("http://evil.example","Open")'


def sheet_of(client, address):
    """The XML of the first sheet, and of the texts that it names."""
    with zipfile.ZipFile(io.BytesIO(client.get(address).content)) as packed:
        return [
            packed.read(f"xl/{name}.xml").decode()
            for name in ("worksheets/sheet1", "sharedStrings")
        ]


def test_activities(client):
    make.ActivityFactory(
        title=FORMULA,
        publication="published",
        starts_on=dt.date(2026, 1, 1),
        ends_on=dt.date(2026, 2, 1),
    )
    cells, texts = sheet_of(client, reverse("portal:activities_file", args=["xlsx"]))
    assert "<f>" not in cells
    assert "=HYPERLINK(" in texts
    assert "<v>46023</v>" in cells, "1 January 2026, as a day"
    text = client.get(reverse("portal:activities_file", args=["csv"])).content.decode("utf-8-sig")
    row = next(csv.DictReader(io.StringIO(text)))
    assert row["title"] == f"'{FORMULA}"


def test_indicators(client):
    indicator = make.IndicatorFactory(name=FORMULA)
    make.ValueFactory(indicator=indicator, value="12.5", source="@SUM(1)", note="+1")
    cells, texts = sheet_of(client, reverse("portal:indicators_file", args=["xlsx"]))
    assert "<f>" not in cells
    assert "=HYPERLINK(" in texts
    assert "<v>12.5</v>" in cells
    for ending, title in (("csv", "source"), ("sdmx.csv", "SOURCE")):
        answer = client.get(reverse("portal:indicators_file", args=[ending]))
        row = next(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
        assert row[title] == "'@SUM(1)"
