"""The PDF of one review: what is in it, that it is tagged, that nothing is fetched from elsewhere."""

import datetime as dt
import io

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from pypdf import PdfReader
from weasyprint.urls import FatalURLFetchingError

from nmirf.common.dates import today
from nmirf.common.errors import DomainError
from nmirf.common.pdf import StaticFetcher, to_pdf
from recommendations.models import ClusterMembership, ThemeLink
from recommendations.services import assessments
from reporting import review_report
from reporting.choices import FileState
from reporting.models import RenderedFile
from reporting.services import rendering
from tests import factories as make

pytestmark = pytest.mark.usefixtures("built_fonts")


@pytest.fixture
def officer(db):
    return make.secretariat()


@pytest.fixture
def review(db):
    return make.ReviewFactory(title="Concluding observations of 2023", symbol="CRC/C/XMA/CO/5")


@pytest.fixture
def recommendation(review, officer):
    row = make.RecommendationFactory(review=review, text="Register every child at birth.")
    theme = make.ThemeFactory(name="Name and nationality", parent=make.ThemeFactory(name="Rights"))
    ThemeLink.objects.create(recommendation=row, theme=theme)
    assessments.record_assessment(
        actor=officer,
        recommendation=row,
        viewpoint="secretariat",
        status="in_progress",
        rationale="The order is in force in nine of fourteen provinces.",
        assessed_on=dt.date(2026, 1, 5),
        publish=True,
    )
    return row


def published_update(**facts):
    author = make.UserFactory()
    return make.UpdateFactory(
        state="published",
        author=author,
        signed_by=author,
        signed_at=timezone.now(),
        published_at=timezone.now(),
        **facts,
    )


def text_of(rendered):
    reader = PdfReader(io.BytesIO(rendered.file.open().read()))
    return reader, " ".join(" ".join(page.extract_text() for page in reader.pages).split())


def test_it_holds_what_is_published_and_nothing_else(officer, review, recommendation):
    published_update(on=[recommendation], headline="Registered in hospitals")
    make.UpdateFactory(on=[recommendation], headline="Still a draft")
    make.RecommendationFactory(
        review=review, publication="draft", published_at=None, text="Nobody knows this yet."
    )
    rendered = rendering.request_review_pdf(actor=officer, review=review, language="en")
    rendering.render(pk=rendered.pk)
    rendered.refresh_from_db()
    assert rendered.state == FileState.READY
    reader, text = text_of(rendered)
    for words in (
        "Register every child at birth.",
        "Registered in hospitals",
        "In progress",
        "nine of fourteen provinces",
        "Rights",
        recommendation.reference,
    ):
        assert words in text, words
    assert "Still a draft" not in text
    assert "Nobody knows" not in text
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert reader.trailer["/Root"]["/Lang"] == "en"
    assert "pdfuaid:part" in reader.trailer["/Root"]["/Metadata"].get_object().get_data().decode()
    assert reader.metadata.title == review.title


def test_updates_on_a_cluster_count_where_the_overlap_does(review, recommendation):
    distinct = make.RecommendationFactory(review=review)
    cluster = make.ClusterFactory()
    ClusterMembership.objects.create(
        cluster=cluster, recommendation=recommendation, overlap="partial"
    )
    ClusterMembership.objects.create(cluster=cluster, recommendation=distinct, overlap="distinct")
    update = published_update(cluster=cluster)
    entries = [
        e for chapter in review_report.gather(review, today()).chapters for e in chapter.entries
    ]
    assert {e.recommendation.pk: e.updates for e in entries} == {
        recommendation.pk: [update],
        distinct.pk: [],
    }
    assert [e.number for e in entries] == [1, 2]


def test_what_is_told_of_a_draft_cluster_stays_out(review, recommendation):
    cluster = make.ClusterFactory(publication="draft")
    ClusterMembership.objects.create(cluster=cluster, recommendation=recommendation)
    published_update(cluster=cluster)
    entries = [
        e for chapter in review_report.gather(review, today()).chapters for e in chapter.entries
    ]
    assert [entry.updates for entry in entries] == [[]]


