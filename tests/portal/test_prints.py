"""Pages as PDF: what a reader sees, asked for by a button and made by a worker."""

import datetime as dt
import io
import re

import pytest
from django.urls import reverse
from django.utils import translation
from pypdf import PdfReader

from activities.models import Milestone
from nmirf.common.dates import today
from portal.prints import making
from reporting.choices import FileKind, FileState
from reporting.models import RenderedFile
from reporting.services import rendering
from tests import factories as make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("built_fonts")]


@pytest.fixture(autouse=True)
def _without_second_factor(settings):
    settings.DEMO_MODE = True


@pytest.fixture
def officer(db):
    return make.secretariat()


@pytest.fixture
def measured(db):
    """Deaths in custody: 2024 in full, 2023 with a group too small to be shown."""
    unit = make.UnitFactory(code="persons", is_count=True, decimals=0)
    row = make.IndicatorFactory(
        slug="custody",
        name="Deaths in custody",
        unit=unit,
        definition="People who died while held by the police.",
        baseline_value=100,
        baseline_year=2020,
        target_value=20,
        target_year=2030,
    )
    make.ValueFactory(indicator=row, period="2024", value=71, cases=71, source="Inspectorate")
    make.ValueFactory(indicator=row, period="2023", value=84)
    for code, value in (("female", 3), ("male", 81)):
        make.ValueFactory(
            indicator=row,
            period="2023",
            breakdown={"sex": code},
            breakdown_key=f"sex={code}",
            value=value,
        )
    return row


def ask(client, address, **data):
    """The file that the button asked for, made as a worker makes it."""
    answer = client.post(address, data)
    assert answer.status_code == 302
    rendered = RenderedFile.objects.latest("pk")
    assert answer.url == rendered.get_absolute_url()
    rendering.render(pk=rendered.pk)
    rendered.refresh_from_db()
    return rendered


def words(rendered):
    assert rendered.state == FileState.READY, rendered.error
    pdf = PdfReader(io.BytesIO(rendered.file.read()))
    return " ".join(" ".join(page.extract_text() for page in pdf.pages).split())


def size(rendered):
    rendered.file.seek(0)
    box = PdfReader(rendered.file).pages[0].mediabox
    return round(float(box.width)), round(float(box.height))


def activity(title, **facts):
    facts = {"starts_on": dt.date(today().year, 2, 1), "ends_on": dt.date(today().year, 11, 30)}
    row = make.ActivityFactory(title=title, publication="published", **facts)
    Milestone.objects.create(activity=row, title="Tender out", due_on=dt.date(today().year, 5, 2))
    return row


def test_a_stranger_has_the_time_line_of_what_is_public_printed(client):
    activity("Registers in every hospital")
    make.ActivityFactory(title="A plan that is nobody's yet", publication="draft")
    rendered = ask(client, reverse("portal:print_activities"), view="timeline")
    text = words(rendered)
    assert "Registers in every hospital" in text
    assert "nobody's yet" not in text
    assert "0 of 1 milestone done" in text
    assert size(rendered) == (842, 595)  # A4, across
    client.post(reverse("account_logout"))
    assert client.get(reverse("reporting:download", args=[rendered.reference])).status_code == 200


def test_what_the_filters_of_the_page_leave_is_printed_and_they_are_named(client):
    activity("Registers in every hospital")
    activity("Training of midwives")
    page = client.get(reverse("portal:activities"), {"view": "timeline", "q": "midwives"})
    assert '<input type="hidden" name="q" value="midwives">' in page.text
    text = words(ask(client, reverse("portal:print_activities"), view="timeline", q="midwives"))
    assert "Training of midwives" in text
    assert "Registers" not in text
    assert "Words in the title: midwives" in text


def test_what_no_database_takes_is_taken_out_of_what_is_posted(client):
    activity("Registers in every hospital")
    address = reverse("portal:print_activities")
    rendered = ask(client, address, view="timeline", lead="\x00", q="regis\x00ters")
    assert "Registers in every hospital" in words(rendered)


def test_the_list_by_quarter_is_printed_for_its_year(client):
    activity("Registers in every hospital")
    year = today().year
    rendered = ask(client, reverse("portal:print_activities"), view="quarters", year=year)
    text = words(rendered)
    assert f"Quarter 2 of {year}" in text
    assert "milestone: Tender out" in text
    assert size(rendered) == (842, 595)


