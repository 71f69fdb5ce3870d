"""Gap reports: made once, never changed, held against the one before."""

import datetime as dt
import io
import threading
import zipfile

import pypdf
import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connections, transaction
from django.urls import reverse

from nmirf.common.dates import today
from nmirf.common.errors import DomainError
from recommendations.models import ThemeLink
from reporting import gap_report
from reporting.choices import FileState, GapName
from reporting.models import GapReport, RenderedFile
from reporting.services import gap_reports, rendering
from tests import factories as make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("built_fonts")]
NEW = "/workspace/gaps/report/"


@pytest.fixture(autouse=True)
def _demo_mode(settings):
    settings.DEMO_MODE = True


def made(officer, scope="", language="en", words=()):
    report = gap_reports.request_gap_report(
        actor=officer, scope=scope, words=list(words), language=language
    )
    for file in RenderedFile.objects.of_gaps(report.pk):
        rendering.render(pk=file.pk)
    report.refresh_from_db()
    return report


def test_a_report_holds_what_is_missing_and_is_fetched_in_both_formats(client):
    record = make.RecommendationFactory()
    make.RecommendationFactory()
    make.ActivityFactory().recommendations.add(record)
    client.force_login(make.secretariat())
    code = record.mechanism.code.lower()
    assert client.get(f"{NEW}?mechanism={code}").status_code == 200
    assert not GapReport.objects.exists()
    answer = client.post(f"{NEW}?mechanism={code}")
    report = GapReport.objects.get()
    assert answer.url == report.get_absolute_url()
    assert client.get(answer.url).context["contents"] is None
    # Asked for again while it is made, it is the same.
    assert client.post(f"{NEW}?mechanism={code}").url == answer.url
    for file in RenderedFile.objects.all():
        rendering.render(pk=file.pk)
    assert set(RenderedFile.objects.values_list("format", "state")) == {
        ("pdf", FileState.READY),
        ("docx", FileState.READY),
    }
    page = client.get(answer.url)
    lines = {line.name: line.count for line in page.context["contents"].lines}
    assert set(lines) == set(GapName)
    assert (lines["activity"], lines["lead"]) == (1, 2)
    for file in RenderedFile.objects.all():
        content = b"".join(
            client.get(reverse("reporting:download", args=[file.reference])).streaming_content
        )
        words = text_of(content, file.format)
        assert "What is missing" in words
        assert "in the scope" in words
        assert "Without an accepted lead" in words
    table = client.get(reverse("reporting:gap_report_csv", args=[report.reference]))
    assert f"lead,without an accepted lead,{record.reference}" in table.content.decode()


def text_of(content, ending):
    if ending == "docx":
        return zipfile.ZipFile(io.BytesIO(content)).read("word/document.xml").decode()
    return " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages)


def test_a_pdf_is_tagged_and_names_its_language():
    make.RecommendationFactory()
    report = made(make.secretariat())
    file = RenderedFile.objects.of_gaps(report.pk).get(format="pdf")
    reader = pypdf.PdfReader(io.BytesIO(file.file.read()))
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en"
    assert b"pdfuaid" in root["/Metadata"].get_data()


def test_an_arabic_report_reads_from_the_right():
    make.RecommendationFactory()
    report = made(make.secretariat(), language="ar")
    file = RenderedFile.objects.of_gaps(report.pk).get(format="docx")
    assert "<w:bidiVisual/>" in text_of(file.file.read(), "docx")


def test_the_next_report_says_what_came_and_what_went():
    officer = make.secretariat()
    first, second, third = (make.RecommendationFactory() for _ in range(3))
    make.ActivityFactory().recommendations.add(third)
    before = made(officer)
    assert before.previous is None
    make.ActivityFactory().recommendations.add(first)
    third.activity_links.all().delete()
    ThemeLink.objects.create(recommendation=second, theme=make.ThemeFactory())
    other = made(officer, scope="months=6")
    after = made(officer)
    assert after.previous == before
    assert other.previous is None
    lines = {line.name: line for line in gap_report.gather(after).lines}
    activity = lines[GapName.ACTIVITY]
    assert (activity.before, activity.count, activity.signed) == (2, 2, "0")
    assert (activity.came, activity.went) == ([third.reference], [first.reference])
    assert (lines[GapName.THEME].signed, lines[GapName.THEME].went) == ("−1", [second.reference])
    for ending in ("pdf", "docx"):
        file = RenderedFile.objects.of_gaps(after.pk).get(format=ending)
        words = text_of(file.file.read(), ending)
        for reference in (first.reference, second.reference, third.reference):
            assert reference in words.replace("\u2068", "").replace("\u2069", "")
        assert "Held against the report" in words


def test_a_report_that_is_made_never_changes():
    report = made(make.secretariat())
    with pytest.raises(DatabaseError), transaction.atomic():
        GapReport.objects.filter(pk=report.pk).update(total=9)
    with pytest.raises(DatabaseError), transaction.atomic():
        report.delete()
    make.RecommendationFactory()
    again = gap_reports.take(pk=report.pk)
    assert (again.total, again.made_at) == (0, report.made_at)


def test_a_worker_that_dies_in_between_leaves_nothing_half_made(monkeypatch):
    """The snapshot is taken, the file is not: the next worker writes the file of the same snapshot."""
    make.RecommendationFactory()
    report = gap_reports.request_gap_report(
        actor=make.secretariat(), scope="", words=[], language="en"
    )
    file = RenderedFile.objects.of_gaps(report.pk).get(format="docx")

    def die(*args):
        raise KeyboardInterrupt

    monkeypatch.setattr("reporting.services.gap_file.to_docx", die)
    with pytest.raises(KeyboardInterrupt):
        rendering.render(pk=file.pk)
    monkeypatch.undo()
    make.RecommendationFactory()
    RenderedFile.objects.filter(pk=file.pk).update(
        heartbeat_at=file.created_at - dt.timedelta(minutes=5)
    )
    assert rendering.take_up_abandoned() >= 1
    rendering.render(pk=file.pk)
    file.refresh_from_db()
    report.refresh_from_db()
    assert (file.state, report.total) == (FileState.READY, 1)


def test_whoever_left_the_secretariat_meanwhile_gets_no_report():
    officer = make.secretariat()
    report = gap_reports.request_gap_report(actor=officer, scope="", words=[], language="en")
    officer.groups.clear()
    with pytest.raises(DomainError):
        gap_reports.take(pk=report.pk)
    with pytest.raises(PermissionDenied):
        gap_reports.request_gap_report(actor=make.focal_point(), scope="", words=[], language="en")


def test_earlier_reports_are_listed(client):
    old = make.gap_report(today() - dt.timedelta(days=100))
    client.force_login(make.secretariat())
    report = made(make.secretariat())
    assert report.previous == old
    page = client.get(report.get_absolute_url())
    assert list(page.context["earlier"]) == [old]
    listed = client.get(reverse("reporting:gap_reports")).context["page"].object_list
    assert [row.pk for row in listed] == [report.pk, old.pk]
    assert client.get("/workspace/gaps/").context["reports"][0] == report


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_take_one_and_the_same_report():
    make.RecommendationFactory()
    report = gap_reports.request_gap_report(
        actor=make.secretariat(), scope="", words=[], language="en"
    )
    taken, gate = [], threading.Barrier(2)

    def take():
        try:
            gate.wait()
            taken.append(gap_reports.take(pk=report.pk).made_at)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=take) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(taken) == 2
    assert taken[0] == taken[1]