@pytest.mark.parametrize("count", [1, 20])
def test_gathering_costs_the_same_for_any_size(review, count, django_assert_num_queries):
    for _ in range(count):
        published_update(on=[make.RecommendationFactory(review=review)])
    with django_assert_num_queries(10):
        review_report.gather(review, today())


def test_a_second_request_gets_the_file_that_is_being_made(officer, review, recommendation):
    first = rendering.request_review_pdf(actor=officer, review=review, language="en")
    assert rendering.request_review_pdf(actor=officer, review=review, language="en") == first


def test_a_review_without_anything_published_is_refused(officer):
    with pytest.raises(DomainError, match="published yet"):
        rendering.request_review_pdf(actor=officer, review=make.ReviewFactory(), language="en")


def test_only_the_secretariat_asks(review, recommendation):
    with pytest.raises(PermissionDenied):
        rendering.request_review_pdf(actor=make.focal_point(), review=review, language="en")


def test_a_finished_file_is_never_made_again(officer, review, recommendation):
    rendered = rendering.request_review_pdf(actor=officer, review=review, language="en")
    rendering.render(pk=rendered.pk)
    rendered.refresh_from_db()
    rendering.render(pk=rendered.pk)
    before = rendered.sha256
    rendered.refresh_from_db()
    assert (rendered.attempts, rendered.sha256) == (1, before)


def test_a_worker_taken_for_dead_spoils_nothing(officer, review, recommendation, monkeypatch):
    """It fails after another one has taken its work up and finished it."""
    rendered = rendering.request_review_pdf(actor=officer, review=review, language="en")
    RenderedFile.objects.update(state=FileState.RUNNING, heartbeat_at=None)

    def overtaken(row, tell):
        rendering._finish(row.pk, b"%PDF-")
        raise DomainError("too late")

    monkeypatch.setattr(rendering, "_make", overtaken)
    rendering.render(pk=rendered.pk)
    rendered.refresh_from_db()
    assert (rendered.state, rendered.error) == (FileState.READY, "")


def test_silent_work_is_taken_up_and_given_up_after_three(officer, review, recommendation):
    rendered = rendering.request_review_pdf(actor=officer, review=review, language="en")
    rows = RenderedFile.objects.filter(pk=rendered.pk)
    silent = timezone.now() - 2 * rendering.SILENCE
    rows.update(state=FileState.RUNNING, attempts=1, heartbeat_at=silent)
    assert rendering.take_up_abandoned() == 1
    rows.update(state=FileState.RUNNING, attempts=3, heartbeat_at=silent)
    assert rendering.take_up_abandoned() == 1
    rendered.refresh_from_db()
    assert rendered.state == FileState.FAILED
    assert "three times" in rendered.error


def test_work_that_is_alive_is_left_alone(officer, review, recommendation):
    rendered = rendering.request_review_pdf(actor=officer, review=review, language="en")
    RenderedFile.objects.filter(pk=rendered.pk).update(
        state=FileState.RUNNING, attempts=1, heartbeat_at=timezone.now()
    )
    assert rendering.take_up_abandoned() == 0
    rendering.render(pk=rendered.pk)
    rendered.refresh_from_db()
    assert rendered.state == FileState.RUNNING


@pytest.mark.parametrize(
    "url",
    [
        "https://example.org/x.css",
        "http://127.0.0.1/",
        "file:///etc/passwd",
        "data:text/css,body{}",
        "https://static.invalid/etc/passwd",
        "https://static.invalid/static/../../etc/passwd",
        "https://static.invalid/static/%2e%2e/%2e%2e/etc/passwd",
        "http://static.invalid/static/css/print/pdf.css",
        "https://static.invalid:8000/static/css/print/pdf.css",
    ],
)
def test_nothing_is_fetched_but_own_static_files(url):
    with pytest.raises(FatalURLFetchingError):
        StaticFetcher().fetch(url)


def test_a_document_that_asks_for_more_is_not_made():
    with pytest.raises(FatalURLFetchingError):
        to_pdf('<img src="https://example.org/x.png" alt="">', lambda percent: None)


def test_progress_is_told_as_it_goes():
    heard = []
    to_pdf("<html lang=en><title>x</title><p>x", heard.append)
    assert heard == sorted(heard)
    assert heard[-1] == 90