def test_a_draft_is_printed_for_the_secretariat_and_the_file_is_theirs(client, officer):
    make.ActivityFactory(title="A plan that is nobody's yet", publication="draft")
    client.force_login(officer)
    rendered = ask(client, reverse("portal:print_activities"), view="timeline")
    assert "nobody's yet" in words(rendered)
    address = reverse("reporting:download", args=[rendered.reference])
    assert client.get(address).status_code == 200
    client.logout()
    assert client.get(address).status_code == 404
    client.force_login(make.UserFactory())
    assert client.get(address).status_code == 404


def test_the_sheet_of_an_indicator_says_what_its_page_says(client, measured):
    rendered = ask(client, reverse("portal:print_indicator", args=["custody"]))
    text = words(rendered)
    for expected in (
        "Deaths in custody",
        "People who died while held by the police.",
        "Baseline 2020: 100",
        "Target 2030: 20",
        "71",
        "Inspectorate",
        "withheld",
        "4 values",
    ):
        assert expected in text
    assert " 81 " not in text, "it would give the small number away"
    assert size(rendered) == (595, 842)


@pytest.fixture
def laid_out(monkeypatch):
    """What goes to WeasyPrint, for documents of pages over pages; others show what it makes of it."""
    monkeypatch.setattr(making, "to_pdf", lambda html, tell: html.encode())


def test_the_figures_are_printed_with_charts_and_narrowed_as_their_page_was(client, laid_out):
    upr = make.MechanismFactory(code="UPR")
    for _number in range(5):
        make.RecommendationFactory(mechanism=upr, review=make.ReviewFactory(mechanism=upr))
    make.RecommendationFactory()
    assert 'name="mechanism" value="upr"' in client.get("/figures/?mechanism=upr").text
    rendered = ask(client, reverse("portal:print_figures"), mechanism="upr", page="2")
    assert rendered.title.startswith(f"Figures and their definitions: {upr.label}")
    text = rendered.file.read().decode()
    for expected in (
        "From received to implemented",
        "Status by theme",
        "Validated status",
        "n = 5",
        "/figures/?mechanism=upr ·",
    ):
        assert expected in text
    addresses = re.findall(r'href="([^"]+)"', text)
    assert len(addresses) > 10
    assert all(one.startswith(("http://", "/static/")) for one in addresses)


def test_figures_of_what_is_not_there_are_not_printed(client, laid_out):
    address = reverse("portal:print_figures")
    for slug in ("nowhere", "now\x00here"):
        assert client.post(address, {"review": slug}).status_code == 404
        assert client.get("/figures/", {"review": slug}).status_code == 404
    review = make.ReviewFactory(slug="passing")
    client.post(address, {"review": "passing"})
    review.delete()
    rendered = RenderedFile.objects.get()
    rendering.render(pk=rendered.pk)
    rendered.refresh_from_db()
    assert (rendered.state, "any more" in rendered.error) == (FileState.FAILED, True)


def test_nothing_is_laid_out_while_a_page_waits_for_it(client):
    """Files that take long are made by a worker (ADR 0014)."""
    assert client.get("/figures.pdf").status_code == 404
    assert "/figures.pdf" not in client.get("/figures/").text


def test_a_sheet_that_its_reader_may_not_see_any_more_is_not_made(client, measured):
    client.post(reverse("portal:print_indicator", args=["custody"]))
    rendered = RenderedFile.objects.get()
    type(measured).objects.filter(pk=measured.pk).update(publication="retired")
    rendering.render(pk=rendered.pk)
    rendered.refresh_from_db()
    assert rendered.state == FileState.FAILED
    assert "no such indicator" in rendered.error


def test_a_draft_has_no_sheet_for_a_stranger(client):
    make.IndicatorFactory(slug="secret", publication="draft")
    answer = client.post(reverse("portal:print_indicator", args=["secret"]))
    assert answer.status_code == 404
    assert not RenderedFile.objects.exists()


def test_one_that_is_being_made_is_not_made_twice(client, measured):
    address = reverse("portal:print_indicator", args=["custody"])
    assert client.post(address).url == client.post(address).url
    assert RenderedFile.objects.get().kind == FileKind.PRINT


def test_nobody_keeps_the_workers_busy(client, measured):
    address = reverse("portal:print_indicator", args=["custody"])
    for _number in range(20):
        client.post(address)
        RenderedFile.objects.all().delete()
    assert client.post(address).url == measured.get_absolute_url()
    assert not RenderedFile.objects.exists()


def test_the_sheet_is_in_the_language_of_the_page(client, measured):
    with translation.override("ar"):
        rendered = ask(
            client, reverse("portal:print_indicator", args=["custody"]), HTTP_ACCEPT_LANGUAGE="ar"
        )
    assert rendered.state == FileState.READY
