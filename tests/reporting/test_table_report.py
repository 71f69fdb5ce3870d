"""The technical report of a thematic table: what it says, that it is tagged, who may fetch it."""

import io

import pytest
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from focalpoints.models import Attendance
from recommendations.models import Assignment, TableClaim
from recommendations.services.tables import running
from reporting.models import RenderedFile
from reporting.services import table_reports
from tests import factories as make

pytestmark = pytest.mark.usefixtures("built_fonts")


@pytest.fixture
def closed(transactional_db):
    """One settled with an absentee, one parked, one not discussed."""
    make.NationalMechanismFactory()
    officer = make.secretariat()
    interior = make.InstitutionFactory(name="Ministry of the Interior")
    health = make.InstitutionFactory(name="Ministry of Health")
    texts = ("Register every child.", "Train midwives.", "Abolish fees.")
    rows = [make.RecommendationFactory(text=text) for text in texts]
    table = make.running_table(rows, [interior, health], officer=officer)
    person = make.focal_point(interior)
    Attendance.objects.create(
        meeting=table.meeting, institution=interior, user=person, state="present"
    )
    first, second, _third = table.items.all()
    facts = {"proposed_by": officer, "meeting": table.meeting, "recommendation": rows[0]}
    Assignment.objects.create(institution=interior, state="accepted", **facts)
    Assignment.objects.create(institution=health, role="contributing", **facts)
    first.state, first.settled_by, first.settled_at = "settled", officer, timezone.now()
    first.save()
    TableClaim.objects.create(
        item=second, institution=interior, role="lead", made_by=person, objection="Not our law."
    )
    second.state, second.note = "parked", "Nobody is competent."
    second.save()
    running.close_table(
        actor=officer, reference=table.meeting.reference, others=["Ada Brandt"], language="en"
    )
    table.refresh_from_db()
    return table


def text_of(rendered):
    reader = PdfReader(io.BytesIO(rendered.file.open().read()))
    return reader, " ".join(" ".join(page.extract_text() for page in reader.pages).split())


def test_closing_makes_the_report(closed):
    rendered = RenderedFile.objects.get(kind="table")
    assert rendered.state == "ready"
    reader, text = text_of(rendered)
    for words in (
        "Republic of Marisola",
        closed.meeting.title,
        "Ada Brandt",
        "Register every child.",
        "Ministry of the Interior",
        "Nobody is competent.",
        "Not our law.",
        "Assigned in absence",
        "Ministry of Health",
        "Not discussed",
        "Signature",
    ):
        assert words in text
    assert "Abolish fees." not in text
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en"


def test_in_another_language_it_reads_from_right_to_left(closed):
    officer = make.secretariat()
    rendered = table_reports.request_table_report(actor=officer, table_pk=closed.pk, language="ar")
    rendered.refresh_from_db()
    reader, _text = text_of(rendered)
    assert reader.trailer["/Root"]["/Lang"] == "ar"
    assert RenderedFile.objects.filter(kind="table").count() == 2
    again = table_reports.request_table_report(actor=officer, table_pk=closed.pk, language="ar")
    assert again == rendered


def test_it_is_for_those_who_were_invited(closed, client, settings):
    settings.DEMO_MODE = True
    rendered = RenderedFile.objects.get(kind="table")
    ask = reverse("reporting:table_report", args=[closed.meeting.reference])
    fetch = reverse("reporting:download", args=[rendered.reference])
    guest = make.authority(closed.meeting.attendances.first().institution)
    for person, status in ((guest, 200), (make.secretariat(), 200), (make.focal_point(), 404)):
        client.force_login(person)
        assert client.get(fetch).status_code == status
        assert client.post(ask).status_code == (302 if status == 200 else 404)
    client.logout()
    assert client.get(fetch).status_code == 404


def test_before_the_table_closes_there_is_none(db, client, settings):
    settings.DEMO_MODE = True
    table = make.running_table([make.RecommendationFactory()], [])
    client.force_login(make.secretariat())
    response = client.post(reverse("reporting:table_report", args=[table.meeting.reference]))
    assert response.headers["Location"] == table.get_absolute_url()
    assert not RenderedFile.objects.exists()
