"""What a number of few people would say of progress is said nowhere; elsewhere one percentage is said."""

import re
from decimal import Decimal

import pytest
from django.urls import reverse

from activities.choices import Progress
from activities.models import Indicator
from activities.showing import series_of, standing_of, standings
from nmirf.common.dates import today
from reporting.figures import Scope, read
from reporting.models import GapReport, RenderedFile
from reporting.services import rendering
from tests import factories as make
from tests.reporting.test_gap_reports import text_of

pytestmark = pytest.mark.django_db
PATH = {"baseline_year": 2020, "target_year": 2030, "direction": "down", "publication": "published"}


@pytest.fixture(autouse=True)
def _demo_mode(settings):
    settings.DEMO_MODE = True


@pytest.fixture
def officer(client):
    person = make.secretariat()
    client.force_login(person)
    return person


def indicator(*, value, baseline, target, cases=None, is_count=True):
    row = make.IndicatorFactory(
        unit=make.UnitFactory(is_count=is_count),
        baseline_value=Decimal(baseline),
        target_value=Decimal(target),
        **PATH,
    )
    row.recommendations.add(make.RecommendationFactory(reference="UPR-4-7"))
    make.ValueFactory(indicator=row, value=Decimal(value), cases=cases)
    return Indicator.objects.select_related("unit").get(pk=row.pk)


def told(client):
    """By name, everything that tells of progress: proposals, figures, the public page, a gap report."""
    slug = Indicator.objects.get().slug
    addresses = [
        reverse("activities:proposals") + "?show=unassessed",
        reverse("activities:proposal", args=["UPR-4-7"]),
        reverse("portal:indicators"),
        reverse("portal:indicator", args=[slug]),
        reverse("portal:figures"),
        reverse("portal:figures_file", args=["csv"]),
    ]
    client.post("/workspace/gaps/report/")
    report = GapReport.objects.get()
    addresses += [
        report.get_absolute_url(),
        reverse("reporting:gap_report_csv", args=[report.reference]),
    ]
    for address in addresses:
        answer = client.get(address)
        assert answer.status_code == 200, address
        yield address, answer.content.decode()
    file = RenderedFile.objects.of_gaps(report.pk).get(format="docx")
    rendering.render(pk=file.pk)
    file.refresh_from_db()
    yield "docx", text_of(file.file.read(), "docx")


def stands(text, number):
    """Whether a number stands there as one, whatever stands beside it."""
    return re.search(rf"(?<![\w.,-]){re.escape(number)}(?![\w.,])", text) is not None


@pytest.mark.parametrize(
    ("value", "cases", "is_count"),
    [("3", None, True), ("73.25", 3, False)],
    ids=["few", "a share of few"],
)
def test_a_hidden_value_has_no_percentage_anywhere(client, officer, value, cases, is_count):
    make.ActivityFactory(publication="published").recommendations.add(
        make.RecommendationFactory(reference="UPR-4-8")
    )
    row = indicator(value=value, baseline="1003", target="503", cases=cases, is_count=is_count)
    percent = standing_percent(1003, 503, Decimal(value))
    for name, text in told(client):
        assert not re.search(rf"{percent}\s*%", text), name
        assert not stands(text, value) or len(value) == 1, name
    assert standings([row])[row.pk].judgement.percent is None
    assert read("indicators.progress", Scope(today())).counts == {Progress.UNKNOWN: 1}
    page = client.get(reverse("activities:proposal", args=["UPR-4-7"])).text
    assert "its progress cannot be told yet" in page


def standing_percent(baseline, target, value):
    return round(100 * (value - baseline) / (target - baseline))


@pytest.mark.parametrize("is_count", [True, False], ids=["few", "a share of few"])
def test_a_hidden_baseline_is_not_told_by_a_percentage(client, officer, is_count):
    baseline = "4" if is_count else "81.5"
    row = indicator(value="62", baseline=baseline, target="1", is_count=is_count, cases=900)
    year = row.baseline_year
    make.ValueFactory(
        indicator=row,
        period=str(year),
        value=Decimal(baseline),
        cases=3,
        breakdown={"sex": "female"},
        breakdown_key="sex=female",
    )
    percent = standing_percent(Decimal(baseline), 1, Decimal(62))
    for name, text in told(client):
        assert not re.search(rf"{percent}\s*%", text), name
    assert standings([row])[row.pk].judgement == standing_of(row, series_of(row)).judgement
    assert standings([row])[row.pk].judgement.progress == Progress.UNKNOWN


@pytest.mark.parametrize(
    ("value", "said"), [("800", "20"), ("1100", "-10"), ("0", "100")], ids=["some", "back", "all"]
)
def test_a_proposal_says_the_percentage_of_the_public_page(client, officer, value, said):
    row = indicator(value=value, baseline="1000", target="0")
    public = client.get(reverse("portal:indicator", args=[row.slug])).text
    proposed = client.get(reverse("activities:proposal", args=["UPR-4-7"])).text
    shown = re.search(r"(-?\d+) % of the way from baseline to target", public)
    reason = re.search(r"(-?\d+) % of the way to its target \(2024\)", proposed)
    assert shown[1] == reason[1] == said
