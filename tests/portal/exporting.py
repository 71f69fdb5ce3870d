"""What the tests of files of the register share."""

import csv
import datetime as dt
import io

import pytest

from recommendations.models import ThemeLink
from tests import factories


def content(response) -> bytes:
    assert response.status_code == 200
    return b"".join(response.streaming_content)


def csv_rows(response) -> list[dict[str, str]]:
    text = content(response).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


@pytest.fixture
def rows():
    found = [
        factories.RecommendationFactory(
            reference=f"CRC-5-{number}",
            paragraph=str(number),
            symbol="CRC/C/XMA/CO/5",
            issued_on=dt.date(2024, 5, number),
            text=f"Register every child, number {number}.",
        )
        for number in range(1, 4)
    ]
    ThemeLink.objects.create(
        recommendation=found[0], theme=factories.ThemeFactory(code="name", name="Right to a name")
    )
    return found
