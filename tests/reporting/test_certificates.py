"""Certificates as PDF: one page a person, in that person's language, for who may have it."""

import io

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from pypdf import PdfReader

from nmirf.common.dates import today
from reporting.choices import FileState
from reporting.models import RenderedFile
from reporting.policies import visible_files
from reporting.services import certificates, rendering
from tests import factories as make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("built_fonts")]


@pytest.fixture(autouse=True)
def _no_second_factor(settings):
    """Accounts of tests sign in with a password alone."""
    settings.DEMO_MODE = True


@pytest.fixture
def training():
    make.NationalMechanismFactory(accent="#7a1f5c")
    return make.TrainingFactory(title="Writing indicators", hours="6.5", place="Capital")


def certified(training, **facts):
    return make.TrainingAttendanceFactory(
        training=training, part="attended", certified_on=today(), **facts
    )


def made(rendered):
    rendering.render(pk=rendered.pk)
    rendered.refresh_from_db()
    assert rendered.state == FileState.READY, rendered.error
    return PdfReader(io.BytesIO(rendered.file.open().read()))


def words(page):
    return " ".join(page.extract_text().split())


def test_a_certificate_says_who_what_and_where_it_can_be_checked(training):
    row = certified(training, name="Ada Trainee")
    rendered = certificates.request_certificate(
        actor=make.secretariat(), attendance=row, language="en"
    )
    reader = made(rendered)
    text = words(reader.pages[0])
    assert len(reader.pages) == 1
    for part in ("Republic of Marisola", "Ada Trainee", "Writing indicators", "6.5 hours"):
        assert part in text
    assert f"/verify/{row.reference}/" in text.replace(" ", "")
    catalog = reader.trailer["/Root"]
    assert catalog["/MarkInfo"]["/Marked"]
    assert catalog["/Lang"] == "en"
    assert reader.metadata.title == "Certificate: Writing indicators"


def test_all_of_a_training_are_in_one_file_each_in_its_language(training):
    certified(training, name="A. Anglophone")
    certified(training, user=make.UserFactory(preferred_language="fr"), name="F. Francophone")
    certified(training, user=make.UserFactory(preferred_language="ar"), name="R. Arabophone")
    make.TrainingAttendanceFactory(training=training, part="attended", name="Not yet")
    rendered = certificates.request_certificates(
        actor=make.secretariat(), training=training, language="en"
    )
    reader = made(rendered)
    pages = [words(page) for page in reader.pages]
    assert [name for page in pages for name in ("A. ", "F. ", "R. ") if name in page] == [
        "A. ",
        "F. ",
        "R. ",
    ]
    assert len(pages) == 3
    assert not any("Not yet" in page for page in pages)


def test_the_file_is_for_who_asked(client, training):
    person = make.focal_point()
    row = certified(training, user=person)
    client.force_login(person)
    response = client.post(reverse("reporting:certificate", args=[row.reference]))
    rendered = RenderedFile.objects.get()
    assert response.url == rendered.get_absolute_url()
    assert visible_files(person).filter(pk=rendered.pk).exists()
    for other in (make.focal_point(), make.administrator()):
        assert not visible_files(other).filter(pk=rendered.pk).exists()
    with pytest.raises(PermissionDenied):
        certificates.request_certificate(actor=make.focal_point(), attendance=row, language="en")


def test_no_certificate_that_was_not_issued(training, client):
    person = make.focal_point()
    row = make.TrainingAttendanceFactory(training=training, user=person, part="attended")
    client.force_login(person)
    address = reverse("reporting:certificate", args=[row.reference])
    assert client.post(address).status_code == 403
    client.force_login(make.secretariat())
    every = reverse("reporting:certificates", args=[training.reference])
    assert client.post(every).url == training.get_absolute_url()
    assert not RenderedFile.objects.exists()


def test_asked_for_twice_it_is_made_once(training):
    officer, row = make.secretariat(), certified(training)
    first, second = (
        certificates.request_certificate(actor=officer, attendance=row, language="en")
        for _number in range(2)
    )
    assert first == second
