"""The number of few people is looked for in everything that goes out."""

import io
import os
import re
import subprocess
import sys
import zipfile
from decimal import Decimal

import pytest
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from activities.drawing import multiples, picture
from activities.labels import GroupNames
from activities.models import Category, Indicator
from activities.policies import can_enter_value
from activities.services import values
from activities.services.values import Said
from activities.showing import series_of
from nmirf.common.pdf import to_pdf
from tests import factories as make

pytestmark = pytest.mark.django_db
# Numbers that stand nowhere else in a page.
TOTAL, WOMEN, FEW = "70123", "70119", "4"
SECRET_SHARE = "36.1789"


@pytest.fixture
def indicator(people, settings):
    settings.DEMO_MODE = True
    for code in ("female", "male"):
        Category.objects.create(dimension="sex", code=code, name=code.title())
    row = make.IndicatorFactory(
        slug="cases",
        name="Complaints upheld",
        unit=make.UnitFactory(code="cases", name="Cases", is_count=True),
        custodian=people.ministry,
    )
    for key, value in (("", TOTAL), ("sex=female", WOMEN), ("sex=male", FEW)):
        put(row, key, value)
    recommendation = make.RecommendationFactory(reference="UPR-4-1")
    row.recommendation_links.create(recommendation=recommendation)
    return row


def put(row, key, value, **more):
    breakdown = dict(part.split("=") for part in key.split(";") if part)
    return make.ValueFactory(
        indicator=row, breakdown=breakdown, breakdown_key=key, value=Decimal(value), **more
    )


def outputs(user=None):
    """Every output of values, as (name, text)."""
    client = Client()
    if user:
        client.force_login(user)
    addresses = [
        reverse("portal:indicators"),
        reverse("portal:indicator", args=["cases"]),
        reverse("portal:recommendation", args=["UPR-4-1"]),
        *(reverse("portal:indicators_file", args=[end]) for end in ("csv", "xlsx", "sdmx.csv")),
        *(
            reverse("portal:indicator_file", args=["cases", end])
            for end in ("csv", "xlsx", "sdmx.csv")
        ),
    ]
    if user:
        addresses += [
            reverse("activities:indicators"),
            reverse("activities:indicator", args=["cases"]),
        ]
        may_enter = can_enter_value(user, Indicator.objects.get(slug="cases"))
        addresses += [
            *(
                reverse("activities:value_revise", args=["cases", pk])
                for pk in Indicator.objects.get(slug="cases").values.values_list("pk", flat=True)
                if may_enter
            ),
        ]
    for address in addresses:
        answer = client.get(address)
        assert answer.status_code == 200, address
        yield address, text_of(answer.content)


def text_of(content):
    """What a file says; of a workbook, all its parts."""
    if not content.startswith(b"PK"):
        return content.decode()
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        return "\n".join(book.read(name).decode("utf-8", "ignore") for name in book.namelist())


def says(text, number):
    """Whether the number stands there, with or without spaces between its thousands."""
    digits = r"[\s,.\u00a0\u202f]?".join(number) if len(number) > 4 else re.escape(number)
    return re.search(rf"(?<![\w.]){digits}(?![\w.])", text) is not None


READERS = ["nobody", "cso", "focal_point", "other_focal_point", "secretariat"]


@pytest.mark.parametrize("reader", READERS)
def test_neither_the_few_nor_what_would_give_them_away_goes_out_anywhere(people, indicator, reader):
    user = getattr(people, reader, None)
    seen = ""
    for address, text in outputs(user):
        assert not says(text, WOMEN), address
        assert not re.search(r'<c r="\w+"(?: s="\d+")?><v>4</v>', text), address
        # Alone in a cell or a row; a bare 4 stands in many an address.
        assert not re.search(r"(?:sex=male|Male)[^\n]{0,80}?(?<![\w.-])4(?![\w.])", text), address
        seen += text
    assert says(seen, TOTAL)
    assert "withheld" in seen
    assert "fewer than" not in seen.replace("Numbers of fewer than 5", ""), "who is the small one"


def test_k_is_a_setting(people, indicator, settings):
    settings.SMALL_NUMBER_THRESHOLD = 3
    seen = "".join(text for _address, text in outputs())
    assert says(seen, WOMEN)
    assert "fewer than" not in seen.replace("Numbers of fewer than 3", "")


@pytest.mark.parametrize(
    ("k", "is_accepted"), [("1", True), ("3", True), ("2", False), ("0", False)]
)
def test_a_threshold_that_would_tell_is_refused_at_the_start(k, is_accepted):
    asked = subprocess.run(
        [sys.executable, "-c", "import nmirf.settings"],
        env=os.environ | {"SMALL_NUMBER_THRESHOLD": k},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (asked.returncode == 0) == is_accepted, asked.stderr
    assert ("SMALL_NUMBER_THRESHOLD: 1 shows every number" in asked.stderr) != is_accepted


def test_a_share_that_rests_on_few_goes_out_nowhere(people, indicator):
    shares = make.IndicatorFactory(
        slug="share", unit=make.UnitFactory(code="percent", is_share=True), name="Share"
    )
    put(shares, "", "41.5", cases=1003)
    put(shares, "sex=male", SECRET_SHARE, cases=3)
    put(shares, "sex=female", "42.25", cases=1000)
    client = Client()
    for address in (
        reverse("portal:indicator", args=["share"]),
        *(
            reverse("portal:indicator_file", args=["share", end])
            for end in ("csv", "xlsx", "sdmx.csv")
        ),
    ):
        text = text_of(client.get(address).content)
        assert "36.1789" not in text
        assert "42.25" not in text, "with its cases it would give the other away"
        assert "41.5" in text


def test_a_revised_number_of_few_stays_hidden_and_so_does_what_stood_beside_it(people, indicator):
    men = indicator.values.get(breakdown_key="sex=male")
    values.revise_value(
        pk=men.pk, actor=people.secretariat, said=Said(Decimal(20), note="Counted again")
    )
    women = indicator.values.get(breakdown_key="sex=female")
    values.revise_value(
        pk=women.pk, actor=people.secretariat, said=Said(Decimal(70103), note="Counted again")
    )
    for address, text in outputs(people.secretariat):
        assert not says(text, WOMEN), address
    client = Client()
    client.force_login(people.secretariat)
    text = client.get(reverse("activities:indicator", args=["cases"])).text
    assert says(text, "70103")
    assert "What was said before" in text


def test_a_baseline_of_few_is_neither_written_nor_drawn(people, indicator):
    Indicator.objects.filter(pk=indicator.pk).update(
        baseline_value=3, baseline_year=2020, target_value=0, target_year=2030, direction="down"
    )
    text = Client().get(reverse("portal:indicator", args=["cases"])).text
    assert "Baseline 2020" not in text
    assert "Target 2030" in text


def test_nothing_is_said_of_progress_where_the_latest_value_is_hidden(people, indicator):
    Indicator.objects.filter(pk=indicator.pk).update(
        baseline_value=90000,
        baseline_year=2020,
        target_value=50,
        target_year=2030,
        direction="down",
    )
    put(indicator, "", "3", period="2025")
    text = Client().get(reverse("portal:indicators")).text
    assert "fewer than 5" in text
    chosen = {"progress": "unknown"}
    assert indicator.name in Client().get(reverse("portal:indicators"), chosen).text


def test_the_conflict_of_a_value_that_is_there_does_not_say_it(people, indicator, client):
    client.force_login(people.focal_point)
    data = {"period": "2024", "sex": "male", "value": "9", "quality": "reliable"}
    data |= {"standing": "final"}
    answer = client.post(reverse("activities:value_new", args=["cases"]), data)
    assert answer.status_code == 409
    assert "there is a value already: withheld" in answer.text


def test_the_same_fragment_is_a_page_and_a_pdf(people, indicator, built_fonts):
    series = series_of(indicator)
    context = {
        "picture": picture(indicator, series),
        "multiples": multiples(indicator, series, GroupNames.read()),
        "has_hidden": True,
        "k": 5,
    }
    fragment = render_to_string("activities/_measured.html", context)
    page = render_to_string("base_pdf.html", {"title": "Indicator"})
    made = to_pdf(page.replace("<main>", f"<main>{fragment}"), lambda _percent: None)
    words = " ".join(one.extract_text() for one in PdfReader(io.BytesIO(made)).pages)
    assert "Complaints upheld" in words
    assert "withheld" in words
    assert "70,123" in words
    assert not says(words, WOMEN)
